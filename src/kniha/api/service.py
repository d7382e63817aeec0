"""The interface as one: its areas, and what its errors become."""

from typing import Any

import orjson
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationErrorContext
from ninja.parser import Parser

from kniha.api import (
    acquisitions,
    batches,
    communications,
    conflicts,
    counting,
    crossing,
    deployments,
    exhibits,
    field_forms,
    forces,
    histories,
    incidents,
    interviews,
    involvements,
    keeping,
    losses,
    matches,
    media_notes,
    medicine,
    moments,
    people,
    people_told,
    problems,
    queues,
    recordings,
    searching,
    staff,
    statements,
    surroundings,
    things,
    vocabularies,
    work,
)
from kniha.api.fitting import field_problems
from kniha.api.problems import ProblemError
from kniha.vocab.errors import KnihaError, NotFoundError, TooLargeError

DESCRIPTION = """\
What the desk of a Kniha register does, for programs. A token of a registrar opens it: `Authorization: Bearer kniha_…`. It sees what its
registrar may see, does what its purpose names (`x-kniha-purposes` of an operation), and what it reads is counted as theirs.

What is not there and what the registrar may not know of answer alike: 404. A POST carries an `Idempotency-Key`; the same request under the
same key is done once. Problems are `application/problem+json` in the language of `Accept-Language`.
"""


class _Parser(Parser):
    """orjson: it knows no NaN, no lone surrogates and no bottomless nesting."""

    def parse_body(self, request: HttpRequest) -> Any:  # Any: JSON
        """The body of a request; ValueError for what is not JSON."""
        return orjson.loads(request.body)


class _Api(NinjaAPI):
    """ninja's, which hands over what was found in a request so that we can say of which kind it was."""

    def validation_error_from_error_contexts(self, error_contexts: list[ValidationErrorContext[Any]]) -> Any:  # Any: ninja's signature
        """What a request that does not fit is answered. An address with an id that is none leads nowhere."""
        by_source = [(str(one.model.__ninja_param_source__), one.pydantic_validation_error.errors()) for one in error_contexts]
        if any(source == "path" for source, _ in by_source):
            return NotFoundError("there is no such thing here")
        told = [problem for source, errors in by_source for problem in field_problems(source, errors)]
        return ProblemError(422, "wrong-fields", errors=told)


api = _Api(
    title="Kniha: the register", version="1", description=DESCRIPTION, openapi_url=None, docs_url=None, parser=_Parser(),
    urls_namespace="api",
)  # fmt: skip

_AREAS = (
    vocabularies, statements, exhibits, media_notes, acquisitions, things, incidents, involvements, surroundings, people, people_told,
    forces, deployments, losses, recordings, matches, batches, communications, medicine, work, queues, interviews, field_forms, crossing,
    conflicts, keeping, counting,
    staff, searching, histories, moments,
)  # fmt: skip

for _area in _AREAS:
    api.add_router("", _area.router)


@api.exception_handler(KnihaError)
def refused(_request: HttpRequest, error: KnihaError) -> HttpResponse:
    """The register says no."""
    return problems.of_register(error)


@api.exception_handler(ProblemError)
def wrong(_request: HttpRequest, error: ProblemError) -> HttpResponse:
    """The request is wrong in itself."""
    return problems.of_request(error)


@api.exception_handler(AuthenticationError)
def unknown(_request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    """Nobody asks."""
    return problems.of_request(ProblemError(401, "no-token"))


@api.exception_handler(HttpError)
def unread(_request: HttpRequest, _error: HttpError) -> HttpResponse:
    """A body that is no JSON."""
    return problems.of_request(ProblemError(400, "not-read"))


@api.exception_handler(RequestDataTooBig)
def too_big(_request: HttpRequest, _error: RequestDataTooBig) -> HttpResponse:
    """More than is read into memory."""
    return problems.of_register(TooLargeError("a request is smaller than this"))
