"""Triggers that make the journal append-only in the database itself.

Installed after *every* migrate (a table rebuild on SQLite drops them silently), checked by a test and by `kniha doctor`.
The one update they allow blanks a value's salt and bytes: that is erasure.
"""

from collections.abc import Iterator
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from kniha.book.journal import layout

_TABLES = ("entry", "entryvalue", "touch", "node", "checkpoint", "head", "cosignature", "stampevidence", "logorigin")


def install(*, using: str = "default", **_signal: Any) -> None:  # Any: Django's signal arguments
    """Install the triggers, replacing older ones; in a database without the journal there is nothing to guard."""
    connection = connections[using]
    if "book_entry" not in connection.introspection.table_names():
        return
    layout.lay(connection)
    with connection.cursor() as cursor:
        for statement in _statements(connection):
            cursor.execute(statement)
        cursor.execute("INSERT INTO book_head (id, size) VALUES (1, 0) ON CONFLICT DO NOTHING")


def missing(*, using: str = "default") -> tuple[str, ...]:
    """Names of triggers that should be there and are not."""
    connection = connections[using]
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger'" if connection.vendor == "sqlite" else "SELECT tgname FROM pg_trigger"
    with connection.cursor() as cursor:
        cursor.execute(query)
        there = {name for (name,) in cursor.fetchall()}
    return tuple(name for name in _names(connection.vendor) if name not in there)


def _names(vendor: str) -> Iterator[str]:
    for table in _TABLES:
        yield f"kniha_{table}_no_delete"
        yield f"kniha_{table}_no_change"
        if vendor == "postgresql":
            yield f"kniha_{table}_no_truncate"


def _statements(connection: BaseDatabaseWrapper) -> Iterator[str]:
    statements = _sqlite if connection.vendor == "sqlite" else _postgresql
    for table in _TABLES:
        yield from statements(table)


def _forbidden(table: str) -> str:
    """The condition under which an update of `table` is refused."""
    if table == "entryvalue":
        return "NEW.entry_id <> OLD.entry_id OR NEW.place <> OLD.place OR NEW.salt IS NOT NULL OR NEW.data IS NOT NULL"
    return "NEW.size < OLD.size" if table == "head" else "1 = 1"


def _sqlite(table: str) -> Iterator[str]:
    for event, condition in (("delete", "1 = 1"), ("change", _forbidden(table))):
        verb = "DELETE" if event == "delete" else "UPDATE"
        yield f"DROP TRIGGER IF EXISTS kniha_{table}_no_{event}"
        yield (
            f"CREATE TRIGGER kniha_{table}_no_{event} BEFORE {verb} ON book_{table} WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
        )


def _postgresql(table: str) -> Iterator[str]:
    yield (
        "CREATE OR REPLACE FUNCTION kniha_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    for event, verb, when in (
        ("delete", "DELETE", "FOR EACH ROW"),
        ("change", "UPDATE", f"FOR EACH ROW WHEN ({_forbidden(table)})"),
        ("truncate", "TRUNCATE", "FOR EACH STATEMENT"),
    ):
        yield f"DROP TRIGGER IF EXISTS kniha_{table}_no_{event} ON book_{table}"
        yield f"CREATE TRIGGER kniha_{table}_no_{event} BEFORE {verb} ON book_{table} {when} EXECUTE FUNCTION kniha_refuse()"
