"""Tables of pairs of names in files for the engine `names`: CSV or Parquet in, the rows with three columns more out; a whole file or none.

Rows are read, compared and written one after another, so that a table of any length takes little memory. All columns are kept as they are.
"""

import csv
import io
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

from kniha.names.comparing import SAME_FROM, compare
from kniha.names.parsing import Name, parse
from kniha.names.reasons import told
from kniha.vocab.errors import ConfigurationError, MalformedError

STREAM = "-"
NEEDED = ("left", "right")
ADDED = ("probability", "same", "reasons")
_ENDINGS = (".csv", ".parquet")
_DIVIDERS = ",;\t"
_AT_ONCE = 20_000
_KEPT = 1 << 16
_LONGEST_CELL = 1 << 24


@dataclass(slots=True)
class Counts:
    """What a run has done: rows, rows held to be the same, and rows in which no name or several were found, by the code of the note."""

    rows: int = 0
    same: int = 0
    notes: dict[str, int] = field(default_factory=dict)


def check_ending(name: str) -> None:
    """Raise MalformedError unless `name` is a stream or ends with .csv or .parquet."""
    if name != STREAM and Path(name).suffix.lower() not in _ENDINGS:
        raise MalformedError(f"{_shown(name)}: expected a name that ends with .csv or .parquet")


def compare_table(given: str, out: str, *, language: str, tell: Callable[[int], None]) -> Counts:
    """Compare the names of each row of `given` and write `out`; `tell` hears of every 20,000 rows. MalformedError for another table."""
    check_ending(given)
    check_ending(out)
    counts = Counts()
    columns, rows = _read(given)
    if missing := [column for column in NEEDED if column not in columns]:
        raise MalformedError(f"{_shown(given)} has no column {', '.join(missing)}")
    if taken := [column for column in ADDED if column in columns]:
        raise MalformedError(f"{_shown(given)} has a column {taken[0]} already, which would be written over")
    places = columns.index("left"), columns.index("right")
    compared = _compared(rows, places, counts, language=language, tell=tell)
    with _written(out) as path:
        _write(path, out, [*columns, *ADDED], compared)
    return counts


def _compared(
    rows: Iterator[Sequence[Any]], places: tuple[int, int], counts: Counts, *, language: str, tell: Callable[[int], None]
) -> Iterator[tuple[Sequence[Any], float, int, str]]:  # Any: cells of a stranger's table are kept as they are
    left, right = places
    for row in rows:
        one, other = _parsed(_text(row[left])), _parsed(_text(row[right]))
        found = compare(one, other)
        same = 1 if found.probability >= SAME_FROM else 0
        counts.rows += 1
        counts.same += same
        for name in (one, other):
            if name.note is not None:
                counts.notes[name.note] = counts.notes.get(name.note, 0) + 1
        if counts.rows % _AT_ONCE == 0:
            tell(counts.rows)
        yield row, found.probability, same, "; ".join([told(reason, language) for reason in found.reasons])


@lru_cache(maxsize=_KEPT)
def _parsed(text: str) -> Name:
    return parse(text)


def _text(cell: object) -> str:
    return cell if isinstance(cell, str) else "" if cell is None else str(cell)


def _read(name: str) -> tuple[list[str], Iterator[Sequence[Any]]]:
    if name != STREAM and Path(name).suffix.lower() == ".parquet":
        return _read_parquet(name)
    return _read_csv(sys.stdin.buffer if name == STREAM else Path(name).open("rb"), _shown(name))


def _read_csv(stream: IO[bytes], shown: str) -> tuple[list[str], Iterator[Sequence[str]]]:
    csv.field_size_limit(_LONGEST_CELL)
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    try:
        head = text.readline()
    except UnicodeDecodeError as error:
        raise MalformedError(f"{shown}: expected a table in UTF-8") from error
    divider = max(_DIVIDERS, key=head.count)
    columns = next(csv.reader([head], delimiter=divider), [])
    return columns, _rows(csv.reader(text, delimiter=divider), len(columns), shown)


def _rows(reader: Iterator[list[str]], width: int, shown: str) -> Iterator[Sequence[str]]:
    number = 1
    while True:
        number += 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except (csv.Error, UnicodeDecodeError) as error:
            raise MalformedError(f"{shown}: row {number} cannot be read as UTF-8 with {width} cells") from error
        if not row:
            continue
        if len(row) != width:
            raise MalformedError(f"{shown}: expected {width} cells in each row, found {len(row)} in row {number}")
        yield row


def _read_parquet(name: str) -> tuple[list[str], Iterator[Sequence[Any]]]:
    parquet = _parquet()
    try:
        table = parquet.ParquetFile(name)
    except ValueError as error:
        raise MalformedError(f"{_shown(name)} cannot be read as Parquet") from error
    batches = (zip(*(column.to_pylist() for column in batch.columns), strict=True) for batch in table.iter_batches(_AT_ONCE))
    return list(table.schema_arrow.names), (row for batch in batches for row in batch)


def _write(path: Path, name: str, columns: list[str], rows: Iterator[tuple[Sequence[Any], float, int, str]]) -> None:
    if name != STREAM and Path(name).suffix.lower() == ".parquet":
        _write_parquet(path, columns, rows)
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([*row, f"{probability:.9f}", same, reasons] for row, probability, same, reasons in rows)


def _write_parquet(path: Path, columns: list[str], rows: Iterator[tuple[Sequence[Any], float, int, str]]) -> None:
    import pyarrow

    parquet = _parquet()
    batch: list[list[Any]] = []
    whole: list[list[Any]] = [[] for _ in columns]
    for row, *found in rows:
        batch.append([*row, *found])
        if len(batch) == _AT_ONCE:
            _spread(batch, whole)
    _spread(batch, whole)
    parquet.write_table(pyarrow.table(dict(zip(columns, whole, strict=True))), path)


def _spread(batch: list[list[Any]], whole: list[list[Any]]) -> None:
    for column, cells in zip(whole, zip(*batch, strict=True), strict=False):
        column.extend(cells)
    batch.clear()


def _parquet() -> Any:  # Any: pyarrow ships no types
    try:
        from pyarrow import parquet
    except ImportError as error:
        raise ConfigurationError("Parquet needs pyarrow: install kniha[bulk], or give CSV") from error
    return parquet


@contextmanager
def _written(name: str) -> Iterator[Path]:
    """Give a path to write to, of mode 0600 and beside `name`; what was written is moved there when all went well, else it is gone."""
    beside = None if name == STREAM else Path(name).resolve().parent
    handle, made = tempfile.mkstemp(prefix=".kniha-names-", dir=beside)
    os.close(handle)
    path = Path(made)
    try:
        yield path
        if name != STREAM:
            path.replace(Path(name).resolve())
            return
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                sys.stdout.buffer.write(block)
        sys.stdout.buffer.flush()
    finally:
        path.unlink(missing_ok=True)


def _shown(name: str) -> str:
    return "standard input" if name == STREAM else Path(name).name[:80]
