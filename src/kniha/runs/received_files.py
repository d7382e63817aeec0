"""The files of one opened container on their way into the vault: sealed and nameless until the whole has passed its last step."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from kniha.book.evidence.queries import known_blob
from kniha.book.statements.receiving import StoredFile
from kniha.media.sniffing import HEAD_SIZE, sniff
from kniha.seal.frame_reading import FileBegun, FileData, FileEnded, FileEvent
from kniha.seal.frames import FileLabel
from kniha.seal.recipients import Recipient
from kniha.vault.blobs import StoredBlob
from kniha.vault.receiving import Receiving
from kniha.vault.store import Vault
from kniha.vocab.errors import UnavailableError
from kniha.vocab.ids import RandomBytes

Steps = Callable[[str], None]
"""Told the name of each step that is done. In life nobody listens; a test ends the process there."""


def unheard(_step: str) -> None:
    """Listen to no step."""


class ReceivedFiles:
    """The files of one container: `take` what is read, then `placed` or `discard`."""

    def __init__(self, vault: Vault, recipient: Recipient, *, random_bytes: RandomBytes, step: Steps) -> None:
        self._vault = vault
        self._recipient = recipient
        self._random_bytes = random_bytes
        self._step = step
        self._files: list[_File] = []

    def take(self, event: FileEvent) -> None:
        """Begin a file, or add to the one begun."""
        match event:
            case FileBegun(label):
                self._files.append(_File(label, self._vault.receive([self._recipient], random_bytes=self._random_bytes)))
            case FileData(data):
                self._files[-1].write(data)
                self._step("receiving")
            case FileEnded():
                pass

    def placed(self) -> Iterator[StoredFile]:
        """Give each file its place in the vault. A file that the register holds already, or that came twice, is kept once."""
        here: dict[str, StoredBlob] = {}
        for file in self._files:
            blob = file.receiving.finish(lambda name: here.get(name) or known_blob(name))
            here[blob.name] = blob
            # What the bytes show wins; what the device claimed is kept beside it.
            yield StoredFile(storable(file.label.name), storable(file.label.type), sniff(file.head).type, blob)

    def discard(self) -> None:
        """Leave nothing of what has no place."""
        for file in self._files:
            file.receiving.discard()


@dataclass(slots=True)
class _File:
    """A file on its way, and its first bytes, which tell its type."""

    label: FileLabel
    receiving: Receiving
    head: bytes = b""

    def write(self, data: bytes) -> None:
        self.head += data[: HEAD_SIZE - len(self.head)]
        self.receiving.write(data)


def storable(text: str) -> str:
    """PostgreSQL holds no U+0000 in a text. No person writes one; a report is not lost for it, and the replacement shows."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")


def opened_file(path: Path) -> BinaryIO:
    """Open a file of the spool; UnavailableError where its disk does not answer."""
    try:
        return path.open("rb")
    except OSError as error:
        raise UnavailableError(f"the spool's disk did not answer: {error.strerror}") from error
