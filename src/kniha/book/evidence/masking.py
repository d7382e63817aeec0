"""Copies in which faces and plates of bystanders are covered: drawn by who has the file open, looked at, then kept or discarded.

Only who has the file open for a purpose draws on it: what a lawyer has not let be read cannot be opened, and so not be copied.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from kniha.book.access.models import Registrar
from kniha.book.access.queries import in_use, one, visible
from kniha.book.evidence import rules
from kniha.book.evidence.actions import MAY_OPEN, custody
from kniha.book.evidence.models import Derivative, Exhibit, MaskedCopy, Masking
from kniha.book.evidence.queries import has_opened
from kniha.book.journal import rows
from kniha.book.journal.acting import Hand
from kniha.book.journal.recording import Actor
from kniha.media.masks import read_plan
from kniha.vocab import terms

DRAWN, KEPT, DISCARDED = "drawn", "kept", "discarded"
MOST_COPIES = 90
"""Of one file: parts are numbered by copy and place."""
NUMBERS = 10_000


@dataclass(frozen=True, slots=True)
class MaskDraft:
    """What is to be covered, in the lines of `kniha.media.masks`; whether boxes are followed; what for."""

    plan: str
    why: str
    way: str = "followed"
    is_silent: bool = False


def masked_copies(registrar: Registrar, exhibit: Exhibit) -> QuerySet[MaskedCopy]:
    """The copies of `exhibit` in which something is covered, the latest first. The caller sees to it that the file is open."""
    found = visible(MaskedCopy.objects.filter(exhibit=exhibit), registrar, path="exhibit__compartment")
    return found.select_related("exhibit", "drawn_by", "decided_by").order_by("-number")


def masked_copy(registrar: Registrar, exhibit: Exhibit, copy_id: str) -> MaskedCopy:
    """One of them, or NotFoundError. As `masked_copies`."""
    return one(masked_copies(registrar, exhibit), pk=copy_id)


def parts_of_copy(copy: MaskedCopy) -> tuple[Derivative, ...]:
    """What the worker made of it, part by part, of a picture one; empty where there is none yet."""
    begin = copy.number * NUMBERS
    rows_of = Derivative.objects.filter(exhibit=copy.exhibit_id, kind="masked", number__gt=begin, number__lt=begin + NUMBERS)
    return tuple(rows_of.exclude(blob="").order_by("number"))


def masking_of(copy: MaskedCopy) -> Masking | None:
    """How far the worker is with it; None before it began."""
    return Masking.objects.filter(exhibit=copy.exhibit_id, number=copy.number).first()


@transaction.atomic
def draw_masked_copy(hand: Hand, exhibit: Exhibit, draft: MaskDraft) -> MaskedCopy:
    """Enter what is to be covered in a copy of a picture or a film that the hand's registrar has open."""
    exhibit, actor = _open_to(hand, exhibit)
    terms.check_term("mask-ways", draft.way)
    rules.must_be_seen(exhibit.media_type)
    rules.must_have_purpose(draft.why)
    plan = read_plan(draft.plan)
    rules.must_fit_picture(exhibit.media_type, plan)
    number = MaskedCopy.objects.filter(exhibit=exhibit).count() + 1
    rules.must_be_few(number, MOST_COPIES)
    change = rows.insert(
        MaskedCopy, hand.new_id(), exhibit_id=exhibit.pk, number=number, plan=plan.text, way=draft.way, is_silent=draft.is_silent,
        why=draft.why.strip(), drawn_by_id=actor.id, drawn_at=hand.now, state=DRAWN,
    )  # fmt: skip
    hand.enter(actor, "maskedcopy.drawn", [change], cites=[("exhibit", exhibit.pk)])
    return MaskedCopy.objects.get(pk=change.id)


@transaction.atomic
def keep_masked_copy(hand: Hand, copy: MaskedCopy, *, sha256: str) -> None:
    """Enter that a copy was looked at and is kept: a step of custody, with the digest of its bytes."""
    exhibit, actor = _open_to(hand, copy.exhibit)
    row = _drawn(exhibit, copy)
    progress = masking_of(row)
    is_whole = progress is not None and progress.is_over and not progress.finding
    rules.must_be_made(is_whole=is_whole and bool(parts_of_copy(row)))
    changes = [
        rows.update(row, state=KEPT, sha256=sha256, decided_by_id=actor.id, decided_at=hand.now),
        custody(hand, exhibit.pk, "copied", why=row.why, taker=hand.id),
    ]
    hand.enter(actor, "maskedcopy.kept", changes, cites=[("exhibit", exhibit.pk), ("maskedcopy", row.pk)])


@transaction.atomic
def discard_masked_copy(hand: Hand, copy: MaskedCopy, *, reason: str) -> None:
    """Enter that a copy is not kept: it shows what it should cover, or nobody needs it."""
    exhibit, actor = _open_to(hand, copy.exhibit)
    row = _drawn(exhibit, copy)
    rules.must_say_why_withdrawn(reason)
    change = rows.update(row, state=DISCARDED, decided_by_id=actor.id, decided_at=hand.now, decided_why=reason.strip())
    hand.enter(actor, "maskedcopy.discarded", [change], cites=[("exhibit", exhibit.pk)])


def _drawn(exhibit: Exhibit, copy: MaskedCopy) -> MaskedCopy:
    """The copy as it is now, on which nobody decided yet."""
    row = one(MaskedCopy.objects.select_for_update(of=("self",)).filter(exhibit=exhibit), pk=copy.pk)
    rules.must_wait(is_decided=row.state != DRAWN)
    return row


def _open_to(hand: Hand, exhibit: Exhibit) -> tuple[Exhibit, Actor]:
    """`exhibit` as it is now, held until the action ends, and who acts; RefusedError unless they opened it a short while ago."""
    exhibit = in_use(exhibit)
    actor = hand.acting_as(*MAY_OPEN)
    since = hand.now - rules.OPEN_FOR
    rules.must_be_open(is_open=hand.registrar is not None and has_opened(hand.registrar, exhibit, since=since))
    return exhibit, actor
