"""The OpenAPI document of the interface: ninja's, with the answers that every operation may give beside its own.

It is committed as docs/api/openapi.json (`tools/openapi.py` writes it, a test compares it) and given to whoever shows a token.
No page draws it here: the usual ones load scripts from elsewhere.
"""

from functools import cache
from typing import Any

import orjson
from django.http import HttpResponse

from kniha.api.asking import EVERY, Asked, Bearer
from kniha.api.problems import MEDIA_TYPE, FieldProblem, Problem
from kniha.api.repeating import REPLAYED
from kniha.api.service import api

Json = dict[str, Any]  # Any: the shape is that of OpenAPI

_REF = "#/components/schemas/{model}"
_OF_ALL = {
    "401": "no token that is in use",
    "403": "a token of another purpose, or the register refuses",
    "422": "what was sent does not fit",
}
_OF_ONE = {"404": "not there, or not to be known of by this registrar"}
_OF_ACTING = {
    "400": "the body is no JSON",
    "404": "not there, or not to be known of by this registrar",
    "409": "somebody was quicker",
    "413": "larger than what may be taken here",
    "415": "the body is of another type",
}


def document() -> Json:
    """The whole of it, by plain values."""
    whole: Json = orjson.loads(orjson.dumps(api.get_openapi_schema(path_prefix="api/v1/"), option=orjson.OPT_NON_STR_KEYS))
    for path, operations in whole["paths"].items():
        for method, operation in operations.items():
            _complete(path, method, operation)
    whole["components"]["schemas"] |= _problems()
    return whole


@cache
def written() -> bytes:
    """The document as it is committed: keys in order, so that a change is seen line by line. It takes half a second to make, once."""
    return orjson.dumps(document(), option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


@api.get("/openapi.json", auth=Bearer(EVERY), include_in_schema=False)
def openapi(request: Asked) -> HttpResponse:  # noqa: ARG001  every operation is given its request
    """This document."""
    return HttpResponse(written(), content_type="application/json")


ADDRESSES = api.urls
"""All operations, this one among them: none can be added after this."""


def _complete(path: str, method: str, operation: Json) -> None:
    told = _OF_ALL | (_OF_ACTING if method == "post" else {}) | (_OF_ONE if "{" in path or "q" in _names(operation) else {})
    for status, words in sorted(told.items()):
        operation["responses"][status] = {"description": words, "content": {MEDIA_TYPE: {"schema": {"$ref": _REF.format(model="Problem")}}}}
    if "201" in operation["responses"]:
        operation["responses"]["201"]["headers"] = {
            "Location": {"description": "Where it is read.", "schema": {"type": "string"}},
            REPLAYED: {"description": "`true`: it was done before; this is the answer of then.", "schema": {"type": "string"}},
        }
    if operation["operationId"] == "original":
        operation["responses"]["200"]["content"] = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}


def _names(operation: Json) -> set[str]:
    return {parameter["name"] for parameter in operation["parameters"]}


def _problems() -> Json:
    schema = Problem.model_json_schema(ref_template=_REF)
    schema.pop("$defs")
    return {"Problem": schema, "FieldProblem": FieldProblem.model_json_schema(ref_template=_REF)}
