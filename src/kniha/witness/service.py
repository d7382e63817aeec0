"""The witness over HTTP, as a WSGI application: two addresses, bodies of limited size (docs/spec/witness.md §2).

Whoever asks is not trusted and not logged: what counts is the log's signature under the checkpoint.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from wsgiref.types import StartResponse, WSGIEnvironment

from kniha.ledger.keys import SigningKey
from kniha.ledger.witnessing import LARGEST_REQUEST, Answer, Decision, Request, parse_request
from kniha.vocab.errors import KnihaError, MalformedError, NotFoundError, TooLargeError, UnavailableError
from kniha.witness.state import State

_ADD = "/add-checkpoint"
_NEWEST = re.compile(r"/([0-9a-f]{64})/checkpoint")


@dataclass(frozen=True, slots=True)
class Service:
    """Answers requests from `state`, signing with `signers`; `clock` gives seconds since 1970, `say` tells the operator."""

    state: State
    signers: Sequence[SigningKey] = field(repr=False)
    clock: Callable[[], int]
    say: Callable[[str], None]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        answer = self._answer(environ)
        body = answer.body.encode()
        headers = [("Content-Type", answer.kind), ("Content-Length", str(len(body))), ("Cache-Control", "no-store")]
        start_response(f"{answer.status} {HTTPStatus(answer.status).phrase}", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _answer(self, environ: WSGIEnvironment) -> Answer:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        newest = _NEWEST.fullmatch(path)
        try:
            if path == _ADD and method == "POST":
                return self._decided(parse_request(_body(environ))).answer
            if newest and method in {"GET", "HEAD"}:
                return Answer(200, self.state.newest(newest[1]))
        except KnihaError as error:
            return Answer(_status(error), f"{error}\n")
        return Answer(405, "not in this way\n") if newest or path == _ADD else Answer(404, "nothing is here\n")

    def _decided(self, request: Request) -> Decision:
        decision = self.state.answer(request, self.signers, self.clock)
        if decision.contradiction:
            self.say(f"{request.origin} signed two heads of {decision.contradiction.size} entries; both are kept")
        return decision


def _body(environ: WSGIEnvironment) -> bytes:
    stated = environ.get("CONTENT_LENGTH") or ""
    # Where no length is stated the server ends the stream; one byte too many is enough to know.
    length = int(stated[:20]) if stated.isascii() and stated.isdigit() else LARGEST_REQUEST + 1
    body: bytes = environ["wsgi.input"].read(min(length, LARGEST_REQUEST + 1))
    if len(body) > LARGEST_REQUEST:
        raise TooLargeError(f"a request has at most {LARGEST_REQUEST} bytes")
    return body


def _status(error: KnihaError) -> int:
    match error:
        case TooLargeError():
            return 413
        case MalformedError():
            return 400
        case NotFoundError():
            return 404
        case UnavailableError():
            return 503
        case _:
            return 500
