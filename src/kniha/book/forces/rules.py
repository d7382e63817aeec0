"""What may be, in what is known of units. Pure."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol, TypeVar

from kniha.vocab import terms
from kniha.vocab.errors import ConflictError, ImpossibleError, MalformedError, RefusedError
from kniha.vocab.span import Days, Span, common

SHORTEST_REASON = 4
MOST_PEOPLE = 10_000_000
"""No force of one country has had more: a greater number is a slip of the pen."""

Name = TypeVar("Name", bound="Named")

Reach = frozenset[str] | None
"""The compartments in which a unit is known; None where it lies open for all registrars."""

_COUNTRY = re.compile(r"[A-Z]{2}")
_HOUR = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


def must_be_kind(kind: str, force: str, country: str) -> None:
    """Known terms; a country by its two letters (ISO 3166-1), or open."""
    terms.check_term("unit-kinds", kind)
    terms.check_term("force-kinds", force)
    if country and not _COUNTRY.fullmatch(country):
        raise MalformedError("a country is written with its two capital letters, such as BY")


def must_be_name(text: str, kind: str) -> None:
    """A name has letters or digits, and a known kind."""
    terms.check_term("unit-name-kinds", kind)
    if not any(letter.isalnum() for letter in text):
        raise MalformedError("the name of a unit is written with letters or digits")


def must_be_post(kind: str) -> None:
    """A known kind of post."""
    terms.check_term("posting-kinds", kind)


def must_be_deployment(kind: str, lat_e7: int | None, words: str) -> None:
    """A known kind; a place on the map, or in words."""
    terms.check_term("deployment-kinds", kind)
    if lat_e7 is None and not words.strip():
        raise MalformedError("say where it was: a point with a radius, or a place in words")


def must_be_hours(span: Span, began_at: str, ended_at: str) -> None:
    """Hours belong to a day: that by which it began, and that until which it lasted; and they do not run backwards."""
    for hour, day in ((began_at, span.began_to), (ended_at, span.ended_from)):
        if hour and not _HOUR.fullmatch(hour):
            raise MalformedError("an hour is written as 22:05")
        if hour and day is None:
            raise ImpossibleError("an hour belongs to a day; this one has none")
    ends_on_one_day = span.began_from is not None and span.began_from == span.began_to == span.ended_from == span.ended_to
    if began_at and ended_at and ends_on_one_day and ended_at < began_at:
        raise ImpossibleError("it ends before it begins")


def must_be_tasked_by_one(unit: object, person: object) -> None:
    """A source names a unit that set the task, or a person; never both in one value."""
    if unit is not None and person is not None:
        raise MalformedError("on whose task: a unit or a person, not both; enter the other as a value of its own")


def must_have_one_source(account: object, read_in: str) -> None:
    """Nothing is known of a unit without a source: an account, or where anybody may read it."""
    if (account is None) == (not read_in.strip()):
        raise MalformedError("say where this is known from: one account, or where anybody may read it")


def must_be_counted(low: int, likely: int, high: int) -> None:
    """Bounds in their order, none of them below nothing or beyond what a force can have."""
    if low < 0:
        raise ImpossibleError("a number of people is not below nothing")
    if not low <= likely <= high:
        raise ImpossibleError("at least, likely and at most stand in this order, none above the next")
    if high > MOST_PEOPLE:
        raise ImpossibleError("no force has so many people")


def must_be_days(first: date | None, last: date | None) -> None:
    """Days in their order, of years that the register knows."""
    Span(first, None, None, last)


def must_be_leaving(low: int, high: int, *, is_named: bool) -> None:
    """Somebody left; one who is named is one."""
    if high < 1:
        raise ImpossibleError("a departure is that of one person at least")
    if is_named and (low, high) != (1, 1):
        raise ImpossibleError("one who is named counts as one")


def must_be_new(exists: bool) -> None:  # noqa: FBT001  a fact, not a switch
    """The same is not entered twice from one source."""
    if exists:
        raise ConflictError("this is entered already from this source")


def must_be_reached(*reaches: Reach) -> None:
    """What lies in one compartment is not tied to what is known in another alone: that would tell it there."""
    if shared(reaches) == frozenset():
        raise RefusedError("this unit is known from another compartment alone; it is tied to nothing here")


def shared(reaches: Iterable[Reach]) -> Reach:
    """Where all of these are known; None where all lie open."""
    found: Reach = None
    for reach in reaches:
        if reach is not None:
            found = reach if found is None else found & reach
    return found


def must_be_two(unit: str, parent: str) -> None:
    """A unit is no part of itself."""
    if unit == parent:
        raise ImpossibleError("a unit does not belong to itself")


class Named(Protocol):
    """A name among several."""

    pk: str
    text: str
    language: str
    kind: str


def chosen_name(names: Iterable[Name], language: str) -> Name:
    """The name that stands for a unit: in `language` where there is one, then by kind as the list of kinds has them."""
    kinds = {term.code: place for place, term in enumerate(terms.terms("unit-name-kinds"))}
    return min(names, key=lambda one: (one.language != language, kinds.get(one.kind, len(kinds)), one.text, one.pk))


Links = Mapping[str, Sequence[tuple[str, Span]]]
"""By unit: what it belonged to, and when."""


def must_not_circle(unit: str, parent: str, told: Span, links: Links) -> None:
    """Nothing stands above itself on one day. Links that no day tells apart are held to be of one time."""
    ways: list[tuple[str, Days]] = [(parent, told.told)]
    passed: set[tuple[str, Days]] = set()
    while ways:
        at, days = ways.pop()
        if at == unit:
            raise ImpossibleError("on one day a unit would stand above itself; give the days that tell the two apart")
        if (at, days) in passed:
            continue
        passed.add((at, days))
        for above, held in links.get(at, ()):
            left = common(days, held.told)
            if left is not None:
                ways.append((above, left))


def must_say_why(reason: str) -> None:
    """Nothing is withdrawn without a word."""
    if len(reason.strip()) < SHORTEST_REASON:
        raise RefusedError("this is withdrawn with a reason")


def must_keep_a_name(others: int, resting: Collection[object]) -> None:
    """A unit on which something rests keeps a name, or what rests on it would be seen no more."""
    if not others and resting:
        raise ConflictError("something rests on this unit, and this is its last name: enter another name first")
