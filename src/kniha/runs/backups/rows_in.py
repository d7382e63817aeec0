"""Lines back into the tables of an empty database (docs/spec/backup.md §5.4). The transaction is the caller's."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.apps.registry import Apps
from django.core.management.color import no_style
from django.db import connection, models

from kniha.book.journal.codec import Field
from kniha.book.journal.rows import execute_insert
from kniha.runs.backups import tables
from kniha.vocab.errors import BrokenError, MalformedError

_AT_ONCE = 1000

Row = Sequence[Any]  # Any: JSON, or what a database driver takes


@dataclass(slots=True)
class _Table:
    """The table whose rows come."""

    model: type[models.Model]
    columns: tuple[str, ...]
    decoders: tuple[tables.Encode, ...]
    waiting: list[Row]

    def take(self, told: Row) -> None:
        """Take one more row."""
        if len(told) != len(self.columns):
            raise MalformedError(f"a row of {tables.name(self.model)} has {len(self.columns)} values, not {len(told)}")
        self.waiting.append([decode(value) for decode, value in zip(self.decoders, told, strict=True)])
        if len(self.waiting) == _AT_ONCE:
            self.write()

    def write(self) -> None:
        """Write what waits."""
        execute_insert(self.model, self.columns, self.waiting, connection)
        self.waiting.clear()


def load(lines: Iterable[bytes], apps: Apps) -> int:
    """Load all rows into tables that are empty, as the models of `apps` say they are; return their number.

    MalformedError for a table or column that they do not have; BrokenError where rows are missing at the end.
    """
    models_by_table = {tables.name(model): model for model in apps.get_models(include_auto_created=True)}
    table: _Table | None = None
    total = 0
    end: int | None = None
    for told in map(_parsed, lines):
        if end is not None:
            raise BrokenError("rows of the backup go on behind their end")
        match told:
            case list():
                if table is None:
                    raise BrokenError("a row of the backup comes before its table")
                table.take(told)
                total += 1
            case {"table": str(name), "columns": [*columns]}:
                _end(table)
                table = _begun(models_by_table, name, columns)
            case {"rows": int(rows)}:
                _end(table)
                end = rows
            case _:
                raise MalformedError("a line of the backup is a row, a table or the end")
    if end != total:
        raise BrokenError(f"the backup should have {end} rows here, and has {total}")
    return total


def set_sequences(apps: Apps) -> None:
    """Have the database count on from the loaded numbers, where it gives them."""
    statements = connection.ops.sequence_reset_sql(no_style(), list(apps.get_models(include_auto_created=True)))
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _begun(models_by_table: dict[str, type[models.Model]], name: str, columns: list[str]) -> _Table:
    model = models_by_table.get(name)
    if model is None:
        raise MalformedError(f"the backup has a table {name[:40]!r}, which this state of the program does not know")
    by_name = {field.attname: field for field in tables.fields(model)}
    if set(columns) != set(by_name):
        raise MalformedError(f"the table {name} has other columns in the backup than at its migrations")
    if tables.rows(model).exists():
        raise MalformedError(f"the table {name} is not empty")
    some = tuple(by_name[column] for column in columns)
    return _Table(model, tuple(str(field.column) for field in some), tables.decoders(some, _prepared), [])


def _prepared(field: Field, value: Any) -> Any:  # Any: what a field holds, and what a driver takes
    return field.get_db_prep_save(value, connection)


def _end(table: _Table | None) -> None:
    if table is not None:
        table.write()


def _parsed(line: bytes) -> Any:  # Any: JSON
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise MalformedError("a line of the backup is no JSON") from error
