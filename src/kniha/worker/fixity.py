"""The vault, read through file by file: each once a month, one in doubt at once; the second copy made and kept."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kniha.book.evidence import fixity
from kniha.book.evidence.models import Exhibit
from kniha.book.journal.acting import Hand
from kniha.vault.copies import Copies
from kniha.vault.copies import Fixity as Found
from kniha.vocab.errors import UnavailableError
from kniha.vocab.ids import RandomBytes

PROCESS = "worker"
REST = timedelta(minutes=1)
LATER = timedelta(hours=1)
AT_ONCE = 64 << 20
"""Bytes read in one turn, but for one file that is larger: other duties wait meanwhile."""


@dataclass(slots=True)
class Checking:
    """Look at files whose turn it is."""

    copies: Copies
    clock: Callable[[], datetime]
    random_bytes: RandomBytes
    say: Callable[[str], None]
    _rested: datetime | None = None
    _unanswered: dict[str, datetime] = field(default_factory=dict)
    """When somebody was last not told of a file: others come first for a while, so that one bad place on a disk does not stop all looks."""

    def work(self) -> bool:
        """Look at a few; whether more wait. Whose turn it is, is asked of all files: where nobody's was, not again for a while."""
        now = self.clock()
        if self._rested is not None and now - self._rested < REST:
            return False
        self._unanswered = {pk: at for pk, at in self._unanswered.items() if now - at < LATER}
        size = 0
        for exhibit in fixity.due(now).exclude(pk__in=self._unanswered)[:256]:
            try:
                self._look(exhibit)
            except UnavailableError:
                self._unanswered[exhibit.pk] = now
                raise
            size += exhibit.size
            if size > AT_ONCE:
                return True
        self._rested = now
        return False

    def _look(self, exhibit: Exhibit) -> None:
        found = self.copies.look(exhibit.blob, exhibit.sealed_sha256, random_bytes=self.random_bytes)
        hand = Hand(None, frozenset(), self.clock(), self.random_bytes, PROCESS)
        fixity.note_fixity(hand, exhibit, found.value)
        if found is not Found.LOST and fixity.has_key(exhibit):
            self.copies.keep(exhibit.blob, exhibit.sealed_sha256, self.clock())
        if found is not Found.WHOLE:
            self.say(f"exhibit {exhibit.pk[:8]} was not as it was sealed: {found.value}")
