"""Records as they stood: one at the end of a day, one at two moments, the list of incidents as of a day."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated

from django.conf import settings
from ninja import Query, Router
from pydantic import BaseModel, ConfigDict, Field

from kniha.api.asking import Asked, Who
from kniha.api.fields import RowId
from kniha.api.histories import READING
from kniha.api.language import language
from kniha.api.operations import reads
from kniha.api.paging import By, Pages, page
from kniha.book.events.models import Incident
from kniha.book.journal import history, incidents_as_of
from kniha.book.journal.moments import AfterEntry, EndOfDay, Moment
from kniha.book.journal.sheets import Part, difference
from kniha.vocab.errors import ImpossibleError, NotFoundError

router = Router(tags=["histories"])

_OPENED_LAST = (By("opened_on", falling=True), By("number"))


class TwoMoments(BaseModel):
    """Each moment is the number of an entry of the history, or else the end of a day."""

    model_config = ConfigDict(extra="forbid")

    from_entry: int | None = Field(default=None, ge=0, le=2**53)
    from_day: date | None = None
    to_entry: int | None = Field(default=None, ge=0, le=2**53)
    to_day: date | None = Field(default=None, description="The end of today, where no later moment is named.")


class FieldStood(BaseModel):
    """One field at two moments, in words."""

    label: str
    before: str
    after: str


class PartStood(BaseModel):
    """The record itself, or a part of it, at two moments."""

    kind: str
    id: str
    name: str
    depth: int = Field(description="How far below the record it stands.")
    mark: str = Field(description="What happened to it: `same`, `changed`, `added`, `removed`.")
    fields: list[FieldStood]


class Stood(BaseModel):
    """A record with its parts at two moments."""

    parts: list[PartStood]


class DayAsked(Pages):
    """Of which day."""

    day: date


class IncidentStood(BaseModel):
    """One incident as it stood, in words."""

    id: str
    number: str
    title: str
    when: str
    where: str
    acts: str
    state: str


class IncidentsStood(BaseModel):
    """A page of the list of incidents as of a day."""

    rows: list[IncidentStood]
    next: str | None = Field(description="The cursor of the page after this; none on the last.")


class _Opened(BaseModel):
    id: str


@reads(router, "/history/{kind}/{row_id}/difference", purposes=READING, answer=Stood)
def record_difference(request: Asked, kind: str, row_id: RowId, asked: Annotated[TwoMoments, Query()]) -> Stood:
    """A record with its parts at two moments, the earlier first. Without a first moment: as it began, when nothing was there."""
    who = request.auth
    ref = history.record(who.registrar, kind, row_id)
    entries = history.history(who.registrar, ref)
    known = {entry.seq for entry in entries}
    first = _moment(who, asked.from_entry, asked.from_day, known=known) or AfterEntry(-1)
    last = _moment(who, asked.to_entry, asked.to_day, known=known) or _end_of(who.hand.today)
    earlier, later = sorted((first, last), key=lambda moment: sum(moment.covers(entry) for entry in entries))
    parts = difference(who.registrar, ref, (earlier, later), language=language(), home=str(settings.OFFICE.zone))
    return Stood(parts=_parts(parts))


@reads(router, "/incidents-as-of", purposes=READING, answer=IncidentsStood)
def incidents_of_day(request: Asked, asked: Annotated[DayAsked, Query()]) -> IncidentsStood:
    """The list of incidents as it stood at the end of a day, those opened last first."""
    who = request.auth
    moment = _end_of(_past(who, asked.day))
    rows = incidents_as_of.opened_by(who.registrar, asked.day)
    found = page(who, rows, asked, order=_OPENED_LAST, line=_opened, name="incidents-as-of")
    ids = [row.id for row in found.rows]
    told = incidents_as_of.listed(who.registrar, ids, moment, language=language(), home=str(settings.OFFICE.zone))
    return IncidentsStood(
        rows=[
            IncidentStood(id=one.id, number=one.number, title=one.title, when=one.when, where=one.where, acts=one.acts, state=one.state)
            for one in told
        ],
        next=found.next,
    )


def _opened(row: Incident) -> _Opened:
    return _Opened(id=row.pk)


def _moment(who: Who, entry: int | None, day: date | None, *, known: Iterable[int]) -> Moment | None:
    if entry is not None:
        if entry not in known:
            raise NotFoundError("there is no such entry in this history")
        return AfterEntry(entry)
    return None if day is None else _end_of(_past(who, day))


def _past(who: Who, day: date) -> date:
    if day > who.hand.today:
        raise ImpossibleError("that day has not come yet")
    return day


def _end_of(day: date) -> EndOfDay:
    return EndOfDay(day, settings.OFFICE.zone)


def _parts(parts: Sequence[Part]) -> list[PartStood]:
    return [
        PartStood(
            kind=part.ref[0], id=part.ref[1], name=part.name, depth=part.depth, mark=part.mark.value,
            fields=[FieldStood(label=line.label, before=line.before, after=line.after) for line in part.lines],
        )
        for part in parts
    ]  # fmt: skip
