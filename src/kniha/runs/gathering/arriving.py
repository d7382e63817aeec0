"""A file that a browser sends: sealed piece by piece as it arrives, so that no readable byte of it touches a disk (DESIGN §6)."""

from kniha.media.sniffing import HEAD_SIZE, sniff
from kniha.runs.gathering.entering import Arrived
from kniha.runs.gathering.walking import LONGEST_PATH
from kniha.runs.received_files import storable
from kniha.vault.blobs import StoredBlob
from kniha.vault.receiving import Receiving


class Arriving:
    """Take `write`s, then `arrived`, `placed` or `discard`: whatever is not sealed to its end leaves nothing in the vault."""

    def __init__(self, name: str, receiving: Receiving) -> None:
        self.name = storable(name)[-LONGEST_PATH:]
        self.size = 0
        self._receiving = receiving
        self._head = b""

    def write(self, data: bytes) -> None:
        """Seal a piece."""
        self._head += data[: HEAD_SIZE - len(self._head)]
        self.size += len(data)
        self._receiving.write(data)

    def arrived(self) -> Arrived:
        """The whole file, sealed, for an acquisition."""
        return Arrived(self.name, None, sniff(self._head).type, self._receiving.leave())

    def placed(self) -> StoredBlob:
        """The whole file in a place of its own in the vault. Never that of an exhibit with the same bytes: this one is removed again."""
        return self._receiving.finish(lambda _name: None)

    def discard(self) -> None:
        """Leave nothing of what has no place."""
        self._receiving.discard()
