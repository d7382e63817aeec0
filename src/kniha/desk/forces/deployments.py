"""Where a unit was: entered on the page of the unit, corrected, withdrawn; and what contradicts what."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from kniha.book.forces import deploying, queries, whereabouts
from kniha.book.forces.charted import COMMANDS
from kniha.book.forces.drafts import DeploymentDraft
from kniha.book.forces.models import Deployment
from kniha.book.forces.presence import Stay, are_two_places
from kniha.book.forces.units import Unit
from kniha.book.people.models import Person
from kniha.desk.errors import entered_or_refused
from kniha.desk.forces.changing import accounts_of
from kniha.desk.forces.deployment_forms import DeploymentForm, StayForm, known_stay, named
from kniha.desk.forces.finding import called_of, chosen_from, units_meant
from kniha.desk.forces.forms import ReasonForm
from kniha.desk.language import language
from kniha.desk.meeting import Opened, done_or_met
from kniha.desk.places.warning import warn_if_far
from kniha.desk.request import Who, form, page
from kniha.vocab.place import Place

_OF_SPAN = frozenset({"began", "ended", "sighted"})
MOST_COMPARED = 200
MOST_PEOPLE = 60


@dataclass(frozen=True, slots=True)
class Stayed:
    """A deployment, and what the unit or person is called on whose task it was."""

    row: Deployment
    tasked: str
    address: str


def stayed(who: Who, rows: Sequence[Deployment]) -> Iterator[Stayed]:
    """Deployments as a page shows them."""
    found = list(rows)
    called = queries.called(who.registrar, {row.tasking_unit_id for row in found if row.tasking_unit_id}, language=language())
    people = queries.people_by_id(who.registrar, {row.tasking_person_id for row in found if row.tasking_person_id})
    for row in found:
        if row.tasking_unit_id:
            yield Stayed(row, called[row.tasking_unit_id], reverse("unit", args=[row.tasking_unit_id]))
        elif row.tasking_person_id:
            yield Stayed(row, named(people[row.tasking_person_id]), reverse("person", args=[row.tasking_person_id]))
        else:
            yield Stayed(row, "", "")


def in_two_places(who: Who, unit: Unit) -> tuple[tuple[Deployment, Deployment], ...]:
    """Pairs of deployments that cannot both be of all of the unit: surely at one time, in places that have nothing in common."""
    rows = whereabouts.deployments_of(who.registrar, unit).filter(kind="deployed", lat_e7__isnull=False)[:MOST_COMPARED]
    told = [
        (row, (stay_of(row), Place(row.lat_e7, row.lon_e7, row.radius_m or 0)))
        for row in rows
        if row.lat_e7 is not None and row.lon_e7 is not None
    ]
    return tuple((one, other) for (one, here), (other, there) in combinations(told, 2) if are_two_places(here, there))


def stay_of(row: Deployment) -> Stay:
    """From when to when it is told."""
    return Stay(whereabouts.span_of(row), row.began_at, row.ended_at)


@form
def enter(request: HttpRequest, who: Who, unit_id: str) -> HttpResponse:
    """Enter where a unit was."""
    unit = queries.unit(who.registrar, unit_id, language=language())
    typed = DeploymentForm(
        request.POST or None, accounts=accounts_of(who, unit), units=lambda words: _units(who, unit, words), people=_people(who, unit)
    )
    if typed.is_valid():
        action = lambda: deploying.enter_deployment(  # noqa: E731
            who.hand, unit, typed.cleaned_data["draft"], source=typed.source(), tasking=typed.tasking()
        )
        if entered_or_refused(typed, action) is not None:
            warn_if_far(request, typed)
            return _entered(request, unit)
    return _page(request, who, unit, typed, heading=gettext("Where the unit was"))


@form
def correct(request: HttpRequest, who: Who, deployment_id: str) -> HttpResponse:
    """Set place, days and activity anew."""
    opened: Opened[StayForm] = Opened(request)
    found = whereabouts.deployment(who.registrar, deployment_id)
    unit = queries.unit(who.registrar, found.unit_id, language=language())
    typed = opened.fill(lambda data: StayForm(data, initial=known_stay(found)))
    told: dict[str, object] = {
        "part": "units", "back": reverse("unit", args=[unit.pk]), "called": called_of(unit), "heading": gettext("Correct where it was"),
    }  # fmt: skip
    answer = done_or_met(
        request, who, opened, ("deployment", found.pk),
        action=lambda seen: deploying.correct_deployment(who.hand, found, _draft(typed, found), seen=seen), **told,
    )  # fmt: skip
    if isinstance(answer, HttpResponse):
        return answer
    return _entered(request, unit) if answer else page(request, who, "desk/forces/deployment.html", opened=opened, form=typed, **told)


@form
def withdraw(request: HttpRequest, who: Who, deployment_id: str) -> HttpResponse:
    """Withdraw it, with a reason."""
    found = whereabouts.deployment(who.registrar, deployment_id)
    unit = queries.unit(who.registrar, found.unit_id, language=language())
    typed = ReasonForm(request.POST or None)
    if typed.is_valid():
        action = lambda: (deploying.withdraw_deployment(who.hand, found, reason=typed.cleaned_data["reason"]),)  # noqa: E731
        if entered_or_refused(typed, action) is not None:
            return _entered(request, unit)
    return _page(request, who, unit, typed, heading=gettext("Withdraw this"), is_danger=True, value=found)


def _draft(typed: StayForm, found: Deployment) -> DeploymentDraft:
    """The form may say less of the days than is known: they stay where nobody touched them."""
    draft: DeploymentDraft = typed.cleaned_data["draft"]
    return replace(draft, span=whereabouts.span_of(found)) if _OF_SPAN.isdisjoint(typed.changed_data) else draft


def _units(who: Who, unit: Unit, words: str) -> list[Unit]:
    """Units that may have set the task: those above it, and those meant by the words."""
    above = queries.parents_of(who.registrar, unit).values_list("parent_id", flat=True)
    found = {one.pk: one for one in (*chosen_from(who, set(above), []), *units_meant(who, words)) if one.pk != unit.pk}
    return list(found.values())


def _people(who: Who, unit: Unit) -> list[Person]:
    """People who may have set it: who commanded it, or what it belonged to."""
    above = queries.parents_of(who.registrar, unit).values_list("parent_id", flat=True)
    rows = list(queries.postings(who.registrar).filter(kind=COMMANDS, unit__in=[unit.pk, *above]).order_by("pk")[:MOST_PEOPLE])
    return sorted(queries.people_of(who.registrar, rows).values(), key=named)


def _page(request: HttpRequest, who: Who, unit: Unit, typed: object, **context: object) -> HttpResponse:
    told: dict[str, object] = {"back": reverse("unit", args=[unit.pk]), "called": called_of(unit)}
    template = "desk/forces/change.html" if context.get("is_danger") else "desk/forces/deployment.html"
    return page(request, who, template, part="units", form=typed, unit=unit, **told, **context)


def _entered(request: HttpRequest, unit: Unit) -> HttpResponse:
    messages.success(request, gettext("It is entered."))
    return redirect("unit", unit.pk)
