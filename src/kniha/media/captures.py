"""Captures of web pages (WACZ 1.1.1, specs.webrecorder.net): which pages at which moments, by which program, and whether each is whole.

A page in evidence has its address, its HTML and a picture of its full length (Berkeley Protocol, annex). What is missing is a finding; so
is a part whose digest is not the one that the capture tells. Whether the capture tells the truth, no digest in it can say.
"""

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import SEEK_END
from typing import Any, BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from kniha.media.findings import Finding
from kniha.media.moments import from_iso
from kniha.media.tellings import About, Telling
from kniha.media.times import Told, told_time
from kniha.media.writing import as_written

MOST_PARTS, MOST_PAGES = 10_000, 1_000
MOST_READ = 64 << 20
"""Bytes that are unpacked of one list in the capture."""
MOST_CHECKED = 1 << 30
"""Bytes of parts whose digests are checked; larger captures are not, and a finding says so."""
_PIECE = 1 << 20
_LONGEST = 8192
_FULL_PAGE = "urn:fullpage:"
_FAULTS = (
    BadZipFile, zlib.error, EOFError, OSError, ValueError, KeyError, TypeError, RuntimeError, OverflowError, MemoryError, RecursionError,
)  # fmt: skip
"""What zipfile, gzip and json raise on hostile bytes."""


@dataclass(slots=True)
class _Capture:
    """What the capture holds: pages with their titles and moments, what its index lists."""

    pages: dict[str, tuple[str, str]] = field(default_factory=dict)
    texts: set[str] = field(default_factory=set)
    pictures: set[str] = field(default_factory=set)


def read_capture(stream: BinaryIO) -> tuple[tuple[Telling, ...], tuple[Finding, ...]]:
    """What the ZIP file in the seekable `stream` tells, if it is a capture; nothing of any other. Every failure is a finding."""
    try:
        with ZipFile(stream) as archive:
            entries = archive.infolist()
            parts = {part.filename: part for part in entries}
            if "datapackage.json" not in parts:
                return (), ()
            if len(entries) > MOST_PARTS:
                return (), (Finding.TOO_LARGE,)
            told, odd = _read(archive, parts, stream.seek(0, SEEK_END))
            # Two parts of one name: one has the digest that is told, and another program shows the other.
            return told, odd if len(parts) == len(entries) else tuple(dict.fromkeys((*odd, Finding.CAPTURE_ALTERED)))
    except _FAULTS:
        return (), (Finding.UNREADABLE,)


def _read(archive: ZipFile, parts: dict[str, ZipInfo], size: int) -> tuple[tuple[Telling, ...], tuple[Finding, ...]]:
    package = json.loads(_opened(archive, parts["datapackage.json"]))
    if not isinstance(package, dict) or "wacz_version" not in package:
        return (), ()
    found = _Capture()
    for name, part in parts.items():
        if name.startswith("pages/") and name.endswith(".jsonl"):
            _take_pages(archive, part, found)
        elif name.startswith("indexes/") and name.endswith((".cdx", ".cdxj", ".cdx.gz", ".cdxj.gz")):
            _take_index(archive, part, found)
    told = list(_told(package, found))
    odd = (*(odd for _, odd in told if odd), *_incomplete(found), *_unfit(archive, parts, package, size))
    return tuple(telling for telling, _ in told if telling), tuple(dict.fromkeys(odd))


def _told(package: dict[str, Any], found: _Capture) -> Iterator[Told]:  # Any: JSON of a stranger
    for about, name in ((About.SOFTWARE, "software"), (About.TITLE, "title"), (About.DESCRIPTION, "description")):
        yield _said(about, f"datapackage.json {name}", as_written(package.get(name)))
    yield _moment(About.CREATED, "datapackage.json created", as_written(package.get("created")))
    for address, (title, at) in found.pages.items():
        yield _said(About.ADDRESS, "pages.jsonl url", as_written(address))
        yield _moment(About.CAPTURED, "pages.jsonl ts", at)
        yield _said(About.TITLE, "pages.jsonl title", title)


def _said(about: About, where: str, text: str) -> Told:
    return (Telling(about, where, text, text) if text else None), None


def _moment(about: About, where: str, written: str) -> Told:
    return told_time(about, where, written, lambda: from_iso(written))


def _incomplete(found: _Capture) -> Iterator[Finding]:
    if not found.pages:
        yield Finding.CAPTURE_WITHOUT_ADDRESS
    if any(address not in found.texts for address in found.pages):
        yield Finding.CAPTURE_WITHOUT_HTML
    if any(address.casefold() not in found.pictures for address in found.pages):
        yield Finding.CAPTURE_WITHOUT_PICTURE


def _unfit(archive: ZipFile, parts: dict[str, ZipInfo], package: dict[str, Any], size: int) -> Iterator[Finding]:  # Any: as above
    """Parts that are not what the package says they are, or are not named in it at all."""
    resources = package.get("resources")
    told = {one["path"]: str(one.get("hash", "")) for one in resources if isinstance(one, dict)} if isinstance(resources, list) else {}
    if size > MOST_CHECKED:
        yield Finding.CAPTURE_UNCHECKED
        return
    unnamed = {name for name in parts if name.startswith(("archive/", "pages/", "indexes/")) and not name.endswith("/")} - set(told)
    if unnamed or any(not _fits(archive, parts.get(path), digest) for path, digest in told.items()):
        yield Finding.CAPTURE_ALTERED


def _fits(archive: ZipFile, part: ZipInfo | None, told: str) -> bool:
    method, _, digest = told.partition(":")
    if part is None or method not in {"sha256", "md5"}:
        return False
    counted = hashlib.sha256() if method == "sha256" else hashlib.md5(usedforsecurity=False)
    left = MOST_CHECKED
    with archive.open(part) as opened:
        while piece := opened.read(_PIECE):
            counted.update(piece)
            left -= len(piece)
            if left < 0:  # a part that unpacks without end
                return False
    return counted.hexdigest() == digest.lower()


def _take_pages(archive: ZipFile, part: ZipInfo, found: _Capture) -> None:
    for line in _lines(archive, part):
        told = json.loads(line)
        if not isinstance(told, dict) or len(found.pages) == MOST_PAGES:
            continue
        if address := _address(told.get("url")):
            found.pages.setdefault(address, (as_written(told.get("title")), as_written(told.get("ts"))))


def _take_index(archive: ZipFile, part: ZipInfo, found: _Capture) -> None:
    """Lines of a CDXJ: a key, a moment, and JSON."""
    for line in _lines(archive, part):
        _, _, told = line.partition(" ")
        _, _, told = told.partition(" ")
        record = json.loads(told) if told.startswith("{") else {}
        address, kind = _address(record.get("url")), str(record.get("mime", ""))
        if address.casefold().startswith(_FULL_PAGE):
            found.pictures.add(address.casefold().removeprefix(_FULL_PAGE))
        elif kind.startswith(("text/html", "application/xhtml")) and str(record.get("status", "")).startswith("2"):
            found.texts.add(address)


def _lines(archive: ZipFile, part: ZipInfo) -> Iterator[str]:
    yield from filter(None, (line.strip() for line in _opened(archive, part).decode().splitlines()))


def _opened(archive: ZipFile, part: ZipInfo) -> bytes:
    """The bytes of a list; its beginning where it is longer than is read here."""
    with archive.open(part) as opened:
        is_packed = part.filename.endswith(".gz")
        data = gzip.GzipFile(fileobj=opened).read(MOST_READ + 1) if is_packed else opened.read(MOST_READ + 1)
    if len(data) > MOST_READ:
        raise ValueError("a list in the capture is longer than is read here")
    return data


def _address(told: object) -> str:
    """An address to compare others with: as it stands, up to a length that no browser exceeds."""
    return told[:_LONGEST] if isinstance(told, str) else ""
