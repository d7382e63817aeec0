"""What an investigator hands over: an incident or an act, not yet entered."""

from dataclasses import dataclass

from kniha.book.events import rules
from kniha.book.statements.drafts import When, Where
from kniha.book.statements.models import Mention
from kniha.vocab.errors import ImpossibleError, MalformedError


@dataclass(frozen=True, slots=True)
class IncidentDraft:
    """The event as concluded: a title in the register's own words, when, where."""

    title: str
    when: When
    where: Where

    def __post_init__(self) -> None:
        if not 3 <= len(self.title.strip()) <= 300:
            raise MalformedError(f"a title has 3 to 300 characters, not {len(self.title.strip())}")


@dataclass(frozen=True, slots=True)
class ActDraft:
    """One kind of violation done to one victim (as mentioned) or to a counted group."""

    kind: str
    methods: tuple[str, ...] = ()
    victim: Mention | None = None
    victim_count: int | None = None
    victim_words: str = ""
    verification: str = "reported"

    def __post_init__(self) -> None:
        rules.must_be_act(self.kind, self.methods, self.verification)
        if self.victim is not None and self.victim_count is not None:
            raise ImpossibleError("an act is done to one victim or to a counted group, not to both")
        if self.victim_count is not None and not 1 <= self.victim_count <= 1_000_000:
            raise ImpossibleError(f"a group has 1 to 1,000,000 people, not {self.victim_count}")
