"""What may happen to exhibits: access with a purpose, a word on what they show."""

from django.db import transaction

from kniha.book.access.limits import count_use
from kniha.book.access.queries import in_use
from kniha.book.evidence import rules
from kniha.book.evidence.models import CustodyEvent, Exhibit
from kniha.book.journal import rows
from kniha.book.journal.acting import Hand
from kniha.book.people.models import KeyRow
from kniha.vault.blobs import StoredBlob
from kniha.vocab import terms
from kniha.vocab.errors import ConflictError

FILES_IN_ENTRY = 16
"""Files that one entry takes: its leaf data is limited (docs/spec/entry.md §3.2), and a report may have 64."""
MAY_OPEN = ("investigator", "clerk", "medic", "lawyer", "specialist")


@transaction.atomic
def access_exhibit(hand: Hand, exhibit: Exhibit, *, why: str) -> None:
    """Enter that somebody opens the file: an access without a purpose is refused."""
    exhibit = in_use(exhibit)
    rules.must_have_purpose(why)
    rules.must_be_readable(may_be_read=exhibit.acquisition is None or exhibit.acquisition.may_be_read)
    actor = hand.acting_as(*MAY_OPEN)
    count_use(hand.registrar, "file", day=hand.today)
    hand.enter(actor, "exhibit.accessed", [custody(hand, exhibit.pk, "accessed", why=why, taker=hand.id)], cites=[("exhibit", exhibit.pk)])


@transaction.atomic
def describe_cover(hand: Hand, exhibit: Exhibit, cover: str) -> None:
    """Enter the word under which the file lies covered: what it shows, so that nobody meets it unprepared."""
    terms.check_term("covers", cover)
    exhibit = in_use(exhibit)
    hand.enter(hand.acting_as(*MAY_OPEN), "exhibit.covered", [rows.update(exhibit, cover=cover)])


def custody(hand: Hand, exhibit: str, kind: str, *, why: str, giver: str = "", taker: str = "", authority: str = "") -> rows.Change:
    """One event in an exhibit's life, as a new row."""
    terms.check_term("custody-events", kind)
    return rows.insert(
        CustodyEvent, hand.new_id(), exhibit_id=exhibit, kind=kind, at=hand.now, giver=giver, taker=taker, why=why, authority=authority
    )


def keep_header(blob: StoredBlob) -> None:
    """Keep a blob's age header in the key table. Not journalled: deleting the row is erasure.

    Nobody brings an erased sealing back: whoever found it before the erasure is told, and seals the file anew.
    """
    row = KeyRow.objects.select_for_update().filter(owner=blob.sealed_sha256).first()
    if row is None and Exhibit.objects.filter(sealed_sha256=blob.sealed_sha256, sha256="").exists():
        raise ConflictError("this sealing was erased in the meantime; the file is sealed anew")
    if row is None:
        KeyRow.objects.get_or_create(owner=blob.sealed_sha256, defaults={"wrapped": blob.header})
