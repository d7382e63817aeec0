"""Pages of a PDF, drawn: for the desk, so that no browser is given the document, and for the recogniser of letters.

A page may name any size: it is drawn to a number of pixels, never by its own measure. Runs in the worker's child alone.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from PIL import Image
from pypdfium2 import PdfDocument, PdfPage

from kniha.media.pdf_opening import PDF_FAULTS, open_pdf
from kniha.media.recipes import PAGE_QUALITY, PAGE_SIDE
from kniha.vocab.errors import MalformedError, NotFoundError

OWN_WORDS = 20
"""Letters of its own with which a page needs no recogniser: a scan may carry a number or a stamp of the machine's."""
_POINTS = 72
_RESOLUTION = 300
_LONGEST_SIDE = 4300  # a page of A4 at 300 pixels an inch has 3508
_NARROWEST = 1 / 40


def draw_page(stream: BinaryIO, number: int) -> bytes:
    """Return page `number`, from 1, of the PDF in the seekable `stream` as JPEG, its longer side PAGE_SIDE pixels.

    Raises MalformedError for what cannot be drawn, NotFoundError for a page that is not there, PermissionError for a locked document.
    """
    with _page(stream, number) as page:
        picture = _drawn(page, PAGE_SIDE / max(_size(page)), "RGB")
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=PAGE_QUALITY)
    return written.getvalue()


def sheet_of(stream: BinaryIO, number: int) -> tuple[Image.Image | None, int]:
    """Return page `number` for the recogniser, and how many pixels of it an inch has; no picture where it holds words of its own.

    Raises as `draw_page`.
    """
    with _page(stream, number) as page:
        if _own_letters(page) >= OWN_WORDS:
            return None, _RESOLUTION
        scale = min(_RESOLUTION / _POINTS, _LONGEST_SIDE / max(_size(page)))
        return _drawn(page, scale, "L"), max(70, round(scale * _POINTS))


@contextmanager
def _page(stream: BinaryIO, number: int) -> Iterator[PdfPage]:
    try:
        with open_pdf(stream) as document:
            page = _found(document, number)
            try:
                yield page
            finally:
                page.close()
    except PDF_FAULTS as error:
        if isinstance(error, PermissionError):
            raise
        raise MalformedError("this page cannot be drawn") from error


def _found(document: PdfDocument, number: int) -> PdfPage:
    if not 1 <= number <= len(document):
        raise NotFoundError(f"pages are numbered from 1 to {len(document)}")
    return document[number - 1]


def _size(page: PdfPage) -> tuple[float, float]:
    width, height = page.get_size()
    if not (width > 0 and height > 0) or not _NARROWEST <= width / height <= 1 / _NARROWEST:
        raise MalformedError("a page has an area, and is no strip")
    return width, height


def _own_letters(page: PdfPage) -> int:
    words = page.get_textpage()
    try:
        return sum(letter.isalnum() for letter in words.get_text_range(errors="replace"))
    finally:
        words.close()


def _drawn(page: PdfPage, scale: float, mode: str) -> Image.Image:
    """Without its form: what stands in the fields of one may be a script's."""
    bitmap = page.render(scale=scale, may_draw_forms=False, grayscale=mode == "L")
    try:
        drawn: Image.Image = bitmap.to_pil()
        return drawn.convert(mode)
    finally:
        bitmap.close()
