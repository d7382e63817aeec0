"""The page of an involvement: the finding, what lawyers say, what became of it elsewhere; what speaks for it and against it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from kniha.book.events import involving, queries
from kniha.book.events.models import Incident, Involvement
from kniha.book.events.rules import OPEN_STATES
from kniha.book.forces.units import Unit
from kniha.book.statements.models import Account
from kniha.desk.errors import entered_or_refused
from kniha.desk.forces.finding import Offered, called_of, chosen_from, meant_in
from kniha.desk.history.told import recent
from kniha.desk.incidents.changing import act_of, change_page, changed, edited
from kniha.desk.incidents.involvement_forms import AllegationForm, BearingForm, ClosingForm, OpinionForm, OutcomeForm, UnitForm
from kniha.desk.incidents.sources import involved_by, told_by
from kniha.desk.meeting import Opened
from kniha.desk.request import Who, acting, form, page, reading

HISTORY_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Found:
    """The involvement that an address names, with its incident and the accounts that tell of it."""

    involvement: Involvement
    incident: Incident
    accounts: list[Account]


@reading
def involvement(request: HttpRequest, who: Who, involvement_id: str) -> HttpResponse:
    """One involvement."""
    return _shown(request, who, _find(who, involvement_id))


@form
def add_unit(request: HttpRequest, who: Who, number: str, act_id: str) -> HttpResponse:
    """Enter the allegation that a unit took part."""
    incident = queries.incident(who.registrar, number)
    act = act_of(who, incident, act_id)
    accounts = queries.whole_accounts(who.registrar, incident)
    asked = request.GET.get("candidate", "")
    units = _units(who, accounts, meant_in(who, incident.compartment_id, request.POST.get("unit", "")), also={asked} - {""})
    typed = UnitForm(request.POST or None, accounts=accounts, units=units, initial=_asked(units, asked))
    if "take" in request.POST:
        return change_page(request, who, incident, typed, heading=gettext("An alleged involvement of a unit"), act=act, looks_up=True)
    return changed(
        request, who, incident, typed, heading=gettext("An alleged involvement of a unit"), act=act, looks_up=True,
        action=lambda: involving.allege_unit(
            who.hand, act, typed.cleaned_data["unit"], typed.allegation(), accounts=typed.cited(), unit=typed.known()
        ),
    )  # fmt: skip


@form
def change(request: HttpRequest, who: Who, involvement_id: str) -> HttpResponse:
    """Set degree, finding and basis anew."""
    opened: Opened[AllegationForm] = Opened(request)
    found = queries.involvement(who.registrar, involvement_id)
    known = {"degree": found.degree, "finding": found.finding, "basis": found.basis}
    typed = opened.fill(lambda data: AllegationForm(data, initial=known))
    return edited(
        request, who, found.act.incident, opened, record=("involvement", found.pk), heading=gettext("Change this involvement"),
        action=lambda seen: involving.change_involvement(who.hand, found, typed.allegation(), seen=seen),
    )  # fmt: skip


@acting
def weigh(request: HttpRequest, who: Who, involvement_id: str) -> HttpResponse:
    """Enter what an account says for it or against it."""
    found = _find(who, involvement_id)
    typed = BearingForm(request.POST, accounts=found.accounts)
    return _done(
        request, who, found, typed, name="bearing_form",
        action=lambda told: involving.enter_bearing(
            who.hand, found.involvement, typed.chosen(), direction=told["direction"], words=told["words"]
        ),
    )  # fmt: skip


@acting
def judge(request: HttpRequest, who: Who, involvement_id: str) -> HttpResponse:
    """Enter a lawyer's word."""
    found = _find(who, involvement_id)
    return _done(
        request, who, found, OpinionForm(request.POST), name="opinion_form",
        action=lambda told: involving.give_opinion(who.hand, found.involvement, **told),
    )  # fmt: skip


@acting
def follow(request: HttpRequest, who: Who, involvement_id: str) -> HttpResponse:
    """Enter what became of it elsewhere."""
    found = _find(who, involvement_id)
    typed = OutcomeForm(request.POST)
    return _done(
        request, who, found, typed, name="outcome_form",
        action=lambda told: involving.note_outcome(who.hand, found.involvement, involving.OutcomeDraft(**told)),
    )  # fmt: skip


@acting
def close(request: HttpRequest, who: Who, involvement_id: str) -> HttpResponse:
    """Withdraw it, with its reason."""
    found = _find(who, involvement_id)
    return _done(
        request, who, found, ClosingForm(request.POST), name="closing_form",
        action=lambda told: involving.close_involvement(who.hand, found.involvement, **told),
    )  # fmt: skip


def _asked(units: list[Unit], candidate: str) -> dict[str, object]:
    """The form begins with the candidate from whose line somebody came; all else is theirs to say."""
    return next(({"unit": called_of(one), "known_unit": one.pk} for one in units if one.pk == candidate), {})


def _units(who: Who, accounts: list[Account], meant: Offered, *, also: set[str]) -> list[Unit]:
    """The units that may be meant: those that accounts of the incident are tied to, and those that bear the words that were typed."""
    tied = {one.known_unit_id for account in accounts for one in account.mentions.all() if one.known_unit_id}
    return chosen_from(who, tied | also, meant)


def _find(who: Who, involvement_id: str) -> Found:
    found = queries.involvement(who.registrar, involvement_id)
    return Found(found, found.act.incident, queries.whole_accounts(who.registrar, found.act.incident))


def _done(
    request: HttpRequest, who: Who, found: Found, typed: forms.Form, *, name: str, action: Callable[[dict[str, Any]], object]
) -> HttpResponse:  # Any: Django's cleaned data
    """Do `action` once the form holds; else the page with the form as it was typed."""
    if typed.is_valid() and entered_or_refused(typed, lambda: (action(typed.cleaned_data),)) is not None:
        messages.success(request, gettext("It is entered."))
        return redirect("involvement", found.involvement.pk)
    answer = _shown(request, who, found, **{name: typed}, refused=typed.non_field_errors())
    answer.status_code = 400
    return answer


def _shown(request: HttpRequest, who: Who, found: Found, **typed: object) -> HttpResponse:
    told = told_by(found.accounts)
    given: dict[str, object] = {
        "bearing_form": BearingForm(accounts=found.accounts), "opinion_form": OpinionForm(), "outcome_form": OutcomeForm(),
        "closing_form": ClosingForm(),
    } | typed  # fmt: skip
    for name, one in given.items():
        if isinstance(one, forms.BaseForm):
            one.auto_id = f"{name}-%s"  # several forms on one page ask for the same things
    return page(
        request,
        who,
        "desk/incidents/involvement.html",
        part="incidents",
        incident=found.incident,
        act=found.involvement.act,
        row=involved_by([found.involvement], told)[0],
        is_open=found.incident.state in OPEN_STATES,
        is_resting=found.incident.state == "in-review",
        known_unit=next(map(called_of, chosen_from(who, {found.involvement.unit_id or ""}, [])), ""),
        not_to_judge=_not_to_judge(who, found),
        recent=recent(who, "involvement", found.involvement.pk, most=HISTORY_SHOWN),
        **given,
    )


def _not_to_judge(who: Who, found: Found) -> str:
    """Why the one who asks cannot say a lawyer's word on it; empty where they can."""
    if not who.may_decide:
        return gettext("It waits for lawyers.")
    if found.incident.state in OPEN_STATES:
        return gettext("Lawyers judge it once its incident is in review or accepted.")
    if found.involvement.review != "draft":
        return gettext("It was judged. When it changes, lawyers look again.")
    if who.registrar.pk in involving.authors(found.involvement):
        return gettext("You wrote a part of this, so other lawyers judge it.")
    if any(opinion.stands and opinion.lawyer_id == who.registrar.pk for opinion in found.involvement.opinions.all()):
        return gettext("You have said your word. It takes another lawyer.")
    return ""
