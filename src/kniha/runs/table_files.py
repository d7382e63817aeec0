"""Tables in files, a row after another: CSV, JSON lines or Parquet in, CSV or Parquet out; a whole file or none.

Rows are read and written one after another, so that a table of any length takes little memory. A message never repeats a cell.
"""

import csv
import io
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from kniha.vocab.errors import ConfigurationError, MalformedError

STREAM = "-"
_READ, _WRITTEN = (".csv", ".jsonl", ".parquet"), (".csv", ".parquet")
_DIVIDERS = ",;\t"
_AT_ONCE = 20_000
_LONGEST_CELL = 1 << 24
_CHANCES = ("probability", "alone")


def check_written(name: str) -> None:
    """Raise MalformedError unless `name` is a stream or ends with .csv or .parquet: said before hours of work, not after."""
    if name != STREAM and Path(name).suffix.lower() not in _WRITTEN:
        raise MalformedError(f"{shown(name)}: expected a name that ends with .csv or .parquet")


def read_rows(name: str) -> tuple[list[str], Iterator[Sequence[Any]]]:  # Any: cells of a stranger's table are kept as they are
    """Return the names of columns, and the rows. MalformedError for another ending, and for what cannot be read."""
    ending = ".csv" if name == STREAM else Path(name).suffix.lower()
    if ending not in _READ:
        raise MalformedError(f"{shown(name)}: expected a name that ends with .csv, .jsonl or .parquet")
    if ending == ".parquet":
        return _read_parquet(name)
    if ending == ".jsonl":
        return _read_lines(Path(name).open("rb"), shown(name))
    return _read_csv(sys.stdin.buffer if name == STREAM else Path(name).open("rb"), shown(name))


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
        raise MalformedError(f"{shown(name)} cannot be read as Parquet") from error
    batches = (zip(*(column.to_pylist() for column in batch.columns), strict=True) for batch in table.iter_batches(_AT_ONCE))
    return list(table.schema_arrow.names), (row for batch in batches for row in batch)


def _read_lines(stream: IO[bytes], named: str) -> tuple[list[str], Iterator[Sequence[Any]]]:
    """Read JSON lines whole: which columns there are is known at the end alone."""
    rows = []
    with stream:
        for number, line in enumerate(stream, 1):
            if line.strip():
                rows.append(_line(line, number, named))
    columns = list(dict.fromkeys(column for row in rows for column in row))
    return columns, ([row.get(column) for column in columns] for row in rows)


def _line(line: bytes, number: int, named: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
        json.dumps(row, ensure_ascii=False).encode()  # an escape may stand for half a letter, which no file can hold
    except (ValueError, RecursionError) as error:
        raise MalformedError(f"{named}: line {number} is no JSON in UTF-8") from error
    if not isinstance(row, dict) or any(isinstance(cell, dict | list) for cell in row.values()):
        raise MalformedError(f"{named}: expected an object of texts and numbers in line {number}")
    return row


def write_rows(path: Path, name: str, columns: Sequence[str], rows: Iterator[Sequence[Any]]) -> None:
    """Write a table to `path` in the form that the ending of `name` asks for."""
    if name != STREAM and Path(name).suffix.lower() == ".parquet":
        _write_parquet(path, columns, rows)
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        chances = [place for place, column in enumerate(columns) if column in _CHANCES]
        for row in rows:
            cells = list(row)
            for place in chances:
                cells[place] = f"{cells[place]:.9f}"
            writer.writerow(cells)


def _write_parquet(path: Path, columns: Sequence[str], rows: Iterator[Sequence[Any]]) -> None:
    import pyarrow

    parquet = _parquet()
    whole: list[list[Any]] = [[] for _ in columns]
    for row in rows:
        for column, cell in zip(whole, row, strict=True):
            column.append(cell)
    parquet.write_table(pyarrow.table(dict(zip(columns, whole, strict=True))), path)


def _parquet() -> Any:  # Any: pyarrow ships no types
    try:
        from pyarrow import parquet
    except ImportError as error:
        raise ConfigurationError("Parquet needs pyarrow: install kniha[bulk], or give CSV") from error
    return parquet


@contextmanager
def written(name: str) -> Iterator[Path]:
    """Give a path to write to, of mode 0600 and beside `name`; what was written is moved there when all went well, else it is gone."""
    beside = None if name == STREAM else Path(name).resolve().parent
    handle, made = tempfile.mkstemp(prefix=".kniha-table-", dir=beside)
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


def shown(name: str) -> str:
    """Return a name as a message tells it: without the folders that it lies in."""
    return "standard input" if name == STREAM else Path(name).name[:80]
