"""One moment of the database, to read in while others go on writing: a check that takes minutes must not stop the office."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def one_moment() -> Iterator[None]:
    """All that is read inside is of one moment. Nothing is written inside; within a transaction it is the transaction's own moment."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with _reading_of_sqlite():
            yield
    else:
        with transaction.atomic():
            _execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


@contextmanager
def _reading_of_sqlite() -> Iterator[None]:
    """Past Django, whose transactions would hold the one lock of those who write."""
    _execute("BEGIN DEFERRED")
    try:
        yield
    finally:
        _execute("ROLLBACK")


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
