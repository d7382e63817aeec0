"""The courier's interface (docs/spec/courier.md). Whoever is not a courier of this intake finds nothing here: 404, always the same."""

import binascii
import json
import time
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from functools import wraps

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, JsonResponse

from kniha.intake import filing, mailboxes
from kniha.intake.given import intake, month_keys, shelf
from kniha.seal.acknowledgements import Grant
from kniha.seal.courier_requests import CourierRequest, check_request
from kniha.vocab.errors import BrokenError, KnihaError, MalformedError
from kniha.vocab.ids import parse_id

_LARGEST_BODY = 2 * 1024**2
"""Bytes: a reply of 1 MiB in base64, and room."""

View = Callable[..., HttpResponseBase]


def for_couriers(method: str) -> Callable[[View], View]:
    """Let a view be called with `method` by a courier alone; hand it the courier's id and the body."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, **named: str) -> HttpResponseBase:
            try:
                body = _body(request)
                return view(_courier(request, method, body), body, **named)
            except KnihaError as error:
                # Against a stranger who feels the interface out: no fault is told from another, nor from an address that is none.
                raise Http404 from error

        return guarded

    return decorate


@for_couriers("GET")
def envelopes(courier: str, _body: bytes) -> HttpResponseBase:
    """List what the courier has not confirmed yet (§1.1)."""
    rows = filing.envelopes_for(courier)
    return JsonResponse({"envelopes": [{"id": row.id, "size": row.size_class, "digest": row.digest} for row in rows]})


@for_couriers("GET")
def envelope(_courier: str, _body: bytes, *, envelope: str) -> HttpResponseBase:
    """Hand out one envelope (§1.2)."""
    try:
        return FileResponse(shelf().open(parse_id(envelope)), content_type="application/octet-stream")
    except FileNotFoundError as error:
        raise Http404 from error


@for_couriers("POST")
def confirmations(courier: str, body: bytes) -> HttpResponseBase:
    """Note that the courier needs these no more (§1.3)."""
    ids = _stated(body, {"envelopes"})["envelopes"]
    if not (isinstance(ids, list) and len(ids) <= filing.MOST_LISTED and all(isinstance(one, str) for one in ids)):
        raise MalformedError(f"expected at most {filing.MOST_LISTED} ids")
    filing.confirm(courier, [parse_id(one) for one in ids])
    return JsonResponse({})


@for_couriers("POST")
def replies(_courier: str, body: bytes) -> HttpResponseBase:
    """Lay a sealed reply into a mailbox (§1.4)."""
    stated = _stated(body, {"mailbox", "verifier", "body"})
    mailbox, verifier, sealed = (stated[key] for key in ("mailbox", "verifier", "body"))
    if not (isinstance(mailbox, str) and isinstance(verifier, str) and isinstance(sealed, str)):
        raise MalformedError("mailbox, verifier and body are text")
    mailboxes.lay(mailboxes.Mailbox(mailbox, verifier), _base64(sealed), day=datetime.now(UTC).date())
    return JsonResponse({})


@for_couriers("GET")
def acknowledgement_keys(_courier: str, _body: bytes) -> HttpResponseBase:
    """List the keys with which this intake acknowledges, for the register to grant (§1.5)."""
    return JsonResponse({"keys": [asdict(key) for key in month_keys().offered()]})


@for_couriers("POST")
def grants(_courier: str, body: bytes) -> HttpResponseBase:
    """Keep the grant of one of them (§1.6)."""
    stated = _stated(body, {"granted", "grant", "key"})
    granted, note, key = (stated[name] for name in ("granted", "grant", "key"))
    if not (isinstance(granted, str) and isinstance(note, str) and isinstance(key, str)):
        raise MalformedError("granted, grant and key are text")
    month_keys().take_grant(granted, Grant(note, key))
    return JsonResponse({})


def _courier(request: HttpRequest, method: str, body: bytes) -> str:
    if request.method != method:
        raise BrokenError(f"this address takes {method}")
    asked = CourierRequest(method, request.get_full_path(), body)
    known = {courier.key_id: courier.public_key for courier in intake().couriers}
    return check_request(asked, request.headers, known, unix_time=int(time.time()))


def _body(request: HttpRequest) -> bytes:
    body = request.read(_LARGEST_BODY + 1)
    if len(body) > _LARGEST_BODY:
        raise MalformedError(f"a courier's request has at most {_LARGEST_BODY} bytes")
    return body


def _stated(body: bytes, keys: set[str]) -> Mapping[str, object]:
    try:
        stated = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise MalformedError("the body is not JSON") from error
    if not (isinstance(stated, dict) and set(stated) == keys):
        raise MalformedError(f"expected the keys {', '.join(sorted(keys))}")
    return stated


def _base64(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise MalformedError("the reply is not base64") from error
