"""How many people a unit had and who left it: entered on the page of the unit, corrected, withdrawn."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from kniha.book.forces import leaving, queries, staffing
from kniha.book.forces.models import Departure, Headcount
from kniha.book.forces.units import Unit
from kniha.book.people.models import Person
from kniha.desk.errors import entered_or_refused
from kniha.desk.forces.changing import accounts_of
from kniha.desk.forces.counting_forms import CountForm, DepartureForm, HeadcountForm, LeftForm, StaffForm, known_count
from kniha.desk.forces.deployment_forms import named
from kniha.desk.forces.deployments import MOST_PEOPLE
from kniha.desk.forces.finding import called_of
from kniha.desk.forces.forms import ReasonForm
from kniha.desk.language import language
from kniha.desk.meeting import Opened, done_or_met
from kniha.desk.request import Who, form, page


@dataclass(frozen=True, slots=True)
class Left:
    """A departure, and the name of the one who left where it is one person."""

    row: Departure
    named: str


def left(who: Who, rows: Sequence[Departure]) -> Iterator[Left]:
    """Departures as a page shows them."""
    found = list(rows)
    people = queries.people_by_id(who.registrar, {row.person_id for row in found if row.person_id})
    yield from (Left(row, named(people[row.person_id]) if row.person_id else "") for row in found)


@form
def enter_headcount(request: HttpRequest, who: Who, unit_id: str) -> HttpResponse:
    """Enter how many people a unit had."""
    unit = queries.unit(who.registrar, unit_id, language=language())
    typed = HeadcountForm(request.POST or None, accounts=accounts_of(who, unit))
    if typed.is_valid():
        action = lambda: leaving.enter_headcount(who.hand, unit, typed.draft(), source=typed.source())  # noqa: E731
        if entered_or_refused(typed, action) is not None:
            return _entered(request, unit)
    return _page(request, who, unit, typed, heading=gettext("How many people it had"))


@form
def enter_departure(request: HttpRequest, who: Who, unit_id: str) -> HttpResponse:
    """Enter who left a unit."""
    unit = queries.unit(who.registrar, unit_id, language=language())
    typed = DepartureForm(request.POST or None, accounts=accounts_of(who, unit), people=_people(who, unit))
    if typed.is_valid():
        action = lambda: leaving.enter_departure(who.hand, unit, typed.draft(), source=typed.source())  # noqa: E731
        if entered_or_refused(typed, action) is not None:
            return _entered(request, unit)
    return _page(request, who, unit, typed, heading=gettext("Who left it"))


@form
def correct_headcount(request: HttpRequest, who: Who, headcount_id: str) -> HttpResponse:
    """Set sort, days and numbers anew."""
    opened: Opened[StaffForm] = Opened(request)
    found = staffing.headcount(who.registrar, headcount_id)
    typed = opened.fill(lambda data: StaffForm(data, initial={"staff_kind": found.kind, **known_count(found)}))
    action = lambda seen: leaving.correct_headcount(who.hand, found, typed.draft(), seen=seen)  # noqa: E731
    unit = queries.unit(who.registrar, found.unit_id, language=language())
    told = _told(unit, gettext("Correct how many people it had"))
    done = done_or_met(request, who, opened, ("headcount", found.pk), action=action, **told)
    return _corrected(request, who, unit, done, opened=opened, form=typed, **told)


@form
def correct_departure(request: HttpRequest, who: Who, departure_id: str) -> HttpResponse:
    """Set kind, days and numbers anew."""
    opened: Opened[LeftForm] = Opened(request)
    found = staffing.departure(who.registrar, departure_id)
    typed = opened.fill(lambda data: LeftForm(data, initial={"way": found.kind, **known_count(found)}))
    action = lambda seen: leaving.correct_departure(  # noqa: E731
        who.hand, found, typed.cleaned_data["way"], typed.cleaned_data["count"], seen=seen
    )
    unit = queries.unit(who.registrar, found.unit_id, language=language())
    told = _told(unit, gettext("Correct who left it"))
    done = done_or_met(request, who, opened, ("departure", found.pk), action=action, **told)
    return _corrected(request, who, unit, done, opened=opened, form=typed, **told)


@form
def withdraw_headcount(request: HttpRequest, who: Who, headcount_id: str) -> HttpResponse:
    """Withdraw a headcount, with a reason."""
    return _withdraw(request, who, staffing.headcount(who.registrar, headcount_id), "headcount-kinds")


@form
def withdraw_departure(request: HttpRequest, who: Who, departure_id: str) -> HttpResponse:
    """Withdraw a departure, with a reason."""
    return _withdraw(request, who, staffing.departure(who.registrar, departure_id), "departure-kinds")


def _withdraw(request: HttpRequest, who: Who, found: Headcount | Departure, kinds: str) -> HttpResponse:
    unit = queries.unit(who.registrar, found.unit_id, language=language())
    typed = ReasonForm(request.POST or None)
    if typed.is_valid():
        action = lambda: (leaving.withdraw_count(who.hand, found, reason=typed.cleaned_data["reason"]),)  # noqa: E731
        if entered_or_refused(typed, action) is not None:
            return _entered(request, unit)
    return _page(request, who, unit, typed, heading=gettext("Withdraw this"), is_danger=True, counted=found, kinds=kinds)


def _corrected(request: HttpRequest, who: Who, unit: Unit, done: object, **context: object) -> HttpResponse:
    if isinstance(done, HttpResponse):
        return done
    return _entered(request, unit) if done else page(request, who, "desk/people/description.html", **context)


def _people(who: Who, unit: Unit) -> list[Person]:
    """Those whom the register knows to have served here."""
    rows = list(queries.postings_in(who.registrar, unit)[:MOST_PEOPLE])
    return sorted(queries.people_of(who.registrar, rows).values(), key=named)


def _told(unit: Unit, heading: str) -> dict[str, object]:
    return {"part": "units", "back": reverse("unit", args=[unit.pk]), "called": called_of(unit), "heading": heading}


def _page(request: HttpRequest, who: Who, unit: Unit, typed: CountForm | ReasonForm, *, heading: str, **context: object) -> HttpResponse:
    return page(request, who, "desk/forces/change.html", form=typed, unit=unit, **_told(unit, heading), **context)


def _entered(request: HttpRequest, unit: Unit) -> HttpResponse:
    messages.success(request, gettext("It is entered."))
    return redirect("unit", unit.pk)
