"""Two persons side by side: what accounts say of each, and what a machine compared of them."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from kniha.book.events import of_people
from kniha.book.linking import queries
from kniha.book.people import queries as people
from kniha.book.people.canaries import note_person_read
from kniha.book.people.models import Person, PersonName
from kniha.book.statements import queries as statements
from kniha.book.statements.models import Mention
from kniha.desk.linking.shown import Shown
from kniha.desk.request import Who
from kniha.names.parsing import parse


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two persons."""

    whole: Person
    names: tuple[PersonName, ...]
    said: tuple[tuple[Mention, str], ...]
    """What accounts say of them, with the words that it rests on."""
    statements: int


def seen(who: Who) -> QuerySet[Person]:
    """All that this registrar may know of."""
    return people.people(who.registrar)


def two(who: Who, person_id: str, second_id: str) -> tuple[Person, Person]:
    """Two persons of one compartment, or NotFoundError; that they were read is noted."""
    one = people.person(who.registrar, person_id)
    other = queries.person_beside(who.registrar, one, second_id)
    for each in (one, other):
        note_person_read(who.hand, each)
    return one, other


def sides(who: Who, one: Person, other: Person) -> tuple[Side, Side]:
    """Both with their names and all that accounts say of them."""
    return _side(who, one), _side(who, other)


def _side(who: Who, person: Person) -> Side:
    mentions = of_people.mentions(who.registrar, person).select_related("passage")
    told = statements.statements(who.registrar).filter(source=person).count()
    return Side(person, tuple(people.names(who.registrar, person)), tuple((one, _words(one)) for one in mentions), told)


def _words(mention: Mention) -> str:
    passage = mention.passage
    return mention.account.statement.text[passage.start : passage.end] if passage is not None else ""


def more(_who: Who, _two: tuple[Side, Side]) -> Mapping[str, object]:
    """What the page of two persons has beside: nothing."""
    return {}


def told(side: Side, row_key: str) -> Mapping[str, str]:
    """What was compared of a person, by the subjects of the list `link-subjects`."""
    row = queries.row_compared(side.whole, [one.pk for one, _ in side.said], row_key)
    if row is None:
        return {}
    found = {column.replace("_", "-"): value for column, value in row.told.items()}
    return found | {"dob": row.told.get("age", "")} | dict(_parts(row.told.get("name", "")))


def _parts(name: str) -> Iterator[tuple[str, str]]:
    readings = parse(name).readings
    if readings:
        one = readings[0]
        parts = (("given", one.given or one.given_initial), ("patronymic", one.patronymic or one.patronymic_initial))
        yield from ((about, part.written) for about, part in parts if part is not None)
        yield from zip(("surname", "more"), (part.written for part in one.surnames), strict=False)


def called(who: Who, ids: Collection[str]) -> Mapping[str, Shown]:
    """How persons are called; of nobody more than two spellings. Who has no name is told by a call sign or a badge, as accounts have it."""
    found: dict[str, list[str]] = {one: [] for one in ids}
    for person, name in people.names_among(who.registrar, found).values_list("person", "text"):
        if name not in found[person]:
            found[person].append(name)
    nameless = [person for person, names in found.items() if not names]
    for person, sign, badge in of_people.signs_of(who.registrar, nameless):
        found[person] += [word for word in (sign, badge) if word and word not in found[person]]
    return {one: Shown(one, tuple(names[:2]), reverse("person", args=[one])) for one, names in found.items()}
