"""What an investigator does to an incident: each a page with a form beside the sources, each one action."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from kniha.book.access.queries import one
from kniha.book.events import actions, queries
from kniha.book.events.drafts import ActChange
from kniha.book.events.models import Act, Incident
from kniha.book.journal.moments import Ref
from kniha.book.medicine import queries as medicine
from kniha.book.statements import queries as statements
from kniha.book.statements.models import Account
from kniha.desk.errors import entered
from kniha.desk.incidents.forms import ActChangeForm, ActForm, ConclusionForm, ConclusionOnAccounts, InjuryForm, InvolvementForm, ReasonForm
from kniha.desk.incidents.known import of_account, of_incident
from kniha.desk.incidents.sources import told_by
from kniha.desk.meeting import Opened, done_or_met
from kniha.desk.places.warning import warn_if_far
from kniha.desk.request import Who, form, page
from kniha.desk.told import PlaceForm


@form
def open_from(request: HttpRequest, who: Who, account_id: str) -> HttpResponse:
    """Conclude an incident from one account."""
    account = statements.account(who.registrar, account_id)
    known = queries.incident_of(who.registrar, account)
    if known is not None:
        return redirect("incident", known.number)
    typed = ConclusionForm(request.POST or None, known=of_account(account))
    if typed.is_valid():
        made = entered(typed, lambda: actions.open_incident(who.hand, [account], typed.draft()))
        if made is not None:
            messages.success(request, gettext("The incident %(number)s is opened.") % {"number": made.number})
            warn_if_far(request, typed)
            return redirect("incident", made.number)
    return page(
        request,
        who,
        "desk/incidents/open.html",
        part="incidents",
        form=typed,
        told=told_by([account]),
        account=account,
        near=queries.open_near(who.registrar, account)[:8],
    )


@form
def conclude(request: HttpRequest, who: Who, number: str) -> HttpResponse:
    """Set title, time and place anew."""
    opened: Opened[ConclusionOnAccounts] = Opened(request)
    incident = queries.incident(who.registrar, number)
    accounts = _accounts(who, incident)
    cited = [citation.account_id for citation in queries.citations(who.registrar, incident).filter(about="when")]
    typed = opened.fill(
        lambda data: ConclusionOnAccounts(data, known=of_incident(incident), title=incident.title, accounts=accounts, cited=cited)
    )
    return edited(
        request, who, incident, opened, record=("incident", incident.pk), heading=gettext("Title, time and place"),
        action=lambda seen: actions.conclude(who.hand, incident, typed.draft(), accounts=typed.cited(), seen=seen),
    )  # fmt: skip


@form
def change_act(request: HttpRequest, who: Who, number: str, act_id: str) -> HttpResponse:
    """Set anew how far an act has been checked, by what means it was done, who the victims were in words."""
    opened: Opened[ActChangeForm] = Opened(request)
    incident, act = _act(who, number, act_id)
    known = {"methods": act.methods, "victim_words": act.victim_words, "verification": act.verification}
    typed = opened.fill(lambda data: ActChangeForm(data, initial=known))
    return edited(
        request, who, incident, opened, record=("act", act.pk), heading=gettext("Change this act"), act=act,
        action=lambda seen: actions.change_act(who.hand, act, ActChange(**typed.told()), seen=seen),
    )  # fmt: skip


@form
def add_act(request: HttpRequest, who: Who, number: str) -> HttpResponse:
    """Enter an act."""
    incident = queries.incident(who.registrar, number)
    typed = ActForm(request.POST or None, accounts=_accounts(who, incident), mentions=queries.mentions(who.registrar, incident))
    return changed(
        request, who, incident, typed, action=lambda: actions.record_act(who.hand, incident, typed.draft(), accounts=typed.cited()),
        heading=gettext("An act: what was done to whom"),
    )  # fmt: skip


@form
def add_injury(request: HttpRequest, who: Who, number: str, act_id: str) -> HttpResponse:
    """Enter an injury as told, or on the strength of a medical finding."""
    incident, act = _act(who, number, act_id)
    told = [account.statement_id for account in _accounts(who, incident)]
    findings = medicine.usable_findings(who.registrar, told, [act.victim_id] if act.victim_id else [])
    typed = InjuryForm(request.POST or None, findings=findings, asked=request.GET.get("finding", ""))
    return changed(
        request, who, incident, typed, action=lambda: actions.record_injury(who.hand, act, **typed.injury()),
        heading=gettext("An injury"), act=act,
    )  # fmt: skip


@form
def add_involvement(request: HttpRequest, who: Who, number: str, act_id: str) -> HttpResponse:
    """Enter the allegation that somebody took part."""
    incident, act = _act(who, number, act_id)
    told = queries.mentions(who.registrar, incident)
    typed = InvolvementForm(request.POST or None, mentions=told, accounts=_accounts(who, incident))
    return changed(
        request, who, incident, typed, action=lambda: actions.allege_involvement(who.hand, act, typed.chosen(), **typed.allegation()),
        heading=gettext("An alleged involvement"), act=act,
    )  # fmt: skip


@form
def withdraw_act(request: HttpRequest, who: Who, number: str, act_id: str) -> HttpResponse:
    """Take an act back, after a second look and with a reason."""
    incident, act = _act(who, number, act_id)
    typed = ReasonForm(request.POST or None)
    return changed(
        request, who, incident, typed, action=lambda: actions.withdraw_act(who.hand, act, reason=typed.cleaned_data["reason"]),
        heading=gettext("Take back this act"), act=act, is_danger=True,
    )  # fmt: skip


def edited(
    request: HttpRequest, who: Who, incident: Incident, opened: Opened[Any], *, record: Ref, action: Callable[[int], object], **context: Any
) -> HttpResponse:  # Any: what a template is given
    """Do `action` on a record that stood before; where somebody changed it meanwhile, the page of both versions."""
    back = reverse("incident", args=[incident.number])
    told = {"part": "incidents", "back": back, "called": incident.number, **context}
    answer = done_or_met(request, who, opened, record, action=action, **told)
    if isinstance(answer, HttpResponse):
        return answer
    if not answer:
        return change_page(request, who, incident, opened.form, opened=opened, **context)
    if isinstance(opened.form, PlaceForm):
        warn_if_far(request, opened.form)
    return entered_on(request, incident)


def changed(
    request: HttpRequest, who: Who, incident: Incident, typed: forms.Form, *, action: Callable[[], object], **context: object
) -> HttpResponse:
    """Do `action` once the form holds, and go back to the incident; else the form beside the sources."""
    if typed.is_valid() and entered(typed, lambda: (action(),)) is not None:
        if isinstance(typed, PlaceForm):
            warn_if_far(request, typed)
        return entered_on(request, incident)
    return change_page(request, who, incident, typed, **context)


def entered_on(request: HttpRequest, incident: Incident) -> HttpResponse:
    """Say that it is done, and show the incident."""
    messages.success(request, gettext("It is entered."))
    return redirect("incident", incident.number)


def change_page(request: HttpRequest, who: Who, incident: Incident, typed: forms.Form, **context: object) -> HttpResponse:
    """The form beside the sources."""
    told = told_by(_accounts(who, incident))
    return page(request, who, "desk/incidents/change.html", part="incidents", incident=incident, form=typed, told=told, **context)


def _accounts(who: Who, incident: Incident) -> list[Account]:
    return queries.whole_accounts(who.registrar, incident)


def _act(who: Who, number: str, act_id: str) -> tuple[Incident, Act]:
    incident = queries.incident(who.registrar, number)
    return incident, act_of(who, incident, act_id)


def act_of(who: Who, incident: Incident, act_id: str) -> Act:
    """One act of this very incident, or NotFoundError."""
    return one(queries.acts(who.registrar, incident), pk=act_id)
