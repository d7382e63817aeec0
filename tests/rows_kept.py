"""Rows that tests begin with, made once in a process by the product's own actions, and laid down again as they were.

They are read as the database's own driver gives them and written the same, into tables that are as empty as they were before.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.db import connection, transaction

from kniha.book.journal.models import Head

Made = TypeVar("Made")
HEAD = Head._meta.db_table


@dataclass(frozen=True)
class Kept:
    """By table, its columns and rows; and the size of the journal."""

    tables: dict[str, tuple[tuple[str, ...], list[tuple[object, ...]]]]
    size: int

    def lay_down(self) -> None:
        """Write the rows, all or none."""
        with transaction.atomic(), connection.cursor() as cursor:
            for table, (columns, rows) in self.tables.items():
                names, places = ", ".join(map(_quoted, columns)), ", ".join(["%s"] * len(columns))
                cursor.executemany(f"INSERT INTO {_quoted(table)} ({names}) VALUES ({places})", rows)
            assert Head.objects.filter(size=0).update(size=self.size) == 1


def keeping(make: Callable[[], Made]) -> tuple[Made, Kept]:
    """Make; return what was made, and its rows. Beside them no table may have changed but that of the journal's head."""
    before = _rows()
    made = make()
    after = _rows()
    filled = {table for table in after if not before[table][1] and after[table][1]}
    assert all(after[table] == before[table] for table in after.keys() - filled - {HEAD})
    return made, Kept({table: after[table] for table in sorted(filled)}, Head.objects.get().size)


def _rows() -> dict[str, tuple[tuple[str, ...], list[tuple[object, ...]]]]:
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {_quoted(table)}")
            found[table] = tuple(column[0] for column in cursor.description), cursor.fetchall()
    return found


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
