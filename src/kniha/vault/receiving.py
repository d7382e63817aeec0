"""One file on its way into the vault: hashed and sealed in one pass, so that no readable byte touches the disk."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from types import TracebackType
from typing import Self

from kniha.seal.closing import Sealer
from kniha.seal.recipients import Recipient
from kniha.vault.blobs import StoredBlob, blob_name, blob_place
from kniha.vault.fixity import check_sealed
from kniha.vault.places import Places
from kniha.vocab.errors import BrokenError, NotFoundError, UnavailableError
from kniha.vocab.ids import RandomBytes

KnownBlob = Callable[[str], StoredBlob | None]
"""What the book and its key table hold of a name: the sealing that can be opened, or None (erased, or never filed)."""


class Receiving:
    """Take `write`s, then `finish` or `discard`. As a context manager it discards what was not finished."""

    def __init__(self, places: Places, naming_key: bytes, recipients: Sequence[Recipient], *, random_bytes: RandomBytes) -> None:
        self._places = places
        self._naming_key = naming_key
        self._sealer = Sealer(recipients, random_bytes=random_bytes)
        self._plain = sha256()
        self._sealed = sha256()
        self._size = 0
        self._incoming = places.begin(random_bytes)

    def write(self, data: bytes) -> None:
        """Add plain bytes; pieces of 1 MiB are quick. UnavailableError when the disk is full: then nothing of the file is left."""
        self._plain.update(data)
        self._size += len(data)
        self._keep(self._sealer.update(data))

    def finish(self, known: KnownBlob) -> StoredBlob:
        """Place the file and return what the key table must keep; or return what `known` gives for the name, if that stands whole.

        The same bytes sealed twice are two payloads, and each opens by its own header alone. So a sealing is never laid over another:
        its place holds its own digest beside the name. The cases, and what each leaves:

        - killed after the file was placed and before its row was written: a payload that nobody can open lies there for ever, harmless,
          and the next try places its own;
        - two processes seal the same bytes at once: both stand, each with its own row;
        - the row was erased: `known` gives None, and the new sealing shares nothing with the erased one;
        - `known` names a sealing that is lost or damaged: the new one is placed and returned, for these may be the only good bytes.
        """
        try:
            self._keep(self._sealer.finish())
            fresh = self._fresh()
            if earlier := standing(self._places, fresh, known):
                return earlier
            self._incoming.place(blob_place(fresh.name, fresh.sealed_sha256))
            return fresh
        finally:
            self.discard()

    def leave(self) -> "LeftFile":
        """End the file, and leave it for another process, which knows what the book holds (`Vault.adopt`)."""
        self._keep(self._sealer.finish())
        return LeftFile(self._incoming.leave(), self._fresh())

    def discard(self) -> None:
        """Leave nothing of the file, unless it has its place already."""
        self._incoming.discard()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.discard()

    def _keep(self, sealed: bytes) -> None:
        self._sealed.update(sealed)
        try:
            self._incoming.write(sealed)
        except UnavailableError:
            self.discard()
            raise

    def _fresh(self) -> StoredBlob:
        plain = self._plain.digest()
        return StoredBlob(blob_name(self._naming_key, plain), plain.hex(), self._size, self._sealed.hexdigest(), self._sealer.header)


@dataclass(frozen=True, slots=True)
class LeftFile:
    """A sealed file that has no place yet: under which name it was left, and what it is."""

    name: str
    blob: StoredBlob


def standing(places: Places, fresh: StoredBlob, known: KnownBlob) -> StoredBlob | None:
    """The sealing of these bytes that `known` gives, if it lies in the vault whole: the fresh ones are let go only after it was read."""
    earlier = known(fresh.name)
    if earlier is None:
        return None
    if (earlier.name, earlier.sha256, earlier.size) != (fresh.name, fresh.sha256, fresh.size):
        raise BrokenError("the book has other bytes under this name than the vault")
    try:
        check_sealed(places, blob_place(earlier.name, earlier.sealed_sha256), earlier.sealed_sha256)
    except (NotFoundError, BrokenError):
        return None
    return earlier
