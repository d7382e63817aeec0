"""How many rows of the long tables each compartment holds, by state: kept while entries are written, so that a list need not count itself.

Written under the lock of the head row, where all actions stand in line: two of them never wait for each other's tallies.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from django.db import connection, connections
from django.db.models import Case, Count, Exists, F, OuterRef, Value, When

from kniha.book.journal import rows
from kniha.book.journal.models import Tally
from kniha.book.journal.rows import Change, Verb
from kniha.book.statements.models import Account
from kniha.book.statements.queries import UNCODED

_CODED = Exists(Account.objects.filter(statement=OuterRef("pk")))
_STATES: Mapping[str, Any] = {  # Any: Django's expressions
    "statement": Case(When(_CODED, then=Value("coded")), When(kind=UNCODED, then=Value("")), default=Value("new")),
    "incident": F("state"),
    "person": Value(""),
}
"""By table: what its rows are counted apart by. A statement is new while it waits for a coder."""
_MOVES = {table: frozenset({"compartment_id", "state"}) for table in _STATES}
"""By table: the fields with which a row goes from one heap to another."""


class Heap(NamedTuple):
    """Rows that are counted together."""

    table: str
    compartment: str
    state: str


Heaps = Counter[Heap]


def touched(changes: Collection[Change]) -> dict[str, set[str]]:
    """By table: the rows that these changes may take from one heap to another. Asked before they are made."""
    found: dict[str, set[str]] = {}
    for change in changes:
        if change.table in _STATES and (change.verb is not Verb.UPDATE or _MOVES[change.table] & change.fields.keys()):
            found.setdefault(change.table, set()).add(change.id)
    accounts = [change for change in changes if change.table == "account" and change.verb is not Verb.UPDATE]
    if accounts:
        gone = Account.objects.filter(pk__in=[change.id for change in accounts if change.verb is Verb.DELETE])
        come = {str(change.fields["statement_id"]) for change in accounts if change.verb is Verb.INSERT}
        found["statement"] = found.get("statement", set()) | come | set(gone.values_list("statement_id", flat=True))
    return found


def before(ids: Mapping[str, Collection[str]], *, but: Collection[str]) -> Heaps:
    """On which heaps these rows lie, held until the action ends: else another could move one between this look and its end.

    `but` leaves out those that are not there yet.
    """
    there = {table: set(those) - set(but) for table, those in ids.items()}
    if connection.features.has_select_for_update:  # where there is none, who writes is alone
        for table, those in sorted(there.items()):
            model: Any = rows.model_of(table)
            list(model.objects.select_for_update().filter(pk__in=those).order_by("pk").values_list("pk"))
    return standing(there)


def standing(ids: Mapping[str, Collection[str]]) -> Heaps:
    """On which heaps these rows lie now."""
    return Counter(
        Heap(table, compartment, state)
        for table, those in ids.items()
        if those
        for compartment, state in _lying(table).filter(pk__in=those)
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
    for table in _STATES:
        for compartment, state, number in _lying(table).using(using).annotate(n=Count("pk")):
            found[Heap(table, compartment, state)] = number
    return found


def told() -> Heaps:
    """What the tallies are."""
    return Counter({Heap(row.table, row.compartment, row.state): row.count for row in Tally.objects.exclude(count=0)})


def _lying(table: str) -> Any:  # Any: a query set of one of several tables
    """Compartment and state of the rows of `table` that lie in a compartment: what is erased lies in none."""
    model: Any = rows.model_of(table)
    there = model.objects.filter(compartment__isnull=False).order_by()
    return there.annotate(heap=_STATES[table]).values_list("compartment", "heap")


def _add(heap: Heap, number: int) -> None:
    if not Tally.objects.filter(**heap._asdict()).update(count=F("count") + number):
        Tally.objects.create(**heap._asdict(), count=number)
