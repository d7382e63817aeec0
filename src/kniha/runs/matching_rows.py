"""Rows of the register into the engine `matching` and what it found out of it, in one connection in memory: nothing touches a disk."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from kniha.book.matches.compared import Shown, Told, kept_slices
from kniha.matching.finding import Asked, match
from kniha.matching.reasons import reasons_of_row
from kniha.matching.results import INPUTS
from kniha.vocab.canonical import JSON
from kniha.vocab.errors import UnavailableError

TOP = 20
MEMORY_MB = 1500
ROWS = 2_000_000
"""Keys that meet at once, so that the memory suffices."""

_INT, _DOUBLE, _TEXT = pa.int64(), pa.float64(), pa.string()
_VIOLATIONS = pa.schema([
    ("id", _TEXT), ("first_ms", _INT), ("last_ms", _INT), ("lat_e7", _INT), ("lon_e7", _INT), ("radius_m", _DOUBLE), ("area", _TEXT),
    ("unread", _TEXT),
])  # fmt: skip
_RECORDINGS = pa.schema([
    ("id", _TEXT), ("slice", _INT), ("camera", _TEXT), ("first_ms", _INT), ("last_ms", _INT), ("sigma_ms", _INT), ("lat_e7", _INT),
    ("lon_e7", _INT), ("error_m", _DOUBLE), ("heading_deg", _DOUBLE), ("fov_deg", _DOUBLE), ("range_m", _DOUBLE), ("walk_m", _DOUBLE),
    ("unread", _TEXT),
])  # fmt: skip

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Best:
    """One of the best recordings of an incident: its chance, that under the pessimistic law if less, and codes with numbers."""

    incident: str
    recording: str
    rank: int
    probability: float
    cautious: float
    reasons: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class Scored:
    """The best of each incident; by incident how many were candidates and how many are expected to cover it; what was refused."""

    best: tuple[Best, ...]
    counts: Mapping[str, tuple[int, float]]
    refused: frozenset[str]


def scored(told: Sequence[Told], shown: Sequence[Shown]) -> Scored:
    """Score some incidents against all recordings. UnavailableError where the memory does not suffice."""
    if not told:
        return Scored((), {}, frozenset())
    with _engine(told, [row for one in shown for row in _rows(one.key, one.camera, one.sigma_ms, one.slices)]) as connection:
        match(connection, Asked(top=TOP, rows=ROWS))
        columns = f"SELECT violation, recording, rank, probability, cautious, {', '.join(INPUTS)} FROM matched ORDER BY ALL"  # noqa: S608  fixed texts
        best = tuple(_best(row) for row in connection.execute(columns).fetchall())
        counted = connection.execute("SELECT violation, candidates, expected_covers FROM counted").fetchall()
        refused = connection.execute("SELECT DISTINCT id FROM refused").fetchall()
    counts = {incident: (int(candidates), float(expected)) for incident, candidates, expected in counted}
    return Scored(best, counts, frozenset(one for (one,) in refused))


def touched(told: Sequence[Told], shown: Sequence[Shown], before: Sequence[Sequence[JSON]]) -> frozenset[str]:
    """Return those of `told` for which some of these recordings, as they are or as they were before, is a candidate."""
    rows = [row for one in shown for row in _rows(f"now:{one.key}", "", one.sigma_ms, one.slices)]
    for number, inputs in enumerate(before):
        _, sigma, slices = kept_slices(inputs)
        rows += _rows(f"before:{number}", "", sigma, slices)
    if not rows:
        return frozenset()
    with _engine(told, rows) as connection:
        match(connection, Asked(top=1, rows=ROWS))
        found = connection.execute("SELECT violation FROM counted WHERE candidates > 0").fetchall()
    return frozenset(one for (one,) in found)


@contextmanager
def _engine(told: Sequence[Told], recordings: Collection[Row]) -> Iterator[duckdb.DuckDBPyConnection]:
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False, "autoload_known_extensions": False, "memory_limit": f"{MEMORY_MB}MB", "temp_directory": "",
        "preserve_insertion_order": False,
    }  # fmt: skip
    violations = [(one.key, *one.values, None, None) for one in told]
    try:
        with duckdb.connect(":memory:", config=config) as connection:
            for name, schema, rows in (("given_violations", _VIOLATIONS, violations), ("given_recordings", _RECORDINGS, recordings)):
                connection.register("given_rows", _table(schema, rows))
                connection.execute(f"CREATE TEMP TABLE {name} AS SELECT * FROM given_rows")  # noqa: S608  two names of our own
                connection.unregister("given_rows")
            yield connection
    except duckdb.OutOfMemoryException as error:
        raise UnavailableError(f"{MEMORY_MB} MB of memory do not suffice to compare the recordings of a compartment") from error


def _rows(key: str, camera: str, sigma_ms: int | None, slices: Sequence[Sequence[int | None]]) -> Iterator[Row]:
    for number, (first, last, lat, lon, error, heading, fov, reach) in enumerate(slices):
        yield (key, number, camera, first, last, sigma_ms, lat, lon, error, heading, fov, reach, None, None)


def _table(schema: pa.Schema, rows: Collection[Row]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    return pa.table([pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)], schema=schema)


def _best(row: Sequence[object]) -> Best:
    incident, recording, rank, probability, cautious, *inputs = row
    reasons = reasons_of_row(dict(zip(INPUTS, inputs, strict=True)))  # type: ignore[arg-type]  # columns of the engine
    told = tuple((one.code, one.numbers) for one in reasons)
    return Best(str(incident), str(recording), int(rank), float(probability), float(cautious), told)  # type: ignore[call-overload, arg-type]  # the same
