"""The first page: what waits for the one who asks."""

from django.http import HttpRequest, HttpResponse

from kniha.book.events import queries as events
from kniha.book.evidence import queries as evidence
from kniha.book.statements import queries as statements
from kniha.desk.request import Who, page, reading

SHOWN = 12


@reading
def home(request: HttpRequest, who: Who) -> HttpResponse:
    """New statements, incidents that wait for a lawyer, incidents that came back."""
    inbox, waiting = statements.inbox(who.registrar), events.waiting_for_review(who.registrar)
    returned = events.incidents(who.registrar).filter(state="returned")
    return page(
        request,
        who,
        "desk/home.html",
        part="home",
        inbox=inbox[:SHOWN],
        inbox_count=inbox.count(),
        waiting=waiting[:SHOWN],
        waiting_count=waiting.count(),
        returned=returned[:SHOWN],
        returned_count=returned.count(),
        quarantined=evidence.quarantined(who.registrar)[:SHOWN],
    )
