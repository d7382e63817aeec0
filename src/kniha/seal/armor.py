"""The age file as text (C2SP age.md, "ASCII armor"): strict both ways, for mail and paper. Envelopes are never armored.

One file has one armor, but for line ends (LF or CRLF) and blank lines around it: what is not exactly so is refused.
"""

import binascii
from base64 import b64decode, b64encode
from collections.abc import Iterator

from kniha.seal.streams import Pieces, Preceded, Sink, Source
from kniha.vocab.errors import MalformedError

BEGIN = b"-----BEGIN AGE ENCRYPTED FILE-----"
END = b"-----END AGE ENCRYPTED FILE-----"

_FIRST_OF_ARMOR = (b"-", b" ", b"\t", b"\r", b"\n")
_COLUMNS = 64
_LINE = _COLUMNS // 4 * 3
_LONGEST_LINE = 1024
_MOST_BLANKS = 1024
_BLOCK = 65_536


class Armored:
    """A sink that writes what it takes to another sink as armor. `finish` is called at the end."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._held = b""
        sink.write(BEGIN + b"\n")

    def write(self, data: bytes, /) -> None:
        """Take more of the age file."""
        data = self._held + data
        whole = len(data) // _LINE * _LINE
        self._sink.write(_wrapped(data[:whole]))
        self._held = data[whole:]

    def finish(self) -> None:
        """Write what is left and the line that ends the armor."""
        self._sink.write(_wrapped(self._held) + END + b"\n")


def dearmored(source: Source) -> Source:
    """Return a source of the age file whose armor `source` holds. Reading from it raises MalformedError."""
    return Pieces(_unwrapped(source))


def binary(source: Source) -> Source:
    """Return a source of the age file that `source` holds, armored or not: the first byte tells."""
    first = source.read(1)
    whole = Preceded(first, source)
    return dearmored(whole) if first in _FIRST_OF_ARMOR else whole


def _wrapped(data: bytes) -> bytes:
    return b"".join(b64encode(data[at : at + _LINE]) + b"\n" for at in range(0, len(data), _LINE))


def _unwrapped(source: Source) -> Iterator[bytes]:
    lines = _lines(source)
    blanks = 0
    while not (line := next(lines, END)).strip():
        blanks += len(line) + 1
        if blanks > _MOST_BLANKS:
            raise MalformedError(f"more than {_MOST_BLANKS} blanks stand before the armor")
    if line != BEGIN:
        raise MalformedError("armor begins with the line BEGIN AGE ENCRYPTED FILE between five hyphens")
    short = False
    for line in lines:
        if line == END:
            _check_blank(lines)
            return
        if short or not line:
            raise MalformedError(f"all lines of armor but the last have {_COLUMNS} characters, none is empty")
        short = len(line) < _COLUMNS
        yield _decoded(line)
    raise MalformedError("armor ends with the line END AGE ENCRYPTED FILE between five hyphens")


def _decoded(line: bytes) -> bytes:
    try:
        data = b64decode(line, validate=True)
    except binascii.Error as error:
        raise MalformedError("a line of the armor is not base64") from error
    if len(line) > _COLUMNS or b64encode(data) != line:
        raise MalformedError("a line of the armor is too long, or not in canonical form")
    return data


def _check_blank(lines: Iterator[bytes]) -> None:
    blanks = 0
    for line in lines:
        blanks += len(line) + 1
        if line.strip() or blanks > _MOST_BLANKS:
            raise MalformedError(f"more than {_MOST_BLANKS} blanks, or something else, follow the armor")


def _lines(source: Source) -> Iterator[bytes]:
    """Yield the lines of `source` without their ends, LF or CRLF."""
    rest = b""
    while block := source.read(_BLOCK):
        *lines, rest = (rest + block).split(b"\n")
        for line in lines:
            yield line.removesuffix(b"\r")
        if len(rest) > _LONGEST_LINE:
            raise MalformedError(f"a line of the armor has more than {_LONGEST_LINE} bytes")
    if rest:
        yield rest.removesuffix(b"\r")
