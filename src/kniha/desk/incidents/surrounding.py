"""What surrounds an incident: links, stages of detention, trials, laws and orders; each entered, each taken back with a reason."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from kniha.book.events import queries, surroundings
from kniha.book.events.models import Bearing, Incident, Outcome
from kniha.desk.errors import entered
from kniha.desk.incidents.changing import changed
from kniha.desk.incidents.forms import ReasonForm
from kniha.desk.incidents.surrounding_forms import ContextForm, DetentionForm, LinkForm, ProceedingForm
from kniha.desk.request import Who, form, page
from kniha.vocab.errors import NotFoundError

OFFERED = 200
"""Incidents that the form of a link offers by their numbers; others are typed."""


@form
def link(request: HttpRequest, who: Who, number: str) -> HttpResponse:
    """Link the incident with another of its compartment."""
    incident = queries.incident(who.registrar, number)
    typed = LinkForm(request.POST or None)
    if typed.is_valid() and _link(who, incident, typed):
        return redirect("incident", number)
    return page(
        request, who, "desk/incidents/link.html", part="incidents", incident=incident, form=typed,
        offered=queries.to_link(who.registrar, incident)[:OFFERED],
    )  # fmt: skip


@form
def add_detention(request: HttpRequest, who: Who, number: str) -> HttpResponse:
    """Enter one stage of a detention."""
    incident = queries.incident(who.registrar, number)
    typed = DetentionForm(request.POST or None, **_told(who, incident))
    return changed(
        request, who, incident, typed, heading=gettext("A stage of a detention"),
        action=lambda: surroundings.record_detention(who.hand, incident, typed.draft(), account=typed.account_chosen()),
    )  # fmt: skip


@form
def add_proceeding(request: HttpRequest, who: Who, number: str) -> HttpResponse:
    """Enter a trial."""
    incident = queries.incident(who.registrar, number)
    typed = ProceedingForm(request.POST or None, **_told(who, incident))
    return changed(
        request, who, incident, typed, heading=gettext("A trial or charge, as told"),
        action=lambda: surroundings.record_proceeding(who.hand, incident, typed.draft(), account=typed.account_chosen()),
    )  # fmt: skip


@form
def add_context(request: HttpRequest, who: Who, number: str) -> HttpResponse:
    """Enter what shows policy."""
    incident = queries.incident(who.registrar, number)
    typed = ContextForm(request.POST or None)
    return changed(
        request, who, incident, typed, heading=gettext("A law, order, speech or pattern behind it"),
        action=lambda: surroundings.record_context(who.hand, incident, typed.draft()),
    )  # fmt: skip


@form
def take_back(request: HttpRequest, who: Who, part: str, part_id: str) -> HttpResponse:
    """Take back what was entered in error, after a second look and with a reason."""
    found = queries.part(who.registrar, part, part_id)
    incident = found.involvement.act.incident if isinstance(found, Bearing | Outcome) else found.incident
    typed = ReasonForm(request.POST or None)
    return changed(
        request, who, incident, typed, heading=gettext("Take back what was entered"), is_danger=True, part_gone=True,
        action=lambda: surroundings.take_back_part(who.hand, found, reason=typed.cleaned_data["reason"]),
    )  # fmt: skip


def _link(who: Who, incident: Incident, typed: LinkForm) -> bool:
    told = typed.cleaned_data
    try:
        other = queries.incident(who.registrar, told["other"].strip())
    except NotFoundError:
        typed.add_error("other", gettext("There is no such incident here."))
        return False
    made = entered(typed, lambda: surroundings.link_incidents(who.hand, incident, other, kind=told["kind"], words=told["words"]))
    return made is not None


def _told(who: Who, incident: Incident) -> dict[str, Any]:  # Any: a form's arguments of two types
    return {"accounts": queries.whole_accounts(who.registrar, incident), "mentions": queries.mentions(who.registrar, incident)}
