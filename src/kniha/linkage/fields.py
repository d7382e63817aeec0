"""What may be told of a person beside the name: the columns, their kinds, and how their cells are read. The list is data/fields.json."""

import json
import re
from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType
from typing import NamedTuple

from kniha.linkage.vocabularies import folded_code, folded_text
from kniha.names.parsing import parse

_DOCUMENT = json.loads((files("kniha.linkage") / "data" / "fields.json").read_text(encoding="utf-8"))
KINDS: Mapping[str, str] = MappingProxyType({row["field"]: row["kind"] for row in _DOCUMENT["fields"]})
"""Field -> `date`, `text` (compared by sound and pairs of letters), `code` (by its signs) or `gender`."""
NAME_COLUMNS = ("name", "first_name", "surname", "patronymic")
OTHER_COLUMNS = ("id", "source", "date", "age", "birth_year")
COLUMNS = frozenset({*NAME_COLUMNS, *OTHER_COLUMNS, *KINDS})
_FIRST_YEAR, _LAST_YEAR = 1000, 2999
_YEAR_FIRST = re.compile(r"(\d{4})(?:[-./](\d{1,2})(?:[-./](\d{1,2}))?)?(?:[T ].*)?")
_TOGETHER = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DAY_FIRST = re.compile(r"(?:(\d{1,2})[-./])?(\d{1,2})[-./](\d{4})")
_GENDERS = {
    **dict.fromkeys(("m", "male", "man", "м", "муж", "мужской", "мужчынскі", "мужчинский", "мужчына", "мужчина"), "m"),
    **dict.fromkeys(("f", "female", "woman", "ж", "жен", "женский", "жаночы", "жанчына", "женщина"), "f"),
}


class Day(NamedTuple):
    """A date as it was written: a month or day of 0 was not told, and none is held to be possible, for a slip is evidence too."""

    year: int
    month: int
    day: int


def read_day(cell: str) -> Day | None:
    """Return a date written as 1861-01-31, 18610131, 31.01.1861, 1861-01 or 1861; None where it is none of these."""
    text = cell.strip()
    if found := _TOGETHER.fullmatch(text) or _YEAR_FIRST.fullmatch(text):
        year, month, day = found.groups()
    elif found := _DAY_FIRST.fullmatch(text):
        day, month, year = found.groups()
    else:
        return None
    told = Day(int(year), int(month or 0), int(day or 0))
    return told if _FIRST_YEAR <= told.year <= _LAST_YEAR else None


def folded(kind: str, cell: str) -> str | None:
    """Return a cell as it is compared: empty where it says nothing, None where it cannot be read."""
    if not cell or (kind != "gender" and not any(map(str.isdigit, cell)) and _says_nothing(cell)):
        return ""
    if kind == "date":
        day = read_day(cell)
        return None if day is None else f"{day.year:04d}{day.month:02d}{day.day:02d}"
    if kind == "gender":
        return _GENDERS.get(cell.strip().strip(".").lower())
    return folded_code(cell) if kind == "code" else folded_text(cell)


def _says_nothing(cell: str) -> bool:
    """Whether a cell says in words that nothing is known: "не вядома", a dash, a lone letter."""
    return len(cell) <= _LONGEST_UNKNOWN and parse(cell).note == "no-name"


_LONGEST_UNKNOWN = 30
