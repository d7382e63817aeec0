"""`Hand`: who acts, when, with what chance. A face makes one per request or run and passes it to actions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from kniha.book.access.models import Registrar
from kniha.book.journal import recording, rows
from kniha.book.journal.recording import Actor, Draft
from kniha.vocab.canonical import JSON
from kniha.vocab.errors import RefusedError
from kniha.vocab.ids import Id, RandomBytes, new_id


@dataclass(frozen=True, slots=True)
class Hand:
    """What every action is given: the registrar (or None for a process), their roles, the instant in the office's zone, randomness."""

    registrar: Registrar | None
    roles: frozenset[str]
    now: datetime
    random_bytes: RandomBytes
    process: str = ""
    through: str = ""
    """The purpose of the token with which a program acts for the registrar; empty for somebody at a desk."""

    @property
    def today(self) -> date:
        """The day of the office."""
        return self.now.date()

    @property
    def id(self) -> str:
        """The registrar's id, or the name of the process."""
        return self.registrar.pk if self.registrar else self.process

    def new_id(self) -> Id:
        """Draw an id for a new row."""
        return new_id(self.random_bytes)

    def acting_as(self, *roles: str) -> Actor:
        """Return the actor in the first of `roles` that they hold; refuse when they hold none. A process acts under its own name."""
        if self.registrar is None:
            return Actor(self.process, self.process)
        if self.registrar.frozen:
            raise RefusedError("this account is frozen")
        for role in roles:
            if role in self.roles:
                return Actor(self.registrar.pk, role)
        raise RefusedError(f"this needs the role {' or '.join(roles)}")

    def enter(
        self,
        actor: Actor,
        action: str,
        changes: Sequence[rows.Change],
        *,
        cites: Sequence[tuple[str, str]] = (),
        **more: JSON,
    ) -> int:
        """Enter one action; return its seq. The last statement of an action."""
        return recording.enter(self.draft(actor, action, changes, cites=cites, **more), random_bytes=self.random_bytes)

    def draft(
        self,
        actor: Actor,
        action: str,
        changes: Sequence[rows.Change],
        *,
        cites: Sequence[tuple[str, str]] = (),
        **more: JSON,
    ) -> Draft:
        """An entry for `recording.enter_many`; one that a program made through a token says so (docs/spec/entry.md §4)."""
        if self.through:
            more = {"through": self.through, **more}
        return Draft(actor, action, tuple(changes), self.now, self.today.isoformat(), tuple(cites), more)
