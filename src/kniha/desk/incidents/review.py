"""The way through review, as presses: sent by an investigator, decided by a lawyer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from kniha.book.events import queries, reviewing
from kniha.desk.errors import entered
from kniha.desk.incidents.forms import DecisionForm
from kniha.desk.incidents.record import shown
from kniha.desk.request import Who, acting


@acting
def send(request: HttpRequest, who: Who, number: str) -> HttpResponse:
    """Hand the incident to the lawyers."""
    incident = reviewing.send_to_review(who.hand, queries.incident(who.registrar, number))
    messages.success(request, gettext("The lawyers have it now."))
    return redirect("incident", incident.number)


@acting
def decide(request: HttpRequest, who: Who, number: str) -> HttpResponse:
    """Enter a lawyer's decision."""
    incident = queries.incident(who.registrar, number)
    typed = DecisionForm(request.POST)
    if typed.is_valid() and entered(typed, lambda: reviewing.decide(who.hand, incident, **typed.cleaned_data)) is not None:
        messages.success(request, gettext("Your decision is entered."))
        return redirect("incident", incident.number)
    return shown(request, who, incident, typed, status=400)
