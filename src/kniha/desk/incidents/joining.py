"""Another account of the same event: found near in time or by its words, joined with one press."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from kniha.book.events import actions, queries
from kniha.book.events.models import Incident
from kniha.book.statements import queries as statements
from kniha.book.statements.models import Account
from kniha.desk.incidents.sources import told_by
from kniha.desk.request import Who, form, page
from kniha.desk.searching import found

SHOWN = 30


@form
def join(request: HttpRequest, who: Who, number: str) -> HttpResponse:
    """Accounts of the compartment from which no incident was concluded; POST joins one of them."""
    incident = queries.incident(who.registrar, number)
    if request.method == "POST":
        account = statements.account(who.registrar, request.POST.get("account", ""))
        actions.add_account(who.hand, incident, account)
        messages.success(request, gettext("The account is joined."))
        return redirect("incident", incident.number)
    words = request.GET.get("q", "")[:300]
    return page(
        request, who, "desk/incidents/join.html", part="incidents", incident=incident, words=words,
        told=told_by(_candidates(request, who, incident, words)),
    )  # fmt: skip


def _candidates(request: HttpRequest, who: Who, incident: Incident, words: str) -> list[Account]:
    """By words where some were typed; else those told of the nearest time, an unknown time last."""
    free = queries.untold_accounts(who.registrar, incident)
    if words:
        statements_found = found(request, who, words, kind="statement", among="free-accounts")
        return list(free.filter(statement__in=statements_found)[:SHOWN])
    if incident.first is None or incident.last is None:
        return list(free[:SHOWN])
    before = free.filter(first__lte=incident.last).order_by("-last", "pk")[:SHOWN]
    after = free.filter(first__gt=incident.last)[:SHOWN]
    return sorted((*before, *after), key=lambda account: _seconds_apart(account, incident))[:SHOWN]


def _seconds_apart(account: Account, incident: Incident) -> float:
    """How far two intervals lie apart; 0 where they meet."""
    if account.first is None or account.last is None or incident.first is None or incident.last is None:
        return float("inf")
    return max(0.0, (account.first - incident.last).total_seconds(), (incident.first - account.last).total_seconds())
