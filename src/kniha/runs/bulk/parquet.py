"""Rows of a batch as Parquet, written into a stream that seals and read from one that opens: no plain byte of it lies on a disk.

A column for each field of the table, in its order, with the type of its field; 50,000 rows to a group; zstd. Dates are whole numbers.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.parquet as pq
from django.db import models

from kniha.book.bulk.rows import columns
from kniha.book.classes import Bulk
from kniha.vocab.errors import BrokenError

GROUP = 50_000
_TYPES = {
    "CharField": pa.string(), "SmallIntegerField": pa.int16(), "IntegerField": pa.int32(), "BigIntegerField": pa.int64(),
}  # fmt: skip

Found = Sequence[Any]  # Any: text and whole numbers, as the fields of the table


class Sink(Protocol):
    """What takes plain bytes and seals them."""

    def write(self, data: bytes, /) -> object:
        """Take `data`."""


def schema_of(model: type[Bulk]) -> pa.Schema:
    """The columns of the file of a table."""
    fields = (field for field in model._meta.concrete_fields if not field.primary_key)  # noqa: SLF001  Django's public-by-custom API
    return pa.schema([pa.field(field.attname, _type_of(field), nullable=field.null) for field in fields])


def write(model: type[Bulk], found: Iterable[Found], sink: Sink) -> int:
    """Write `found` to `sink`, group by group; return how many."""
    schema, count, coming = schema_of(model), 0, iter(found)
    with pq.ParquetWriter(pa.PythonFile(_Writing(sink), mode="w"), schema, compression="zstd") as writer:
        while group := list(islice(coming, GROUP)):
            arrays = [pa.array(column, field.type) for column, field in zip(zip(*group, strict=True), schema, strict=True)]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema), row_group_size=GROUP)
            count += len(group)
    return count


def read(model: type[Bulk], stream: Any, *, start: int, most: int) -> Iterator[Sequence[Found]]:  # Any: a seekable stream of bytes
    """Yield the rows from number `start` on, up to `most` at once. BrokenError where the file is not one of this table."""
    try:
        file = pq.ParquetFile(stream)
    except pa.ArrowInvalid as error:
        raise BrokenError("the file of the batch is no Parquet") from error
    if tuple(file.schema_arrow.names) != columns(model):
        raise BrokenError("the file of the batch has other columns than its table")
    before = 0
    for number in range(file.num_row_groups):
        size = file.metadata.row_group(number).num_rows
        if before + size > start:
            table = file.read_row_group(number)
            rows = list(zip(*(column.to_pylist() for column in table.columns), strict=True))[max(0, start - before) :]
            for first in range(0, len(rows), most):
                yield rows[first : first + most]
        before += size


def _type_of(field: models.Field[Any, Any]) -> pa.DataType:
    return _TYPES[field.get_internal_type()]


class _Writing:
    """A stream for the writer: it counts where it stands, and is closed by whoever opened the sink."""

    closed = False

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._at = 0

    def write(self, data: Any) -> int:  # Any: a buffer
        """Hand over what was written."""
        plain = bytes(data)
        self._sink.write(plain)
        self._at += len(plain)
        return len(plain)

    def tell(self) -> int:
        """How many bytes were written."""
        return self._at

    def flush(self) -> None:
        """There is nothing to do."""

    def close(self) -> None:
        """The sink is not ours to close."""
        self.closed = True
