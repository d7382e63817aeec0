"""The class of every table: how it comes back after a loss. A test fails on a model without one."""

from enum import Enum
from typing import Any, ClassVar, NoReturn, TypeVar

from django.db import models

from kniha.vocab.errors import RefusedError


class TableClass(Enum):
    """What a table's rows rest on."""

    JOURNALLED = "rebuilt by replay, row by row"
    BULK = "one entry per batch; rows rebuilt from a sealed file"
    DERIVED = "computed again from journalled rows"
    PLUMBING = "sessions, sign-in, jobs, drafts, keys"
    LEDGER = "the journal itself"


class IdField(models.CharField[str, str]):
    """A random 128-bit id as 32 hexadecimal digits, handed to the action and never given by the database."""

    def __init__(self, **kwargs: Any) -> None:  # Any: Django's field options
        kwargs["max_length"] = 32
        super().__init__(**kwargs)


Row = TypeVar("Row", bound=models.Model)


class JournalledQuerySet(models.QuerySet[Row]):
    """Reads only. Whoever wants to write goes through an action, and so leaves an entry."""

    def _refuse(self, *_args: object, **_kwargs: object) -> NoReturn:
        raise RefusedError("journalled tables are written by the journal alone")

    create = update = delete = bulk_create = bulk_update = get_or_create = update_or_create = _refuse
    _insert = _update = _raw_delete = _refuse  # what Django itself calls where a model is saved or deleted past the methods above


class BulkQuerySet(JournalledQuerySet[Row]):
    """Reads only, as of journalled tables."""

    def _refuse(self, *_args: object, **_kwargs: object) -> NoReturn:
        raise RefusedError("rows of a batch are written from its file alone")

    create = update = delete = bulk_create = bulk_update = get_or_create = update_or_create = _refuse
    _insert = _update = _raw_delete = _refuse


class Journalled(models.Model):
    """A row that replay can rebuild. Written by `journal.rows.apply` and by nothing else."""

    table_class: ClassVar = TableClass.JOURNALLED

    id = IdField(primary_key=True)

    objects = models.Manager.from_queryset(JournalledQuerySet)()

    class Meta:
        abstract = True

    # Logic in save() is against the house rule; this is the guard that makes a second way in impossible.
    def save(self, *_args: object, **_kwargs: object) -> NoReturn:
        """Refuse: see `kniha.book.journal.rows`."""
        raise RefusedError("journalled tables are written by the journal alone")

    def delete(self, *_args: object, **_kwargs: object) -> NoReturn:
        """Refuse: see `kniha.book.journal.rows`."""
        raise RefusedError("journalled tables are written by the journal alone")


class Bulk(models.Model):
    """A row of a batch: rebuilt from the batch's sealed file. Written by `kniha.book.bulk.rows` and by nothing else.

    Its key is the place of its batch (21 bits) before its number in the file (32 bits): a batch is one range of the table's own order.
    """

    table_class: ClassVar = TableClass.BULK

    key = models.BigIntegerField(primary_key=True)

    objects = models.Manager.from_queryset(BulkQuerySet)()

    class Meta:
        abstract = True

    def save(self, *_args: object, **_kwargs: object) -> NoReturn:
        """Refuse: see `kniha.book.bulk.rows`."""
        raise RefusedError("rows of a batch are written from its file alone")

    def delete(self, *_args: object, **_kwargs: object) -> NoReturn:
        """Refuse: see `kniha.book.bulk.rows`."""
        raise RefusedError("rows of a batch are written from its file alone")


# Django's own manager, by which `save_base` and the `add` of a related manager write. In the class's Meta it would stand in migrations.
Journalled._meta.base_manager_name = "objects"  # noqa: SLF001  Django's public-by-custom API
Bulk._meta.base_manager_name = "objects"  # noqa: SLF001  the same
