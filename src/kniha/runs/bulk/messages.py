"""A row of a list of calls or messages, by its mapping, as a row of the table `MessageRow`: read strictly, refused by its column."""

from typing import Any
from zoneinfo import ZoneInfo

from kniha.book.communications.rules import folded
from kniha.runs.bulk.cells import LONGEST_MS, Reader, cells, degrees, given, milliseconds, number, text, whole
from kniha.runs.bulk.plan import Plan
from kniha.runs.importing.rows import Record
from kniha.vocab import terms
from kniha.vocab.errors import MalformedError

MOST_RECEIVERS = 49
LONGEST_SPEAKER = 120


def reader(plan: Plan) -> Reader:
    """Return what reads a row through `plan`; it raises MalformedError, naming the column and never the value."""
    cell, zone = cells(plan), ZoneInfo(plan.zone) if plan.zone else None

    def read(record: Record) -> tuple[Any, ...]:
        first = milliseconds(cell(record, "start"), "start", plan.time_format, zone)
        ended = cell(record, "end")
        last = first if ended is None or ended == "" else milliseconds(ended, "end", plan.time_format, zone)
        if not 0 <= last - first <= LONGEST_MS:
            raise MalformedError("it ends before it begins, or is longer than 31 days")
        sender = _speaker(text(cell(record, "sender"), "sender", LONGEST_SPEAKER), "sender")
        receivers = _receivers(cell(record, "receivers"))
        said = text(cell(record, "text"), "text", 8000)
        if not (said or sender or receivers):
            raise MalformedError("it has no words, and nobody who spoke")
        return (
            text(cell(record, "record"), "record", 120, required=True), _code(cell(record, "medium"), "medium", "communication-media"),
            text(cell(record, "channel"), "channel", 120), first, last, plan.zone or "UTC", sender, folded(sender), "; ".join(receivers),
            "".join(f"|{folded(one)}" for one in receivers) + ("|" if receivers else ""),
            _code(cell(record, "heard_as"), "heard_as", "speaker-kinds"), *_sector(record, cell), said,
            text(cell(record, "language"), "language", 8),
        )  # fmt: skip

    return read


def _sector(record: Record, cell: Any) -> tuple[int | None, ...]:  # Any: a reader of cells
    view = (
        whole(cell(record, "heading_deg"), "heading_deg", 0, 359), whole(cell(record, "fov_deg"), "fov_deg", 1, 360),
        whole(cell(record, "range_m"), "range_m", 1, 20_000),
    )  # fmt: skip
    point = [cell(record, name) for name in ("lat", "lon")]
    if all(one is None or one == "" for one in point):
        return (None, None, None, None, None, None)
    error = round(given(number(cell(record, "error_m"), "error_m", 0, 2_000_000), "error_m"))
    return (degrees(point[0], "lat", 90), degrees(point[1], "lon", 180), error, *view)


def _receivers(told: Any) -> tuple[str, ...]:  # Any: a cell
    found = tuple(one.strip() for one in text(told, "receivers", 1000).split(";") if one.strip())
    if len(found) > MOST_RECEIVERS or any(len(one) > LONGEST_SPEAKER for one in found):
        raise MalformedError("column of 'receivers': more than 49 of them, or one of more than 120 letters")
    return tuple(_speaker(one, "receivers") for one in found)


def _speaker(heard: str, name: str) -> str:
    if heard and not folded(heard):
        raise MalformedError(f"column of {name!r}: a speaker without letters or digits")
    return heard


def _code(told: Any, name: str, list_name: str) -> str:  # Any: a cell
    code = text(told, name, 20) or "not-known"
    if code not in terms.codes(list_name):
        raise MalformedError(f"column of {name!r}: no code of the list {list_name}")
    return code
