"""Finding by text, within what a registrar may see."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kniha.book.access import leads, queries
from kniha.book.access.models import Registrar
from kniha.book.events.models import Incident
from kniha.book.evidence import queries as evidence
from kniha.book.evidence.models import Exhibit
from kniha.book.people.models import Person
from kniha.book.statements.models import Statement
from kniha.search.documents import EVERYTHING, Answer, Narrowing
from kniha.search.index import Index
from kniha.search.known_names import capitalised

KINDS = ("statement", "incident", "person", "exhibit")


@dataclass(frozen=True, slots=True)
class Looking:
    """What is looked for: words, how it is narrowed, and which page of which kind; the first kind that has any where none is named."""

    text: str
    narrowing: Narrowing = EVERYTHING
    kind: str = ""
    start: int = 0
    count: int = 20
    kinds: tuple[str, ...] = KINDS


def find(registrar: Registrar, text: str, *, kind: str, folder: Path, limit: int = 1000) -> tuple[str, ...]:
    """Return ids of `kind` (one of `KINDS`) that hold the words of `text`, best first; only what `registrar` may see."""
    if registrar.frozen:
        return ()
    return _index(folder).find(text, kind=kind, compartments=_open_to(registrar), but=_kept_away(registrar), limit=limit)


def look(registrar: Registrar, asked: Looking, *, folder: Path) -> Answer:
    """Return one page of what `asked` finds, and how many records of each kind and facet there are; only of what `registrar` may see."""
    open_ones = frozenset() if registrar.frozen else _open_to(registrar)
    return _index(folder).look(
        asked.text, kinds=asked.kinds, kind=asked.kind, compartments=open_ones, but=_kept_away(registrar), narrowing=asked.narrowing,
        page=(asked.start, asked.count),
    )  # fmt: skip


def named_in(registrar: Registrar, text: str, *, compartment: str, folder: Path, limit: int = 200) -> tuple[str, ...]:
    """Return ids of persons of `compartment` whose names are like words of `text`, those with most such words first.

    Of that compartment alone, and only where `registrar` is a member of it.
    """
    if registrar.frozen or compartment not in _open_to(registrar):
        return ()
    return _index(folder).named(capitalised(text), kind="person", compartment=compartment, but=_kept_away(registrar), limit=limit)


def _open_to(registrar: Registrar) -> frozenset[str]:
    return frozenset(queries.compartments(registrar).values_list("pk", flat=True))


def _kept_away(registrar: Registrar) -> frozenset[str]:
    """What a conflict of interest keeps from `registrar`, and what a lawyer keeps from all: the index is told, so that no count gives it
    away either.
    """
    found = set(evidence.shut_again().values_list("pk", flat=True))
    if not registrar.kept_from:
        return frozenset(found)
    for model in (Statement, Incident, Person, Exhibit):
        known = leads.without(model.objects.filter(compartment__isnull=False), registrar.kept_from, path="compartment")
        found.update(model.objects.filter(compartment__isnull=False).exclude(pk__in=known.values("pk")).values_list("pk", flat=True))
    return frozenset(found)


@cache
def _index(folder: Path) -> Index:
    return Index(folder)
