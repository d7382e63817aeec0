"""Where the bytes of a list come from: a file on a disk, or one that lies sealed in the vault and is opened piece by piece in memory."""

import errno
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import BinaryIO, Literal, Protocol

from kniha.seal.recipients import Identity
from kniha.vault.blobs import StoredBlob
from kniha.vault.store import Vault
from kniha.vocab.errors import ImpossibleError


class Source(Protocol):
    """A named file that may be read again and again. A `Path` is one as it is; the name's ending says the form."""

    @property
    def name(self) -> str:
        """The name of the file."""

    def open(self, mode: Literal["rb"], /) -> BinaryIO:
        """Return its bytes as a seekable stream, which the caller closes."""


@dataclass(frozen=True, slots=True)
class InVault:
    """A sealed file: its plain bytes are in memory alone, one chunk at a time."""

    name: str
    blob: StoredBlob
    vault: Vault
    identities: Sequence[Identity] = field(repr=False)

    def open(self, _mode: Literal["rb"] = "rb", /) -> BinaryIO:
        """Return its plain bytes; BrokenError or NotFoundError where the vault does not hold it as it was."""
        return _Reader(self.vault.reader(self.blob, self.identities).detach())


class _Reader(io.BufferedReader):
    """A stream that fails as a file does where one goes before its beginning: zipfile tries that of every file that is no ZIP."""

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go to `offset`."""
        try:
            return super().seek(offset, whence)
        except ImpossibleError as error:
            raise OSError(errno.EINVAL, "before the beginning") from error


def size_of(source: Source) -> int:
    """Bytes of the file."""
    with source.open("rb") as stream:
        return stream.seek(0, io.SEEK_END)
