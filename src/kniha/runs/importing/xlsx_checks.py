"""What is looked at in an XLSX before it is read: is it one, does it unpack to something sensible, which of its cells are merged.

An XLSX is a ZIP of XML that a stranger made. Against a file of some kilobytes that unpacks to fill the memory, and against entities in XML.
"""

import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from zipfile import BadZipFile, ZipFile

from kniha.runs.importing.sources import Source
from kniha.vocab.errors import MalformedError, TooLargeError

LARGEST_UNPACKED = 4 << 30
LARGEST_STRINGS = 512 << 20
MOST_PARTS = 10_000
MOST_TIMES = 250
"""Times that a part over 16 MiB may be larger than its packed bytes. Spreadsheets pack to a tenth, monotonous ones to a hundredth."""

_SMALL = 16 << 20
_STEP = 1 << 20
_OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]{0,200}?ref\s*=\s*[\"']([A-Z]{1,3}[0-9]{1,7}(?::[A-Z]{1,3}[0-9]{1,7})?)[\"']")
_OVERLAP = 300
_DAMAGED = (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, KeyError)
"""What zipfile raises where a part is cut, altered, encrypted or packed in a way that it does not know."""


@contextmanager
def opened(source: Source) -> Iterator[ZipFile]:
    """The file as a ZIP whose parts may be unpacked; MalformedError or TooLargeError for another."""
    with source.open("rb") as stream:
        if stream.read(8) == _OLD_OFFICE:
            raise MalformedError("the spreadsheet is under a password, or of the old .xls form: save it as .xlsx without one, or as .csv")
        try:
            archive = ZipFile(stream)
        except BadZipFile as error:
            raise MalformedError("the file is not an .xlsx: it is no ZIP container") from error
        with archive:
            _check_sizes(archive)
            _check_entities(archive)
            yield archive


def merged_ranges(archive: ZipFile, part: str) -> tuple[str, ...]:
    """The ranges of merged cells of a sheet, such as `B3:B7`, read without the sheet in memory."""
    found: dict[str, None] = {}
    for window in _windows(archive, part):
        found.update((match[1].decode(), None) for match in _MERGED.finditer(window))
    return tuple(found)


def _check_sizes(archive: ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS:
        raise TooLargeError(f"an .xlsx has at most {MOST_PARTS:,} parts, found {len(parts):,}")
    if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise TooLargeError(f"an .xlsx unpacks to at most {LARGEST_UNPACKED >> 30} GiB; give a longer list as .csv")
    for part in parts:
        if part.header_offset < 0:
            raise MalformedError("the .xlsx is damaged: a part of it is said to begin before the file does")
        if part.flag_bits & 1:
            raise MalformedError("the spreadsheet is under a password: save it without one")
        if part.file_size > _SMALL and part.file_size > MOST_TIMES * max(1, part.compress_size):
            raise TooLargeError(
                f"a part of the .xlsx unpacks to {part.file_size >> 20} MiB out of {part.compress_size >> 10} KiB: it is not read"
            )
        if part.filename.endswith("sharedStrings.xml") and part.file_size > LARGEST_STRINGS:
            raise TooLargeError(f"the texts of an .xlsx have at most {LARGEST_STRINGS >> 20} MiB; give a longer list as .csv")


def _check_entities(archive: ZipFile) -> None:
    for part in archive.infolist():
        if part.filename.endswith((".xml", ".rels")) and any(_ENTITIES.search(window) for window in _windows(archive, part.filename)):
            raise MalformedError("the spreadsheet's XML declares entities: no office program writes that, and it is not read")


def _windows(archive: ZipFile, part: str) -> Iterator[bytes]:
    """A part's bytes a mebibyte at a time, each with the end of the one before."""
    before = b""
    try:
        with archive.open(part) as stream:
            while data := stream.read(_STEP):
                yield before + data
                before = data[-_OVERLAP:]
    except _DAMAGED as error:
        raise MalformedError("the .xlsx is damaged: a part of it cannot be unpacked") from error
