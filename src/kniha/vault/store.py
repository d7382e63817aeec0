"""The sealed blob store: what lies in it is unreadable without the key table, and is never changed.

A blob is an age file without its header (docs/spec/keys.md, rules 1 and 2): nonce and chunks. Under `blobs/` lie sealings of our own,
under `quarantine/` foreign sealed files as they came, under `incoming/` what is not finished, under `damaged/` what was found altered
and replaced from the second copy.
"""

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from hashlib import sha256

from kniha.conf.buckets import Where
from kniha.seal.opening import unwrap
from kniha.seal.payload import CHUNK, opened_payload
from kniha.seal.recipients import Identity, Recipient
from kniha.vault.blobs import NAMING_KEY, StoredBlob, blob_place, quarantine_place
from kniha.vault.fixity import PIECE, check_sealed, check_whole
from kniha.vault.places import INCOMING, LockedError, PlacedFile, places_in
from kniha.vault.reading import PlainReader
from kniha.vault.receiving import KnownBlob, LeftFile, Receiving, standing
from kniha.vocab.errors import BrokenError, ConfigurationError, ImpossibleError
from kniha.vocab.ids import RandomBytes

HELD = 8 << 20
"""Bytes of a sealed file up to which it is held in memory between its check and its opening, and read once; a larger one is read twice."""


class Vault:
    """The vault at `where`. `naming_key` is 32 bytes, the same for the life of the register. At `second` lies its second copy, if any."""

    def __init__(self, where: Where, naming_key: bytes, *, second: Where | None = None) -> None:
        if len(naming_key) != NAMING_KEY:
            raise ConfigurationError(f"the naming key has {NAMING_KEY} bytes, not {len(naming_key)}")
        self._places = places_in(where)
        self._second = places_in(second) if second else None
        self._naming_key = naming_key

    def receive(self, recipients: Sequence[Recipient], *, random_bytes: RandomBytes) -> Receiving:
        """Begin a new file, sealed to `recipients`."""
        return Receiving(self._places, self._naming_key, recipients, random_bytes=random_bytes)

    def adopt(self, left: LeftFile, known: KnownBlob) -> StoredBlob:
        """Give a file that another process left its place, as `Receiving.finish` does, and let it go where the book holds its bytes."""
        if earlier := standing(self._places, left.blob, known):
            self._places.discard_left(left.name)
            return earlier
        self._places.place_left(left.name, blob_place(left.blob.name, left.blob.sealed_sha256))
        return left.blob

    def let_go(self, left: LeftFile) -> None:
        """Remove a file that was left and is not wanted."""
        self._places.discard_left(left.name)

    def open(self, blob: StoredBlob, identities: Sequence[Identity]) -> Iterator[bytes]:
        """Return the plain bytes, piece by piece, of a file that was first read through and found whole.

        Raises before the first byte: NotFoundError, NoMatchError, and BrokenError where one byte of the sealed file differs. Should the
        plain digest disagree all the same, BrokenError comes in place of the last piece: the file is never served to its end.
        """
        file_key = unwrap(blob.header, identities)
        place = blob_place(blob.name, blob.sealed_sha256)
        if blob.sealed_size > HELD:
            check_sealed(self._places, place, blob.sealed_sha256)
            return _plain(lambda: self._places.open(place), blob, file_key)
        held = io.BytesIO()
        with self._places.open(place) as file:
            if file.size != blob.sealed_size:
                raise BrokenError(f"the sealed file should have {blob.sealed_size} bytes, and has {file.size}")
            check_whole(file, blob.sealed_sha256, taken=held.write)
        held.seek(0)
        return _plain(lambda: held, blob, file_key)

    def open_range(self, blob: StoredBlob, identities: Sequence[Identity], start: int, end: int) -> Iterator[bytes]:
        """Return the plain bytes from `start` up to, not including, `end`, opening only the chunks that hold them.

        ImpossibleError for a range outside the file; BrokenError for an altered chunk, which is not served.
        """
        if not 0 <= start <= end <= blob.size:
            raise ImpossibleError(f"a range lies within the {blob.size} bytes of the file, not from {start} to {end}")
        return _range(self._reader(blob, identities), start, end)

    def reader(self, blob: StoredBlob, identities: Sequence[Identity]) -> io.BufferedReader:
        """Return the file as a seekable stream, each chunk authenticated as it is read; the caller closes it."""
        return io.BufferedReader(self._reader(blob, identities), CHUNK)

    def check(self, name: str, sealed_sha256: str) -> None:
        """Raise BrokenError unless this sealing of `name` is as it was placed; NotFoundError where it is gone. Needs no key."""
        check_sealed(self._places, blob_place(name, sealed_sha256), sealed_sha256)

    def remove(self, name: str, sealed_sha256: str) -> None:
        """Remove one sealing for good, wherever it lies: after an erasure, when no row speaks of it any more.

        LockedError, after the rest is removed, where a store keeps it: nobody can open it, and it goes when its day comes.
        """
        place, until = blob_place(name, sealed_sha256), None
        for places in filter(None, (self._places, self._second)):
            try:
                places.remove_all(place)
            except LockedError as locked:
                until = max(until or locked.until, locked.until)
        if until:
            raise LockedError(until)

    def put_sealed(self, pieces: Iterable[bytes], *, random_bytes: RandomBytes) -> str:
        """Keep a foreign sealed file as it is, in quarantine; return its SHA-256, which is its name. Twice the same is one."""
        digest = sha256()
        incoming = self._places.begin(random_bytes)
        try:
            for piece in pieces:
                digest.update(piece)
                incoming.write(piece)
            incoming.place(quarantine_place(digest.hexdigest()))
        finally:
            incoming.discard()
        return digest.hexdigest()

    def open_quarantined(self, name: str) -> Iterator[bytes]:
        """Return the bytes of a file in quarantine, still sealed; NotFoundError, or BrokenError where it is not what it was."""
        check_sealed(self._places, quarantine_place(name), name)
        return self._pieces(quarantine_place(name))

    def remove_quarantined(self, name: str) -> None:
        """Remove a file from quarantine for good: after the book has what was in it."""
        self._places.remove(quarantine_place(name))

    def try_out(self, *, random_bytes: RandomBytes) -> None:
        """Write a file without a place, read it and remove it; raises what stands in the way."""
        data = random_bytes(1024)
        incoming = self._places.begin(random_bytes)
        try:
            incoming.write(data)
            place = f"{INCOMING}/{incoming.leave()}"
        finally:
            incoming.discard()
        with self._places.open(place) as file:
            if file.read(2 * len(data)) != data:
                raise BrokenError("the vault gives other bytes than were written")
        self._places.remove(place)

    def sweep(self, *, before: datetime) -> int:
        """Remove what was begun and not finished, last written before then; return how many files. A day is plenty."""
        return self._places.sweep(before)

    def _reader(self, blob: StoredBlob, identities: Sequence[Identity]) -> PlainReader:
        file_key = unwrap(blob.header, identities)
        return PlainReader(self._places.open(blob_place(blob.name, blob.sealed_sha256)), blob, file_key)

    def _pieces(self, place: str) -> Iterator[bytes]:
        with self._places.open(place) as file:
            while piece := file.read(PIECE):
                yield piece


def _plain(opened: Callable[[], PlacedFile | io.BytesIO], blob: StoredBlob, file_key: bytes) -> Iterator[bytes]:
    digest, held = sha256(), b""
    with opened() as payload:
        for piece in opened_payload(payload, file_key):
            if held:
                yield held
            digest.update(piece)
            held = piece
    if digest.hexdigest() != blob.sha256:
        raise BrokenError(f"the file should have the digest {blob.sha256[:8]}…, and has {digest.hexdigest()[:8]}…")
    if held:
        yield held


def _range(reader: PlainReader, start: int, end: int) -> Iterator[bytes]:
    with reader:
        reader.seek(start)
        while start < end:
            piece = reader.read(min(end - start, CHUNK))
            if not piece:
                raise BrokenError("the file ends before its size")
            start += len(piece)
            yield piece
