"""Opening a PDF with PDFium, of which nothing is trusted. Runs in the worker's child alone."""

from typing import BinaryIO

import pypdfium2
from pypdfium2 import PdfDocument, PdfiumError

from kniha.vocab.errors import MalformedError

PDF_FAULTS = (PdfiumError, ValueError, OSError, MemoryError)
"""What PDFium's binding raises on hostile bytes."""


def open_pdf(stream: BinaryIO) -> PdfDocument:
    """Return the document in `stream`; the caller closes it. MalformedError for what is none, PermissionError where it wants a password."""
    try:
        return PdfDocument(stream)
    except PdfiumError as error:
        if error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD:
            raise PermissionError("a password is asked for") from error
        raise MalformedError("this is no PDF that can be read") from error
    except PDF_FAULTS as error:
        raise MalformedError("this is no PDF that can be read") from error
