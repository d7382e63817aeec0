"""Old pages of the database: what a deleted or changed row leaves in its files, and how it is overwritten (docs/spec/erasure.md §6).

SQLite's `secure_delete` writes zeros over what is deleted, but not over what the balancing of a page leaves behind: measured, every second
database kept a piece. VACUUM writes the whole file anew. The write-ahead log holds older pages until it is cut off.
"""

from collections.abc import Iterator
from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper

from kniha.vocab.errors import ConflictError, UnavailableError


def overwrite_old_pages(connection: BaseDatabaseWrapper) -> tuple[str, ...]:
    """Leave nothing in the database's files that no row holds any more; UnavailableError while somebody reads, and it is tried again.

    Returns the tables that only their owner may vacuum. Not inside a transaction. On PostgreSQL the bytes of dead rows may stay in free
    space, the write-ahead log and replicas until these are written over: docs/threat-model.md says so.
    """
    if connection.in_atomic_block:
        raise ConflictError("old pages are overwritten outside of any transaction")
    if connection.vendor == "sqlite":
        _rewrite_sqlite(connection)
        return ()
    return tuple(_vacuum_postgresql(connection))


def _rewrite_sqlite(connection: BaseDatabaseWrapper) -> None:
    name = str(connection.settings_dict["NAME"])
    with connection.cursor() as cursor:
        if not connection.is_in_memory_db():  # type: ignore[attr-defined]  # of SQLite's wrapper alone
            # The copy that VACUUM makes lies beside the register, on its disk, and has no name from the moment it is opened.
            cursor.execute("PRAGMA temp_store_directory = '{}'".format(str(Path(name).parent).replace("'", "''")))
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        is_busy = cursor.fetchone()[0]
    if is_busy:
        raise UnavailableError("the database is being read, so its write-ahead log cannot be cut off yet")


def _vacuum_postgresql(connection: BaseDatabaseWrapper) -> Iterator[str]:
    with connection.cursor() as cursor:
        for table, is_ours in _tables(connection):
            if is_ours:
                cursor.execute(f"VACUUM {connection.ops.quote_name(table)}")
            else:
                yield table


def _tables(connection: BaseDatabaseWrapper) -> Iterator[tuple[str, bool]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, pg_has_role(c.relowner, 'MEMBER') FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE n.nspname = current_schema() AND c.relkind = 'r' ORDER BY c.relname"
        )
        yield from cursor.fetchall()
