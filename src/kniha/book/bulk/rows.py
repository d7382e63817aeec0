"""The only code that writes rows of batches: out of the batch's file, some thousand at a time; and takes them away.

`journal.rows` is the same for journalled tables. Here no row has an entry: the batch has one, with the digest of its file.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, transaction

from kniha.book.bulk.models import Batch
from kniha.book.classes import Bulk
from kniha.book.communications.models import MessageRow
from kniha.book.journal.rows import execute_insert
from kniha.book.recordings.models import FootageRow

NUMBERS = 32
"""Bits of a key that number the row in its file."""

TABLES: Mapping[str, type[Bulk]] = {"footage": FootageRow, "messages": MessageRow}
"""By kind of batch (`batch-kinds`): its table."""


def table_of(batch: Batch) -> type[Bulk]:
    """The table in which the rows of `batch` lie."""
    return TABLES[batch.kind]


def columns(model: type[Bulk]) -> tuple[str, ...]:
    """The fields of a row, its key apart: what the file holds, in this order."""
    return tuple(field.attname for field in model._meta.concrete_fields if not field.primary_key)  # noqa: SLF001  Django's public-by-custom API


def keys(batch: Batch) -> range:
    """The keys of the rows of `batch`."""
    return range(batch.place << NUMBERS, (batch.place << NUMBERS) + batch.rows)


@transaction.atomic
def load(batch: Batch, number: int, found: Sequence[Sequence[Any]]) -> None:  # Any: text and whole numbers
    """Write rows of the file, of which the first has `number`, counted from 0. Each as `columns` names its fields."""
    model, first = table_of(batch), keys(batch)[number]
    parameters = [(first + place, *row) for place, row in enumerate(found)]
    execute_insert(model, ("key", *columns(model)), parameters, connection)


def loaded(batch: Batch) -> int:
    """How many rows of `batch` are there: they are loaded in order, so it is also where a load that was stopped goes on."""
    last = _there(batch).order_by("-key").values_list("key", flat=True).first()
    return 0 if last is None else last - keys(batch).start + 1


def take_away(batch: Batch, *, most: int) -> int:
    """Delete up to `most` rows of `batch`, the last first; return how many were there to go."""
    ids = list(_there(batch).order_by("-key").values_list("key", flat=True)[:most])
    if ids:
        table = connection.ops.quote_name(table_of(batch)._meta.db_table)  # noqa: SLF001  Django's public-by-custom API
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table} WHERE key BETWEEN %s AND %s", [ids[-1], ids[0]])  # noqa: S608  a table of ours
    return len(ids)


def _there(batch: Batch) -> Any:  # Any: a query set of one of the tables
    span = keys(batch)
    return table_of(batch).objects.filter(key__gte=span.start, key__lt=span.stop)
