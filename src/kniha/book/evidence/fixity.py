"""Whether the vault still holds each file as it was sealed: what is due, and what was found. Only what changed becomes an entry."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When

from kniha.book.access.models import Registrar
from kniha.book.access.queries import visible
from kniha.book.evidence.actions import custody
from kniha.book.evidence.models import Exhibit, Fixity
from kniha.book.journal.acting import Hand
from kniha.book.people.models import KeyRow
from kniha.vocab import terms

EVERY = timedelta(days=30)
"""So often each file is read through."""
LOST, DOUBTED = "lost", "doubted"
MENDED = "mended"
_WHY = {
    "lost": "the vault does not hold it as it was sealed",
    "mended": "put back from another copy, whole as it was sealed",
    "whole": "the vault holds it again as it was sealed",
}


def due(now: datetime) -> QuerySet[Exhibit]:
    """Exhibits whose turn it is: those in doubt, those that were never looked at, those of which the look is oldest."""
    has_key = Exists(KeyRow.objects.filter(owner=OuterRef("sealed_sha256")))
    waits = Q(fixity=None) | Q(fixity__state=DOUBTED) | Q(fixity__checked_at__lt=now - EVERY)
    order = Case(When(fixity__state=DOUBTED, then=0), When(fixity=None, then=1), default=2)
    return Exhibit.objects.filter(waits, has_key).order_by(order, F("fixity__checked_at").asc(nulls_first=True), "pk")


@transaction.atomic
def note_fixity(hand: Hand, exhibit: Exhibit, state: str) -> None:
    """Note what a look at the vault found. A file that is lost, mended, or whole again after it was lost, is an entry and an event of its
    custody; that it is whole as before is none.
    """
    terms.check_term("fixity-states", state)
    if not has_key(exhibit):
        return  # erased while we looked
    before = Fixity.objects.select_for_update().filter(exhibit=exhibit).first()
    was_lost = before is not None and before.state == LOST
    Fixity.objects.update_or_create(exhibit=exhibit, defaults={"state": state, "checked_at": hand.now})
    if (state == LOST) == was_lost and state != MENDED:
        return
    event = custody(hand, exhibit.pk, "damaged" if state == LOST else "checked", why=_WHY[state], taker=hand.id)
    hand.enter(
        hand.acting_as(),
        "exhibit.damaged" if state == LOST else "exhibit.mended" if state == MENDED else "exhibit.found_whole",
        [event],
        cites=[("exhibit", exhibit.pk)],
    )


def has_key(exhibit: Exhibit) -> bool:
    """Whether the file can be opened; after an erasure it cannot, and nothing keeps it."""
    return KeyRow.objects.filter(owner=exhibit.sealed_sha256).exists()


def doubt(exhibit: Exhibit) -> None:
    """Have the vault looked at next for a file that somebody could not be given. One that is known to be lost needs no doubt."""
    Fixity.objects.exclude(state=LOST).filter(exhibit=exhibit).update(state=DOUBTED)


def told_of(registrar: Registrar, exhibit: Exhibit) -> Fixity | None:
    """When the vault was last looked at for `exhibit`, and what was found."""
    return visible(Fixity.objects.filter(exhibit=exhibit), registrar, path="exhibit__compartment").first()


def lost(registrar: Registrar) -> QuerySet[Exhibit]:
    """Files that the vault does not hold as they were, of those that `registrar` may see."""
    return visible(Exhibit.objects.filter(fixity__state=LOST), registrar).order_by("original_name", "pk")


def count_lost() -> int:
    """How many files of the register are lost, and no more than how many: for who looks after the host."""
    return Fixity.objects.filter(state=LOST).count()
