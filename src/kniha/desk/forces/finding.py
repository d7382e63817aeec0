"""Units by any of their names: those that somebody means by what they type, and those that a statement names."""

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from kniha.book.forces import queries
from kniha.book.forces.models import UnitName
from kniha.book.forces.units import Unit
from kniha.book.statements.models import Statement
from kniha.desk.language import language
from kniha.desk.request import Who
from kniha.search.called import meant, told_called
from kniha.search.known_names import KnownName, ToldName

MOST = 12
"""Units that are offered at once; who misses one types more of its name."""

Offered = list[tuple[str, str]]
"""Units to choose from: id, and what it is called."""


def units_meant(who: Who, words: str) -> QuerySet[Unit]:
    """The units of which a name has all these words."""
    return queries.units(who.registrar, language=language()).filter(pk__in=meant(words, _known(queries.names(who.registrar))))


def offered(who: Who, words: str) -> Offered:
    """The first of them, to choose from."""
    return [(unit.pk, called_of(unit)) for unit in units_meant(who, words)[:MOST]] if words.strip() else []


def meant_in(who: Who, compartment: str | None, words: str) -> Offered:
    """As `offered`, of those alone that something in this compartment may be tied to."""
    ids = meant(words, _known(queries.names_known_in(who.registrar, compartment)))
    return [(unit.pk, called_of(unit)) for unit in queries.units(who.registrar, language=language()).filter(pk__in=ids)[:MOST]]


def told_in(who: Who, statement: Statement) -> tuple[ToldName, ...]:
    """Where `statement` names a unit that is known openly or in its own compartment, whatever else the one who asks may see."""
    if statement.compartment_id is None:
        return ()
    return told_called(statement.text, _known(queries.names_known_in(who.registrar, statement.compartment_id)))[:MOST]


def at_hand(who: Who, statement: Statement, typed: Sequence[str], told: Iterable[str]) -> list[Unit]:
    """The units that a mention of `statement` may be tied to: those `told` in it, by their ids, and those meant by the words `typed`."""
    ids = set(told)
    known = _known(queries.names_known_in(who.registrar, statement.compartment_id)) if any(typed) else []
    for words in typed:
        ids |= set(sorted(meant(words, known))[:MOST])
    return list(queries.units(who.registrar, language=language()).filter(pk__in=ids)) if ids else []


def chosen_from(who: Who, ids: Iterable[str], more: Offered) -> list[Unit]:
    """Those of these units that the one who asks may see."""
    wanted = {*ids, *(pk for pk, _ in more)}
    return list(queries.units(who.registrar, language=language()).filter(pk__in=wanted)) if wanted else []


def called_of(unit: Unit) -> str:
    """What a unit is called, as the queries annotate it."""
    return str(getattr(unit, "called", ""))


def _known(names: QuerySet[UnitName]) -> list[KnownName]:
    return [KnownName(unit, text) for unit, text in names.order_by("unit", "pk").values_list("unit_id", "text")]
