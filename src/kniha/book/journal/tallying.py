"""How many rows of the long tables each compartment holds, by state: kept while entries are written, so that a list need not count itself.

Written under the lock of the head row, where all actions stand in line: two of them never wait for each other's tallies.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import connections
from django.db.models import Count, F

from kniha.book.journal import rows
from kniha.book.journal.models import Tally
from kniha.book.journal.rows import Change, Verb

COUNTED: Mapping[str, str] = {"statement": "", "incident": "state", "person": ""}
"""By table: the field whose values are counted apart; none, where rows of a compartment are counted together."""


_SORTED_BY = {table: {"compartment_id", state} for table, state in COUNTED.items()}


class Heap(NamedTuple):
    """Rows that are counted together."""

    table: str
    compartment: str
    state: str


Heaps = Counter[Heap]


def touched(changes: Collection[Change]) -> dict[str, list[str]]:
    """By table: the rows that these changes may take from one heap to another."""
    found: dict[str, list[str]] = {}
    for change in changes:
        if change.table in COUNTED and (change.verb is not Verb.UPDATE or _SORTED_BY[change.table] & change.fields.keys()):
            found.setdefault(change.table, []).append(change.id)
    return found


def standing(ids: Mapping[str, Sequence[str]], *, but: Collection[str] = ()) -> Heaps:
    """On which heaps these rows lie now; `but` leaves out those that are known not to be there yet."""
    return Counter(
        Heap(table, compartment, state)
        for table, those in ids.items()
        if (asked := [row for row in those if row not in but])
        for compartment, state in _lying(table, _there(table).filter(pk__in=asked))
    )


def tally(before: Heaps, after: Heaps) -> None:
    """Write that rows lay as in `before`, and lie as in `after`."""
    moved = {heap: after[heap] - before[heap] for heap in before.keys() | after.keys()}
    for heap, number in sorted(moved.items()):
        if number:
            _add(heap, number)


def after_migrating(*, using: str = "default", **_signal: Any) -> None:  # Any: Django's signal arguments
    """Count anew; in a database without the tables there is nothing to count."""
    there = connections[using].introspection.table_names()
    if "book_tally" in there and "book_incident" in there:
        count_again(using=using)


def count_again(*, using: str = "default") -> None:
    """Count all rows anew: after a migration, or a restore. What stood there is forgotten."""
    tallies = Tally.objects.using(using)
    tallies.all().delete()
    tallies.bulk_create(Tally(**heap._asdict(), count=number) for heap, number in truth(using=using).items())


def truth(*, using: str = "default") -> Heaps:
    """What the tallies should be, counted row by row."""
    found: Heaps = Counter()
    for table, state in COUNTED.items():
        for *heap, number in _there(table).using(using).values_list("compartment", *filter(None, [state])).annotate(n=Count("pk")):
            found[Heap(table, heap[0], heap[1] if state else "")] = number
    return found


def told() -> Heaps:
    """What the tallies are."""
    return Counter({Heap(row.table, row.compartment, row.state): row.count for row in Tally.objects.exclude(count=0)})


def _there(table: str) -> Any:  # Any: a query set of one of several tables
    """The rows that lie in a compartment: what is erased lies in none."""
    model: Any = rows.model_of(table)
    return model.objects.filter(compartment__isnull=False).order_by()


def _lying(table: str, those: Any) -> list[tuple[str, str]]:  # Any: the same
    state = COUNTED[table]
    return list(those.values_list("compartment", state)) if state else [(one, "") for one in those.values_list("compartment", flat=True)]


def _add(heap: Heap, number: int) -> None:
    if not Tally.objects.filter(**heap._asdict()).update(count=F("count") + number):
        Tally.objects.create(**heap._asdict(), count=number)
