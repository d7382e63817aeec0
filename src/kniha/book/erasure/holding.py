"""What may happen to a hold: placed by one at once, looked at again by a day, lifted by two (docs/spec/erasure.md §5).

When the last hold on a part is lifted, the erasure that waited for it is carried out.
"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from kniha.book.access.models import Compartment
from kniha.book.access.standing import standing_hand
from kniha.book.erasure import carrying, parts, rules
from kniha.book.erasure.actions import MAY_DECIDE, alone_with_erasures, must_be_the_two, must_not_repeat
from kniha.book.erasure.models import Erasure, Hold
from kniha.book.erasure.parts import Parts, Ref
from kniha.book.evidence.actions import custody
from kniha.book.evidence.models import Exhibit
from kniha.book.journal import recording, rows
from kniha.book.journal.acting import Hand
from kniha.book.journal.recording import Actor
from kniha.vocab.errors import ConflictError, NotFoundError, RefusedError


@dataclass(frozen=True, slots=True)
class HoldDraft:
    """Why something may not be erased, who asked for that, and by when somebody looks again."""

    ground: str
    authority: str
    words: str
    review_on: date


@transaction.atomic
def place_hold(hand: Hand, target: Ref, draft: HoldDraft) -> Hold:
    """Keep `target`, with all that belongs to it, from being erased. One is enough: nothing is lost by it."""
    rules.must_be_target(target[0])
    rules.must_be_hold(draft.ground, draft.authority, review_on=draft.review_on, today=hand.today)
    alone_with_erasures()
    return _placed(hand, target, draft, parts.compartment_of(target))


@transaction.atomic
def place_another_hold(hand: Hand, hold: Hold, draft: HoldDraft) -> Hold:
    """A further hold on what `hold` covers, also where it is sealed by now: another authority asks."""
    rules.must_be_hold(draft.ground, draft.authority, review_on=draft.review_on, today=hand.today)
    hold = _standing(hold)
    return _placed(hand, (hold.table, hold.row), draft, hold.compartment)


@transaction.atomic
def look_again(hand: Hand, hold: Hold, *, review_on: date, words: str) -> Hold:
    """Enter that somebody looked whether the hold is still needed, and when the next one does."""
    rules.must_be_review(review_on, today=hand.today)
    rules.must_say_why(words)
    hold = _standing(hold)
    actor = standing_hand(hand, hold.compartment).acting_as(*MAY_DECIDE)
    must_not_repeat((hold.table, hold.row), words)
    hand.enter(actor, "hold.reviewed", [rows.update(hold, review_on=review_on)], reason=words.strip())
    return Hold.objects.get(pk=hold.pk)


@transaction.atomic
def propose_lifting(hand: Hand, hold: Hold, *, words: str) -> Hold:
    """The first of the two who lift a hold; nothing is lifted yet."""
    rules.must_say_why(words)
    hold = _standing(hold)
    actor = standing_hand(hand, hold.compartment).acting_as(*MAY_DECIDE)
    if hold.lifting_by_id is not None:
        raise ConflictError("this lifting was proposed already")
    must_not_repeat((hold.table, hold.row), words)
    _must_not_wait(hold, hand.id)
    change = rows.update(hold, lifting_by=hand.registrar, lifting_words=words.strip())
    hand.enter(actor, "hold.lifting_proposed", [change])
    return Hold.objects.get(pk=hold.pk)


@transaction.atomic
def keep_hold(hand: Hand, hold: Hold) -> Hold:
    """The proposal to lift is not followed: the hold stands as before."""
    hold = _standing(hold)
    actor = standing_hand(hand, hold.compartment).acting_as(*MAY_DECIDE)
    if hold.lifting_by_id is None:
        raise ConflictError("nobody proposed to lift this hold")
    hand.enter(actor, "hold.kept", [rows.update(hold, lifting_by=None, lifting_words="")])
    return Hold.objects.get(pk=hold.pk)


@transaction.atomic
def lift_hold(hand: Hand, hold: Hold) -> tuple[Erasure, ...]:
    """The second of the two lifts the hold; return the erasures that waited, which are carried out now as far as no other hold stands."""
    hold = _standing(hold)
    if hold.lifting_by is None:
        raise RefusedError("a hold is lifted by two: first it is proposed")
    actor = standing_hand(hand, hold.compartment).acting_as(*MAY_DECIDE)
    must_be_the_two(hold.compartment, hold.lifting_by, hand)
    _must_not_wait(hold, hold.lifting_by_id or "", hand.id)
    freed = waiting_before(hold)
    change = rows.update(hold, state="lifted", lifted_by=hand.registrar, lifted_on=hand.today)
    hand.enter(actor, "hold.lifted", [change], cites=[(hold.table, hold.row)])
    for erasure in freed:
        _carry_on(hand, actor, erasure)
    return freed


@transaction.atomic
def read_held(hand: Hand, hold: Hold, *, reason: str) -> Parts:
    """Enter that what a hold keeps is read, and why; return the parts."""
    rules.must_say_why(reason)
    hold = _standing(hold)
    actor = standing_hand(hand, hold.compartment).acting_as(*MAY_DECIDE)
    must_not_repeat((hold.table, hold.row), reason)
    hand.enter(actor, "hold.read", [], cites=[("hold", hold.pk)], reason=reason.strip())
    return parts.parts_of((hold.table, hold.row))


@transaction.atomic
def open_held_file(hand: Hand, hold: Hold, exhibit: Exhibit, *, reason: str) -> None:
    """Enter that a file which the hold keeps is taken out, and why: in its custody as well."""
    rules.must_say_why(reason)
    hold = _standing(hold)
    actor = standing_hand(hand, hold.compartment).acting_as(*MAY_DECIDE)
    if ("exhibit", exhibit.pk) not in parts.parts_of((hold.table, hold.row)):
        raise NotFoundError("this hold keeps no such file")
    must_not_repeat((hold.table, hold.row), reason)
    event = custody(hand, exhibit.pk, "accessed", why=reason.strip(), taker=hand.id)
    hand.enter(actor, "hold.read", [event], cites=[("hold", hold.pk), ("exhibit", exhibit.pk)], reason=reason.strip())


def waiting_before(hold: Hold) -> tuple[Erasure, ...]:
    """The erasures that were agreed to and of which `hold` keeps a part."""
    covered = parts.parts_of((hold.table, hold.row))
    waiting = Erasure.objects.filter(state="waiting").select_related("compartment").order_by("asked_on", "pk")
    return tuple(one for one in waiting if not covered.isdisjoint(parts.parts_of((one.table, one.row))))


def _carry_on(hand: Hand, actor: Actor, erasure: Erasure) -> None:
    done = carrying.weigh((erasure.table, erasure.row), also=erasure.also, held=parts.held())
    first = [] if done.sealed else [rows.update(erasure, state="done")]
    drafts = carrying.carry_out(hand, actor, erasure, done, agreed_by=erasure.decided_by_id or "", first=first)
    recording.enter_many(drafts, random_bytes=hand.random_bytes)


def _placed(hand: Hand, target: Ref, draft: HoldDraft, compartment: Compartment) -> Hold:
    actor = standing_hand(hand, compartment).acting_as(*MAY_DECIDE)
    must_not_repeat(target, f"{draft.words} {draft.authority}")
    parts.lock(parts.parts_of(target))
    change = rows.insert(
        Hold, hand.new_id(), compartment=compartment, table=target[0], row=target[1], ground=draft.ground,
        authority=draft.authority.strip(), words=draft.words.strip(), placed_by=hand.registrar, placed_on=hand.today,
        review_on=draft.review_on,
    )  # fmt: skip
    hand.enter(actor, "hold.placed", [change], cites=[target])
    return Hold.objects.get(pk=change.id)


def _standing(hold: Hold) -> Hold:
    """The hold as it is now, if it stands."""
    alone_with_erasures()
    now = Hold.objects.select_related("compartment", "lifting_by").get(pk=hold.pk)
    rules.must_be_in(now.state, "standing")
    return now


def _must_not_wait(hold: Hold, *registrars: str) -> None:
    wanting = {one for erasure in waiting_before(hold) for one in (erasure.asked_by_id, erasure.decided_by_id or "")}
    rules.must_not_wait(registrars, wanting)
