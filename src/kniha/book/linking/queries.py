"""What a registrar may see of pairs and of decisions on them, be it persons or incidents: both of the two, or nothing."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Q, QuerySet

from kniha.book.access.models import Registrar
from kniha.book.access.queries import one, visible
from kniha.book.events.models import Incident
from kniha.book.linking import rules
from kniha.book.linking.compared import of_people
from kniha.book.linking.compared_accounts import of_incidents
from kniha.book.linking.kinds import INCIDENTS, PERSONS, Kind, Whole, kind_of
from kniha.book.linking.models import Pair as Proposed
from kniha.book.linking.row import Row
from kniha.book.linking.rules import Board, Pair, Stand, State, Voice
from kniha.book.people.models import Person
from kniha.book.statements.models import Account, Mention

Rows = QuerySet[Any]  # Any: of one of two tables, as the kind says


def decisions(registrar: Registrar, kind: Kind) -> Rows:
    """All decisions on pairs of which `registrar` may know both; those on one pair in their order."""
    return _both_seen(registrar, kind, kind.decisions).order_by("number", "pk")


def _both_seen(registrar: Registrar, kind: Kind, found: Rows) -> Rows:
    return visible(visible(found, registrar, path=f"{kind.name}__compartment"), registrar, path="second__compartment")


def decisions_told(registrar: Registrar, kind: Kind) -> Rows:
    """Those of them that `registrar` may read: not what another said of a pair on which they are still to judge by themselves."""
    found = decisions(registrar, kind)
    stands = board_of(kind, found).stands
    closed = [pk for pk, *pair in found.values_list("pk", kind.name, "second") if stands[rules.pair_of(*pair)].is_closed_to(registrar.pk)]
    return found.exclude(pk__in=closed)


def decisions_on_persons(registrar: Registrar) -> Rows:
    """Those that may be read on persons, for histories."""
    return decisions_told(registrar, PERSONS)


def decisions_on_incidents(registrar: Registrar) -> Rows:
    """Those that may be read on incidents, for histories."""
    return decisions_told(registrar, INCIDENTS)


def decisions_on(registrar: Registrar, kind: Kind, pair: Pair) -> Rows:
    """Those that may be read on one pair, the oldest first."""
    return decisions_told(registrar, kind).filter(**_are(kind, pair)).select_related("decided_by")


def _are(kind: Kind, pair: Pair) -> dict[str, str]:
    return {kind.name: pair[0], "second": pair[1]}


def pairs(registrar: Registrar, kind: Kind) -> Rows:
    """The pairs that a machine proposes, of which `registrar` may know both: those first that are worth most to decide."""
    return _both_seen(registrar, kind, kind.pairs).order_by("-value", kind.name, "second")


def pairs_with(registrar: Registrar, whole: Whole) -> Rows:
    """Those with one person or incident, the likeliest first."""
    kind = kind_of(whole)
    found = pairs(registrar, kind).filter(Q(**{kind.name: whole}) | Q(second=whole))
    return found.order_by("-probability", kind.name, "second")


def proposed(registrar: Registrar, kind: Kind, pair: Pair) -> Proposed | None:
    """What a machine found of two, if it found anything."""
    return pairs(registrar, kind).filter(**_are(kind, pair)).first()


def person_beside(registrar: Registrar, person: Person, other_id: str) -> Person:
    """Another person of the same compartment, or NotFoundError."""
    others = visible(Person.objects.filter(compartment=person.compartment_id), registrar).exclude(pk=person.pk)
    return one(others, pk=other_id)


def incident_beside(registrar: Registrar, incident: Incident, number: str) -> Incident:
    """Another incident of the same compartment by its number, or NotFoundError."""
    others = visible(Incident.objects.filter(compartment=incident.compartment_id), registrar).exclude(pk=incident.pk)
    return one(others, number=number)


def row_compared(whole: Whole, told: Collection[str], key: str) -> Row | None:
    """What was compared of a person or incident, as these mentions or accounts tell it today; None where that is gone."""
    if isinstance(whole, Person):
        return of_people(Person.objects.filter(pk=whole.pk), Mention.objects.filter(pk__in=told)).get(key)
    return of_incidents(Incident.objects.filter(pk=whole.pk), Account.objects.filter(pk__in=told)).get(key)


def board(registrar: Registrar, kind: Kind) -> Board:
    """What stands of all pairs that `registrar` may know of."""
    return board_of(kind, decisions(registrar, kind))


def board_of(kind: Kind, found: Rows) -> Board:
    """What stands of `found`, which are decisions in their order."""
    columns = found.values_list(kind.name, "second", "decided_by", "verdict")
    said = rules.in_order((one, other, Voice(by, verdict)) for one, other, by, verdict in columns)
    two = kind.needing_two({whole for pair in said for whole in pair})
    return Board({pair: rules.stand_of(voices, needs_two=not two.isdisjoint(pair)) for pair, voices in said.items()})


def waiting(registrar: Registrar, kind: Kind, found: Board) -> tuple[Pair, ...]:
    """The pairs on which `registrar` is still to say something: first those that others began and that want a second, or on which two do
    not agree, whether or not a machine proposes them; then those that are worth most to decide.
    """
    begun: list[Pair] = sorted(pair for pair, stand in found.stands.items() if stand.voices)
    proposed_here: Iterable[Pair] = pairs(registrar, kind).values_list(kind.name, "second")
    known = dict.fromkeys((*begun, *proposed_here))
    return tuple(pair for pair in known if not found.is_settled(pair) and _is_wanted(found.stand(pair), registrar))


def _is_wanted(stand: Stand, registrar: Registrar) -> bool:
    return stand.state is State.DIFFER or not stand.said_by(registrar.pk)


def pairings(registrar: Registrar, kind: Kind) -> Rows:
    """When and how those of the compartments of `registrar` were compared, by title."""
    return visible(kind.comparisons.select_related("compartment"), registrar).order_by("compartment__title")
