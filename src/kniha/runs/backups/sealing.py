"""Lines into a sealed file of a store, and out of it again: compressed, sealed, hashed as they pass. Constant memory."""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from kniha.seal.closing import Sealer
from kniha.seal.opening import opened
from kniha.seal.recipients import Identity, Recipient
from kniha.vault.places import IncomingFile, PlacedFile
from kniha.vocab.errors import BrokenError
from kniha.vocab.ids import RandomBytes

_PIECE = 1 << 20
_QUICK = 1
"""The level of compression: rows of a register are mostly random bytes and short words, and more work gains little."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed file as the manifest tells of it: the SHA-256 of its bytes (hexadecimal) and how many they are."""

    sha256: str
    size: int


class Writing:
    """A sealed file as it is written to `incoming`, which the caller gives its place or discards."""

    def __init__(self, incoming: IncomingFile, recipients: Sequence[Recipient], *, random_bytes: RandomBytes) -> None:
        self._incoming = incoming
        self._digest, self._size = sha256(), 0
        self._packer = zlib.compressobj(_QUICK)
        self._sealer = Sealer(recipients, random_bytes=random_bytes)
        self._pass(self._sealer.header)

    def write(self, data: bytes) -> None:
        """Add `data`."""
        self._pass(self._sealer.update(self._packer.compress(data)))

    def finish(self) -> Sealed:
        """Write what is left; return what the manifest tells of the file."""
        self._pass(self._sealer.update(self._packer.flush()))
        self._pass(self._sealer.finish())
        return Sealed(self._digest.hexdigest(), self._size)

    def _pass(self, data: bytes) -> None:
        if data:
            self._digest.update(data)
            self._size += len(data)
            self._incoming.write(data)


class _Hashed:
    """A placed file that is hashed as it is read."""

    def __init__(self, file: PlacedFile) -> None:
        self._file = file
        self.digest, self.size = sha256(), 0

    def read(self, size: int, /) -> bytes:
        data = self._file.read(size)
        self.digest.update(data)
        self.size += len(data)
        return data


def lines(file: PlacedFile, identities: Sequence[Identity], told: Sealed) -> Iterator[bytes]:
    """Yield the lines of a file that `Writing` wrote; BrokenError, at the end at the latest, where it is not the one that was `told` of."""
    hashed = _Hashed(file)
    yield from _lines(_unpacked(opened(hashed, identities)))
    while hashed.read(_PIECE):
        pass
    if (hashed.digest.hexdigest(), hashed.size) != (told.sha256, told.size):
        raise BrokenError(f"this file of the backup has {hashed.size} bytes and another digest than its manifest tells ({told.size} bytes)")


def _unpacked(pieces: Iterable[bytes]) -> Iterator[bytes]:
    unpacker = zlib.decompressobj()
    try:
        for piece in pieces:
            rest = piece
            while rest:
                yield unpacker.decompress(rest, _PIECE)
                rest = unpacker.unconsumed_tail
    except zlib.error as error:
        raise BrokenError("this file of the backup is not compressed as it should be") from error
    if not unpacker.eof or unpacker.unused_data:
        raise BrokenError("this file of the backup ends where it should not")


def _lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        yield from whole
    if rest:
        raise BrokenError("this file of the backup ends within a line")
