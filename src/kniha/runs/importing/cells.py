"""The cells of one row, read as the mapping says: text, days, points, answers.

What cannot be is refused with its column; what is odd is taken and flagged.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from kniha.book.statements.drafts import When, Where
from kniha.names.scripts import strangers
from kniha.runs.importing.days import read_time
from kniha.runs.importing.mapping import ListMapping
from kniha.runs.importing.rows import Record
from kniha.vocab.errors import ImpossibleError, MalformedError
from kniha.vocab.place import DEGREE, Place, parse_place
from kniha.vocab.time import Interval

Value = TypeVar("Value")
OnLand = Callable[[float, float], bool]
"""Whether a point in degrees (latitude, longitude) lies on land or within some kilometres of it."""

_MIXED = re.compile(r"[a-zA-ZÀ-ɏ][\u0400-\u04ff]|[\u0400-\u04ff][a-zA-ZÀ-ɏ]")
_FORMULA = re.compile(r"[=@＝＠\t\r]|[+\-＋－].*[(|!]")
"""As formulas begin. A plus or a minus alone begins telephone numbers and points as well."""

_TIGHT_POINT = re.compile(r"[+-]?\d{1,3}(?:\.\d+)?,[+-]?\d{1,3}(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Flag:
    """Something odd that was taken all the same: a code of the report, and the column where it stands."""

    what: str
    column: str


@dataclass(frozen=True, slots=True)
class Context:
    """What stays the same for every row of a run."""

    mapping: ListMapping
    now: datetime
    on_land: OnLand | None = None
    secret: bytes = field(default=b"", repr=False)
    """The key of the digests of medical papers."""


def text(record: Record, column: str, *, required: bool = False) -> str:
    """The words of a cell, without spaces around them; of a list, those of each element, line by line."""
    value = record.get(column) if column else None
    words = "\n".join(_scalar(one, column) for one in (value if isinstance(value, list | tuple) else (value,))).strip()
    if required and not words:
        raise MalformedError(f"column {column!r} is empty")
    return words


def several(record: Record, column: str) -> tuple[str, ...]:
    """The words of a cell: one text, or each text of a list. A text is not divided: a name may hold any sign."""
    value = record.get(column)
    if isinstance(value, list | tuple):
        return tuple(filter(None, (_scalar(one, column) for one in value)))
    words = _scalar(value, column)
    return (words,) if words else ()


def texts(record: Record, column: str, separator: str = ";") -> tuple[str, ...]:
    """The words of a cell that may hold several: a list, or one text divided by `separator`."""
    value = record.get(column)
    if not isinstance(value, str | list | tuple | None):
        raise MalformedError(f"column {column!r} holds {type(value).__name__}, where a list of words is expected")
    parts = value.split(separator) if isinstance(value, str) else value or ()
    if not all(isinstance(one, str) for one in parts):
        raise MalformedError(f"column {column!r} holds something else than a list of words")
    return tuple(filter(None, (str(one).strip() for one in parts)))


def whole(record: Record, column: str) -> int | None:
    """A whole number, or None where the cell is empty."""
    words = text(record, column)
    if not words:
        return None
    if not (words.isascii() and words.isdigit() and len(words) < 10):
        raise MalformedError(f"column {column!r}: expected a whole number, found {len(words)} characters of another form")
    return int(words)


def when(record: Record, context: Context) -> When:
    """When it happened, by the clocks of the place; nothing where the list does not say."""
    mapping, columns = context.mapping, context.mapping.columns
    words = " ".join(filter(None, (text(record, columns.date), text(record, columns.time)))) if text(record, columns.date) else ""
    if not words:
        return When()
    zones = mapping.zones_of(text(record, mapping.zone_column) if mapping.zone_column else "*")
    interval = in_column(columns.date, lambda: read_time(words, mapping.patterns, zones))
    until = text(record, columns.date_last)
    if until:
        interval = _joined(interval, in_column(columns.date_last, lambda: read_time(until, mapping.patterns, zones)), columns.date_last)
    if interval.first > context.now:
        raise ImpossibleError(f"column {columns.date!r}: expected a time that has come, found one after the import")
    return When(interval.first, interval.last, interval.zone, interval.precision, interval.words)


def where(record: Record, context: Context, flags: list[Flag]) -> Where:
    """Where it happened: a point with the mapping's radius, and the words of the list."""
    mapping, columns = context.mapping, context.mapping.columns
    words = ", ".join(filter(None, (text(record, column) for column in columns.place)))[:500]
    column, told = columns.point, text(record, columns.point)
    if columns.latitude:
        column = columns.latitude
        told = "; ".join(filter(None, (text(record, columns.latitude), text(record, columns.longitude))))
    if not told:
        return Where(words=words)
    place = in_column(column, lambda: _place(told, mapping))
    flags += [Flag(what, column) for what in _oddities(place, context)]
    return Where(place.lat_e7, place.lon_e7, place.radius_m, words)


def mixed(record: Record, columns: tuple[str, ...]) -> Iterator[Flag]:
    """Columns in whose words letters of two scripts are mixed: they look alike on the screen, and no search finds them."""
    for column in columns:
        value = record.get(column)
        words = value if isinstance(value, str) else " ".join(map(str, value)) if isinstance(value, list | tuple) else ""
        if _MIXED.search(words) and strangers(words):
            yield Flag("mixed-script", column)


def formulas(record: Record, columns: Collection[str]) -> Iterator[Flag]:
    """Columns whose words a spreadsheet would calculate: harmless here, and a trap for whoever opens an export of them unguarded."""
    for column in sorted(columns):
        value = record.get(column)
        if isinstance(value, str) and _FORMULA.match(value):
            yield Flag("formula-like", column)


def consents(record: Record, mapping: ListMapping, unknown: list[tuple[str, str]]) -> Mapping[str, str]:
    """What the source allows, by purpose, where the list says it; an answer that the mapping does not know is *not known*."""
    found = {}
    for purpose, told in mapping.consent.items():
        words = text(record, told.column)
        if words and words not in told.values:
            unknown.append((told.column, words))
        found[purpose] = told.values.get(words, "not-known")
    return found


def came_to_be(record: Record, mapping: ListMapping, unknown: list[tuple[str, str]]) -> str:
    """How the words came to be: by the list's column where there is one, else as the mapping says of the whole list."""
    words = text(record, mapping.columns.came_to_be)
    if words and words not in mapping.origins:
        unknown.append((mapping.columns.came_to_be, words))
        return "not-known"
    return mapping.origins.get(words, mapping.came_to_be)


def _scalar(value: object, column: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, str | int | float):
        raise MalformedError(f"column {column!r} holds {type(value).__name__}, where text is expected")
    return str(value).strip()


def in_column(column: str, work: Callable[[], Value]) -> Value:
    """What `work` reads; what is wrong with it is said with the column."""
    try:
        return work()
    except ImpossibleError as error:
        raise ImpossibleError(f"column {column!r}: {error}") from error
    except MalformedError as error:
        raise MalformedError(f"column {column!r}: {error}") from error


def _joined(first: Interval, last: Interval, column: str) -> Interval:
    if last.last < first.first:
        raise ImpossibleError(f"column {column!r}: the end lies before the beginning")
    return Interval(first.first, last.last, first.zone, first.precision if first.precision != "exact" else "about", first.words)


def _place(told: str, mapping: ListMapping) -> Place:
    spaced = told.replace(",", ", ") if _TIGHT_POINT.fullmatch(told) else told
    if mapping.order == "lat-lon":
        return parse_place(spaced, radius_m=mapping.radius_m)
    # A longitude may be beyond 90°: it is read in its own place, and only then the two are changed over.
    parts = re.split(r"\s*[,;]\s*|\s+", spaced.strip())
    if len(parts) != 2:
        raise MalformedError("expected longitude and latitude like 27.5619, 53.9023, found another form")
    return parse_place(f"{parts[1]}, {parts[0]}", radius_m=mapping.radius_m)


def _oddities(place: Place, context: Context) -> Iterator[str]:
    latitude, longitude = place.lat_e7 / DEGREE, place.lon_e7 / DEGREE
    area = context.mapping.area
    if place.lat_e7 == 0 and place.lon_e7 == 0:
        yield "zero-point"
    elif area is not None and not area.holds(latitude, longitude):
        yield "swapped-point" if area.holds(longitude, latitude) else "outside-area"
    elif context.on_land is not None and not context.on_land(round(latitude, 2), round(longitude, 2)):
        yield "in-the-sea"
