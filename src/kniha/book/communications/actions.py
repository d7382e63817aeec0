"""What may happen to call signs: entered from a source, withdrawn with a reason."""

from django.db import transaction

from kniha.book.access.queries import in_use
from kniha.book.communications import rules
from kniha.book.communications.drafts import CallSignDraft
from kniha.book.communications.models import CallSign
from kniha.book.forces import reaching
from kniha.book.forces.actions import MAY_ORDER
from kniha.book.forces.drafts import Source
from kniha.book.forces.models import Posting
from kniha.book.forces.rules import must_be_new, must_be_reached, must_say_why
from kniha.book.forces.units import Unit
from kniha.book.journal import rows
from kniha.book.journal.acting import Hand
from kniha.vocab.errors import NotFoundError


@transaction.atomic
def enter_call_sign(hand: Hand, unit: Unit, draft: CallSignDraft, *, source: Source, posting: Posting | None = None) -> CallSign:
    """Enter that a sign stood for `unit`, or for `posting` in it. Several may bear one sign: that is told, and not decided."""
    actor = hand.acting_as(*MAY_ORDER)
    unit = reaching.locked(unit)
    must_be_reached(reaching.reach_of(unit), reaching.reach_of_source(source))
    if posting is not None:
        rules.must_be_of(unit.pk, posting.unit_id)
        lying = frozenset({str(in_use(posting.person).compartment_id)})
        must_be_reached(lying, reaching.reach_of_source(source))
        if not Posting.objects.select_for_update().filter(pk=posting.pk).exists():
            raise NotFoundError("there is no such thing here")
    fields = {"unit": unit, "posting": posting, **draft.fields(), **source.fields()}
    must_be_new(CallSign.objects.filter(**fields).exists())
    change = rows.insert(CallSign, hand.new_id(), **fields)
    hand.enter(actor, "call_sign.entered", [change], cites=[*reaching.cites(source), ("unit", unit.pk)])
    return CallSign.objects.get(pk=change.id)


@transaction.atomic
def withdraw_call_sign(hand: Hand, sign: CallSign, *, reason: str) -> None:
    """Withdraw a call sign that was entered in error. The entries stay."""
    must_say_why(reason)
    actor = hand.acting_as(*MAY_ORDER)
    reaching.locked(sign.unit)
    now = CallSign.objects.select_for_update().filter(pk=sign.pk).first()
    if now is None:
        raise NotFoundError("there is no such thing here")
    hand.enter(actor, "call_sign.withdrawn", [rows.delete(now)], cites=[("unit", now.unit_id)], reason=reason.strip())
