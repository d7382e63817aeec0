"""Errors as RFC 9457 problems: what was wrong, what was expected, what was found; in the program's language, without a person's data."""

from collections.abc import Sequence
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext
from pydantic import BaseModel, Field

from kniha.api.language import language
from kniha.vocab import terms
from kniha.vocab.errors import (
    BrokenError,
    ConflictError,
    ImpossibleError,
    KnihaError,
    MalformedError,
    NotFoundError,
    RefusedError,
    TooLargeError,
    UnavailableError,
)

MEDIA_TYPE = "application/problem+json"

_STATUS: tuple[tuple[type[KnihaError], int], ...] = (
    (NotFoundError, 404),
    (RefusedError, 403),
    (ConflictError, 409),
    (TooLargeError, 413),
    (MalformedError, 422),
    (ImpossibleError, 422),
    (BrokenError, 500),
    (UnavailableError, 503),
)
_BARE = {400: "not-read", 404: "not-found", 405: "other-method", 413: "too-large"}
"""What Django answers by itself, before or past our operations."""


class FieldProblem(BaseModel):
    """One place in the request that does not fit."""

    at: str = Field(description="Where: `body/when/first`, `query/limit`.")
    expected: str = Field(description="What would fit, in the language of the answer.")
    found: str = Field(description="What kind of value was found; never the value.")


class Problem(BaseModel):
    """A problem after RFC 9457."""

    type: str = Field(description="A name that stays: `urn:kniha:problem:` and a code.")
    title: str = Field(description="What is wrong, in the language of Accept-Language (be, ru, en).")
    status: int = Field(description="The status of the answer.")
    detail: str | None = Field(default=None, description="The rule that was broken, where there is one.")
    errors: list[FieldProblem] = Field(default=[], description="Where the request does not fit, place by place.")


class ProblemError(Exception):
    """A request that is wrong in itself; `code` is of the list `api-problems`."""

    def __init__(self, status: int, code: str, *told: str, errors: Sequence[FieldProblem] = ()) -> None:
        super().__init__(code)
        self.status, self.code, self.told, self.errors = status, code, told, tuple(errors)


def of_request(error: ProblemError) -> HttpResponse:
    """The answer to a request that is wrong in itself."""
    title = terms.label("api-problems", error.code, language()).format(*error.told)
    return _answer(Problem(type=_type(error.code), title=title, status=error.status, errors=list(error.errors)))


def of_register(error: KnihaError) -> HttpResponse:
    """The answer where the register refuses. One and the same for what is not there and for what this registrar may not know of."""
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), 500)
    title = terms.label("answers", error.code, language())
    # A fault of ours may speak of paths and settings; who asks learns only that there was one.
    return _answer(
        Problem(type=_type(error.code), title=title, status=status, detail=_rule(error) if status in {403, 409, 413, 422} else None)
    )


def as_problem(request: HttpRequest, answer: HttpResponseBase) -> HttpResponseBase:  # noqa: ARG001  a place in the chain of middleware
    """`answer` itself; where it is an error of Django's own making, a problem in its place, with its headers."""
    kind = answer.headers.get("Content-Type", "")
    if answer.status_code < 400 or kind.startswith(MEDIA_TYPE):
        return answer
    code = _BARE.get(answer.status_code, "error")
    list_name = "api-problems" if code in terms.codes("api-problems") else "answers"
    made = _answer(Problem(type=_type(code), title=terms.label(list_name, code, language()), status=answer.status_code))
    for name in ("Allow", "Retry-After", "Content-Language", "Vary"):
        if name in answer.headers:
            made[name] = answer.headers[name]
    return made


def _rule(error: KnihaError) -> str:
    """The rule's own sentence, translated where the office's catalogue has it: it is written without a person's data."""
    sentence = gettext(str(error))
    return f"{sentence[:1].upper()}{sentence[1:]}."


def _type(code: str) -> str:
    return f"urn:kniha:problem:{code}"


def _answer(problem: Problem) -> HttpResponse:
    answer = HttpResponse(orjson.dumps(_without_nothing(problem.model_dump())), content_type=MEDIA_TYPE, status=problem.status)
    if problem.status == 401:
        answer["WWW-Authenticate"] = "Bearer"
    return answer


def _without_nothing(told: dict[str, Any]) -> dict[str, Any]:  # Any: JSON
    return {name: value for name, value in told.items() if value is not None and value != []}
