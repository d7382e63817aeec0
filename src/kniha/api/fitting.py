"""From what pydantic says of a request to what a program is told of it: where, what was expected, what was found; never the value."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from kniha.api.language import language
from kniha.api.problems import FieldProblem
from kniha.vocab import terms

_EXPECTED: Mapping[str, tuple[str, str]] = {
    "missing": ("a-value", ""),
    "extra_forbidden": ("no-field", ""),
    "string_type": ("text", ""),
    "string_unicode": ("text", ""),
    "string_too_long": ("longest", "max_length"),
    "string_too_short": ("shortest", "min_length"),
    "string_pattern_mismatch": ("form", ""),
    "int_type": ("number", ""),
    "int_parsing": ("number", ""),
    "int_from_float": ("number", ""),
    "bool_type": ("yes-or-no", ""),
    "bool_parsing": ("yes-or-no", ""),
    "list_type": ("list", ""),
    "too_long": ("longest", "max_length"),
    "too_short": ("shortest", "min_length"),
    "model_type": ("object", ""),
    "model_attributes_type": ("object", ""),
    "dict_type": ("object", ""),
    "less_than_equal": ("longest", "le"),
    "greater_than_equal": ("shortest", "ge"),
    "literal_error": ("one-of", "expected"),
}
"""By pydantic's type of error: a word of the list `api-expectations`, and what of the error's context stands in it."""

DAY, INSTANT = "2020-08-09", "2020-08-09T20:10:00Z"

ErrorDetails = Mapping[str, Any]  # Any: what pydantic tells of one error: type, loc, input, ctx


class UnfitError(ValueError):
    """A value that a check of our own refuses: what was expected, as a word of the list `api-expectations` and what stands in it."""

    def __init__(self, code: str, *told: str) -> None:
        super().__init__(code)
        self.code, self.told = code, told


def field_problems(source: str, errors: Iterable[ErrorDetails]) -> list[FieldProblem]:
    """What does not fit in one part of the request: `body`, `query`, `header`."""
    return [FieldProblem(at="/".join((source, *_place(error))), expected=_expected(error), found=_found_at(error)) for error in errors]


def no_field(source: str, name: str) -> FieldProblem:
    """A field that this operation does not have. Its name is cut: it may be anything."""
    return FieldProblem(at=f"{source}/{name[:60]}", expected=word("no-field"), found=word("found-text", len(name)))


def word(code: str, *told: object) -> str:
    """A word of the list `api-expectations` in the language of the answer."""
    return terms.label("api-expectations", code, language()).format(*told)


def found(value: object) -> str:
    """The kind and size of a value, which may be anybody's words."""
    return next(tell(value) for kind, tell in _FOUND if isinstance(value, kind))


def _expected(error: ErrorDetails) -> str:
    kind, cause = str(error["type"]), error.get("ctx", {}).get("error")
    if isinstance(cause, UnfitError):
        return word(cause.code, *cause.told)
    if kind.startswith(("datetime", "timezone")):
        return word("instant", INSTANT)
    if kind.startswith("date"):
        return word("day", DAY)
    code, told = _EXPECTED.get(kind, ("other", ""))
    return word(code, error.get("ctx", {}).get(told, "")) if told else word(code)


def _found_at(error: ErrorDetails) -> str:
    return found(None if error["type"] == "missing" else error["input"])


def _place(error: ErrorDetails) -> list[str]:
    # The first step is the name that the parameter has in our code; a field that nobody knows may have any name.
    return [str(step)[:60] for step in error["loc"][1:]]


_FOUND: tuple[tuple[type | tuple[type, ...], Callable[[Any], str]], ...] = (  # Any: whatever JSON holds
    (type(None), lambda _value: word("found-nothing")),
    (bool, lambda _value: word("found-yes-or-no")),
    (str, lambda value: word("found-text", len(value))),
    ((int, float), lambda _value: word("found-number")),
    (list, lambda value: word("found-list", len(value))),
    (object, lambda _value: word("found-object")),
)
