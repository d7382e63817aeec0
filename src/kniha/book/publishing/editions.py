"""An edition of the public book: proposed with its privacy report by one publisher, agreed to by another, made. Each is one entry."""

from dataclasses import dataclass

from django.db import transaction

from kniha.book.journal import rows
from kniha.book.journal.acting import Hand
from kniha.book.publishing import rules
from kniha.book.publishing.models import Edition
from kniha.vocab.errors import NotFoundError, RefusedError

MAY_RELEASE = ("publisher",)


@dataclass(frozen=True, slots=True)
class EditionDraft:
    """What would leave: the digest of it, how many incidents, the report as text, and the bundle digest of the edition before or empty."""

    content: str
    incidents: int
    report: str
    previous: str


@transaction.atomic
def propose_edition(hand: Hand, draft: EditionDraft) -> Edition:
    """Lay the privacy report before a second publisher. One that was proposed or agreed to before is replaced by it."""
    actor = hand.acting_as(*MAY_RELEASE)
    _must_be_registrar(hand)
    replaced = [rows.update(one, state="replaced") for one in in_hand()]
    change = rows.insert(
        Edition, hand.new_id(), number=Edition.objects.count() + 1, content=draft.content, report=draft.report, incidents=draft.incidents,
        previous=draft.previous, state="proposed", proposed_by=hand.registrar, proposed_on=hand.today,
    )  # fmt: skip
    hand.enter(actor, "edition.proposed", [*replaced, change])
    return Edition.objects.get(pk=change.id)


@transaction.atomic
def agree_to_edition(hand: Hand, edition: Edition) -> Edition:
    """The second publisher read the report: the edition may be made within seven days, as long as what would leave stays the same."""
    return _decide(hand, edition, is_agreed=True)


@transaction.atomic
def decline_edition(hand: Hand, edition: Edition) -> Edition:
    """The second publisher read the report: the edition stays."""
    return _decide(hand, edition, is_agreed=False)


@transaction.atomic
def make_edition(hand: Hand, edition: Edition, *, bundle: str, content: str) -> Edition:
    """Enter that the edition was made: the entry shows `bundle`, its digest, so that whoever has a copy can check it."""
    actor = hand.acting_as(*MAY_RELEASE)
    _must_be_registrar(hand)
    now = Edition.objects.select_for_update().get(pk=edition.pk)
    rules.must_be_agreed(now.state, now.decided_on, today=hand.today)
    rules.must_be_same_content(now.content, content)
    hand.enter(actor, "edition.made", [rows.update(now, state="made", bundle=bundle, made_on=hand.today)], bundle=bundle)
    return Edition.objects.get(pk=edition.pk)


def in_hand() -> list[Edition]:
    """The edition that is proposed or agreed to: one at most."""
    return list(Edition.objects.select_for_update().filter(state__in=rules.EDITION_IN_HAND))


def agreed(hand: Hand) -> Edition:
    """The edition that may be made now; NotFoundError where there is none, RefusedError where nobody agreed or the word is too old."""
    hand.acting_as(*MAY_RELEASE)
    found = Edition.objects.filter(state__in=rules.EDITION_IN_HAND).first()
    if found is None:
        raise NotFoundError("no edition is proposed: a privacy report comes first")
    rules.must_be_agreed(found.state, found.decided_on, today=hand.today)
    return found


def last_made() -> Edition | None:
    """The edition that the world has."""
    return Edition.objects.filter(state="made").order_by("-number").first()


def _decide(hand: Hand, edition: Edition, *, is_agreed: bool) -> Edition:
    actor = hand.acting_as(*MAY_RELEASE)
    _must_be_registrar(hand)
    now = Edition.objects.select_for_update().get(pk=edition.pk)
    rules.must_wait(now.state)
    rules.must_be_second(hand.id, now.proposed_by_id)
    decided = rows.update(now, state="agreed" if is_agreed else "declined", decided_by=hand.registrar, decided_on=hand.today)
    hand.enter(actor, "edition.agreed" if is_agreed else "edition.declined", [decided])
    return Edition.objects.get(pk=edition.pk)


def _must_be_registrar(hand: Hand) -> None:
    if hand.registrar is None:
        raise RefusedError("the public book is let out by registrars")
