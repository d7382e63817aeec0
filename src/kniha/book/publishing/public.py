"""What the making of an edition reads of the register: released incidents that nothing stands against, and of each only what is told.

It reads over all compartments, for the process `release`: only `kniha.runs.releases` may import it (an import contract holds that). It has
no title, no words, no name, no number of the register and no hand of a registrar; points and instants come along, and are coarsened there.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from kniha.book.events.models import Act, Incident, Involvement
from kniha.book.publishing import rules
from kniha.book.publishing.facts import facts_of
from kniha.book.publishing.models import Publication

AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Counted:
    """An act: its kind, and how many people it was done to; None where that is not known."""

    kind: str
    victims: int | None


@dataclass(frozen=True, slots=True)
class Released:
    """A released incident before it is coarsened. `forces` are codes of `force-kinds`, of units on which two lawyers agreed."""

    number: str
    time_shown: str
    place_shown: str
    first: datetime | None
    last: datetime | None
    zone: str
    precision: str
    lat_e7: int | None
    lon_e7: int | None
    radius_m: int | None
    acts: tuple[Counted, ...]
    forces: tuple[str, ...]
    may_count: bool


def released(today: date) -> Iterator[Released | str]:
    """Yield each released incident that may be public today; in place of one that may not, why (`publication-hindrances`)."""
    words = Publication.objects.filter(state="released").order_by("number").iterator(chunk_size=AT_ONCE)
    while some := list(islice(words, AT_ONCE)):
        yield from _released(some, today)


def _released(words: Collection[Publication], today: date) -> Iterator[Released | str]:
    ids = [word.incident_id for word in words]
    incidents, facts = Incident.objects.in_bulk(ids), facts_of(ids)
    acts, forces = _acts(ids), _forces(ids)
    for word in words:
        known = facts[word.incident_id]
        assert word.decided_on is not None  # released by a second, on a day
        decided = rules.Decided(word.reviews, word.decided_on, word.risks)
        found = rules.hindrance(known, today=today, decided=decided)
        incident = incidents[word.incident_id]
        yield found or Released(
            word.number, word.time_shown, word.place_shown, incident.first, incident.last, incident.zone, incident.precision,
            incident.lat_e7, incident.lon_e7, incident.radius_m, tuple(acts[incident.pk]), tuple(sorted(forces[incident.pk])),
            rules.may_count(known.sources),
        )  # fmt: skip


def _acts(incidents: Collection[str]) -> Mapping[str, list[Counted]]:
    found: defaultdict[str, list[Counted]] = defaultdict(list)
    told = Act.objects.filter(incident__in=incidents).order_by("kind", "pk")
    for incident, kind, victim, count in told.values_list("incident_id", "kind", "victim_id", "victim_count"):
        found[incident].append(Counted(kind, 1 if victim else count))
    return found


def _forces(incidents: Collection[str]) -> Mapping[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    alleged = Involvement.objects.filter(act__incident__in=incidents, unit__isnull=False, review="agreed", unsupported=False)
    for incident, force in alleged.values_list("act__incident_id", "unit__force"):
        if force:
            found[incident].add(force)
    return found
