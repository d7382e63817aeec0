"""Cells of a row of a batch, read strictly: refused by their column, never by their value, and never mended."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from kniha.runs.bulk.plan import Plan
from kniha.runs.importing.rows import Record
from kniha.vocab.errors import MalformedError
from kniha.vocab.time import FIRST_YEAR, LAST_YEAR

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
LONGEST_MS = 31 * 86_400_000
_NUMBER = re.compile(r"[+-]?[0-9]{1,9}(?:\.[0-9]{1,9})?")

Reader = Callable[[Record], tuple[Any, ...]]  # Any: text and whole numbers


def cells(plan: Plan) -> Callable[[Record, str], Any]:
    """What a column or its default tells of a row, by our names."""
    columns, defaults = plan.columns, plan.defaults

    def cell(record: Record, name: str) -> Any:  # Any: a cell
        column = columns.get(name)
        told = record.get(column) if column is not None else None
        return defaults.get(name) if told is None or told == "" else told

    return cell


def milliseconds(told: Any, name: str, form: str, zone: ZoneInfo | None) -> int:
    """A moment as milliseconds since 1970; a time without a zone is of `zone`."""
    try:
        at = told if isinstance(told, datetime) else datetime.strptime(str(told), form) if form else datetime.fromisoformat(str(told))  # noqa: DTZ007  the zone follows
    except ValueError as error:
        raise MalformedError(f"column of {name!r}: no time in the form of the mapping") from error
    if at.tzinfo is None:
        if zone is None:
            raise MalformedError(f"column of {name!r}: a time without its zone, and the mapping names none")
        at = at.replace(tzinfo=zone)
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise MalformedError(f"column of {name!r}: a year out of reach")
    return (at - _EPOCH) // _MILLISECOND


def number(told: Any, name: str, least: float, most: float) -> float | None:
    """A number from `least` to `most`; None where the cell is empty."""
    if told is None or told == "":
        return None
    text = str(told).strip()
    if not _NUMBER.fullmatch(text) or not least <= float(text) <= most:
        raise MalformedError(f"column of {name!r}: expected a number from {least} to {most}")
    return float(text)


def whole(told: Any, name: str, least: int, most: int) -> int | None:
    """The same, rounded."""
    found = number(told, name, least, most)
    return None if found is None else round(found)


def given(number: float | None, name: str) -> float:
    """The number, or MalformedError where there is none."""
    if number is None:
        raise MalformedError(f"column of {name!r} is empty")
    return number


def degrees(told: Any, name: str, most: int) -> int:
    """Degrees as whole numbers of 10⁻⁷."""
    return round(given(number(told, name, -most, most), name) * 10**7)


def text(told: Any, name: str, most: int, *, required: bool = False) -> str:
    """Text of up to `most` letters."""
    text = "" if told is None else str(told).strip()
    if len(text) > most or "\0" in text:
        raise MalformedError(f"column of {name!r}: text of more than {most} letters, or with a NUL")
    if required and not text:
        raise MalformedError(f"column of {name!r} is empty")
    return text
