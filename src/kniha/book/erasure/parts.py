"""Which rows belong to what is erased or held: the table BELONGS, walked through the book (docs/spec/erasure.md §2)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from django.db.models import Field, QuerySet

from kniha.book.access.models import Compartment
from kniha.book.classes import Journalled
from kniha.book.erasure.belonging import Belonging, Tie
from kniha.book.erasure.models import Hold
from kniha.book.erasure.rules import BELONGS, TARGETS
from kniha.book.journal import codec, rows
from kniha.book.journal.erasing import Told
from kniha.book.people.models import Person, PersonName
from kniha.book.statements.models import Mention
from kniha.vocab.canonical import canonical
from kniha.vocab.errors import NotFoundError

Ref = tuple[str, str]
"""A row: its table and its id."""

Parts = frozenset[Ref]


def parts_of(target: Ref) -> Parts:
    """`target` with everything that belongs to it."""
    return _walked({target})


def _walked(targets: set[Ref]) -> Parts:
    found, fresh = set(targets), set(targets)
    while fresh:
        fresh = (_below(fresh) | _told_of_alone(found)) - found
        found |= fresh
    return frozenset(found | set(_copied_names(found)))


def held() -> Parts:
    """Everything that standing holds cover. Taken together they may cover more than one by one: of whom only what is held tells."""
    return _walked(set(Hold.objects.filter(state="standing").values_list("table", "row")))


def ids(parts: Iterable[Ref], table: str) -> list[str]:
    """The ids of the rows of one table among `parts`."""
    return sorted(row for one, row in parts if one == table)


def by_table(parts: Iterable[Ref]) -> Mapping[str, list[str]]:
    """The ids of `parts`, table by table."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for table, row in sorted(parts):
        found[table].append(row)
    return found


def lying(table: str) -> QuerySet[Any]:  # Any: one of the three
    """The rows of one of the tables TARGETS, which lie in a compartment by themselves."""
    return rows.model_of(table).objects.all()


def lock(parts: Collection[Ref]) -> None:
    """Hold the rows that lie in a compartment by themselves, until the action ends: nobody codes them or adds to them meanwhile."""
    for table in sorted(TARGETS):
        list(lying(table).select_for_update().filter(pk__in=ids(parts, table)).order_by("pk").values_list("pk"))


def empty(model: type[Journalled], field: str) -> Any:  # Any: what Django fields hold
    """What a field holds that says nothing: its default, to which replay lets a blanked value fall."""
    return _field(model, field).get_default()


def says_nothing(told: Told) -> bool:
    """Whether a value of a row is the empty one: an erasure enters such values, and they need not go."""
    return told.data == _empty_data(told.table, told.field)


@cache
def _empty_data(table: str, name: str) -> bytes:
    field = _field(rows.model_of(table), name)
    return canonical(codec.encode(field, field.get_default()))


def _field(model: type[Journalled], name: str) -> Field[Any, Any]:  # Any: what Django fields hold
    return next(one for one in rows.fields(model) if name in {one.name, one.attname})


def compartment_of(target: Ref) -> Compartment:
    """Where `target` lies; NotFoundError where it is erased or sealed already."""
    table, row = target
    found = Compartment.objects.filter(pk__in=lying(table).filter(pk=row).values_list("compartment", flat=True)).first()
    if found is None:
        raise NotFoundError("there is no such thing here")
    return found


def _below(fresh: Collection[Ref]) -> set[Ref]:
    """What lies below the rows that were found last."""
    rows_of = by_table(fresh)
    found: set[Ref] = set()
    for link in BELONGS:
        if link.tie is Tie.BELOW and link.whole in rows_of:
            below = rows.model_of(link.part).objects.filter(**{f"{link.field}__in": rows_of[link.whole]})
            found.update((link.part, row) for row in below.values_list("pk", flat=True))
    return found


def _told_of_alone(found: Collection[Ref]) -> set[Ref]:
    """What rows of `found` name and no row outside of it; asked anew for all of it, as one row more may have been the last outside."""
    rows_of = by_table(found)
    named: defaultdict[str, set[str]] = defaultdict(set)
    for link in _alone():
        if link.whole in rows_of:
            naming = rows.model_of(link.whole).objects.filter(pk__in=rows_of[link.whole], **{f"{link.field}__isnull": False})
            named[link.part].update(naming.values_list(f"{link.field}_id", flat=True))
    return {(part, row) for part, each in named.items() for row in _not_outside(part, each.difference(rows_of.get(part, ())), rows_of)}


def _not_outside(part: str, named: set[str], rows_of: Mapping[str, list[str]]) -> set[str]:
    """Those of the `named` rows of a table that no row outside of `rows_of` names."""
    for link in _alone():
        if link.part == part and named:
            outside = rows.model_of(link.whole).objects.filter(**{f"{link.field}__in": named}).exclude(pk__in=rows_of.get(link.whole, ()))
            named = named.difference(outside.values_list(f"{link.field}_id", flat=True))
    return named


def _alone() -> list[Belonging]:
    return [link for link in BELONGS if link.tie is Tie.ALONE]


def _copied_names(found: Collection[Ref]) -> Iterator[Ref]:
    """Names that a person of whom others tell as well has from these mentions alone."""
    mentions = Mention.objects.filter(pk__in=ids(found, "mention"), person__isnull=False)
    for person in Person.objects.filter(pk__in=mentions.values("person")).exclude(pk__in=ids(found, "person")):
        others = Mention.objects.filter(person=person).exclude(pk__in=ids(found, "mention"))
        said = set(mentions.filter(person=person).values_list("name", flat=True)) - set(others.values_list("name", flat=True))
        yield from (("personname", row) for row in PersonName.objects.filter(person=person, text__in=said).values_list("pk", flat=True))
