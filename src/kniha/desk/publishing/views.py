"""The word on one incident for the public book: the lawyer's answer, the publisher's release, what is withheld and what is ended."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from kniha.book.events import queries as events
from kniha.book.events.models import Incident
from kniha.book.publishing import actions, queries
from kniha.book.publishing.models import Publication
from kniha.desk.errors import entered_or_refused
from kniha.desk.language import language
from kniha.desk.publishing.forms import EndingForm, ProposalForm, WithholdingForm, WordForm
from kniha.desk.request import Who, acting, page, reading
from kniha.vocab import terms


@reading
def of_incident(request: HttpRequest, who: Who, number: str) -> HttpResponse:
    """What stands of one incident, and what the one who asks may do."""
    return _page(request, who, events.incident(who.registrar, number))


@acting
def propose(request: HttpRequest, who: Who, number: str) -> HttpResponse:
    """A lawyer's answer and proposal."""
    incident, typed = events.incident(who.registrar, number), ProposalForm(request.POST)

    def done() -> Publication:
        told = typed.cleaned_data
        return actions.propose_publication(who.hand, incident, typed.telling(), answer=told["answer"], words=told["words"])

    return _done((request, who), incident, typed, done)


@acting
def withhold(request: HttpRequest, who: Who, number: str) -> HttpResponse:
    """It stays out."""
    incident, typed = events.incident(who.registrar, number), WithholdingForm(request.POST)
    return _done((request, who), incident, typed, lambda: actions.withhold_publication(who.hand, incident, **typed.cleaned_data))


@acting
def release(request: HttpRequest, who: Who, publication_id: str) -> HttpResponse:
    """The second's yes."""
    found, typed = queries.publication(who.registrar, publication_id), WordForm(request.POST)
    return _done((request, who), found.incident, typed, lambda: actions.release_publication(who.hand, found, **typed.cleaned_data))


@acting
def decline(request: HttpRequest, who: Who, publication_id: str) -> HttpResponse:
    """The second's no."""
    found, typed = queries.publication(who.registrar, publication_id), WordForm(request.POST)
    return _done((request, who), found.incident, typed, lambda: actions.decline_publication(who.hand, found, **typed.cleaned_data))


@acting
def end(request: HttpRequest, who: Who, publication_id: str) -> HttpResponse:
    """Taken back, taken out, or let go."""
    found, typed = queries.publication(who.registrar, publication_id), EndingForm(request.POST)
    return _done((request, who), found.incident, typed, lambda: actions.end_publication(who.hand, found, **typed.cleaned_data))


def _done(asks: tuple[HttpRequest, Who], incident: Incident, typed: forms.Form, action: Callable[[], Publication]) -> HttpResponse:
    request, who = asks
    if typed.is_valid() and entered_or_refused(typed, action) is not None:
        messages.success(request, gettext("Your word is entered."))
        return redirect("incident-public", incident.number)
    answer = _page(request, who, incident, typed)
    answer.status_code = 400
    return answer


def _page(request: HttpRequest, who: Who, incident: Incident, typed: forms.Form | None = None) -> HttpResponse:
    standing = queries.standing(who.registrar, incident)
    hindrance = queries.hindrance(who.registrar, incident, today=who.hand.today)
    return page(
        request,
        who,
        "desk/publishing/incident.html",
        part="incidents",
        incident=incident,
        standing=standing,
        hindrance=terms.label("publication-hindrances", hindrance, language()) if hindrance else "",
        words=queries.publications(who.registrar, incident),
        forms=_forms(who, standing, typed, may_publish=not hindrance),
    )


def _forms(who: Who, standing: Publication | None, typed: forms.Form | None, *, may_publish: bool) -> dict[str, forms.Form]:
    """The forms that are offered, by their names; the one that was typed as it was."""
    offered: dict[str, type[forms.Form]] = {}
    roles = who.hand.roles
    may_end = not roles.isdisjoint(actions.MAY_WITHHOLD)
    if standing is None:
        if may_publish and not roles.isdisjoint(actions.MAY_PROPOSE):
            offered["proposal"] = ProposalForm
        if may_end:
            offered["withholding"] = WithholdingForm
    else:
        is_second = standing.state == "proposed" and standing.proposed_by_id != who.registrar.pk
        if is_second and may_publish and not roles.isdisjoint(actions.MAY_RELEASE):
            offered["word"] = WordForm
        if may_end:
            offered["ending"] = EndingForm
    return {name: typed if isinstance(typed, kind) else kind(auto_id=f"{name}-%s") for name, kind in offered.items()}
