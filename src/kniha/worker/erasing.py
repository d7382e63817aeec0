"""What the worker does after an erasure (docs/spec/erasure.md §6): keeps the list of them outside the database, removes what is left."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from kniha.book.erasure.queries import locked, states_of_all, to_remove
from kniha.runs.erasing import keep_listing, remove_remains
from kniha.runs.kept import Kept
from kniha.vault.store import Vault

Say = Callable[[str], None]
Clock = Callable[[], datetime]


@dataclass(slots=True)
class Erasing:
    """First the list, by which an older copy forgets again; then files, jobs and old pages of the database."""

    vault: Vault
    kept: Kept
    say: Say
    clock: Clock
    _listed: object = None
    _told: object = None

    def work(self) -> bool:
        """Keep the list where an erasure or a hold changed; remove what there is to remove."""
        states = states_of_all()
        if states != self._listed:
            keep_listing(self.kept)
            self._listed = states
        now = self.clock()
        if not to_remove(now).exists():
            return False
        not_ours = remove_remains(self.vault, now=now)
        self._tell_locked()
        if not_ours:
            self.say(f"old pages of {len(not_ours)} tables, {not_ours[0]} among them, only their owner may have overwritten: VACUUM them")
        return True

    def _tell_locked(self) -> None:
        kept = locked()
        if kept != self._told and kept.count:
            self.say(
                f"of the erased files, locks of the store keep {kept.count}, without its key, until {kept.until:%Y-%m-%d} at the latest"
            )
        self._told = kept
