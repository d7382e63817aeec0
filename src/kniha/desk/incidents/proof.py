"""The proof of an incident: what it shows and hides, when it is ready, and the file itself."""

from django.http import HttpRequest, HttpResponse

from kniha.book.events import queries
from kniha.desk import keys
from kniha.desk.request import Who, acting, page, reading
from kniha.ledger.keys import parse_verifier_key
from kniha.runs import proofs


@reading
def proof(request: HttpRequest, who: Who, number: str) -> HttpResponse:
    """What the file is; while the newest entries wait for a signed head, a page that comes back by itself."""
    incident = queries.incident(who.registrar, number)
    is_ready = proofs.is_covered(incident)
    if not is_ready and "asked" not in request.GET:
        proofs.ask_for_head()
    may_export = not who.hand.roles.isdisjoint(proofs.MAY_EXPORT)
    return page(request, who, "desk/incidents/proof.html", part="incidents", incident=incident, is_ready=is_ready, may_export=may_export)


@acting
def proof_file(request: HttpRequest, who: Who, number: str) -> HttpResponse:  # noqa: ARG001  the decorator's signature
    """The file, to take away; that it left is an entry."""
    incident = queries.incident(who.registrar, number)
    signers = [parse_verifier_key(text) for text in keys.folder().register().checkpoint_keys]
    answer = HttpResponse(proofs.export_proof(who.hand, incident, signers), content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="{incident.number}.kniha-proof"'
    return answer
