"""What a PDF tells of itself: its information dictionaries and XMP in the clear, found by their words, and what PDFium reads.

By their words, because earlier states of a document still tell what its last one hides. PDFium unpacks what lies in compressed objects.
Source: ISO 32000-1 §14.3 (metadata), §7.5.6 (incremental updates).
"""

import re
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import islice
from typing import BinaryIO

from kniha.media.findings import Finding
from kniha.media.moments import from_pdf
from kniha.media.tellings import About, Telling
from kniha.media.times import Told, told_time
from kniha.media.writing import as_written
from kniha.media.xmp import MOST_BYTES as MOST_PACKET
from kniha.media.xmp import read_xmp

WINDOW = 4 << 20
"""Bytes from the beginning, and as many from the end, that are looked at."""

_FIELDS = {
    "CreationDate": About.CREATED, "ModDate": About.CHANGED, "Producer": About.SOFTWARE, "Creator": About.SOFTWARE,
    "Author": About.AUTHOR, "Title": About.TITLE, "Subject": About.DESCRIPTION,
}  # fmt: skip
_FIELD = re.compile(
    rb"/(?P<name>CreationDate|ModDate|Producer|Creator|Author|Title|Subject)\s{0,4}"
    rb"(?:\((?P<text>(?:[^\\()]|\\.){0,400})\)|<(?P<hex>[0-9A-Fa-f\s]{0,800})>)",
    re.DOTALL,
)
_ESCAPE = re.compile(rb"\\(?:(?P<octal>[0-7]{1,3})|(?P<letter>.))", re.DOTALL)
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b""}
_BEGIN, _END = b"<x:xmpmeta", b"</x:xmpmeta>"
_MOST_FIELDS, _MOST_PACKETS = 100, 4


def pdf_tellings(stream: BinaryIO, size: int) -> tuple[tuple[Telling, ...], tuple[Finding, ...]]:
    """Return what the PDF of `size` bytes in `stream` tells in the clear, and what was odd."""
    stream.seek(0)
    data = stream.read(WINDOW)
    if size > WINDOW:
        stream.seek(max(WINDOW, size - WINDOW))
        data += b"\n" + stream.read(WINDOW)
    tellings: list[Telling] = []
    odd: dict[Finding, None] = {}
    for told, finding in _told(data):
        tellings += [told] if told else []
        odd |= {finding: None} if finding else {}
    return tuple(tellings), tuple(odd)


def _told(data: bytes) -> Iterator[Told]:
    if b"/Encrypt" in data:
        yield None, Finding.ENCRYPTED
    if data.count(b"startxref") > 1 + (b"/Linearized" in data[:1024]):
        yield None, Finding.SAVED_AGAIN
    for found in islice(_FIELD.finditer(data), _MOST_FIELDS):
        yield _field(found["name"].decode(), "pdf", as_written(_text(found)))
    for packet in _packets(data):
        tellings, odd = read_xmp(packet)
        yield from ((telling, None) for telling in tellings)
        yield from ((None, finding) for finding in odd)


def fields_told(fields: Mapping[str, str]) -> Iterator[Told]:
    """What the fields tell that PDFium read, by their names."""
    for name in _FIELDS:
        if text := as_written(fields.get(name, "")):
            yield _field(name, "pdfium", text)


def _field(name: str, tool: str, text: str) -> Told:
    about, where = _FIELDS[name], f"{tool} {name}"
    if about in {About.CREATED, About.CHANGED}:
        return told_time(about, where, text, partial(from_pdf, text))
    return Telling(about, where, text, text), None


def _packets(data: bytes) -> Iterator[bytes]:
    at = 0
    for _ in range(_MOST_PACKETS):
        begin = data.find(_BEGIN, at)
        end = data.find(_END, begin, begin + MOST_PACKET) if begin >= 0 else -1
        if end < 0:
            return
        at = end + len(_END)
        yield data[begin:at]


def _text(found: re.Match[bytes]) -> str:
    """A string of PDF: UTF-16 with its mark, UTF-8 with its mark, else the page of old Windows, of which PDFDocEncoding differs little."""
    if found["hex"] is not None:
        digits = b"".join(found["hex"].split())
        raw = bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
    else:
        raw = _ESCAPE.sub(_unescaped, found["text"])
    for mark, encoding in ((b"\xfe\xff", "utf-16-be"), (b"\xef\xbb\xbf", "utf-8")):
        if raw.startswith(mark):
            return raw[len(mark) :].decode(encoding, errors="replace")
    return raw.decode("cp1252", errors="replace")


def _unescaped(found: re.Match[bytes]) -> bytes:
    if found["octal"]:
        return bytes([int(found["octal"], 8) & 0xFF])
    return _LETTERS.get(found["letter"], found["letter"])
