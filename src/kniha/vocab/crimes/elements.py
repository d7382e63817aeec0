"""Crimes and their elements: what a matrix of evidence asks for, one question after the other. They replace no text of law.

The file of the package is the first use's; an operator's own file of the same form adds crimes, or says those of a code anew.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from kniha.vocab.errors import MalformedError, UnknownTermError

LANGUAGES = ("be", "ru", "en")
LONGEST_LABEL = 300
_CODE = re.compile(r"[a-z0-9][a-z0-9.-]{0,38}")


@dataclass(frozen=True, slots=True)
class Element:
    """One thing that must be proven; `key` is its crime's code, a slash and its own, as the register keeps it."""

    key: str
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Crime:
    """A crime with its elements in their order; `source` names where the law says so."""

    code: str
    source: str
    labels: Mapping[str, str]
    elements: tuple[Element, ...]


Crimes = Mapping[str, Crime]


@cache
def shipped() -> Crimes:
    """The crimes that come with the product, by code."""
    text = (resources.files("kniha.vocab.crimes") / "crimes.json").read_text(encoding="utf-8")
    return parse_crimes(text)


def parse_crimes(text: str) -> Crimes:
    """Return the crimes of a file, by code, in its order. MalformedError says what was expected, and where."""
    try:
        rows = json.loads(text)["crimes"]
        found = [_crime(row) for row in rows]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise MalformedError("a file of crimes holds a list `crimes`, each with code, source, be, ru, en and its elements") from error
    if len({crime.code for crime in found}) != len(found):
        raise MalformedError("a file of crimes names each code once")
    return {crime.code: crime for crime in found}


def elements_of(crimes: Crimes, codes: Iterable[str]) -> tuple[Element, ...]:
    """The elements of the crimes of these codes, in that order; UnknownTermError for a crime that is not there."""
    return tuple(element for code in codes for element in crime(crimes, code).elements)


def crime(crimes: Crimes, code: str) -> Crime:
    """One crime; UnknownTermError where there is none of this code."""
    if code not in crimes:
        raise UnknownTermError("there is no crime of this code in the files of crimes")
    return crimes[code]


def _crime(row: dict[str, Any]) -> Crime:  # Any: JSON from a file, here and below
    elements = tuple(Element(f"{row['code']}/{_code(each['code'])}", _labels(each)) for each in row["elements"])
    if not elements or len({element.key for element in elements}) != len(elements):
        raise MalformedError("a crime has elements, each with a code of its own")
    return Crime(_code(row["code"]), str(row["source"]), _labels(row), elements)


def _code(text: Any) -> str:
    if not (isinstance(text, str) and _CODE.fullmatch(text)):
        raise MalformedError("a code of a crime or element is up to 39 small letters, digits, dots and hyphens")
    return text


def _labels(row: dict[str, Any]) -> dict[str, str]:
    found = {language: row[language] for language in LANGUAGES}
    if not all(isinstance(label, str) and 2 <= len(label) <= LONGEST_LABEL for label in found.values()):
        raise MalformedError(f"a crime or element is called in {', '.join(LANGUAGES)}, in 2 to {LONGEST_LABEL} characters")
    return found
