"""The words of a file that holds text: plain text, and the text layer of a PDF. What a scan shows is no text here.

Words are read for the text index, and for whoever has opened the file; they are derived, and no evidence. Runs in the worker's child
alone.
"""

import codecs
from dataclasses import dataclass
from typing import BinaryIO

from pypdfium2 import PdfDocument

from kniha.media.findings import Finding
from kniha.media.pdf_opening import PDF_FAULTS, open_pdf
from kniha.media.plain_text import sniff_text
from kniha.vocab.errors import MalformedError

LONGEST = 1_000_000
"""Characters that are read of one file: some five hundred pages."""
MOST_PAGES = 20_000
"""Pages that are looked through: a small file can say that it has a million."""
_HEAD = 1 << 16
_PIECE = 1 << 18
_UNPRINTED = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127, 0xFEFF, 0xFFFE, 0xFFFF])


@dataclass(frozen=True, slots=True)
class TextFacts:
    """What was found: how many pages there are (None: the file has none), how many characters were read."""

    pages: int | None = None
    characters: int = 0
    findings: tuple[Finding, ...] = ()


def read_plain(stream: BinaryIO) -> tuple[TextFacts, str]:
    """Return the words of a plain text, of which at most `LONGEST` characters; what cannot be read is among the findings."""
    head = stream.read(_HEAD)
    kind = sniff_text(head)
    if kind is None:
        return TextFacts(findings=(Finding.UNREADABLE if head else Finding.EMPTY,)), ""
    decoder = codecs.getincrementaldecoder(kind.charset)("replace")
    parts, count, piece = [], 0, head
    while piece and count <= LONGEST:
        parts.append(decoder.decode(piece))
        count += len(parts[-1])
        piece = stream.read(_PIECE)
    return _told("".join(parts), None, ())


def read_pdf(stream: BinaryIO) -> tuple[TextFacts, str]:
    """Return the text layer of a PDF, page by page, and how many pages it has; what cannot be read is among the findings."""
    try:
        document = open_pdf(stream)
    except MalformedError:
        return TextFacts(findings=(Finding.UNREADABLE,)), ""
    except PermissionError:
        return TextFacts(findings=(Finding.LOCKED,)), ""
    with document:
        pages = len(document)
        text, damaged = _pages(document, min(pages, MOST_PAGES))
    odd = ((Finding.DAMAGED, damaged), (Finding.TEXT_CUT, pages > MOST_PAGES))
    return _told(text, pages, tuple(finding for finding, is_so in odd if is_so))


def _pages(document: PdfDocument, pages: int) -> tuple[str, bool]:
    parts, count, damaged = [], 0, False
    for number in range(pages):
        if count > LONGEST:
            break
        try:
            parts.append(_page(document, number))
        except PDF_FAULTS:
            damaged = True
            continue
        count += len(parts[-1]) + 1
    return "\n".join(parts), damaged


def _page(document: PdfDocument, number: int) -> str:
    page = document[number]
    try:
        words = page.get_textpage()
        try:
            return str(words.get_text_range(errors="replace"))
        finally:
            words.close()
    finally:
        page.close()


def _told(text: str, pages: int | None, findings: tuple[Finding, ...]) -> tuple[TextFacts, str]:
    printed = text.replace("\r\n", "\n").replace("\r", "\n").translate(_UNPRINTED).encode("utf-8", "replace").decode()
    if not printed.strip():
        return TextFacts(pages, 0, (*findings, Finding.NO_TEXT)), ""
    if len(printed) > LONGEST and Finding.TEXT_CUT not in findings:
        findings = (*findings, Finding.TEXT_CUT)
    kept = printed[:LONGEST]
    return TextFacts(pages, len(kept), findings), kept
