"""Where a unit is known, for actions: it asks all of the register, answers nobody, and only what lies together is tied together."""

from django.db.models import Q, QuerySet

from kniha.book.access.queries import in_use
from kniha.book.events.within import cites_of
from kniha.book.forces import rules
from kniha.book.forces.drafts import Source
from kniha.book.forces.models import UnitName, UnitParent
from kniha.book.forces.rules import Reach
from kniha.book.forces.units import Unit
from kniha.book.statements.consenting import must_be_kept
from kniha.vocab.errors import NotFoundError
from kniha.vocab.span import Span


def reach_of(unit: Unit) -> Reach:
    """The compartments in which `unit` has a name; None where one of its names may be read by anybody."""
    named = UnitName.objects.filter(unit=unit)
    if named.filter(account__isnull=True).exists():
        return None
    lying = named.filter(account__statement__compartment__isnull=False).values_list("account__statement__compartment_id", flat=True)
    return frozenset(map(str, lying))


def reach_of_source(source: Source) -> Reach:
    """Where `source` lies; NotFoundError where its statement was erased or sealed meanwhile. Held until the action ends."""
    if source.account is None:
        return None
    statement = in_use(source.account.statement)
    must_be_kept(statement)
    return frozenset({str(statement.compartment_id)})


def must_be_known_in(unit: Unit, compartment: str | None) -> None:
    """For a mention, an involvement, a person: `unit` lies open, or is known where these lie."""
    rules.must_be_reached(reach_of(unit), frozenset({str(compartment)}))


def cites(source: Source) -> tuple[tuple[str, str], ...]:
    """What an entry cites that rests on `source`."""
    return cites_of([source.account]) if source.account is not None else ()


def locked(unit: Unit) -> Unit:
    """The unit as it is now, held until the action ends."""
    now = Unit.objects.select_for_update().filter(pk=unit.pk).first()
    if now is None:
        raise NotFoundError("there is no such thing here")
    return now


def links_from(reach: Reach) -> rules.Links:
    """What belonged to what and when, as far as it lies open, or in the one compartment of `reach`.

    What lies elsewhere does not count: whether a parent is refused must not tell of it.
    """
    found: dict[str, list[tuple[str, Span]]] = {}
    columns = ("unit_id", "parent_id", "began_from", "began_to", "ended_from", "ended_to")
    for unit, parent, *days in _lying(reach).values_list(*columns):
        found.setdefault(unit, []).append((parent, Span(*days)))
    return found


def _lying(reach: Reach) -> QuerySet[UnitParent]:
    lies_open = Q(account__isnull=True)
    return UnitParent.objects.filter(lies_open if reach is None else lies_open | Q(account__statement__compartment__in=reach))
