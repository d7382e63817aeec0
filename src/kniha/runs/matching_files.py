"""Tables in files for the engine `matching`: CSV or Parquet in, by DuckDB in a folder that nobody else can read; a whole file out, or none.

Columns are those of DESIGN §8. A cell that cannot be read refuses its row, by the name of its column; a column that is not known is told.
"""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from kniha.vocab.errors import MalformedError, UnavailableError

STREAM = "-"
_READERS = {
    ".csv": "read_csv(?, all_varchar = true, header = true, delim = '{0}', quote = '\"', escape = '\"')",
    ".parquet": "read_parquet(?)",
}
_DIVIDERS = ",;\t"
_WRITERS = {".csv": "FORMAT csv, HEADER", ".parquet": "FORMAT parquet"}
_TEXT, _TIME, _E7, _MS, _NUMBER = "text", "time", "degrees", "seconds", "number"
_CASTS = {
    _TEXT: "CAST({0} AS VARCHAR)",
    # A day alone is no instant: 2020-08-09 would be its first moment, also where its end is meant.
    _TIME: "CASE WHEN length(CAST({0} AS VARCHAR)) > 10 THEN epoch_ms(TRY_CAST({0} AS TIMESTAMPTZ)) END",
    _E7: "TRY_CAST(round(TRY_CAST({0} AS DOUBLE) * 1e7) AS BIGINT)",
    _MS: "TRY_CAST(round(TRY_CAST({0} AS DOUBLE) * 1000) AS BIGINT)",
    _NUMBER: "TRY_CAST({0} AS DOUBLE)",
}


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two tables: (column in the file, column of the engine, form), and which a file must have."""

    table: str
    columns: tuple[tuple[str, str, str], ...]
    needed: frozenset[str]
    constant: str = ""


VIOLATIONS = Side(
    "given_violations",
    (
        ("id", "id", _TEXT), ("start", "first_ms", _TIME), ("end", "last_ms", _TIME), ("lat", "lat_e7", _E7), ("lon", "lon_e7", _E7),
        ("radius_m", "radius_m", _NUMBER), ("area", "area", _TEXT),
    ),
    frozenset({"id", "start", "end"}),
)  # fmt: skip
RECORDINGS = Side(
    "given_recordings",
    (
        ("id", "id", _TEXT), ("camera", "camera", _TEXT), ("start", "first_ms", _TIME), ("end", "last_ms", _TIME),
        ("lat", "lat_e7", _E7), ("lon", "lon_e7", _E7), ("error_m", "error_m", _NUMBER), ("clock_sigma_s", "sigma_ms", _MS),
        ("heading_deg", "heading_deg", _NUMBER), ("fov_deg", "fov_deg", _NUMBER), ("range_m", "range_m", _NUMBER),
        ("walk_m", "walk_m", _NUMBER),
    ),
    frozenset({"id", "start", "end", "lat", "lon"}),
    "0 AS slice",
)  # fmt: skip


@contextmanager
def workspace(beside: str, *, memory_mb: int) -> Iterator[tuple[duckdb.DuckDBPyConnection, Path]]:
    """Open a database in memory and a folder (0700) for what does not fit, beside the file to be written; both are gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix=".kniha-match-", dir=None if beside == STREAM else Path(beside).resolve().parent))
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False, "autoload_known_extensions": False, "memory_limit": f"{memory_mb}MB",
        "temp_directory": str(folder), "preserve_insertion_order": False,
    }  # fmt: skip
    try:
        with duckdb.connect(":memory:", config=config) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            yield connection, folder
    except duckdb.OutOfMemoryException as error:
        raise UnavailableError(f"{memory_mb} MB of memory and the disk do not suffice: give more, or ask for fewer at once") from error
    except duckdb.IOException as error:
        raise UnavailableError("DuckDB could not read or write; is the disk full?") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def read_side(connection: duckdb.DuckDBPyConnection, side: Side, name: str, folder: Path) -> tuple[str, ...]:
    """Read a table for the engine; return the names of columns that are not known. MalformedError where it is no such table."""
    path, reader = _source(name, folder)
    try:
        found = [row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {reader}", [path]).fetchall()]  # noqa: S608  fixed texts
        if missing := sorted(side.needed - set(found)):
            raise MalformedError(f"{_shown(name)} has no column {', '.join(missing)}")
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {side.table} AS SELECT {_selected(side, found)} FROM {reader}", [path])  # noqa: S608  as above
    except (duckdb.InvalidInputException, duckdb.ConversionException, duckdb.BinderException, duckdb.IOException) as error:
        # DuckDB's message quotes the line that it could not read, which may name a person.
        raise MalformedError(f"{_shown(name)} cannot be read as {Path(path).suffix[1:]} with a header and one row a line") from error
    return tuple(sorted(set(found) - {column for column, _, _ in side.columns}))


def write_table(connection: duckdb.DuckDBPyConnection, query: str, name: str, folder: Path) -> None:
    """Write what a query gives: whole, under a mode of 0600, or not at all. MalformedError for an ending that is not known."""
    ending = _ending(name)
    made = folder / f"made{ending}"
    connection.execute(f"COPY ({query}) TO '{str(made).replace(chr(39), chr(39) * 2)}' ({_WRITERS[ending]})")
    if name == STREAM:
        with made.open("rb") as stream:
            shutil.copyfileobj(stream, sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return
    made.chmod(0o600)
    made.replace(Path(name).resolve())


def check_ending(name: str) -> None:
    """Raise MalformedError unless `name` is a stream or ends with .csv or .parquet: said before hours of work, not after."""
    _ending(name)


def _ending(name: str) -> str:
    ending = ".csv" if name == STREAM else Path(name).suffix.lower()
    if ending not in _WRITERS:
        raise MalformedError(f"{_shown(name)}: expected a name that ends with .csv or .parquet")
    return ending


def _source(name: str, folder: Path) -> tuple[str, str]:
    """The path to read and how; a stream is laid into the folder first, for a table is read twice."""
    ending, path = _ending(name), Path(name).resolve()
    if name == STREAM:
        path = folder / "given.csv"
        with path.open("wb") as file:
            shutil.copyfileobj(sys.stdin.buffer, file)
    # A file that is not there says so by the system's own words. Cells are divided by what stands most often in the first line:
    # left to guess, DuckDB takes a table with one broken line for one of another kind.
    with path.open("rb") as file:
        head = file.readline(1 << 20).decode("utf-8", "replace")
    return str(path), _READERS[ending].format(max(_DIVIDERS, key=head.count))


def _selected(side: Side, found: list[str]) -> str:
    known = [(column, name, form) for column, name, form in side.columns if column in found]
    casts = [f"{_CASTS[form].format(_quoted(column))} AS {name}" for column, name, form in known]
    kinds = {_TEXT: "VARCHAR", _NUMBER: "DOUBLE"}
    casts += [f"CAST(NULL AS {kinds.get(form, 'BIGINT')}) AS {name}" for column, name, form in side.columns if column not in found]
    unread = " ".join(
        f"WHEN CAST({_quoted(column)} AS VARCHAR) <> '' AND ({_CASTS[form].format(_quoted(column))}) IS NULL THEN '{column}'"
        for column, _, form in known
        if form != _TEXT
    )
    casts.append(f"CASE {unread} END AS unread" if unread else "CAST(NULL AS VARCHAR) AS unread")
    return ", ".join([*casts, side.constant] if side.constant else casts)


def _quoted(column: str) -> str:
    return f'"{column}"'


def _shown(name: str) -> str:
    return "standard input" if name == STREAM else Path(name).name[:80]
