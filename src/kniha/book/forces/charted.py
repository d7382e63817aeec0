"""The structure of the forces on one day, who commanded then, and who stood above: as far as a registrar may see.

The number of questions to the database is the same for one unit and for five thousand.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, CharField, F, Q, Value, When

from kniha.book.access.models import Registrar
from kniha.book.forces import queries
from kniha.book.forces.command import Post, Step, chain, is_sure_on
from kniha.book.forces.finding import listed
from kniha.book.forces.models import Lasting, Posting, UnitParent
from kniha.book.forces.structure import Held, Tree, tree
from kniha.book.people.models import Person, PersonName
from kniha.vocab.span import Span

COMMANDS = "commander"


@dataclass(frozen=True, slots=True)
class Command:
    """A posting of a commander on one day, the person with their names, and whether a source is sure of that day."""

    row: Posting
    person: Person
    is_sure: bool


@dataclass(frozen=True, slots=True)
class Commander:
    """The same for a chart of many units: the person's id and names, and no more."""

    person: str
    names: Sequence[str]
    acting: bool
    is_sure: bool


@dataclass(frozen=True, slots=True)
class Climbed:
    """A step of a chain of command: the unit, the rows by which it stood above, and who commanded it; nobody where none is known."""

    step: Step
    called: str
    links: tuple[tuple[str, UnitParent], ...]
    """Each with what the unit below is called."""
    commands: tuple[Command, ...]


def on(day: date) -> Q:
    """What may have held on `day`, for a query."""
    return (Q(began_from__isnull=True) | Q(began_from__lte=day)) & (Q(ended_to__isnull=True) | Q(ended_to__gte=day))


def surely(day: date) -> Case:
    """Whether a source is sure of `day`, for a query: as `command.is_sure_on`, of thousands of rows at once.

    A word, and empty where it is not: numbers go through a converter, row by row.
    """
    return Case(When(began_to__lte=day, ended_from__gte=day, then=Value("sure")), default=Value(""), output_field=CharField())


def span_of(row: Lasting) -> Span:
    """From when to when it is told."""
    return Span(row.began_from, row.began_to, row.ended_from, row.ended_to)


def tree_on(registrar: Registrar, day: date, *, language: str) -> Tree:
    """The units that `registrar` may know of, in the order of the alphabet, as they belonged together on `day`."""
    units = list(listed(registrar, language=language).values_list("unit_id", flat=True))
    return tree(units, _links_told_on(registrar, day))


def links_on(registrar: Registrar, day: date, known: Collection[str]) -> Sequence[Held]:
    """What belonged to what on `day`, or may have, among the units `known`."""
    return [link for link in _links_told_on(registrar, day) if link.unit in known and link.parent in known]


def _links_told_on(registrar: Registrar, day: date) -> Iterator[Held]:
    """The same by what `registrar` may know of sources alone: the units are still to be looked at."""
    rows = queries.sourced(registrar, UnitParent.objects.filter(on(day)).annotate(sure=surely(day)))
    for row, unit, parent, sure in rows.values_list("pk", "unit_id", "parent_id", "sure"):
        yield Held(row, unit, parent, bool(sure))


def _above(links: Iterable[Held]) -> dict[str, list[Held]]:
    found: dict[str, list[Held]] = defaultdict(list)
    for link in links:
        found[link.unit].append(link)
    return found


def commands_on(registrar: Registrar, units: Collection[str], day: date) -> Mapping[str, Sequence[Command]]:
    """Who commanded each of these units on `day`, or may have; first those of whom a source is sure."""
    rows = list(queries.postings(registrar).filter(on(day), kind=COMMANDS, unit__in=units).order_by("acting", "pk"))
    people = queries.people_of(registrar, rows)
    found: dict[str, list[Command]] = defaultdict(list)
    for row in rows:
        found[row.unit_id].append(Command(row, people[row.person_id], is_sure_on(span_of(row), day) is True))
    return {unit: sorted(held, key=lambda one: not one.is_sure) for unit, held in found.items()}


def commanders_on(registrar: Registrar, units: Collection[str], day: date) -> Mapping[str, Sequence[Commander]]:
    """As `commands_on`, for a chart: who, and not from which source."""
    rows = queries.postings(registrar).filter(on(day), kind=COMMANDS, unit__in=units).annotate(sure=surely(day))
    told = list(rows.order_by("-sure", "acting", "pk").values_list("unit_id", "person_id", "acting", "sure"))
    names: dict[str, list[str]] = defaultdict(list)
    named = PersonName.objects.filter(person__in={person for _, person, *_ in told}).order_by("text", "pk")
    for person, text in named.values_list("person_id", "text"):
        names[person].append(text)
    found: dict[str, list[Commander]] = defaultdict(list)
    for unit, person, acting, sure in told:
        found[unit].append(Commander(person, names[person], acting, bool(sure)))
    return found


def chains(registrar: Registrar, units: Iterable[str], day: date, *, language: str) -> Mapping[str, Sequence[Climbed]]:
    """The chain of command above each of these units on `day`, itself first."""
    above = _above(_links_told_on(registrar, day))
    wanted = tuple(units)
    led_to = {step.unit for unit in wanted for step in chain(unit, above)}
    known = frozenset(queries.units_seen(registrar).filter(pk__in=led_to).values_list("pk", flat=True))
    held = (link for unit in known for link in above.get(unit, ()) if link.parent in known)
    above = _above(held)  # what nobody here may know of ends a chain, and is no step of it
    steps = {unit: chain(unit, above) for unit in wanted if unit in known}
    every = [step for found in steps.values() for step in found]
    links = queries.links(registrar).in_bulk({link.row for step in every for link in step.links})
    climbed = {step.unit for step in every}
    commands = commands_on(registrar, climbed, day)
    called = queries.called(registrar, climbed, language=language)

    def shown(step: Step) -> Climbed:
        rows = tuple((called.get(link.unit, ""), links[link.row]) for link in step.links)
        return Climbed(step, called.get(step.unit, ""), rows, tuple(commands.get(step.unit, ())))

    return {unit: tuple(map(shown, found)) for unit, found in steps.items()}


def commands_over_time(registrar: Registrar, unit: str) -> Sequence[Posting]:
    """All who commanded `unit`, the earliest first."""
    rows = queries.postings(registrar).filter(unit=unit, kind=COMMANDS)
    return list(rows.order_by(F("began_to").asc(nulls_first=True), F("ended_from").asc(nulls_last=True), "pk"))


def posts(rows: Iterable[Posting]) -> tuple[Post, ...]:
    """Postings as they are compared."""
    return tuple(Post(row.pk, row.person_id, row.unit_id, row.acting, span_of(row)) for row in rows)
