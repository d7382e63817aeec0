"""What is known of the rows that a history names, and which of them this registrar may know of.

Rows are held as an entry would hold them. A row that is gone is known by what made it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from django.db import models

from kniha.book.access.models import Registrar
from kniha.book.access.queries import names
from kniha.book.journal import parts, rows, sight
from kniha.book.journal.moments import Fields, Ref, Rows
from kniha.vocab.canonical import JSON


@dataclass(frozen=True, slots=True)
class Facts:
    """Rows by table and id; those that may be known of; names of registrars by id, which all of the staff may know."""

    rows: Rows
    seen: frozenset[Ref]
    staff: Mapping[str, str]

    def fields(self, ref: Ref) -> Fields | None:
        """What is known of `ref`; None where this registrar may not know of it."""
        return self.rows.get(ref) if ref in self.seen else None


def facts_on(registrar: Registrar, refs: Iterable[Ref], *, staff: Iterable[str] = (), at: Rows | None = None) -> Facts:
    """Load `refs` and whatever they refer to; rows in `at`, as they stood at a moment, are taken as they are there."""
    known: Rows = dict(at or {})
    gone = parts.made(known.keys() - _existing(known))
    wanted = _of_tables(refs) | _all_referred(known)
    while missing := wanted - known.keys():
        there = _load(missing)
        last = parts.made(missing - there.keys())
        if at is None:
            there |= _telling_of([row for table, row in there if table == "person"])
            there |= _telling_of_units([row for table, row in there if table == "unit"])
        known |= there | last
        gone |= last
        wanted = _all_referred(there | last)
    return Facts(known, sight.seen(registrar, known, gone), names([*staff, *_staff_in(known)]))


def known_to(registrar: Registrar, refs: Iterable[Ref]) -> frozenset[Ref]:
    """Those of `refs` that `registrar` may know of, also of rows that are gone. It reads no more than that takes."""
    asked = _of_tables(refs)
    gone: Rows = {}
    seen = sight.seen(registrar, asked, gone)
    missing = asked - seen
    missing -= _existing(missing)
    if not missing:
        return seen
    while missing:
        last = parts.made(missing)
        gone |= last
        above = _all_referred(last) - gone.keys()
        missing = above - _existing(above)
    return sight.seen(registrar, asked, gone)


def _of_tables(refs: Iterable[Ref]) -> set[Ref]:
    """Without rows of other tables than those of the register: an entry may cite them, and a history says nothing of them."""
    return {ref for ref in refs if ref[0] in _tables()}


def _existing(refs: Iterable[Ref]) -> set[Ref]:
    return {
        (table, row)
        for table, ids in _by_table(refs).items()
        for row in rows.model_of(table).objects.filter(pk__in=ids).values_list("pk", flat=True)
    }


def _load(refs: Iterable[Ref]) -> Rows:
    return {(table, row): fields for table, ids in _by_table(refs).items() for row, fields in _encoded(table, "pk", ids).items()}


def _telling_of(people: Collection[str]) -> Rows:
    """What persons are told apart by: names, mentions, the statements whose source they are."""
    return {
        (table, row): fields
        for table, field in (("personname", "person"), ("mention", "person"), ("statement", "source"))
        for row, fields in _encoded(table, field, people).items()
    }


def _telling_of_units(units: Collection[str]) -> Rows:
    """What units are told apart by: their names."""
    return {("unitname", row): fields for row, fields in _encoded("unitname", "unit", units).items()}


def _encoded(table: str, field: str, ids: Collection[str]) -> dict[str, dict[str, JSON]]:
    """The rows of `table` whose `field` holds one of `ids`."""
    model = rows.model_of(table)
    return rows.encoded_rows(model.objects.filter(**{f"{field}__in": ids}).order_by("pk"), model) if ids else {}


def _by_table(refs: Iterable[Ref]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for table, row in refs:
        found.setdefault(table, []).append(row)
    return found


def _all_referred(found: Rows) -> set[Ref]:
    return {
        (to, row) for (table, _), fields in found.items() for name, to in _references(table) if isinstance(row := fields.get(name), str)
    }


@cache
def _tables() -> frozenset[str]:
    return frozenset(_table_of(model) for model in rows.journalled_models())


def _table_of(model: type[models.Model]) -> str:
    return model._meta.model_name or ""  # noqa: SLF001  Django's public-by-custom API


@cache
def _references(table: str) -> tuple[tuple[str, str], ...]:
    """The fields by which a table refers to others, and to which."""
    return tuple(
        (field.attname, _table_of(model))
        for field in rows.fields(rows.model_of(table))
        for model in rows.journalled_models()
        if field.related_model is model
    )


_STAFF_AS_TEXT = frozenset({"author", "coded_by", "giver", "taker", "noted_by"})
"""Fields that hold a registrar's id or else a process's name, and so are no reference."""


@cache
def staff_fields(table: str) -> tuple[str, ...]:
    """The fields of a table that hold a registrar's id: its references to registrars, and those that may name a process too."""
    return tuple(
        field.attname
        for field in rows.fields(rows.model_of(table))
        if field.related_model is Registrar or (field.attname in _STAFF_AS_TEXT and field.related_model is None)
    )


def _staff_in(known: Rows) -> Iterator[str]:
    for (table, _), fields in known.items():
        for name in staff_fields(table):
            value = fields.get(name)
            if isinstance(value, str) and value:
                yield value
