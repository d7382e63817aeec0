"""What a registrar may see of pairs and of decisions on them: both persons, or nothing."""

from collections.abc import Collection, Iterable

from django.db.models import Q, QuerySet

from kniha.book.access.models import Registrar
from kniha.book.access.queries import one, visible
from kniha.book.linking import rules
from kniha.book.linking.compared import Row, of_people
from kniha.book.linking.models import Pairing, PersonDecision, PersonPair
from kniha.book.linking.needing_two import needing_two
from kniha.book.linking.rules import Board, Pair, Stand, State, Voice
from kniha.book.people.models import Person
from kniha.book.statements.models import Mention


def decisions(registrar: Registrar) -> QuerySet[PersonDecision]:
    """All decisions on pairs of whom `registrar` may know both; those on one pair in their order."""
    found = visible(PersonDecision.objects.all(), registrar, path="person__compartment")
    return visible(found, registrar, path="second__compartment").order_by("number", "pk")


def decisions_told(registrar: Registrar) -> QuerySet[PersonDecision]:
    """Those of them that `registrar` may read: not what another said of a pair on which they are still to judge by themselves."""
    found = decisions(registrar)
    stands = board_of(found).stands
    closed = [pk for pk, *pair in found.values_list("pk", "person", "second") if stands[rules.pair_of(*pair)].is_closed_to(registrar.pk)]
    return found.exclude(pk__in=closed)


def decisions_on(registrar: Registrar, pair: Pair) -> QuerySet[PersonDecision]:
    """Those of them on one pair, the oldest first."""
    return decisions_told(registrar).filter(person=pair[0], second=pair[1]).select_related("decided_by")


def pairs(registrar: Registrar) -> QuerySet[PersonPair]:
    """The pairs that a machine proposes, of whom `registrar` may know both: those first that are worth most to decide."""
    found = visible(PersonPair.objects.all(), registrar, path="person__compartment")
    return visible(found, registrar, path="second__compartment").order_by("-value", "person", "second")


def pairs_with(registrar: Registrar, person: Person) -> QuerySet[PersonPair]:
    """Those with one person, the likeliest first."""
    found = pairs(registrar).filter(Q(person=person) | Q(second=person))
    return found.order_by("-probability", "person", "second")


def proposed(registrar: Registrar, pair: Pair) -> PersonPair | None:
    """What a machine found of two persons, if it found anything."""
    return pairs(registrar).filter(person=pair[0], second=pair[1]).first()


def person_beside(registrar: Registrar, person: Person, other_id: str) -> Person:
    """Another person of the same compartment, or NotFoundError."""
    others = visible(Person.objects.filter(compartment=person.compartment_id), registrar).exclude(pk=person.pk)
    return one(others, pk=other_id)


def row_compared(person: Person, mentions: Collection[str], key: str) -> Row | None:
    """What was compared of a person, as these mentions of theirs tell it today; None where that is gone."""
    return of_people(Person.objects.filter(pk=person.pk), Mention.objects.filter(pk__in=mentions)).get(key)


def board(registrar: Registrar) -> Board:
    """What stands of all pairs that `registrar` may know of."""
    return board_of(decisions(registrar))


def board_of(found: QuerySet[PersonDecision]) -> Board:
    """What stands of `found`, which are decisions in their order."""
    told = [(one, other, Voice(by, verdict)) for one, other, by, verdict in found.values_list("person", "second", "decided_by", "verdict")]
    said = rules.in_order(told)
    two = needing_two({person for pair in said for person in pair})
    return Board({pair: rules.stand_of(voices, needs_two=not two.isdisjoint(pair)) for pair, voices in said.items()})


def waiting(registrar: Registrar, found: Board) -> tuple[Pair, ...]:
    """The pairs on which `registrar` is still to say something: first those that others began and that want a second, or on which two do
    not agree, whether or not a machine proposes them; then those that are worth most to decide.
    """
    begun: list[Pair] = sorted(pair for pair, stand in found.stands.items() if stand.voices)
    proposed_here: Iterable[Pair] = pairs(registrar).values_list("person", "second")
    known = dict.fromkeys((*begun, *proposed_here))
    return tuple(pair for pair in known if not found.is_settled(pair) and _is_wanted(found.stand(pair), registrar))


def _is_wanted(stand: Stand, registrar: Registrar) -> bool:
    return stand.state is State.DIFFER or not stand.said_by(registrar.pk)


def pairings(registrar: Registrar) -> QuerySet[Pairing]:
    """When and how the persons of the compartments of `registrar` were compared, by title."""
    return visible(Pairing.objects.select_related("compartment"), registrar).order_by("compartment__title")
