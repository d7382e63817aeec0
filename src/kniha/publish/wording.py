"""The words of the public site, and how values are written: days, towns, kinds, in the reader's language."""

import json
from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib.resources import files

from kniha.vocab import terms
from kniha.vocab.errors import UnknownTermError
from kniha.vocab.gazetteer import known_place
from kniha.vocab.shown_time import describe_days


@cache
def words() -> dict[str, dict[str, str]]:
    """The words by language."""
    found = json.loads((files("kniha.publish") / "words.json").read_text("utf-8"))
    return {language: {name: some[place] for name, some in found.items()} for place, language in enumerate(terms.LANGUAGES)}


def word(name: str, language: str) -> str:
    """One of them, or UnknownTermError."""
    try:
        return words()[language][name]
    except KeyError as error:
        raise UnknownTermError(f"the public site has no words '{name}' in {language}") from error


@cache
def when(told: str, language: str) -> str:
    """A day, month or year, as it is told; in words where none is."""
    if not told:
        return word("when-none", language)
    parts = [int(part) for part in told.split("-")]
    if len(parts) == 1:
        return describe_days(date(parts[0], 1, 1), date(parts[0], 12, 31), language)
    if len(parts) == 2:
        year, month = parts
        return describe_days(date(year, month, 1), date(year, month, monthrange(year, month)[1]), language)
    day = date.fromisoformat(told)
    return describe_days(day, day, language)


@cache
def place(told: str, language: str) -> str:
    """A town by its name; in words where none is told."""
    return known_place(told).name(language) if told else word("place-none", language)


@cache
def kind(code: str, language: str) -> str:
    """A kind of act."""
    return terms.label("act-kinds", code, language)


@cache
def force(code: str, language: str) -> str:
    """A kind of force."""
    return terms.label("force-kinds", code, language)


def kinds(codes: Iterable[str], language: str) -> str:
    """Kinds of act, one after the other."""
    return "; ".join(kind(code, language) for code in codes)


def forces(codes: Iterable[str], language: str) -> str:
    """Kinds of force, one after the other."""
    return "; ".join(force(code, language) for code in codes)
