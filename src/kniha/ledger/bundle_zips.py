"""A bundle in one ZIP file: written so that the same files make the same bytes, read without being unpacked (docs/spec/files.md §7.5).

The directory at the end of a ZIP and the headers in front of its files may tell two stories, and files may lie over each other. Such a
ZIP shows one thing to one program and another to the next: it is refused before a file in it is read.
"""

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO

from kniha.ledger.bundle_manifests import MOST_FILES
from kniha.vocab.errors import BrokenError, MalformedError, TooLargeError

MAGIC = b"PK\x03\x04"

_DATE = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_LARGEST_DIRECTORY = 64 << 20
_TIMES_LARGER, _ALWAYS_ALLOWED = 100, 16 << 20
_END = struct.Struct("<L4H2LH")
_LOCATOR = struct.Struct("<LLQL")
_END_64 = struct.Struct("<LQ2H2L4Q")
_LOCAL = struct.Struct("<L5H3L2H")
_LOCAL_MARK, _END_MARK, _LOCATOR_MARK = 0x04034B50, 0x06054B50, 0x07064B50
_ENCRYPTED, _DESCRIPTOR, _UTF8 = 0x2041, 0x08, 0x800
_ELSEWHERE = 0xFFFFFFFF
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, struct.error, OverflowError)


@dataclass(slots=True)
class ZipTarget:
    """Writes a bundle below one folder `top`. Files are stored: what they deflate to differs from one library to the next."""

    top: str
    archive: zipfile.ZipFile

    def write(self, path: str, pieces: Iterable[bytes]) -> None:
        """Write one file, which is not there yet."""
        info = zipfile.ZipInfo(f"{self.top}/{path}", _DATE)
        info.create_system, info.external_attr = _UNIX, (stat.S_IFREG | 0o644) << 16
        with self.archive.open(info, "w", force_zip64=True) as out:
            for piece in pieces:
                out.write(piece)


@contextmanager
def zip_target(stream: BinaryIO, top: str) -> Iterator[ZipTarget]:
    """Begin a ZIP in `stream`, which can be sought in, and end it when all is written."""
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        yield ZipTarget(top, archive)


@contextmanager
def added_to_zip(stream: BinaryIO) -> Iterator[ZipTarget]:
    """Add to the bundle in `stream`, which can be read and sought in: the proof of the entry that handed it over comes later."""
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_STORED) as archive:
        yield ZipTarget(archive.infolist()[0].filename.partition("/")[0], archive)


@dataclass(slots=True)
class ZipFiles:
    """The files of a bundle in a ZIP. `paths` comes first, and checks the ZIP as a whole."""

    stream: BinaryIO
    _archive: zipfile.ZipFile | None = None
    _infos: dict[str, zipfile.ZipInfo] = field(default_factory=dict)

    def paths(self) -> Sequence[str]:
        """Return the paths below the ZIP's one folder; MalformedError for a ZIP that is not as §7.5 wants it."""
        size = self.stream.seek(0, 2)
        with _read():
            directory, count = _directory(self.stream, size)
            self._archive = zipfile.ZipFile(self.stream)
            infos = self._archive.infolist()
            if len(infos) != count:
                raise MalformedError(f"the ZIP's directory states {count} files, and names {len(infos)}")
            _check_apart(self.stream, infos, directory)
        files = [info for info in infos if not info.is_dir()]
        if sum(info.file_size for info in infos) > _TIMES_LARGER * size + _ALWAYS_ALLOWED:
            raise TooLargeError(f"the files in a ZIP are at most {_TIMES_LARGER} times as large as it is")
        top = files[0].filename.partition("/")[0] + "/" if files else "/"
        if not all(info.orig_filename.startswith(top) for info in infos):
            raise MalformedError("a bundle in a ZIP lies in one folder at its top")
        self._infos = {info.orig_filename.removeprefix(top): info for info in files}
        if len(self._infos) != len(files):
            raise MalformedError("a file stands in the ZIP twice")
        return tuple(self._infos)

    @contextmanager
    def open(self, path: str) -> Iterator[BinaryIO]:
        """Open one of the files."""
        assert self._archive is not None, "paths comes first"
        with _read(), self._archive.open(self._infos[path]) as file:
            yield file  # type: ignore[misc]  # IO[bytes]: what is asked of it is to be read


def _directory(stream: BinaryIO, size: int) -> tuple[int, int]:
    """Return where the directory at the end begins and how many files it states, having seen that it is not too large to be read."""
    end = size - _END.size
    mark, _, _, here, count, length, start, comment = _unpack(_END, stream, end)
    if mark != _END_MARK or comment:
        raise MalformedError("a ZIP ends with its directory, and has no comment")
    if end >= _LOCATOR.size:
        mark, _, at, _ = _unpack(_LOCATOR, stream, end - _LOCATOR.size)
        if mark == _LOCATOR_MARK:
            end = at
            _, _, _, _, _, _, here, count, length, start = _unpack(_END_64, stream, at)
    if count > MOST_FILES or length > _LARGEST_DIRECTORY:
        raise TooLargeError(f"a bundle has at most {MOST_FILES:,} files")
    if start + length != end or here != count:
        raise MalformedError("a ZIP is one file; its directory lies right before its end")
    return start, count


def _check_apart(stream: BinaryIO, infos: Sequence[zipfile.ZipInfo], directory: int) -> None:
    """Check that files lie beside each other from the first byte on, each under the header that the directory states."""
    free = 0
    for place, info in enumerate(sorted(infos, key=lambda info: info.header_offset)):
        _check_kind(info)
        if info.header_offset < free or (place == 0 and info.header_offset):
            raise MalformedError("files in the ZIP lie over each other, or something stands before the first")
        free = _check_header(stream, info)
    if free > directory:
        raise MalformedError("a file in the ZIP reaches into its directory")


def _check_kind(info: zipfile.ZipInfo) -> None:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR} or (info.is_dir() and info.file_size):
        raise MalformedError(f"{info.orig_filename} is neither a file nor a folder")
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} or info.flag_bits & _ENCRYPTED:
        raise MalformedError(f"{info.orig_filename} is neither stored nor deflated, or it is encrypted")


def _check_header(stream: BinaryIO, info: zipfile.ZipInfo) -> int:
    """Hold the header in front of a file against the directory; return where the file ends."""
    header = _unpack(_LOCAL, stream, info.header_offset)
    mark, _, flags, method, _, _, crc, packed, unpacked, name_length, extra_length = header
    name = stream.read(name_length).decode("utf-8" if flags & _UTF8 else "cp437")
    if (mark, flags, method, name) != (_LOCAL_MARK, info.flag_bits, info.compress_type, info.orig_filename):
        raise MalformedError(f"{info.orig_filename} bears another name in front of its data than in the ZIP's directory")
    stated = ((crc, info.CRC), (packed, info.compress_size), (unpacked, info.file_size))
    if not flags & _DESCRIPTOR and any(here not in {there, _ELSEWHERE} for here, there in stated):
        raise MalformedError(f"{info.orig_filename} is of another size in front of its data than in the ZIP's directory")
    return int(info.header_offset + _LOCAL.size + name_length + extra_length + info.compress_size)


def _unpack(form: struct.Struct, stream: BinaryIO, at: int) -> tuple[int, ...]:
    stream.seek(at)  # of a place before the beginning: ValueError, caught by whoever reads
    return form.unpack(stream.read(form.size))


@contextmanager
def _read() -> Iterator[None]:
    try:
        yield
    except _UNREADABLE as error:
        raise BrokenError("the ZIP cannot be read: it is damaged") from error
