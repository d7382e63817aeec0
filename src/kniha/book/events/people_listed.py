"""Persons in a list: as what they are told of and how often, within what a registrar may see."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Prefetch, QuerySet

from kniha.book.access.models import Registrar
from kniha.book.access.queries import visible
from kniha.book.people import queries as people
from kniha.book.people.models import Person, PersonName
from kniha.book.statements.models import Mention, Statement

SOURCE = "source"
"""Beside the roles of mentions: whose words a statement is."""


@dataclass(frozen=True, slots=True)
class Standing:
    """As what a person is told of, in the order of the list `mention-roles`, and how many statements are their own words."""

    roles: tuple[str, ...]
    statements: int


def listed(registrar: Registrar, *, role: str = "", compartment: str = "") -> QuerySet[Person]:
    """The persons whom `registrar` may know of, with their names; narrowed to a role, or to sources, and to a compartment."""
    rows = people.people(registrar).select_related("compartment")
    rows = rows.prefetch_related(Prefetch("names", PersonName.objects.order_by("text", "pk"))).order_by("pk")
    if compartment:
        rows = rows.filter(compartment=compartment)
    if role == SOURCE:
        return rows.filter(Exists(_statements(registrar).filter(source=OuterRef("pk"))))
    return rows.filter(Exists(_mentions(registrar).filter(role=role, person=OuterRef("pk")))) if role else rows


def standings(registrar: Registrar, persons: Collection[str]) -> Mapping[str, Standing]:
    """By id, for the persons of a page: two queries."""
    roles: dict[str, dict[str, None]] = {}
    rows = _mentions(registrar).filter(person__in=list(persons)).order_by("person", "role")
    for person, role in rows.values_list("person_id", "role").distinct():
        roles.setdefault(str(person), {})[role] = None
    told = _statements(registrar).filter(source__in=list(persons)).order_by()
    counts = dict(told.values_list("source_id").annotate(statements=Count("pk")))
    return {one: Standing(tuple(roles.get(one, {})), counts.get(one, 0)) for one in persons}


def _mentions(registrar: Registrar) -> QuerySet[Mention]:
    return visible(Mention.objects.filter(person__isnull=False), registrar, path="account__statement__compartment")


def _statements(registrar: Registrar) -> QuerySet[Statement]:
    return visible(Statement.objects.filter(source__isnull=False), registrar)
