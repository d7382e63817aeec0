"""What may happen to a wish to be forgotten: asked by one registrar, agreed or declined by another (docs/spec/erasure.md §1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max, Q

from kniha.book.access.models import Compartment, Founding, Registrar
from kniha.book.access.standing import standing, standing_hand
from kniha.book.erasure import carrying, parts, rules
from kniha.book.erasure.carrying import Carrying
from kniha.book.erasure.models import Erasure
from kniha.book.erasure.parts import Ref
from kniha.book.journal import recording, rows
from kniha.book.journal.acting import Hand
from kniha.book.statements.models import Account, Notice
from kniha.vocab.errors import ConflictError, MalformedError

MAY_DECIDE = ("lawyer", "keeper", "custodian")


@dataclass(frozen=True, slots=True)
class Wish:
    """Who wishes it, in kind; on which ground; in words that repeat nothing; which words of conclusions are to go as well."""

    wished_by: str
    ground: str
    words: str = ""
    also: tuple[tuple[str, str, str], ...] = ()

    def __post_init__(self) -> None:
        rules.must_be_wish(self.wished_by, self.ground)


@transaction.atomic
def ask_erasure(hand: Hand, target: Ref, wish: Wish) -> Erasure:
    """Enter that `target` shall be forgotten. Nothing happens to it until another registrar agrees."""
    rules.must_be_target(target[0])
    alone_with_erasures()
    compartment = parts.compartment_of(target)
    actor = standing_hand(hand, compartment).acting_as(*MAY_DECIDE)
    _must_take_no_part(target, hand.id)
    if Erasure.objects.filter(table=target[0], row=target[1], state__in=("asked", "waiting")).exists():
        raise ConflictError("this was asked for already")
    must_not_repeat(target, wish.words)
    change = rows.insert(
        Erasure, hand.new_id(), compartment=compartment, table=target[0], row=target[1], wished_by=wish.wished_by, ground=wish.ground,
        words=wish.words.strip(), also=_still_there(wish.also), asked_by=hand.registrar, asked_on=hand.today,
    )  # fmt: skip
    hand.enter(actor, "erasure.asked", [change], cites=[target])
    return Erasure.objects.get(pk=change.id)


@transaction.atomic
def decline_erasure(hand: Hand, erasure: Erasure, *, words: str) -> Erasure:
    """Enter that it shall not be. It may be asked for again."""
    erasure = _open(erasure)
    actor = standing_hand(hand, erasure.compartment).acting_as(*MAY_DECIDE)
    must_be_the_two(erasure.compartment, erasure.asked_by, hand)
    rules.must_say_why(words)
    must_not_repeat((erasure.table, erasure.row), words)
    change = rows.update(erasure, state="declined", decided_by=hand.registrar, decided_words=words.strip(), decided_on=hand.today)
    hand.enter(actor, "erasure.declined", [change], cites=[(erasure.table, erasure.row)])
    return Erasure.objects.get(pk=erasure.pk)


@transaction.atomic
def agree_to_erasure(hand: Hand, erasure: Erasure) -> Carrying:
    """Carry the erasure out, at once; what a hold covers is sealed, and waits until the hold is lifted. It cannot be undone."""
    erasure = _open(erasure)
    target = (erasure.table, erasure.row)
    actor = standing_hand(hand, erasure.compartment).acting_as(*MAY_DECIDE)
    must_be_the_two(erasure.compartment, erasure.asked_by, hand)
    _must_take_no_part(target, hand.id, erasure.asked_by_id)
    _must_be_ripe(target, erasure.ground, hand.today)
    done = carrying.weigh(target, also=erasure.also, held=parts.held())
    state = "waiting" if done.sealed else "done"
    change = rows.update(erasure, state=state, decided_by=hand.registrar, decided_on=hand.today)
    drafts = carrying.carry_out(hand, actor, erasure, done, agreed_by=hand.id)
    agreed = hand.draft(actor, "erasure.agreed", [change], cites=[target])
    recording.enter_many([agreed, *drafts], random_bytes=hand.random_bytes)
    return done


def alone_with_erasures() -> None:
    """Let one erasure or hold happen at a time: an order between them must be one that everybody can tell afterwards."""
    Founding.objects.select_for_update().get()


def must_be_the_two(compartment: Compartment, first: Registrar, hand: Hand) -> None:
    """`first` and whoever acts are two, and stand for both sides in `compartment`; a frozen account stands for nothing."""
    assert hand.registrar is not None
    rules.must_be_the_two(first.pk, standing(first, compartment), hand.id, standing(hand.registrar, compartment))


def must_not_repeat(target: Ref, words: str) -> None:
    """What is entered of an erasure or a hold stays for ever, so it may not say again what is to be forgotten."""
    if words.strip() and carrying.said(parts.parts_of(target)).are_in(words):
        raise MalformedError("these words stay in the journal for ever: write them without any name or words of what is to be erased")


def _must_take_no_part(target: Ref, *registrars: str) -> None:
    accounts = Account.objects.filter(pk__in=parts.ids(parts.parts_of(target), "account"))
    rules.must_not_gain(registrars, set(accounts.values_list("coded_by", flat=True)))


def _must_be_ripe(target: Ref, ground: str, today: date) -> None:
    """What its source withdrew stays until the day that they were told: they may take it back, and somebody may have forced them."""
    if ground == "consent-withdrawn":
        found = parts.parts_of(target)
        concerned = Q(source__in=parts.ids(found, "person")) | Q(source__statements__in=parts.ids(found, "statement"))
        concerned |= Q(source__statements__exhibits__in=parts.ids(found, "exhibit"))
        standing_until = Notice.objects.filter(concerned, state="standing").aggregate(day=Max("keep_until"))["day"]
        rules.must_be_ripe(standing_until, today=today)


def _open(erasure: Erasure) -> Erasure:
    """The erasure as it is now, if it still waits for a decision."""
    alone_with_erasures()
    now = Erasure.objects.select_related("compartment", "asked_by").get(pk=erasure.pk)
    rules.must_be_in(now.state, "asked")
    return now


def _still_there(also: Sequence[tuple[str, str, str]]) -> list[list[str]]:
    """The chosen words by table, row and field, each once."""
    for table, _, field in also:
        if field not in rules.WORDS_CONCLUDED.get(table, ()):
            raise MalformedError("only words of conclusions are chosen to be erased as well")
    return [list(one) for one in sorted(set(also))]
