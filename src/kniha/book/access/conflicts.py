"""What may happen to a conflict of interest: noted by one, at once, and lifted by two of whom it is none.

A registrar steps aside by themselves; a keeper or lawyer keeps a colleague out; the screening does where declared names are found.
"""

from typing import Protocol

from django.db import transaction

from kniha.book.access import rules
from kniha.book.access.models import Compartment, Conflict, Membership, Registrar
from kniha.book.access.standing import KEEPER, standing_hand
from kniha.book.journal import rows
from kniha.book.journal.acting import Hand
from kniha.book.journal.recording import Actor
from kniha.vocab import terms
from kniha.vocab.errors import ConflictError, RefusedError

MAY_KEEP_OUT = (KEEPER, "lawyer")


class Record(Protocol):
    """A person, a statement or an incident, which lies in a compartment."""

    @property
    def pk(self) -> str:
        """Its id."""
        ...

    @property
    def compartment(self) -> Compartment | None:
        """Where it lies."""
        ...


@transaction.atomic
def step_aside(hand: Hand, record: Record, *, ground: str, words: str) -> Conflict:
    """Keep a record from oneself: from now on it is not there for who does this."""
    compartment = _compartment(record)
    actor = standing_hand(hand, compartment).acting_as(*(role.code for role in terms.terms("registrar-roles")))
    if hand.registrar is None:
        raise RefusedError("a process has no interests")
    return _noted(hand, actor, record, hand.registrar, ground=ground, words=words)


@transaction.atomic
def keep_out(hand: Hand, record: Record, registrar: Registrar, *, ground: str, words: str) -> Conflict:
    """Keep a record from a colleague."""
    compartment = _compartment(record)
    actor = standing_hand(hand, compartment).acting_as(*MAY_KEEP_OUT)
    rules.must_be_another(hand.id, registrar.pk)
    if not Membership.objects.filter(compartment=compartment, registrar=registrar).exists():
        raise ConflictError("this registrar is no member of this compartment")
    return _noted(hand, actor, record, registrar, ground=ground, words=words)


@transaction.atomic
def propose_readmission(hand: Hand, conflict: Conflict) -> Conflict:
    """The first of the two who lift a conflict; nothing is lifted yet."""
    conflict, actor = _standing(hand, conflict)
    if conflict.state == "lifting":
        raise ConflictError("this lifting was proposed already")
    hand.enter(actor, "conflict.lifting_proposed", [rows.update(conflict, state="lifting", lifting_by=hand.registrar)])
    return Conflict.objects.get(pk=conflict.pk)


@transaction.atomic
def readmit(hand: Hand, conflict: Conflict) -> Conflict:
    """The second of the two: the colleague sees the record again."""
    conflict, actor = _standing(hand, conflict)
    if conflict.state != "lifting":
        raise RefusedError("a conflict of interest is lifted by two: first it is proposed")
    rules.must_be_another(conflict.lifting_by_id or "", hand.id)
    change = rows.update(conflict, state="lifted", lifted_by=hand.registrar, lifted_on=hand.today)
    hand.enter(actor, "conflict.lifted", [change])
    return Conflict.objects.get(pk=conflict.pk)


@transaction.atomic
def stay_apart(hand: Hand, conflict: Conflict) -> Conflict:
    """The proposal is not followed, or taken back: the conflict stands as before."""
    conflict, actor = _standing(hand, conflict)
    if conflict.state != "lifting":
        raise ConflictError("nobody proposed to lift this conflict of interest")
    hand.enter(actor, "conflict.kept", [rows.update(conflict, state="standing", lifting_by=None)])
    return Conflict.objects.get(pk=conflict.pk)


@transaction.atomic
def note_found(hand: Hand, record: Record, registrar: Registrar) -> bool:
    """Enter what the screening found; False where it was found before, also where two lifted it since: they knew better."""
    if record.compartment is None or Conflict.objects.filter(registrar=registrar, row=record.pk).exists():
        return False
    _noted(hand, hand.acting_as(), record, registrar, ground="declared", words="")
    return True


def _noted(hand: Hand, actor: Actor, record: Record, registrar: Registrar, *, ground: str, words: str) -> Conflict:
    rules.must_be_conflict(ground, words)
    compartment = _compartment(record)
    rules.must_leave_somebody(_others(compartment, record, registrar))
    if Conflict.objects.filter(registrar=registrar, row=record.pk).exclude(state="lifted").exists():
        raise ConflictError("this colleague is kept from it already")
    change = rows.insert(
        Conflict, hand.new_id(), registrar=registrar, compartment=compartment, table=type(record).__name__.lower(), row=record.pk,
        ground=ground, words=words.strip(), noted_by=hand.id, noted_on=hand.today,
    )  # fmt: skip
    hand.enter(actor, "conflict.noted", [change])
    return Conflict.objects.get(pk=change.id)


def _others(compartment: Compartment, record: Record, registrar: Registrar) -> int:
    """How many members would still see the record."""
    apart = Conflict.objects.filter(row=record.pk).exclude(state="lifted").values("registrar")
    left = Membership.objects.filter(compartment=compartment, registrar__frozen=False).exclude(registrar__in=apart)
    return left.exclude(registrar=registrar).count()


def _standing(hand: Hand, conflict: Conflict) -> tuple[Conflict, Actor]:
    now = Conflict.objects.select_for_update(of=("self",)).select_related("compartment").get(pk=conflict.pk)
    actor = standing_hand(hand, now.compartment).acting_as(*MAY_KEEP_OUT)
    rules.must_be_another(hand.id, now.registrar_id)
    if now.state == "lifted":
        raise ConflictError("this conflict of interest was lifted already")
    return now, actor


def _compartment(record: Record) -> Compartment:
    if record.compartment is None:
        raise ConflictError("this lies in no compartment any more")
    return record.compartment
