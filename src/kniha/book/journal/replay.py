"""Replay: the register rebuilt from the journal alone, in a database of its own in memory, and compared row by row.

What replay cannot rebuild was never entered. What differs was written past the journal.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db import connections, models, transaction

from kniha.book.classes import Journalled
from kniha.book.journal import reading, rows
from kniha.vocab.canonical import JSON

_AT_ONCE = 5000
SCRATCH = "replay"  # a second database of Django's, in memory: a readable copy of the register never lies on a disk


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that the journal and the tables tell differently. `field` is empty where the whole row is missing on one side."""

    table: str
    id: str
    field: str
    found: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a replay found."""

    entries: int
    rows: int
    differences: tuple[Difference, ...]


def replay(*, most: int = 100) -> Report:
    """Rebuild every journalled table from the journal and compare; report at most `most` differences. Leaves nothing behind."""
    with transaction.atomic(using=SCRATCH):
        _make_tables()
        entries = _rebuild()
        differences = tuple(difference for _, difference in zip(range(most), _differences(), strict=False))
        count = sum(models.QuerySet(model).count() for model in rows.journalled_models())
        transaction.set_rollback(True, using=SCRATCH)
    return Report(entries, count, differences)


def _make_tables() -> None:
    """Plain tables, without indexes. Django's editor is asked for the words alone: it will not work inside a transaction here."""
    editor = connections[SCRATCH].schema_editor()
    editor.deferred_sql = []
    with connections[SCRATCH].cursor() as cursor:
        for model in rows.journalled_models():
            sql, parameters = editor.table_sql(model)
            cursor.execute(sql, parameters)


def _rebuild() -> int:
    """Entries that only insert are applied some hundred together: the tables do not tell the difference, the clock does."""
    count = 0
    waiting: list[rows.Change] = []
    for entry in reading.entries():
        changes = reading.changes(entry)
        if len(waiting) > _AT_ONCE or any(change.verb is not rows.Verb.INSERT for change in changes):
            rows.apply(waiting, using=SCRATCH)
            waiting = []
        waiting += changes
        if any(change.verb is not rows.Verb.INSERT for change in changes):
            rows.apply(waiting, using=SCRATCH)
            waiting = []
        count += 1
    rows.apply(waiting, using=SCRATCH)
    return count


def _differences() -> Iterator[Difference]:
    for model in rows.journalled_models():
        yield from _compare(model)


def _compare(model: type[Journalled]) -> Iterator[Difference]:
    table = model._meta.model_name or ""  # noqa: SLF001  Django's public-by-custom API
    live: models.QuerySet[Journalled] = models.QuerySet(model)
    scratch: models.QuerySet[Journalled] = models.QuerySet(model, using=SCRATCH)
    for ids in _in_batches(live):
        rebuilt = rows.encoded_rows(scratch.filter(pk__in=ids), model)
        for row, told in rows.encoded_rows(live.filter(pk__in=ids), model).items():
            yield from _compare_row(table, row, told, rebuilt.get(row))
    for ids in _in_batches(scratch):
        there = set(live.filter(pk__in=ids).values_list("pk", flat=True))
        yield from (Difference(table, one, "", "only in the journal") for one in ids if one not in there)


def _compare_row(table: str, row: str, live: Mapping[str, JSON], rebuilt: Mapping[str, JSON] | None) -> Iterator[Difference]:
    if rebuilt is None:
        yield Difference(table, row, "", "not in the journal")
        return
    for field, value in live.items():
        if rebuilt[field] != value:
            yield Difference(table, row, field, "another value than the journal's")


def _in_batches(found: models.QuerySet[Journalled]) -> Iterator[list[str]]:
    """The ids of all rows, some hundred at a time."""
    last = ""
    while ids := list(found.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:500]):
        yield ids
        last = ids[-1]
