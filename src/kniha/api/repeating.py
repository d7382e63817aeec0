"""Doing a thing once however often its request arrives: the header Idempotency-Key, and what was answered under it, for two days.

The key, the action and the answer are one transaction. Of two requests at once the second waits for the first and gets its answer.
"""

import re
from collections.abc import Callable
from hashlib import sha256

from django.db import transaction
from django.http import HttpResponse

from kniha.api.asking import Asked
from kniha.api.made import Made
from kniha.api.problems import ProblemError
from kniha.book.access import answering
from kniha.book.journal.facts import known_to
from kniha.vocab.errors import NotFoundError

HEADER = "Idempotency-Key"
FORM = "[A-Za-z0-9._~-]{16,64}"
REPLAYED = "Idempotency-Replayed"


def once(request: Asked, action: Callable[[], Made]) -> HttpResponse:
    """Do `action` and keep its answer; or give the kept one. ProblemError 422 for a key that came with another request."""
    key = request.headers.get(HEADER, "")
    if not re.fullmatch(FORM, key):
        raise ProblemError(422, "no-key", HEADER, "- _ . ~")
    who, asked = request.auth, _digest(request)
    with transaction.atomic():
        kept = answering.begin(who.token, key, asked, at=who.hand.now)
        if kept is None:
            made = action()
            answering.finish(who.token, key, made.model_dump())
            return _answer(made)
    if kept.request != asked:
        raise ProblemError(422, "key-used", HEADER)
    return _again(request, Made(**kept.answer))


def _again(request: Asked, made: Made) -> HttpResponse:
    """The kept answer, if who asks may know of the thing still: a lost membership or an erasure since then makes it 404."""
    ref = (made.kind, made.id)
    if ref not in known_to(request.auth.registrar, [ref]):
        raise NotFoundError("there is no such thing here")
    answer = _answer(made)
    answer[REPLAYED] = "true"
    return answer


def _digest(request: Asked) -> str:
    """The request as one value: method, address and body."""
    return sha256(b"\0".join((str(request.method).encode(), request.get_full_path().encode(), request.body))).hexdigest()


def _answer(made: Made) -> HttpResponse:
    answer = HttpResponse(made.model_dump_json(), content_type="application/json; charset=utf-8", status=201)
    answer["Location"] = made.href
    return answer
