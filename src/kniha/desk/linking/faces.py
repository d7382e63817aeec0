"""Persons and incidents as pages of pairs show them: by which addresses, in which words, and what stands on each side."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from kniha.book.linking import kinds
from kniha.book.linking.kinds import Kind
from kniha.desk.linking import incidents, persons, words
from kniha.desk.linking.shown import Shown
from kniha.desk.linking.words import Wording
from kniha.desk.request import Who


@dataclass(frozen=True, slots=True)
class Face:
    """How one kind is shown. `all`, `listed`, `pair` and `choose` are names of addresses; `side` is a template."""

    kind: Kind
    part: str
    all: str
    listed: str
    pair: str
    choose: str
    side: str
    words: Wording
    seen: Callable[[Who], QuerySet[Any]]  # Any: persons, or incidents
    two: Callable[[Who, str, str], tuple[Any, Any]]  # Any: persons, or incidents
    called: Callable[[Who, Collection[str]], Mapping[str, Shown]]
    sides: Callable[[Who, Any, Any], tuple[Any, Any]]  # Any: persons, or incidents
    told: Callable[[Any, str], Mapping[str, str]]  # Any: a side of its own
    more: Callable[[Who, tuple[Any, Any]], Mapping[str, object]]  # Any: the same

    def address(self, one: Shown, other: Shown) -> str:
        """The page of two."""
        return reverse(self.pair, args=[one.key, other.key])


PERSONS = Face(
    kinds.PERSONS, "people", "people", "pairs", "person-pair", "pair-choose", "desk/linking/side.html", words.PERSONS,
    seen=persons.seen, two=persons.two, called=persons.called, sides=persons.sides, told=persons.told, more=persons.more,
)  # fmt: skip
INCIDENTS = Face(
    kinds.INCIDENTS, "incidents", "incidents", "incident-pairs", "incident-pair", "incident-pair-choose", "desk/linking/incident_side.html",
    words.INCIDENTS, seen=incidents.seen, two=incidents.two, called=incidents.called, sides=incidents.sides, told=incidents.told,
    more=incidents.more,
)  # fmt: skip
FACES = (PERSONS, INCIDENTS)
