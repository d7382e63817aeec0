"""`POST /envelopes`: an envelope sealed in a browser. Its form is checked, its bytes are kept, nothing else is known of it.

Before it, `GET /task/<bytes>`: whether one of this size would be taken, and the work that is asked for it (docs/spec/work.md). After a line
that broke, `GET /begun/<id>`: how much of it came, and the rest alone is sent, `Kniha-From` stating how much came before.
"""

import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import BinaryIO

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from kniha.intake.given import begun, gate, intake, shelf
from kniha.intake.keeping import keep
from kniha.intake.languages import asked_for
from kniha.intake.shelf import Incoming, must_have_room
from kniha.seal.envelopes import HEADER_SIZE, check_envelope_header, check_envelope_size
from kniha.vocab.errors import ConflictError, KnihaError, MalformedError, TooLargeError, UnavailableError
from kniha.vocab.ids import Id, parse_id

_PIECE = 1_048_576


@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """Keep the envelope in the body; answer 201, or why not. Whatever is refused leaves nothing behind."""
    try:
        envelope = _id(request)
        came, size = _sizes(request)
        if not _has_worked(request, size):
            return _asked_to_work(request)
        with shelf().incoming(envelope) as incoming, begun().first(envelope, came) as before:
            incoming.reserve(size)
            _take(_Body(request, before, came).read, incoming)
            _must_be_whole(request, incoming, envelope, size)
            acknowledgement = keep(incoming, envelope)
        begun().forget(envelope)
    except (ConflictError, UnavailableError) as error:
        _drain(request)
        return _refusal(request, error)
    except KnihaError as error:
        return _refusal(request, error)
    return JsonResponse({"digest": incoming.digest, "acknowledgement": acknowledgement}, status=201)


@require_safe
def work(request: HttpRequest, size: str) -> HttpResponse:
    """Hand out a task for an envelope of this size; or say why none would be taken now, before it is sent for an hour in vain."""
    try:
        check_envelope_size(int(size), largest=intake().limit_bytes)
        must_have_room(intake().folder, int(size), spare=intake().spare_bytes)
    except KnihaError as error:
        return _refusal(request, error)
    return JsonResponse({"task": gate().task(int(size), now=time.time())})


@require_safe
def begun_so_far(request: HttpRequest, envelope: str) -> HttpResponse:
    """Tell whoever knows the id of an envelope how many of its bytes came."""
    del request
    return JsonResponse({"came": begun().size(parse_id(envelope))})


def _has_worked(request: HttpRequest, size: int) -> bool:
    try:
        gate().admit(request.headers.get("Kniha-Work", ""), size, now=time.time())
    except KnihaError:
        return False
    return True


def _asked_to_work(request: HttpRequest) -> HttpResponse:
    _drain(request)
    with override(asked_for(request)):
        words = _("The proof of work is missing, spent or too old. Nothing was kept; please send again.")
    return JsonResponse({"error": words}, status=428)


def _drain(request: HttpRequest) -> None:
    """Take what is left of the body: a browser shows an answer only then."""
    with suppress(OSError):
        while request.read(_PIECE):
            pass


def _id(request: HttpRequest) -> Id:
    """The sender's own random id, so that a second try after a lost answer is not a second report; else one of ours."""
    return parse_id(request.headers.get("Kniha-Envelope", secrets.token_hex(16)))


def _sizes(request: HttpRequest) -> tuple[int, int]:
    """How many bytes came before, and how many the whole envelope has."""
    came, length = request.headers.get("Kniha-From", "0"), request.headers.get("Content-Length", "")
    if not all(number.isascii() and number.isdigit() for number in (came, length)):
        raise MalformedError("the length of an envelope is stated before it is sent")
    check_envelope_size(int(came) + int(length), largest=intake().limit_bytes)
    return int(came), int(came) + int(length)


class _Body:
    """An envelope from its first byte on: what came before, then what comes now."""

    def __init__(self, request: HttpRequest, before: BinaryIO | None, came: int) -> None:
        self._request = request
        self._before = before
        self._left = came

    def read(self, size: int) -> bytes:
        """Return at most `size` bytes; none at the end, and where the line broke."""
        if self._before and self._left:
            piece = self._before.read(min(size, self._left))
            self._left -= len(piece)
            return piece
        try:
            return self._request.read(size)
        except OSError:
            return b""


def _must_be_whole(request: HttpRequest, incoming: Incoming, envelope: Id, size: int) -> None:
    """Leave what broke off to its sender, who named it, to go on with; and raise MalformedError."""
    if incoming.size == size:
        return
    came = incoming.size
    if "Kniha-Envelope" in request.headers:
        begun().leave(incoming, envelope, datetime.now(UTC).date())
    raise MalformedError(f"the envelope ends after {came} of {size} bytes")


def _take(read: Callable[[int], bytes], incoming: Incoming) -> None:
    head = b""
    while missing := HEADER_SIZE - len(head):
        if not (piece := read(missing)):
            break
        head += piece
    check_envelope_header(head)
    incoming.write(head)
    while piece := read(_PIECE):
        incoming.write(piece)


def _refusal(request: HttpRequest, error: KnihaError) -> HttpResponse:
    with override(asked_for(request)):
        match error:
            case ConflictError():
                return JsonResponse({"error": _("Another envelope has this number. Nothing was kept; please send again.")}, status=409)
            case TooLargeError():
                return JsonResponse({"error": _("This is larger than what we can take. Nothing was kept.")}, status=413)
            case UnavailableError():
                return JsonResponse({"error": _("There is no room for so much here at the moment. Nothing was kept.")}, status=507)
            case _:
                return JsonResponse({"error": _("This is not an envelope that we can keep. Nothing was kept.")}, status=400)
