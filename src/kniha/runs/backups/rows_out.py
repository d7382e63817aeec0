"""The rows of a register as lines (docs/spec/backup.md §2): the book's tables, and the key table apart. Who calls holds the moment."""

from collections.abc import Iterable
from itertools import islice
from typing import Any, Protocol

import orjson
from django.db import models

from kniha.runs.backups import tables

_AT_ONCE = 500


class Sink(Protocol):
    """Takes bytes."""

    def write(self, data: bytes, /) -> object:
        """Take all of `data`."""


def write_book(sink: Sink) -> int:
    """Write every table but the key table; return the number of rows."""
    return _write(sink, (model for model in tables.carried() if tables.name(model) != tables.KEY_TABLE))


def write_keys(sink: Sink) -> int:
    """Write the key table; return the number of its rows."""
    return _write(sink, (model for model in tables.carried() if tables.name(model) == tables.KEY_TABLE))


def _write(sink: Sink, some: Iterable[type[models.Model]]) -> int:
    total = sum(_write_table(sink, model) for model in some)
    sink.write(_line({"rows": total}))
    return total


def _write_table(sink: Sink, model: type[models.Model]) -> int:
    names = [field.attname for field in tables.fields(model)]
    sink.write(_line({"table": tables.name(model), "columns": names}))
    encoders, count = tables.encoders(model), 0
    found = tables.rows(model).order_by("pk").values_list(*names).iterator(chunk_size=_AT_ONCE)
    while rows := list(islice(found, _AT_ONCE)):
        sink.write(b"".join(_line([encode(value) for encode, value in zip(encoders, row, strict=True)]) for row in rows))
        count += len(rows)
    return count


def _line(told: Any) -> bytes:  # Any: JSON, of any kind
    return orjson.dumps(told) + b"\n"
