"""How the journal's tables lie on SQLite: without row numbers, each in the order of its own key.

An ordinary table of SQLite lies in the order of a hidden row number, and its key in an index beside it. For tables that are little more
than their key that is twice the space and twice the work: at a million entries, half of all pages that a batch writes.
Django has no word for it, so the tables are laid anew after each migrate, as the triggers are. On PostgreSQL there is nothing to do.
"""

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

_TABLES = ("book_entryvalue", "book_touch", "book_node")


def lay(connection: BaseDatabaseWrapper) -> None:
    """Lay every table that still has row numbers anew, with what it holds. Drops its triggers: they are installed after this."""
    if connection.vendor != "sqlite":
        return
    for table in _TABLES:
        words = _words(connection, table)
        if "WITHOUT ROWID" not in words:
            _lay(connection, table, words)


def _words(connection: BaseDatabaseWrapper, table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = %s", [table])
        return str(cursor.fetchone()[0])


def _lay(connection: BaseDatabaseWrapper, table: str, words: str) -> None:
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(f"{words.replace(table, f'new_{table}', 1)} WITHOUT ROWID".replace("%", "%%"))
        cursor.execute(f"INSERT INTO new_{table} SELECT * FROM {table}")  # noqa: S608  names of our own tables
        cursor.execute(f"DROP TABLE {table}")
        cursor.execute(f"ALTER TABLE new_{table} RENAME TO {table}")
