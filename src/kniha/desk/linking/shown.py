"""What the page of two persons shows: what accounts say of both, why a machine holds them to be one, what a decision changes."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kniha.book.events import of_people
from kniha.book.linking import queries, rules
from kniha.book.linking.compared import Row
from kniha.book.linking.models import PersonPair
from kniha.book.linking.rules import Board, Conflict, Pair
from kniha.book.people import queries as people
from kniha.book.people.models import Person, PersonName
from kniha.book.statements import queries as statements
from kniha.book.statements.models import Mention
from kniha.desk.request import Who
from kniha.names.parsing import parse

STRONGLY, HARDLY = 3000, 500
"""Thousandths of nats: twenty times likelier; less than twice."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two persons."""

    person: Person
    names: tuple[PersonName, ...]
    said: tuple[tuple[Mention, str], ...]
    """What accounts say of them, with the words that it rests on."""
    statements: int


@dataclass(frozen=True, slots=True)
class Reason:
    """One step towards the probability: how the two agree in something, what each says of it, and how it weighs."""

    about: str
    code: str
    millinats: int
    said: tuple[str, str]

    @property
    def weight(self) -> str:
        """`for-strongly`, `for`, `hardly`, `against` or `against-strongly`."""
        size = abs(self.millinats)
        if size < HARDLY:
            return "hardly"
        direction = "for" if self.millinats > 0 else "against"
        return f"{direction}-strongly" if size >= STRONGLY else direction

    @property
    def signed(self) -> str:
        """The weight in nats, as it is added."""
        return f"{self.millinats / 1000:+.1f}".replace("-", "−")


@dataclass(frozen=True, slots=True)
class Shown:
    """The names of somebody who is told of on a page about others."""

    pk: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two who are held not to be one, and the way of people held to be one that leads from one to the other."""

    one: Shown
    other: Shown
    way: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What follows from a verdict, with names."""

    verdict: str
    together: tuple[Shown, ...]
    parted: bool
    conflicts: tuple[Contradiction, ...]


def side(who: Who, person: Person) -> Side:
    """One person with their names and all that accounts say of them."""
    mentions = of_people.mentions(who.registrar, person).select_related("passage")
    told = statements.statements(who.registrar).filter(source=person).count()
    return Side(person, tuple(people.names(who.registrar, person)), tuple((one, _words(one)) for one in mentions), told)


def _words(mention: Mention) -> str:
    passage = mention.passage
    return mention.account.statement.text[passage.start : passage.end] if passage is not None else ""


def reasons(pair: PersonPair, sides: Sequence[Side]) -> tuple[Reason, ...]:
    """The steps in their order, each with the words of both sides, in the order of `sides`."""
    keys = {pair.person_id: pair.person_row, pair.second_id: pair.second_row}
    told = [_told(queries.row_compared(each.person, [one.pk for one, _ in each.said], keys[each.person.pk])) for each in sides]
    return tuple(Reason(about, code, nats, (told[0].get(about, ""), told[1].get(about, ""))) for about, code, nats in pair.reasons)


def _told(row: Row | None) -> Mapping[str, str]:
    """What a row says, by the subjects of the list `link-subjects`."""
    if row is None:
        return {}
    told = {column.replace("_", "-"): value for column, value in row.told.items()}
    return told | {"dob": row.told.get("age", "")} | dict(_parts(row.told.get("name", "")))


def _parts(name: str) -> Iterator[tuple[str, str]]:
    readings = parse(name).readings
    if readings:
        one = readings[0]
        parts = (("given", one.given or one.given_initial), ("patronymic", one.patronymic or one.patronymic_initial))
        yield from ((about, part.written) for about, part in parts if part is not None)
        yield from zip(("surname", "more"), (part.written for part in one.surnames), strict=False)


def changes(who: Who, board: Board, pair: Pair, verdicts: Collection[str]) -> tuple[Change, ...]:
    """What would follow from each verdict once it stands."""
    found = [rules.follows(board, pair, verdict) for verdict in verdicts]
    known = called(who, {one for each in found for one in (*each.together, *_in(each.conflicts))})
    return tuple(
        Change(each.verdict, tuple(known[one] for one in each.together), each.parted, _contradictions(each.conflicts, known))
        for each in found
    )


def contradictions(who: Who, board: Board) -> tuple[Contradiction, ...]:
    """What contradicts itself, with names."""
    return _contradictions(board.conflicts, called(who, set(_in(board.conflicts))))


def _in(conflicts: Collection[Conflict]) -> Iterator[str]:
    for conflict in conflicts:
        yield from conflict.way


def _contradictions(conflicts: Collection[Conflict], known: Mapping[str, Shown]) -> tuple[Contradiction, ...]:
    return tuple(Contradiction(known[one.left], known[one.right], tuple(known[person] for person in one.way)) for one in conflicts)


def called(who: Who, ids: Collection[str]) -> Mapping[str, Shown]:
    """How persons are called; of nobody more than two spellings. Who has no name is told by a call sign or a badge, as accounts have it."""
    found: dict[str, list[str]] = {one: [] for one in ids}
    for person, name in people.names_among(who.registrar, found).values_list("person", "text"):
        if name not in found[person]:
            found[person].append(name)
    nameless = [person for person, names in found.items() if not names]
    for person, sign, badge in of_people.signs_of(who.registrar, nameless):
        found[person] += [word for word in (sign, badge) if word and word not in found[person]]
    return {one: Shown(one, tuple(names[:2])) for one, names in found.items()}


def said_to_be(who: Who, person: Person, board: Board) -> tuple[Shown, ...]:
    """The others who are said to be this person."""
    group = [one for one in board.groups.get(person.pk, ()) if one != person.pk]
    return tuple(called(who, group).values())


def may_be(who: Who, person: Person, board: Board) -> tuple[tuple[Shown, PersonPair], ...]:
    """Others who may be this person, of whom nobody has decided, with the pair; the likeliest first."""
    found = [pair for pair in queries.pairs_with(who.registrar, person) if not board.is_settled((pair.person_id, pair.second_id))]
    others = [pair.second_id if pair.person_id == person.pk else pair.person_id for pair in found]
    known = called(who, set(others))
    return tuple((known[other], pair) for other, pair in zip(others, found, strict=True))
