"""Units by any of their names: those that somebody means by what they type, and those that a statement names."""

from collections.abc import Iterable, Sequence

from kniha.book.forces import queries
from kniha.book.forces.finding import EVERYWHERE, Lying, bearing, listed, places, told_names
from kniha.book.forces.units import Unit
from kniha.book.statements.models import Statement
from kniha.desk.language import language
from kniha.desk.request import Who
from kniha.search.called import told_called
from kniha.search.known_names import KnownName, ToldName

MOST = 12
"""Units that are offered at once; who misses one types more of its name."""

Offered = list[tuple[str, str]]
"""Units to choose from: id, and what it is called."""


def units_meant(who: Who, words: str) -> list[Unit]:
    """The first units of which a name has all these words, in the order of the alphabet."""
    return _first(who, words, EVERYWHERE)


def offered(who: Who, words: str) -> Offered:
    """The same, to choose from."""
    return [(unit.pk, called_of(unit)) for unit in units_meant(who, words)]


def meant_in(who: Who, compartment: str | None, words: str) -> Offered:
    """As `offered`, of those alone that something in this compartment may be tied to."""
    return [(unit.pk, called_of(unit)) for unit in _first(who, words, places(compartment))]


def told_in(who: Who, statement: Statement) -> tuple[ToldName, ...]:
    """Where `statement` names a unit that is known openly or in its own compartment, whatever else the one who asks may see."""
    if statement.compartment_id is None:
        return ()
    told = told_names(who.registrar, statement.text, among=places(statement.compartment_id))
    return told_called(statement.text, [KnownName(unit, text) for unit, text in told.values_list("unit_id", "text")])[:MOST]


def at_hand(who: Who, statement: Statement, typed: Sequence[str], told: Iterable[str]) -> list[Unit]:
    """The units that a mention of `statement` may be tied to: those `told` in it, by their ids, and those meant by the words `typed`."""
    found = {unit.pk: unit for words in typed for unit in _first(who, words, places(statement.compartment_id))}
    return [*chosen_from(who, set(told) - found.keys(), []), *found.values()]


def chosen_from(who: Who, ids: Iterable[str], more: Offered) -> list[Unit]:
    """Those of these units that the one who asks may see."""
    wanted = {*ids, *(pk for pk, _ in more)}
    return list(queries.units(who.registrar, language=language()).filter(pk__in=wanted)) if wanted else []


def called_of(unit: Unit) -> str:
    """What a unit is called, as the queries annotate it."""
    return str(getattr(unit, "called", ""))


def _first(who: Who, words: str, among: Lying) -> list[Unit]:
    if not words.strip():
        return []
    rows = listed(who.registrar, language=language()).filter(unit__in=bearing(who.registrar, words, among=among))
    ids = list(rows.values_list("unit_id", flat=True)[:MOST])
    by_id = {unit.pk: unit for unit in queries.units(who.registrar, language=language()).filter(pk__in=ids)}
    return [by_id[pk] for pk in ids]
