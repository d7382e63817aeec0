"""What the codes of a table are called: in the reader's language, and in the order in which people read them."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext

from kniha.book.access.models import Registrar
from kniha.book.counting.facts import ELSEWHERE, MOST_SOURCES
from kniha.book.counting.rules import DIMENSIONS, Code
from kniha.book.forces import queries as forces
from kniha.desk.language import language
from kniha.vocab import terms
from kniha.vocab.errors import NotFoundError
from kniha.vocab.gazetteer import known_place, known_places

LISTS: Mapping[str, str] = {
    "group": "act-groups",
    "kind": "act-kinds",
    "state": "incident-states",
    "verification": "verification-statuses",
    "let": "count-consents",
    "late": "count-times",
}
"""By dimension: the list that its codes are of."""
TIMES = frozenset({"year", "month", "day"})
BY_NUMBER = frozenset({"place", "unit", "group", "kind"})
"""Dimensions whose rows stand with the largest number first."""


def called(registrar: Registrar, dimension: str, codes: Iterable[Code]) -> dict[Code, str]:
    """What each of these codes is called."""
    wanted = list(codes)
    if dimension == "unit":
        names = forces.called(registrar, [code for code in wanted if code], language=language())
        return {code: names.get(code, gettext("a unit that is not open to you")) if code else gettext("no unit alleged") for code in wanted}
    return {code: _word(dimension, code) for code in wanted}


def in_order(dimension: str, numbers: Mapping[Code, int]) -> list[Code]:
    """The codes in the order of a page: times by the calendar, lists as they stand, the rest by number; what is not known comes last."""
    if dimension in TIMES or dimension == "sources":
        return sorted(numbers, key=lambda code: (not code, code))
    if dimension in BY_NUMBER:
        return sorted(numbers, key=lambda code: (not code, -numbers[code], code))
    places = {term.code: place for place, term in enumerate(terms.terms(LISTS[dimension]))}
    return sorted(numbers, key=lambda code: places.get(code, len(places)))


def choices_of(dimension: str) -> list[tuple[Code, str]]:
    """The codes of a dimension to choose from."""
    if dimension == "sources":
        return [(str(number), _sources(number)) for number in range(MOST_SOURCES + 1)]
    if dimension == "place":
        towns = sorted((town.name(language()), town.id) for town in known_places() if town.kind == "town")
        return [(code, name) for name, code in towns] + [(ELSEWHERE, _word("place", ELSEWHERE))]
    return [(term.code, term.label(language())) for term in terms.terms(LISTS[dimension])]


def _word(dimension: str, code: Code) -> str:
    if dimension in TIMES:
        return _time(dimension, code)
    if dimension == "sources":
        return _sources(int(code))
    if not code:
        return gettext("not verified") if dimension == "late" else gettext("not known")
    if dimension == "place":
        try:
            return gettext("outside the towns of the list") if code == ELSEWHERE else known_place(code).name(language())
        except NotFoundError:
            return code
    return terms.label(LISTS[dimension], code, language())


def _time(dimension: str, code: Code) -> str:
    parts = [int(part) for part in code.split("-")] if code else []
    match parts:
        case []:
            return gettext("time not known, or over two years")
        case [year]:
            return str(year) if dimension == "year" else gettext("%(year)s, not to the month") % {"year": year}
        case [year, month]:
            told = date_format(date(year, month, 1), "F Y")
            return told if dimension == "month" else gettext("%(month)s, not to the day") % {"month": told}
        case _:
            return date_format(date(*parts[:3]), "j E Y")


def _sources(number: int) -> str:
    words = {
        0: gettext("no source in use"),
        1: gettext("one source"),
        2: gettext("two sources"),
    }
    return words.get(number, gettext("three and more"))


assert DIMENSIONS.keys() == {*LISTS, *TIMES, "place", "sources", "unit"}
