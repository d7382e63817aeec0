"""What may happen to headcounts and departures: entered from a source, corrected, withdrawn with a reason. None is lost."""

from typing import TypeVar

from django.db import models, transaction

from kniha.book.access.queries import in_use
from kniha.book.forces import reaching, rules
from kniha.book.forces.actions import MAY_ORDER
from kniha.book.forces.drafts import Count, DepartureDraft, HeadcountDraft, Source
from kniha.book.forces.models import Counted, Departure, Headcount
from kniha.book.forces.units import Unit
from kniha.book.journal import rows
from kniha.book.journal.acting import Hand
from kniha.book.journal.versions import must_be_unchanged
from kniha.vocab.errors import NotFoundError

Row = TypeVar("Row", bound=Counted)


@transaction.atomic
def enter_headcount(hand: Hand, unit: Unit, draft: HeadcountDraft, *, source: Source) -> Headcount:
    """Enter how many people `unit` had. Two that contradict each other stand beside each other."""
    actor = hand.acting_as(*MAY_ORDER)
    unit = reaching.locked(unit)
    rules.must_be_reached(reaching.reach_of(unit), reaching.reach_of_source(source))
    fields = {"unit": unit, **draft.fields(), **source.fields()}
    rules.must_be_new(Headcount.objects.filter(**fields).exists())
    change = rows.insert(Headcount, hand.new_id(), **fields)
    hand.enter(actor, "headcount.entered", [change], cites=[*reaching.cites(source), ("unit", unit.pk)])
    return Headcount.objects.get(pk=change.id)


@transaction.atomic
def enter_departure(hand: Hand, unit: Unit, draft: DepartureDraft, *, source: Source) -> Departure:
    """Enter that people left `unit`, or that one person of the register did. It says nothing of why, but what the source says."""
    actor = hand.acting_as(*MAY_ORDER)
    unit = reaching.locked(unit)
    reach = rules.shared([reaching.reach_of(unit), reaching.reach_of_source(source)])
    rules.must_be_reached(reach)
    cited = [("unit", unit.pk)]
    if draft.person is not None:
        rules.must_be_reached(reach, frozenset({str(in_use(draft.person).compartment_id)}))
        cited.append(("person", draft.person.pk))
    fields = {"unit": unit, **draft.fields(), **source.fields()}
    rules.must_be_new(Departure.objects.filter(**fields).exists())
    change = rows.insert(Departure, hand.new_id(), **fields)
    hand.enter(actor, "departure.entered", [change], cites=[*reaching.cites(source), *cited])
    return Departure.objects.get(pk=change.id)


@transaction.atomic
def correct_headcount(hand: Hand, headcount: Headcount, draft: HeadcountDraft, *, seen: int | None = None) -> Headcount:
    """Set sort, days and numbers anew, from the same source; ChangedError where somebody did so since `seen`."""
    actor = hand.acting_as(*MAY_ORDER)
    now = _unchanged(headcount, seen)
    hand.enter(actor, "headcount.corrected", [rows.update(now, **draft.fields())], cites=[("unit", now.unit_id)])
    return Headcount.objects.get(pk=now.pk)


@transaction.atomic
def correct_departure(hand: Hand, departure: Departure, kind: str, count: Count, *, seen: int | None = None) -> Departure:
    """Set kind, days and numbers anew, of the same people from the same source; ChangedError where somebody did so since `seen`."""
    actor = hand.acting_as(*MAY_ORDER)
    now = _unchanged(departure, seen)
    draft = DepartureDraft(kind, count, now.person)
    hand.enter(actor, "departure.corrected", [rows.update(now, **draft.fields())], cites=[("unit", now.unit_id)])
    return Departure.objects.get(pk=now.pk)


@transaction.atomic
def withdraw_count(hand: Hand, row: Headcount | Departure, *, reason: str) -> None:
    """Withdraw a headcount or a departure that was entered in error. The entries stay."""
    rules.must_say_why(reason)
    actor = hand.acting_as(*MAY_ORDER)
    now = _still(row)
    hand.enter(
        actor, "headcount.withdrawn" if isinstance(row, Headcount) else "departure.withdrawn", [rows.delete(now)],
        cites=[("unit", now.unit_id)], reason=reason.strip(),
    )  # fmt: skip


def _unchanged(row: Row, seen: int | None) -> Row:
    now = _still(row)
    must_be_unchanged((type(row).__name__.lower(), now.pk), seen)
    return now


def _still(row: Row) -> Row:
    """`row` as it is now, held with its unit until the action ends."""
    reaching.locked(row.unit)
    manager: models.Manager[Row] = type(row)._base_manager  # noqa: SLF001  Django's public-by-custom API
    found = manager.select_for_update().filter(pk=row.pk).first()
    if found is None:
        raise NotFoundError("there is no such thing here")
    return found
