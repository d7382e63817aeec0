"""Any part of a sealed file, without opening the rest: what a film's player and the media engine need."""

import io
from typing import Any

from kniha.seal.payload import CHUNK, NONCE, TAG, ChunkOpener
from kniha.vault.blobs import StoredBlob
from kniha.vault.places import PlacedFile
from kniha.vocab.errors import BrokenError, ImpossibleError


class PlainReader(io.RawIOBase):
    """The plain bytes of a payload as a seekable stream; each chunk of 64 KiB is authenticated before a byte of it is given.

    What is read is true, but it is not known to be the whole: the digests over the whole are the business of `Vault.open` and `check`.
    """

    def __init__(self, payload: PlacedFile, blob: StoredBlob, file_key: bytes) -> None:
        super().__init__()
        if payload.size != blob.sealed_size:
            payload.close()
            raise BrokenError(f"the sealed file should have {blob.sealed_size} bytes, and has {payload.size}")
        self._payload = payload
        self._size = blob.size
        self._chunks = ChunkOpener(file_key, payload.read_at(0, NONCE), plain_size=blob.size)
        self._at = 0
        self._number = -1
        self._chunk = b""

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go to `offset`, which may lie behind the end; ImpossibleError before the beginning."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        if start + offset < 0:
            raise ImpossibleError("a file has no bytes before its first")
        self._at = start + offset
        return self._at

    def readinto(self, buffer: Any, /) -> int:  # Any: what can be written to has no name before Python 3.12
        """Fill `buffer` from the chunk under way; return how many bytes, 0 at the end."""
        view = memoryview(buffer).cast("B")
        piece = self._rest_of_chunk()[: len(view)]
        view[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def close(self) -> None:
        """Close the sealed file too."""
        if not self.closed:
            self._payload.close()
        super().close()

    def _rest_of_chunk(self) -> memoryview:
        if self._at >= self._size:
            return memoryview(b"")
        number, within = divmod(self._at, CHUNK)
        if number != self._number:
            sealed = self._payload.read_at(NONCE + number * (CHUNK + TAG), CHUNK + TAG)
            self._number, self._chunk = number, self._chunks.open(number, sealed)
        return memoryview(self._chunk)[within:]
