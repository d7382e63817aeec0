"""The list of incidents as it stood at a moment: what this registrar may know of today, told as it was then."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from kniha.book.access.models import Registrar
from kniha.book.access.queries import visible
from kniha.book.events.models import Incident
from kniha.book.journal import history
from kniha.book.journal.aspects import aspects
from kniha.book.journal.facts import facts_on
from kniha.book.journal.moments import Moment, Rows
from kniha.book.journal.parts import below
from kniha.book.journal.wording import Wording


@dataclass(frozen=True, slots=True)
class Listed:
    """One incident as it stood, in words."""

    id: str
    number: str
    title: str
    when: str
    where: str
    acts: str
    state: str


def opened_by(registrar: Registrar, day: date) -> QuerySet[Incident]:
    """The incidents that had been opened by the end of `day`, those opened last first."""
    return visible(Incident.objects.filter(opened_on__lte=day), registrar).order_by("-opened_on", "number")


def listed(registrar: Registrar, ids: Sequence[str], moment: Moment, *, language: str, home: str) -> tuple[Listed, ...]:
    """These incidents as they stood at `moment`, in this order; one that was not there then is left out."""
    found = history.states(registrar, [("incident", row) for row in ids], moment)
    wording = Wording(facts_on(registrar, (), at=found), language, home)
    return tuple(_listed(row, found, wording) for row in ids if ("incident", row) in found)


def _listed(row: str, found: Rows, wording: Wording) -> Listed:
    ref = ("incident", row)
    fields = found[ref]
    told = {aspect.code: wording.written(aspect, fields) for aspect in aspects("incident")}
    where = wording.bare(fields.get("place_words")) or told["point"]
    kinds = ", ".join(_kinds(row, found, wording))
    return Listed(row, told["number"], wording.bare(fields.get("title")), told["time"], where, kinds, told["state"])


def _kinds(row: str, found: Rows, wording: Wording) -> Iterator[str]:
    acts = [ref for ref in below(found, ("incident", row)) if ref[0] == "act"]
    yield from dict.fromkeys(wording.written(aspects("act")[0], found[act]) for act in acts)
