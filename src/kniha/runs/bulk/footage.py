"""A row of a footage index, by its mapping, as a row of the table `FootageRow`: read strictly, refused by its column, never mended."""

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


def reader(plan: Plan) -> Reader:
    """Return what reads a row through `plan`; it raises MalformedError, naming the column and never the value."""
    cell, zone = _cells(plan), ZoneInfo(plan.zone) if plan.zone else None

    def read(record: Record) -> tuple[Any, ...]:
        first, last = (_milliseconds(cell(record, name), name, plan.time_format, zone) for name in ("start", "end"))
        if not 0 <= last - first <= LONGEST_MS:
            raise MalformedError("it ends before it begins, or is longer than 31 days")
        heading = _number(cell(record, "heading_deg"), "heading_deg", -360, 720)
        return (
            _text(cell(record, "record"), "record", 120, required=True), _text(cell(record, "camera"), "camera", 120),
            first, last, round(1000 * _given(_number(cell(record, "clock_sigma_s"), "clock_sigma_s", 0.001, 10**8), "clock_sigma_s")),
            _degrees(cell(record, "lat"), "lat", 90), _degrees(cell(record, "lon"), "lon", 180),
            round(_given(_number(cell(record, "error_m"), "error_m", 0, 2_000_000), "error_m")),
            None if heading is None else round(heading) % 360, _whole(cell(record, "fov_deg"), "fov_deg", 1, 360),
            _whole(cell(record, "range_m"), "range_m", 1, 20_000), _whole(cell(record, "walk_m"), "walk_m", 0, 1_000_000),
            _text(cell(record, "found_at"), "found_at", 500),
        )  # fmt: skip

    return read


def _cells(plan: Plan) -> Callable[[Record, str], Any]:
    columns, defaults = plan.columns, plan.defaults

    def cell(record: Record, name: str) -> Any:  # Any: a cell
        column = columns.get(name)
        told = record.get(column) if column is not None else None
        return defaults.get(name) if told is None or told == "" else told

    return cell


def _milliseconds(told: Any, name: str, form: str, zone: ZoneInfo | None) -> int:
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


def _number(told: Any, name: str, least: float, most: float) -> float | None:
    if told is None or told == "":
        return None
    text = str(told).strip()
    if not _NUMBER.fullmatch(text) or not least <= float(text) <= most:
        raise MalformedError(f"column of {name!r}: expected a number from {least} to {most}")
    return float(text)


def _whole(told: Any, name: str, least: int, most: int) -> int | None:
    number = _number(told, name, least, most)
    return None if number is None else round(number)


def _given(number: float | None, name: str) -> float:
    if number is None:
        raise MalformedError(f"column of {name!r} is empty")
    return number


def _degrees(told: Any, name: str, most: int) -> int:
    return round(_given(_number(told, name, -most, most), name) * 10**7)


def _text(told: Any, name: str, most: int, *, required: bool = False) -> str:
    text = "" if told is None else str(told).strip()
    if len(text) > most or "\0" in text:
        raise MalformedError(f"column of {name!r}: text of more than {most} letters, or with a NUL")
    if required and not text:
        raise MalformedError(f"column of {name!r} is empty")
    return text
