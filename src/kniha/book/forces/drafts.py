"""What is handed over of units: a unit, a name, a posting, a deployment, a number of people, each with its source; not yet entered."""

from dataclasses import dataclass
from datetime import date

from kniha.book.forces import rules
from kniha.book.forces.units import Unit
from kniha.book.people.models import Person
from kniha.book.statements.drafts import Where
from kniha.book.statements.models import Account
from kniha.vocab import terms
from kniha.vocab.span import Span

NO_DAYS = Span()


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value is known from: one account, or words that say where anybody may read it. The first is closed, the second open."""

    account: Account | None = None
    read_in: str = ""

    def __post_init__(self) -> None:
        rules.must_have_one_source(self.account, self.read_in)

    def fields(self) -> dict[str, object]:
        """As the fields of a row."""
        return {"account": self.account, "read_in": self.read_in.strip()}


@dataclass(frozen=True, slots=True)
class UnitDraft:
    """What sort of unit (`unit-kinds`), of which force (`force-kinds`), of which country by two letters."""

    kind: str
    force: str
    country: str = ""

    def __post_init__(self) -> None:
        rules.must_be_kind(self.kind, self.force, self.country)


@dataclass(frozen=True, slots=True)
class UnitNameDraft:
    """A name as written, its language and kind (`unit-name-kinds`), and when the unit bore it."""

    text: str
    language: str = ""
    kind: str = "official"
    span: Span = NO_DAYS

    def __post_init__(self) -> None:
        rules.must_be_name(self.text, self.kind)

    def fields(self) -> dict[str, object]:
        """As the fields of a row."""
        return {"text": self.text.strip(), "language": self.language, "kind": self.kind, **days(self.span)}


@dataclass(frozen=True, slots=True)
class PostingDraft:
    """A post: its kind (`posting-kinds`), what it and the rank were called, whether it was held in another's stead, and when."""

    kind: str
    post: str = ""
    rank: str = ""
    acting: bool = False
    span: Span = NO_DAYS
    words: str = ""

    def __post_init__(self) -> None:
        rules.must_be_post(self.kind)

    def fields(self) -> dict[str, object]:
        """As the fields of a row."""
        told = {"kind": self.kind, "post": self.post.strip(), "rank": self.rank.strip(), "acting": self.acting}
        return {**told, "words": self.words.strip(), **days(self.span)}


@dataclass(frozen=True, slots=True)
class Tasking:
    """On whose task a unit was somewhere, as a source says: a unit or a person; neither where no source says."""

    unit: Unit | None = None
    person: Person | None = None

    def __post_init__(self) -> None:
        rules.must_be_tasked_by_one(self.unit, self.person)


NOBODY = Tasking()


@dataclass(frozen=True, slots=True)
class DeploymentDraft:
    """Where a unit was (`deployment-kinds`), from when to when, with the hours of the place where a source tells them, and what it did."""

    kind: str
    where: Where
    span: Span = NO_DAYS
    began_at: str = ""
    ended_at: str = ""
    activity: str = ""

    def __post_init__(self) -> None:
        rules.must_be_deployment(self.kind, self.where.lat_e7, self.where.words)
        rules.must_be_hours(self.span, self.began_at, self.ended_at)

    def fields(self) -> dict[str, object]:
        """As the fields of a row."""
        hours = {"began_at": self.began_at, "ended_at": self.ended_at}
        where = self.where
        place = {"lat_e7": where.lat_e7, "lon_e7": where.lon_e7, "radius_m": where.radius_m, "place_words": where.words.strip()}
        return {"kind": self.kind, **hours, **place, "activity": self.activity.strip(), **days(self.span)}


@dataclass(frozen=True, slots=True)
class Count:
    """How many, as a source tells it: on some day from `first` to `last`, at least `low`, likely `likely`, at most `high`."""

    low: int
    likely: int
    high: int
    first: date | None = None
    last: date | None = None
    confidence: str = "cannot-be-judged"
    words: str = ""

    def __post_init__(self) -> None:
        rules.must_be_counted(self.low, self.likely, self.high)
        rules.must_be_days(self.first, self.last)
        terms.check_term("information-grades", self.confidence)

    def fields(self) -> dict[str, object]:
        """As the fields of a row."""
        counted = {"low": self.low, "likely": self.likely, "high": self.high, "confidence": self.confidence}
        return {**counted, "first_day": self.first, "last_day": self.last, "words": self.words.strip()}


@dataclass(frozen=True, slots=True)
class HeadcountDraft:
    """How many people of which sort (`headcount-kinds`) a unit had on some day."""

    kind: str
    count: Count

    def __post_init__(self) -> None:
        terms.check_term("headcount-kinds", self.kind)

    def fields(self) -> dict[str, object]:
        """As the fields of a row."""
        return {"kind": self.kind, **self.count.fields()}


@dataclass(frozen=True, slots=True)
class DepartureDraft:
    """How many people left, and how (`departure-kinds`); or that one `person` of the register did."""

    kind: str
    count: Count
    person: Person | None = None

    def __post_init__(self) -> None:
        terms.check_term("departure-kinds", self.kind)
        rules.must_be_leaving(self.count.low, self.count.high, is_named=self.person is not None)

    def fields(self) -> dict[str, object]:
        """As the fields of a row."""
        return {"kind": self.kind, "person": self.person, **self.count.fields()}


def days(span: Span) -> dict[str, object]:
    """A span as the fields of a row."""
    return {"began_from": span.began_from, "began_to": span.began_to, "ended_from": span.ended_from, "ended_to": span.ended_to}
