"""What a document, a track of places or a capture of the web tells of itself: PDF, GPX, WACZ. Every failure is a finding.

Runs in the worker's child alone.
"""

from dataclasses import dataclass
from io import SEEK_END
from typing import BinaryIO

from kniha.media.captures import read_capture
from kniha.media.disagreements import Disagreement, disagreements
from kniha.media.findings import Finding
from kniha.media.gpx import read_gpx
from kniha.media.markup import GPX
from kniha.media.pdf_opening import PDF_FAULTS, open_pdf
from kniha.media.pdf_tellings import fields_told, pdf_tellings
from kniha.media.sniffing import HEAD_SIZE, sniff
from kniha.media.tellings import Telling, kept
from kniha.media.tracks import Track
from kniha.vocab.errors import MalformedError


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What was found."""

    tellings: tuple[Telling, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    tracks: tuple[Track, ...] = ()
    findings: tuple[Finding, ...] = ()


def read_document(stream: BinaryIO) -> DocumentFacts:
    """Return what the document in the seekable `stream` tells of itself; what fails is among the findings."""
    head = stream.read(HEAD_SIZE)
    if not head:
        return DocumentFacts(findings=(Finding.EMPTY,))
    tracks: tuple[Track, ...] = ()
    match sniff(head).type:
        case "application/pdf":
            told, odd = pdf_tellings(stream, stream.seek(0, SEEK_END))
            also, more_odd = _by_pdfium(stream)
            told, odd = (*told, *also), tuple(dict.fromkeys((*odd, *more_odd)))
        case GPX.type:
            stream.seek(0)
            told, tracks, odd = read_gpx(stream)
        case "application/zip":
            stream.seek(0)
            told, odd = read_capture(stream)
        case _:
            return DocumentFacts(findings=(Finding.UNREADABLE,))
    tellings, are_more = kept(told)
    return DocumentFacts(tellings, disagreements(tellings), tracks, (*odd, Finding.MORE_METADATA) if are_more else odd)


def _by_pdfium(stream: BinaryIO) -> tuple[tuple[Telling, ...], tuple[Finding, ...]]:
    """What a second tool reads; that it cannot open the document, the reader of words says."""
    stream.seek(0)
    try:
        with open_pdf(stream) as document:
            told = list(fields_told(document.get_metadata_dict()))
    except (MalformedError, PermissionError):
        return (), ()
    except PDF_FAULTS:
        return (), (Finding.METADATA_UNREADABLE,)
    return tuple(telling for telling, _ in told if telling), tuple(odd for _, odd in told if odd)
