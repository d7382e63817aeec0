"""Who commanded a unit over time, and the chain of command above it on a day: with sources, overlaps and gaps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from kniha.book.access.queries import one
from kniha.book.forces import queries
from kniha.book.forces.charted import chains, commands_over_time, posts, span_of
from kniha.book.forces.command import Post, at_once, gaps, in_two_units
from kniha.book.forces.models import Posting
from kniha.book.forces.units import Unit
from kniha.book.people.models import Person
from kniha.desk.forces.deployment_forms import named
from kniha.desk.forces.structure import DayForm
from kniha.desk.language import language
from kniha.desk.request import Who, page, reading
from kniha.vocab.shown_time import describe_days
from kniha.vocab.span import Days, typed_days

MOST = 200


class MomentForm(DayForm):
    """A day alone."""

    q = None  # type: ignore[assignment]  # Django's way to drop a field
    unit = None  # type: ignore[assignment]  # the same


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two postings that surely held on the same days, these days in words, and the people or units that tell the two apart."""

    one: Posting
    other: Posting
    days: str
    one_called: str
    other_called: str


@dataclass(frozen=True, slots=True)
class Commanded:
    """All who commanded a unit: the postings with their persons, which of them overlap, and days without any."""

    rows: Sequence[tuple[Posting, Person]]
    overlaps: Sequence[Overlap]
    gaps: Sequence[str]


def commanded(who: Who, unit: Unit) -> Commanded:
    """Who commanded `unit` over time, the earliest first."""
    rows = commands_over_time(who.registrar, unit.pk)[:MOST]
    people = queries.people_of(who.registrar, rows)
    told = posts(rows)
    called = {row.pk: named(people[row.person_id]) for row in rows}
    return Commanded(
        [(row, people[row.person_id]) for row in rows], _overlaps(rows, at_once(told), called), list(map(in_words, gaps(told)))
    )


def overlapping(served: Sequence[tuple[Posting, str]]) -> Sequence[Overlap]:
    """Postings of one person, each with what its unit is called, in different units that they surely held on the same days."""
    rows = [row for row, _called in served]
    return _overlaps(rows, in_two_units(posts(rows)), {row.pk: called for row, called in served})


def in_words(days: Days) -> str:
    """Days in the reader's language."""
    return describe_days(*days, language())


def _overlaps(rows: Sequence[Posting], found: Sequence[tuple[Post, Post, Days]], called: Mapping[str, str]) -> Sequence[Overlap]:
    by_id = {row.pk: row for row in rows}
    return [Overlap(by_id[one.row], by_id[other.row], in_words(days), called[one.row], called[other.row]) for one, other, days in found]


@reading
def chain(request: HttpRequest, who: Who, unit_id: str) -> HttpResponse:
    """The chain of command above a unit on a day; today where none is asked for."""
    unit = queries.unit(who.registrar, unit_id, language=language())
    return _chain(request, who, unit, who.hand.today)


@reading
def chain_from(request: HttpRequest, who: Who, posting_id: str) -> HttpResponse:
    """The chain above somebody in their posting, on a day of it."""
    posting = one(queries.postings(who.registrar), pk=posting_id)
    unit = queries.unit(who.registrar, posting.unit_id, language=language())
    people = queries.people_of(who.registrar, [posting])
    return _chain(request, who, unit, _day_of(posting, who.hand.today), posting=posting, person=people[posting.person_id])


def _chain(request: HttpRequest, who: Who, unit: Unit, usual: date, **context: object) -> HttpResponse:
    form = MomentForm(request.GET)
    day = (form.cleaned_data.get("day") if form.is_valid() else None) or usual
    return page(
        request, who, "desk/forces/chain.html", part="units", unit=unit, day=day, errors=form.errors,
        form=MomentForm(initial={"day": day}), steps=chains(who.registrar, [unit.pk], day, language=language())[unit.pk],
        heading=_("Chain of command"), typed=typed_days((day, day)), **context,
    )  # fmt: skip


def _day_of(posting: Posting, today: date) -> date:
    told = span_of(posting)
    return (told.surely or (min(max(today, told.possibly[0]), told.possibly[1]),))[0]
