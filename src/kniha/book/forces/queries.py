"""What a registrar may see of units: each value where its source lies, a unit by its names, a posting with its person."""

from collections.abc import Collection, Iterable
from typing import Any, TypeVar

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When

from kniha.book.access.models import Registrar
from kniha.book.access.queries import compartments, one, visible
from kniha.book.events.models import Involvement
from kniha.book.forces.listing import OPEN
from kniha.book.forces.models import ListedUnit, Posting, Sourced, UnitName, UnitParent
from kniha.book.forces.units import Unit
from kniha.book.people.models import Person, PersonName
from kniha.book.related import bring
from kniha.book.statements.models import Account, Mention
from kniha.book.statements.queries import TOLD
from kniha.vocab import terms

Row = TypeVar("Row", bound=Sourced)


def known_to(registrar: Registrar) -> Q:
    """Of what is derived of units: what lies open, or in a compartment of `registrar`, who is not frozen."""
    return Q(lies=OPEN) | Q(lies__in=compartments(registrar).order_by().values("pk"))


_PATH = "account__statement__compartment"


def sourced(registrar: Registrar, rows: QuerySet[Row]) -> QuerySet[Row]:
    """Those of `rows` that anybody may read, or that rest on accounts which `registrar` may see."""
    if registrar.frozen:
        return rows.none()
    if not registrar.kept_from:
        return rows.filter(Q(account__isnull=True) | Q(**{f"{_PATH}__in": compartments(registrar).order_by()}))
    closed = visible(rows.filter(account__isnull=False).order_by(), registrar, path=_PATH)
    return rows.filter(Q(account__isnull=True) | Q(pk__in=closed.values("pk")))


def names(registrar: Registrar) -> QuerySet[UnitName]:
    """All names of units that `registrar` may know."""
    return sourced(registrar, UnitName.objects.all())


def units(registrar: Registrar, *, language: str = "") -> QuerySet[Unit]:
    """The units that `registrar` may know of, in no order, as `called`: an open name before others, in `language` where there is one."""
    return units_seen(registrar).annotate(called=Subquery(preferred(registrar, OuterRef("pk"), language=language)))


def units_seen(registrar: Registrar) -> QuerySet[Unit]:
    """The same, for whoever does not ask what they are called."""
    return Unit.objects.filter(seen_by(registrar, "pk"))


def seen_by(registrar: Registrar, unit: str) -> Exists:
    """Whether `registrar` may know of the unit to which the field `unit` of a row leads: for a query."""
    if registrar.kept_from or registrar.frozen:
        return Exists(names(registrar).filter(unit=OuterRef(unit)))
    return Exists(ListedUnit.objects.filter(known_to(registrar), unit=OuterRef(unit), language=""))


def preferred(registrar: Registrar, unit: OuterRef, *, language: str) -> Any:  # Any: what Django's `values` makes
    """What stands for a unit of an outer query."""
    return names(registrar).filter(unit=unit).order_by(*_preferred(language)).values("text")[:1]


def unit(registrar: Registrar, unit_id: str, *, language: str = "") -> Unit:
    """One unit, or NotFoundError."""
    return one(units(registrar, language=language), pk=unit_id)


def called(registrar: Registrar, ids: Iterable[str], *, language: str = "") -> dict[str, str]:
    """What those of these units that `registrar` may know of are called, by their ids."""
    found: dict[str, str] = {}
    rows = names(registrar).filter(unit__in=set(ids)).order_by(*_preferred(language))
    for unit_id, text in rows.values_list("unit_id", "text"):
        found.setdefault(unit_id, text)
    return found


def _preferred(language: str) -> tuple[Case | str, ...]:
    """The order in which one of several names is chosen, as in `rules.chosen_name`; one that lies open comes before the others."""
    kinds = [When(kind=term.code, then=Value(place)) for place, term in enumerate(terms.terms("unit-name-kinds"))]
    return (
        Case(When(account__isnull=True, then=Value(0)), default=Value(1), output_field=IntegerField()),
        Case(When(language=language, then=Value(0)), default=Value(1), output_field=IntegerField()),
        Case(*kinds, default=Value(len(kinds)), output_field=IntegerField()),
        "text",
        "pk",
    )


_WITH_SOURCE = ("account__statement",)


def names_of(registrar: Registrar, unit: Unit) -> QuerySet[UnitName]:
    """The names of `unit`, official ones first."""
    return names(registrar).filter(unit=unit).select_related(*_WITH_SOURCE).order_by(*_preferred(""))


def parents_of(registrar: Registrar, unit: Unit) -> QuerySet[UnitParent]:
    """What `unit` belonged to, the latest first."""
    return links(registrar).filter(unit=unit).order_by(F("began_to").desc(nulls_last=True), "pk")


def children_of(registrar: Registrar, unit: Unit) -> QuerySet[UnitParent]:
    """What belonged to `unit`, the latest first."""
    return links(registrar).filter(parent=unit).order_by(F("began_to").desc(nulls_last=True), "pk")


def links(registrar: Registrar) -> QuerySet[UnitParent]:
    """What belonged to what, as far as `registrar` may know of both and of the source."""
    rows = UnitParent.objects.filter(seen_by(registrar, "unit"), seen_by(registrar, "parent"))
    return sourced(registrar, rows).select_related(*_WITH_SOURCE)


def postings(registrar: Registrar) -> QuerySet[Posting]:
    """The postings that `registrar` may know of: the person, the unit and the source alike."""
    return _postings(registrar, Posting.objects.filter(seen_by(registrar, "unit"))).select_related("person", *_WITH_SOURCE)


def postings_in(registrar: Registrar, unit: Unit) -> QuerySet[Posting]:
    """Who held which post in `unit`, which `registrar` may know of; commanders first, the latest first."""
    rows = _postings(registrar, Posting.objects.filter(unit=unit)).select_related(*_WITH_SOURCE)
    return rows.order_by(_by_kind(), F("began_to").desc(nulls_last=True), "pk")


def people_of(registrar: Registrar, postings: Collection[Posting]) -> dict[str, Person]:
    """The persons of these postings, by their ids, with their names: two queries for a page."""
    return people_by_id(registrar, {one.person_id for one in postings})


def people_by_id(registrar: Registrar, ids: Collection[str]) -> dict[str, Person]:
    """Those of these persons that `registrar` may know of, by their ids, with their names."""
    rows = visible(Person.objects.filter(pk__in=ids), registrar)
    found = {one.pk: one for one in rows}
    bring(found.values(), "names", PersonName.objects.order_by("text", "pk"))
    return found


def _postings(registrar: Registrar, rows: QuerySet[Posting]) -> QuerySet[Posting]:
    return sourced(registrar, visible(rows, registrar, path="person__compartment"))


def postings_of(registrar: Registrar, person: Person) -> QuerySet[Posting]:
    """Which posts `person` held, the latest first."""
    return postings(registrar).filter(person=person).order_by(F("began_to").desc(nulls_last=True), "pk")


def _by_kind() -> Case:
    kinds = [When(kind=term.code, then=Value(place)) for place, term in enumerate(terms.terms("posting-kinds"))]
    return Case(*kinds, default=Value(len(kinds)), output_field=IntegerField())


def mentions_of(registrar: Registrar, unit: Unit) -> QuerySet[Mention]:
    """Where accounts name `unit`, as far as a coder tied the words to it; the latest first."""
    rows = visible(Mention.objects.filter(TOLD, known_unit=unit), registrar, path="account__statement__compartment")
    return rows.select_related("account__statement").order_by("-account__statement__received_on", "pk")


def involvements_of(registrar: Registrar, unit: Unit) -> QuerySet[Involvement]:
    """In what `unit` is alleged to have taken part."""
    rows = visible(Involvement.objects.filter(unit=unit), registrar, path="act__incident__compartment")
    return rows.select_related("act__incident").order_by("act__incident__number", "pk")


def part(registrar: Registrar, kind: str, part_id: str) -> UnitName | UnitParent | Posting:
    """One value that may be withdrawn: a `name`, a `parent`, a `posting`; or NotFoundError."""
    match kind:
        case "name":
            return one(names(registrar).select_related("unit"), pk=part_id)
        case "parent":
            return one(links(registrar).select_related("unit"), pk=part_id)
        case _:
            return one(postings(registrar).select_related("unit") if kind == "posting" else Posting.objects.none(), pk=part_id)


def accounts_about(registrar: Registrar, ids: Collection[str]) -> QuerySet[Account]:
    """Those of these accounts that `registrar` may see, with their statements: what a value may rest on."""
    rows = visible(Account.objects.filter(pk__in=ids), registrar, path="statement__compartment")
    return rows.select_related("statement").order_by("-statement__received_on", "pk")
