"""How many people units had, who left them, and what comes out of it: losses by month with bounds, and the reports on which each rests."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from ninja import Query, Router
from pydantic import BaseModel, Field

from kniha.api.asking import Asked
from kniha.api.fields import OneOf, RowId, Sent
from kniha.api.forces import ORDERING, READING, SourceSent, SourceTold, WithdrawalSent, source_of
from kniha.api.language import language
from kniha.api.made import Made, made
from kniha.api.operations import acts, reads
from kniha.book.forces import leaving, queries, staffing
from kniha.book.forces.drafts import Count, DepartureDraft, HeadcountDraft
from kniha.book.forces.finding import listed
from kniha.book.forces.losses import Below, Bounds, below
from kniha.book.forces.models import Departure, Headcount
from kniha.book.forces.shares import Share
from kniha.book.forces.unit_losses import Line, kinds_lost, lines, losses, parts_on, told_days
from kniha.book.people import queries as people
from kniha.vocab.errors import ImpossibleError
from kniha.vocab.span import Days
from kniha.vocab.time import FIRST_YEAR, LAST_YEAR

router = Router(tags=["forces"])

_MOST = 10_000_000


class CountSent(Sent):
    """How many people, between which days, and how far it holds by itself."""

    low: int = Field(ge=0, le=_MOST, description="At least.")
    likely: int = Field(ge=0, le=_MOST)
    high: int = Field(ge=0, le=_MOST, description="At most.")
    first: date | None = Field(default=None, description="Not before this day; open where no source says it.")
    last: date | None = Field(default=None, description="Not after this day.")
    confidence: Annotated[str, OneOf("information-grades")] = "cannot-be-judged"
    words: str = Field(default="", max_length=500, description="In the words of the source.")

    def count(self) -> Count:
        """The same for the book."""
        return Count(self.low, self.likely, self.high, self.first, self.last, self.confidence, self.words)


class StaffSent(CountSent):
    """How many people of which sort a unit had on some day between the two."""

    kind: Annotated[str, OneOf("headcount-kinds")] = "all"

    def draft(self) -> HeadcountDraft:
        """The same for the book."""
        return HeadcountDraft(self.kind, self.count())


class HeadcountSent(StaffSent):
    """A headcount with its source."""

    source: SourceSent


class LeftSent(CountSent):
    """How many people left between the two days, and how."""

    kind: Annotated[str, OneOf("departure-kinds")] = "not-said"


class DepartureSent(LeftSent):
    """A departure with its source; `person`: the one who left, with 1 for all three numbers."""

    person: RowId | None = None
    source: SourceSent


class CountTold(BaseModel):
    """A headcount or a departure, as a source tells it."""

    id: str
    unit: str
    kind: str
    low: int
    likely: int
    high: int
    first: date | None
    last: date | None
    confidence: str
    words: str
    person: str | None
    source: SourceTold


class Counts(BaseModel):
    """The latest first."""

    rows: list[CountTold]


class BoundsTold(BaseModel):
    """At least: reports that may speak of the same people do. At most: no two of them do."""

    low: int
    likely: int
    high: int
    sources: int
    values: list[str] = Field(description="The departures or headcounts on which it rests.")


class ShareTold(BaseModel):
    """A share of the staff, in thousandths."""

    low: int
    likely: int
    high: int
    sources: int


class LineTold(BaseModel):
    """A unit: what it had before, how many left it and its parts, and which share that is; open where no source tells the staff."""

    unit: str
    staff: BoundsTold | None
    lost: BoundsTold
    share: ShareTold | None


class MonthTold(BaseModel):
    """A month, by its first day. A report over several months is sure in none of them: months do not add up to the whole."""

    month: date
    lost: BoundsTold


class DoubleTold(BaseModel):
    """Two departures that may count the same people."""

    one: str
    other: str
    is_certain: bool = Field(description="They name the same person.")
    same_unit: bool = Field(description="Else one is of a part of the other's unit.")
    same_kind: bool = Field(description="Else one does not say how they left.")


class LossesTold(BaseModel):
    """The losses of a unit. No name stands in them."""

    first: date | None
    last: date | None
    whole: LineTold | None = Field(description="Nothing: no source says that anybody left.")
    months: list[MonthTold]
    parts: list[LineTold]
    unsure: list[str] = Field(description="Parts that are counted, and of which no source is sure that they belonged to it then.")
    doubles: list[DoubleTold]
    is_compared: bool = Field(description="Whether every two reports were compared; of very many, the bounds alone take it into account.")


class AllLosses(BaseModel):
    """The units of which a source says that people left, in the order of the alphabet. Each is counted with its parts."""

    first: date | None
    last: date | None
    units: list[LineTold]


class TimeAsked(Sent):
    """Of which days and kind; from the first report to the last, of all who left, where nothing is asked."""

    first: date | None = None
    last: date | None = None
    kind: Annotated[str, OneOf("departure-kinds")] | None = None

    def days(self, known: Days | None) -> Days | None:
        """From when to when, within what is `known`; ImpossibleError for a year that the register does not know."""
        first, last = self.first or (known and known[0]), self.last or (known and known[1])
        if first is None or last is None:
            return None
        for day in (first, last):
            if not FIRST_YEAR <= day.year <= LAST_YEAR:
                raise ImpossibleError(f"expected a year from {FIRST_YEAR} to {LAST_YEAR}, found {day.year}")
        if first > last:
            raise ImpossibleError("it ends before it begins")
        return first, last

    def kinds(self) -> tuple[str, ...]:
        """Which kinds of departures are counted."""
        return (self.kind,) if self.kind else kinds_lost()


class LossesAsked(TimeAsked):
    """The same of one unit."""

    alone: bool = Field(default=False, description="Without the parts of the unit.")


@reads(router, "/units/{unit_id}/headcounts", purposes=READING, answer=Counts)
def headcounts(request: Asked, unit_id: RowId) -> Counts:
    """How many people a unit had."""
    registrar = request.auth.registrar
    return Counts(rows=_told(staffing.headcounts_of(registrar, queries.unit(registrar, unit_id))))


@reads(router, "/units/{unit_id}/departures", purposes=READING, answer=Counts)
def departures(request: Asked, unit_id: RowId) -> Counts:
    """Who left a unit."""
    registrar = request.auth.registrar
    return Counts(rows=_told(staffing.departures_of(registrar, queries.unit(registrar, unit_id))))


@reads(router, "/units/{unit_id}/losses", purposes=READING, answer=LossesTold)
def unit_losses(request: Asked, unit_id: RowId, asked: Annotated[LossesAsked, Query()]) -> LossesTold:
    """How many left a unit and its parts, month by month."""
    registrar = request.auth.registrar
    unit = queries.unit(registrar, unit_id)
    ever = Below(unit.pk, {}) if asked.alone else below(unit.pk, parts_on(registrar, None))
    days = asked.days(told_days(registrar, ever.units, asked.kinds()))
    if days is None:
        return LossesTold(first=None, last=None, whole=None, months=[], parts=[], unsure=[], doubles=[], is_compared=True)
    of = ever if asked.alone else below(unit.pk, parts_on(registrar, days))
    found = losses(registrar, of, days, kinds=asked.kinds())
    return LossesTold(
        first=days[0], last=days[1], whole=_line(found.line),
        months=[MonthTold(month=one.first, lost=_bounds(one.lost)) for one in found.months],
        parts=[_line(one) for one in found.parts], unsure=sorted(found.unsure),
        doubles=[
            DoubleTold(one=one.one, other=one.other, is_certain=one.is_certain, same_unit=one.same_unit, same_kind=one.same_kind)
            for one in found.doubles
        ],
        is_compared=found.is_compared,
    )  # fmt: skip


@reads(router, "/forces/losses", purposes=READING, answer=AllLosses)
def all_losses(request: Asked, asked: Annotated[TimeAsked, Query()]) -> AllLosses:
    """How many left each of the units of which a source says that people left."""
    registrar, kinds = request.auth.registrar, asked.kinds()
    days = asked.days(told_days(registrar, None, kinds))
    if days is None:
        return AllLosses(first=None, last=None, units=[])
    left = staffing.departures(registrar).filter(kind__in=kinds).order_by().values("unit")
    units = list(listed(registrar, language=language()).filter(unit__in=left).values_list("unit_id", flat=True))
    return AllLosses(first=days[0], last=days[1], units=[_line(one) for one in lines(registrar, units, days, kinds=kinds)])


@acts(router, "/units/{unit_id}/headcounts", purposes=ORDERING)
def enter_headcount(request: Asked, unit_id: RowId, sent: HeadcountSent) -> Made:
    """Enter how many people a unit had."""
    who = request.auth
    unit = queries.unit(who.registrar, unit_id)
    row = leaving.enter_headcount(who.hand, unit, sent.draft(), source=sent.source.source(who))
    return made(row, f"/units/{unit_id}/headcounts")


@acts(router, "/headcounts/{headcount_id}/correction", purposes=ORDERING)
def correct_headcount(request: Asked, headcount_id: RowId, sent: StaffSent) -> Made:
    """Set sort, days and numbers of a headcount anew."""
    who = request.auth
    row = leaving.correct_headcount(who.hand, staffing.headcount(who.registrar, headcount_id), sent.draft())
    return made(row, f"/units/{row.unit_id}/headcounts")


@acts(router, "/headcounts/{headcount_id}/withdrawal", purposes=ORDERING)
def withdraw_headcount(request: Asked, headcount_id: RowId, sent: WithdrawalSent) -> Made:
    """Withdraw a headcount that was entered in error. The entries stay."""
    who = request.auth
    row = staffing.headcount(who.registrar, headcount_id)
    leaving.withdraw_count(who.hand, row, reason=sent.reason)
    return made(row, f"/units/{row.unit_id}/headcounts")


@acts(router, "/units/{unit_id}/departures", purposes=ORDERING)
def enter_departure(request: Asked, unit_id: RowId, sent: DepartureSent) -> Made:
    """Enter who left a unit: how many, or one person of the register."""
    who = request.auth
    unit = queries.unit(who.registrar, unit_id)
    person = people.person(who.registrar, sent.person) if sent.person else None
    draft = DepartureDraft(sent.kind, sent.count(), person)
    return made(leaving.enter_departure(who.hand, unit, draft, source=sent.source.source(who)), f"/units/{unit_id}/departures")


@acts(router, "/departures/{departure_id}/correction", purposes=ORDERING)
def correct_departure(request: Asked, departure_id: RowId, sent: LeftSent) -> Made:
    """Set kind, days and numbers of a departure anew, of the same people."""
    who = request.auth
    row = leaving.correct_departure(who.hand, staffing.departure(who.registrar, departure_id), sent.kind, sent.count())
    return made(row, f"/units/{row.unit_id}/departures")


@acts(router, "/departures/{departure_id}/withdrawal", purposes=ORDERING)
def withdraw_departure(request: Asked, departure_id: RowId, sent: WithdrawalSent) -> Made:
    """Withdraw a departure that was entered in error. The entries stay."""
    who = request.auth
    row = staffing.departure(who.registrar, departure_id)
    leaving.withdraw_count(who.hand, row, reason=sent.reason)
    return made(row, f"/units/{row.unit_id}/departures")


def _told(rows: Iterable[Headcount | Departure]) -> list[CountTold]:
    return [
        CountTold(
            id=row.pk, unit=row.unit_id, kind=row.kind, low=row.low, likely=row.likely, high=row.high, first=row.first_day,
            last=row.last_day, confidence=row.confidence, words=row.words,
            person=row.person_id if isinstance(row, Departure) else None, source=source_of(row),
        )
        for row in rows
    ]  # fmt: skip


def _bounds(found: Bounds) -> BoundsTold:
    return BoundsTold(low=found.low, likely=found.likely, high=found.high, sources=found.sources, values=list(found.rows))


def _line(one: Line) -> LineTold:
    return LineTold(unit=one.unit, staff=_bounds(one.staff) if one.staff else None, lost=_bounds(one.lost), share=_share(one.share))


def _share(found: Share | None) -> ShareTold | None:
    return None if found is None else ShareTold(low=found.low, likely=found.likely, high=found.high, sources=found.sources)
