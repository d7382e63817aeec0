"""JSON as rows: one document with a list in it, or JSON Lines. Nested objects become columns with dots: `location.lat`.

A document is read whole, so its size is limited; JSON Lines are read line by line.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

import orjson

from kniha.runs.importing.csv_rows import digest_of
from kniha.runs.importing.forms import Form
from kniha.runs.importing.rows import OpenList, Record, Row
from kniha.runs.importing.sources import Source, size_of
from kniha.vocab.canonical import JSON
from kniha.vocab.errors import MalformedError, TooLargeError

LARGEST_DOCUMENT = 512 << 20
LONGEST_LINE = 16 << 20

Shape = Callable[[Record], tuple[str, Record]]
"""Turns one object into its part (schema, class; empty for none) and its columns."""


def plain(record: Record) -> tuple[str, Record]:
    """An object as it is, its inner objects by columns with dots."""
    return "", dict(_flat(record, ""))


def open_json(source: Source, form: Form, shape: Shape = plain) -> OpenList:
    """Return the list within one document, where the mapping's `records` leads."""
    if size_of(source) > LARGEST_DOCUMENT:
        raise TooLargeError(f"a JSON document has at most {LARGEST_DOCUMENT >> 20} MiB; give a longer list as JSON Lines (.jsonl)")
    try:
        with source.open("rb") as stream:
            found: JSON = orjson.loads(stream.read())
    except orjson.JSONDecodeError as error:
        raise MalformedError(f"the file is not JSON: {_where(error)}") from error
    listed = _followed(found, form.records)
    rows = tuple(_row(number, told, shape, "record") for number, told in enumerate(listed, 1))
    return OpenList(_columns(rows, form), len(rows), digest_of(source), lambda: iter(rows), is_sparse=True)


def open_lines(source: Source, form: Form, shape: Shape = plain) -> OpenList:
    """Return the list that has one object a line."""
    columns: set[str] = set()
    count = 0
    for row in _lines(source, shape):
        columns.update(row.cells if form.takes(row.part) else ())
        count += 1
    return OpenList(frozenset(columns), count, digest_of(source), lambda: _lines(source, shape), is_sparse=True)


def _lines(source: Source, shape: Shape) -> Iterator[Row]:
    with source.open("rb") as stream:
        for number, line in enumerate(iter(lambda: stream.readline(LONGEST_LINE + 1), b""), 1):
            if len(line) > LONGEST_LINE:
                raise TooLargeError(f"line {number} is longer than {LONGEST_LINE >> 20} MiB")
            if not line.strip():
                continue
            try:
                told: JSON = orjson.loads(line)
            except orjson.JSONDecodeError as error:
                raise MalformedError(f"line {number} is not JSON: {_where(error)}") from error
            yield _row(number, told, shape, "line")


def _where(error: orjson.JSONDecodeError) -> str:
    """Without the text around it, which may be anybody's words."""
    return f"{error.msg.split(':')[0]}, line {error.lineno}, column {error.colno}"


def _followed(found: JSON, path: str) -> Iterable[JSON]:
    for step in filter(None, path.split(".")):
        if not isinstance(found, Mapping) or step not in found:
            raise MalformedError(f"the file has no {step!r}, where the mapping looks for its records")
        found = found[step]
    if not isinstance(found, list):
        raise MalformedError("the mapping's 'records' must lead to a list")
    return found


def _row(number: int, told: JSON, shape: Shape, unit: str) -> Row:
    if not isinstance(told, Mapping):
        raise MalformedError(f"{unit} {number} is not an object of columns")
    part, cells = shape(told)
    return Row(cells, number, part=part)


def _columns(rows: Iterable[Row], form: Form) -> frozenset[str]:
    return frozenset(column for row in rows if form.takes(row.part) for column in row.cells)


def _flat(record: Record, before: str) -> Iterator[tuple[str, JSON]]:
    for name, value in record.items():
        if isinstance(value, Mapping) and value:
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value
