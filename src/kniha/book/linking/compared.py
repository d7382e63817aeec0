"""What the register tells of the persons of one compartment, as rows that can be compared: a name as written, and what is told with it.

A row is a spelling of a person with what their mentions tell under it; what all mentions of a person tell alike goes with every spelling.
A mention without a name is a row of its own where it tells a badge, a call sign or a vehicle. Sealed fields are not opened for it.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from django.db.models import QuerySet

from kniha.book.linking.row import Row
from kniha.book.people.models import Person, PersonName
from kniha.book.statements.models import Mention

TOLD = ("rank", "unit", "badge", "call_sign", "vehicle")
_TELLING = ("badge", "call_sign", "vehicle")
MOST_ROWS = 20
"""Of one person: more spellings than that say nothing new."""
_AGE = re.compile(r"\d{1,3}")


@dataclass(slots=True)
class _Person:
    gender: str
    age: str
    names: dict[str, str] = field(default_factory=dict)
    """Spelling -> the id of what it is written in."""
    told: list[tuple[str, str, Mapping[str, str]]] = field(default_factory=list)
    """Id, name and what is told, of each mention."""
    day: str = ""


def of_compartment(compartment: str) -> Iterator[Row]:
    """The rows of all persons of a compartment. An invented person whom nobody has a reason to open is not compared."""
    people = Person.objects.filter(compartment=compartment, canaries__isnull=True)
    return _rows(people, Mention.objects.filter(person__compartment=compartment, account__statement__compartment=compartment))


def of_people(people: QuerySet[Person], mentions: QuerySet[Mention]) -> Mapping[str, Row]:
    """The rows of some persons out of those of their mentions that somebody may see, by their keys."""
    return {row.key: row for row in _rows(people, mentions.filter(person__in=people))}


def _rows(people: QuerySet[Person], mentions: QuerySet[Mention]) -> Iterator[Row]:
    known = {pk: _Person(gender, age) for pk, gender, age in people.order_by("pk").values_list("pk", "gender_told", "age_told")}
    names = PersonName.objects.filter(person__in=people).order_by("person", "pk").values_list("person", "pk", "text")
    for person, key, text in names.iterator(chunk_size=5000):
        known[person].names.setdefault(text.strip(), key)
    found = mentions.order_by("account__statement__received_on", "pk")
    columns = found.values_list("person", "pk", "name", "account__statement__received_on", *TOLD)
    for person, key, name, day, *told in columns.iterator(chunk_size=5000):
        if person in known:
            whose = known[person]
            whose.day = whose.day or day.isoformat()
            whose.told.append((key, name.strip(), dict(zip(TOLD, told, strict=True))))
            if name.strip():
                whose.names.setdefault(name.strip(), key)
    for person, whose in known.items():
        yield from _rows_of(person, whose)


def _rows_of(person: str, whose: _Person) -> Iterator[Row]:
    alike = _told_alike(whose.told)
    base = {"gender": whose.gender} | ({"age": whose.age.strip(), "date": whose.day} if _is_age(whose) else {})
    by_name: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for _, name, told in whose.told:
        for column, value in told.items():
            if value.strip():
                by_name[name].setdefault(column, value)
    for name, key in sorted(whose.names.items(), key=lambda item: item[1])[:MOST_ROWS]:
        yield Row(person, key, base | {"name": name} | alike | by_name[name])
    nameless = [(key, told) for key, name, told in whose.told if not name and any(told[column] for column in _TELLING)]
    for key, told in nameless[:MOST_ROWS] if not whose.names else ():
        yield Row(person, key, base | alike | {column: value for column, value in told.items() if value})


def _is_age(whose: _Person) -> bool:
    return bool(whose.day and _AGE.fullmatch(whose.age.strip()))


def _told_alike(told: Collection[tuple[str, str, Mapping[str, str]]]) -> dict[str, str]:
    """What all mentions that tell it tell in the same words."""
    values: defaultdict[str, set[str]] = defaultdict(set)
    for _, _, columns in told:
        for column, value in columns.items():
            if value.strip():
                values[column].add(value.strip())
    return {column: next(iter(found)) for column, found in values.items() if len(found) == 1}
