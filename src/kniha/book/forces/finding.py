"""Units as they are listed, and as they are found by words of their names: out of an index, within what a registrar may see.

Which words meet is decided by `kniha.search.called`. What lies elsewhere changes no list, no count and no suggestion.
"""

from collections.abc import Collection
from functools import reduce
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When

from kniha.book.access.models import Registrar
from kniha.book.forces import queries
from kniha.book.forces.listing import OPEN, read, written
from kniha.book.forces.models import ListedUnit, UnitName, UnitWord
from kniha.search.called import Sought, sought, told_in

Lying = Q
"""Where names lie that are looked at, of those that a registrar may see."""

EVERYWHERE = Lying()

_BEHIND = "g"
"""Comes after every hexadecimal digit."""

_BEHIND_NUMBERS = written("9") + _BEHIND


def listed(registrar: Registrar, *, language: str = "", force: str = "", kind: str = "", words: str = "") -> QuerySet[ListedUnit]:
    """The units that `registrar` may know of, each once, in the order of the alphabet (`place`, `unit_id`).

    Narrowed to a force, a kind, and to units of which one name has all of the `words`.
    """
    if registrar.frozen:
        return ListedUnit.objects.none()
    rows = ListedUnit.objects.filter(queries.known_to(registrar), language=language)
    before = rows.filter(unit=OuterRef("unit"), lies__lt=OuterRef("lies"))
    rows = rows.filter(Q(doubled=False) | ~Exists(before))
    rows = rows.filter(**{f"unit__{name}": code for name, code in (("force", force), ("kind", kind)) if code})
    if words.strip():
        rows = rows.filter(unit__in=bearing(registrar, words))
    return _in_order(registrar, rows)


def called_units(registrar: Registrar, rows: QuerySet[ListedUnit], *, language: str = "") -> QuerySet[ListedUnit]:
    """Lines of the list with their units and what these are `called`."""
    named = queries.preferred(registrar, OuterRef("unit"), language=language)
    return rows.select_related("unit").annotate(called=Subquery(named))


def bearing(registrar: Registrar, words: str, *, among: Lying = EVERYWHERE) -> Any:  # Any: what Django's `values` makes
    """The ids of units of which one name, known in one of these places, has all of the `words`; of none where nothing is typed."""
    here, wanted = _words(registrar, among), sought(words)
    if not wanted:
        return here.none().values("unit")
    different = _different(here) if any(one.heard for one in wanted) else ()
    met = [here.filter(_meaning(one, different)) for one in wanted]
    first, *others = met
    return reduce(lambda rows, more: rows.filter(name__in=more.values("name")), others, first).values("unit")


def told_names(registrar: Registrar, text: str, *, among: Lying) -> QuerySet[UnitName]:
    """Those names, known in one of these places, of which `text` tells all words, wherever these stand in it."""
    here = _words(registrar, among)
    told = [written(word) for word in told_in(text, _different(here))]
    whole = here.filter(word__in=told).values("name", "of").annotate(found=Count("pk")).filter(found=F("of"))
    return UnitName.objects.filter(pk__in=whole.values("name")).order_by("unit", "pk")


def places(compartment: str | None) -> Lying:
    """Where the units are known that something of `compartment` may be tied to: open, and there."""
    return Q(lies__in=[OPEN, *filter(None, [compartment])])


def _words(registrar: Registrar, among: Lying) -> QuerySet[UnitWord]:
    if registrar.frozen:
        return UnitWord.objects.none()
    rows = UnitWord.objects.filter(queries.known_to(registrar), among)
    return rows.filter(name__in=queries.names(registrar).values("pk")) if registrar.kept_from else rows


def _different(words: QuerySet[UnitWord]) -> tuple[str, ...]:
    """The different words, but for numbers, which are met as written. Units have a few thousand between them, however many names."""
    letters = words.filter(word__gte=_BEHIND_NUMBERS).order_by()
    return tuple(map(read, letters.values_list("word", flat=True).distinct()))


def _meaning(one: Sought, different: Collection[str]) -> Q:
    """As `Sought.meets`, for the database: what begins so is a range of the index, what sounds or is spelt alike are single words."""
    begins = written(one.begins)
    met = Q(word__gte=begins, word__lt=begins + _BEHIND)
    return met | Q(word__in=[written(word) for word in different if one.meets(word)]) if one.heard else met


def _in_order(registrar: Registrar, rows: QuerySet[ListedUnit]) -> QuerySet[ListedUnit]:
    """Whoever is kept from something sees the units without an open name last: their place might tell of a name that is kept from them."""
    if not registrar.kept_from:
        return rows.annotate(place_shown=F("place")).order_by("place_shown", "unit_id")
    named = queries.names(registrar).filter(unit=OuterRef("unit"))
    rows = rows.filter(Q(lies=OPEN) | Exists(named))
    return rows.annotate(place_shown=Case(When(lies=OPEN, then=F("place")), default=Value(_BEHIND))).order_by("place_shown", "unit_id")
