"""A sealed file of a field form is brought to the office: its outer form is looked at, and it lies sealed until the courier opens it.

Desk and command line do this; neither can open it. Plain words that somebody brings by mistake never reach the vault.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kniha.book.journal.acting import Hand
from kniha.book.statements import bringing
from kniha.seal.envelopes import HEADER_SIZE, check_envelope_header, check_envelope_size
from kniha.vault.store import Vault
from kniha.vocab.errors import MalformedError

LARGEST_BROUGHT = 1 << 30
"""Bytes of a file that a field form seals, at most: a browser holds it in memory."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What was laid down: its SHA-256, its size, and whether it was new to the register."""

    digest: str
    size: int
    is_new: bool


def bring(vault: Vault, pieces: Iterable[bytes], hand: Hand) -> Brought:
    """Keep a sealed file in the vault and lay it before the courier; MalformedError for what no form sealed. Twice the same is one."""
    counted = _Counted(pieces)
    digest = vault.put_sealed(counted.checked(), random_bytes=hand.random_bytes)
    is_new = bringing.lay(digest, counted.size, by=hand.registrar, today=hand.today)
    if not bringing.is_kept(digest):
        vault.remove_quarantined(digest)
    return Brought(digest, counted.size, is_new)


class _Counted:
    """Pieces on their way, their header looked at before the first is let through, their size after the last."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self.size = 0

    def checked(self) -> Iterator[bytes]:
        head = b""
        while len(head) < HEADER_SIZE and (piece := next(self._pieces, b"")):
            head += piece
        # (1) the outer form                                  docs/spec/fieldform.md §4
        if len(head) < HEADER_SIZE:
            raise MalformedError(f"a sealed file has more than {HEADER_SIZE} bytes")
        check_envelope_header(head[:HEADER_SIZE])
        self.size = len(head)
        yield head
        for piece in self._pieces:
            self.size += len(piece)
            if self.size > LARGEST_BROUGHT:
                break
            yield piece
        check_envelope_size(self.size, largest=LARGEST_BROUGHT)
