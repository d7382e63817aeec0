"""Where the bytes of a list come from: a file on a disk, or one that lies sealed in the vault and is opened piece by piece in memory."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import BinaryIO, Literal, Protocol

from kniha.seal.recipients import Identity
from kniha.vault.blobs import StoredBlob
from kniha.vault.store import Vault


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
        return self.vault.reader(self.blob, self.identities)


def size_of(source: Source) -> int:
    """Bytes of the file."""
    with source.open("rb") as stream:
        return stream.seek(0, io.SEEK_END)
