"""The proof of an incident: what it shows and hides, when it is ready, and the file itself."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from kniha.book.events import queries
from kniha.desk import keys
from kniha.desk.request import Who, acting, page, reading
from kniha.runs import proofs
from kniha.runs.heads import next_moment

_SIGNED_BY = 5
"""So many seconds after its moment a head is usually signed."""

_ON_ITS_WAY, _SOON = 4, 60
"""For a quarter of the time between two heads, and a minute at most, the older one may be on its way still: the page looks again soon."""


@reading
def proof(request: HttpRequest, who: Who, number: str) -> HttpResponse:
    """What the file is; while the newest entries wait for a signed head, when the next one comes. Nobody can ask for one."""
    incident = queries.incident(who.registrar, number)
    return page(
        request,
        who,
        "desk/incidents/proof.html",
        part="incidents",
        incident=incident,
        is_ready=proofs.is_covered(incident),
        may_export=not who.hand.roles.isdisjoint(proofs.MAY_EXPORT),
        next_head=next_moment(who.hand.now, settings.OFFICE.heads_every),
        look_again=_seconds_to_wait(who.hand.now, settings.OFFICE.heads_every),
    )


@acting
def proof_file(request: HttpRequest, who: Who, number: str) -> HttpResponse:  # noqa: ARG001  the decorator's signature
    """The file, to take away; that it left is an entry."""
    incident = queries.incident(who.registrar, number)
    answer = HttpResponse(proofs.export_proof(who.hand, incident, keys.folder().register().keys), content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="{incident.number}.kniha-proof"'
    return answer


def _seconds_to_wait(now: datetime, every: int) -> int:
    """A page that looked again all the time would keep a desk signed in that its registrar has left."""
    since = now.timestamp() % every
    is_near = since < min(_SOON, every / _ON_ITS_WAY)
    return int(_SIGNED_BY if is_near else every - since + _SIGNED_BY)
