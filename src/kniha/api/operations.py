"""How an operation is made: reading (GET), asking what no address may hold (POST), or acting (POST): once, however often it is sent."""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, get_type_hints

from django.http import HttpResponse
from ninja import Router
from pydantic import BaseModel

from kniha.api import repeating
from kniha.api.asking import Asked, Bearer
from kniha.api.fitting import no_field
from kniha.api.made import Made
from kniha.api.problems import ProblemError

Parameters = ParamSpec("Parameters")
Answer = TypeVar("Answer")
View = Callable[Concatenate[Asked, Parameters], Answer]

_KEY = {
    "in": "header",
    "name": repeating.HEADER,
    "required": True,
    "schema": {"type": "string", "pattern": f"^{repeating.FORM}$"},
    "description": "Drawn at random for each request. The same key with the same request gets the same answer and does nothing twice.",
}
_LANGUAGE = {
    "in": "header",
    "name": "Accept-Language",
    "required": False,
    "schema": {"type": "string"},
    "example": "be",
    "description": "In which language sentences and problems are told: be, ru or en; English for any other.",
}


def reads(
    router: Router,
    path: str,
    *,
    purposes: tuple[str, ...],
    answer: Any,  # Any: a type as ninja takes it
) -> Callable[[View[Parameters, Answer]], View[Parameters, Answer]]:
    """An operation that reads: by GET, with a token of one of `purposes`; `answer` is the type of what it gives."""

    def decorated(view: View[Parameters, Answer]) -> View[Parameters, Answer]:
        answered = _answering(view, _query_of(view))
        router.get(path, auth=Bearer(purposes), response=answer, **_told(view, purposes, [_LANGUAGE]))(answered)
        return answered

    return decorated


def asks(
    router: Router,
    path: str,
    *,
    purposes: tuple[str, ...],
    answer: Any,  # Any: a type as ninja takes it
) -> Callable[[View[Parameters, Answer]], View[Parameters, Answer]]:
    """An operation that reads by what no address may hold (proxies keep addresses), a person's number say. Each time is an entry."""

    def decorated(view: View[Parameters, Answer]) -> View[Parameters, Answer]:
        answered = _answering(view, frozenset())
        router.post(path, auth=Bearer(purposes), response=answer, **_told(view, purposes, [_LANGUAGE]))(answered)
        return answered

    return decorated


def acts(router: Router, path: str, *, purposes: tuple[str, ...]) -> Callable[[View[Parameters, Made]], View[Parameters, HttpResponse]]:
    """An operation that does something: by POST, once for each key; it tells what it made, by ids alone."""

    def decorated(view: View[Parameters, Made]) -> View[Parameters, HttpResponse]:
        @wraps(view)
        def answered(request: Asked, /, *args: Parameters.args, **kwargs: Parameters.kwargs) -> HttpResponse:
            _must_know(request, frozenset())
            return repeating.once(request, lambda: view(request, *args, **kwargs))

        router.post(path, auth=Bearer(purposes), response={201: Made}, **_told(view, purposes, [_KEY, _LANGUAGE]))(answered)
        return answered

    return decorated


def _answering(view: View[Parameters, Answer], known: frozenset[str]) -> View[Parameters, Answer]:
    """The view, which refuses a query with other fields than `known`."""

    @wraps(view)
    def answered(request: Asked, /, *args: Parameters.args, **kwargs: Parameters.kwargs) -> Answer:
        _must_know(request, known)
        return view(request, *args, **kwargs)

    return answered


def _told(view: Callable[..., object], purposes: tuple[str, ...], parameters: list[dict[str, object]]) -> dict[str, Any]:
    """What the document says of an operation; the words come from the view's docstring."""
    words = inspect.cleandoc(view.__doc__ or "")
    return {
        "operation_id": view.__name__,
        "summary": words.split("\n", 1)[0],
        "description": words,
        "openapi_extra": {"parameters": parameters, "x-kniha-purposes": list(purposes)},
    }


def _query_of(view: Callable[..., object]) -> frozenset[str]:
    """The names of the fields of the query that a view takes, in its parameter `asked`."""
    asked: type[BaseModel] | None = get_type_hints(view).get("asked")
    return frozenset(asked.model_fields) if asked else frozenset()


def _must_know(request: Asked, known: frozenset[str]) -> None:
    """Nothing unknown is skipped: a filter with a slip of the pen would give more rows than was asked for."""
    strange = sorted(request.GET.keys() - known)
    if strange:
        raise ProblemError(422, "wrong-fields", errors=[no_field("query", name) for name in strange[:10]])
