"""Which tables a backup carries, and how their values stand in its lines (docs/spec/backup.md §2).

Whatever the database: a register that was in SQLite may come back into PostgreSQL.
"""

import uuid
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.apps import apps
from django.db import models

from kniha.book.classes import Bulk
from kniha.book.journal.codec import Codec, Field, codec_of

KEY_TABLE = "book_keyrow"

LEFT: Mapping[str, str] = {
    "django_session": "nobody stays signed in",
    "django_migrations": "the manifest holds them",
}
"""Tables that no backup carries, and why. The rows of batches are left out too: their sealed files are carried."""


def carried() -> Iterator[type[models.Model]]:
    """Every table that a backup carries."""
    for model in apps.get_models(include_auto_created=True):
        if name(model) not in LEFT and not issubclass(model, Bulk) and not model._meta.proxy:  # noqa: SLF001  Django's public-by-custom API
            yield model


def name(model: type[models.Model]) -> str:
    """What the table is called in the database, and in a backup."""
    return model._meta.db_table  # noqa: SLF001


def fields(model: type[models.Model]) -> tuple[Field, ...]:
    """The fields of a table that are columns of it."""
    return tuple(model._meta.concrete_fields)  # noqa: SLF001


def codec(field: Field) -> Codec:
    """How the values of `field` stand in a line: as in an entry, and two kinds more that no entry holds."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    if isinstance(field, models.UUIDField):
        return Codec(str, uuid.UUID)
    return codec_of(field)


def rows(model: type[models.Model]) -> models.QuerySet[models.Model]:
    """All rows of a table, to read."""
    return model._default_manager.all()  # noqa: SLF001  the same


Encode = Callable[[Any], Any]  # Any: what a Django field holds, and JSON


def encoders(model: type[models.Model]) -> tuple[Encode, ...]:
    """For each field of `model` what makes JSON of its value, null included."""
    return tuple(_of_null(codec(field).encode) for field in fields(model))


def decoders(some: tuple[Field, ...], prepare: Callable[[Field, Any], Any]) -> tuple[Encode, ...]:  # Any: as above
    """For each of `some` fields what makes of its JSON a value that the driver takes; `prepare` does the driver's part."""
    return tuple(_decoder(field, prepare) for field in some)


def _of_null(encode: Encode) -> Encode:
    return lambda value: None if value is None else encode(value)


def _decoder(field: Field, prepare: Callable[[Field, Any], Any]) -> Encode:  # Any: as above
    decode = codec(field).decode
    return lambda told: None if told is None else prepare(field, decode(told))
