"""A list's file as records: JSON or CSV in, mappings of column to value out."""

import csv
import io
from collections.abc import Mapping, Sequence

import orjson

from kniha.runs.importing.mapping import IncidentMapping
from kniha.vocab.canonical import JSON
from kniha.vocab.errors import MalformedError

Record = Mapping[str, JSON]


def read_records(data: bytes, *, name: str, mapping: IncidentMapping) -> tuple[Record, ...]:
    """Return the records of a file called `name`; its ending says the form. The mapping must fit its columns."""
    match name.rsplit(".", 1)[-1].lower():
        case "json":
            records = _json(data, mapping.records)
        case "csv":
            records = _csv(data)
        case ending:
            raise MalformedError(f"a list ends in .json or .csv, not in .{ending}")
    _must_fit(records, mapping)
    return records


def _json(data: bytes, path: str) -> tuple[Record, ...]:
    try:
        found: JSON = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise MalformedError(f"the file is not JSON: {error}") from error
    for step in filter(None, path.split(".")):
        if not isinstance(found, Mapping) or step not in found:
            raise MalformedError(f"the file has no {step!r}, where the mapping looks for its records")
        found = found[step]
    if not isinstance(found, list):
        raise MalformedError("the mapping's 'records' must lead to a list")
    return tuple(_record(number, record) for number, record in enumerate(found, 1))


def _record(number: int, record: JSON) -> Record:
    if not isinstance(record, Mapping):
        raise MalformedError(f"record {number} is not an object of columns")
    return record


def _csv(data: bytes) -> tuple[Record, ...]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise MalformedError(f"the file is not UTF-8 (byte {error.start})") from error
    rows = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        return tuple(_row(rows.line_num, row) for row in rows)
    except csv.Error as error:
        raise MalformedError(f"line {rows.line_num} is not CSV: {error}") from error


def _row(line: int, row: dict[str | None, str]) -> Record:
    if None in row or None in row.values():
        raise MalformedError(f"line {line} has another number of columns than the first line")
    return {str(column): value for column, value in row.items()}


def _must_fit(records: Sequence[Record], mapping: IncidentMapping) -> None:
    """Columns that the mapping names must be there; columns that are there must be named or left out by name."""
    there = frozenset(column for record in records for column in record)
    wanted = mapping.columns.named() | ({mapping.zone_column} - {""})
    if missing := sorted(wanted - there):
        raise MalformedError(f"the mapping names the column {missing[0]!r}; the file has {', '.join(sorted(there)) or 'none'}")
    if unnamed := sorted(there - wanted - mapping.left_out.keys()):
        raise MalformedError(
            f"the mapping says nothing of the column {unnamed[0]!r}: name it, or leave it out under [left_out] with a reason"
        )
