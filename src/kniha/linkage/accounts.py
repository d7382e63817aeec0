"""Accounts of incidents as arrays: when from and to, where and how surely, kinds of acts, people, units, and the words as vectors.

A day alone is the whole day; a place without a radius has the radius `NOT_TOLD_M`. What cannot be read is absent, and counted.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from kniha.linkage.mentions import Table, check_ids
from kniha.linkage.texts import Vectors, vectors
from kniha.linkage.vocabularies import Codes, Values, folded_text
from kniha.names.blocking import keys
from kniha.names.parsing import parse

COLUMNS = frozenset({"id", "start", "end", "lat", "lon", "radius_m", "text", "kinds", "people", "units", "source"})
SETS = ("kinds", "people", "units")
NOT_TOLD_M = 300.0
_WIDEST_M = 500_000.0
_DIVIDED = str.maketrans(",|", ";;")
_DAY_LETTERS = 10

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Accounts:
    """So many accounts, in the order of their ids. Times are hours since 1970 UTC, degrees as usual; NaN for what is not told."""

    ids: tuple[str, ...]
    first: Numbers
    last: Numbers
    lat: Numbers
    lon: Numbers
    radius_m: Numbers
    sets: Mapping[str, tuple[frozenset[int], ...]]
    words: Vectors
    source: Codes
    notes: Mapping[str, int]

    def __len__(self) -> int:
        return len(self.ids)


def read_accounts(table: Table) -> Accounts:
    """Return the accounts of a table with a column `id` and any of COLUMNS; MalformedError for an id that is none or comes twice."""
    check_ids(table["id"])
    order = sorted(range(len(table["id"])), key=table["id"].__getitem__)
    columns = {name: [cells[place] for place in order] for name, cells in table.items() if name in COLUMNS}
    none = [""] * len(order)
    notes: Counter[str] = Counter()
    times = [_interval(start, end, notes) for start, end in zip(columns.get("start", none), columns.get("end", none), strict=True)]
    spots = [_spot(cells, notes) for cells in zip(*(columns.get(name, none) for name in ("lat", "lon", "radius_m")), strict=True)]
    sources = Values()
    return Accounts(
        ids=tuple(columns["id"]),
        **dict(zip(("first", "last"), np.array(times, dtype=np.float64).reshape(-1, 2).T, strict=True)),
        **dict(zip(("lat", "lon", "radius_m"), np.array(spots, dtype=np.float64).reshape(-1, 3).T, strict=True)),
        sets={name: _sets(name, columns.get(name, none)) for name in SETS},
        words=vectors(columns.get("text", none)),
        source=np.array([sources.code(cell) for cell in columns.get("source", none)], dtype=np.int32),
        notes=dict(notes),
    )


def _interval(start: str, end: str, notes: Counter[str]) -> tuple[float, float]:
    first, last = (_moment(cell, notes) for cell in (start, end or start))
    if first is None or last is None:
        return np.nan, np.nan
    if last[1] < first[0]:
        notes["end-before-start"] += 1
        return np.nan, np.nan
    return first[0], last[1]


def _moment(cell: str, notes: Counter[str]) -> tuple[float, float] | None:
    """Return from when to when a told time is, in hours: of a day alone all of it, of a time of day the moment."""
    if not cell:
        return None
    try:
        told = datetime.fromisoformat(cell.strip())
        begin = (told if told.tzinfo else told.replace(tzinfo=UTC)) - datetime(1970, 1, 1, tzinfo=UTC)
    except (ValueError, OverflowError):
        notes["time-not-read"] += 1
        return None
    hours = begin / timedelta(hours=1)
    return hours, hours + (24.0 if len(cell.strip()) <= _DAY_LETTERS else 0.0)


def _spot(cells: Sequence[str], notes: Counter[str]) -> tuple[float, float, float]:
    lat, lon, radius = (_number(cell) for cell in cells)
    if np.isnan(lat) or np.isnan(lon):
        notes["place-not-read"] += bool(cells[0] or cells[1])
        return np.nan, np.nan, np.nan
    if abs(lat) > 90 or abs(lon) > 180 or radius < 0:
        notes["place-not-read"] += 1
        return np.nan, np.nan, np.nan
    return lat, lon, min(NOT_TOLD_M if np.isnan(radius) else radius, _WIDEST_M)


def _number(cell: str) -> float:
    try:
        return float(cell) if cell else np.nan
    except ValueError:
        return np.nan


def _sets(name: str, cells: Sequence[str]) -> tuple[frozenset[int], ...]:
    """Return what each cell lists, divided by ; , or |: kinds and units by their sound, people by the keys of their names."""
    numbers: dict[str, int] = {}
    found = []
    for cell in cells:
        parts = [part for part in cell.translate(_DIVIDED).split(";") if part.strip()]
        told = {key for part in parts for key in keys(parse(part))} if name == "people" else {folded_text(part) for part in parts}
        found.append(frozenset(numbers.setdefault(one, len(numbers)) for one in told if one))
    return tuple(found)
