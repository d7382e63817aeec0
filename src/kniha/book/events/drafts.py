"""What an investigator hands over: an incident or an act, not yet entered."""

from dataclasses import dataclass
from datetime import date

from kniha.book.events import rules
from kniha.book.statements.drafts import When, Where
from kniha.book.statements.models import Mention
from kniha.vocab import terms
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
class ActChange:
    """What of an act may be set anew: by what means, the victims in words, how far it has been checked."""

    methods: tuple[str, ...]
    victim_words: str
    verification: str

    def __post_init__(self) -> None:
        for method in self.methods:
            terms.check_term("methods", method)
        terms.check_term("verification-statuses", self.verification)


@dataclass(frozen=True, slots=True)
class DetentionDraft:
    """A stage in which somebody was held: who (as mentioned, or in words), when, where, by whom, and with whom."""

    stage: str
    when: When
    held: Mention | None = None
    held_words: str = ""
    place_words: str = ""
    holder_words: str = ""
    shared_words: str = ""

    def __post_init__(self) -> None:
        terms.check_term("detention-stages", self.stage)
        rules.must_name_somebody(self.held, self.held_words)


@dataclass(frozen=True, slots=True)
class ProceedingDraft:
    """A trial or charge, as told: who was tried (as mentioned, or in words), on what article, by whom, to what sentence."""

    tried: Mention | None = None
    tried_words: str = ""
    article: str = ""
    court: str = ""
    judge: str = ""
    sentence: str = ""
    held_on: date | None = None

    def __post_init__(self) -> None:
        rules.must_name_somebody(self.tried, self.tried_words)
        rules.must_say_something(self.article, self.court, self.judge, self.sentence)


@dataclass(frozen=True, slots=True)
class ContextDraft:
    """A law, order, speech or pattern: its title, where it may be read, its day, and what it shows."""

    kind: str
    title: str
    read_in: str
    dated: date | None = None
    words: str = ""

    def __post_init__(self) -> None:
        rules.must_be_context(self.kind, self.title, self.read_in)


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
