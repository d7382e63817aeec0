"""Writing to a source: into their mailbox, sealed to their receipt, if they agreed to it and if it does not endanger them.

The desk seals; the courier lays the sealed reply into the mailbox and knows neither words nor person. The mailbox is opened by the
machine alone and shown to nobody.
"""

import json
from collections.abc import Iterator

from django.db import transaction
from django.db.models import Max

from kniha.book.access.queries import in_use
from kniha.book.journal import rows
from kniha.book.journal.acting import Hand
from kniha.book.people.models import Person, Risk, SealedField
from kniha.book.people.sealing import PersonKeys
from kniha.book.statements import rules
from kniha.book.statements.models import Consent, Message, SealedReply, Statement
from kniha.book.statements.rules import Danger
from kniha.seal import closing, recipients
from kniha.seal.padding import padding
from kniha.vocab.errors import NotFoundError, RefusedError
from kniha.vocab.ids import RandomBytes

MAY_WRITE = ("clerk", "investigator", "specialist", "medic", "lawyer")
COURIER = "courier"


@transaction.atomic
def write_message(hand: Hand, statement: Statement, text: str, *, opening: PersonKeys) -> Message:
    """Enter a message to the source of `statement`; it is on its way at once unless a second must agree first."""
    actor = hand.acting_as(*MAY_WRITE)
    rules.must_be_message(text)
    statement = in_use(statement)
    danger = must_be_reachable(statement)
    mailbox_of(statement)
    state = "waits" if rules.needs_second(danger, today=hand.today) else "ready"
    change = rows.insert(
        Message, hand.new_id(), statement=statement, text=text.strip(), state=state, written_by=hand.registrar, written_on=hand.today
    )
    hand.enter(actor, "message.written", [change], cites=[("statement", statement.pk)])
    return _posted(Message.objects.get(pk=change.id), opening=opening, random_bytes=hand.random_bytes)


@transaction.atomic
def agree_to_message(hand: Hand, message: Message, *, opening: PersonKeys) -> Message:
    """The second of two: the message may leave in spite of the danger."""
    actor = hand.acting_as(*MAY_WRITE)
    message = _as_it_is(message)
    rules.must_be_in(message.state, "waits")
    rules.must_be_another(message.written_by_id, hand.id)
    must_be_reachable(message.statement)
    change = rows.update(message, state="ready", agreed_by=hand.registrar)
    hand.enter(actor, "message.agreed", [change], cites=[("statement", message.statement_id)])
    return _posted(Message.objects.get(pk=message.pk), opening=opening, random_bytes=hand.random_bytes)


@transaction.atomic
def withdraw_message(hand: Hand, message: Message) -> Message:
    """Take a message back that has not left yet."""
    actor = hand.acting_as(*MAY_WRITE)
    message = _as_it_is(message)
    rules.must_be_in(message.state, "waits", "ready")
    SealedReply.objects.filter(message=message.pk).delete()
    change = rows.update(message, state="withdrawn")
    hand.enter(actor, "message.withdrawn", [change], cites=[("statement", message.statement_id)])
    return Message.objects.get(pk=message.pk)


def sealed_replies() -> Iterator[SealedReply]:
    """What is to be laid into mailboxes now; what may not leave any more is put aside, and its message stays `ready`."""
    for reply in SealedReply.objects.order_by("message"):
        message = Message.objects.filter(pk=reply.message, statement__compartment__isnull=False).select_related("statement").first()
        if message is None:
            reply.delete()  # erased, or sealed under a hold, since it was written
        elif _may_leave(message):
            yield reply


@transaction.atomic
def note_delivered(hand: Hand, reply: SealedReply) -> None:
    """Enter that the courier laid a message into its mailbox."""
    message = Message.objects.select_for_update().filter(pk=reply.message).first()
    SealedReply.objects.filter(message=reply.message).delete()
    if message is not None and message.state == "ready":
        change = rows.update(message, state="delivered", delivered_on=hand.today)
        hand.enter(hand.acting_as(), "message.delivered", [change], cites=[("statement", message.statement_id)])


def must_be_reachable(statement: Statement) -> Danger | None:
    """Raise RefusedError where nobody may write to the source; return what was last assessed of their danger."""
    answer = Consent.objects.filter(statement=statement, purpose="contact").values_list("answer", flat=True).first()
    danger = _danger(statement.source) if statement.source else None
    rules.must_be_reachable(answer, danger)
    return danger


def _danger(source: Person) -> Danger | None:
    """What was assessed last. Of two of one day the graver counts: which came second is not known."""
    last = Risk.objects.filter(person=source).aggregate(day=Max("assessed_on"))["day"]
    found = list(Risk.objects.filter(person=source, assessed_on=last))
    if not found:
        return None
    circumstances = tuple(sorted({one for risk in found for one in risk.circumstances}))
    gravest = max((risk.level for risk in found), key=rules.GRAVITY.index)
    return Danger(gravest, circumstances, min(risk.next_look for risk in found))


def mailbox_of(statement: Statement) -> SealedField:
    """The sealed mailbox of the source; RefusedError where there is none: an interview, an imported record."""
    found = SealedField.objects.filter(person=statement.source, field="mailbox").first() if statement.source_id else None
    if found is None:
        raise RefusedError("this source has no mailbox: they did not write through the intake")
    return found


def _posted(message: Message, *, opening: PersonKeys, random_bytes: RandomBytes) -> Message:
    """Put the sealed message out for the courier, if it may leave."""
    if message.state == "ready":
        keys = json.loads(opening.open(mailbox_of(message.statement)))
        plain = message.text.encode()
        padded = plain + b"".join(padding(len(plain)))
        body = closing.seal_bytes(padded, [recipients.parse_recipient(keys["reply"])], random_bytes=random_bytes)
        SealedReply.objects.create(message=message.pk, mailbox=keys["mailbox"], verifier=keys["verifier"], body=body)
    return message


def _may_leave(message: Message) -> bool:
    """Whether nothing has come up since that stops contact: an arrest, a consent that was withdrawn."""
    try:
        must_be_reachable(message.statement)
    except RefusedError:
        return False
    return True


def _as_it_is(message: Message) -> Message:
    now = Message.objects.select_for_update(of=("self",)).select_related("statement").filter(pk=message.pk).first()
    if now is None:
        raise NotFoundError("there is no such thing here")
    in_use(now.statement)
    return now
