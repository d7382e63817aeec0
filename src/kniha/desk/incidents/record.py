"""The page of an incident: what the register concludes, with the sources beside it."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from kniha.book.access.looking import note_reading
from kniha.book.events import queries, reviewing
from kniha.book.events.models import Incident
from kniha.book.events.rules import OPEN_STATES
from kniha.book.matches import queries as matches
from kniha.desk.history.told import recent
from kniha.desk.incidents.comparison import compared
from kniha.desk.incidents.forms import DecisionForm
from kniha.desk.incidents.sources import sources_of
from kniha.desk.incidents.timeline import timeline_of
from kniha.desk.linking.faces import INCIDENTS
from kniha.desk.linking.following import of_one
from kniha.desk.request import Who, page, reading

HISTORY_SHOWN = 6


@reading
def incident(request: HttpRequest, who: Who, number: str) -> HttpResponse:
    """One incident by its number."""
    return shown(request, who, queries.incident(who.registrar, number), DecisionForm())


def shown(request: HttpRequest, who: Who, found: Incident, decision: DecisionForm, *, status: int = 200) -> HttpResponse:
    """The page of `found`, with the decision as it was typed."""
    note_reading(who.hand, "incident")
    sources = sources_of(who.registrar, found)
    answer = page(
        request,
        who,
        "desk/incidents/record.html",
        part="incidents",
        incident=found,
        is_open=found.state in OPEN_STATES,
        sources=sources,
        rows=compared(sources, found) if len(sources.told) > 1 else (),
        timeline=timeline_of(found, sources),
        links=queries.links(who.registrar, found),
        contexts=queries.contexts(who.registrar, found),
        reviews=queries.reviews(who.registrar, found),
        recent=recent(who, "incident", found.pk, most=HISTORY_SHOWN),
        decision=decision,
        not_to_send=_not_to_send(found),
        not_to_decide=_not_to_decide(who, found),
        shown_in=matches.shown_in(who.registrar, found),
        may_show=matches.waiting(who.registrar, found),
        **of_one(who, INCIDENTS, found),
    )
    answer.status_code = status
    return answer


def _not_to_send(incident: Incident) -> str:
    """Why it cannot go to the lawyers yet; empty where it can."""
    if not incident.acts.exists():
        return gettext("It goes to the lawyers once it has an act.")
    if incident.first is None and incident.lat_e7 is None and not incident.place_words:
        return gettext("It goes to the lawyers once it has a time or a place.")
    return ""


def _not_to_decide(who: Who, incident: Incident) -> str:
    """Why the one who asks cannot decide on it; empty where they can."""
    if not who.may_decide:
        return gettext("It waits for a lawyer.")
    if who.registrar.pk in reviewing.authors(incident):
        return gettext("You wrote a part of this, so another lawyer decides.")
    return ""
