"""Replay: the register rebuilt from the journal alone, in a database of its own in memory, and compared row by row.

What replay cannot rebuild was never entered. What differs was written past the journal.
The memory it takes is that of the register's rows once more, as SQLite packs them: a readable copy of the register never lies on a disk.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

import orjson
from django.db import DatabaseError, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from kniha.book.classes import Journalled
from kniha.book.journal import reading, rows
from kniha.book.journal.snapshots import one_moment
from kniha.book.journal.stored import stored
from kniha.vocab.errors import BrokenError, ConflictError

SCRATCH = "replay"  # a second database of Django's, in memory
_AT_ONCE = 1000

Row = tuple[Any, ...]  # Any: what a database driver gives; the id first


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that the journal and the tables tell differently. `field` is empty where the whole row is missing on one side."""

    table: str
    id: str
    field: str
    found: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a replay found."""

    entries: int
    rows: int
    differences: tuple[Difference, ...]


@one_moment()
def replay(*, most: int = 100) -> Report:
    """Rebuild every journalled table from the journal and compare; report at most `most` differences. Leaves nothing behind."""
    with transaction.atomic(using=SCRATCH):
        _make_tables(connections[SCRATCH])
        entries = reading.size()
        _rebuild(entries)
        differences = tuple(islice(_differences(), most))
        count = sum(models.QuerySet(model).count() for model in rows.journalled_models())
        transaction.set_rollback(True, using=SCRATCH)
        return Report(entries, count, differences)


def _make_tables(connection: BaseDatabaseWrapper) -> None:
    """Columns of their types, rows in the order of their ids, and nothing else: what a constraint would refuse is to be seen."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for model in rows.journalled_models():
            columns = ", ".join(f"{quote(str(field.column))} {field.db_type(connection)}" for field in rows.fields(model))
            table = quote(model._meta.db_table)  # noqa: SLF001  Django's public-by-custom API
            cursor.execute(f"CREATE TABLE {table} (id TEXT PRIMARY KEY, {columns}) WITHOUT ROWID")


def _rebuild(size: int) -> None:
    """Apply some hundred entries together: each table takes its changes in their order, and most of them are new rows."""
    waiting: list[rows.Change] = []
    first = 0
    for entry in stored(0, size):
        waiting += reading.stored_changes(entry)
        if len(waiting) >= _AT_ONCE:
            _apply(waiting, first, entry[0])
            waiting, first = [], entry[0] + 1
    _apply(waiting, first, size - 1)


def _apply(changes: list[rows.Change], first: int, last: int) -> None:
    try:
        rows.apply(changes, using=SCRATCH)
    except (ConflictError, DatabaseError, TypeError, ValueError) as error:  # what no action entered: docs/spec/journal.md §2.6
        raise BrokenError(
            f"between entries {first} and {last} a row comes twice, changes when it is gone, or takes a value it cannot"
        ) from error


def _differences() -> Iterator[Difference]:
    for model in rows.journalled_models():
        for live, rebuilt in _unlike_pages(model):
            yield from _compare(model, {row[0]: row for row in live}, {row[0]: row for row in rebuilt})


def _unlike_pages(model: type[Journalled]) -> Iterator[tuple[list[Row], list[Row]]]:
    """Both tables page by page, in the order of the ids. Most pages are alike, and one comparison says so."""
    last, more = "", True
    while more:
        live, rebuilt = _page("default", model, last), _page(SCRATCH, model, last)
        ends = [page[-1][0] for page in (live, rebuilt) if len(page) == _AT_ONCE]
        more = bool(ends)
        if more:
            last = min(ends)
            live, rebuilt = ([row for row in page if row[0] <= last] for page in (live, rebuilt))
        if live != rebuilt:
            yield live, rebuilt


def _compare(model: type[Journalled], live: Mapping[str, Row], rebuilt: Mapping[str, Row]) -> Iterator[Difference]:
    table = model._meta.model_name or ""  # noqa: SLF001  Django's public-by-custom API
    for row in sorted(live.keys() | rebuilt.keys()):
        if row not in rebuilt:
            yield Difference(table, row, "", "not in the journal")
        elif row not in live:
            yield Difference(table, row, "", "only in the journal")
        else:
            for field, told, made in zip(rows.fields(model), live[row][1:], rebuilt[row][1:], strict=True):
                if told != made and not (isinstance(field, models.JSONField) and _is_same_json(told, made)):
                    yield Difference(table, row, field.attname, "another value than the journal's")


def _is_same_json(one: object, other: object) -> bool:
    """PostgreSQL writes JSON in a way of its own."""
    try:
        return bool(orjson.loads(str(one)) == orjson.loads(str(other)))
    except orjson.JSONDecodeError:
        return False


def _page(using: str, model: type[Journalled], after: str) -> list[Row]:
    """The next rows after an id, as SQLite keeps them: without Django, whose conversions would take most of the time."""
    connection = connections[using]
    # On SQLite the sign makes an expression of a column: its value comes as it lies there, not read as a date.
    sign = "+" if connection.vendor == "sqlite" else ""
    columns = ", ".join(sign + connection.ops.quote_name(str(field.column)) for field in rows.fields(model))
    table = connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001  Django's public-by-custom API
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, {columns} FROM {table} WHERE id > %s ORDER BY id LIMIT {_AT_ONCE}", [after])  # noqa: S608  names of ours
        found: list[Row] = cursor.fetchall()
    return found if connection.vendor == "sqlite" else [tuple(map(_as_sqlite_keeps, row)) for row in found]


def _as_sqlite_keeps(value: object) -> object:
    match value:
        case datetime():
            return str(value.astimezone(UTC).replace(tzinfo=None))
        case date():
            return value.isoformat()
        case _:
            return value
