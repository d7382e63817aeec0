"""Files that come together become exhibits of one acquisition, and a lawyer decides what those of some kinds may be used for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from kniha.book.access.models import Compartment
from kniha.book.access.queries import one
from kniha.book.access.standing import standing_hand
from kniha.book.evidence import rules
from kniha.book.evidence.actions import FILES_IN_ENTRY, custody, keep_header
from kniha.book.evidence.models import Acquisition, Exhibit
from kniha.book.evidence.queries import acquisitions
from kniha.book.journal import recording, rows
from kniha.book.journal.acting import Hand
from kniha.book.journal.recording import Draft
from kniha.vault.blobs import StoredBlob
from kniha.vocab import terms

MAY_ACQUIRE = ("investigator", "clerk", "specialist")


@dataclass(frozen=True, slots=True)
class AcquisitionDraft:
    """What is asked once. `giver`: from whom, as a role or an office and never a name; `clock`: by which clock, and how far it was off."""

    title: str
    how_obtained: str
    obtained_on: date
    giver: str
    why: str
    place_words: str = ""
    authority: str = ""
    machine: str = ""
    clock: str = ""


@dataclass(frozen=True, slots=True)
class GatheredFile:
    """A file as it was found: its path within what was brought, when it was last changed as the disk tells, the blob that it became."""

    found_at: str
    changed_at: datetime | None
    media_type: str
    blob: StoredBlob


@transaction.atomic
def begin_acquisition(hand: Hand, draft: AcquisitionDraft, compartment: Compartment) -> Acquisition:
    """Enter that files come together. Those of another title stand beside it; the same title once more is a conflict."""
    hand = standing_hand(hand, compartment)
    actor = hand.acting_as(*MAY_ACQUIRE)
    terms.check_term("how-obtained", draft.how_obtained)
    rules.must_tell_of_acquisition(draft.title, draft.giver, draft.why)
    rules.must_be_past(draft.obtained_on, today=hand.today)
    rules.must_be_new(is_known=Acquisition.objects.filter(compartment=compartment, title=draft.title.strip()).exists())
    acquisition = hand.new_id()
    is_free = rules.is_free(draft.how_obtained)
    hand.enter(actor, "acquisition.begun", [rows.insert(
        Acquisition, acquisition, compartment_id=compartment.pk, title=draft.title.strip(), how_obtained=draft.how_obtained,
        obtained_on=draft.obtained_on, giver=draft.giver.strip(), place_words=draft.place_words.strip(),
        authority=draft.authority.strip(), why=draft.why.strip(), machine=draft.machine.strip(), clock=draft.clock.strip(),
        begun_by_id=actor.id, begun_on=hand.today, may_be_read=is_free, may_be_linked=is_free, may_be_matched=is_free,
    )])  # fmt: skip
    return Acquisition.objects.get(pk=acquisition)


@transaction.atomic
def add_files(hand: Hand, acquisition: Acquisition, files: Sequence[GatheredFile]) -> tuple[GatheredFile, ...]:
    """Enter files as exhibits; return those that were new. One that is there already, by its path and its bytes, is left as it is."""
    assert hand.registrar is not None
    acquisition = one(acquisitions(hand.registrar).select_for_update(of=("self",)), pk=acquisition.pk)
    hand = standing_hand(hand, acquisition.compartment)
    actor = hand.acting_as(*MAY_ACQUIRE)
    there = Exhibit.objects.filter(acquisition=acquisition, found_at__in=[file.found_at for file in files])
    known = set(there.values_list("found_at", "sha256"))
    new = tuple(file for file in files if (file.found_at, file.blob.sha256) not in known)
    for file in new:
        keep_header(file.blob)
    cites = [("acquisition", acquisition.pk)]
    drafts: list[Draft] = []
    for first in range(0, len(new), FILES_IN_ENTRY):
        changes = [change for file in new[first : first + FILES_IN_ENTRY] for change in new_exhibit(hand, acquisition, file)]
        drafts.append(hand.draft(actor, "acquisition.files_added", changes, cites=cites))
    if drafts:
        recording.enter_many(drafts, random_bytes=hand.random_bytes)
    return new


@transaction.atomic
def decide_uses(hand: Hand, acquisition: Acquisition, uses: frozenset[str], *, words: str) -> None:
    """A lawyer decides what the files may be used for: to be read, linked, matched. A later decision replaces it."""
    assert hand.registrar is not None
    acquisition = one(acquisitions(hand.registrar).select_for_update(of=("self",)), pk=acquisition.pk)
    hand = standing_hand(hand, acquisition.compartment)
    actor = hand.acting_as("lawyer")
    for use in uses:
        terms.check_term("file-uses", use)
    rules.must_decide(acquisition.how_obtained, words, is_own=acquisition.begun_by_id == actor.id)
    may = {f"may_be_{use}": use in uses for use in terms.codes("file-uses")}
    decision = {"decided_by_id": actor.id, "decided_on": hand.today, "decided_words": words.strip()}
    hand.enter(actor, "acquisition.decided", [rows.update(acquisition, **may, **decision)])


def new_exhibit(hand: Hand, acquisition: Acquisition, file: GatheredFile) -> Iterator[rows.Change]:
    """A file of an acquisition as new rows: the exhibit, and the beginning of its custody."""
    exhibit = hand.new_id()
    yield rows.insert(
        Exhibit, exhibit, compartment_id=acquisition.compartment_id, acquisition_id=acquisition.pk,
        original_name=file.found_at.rpartition("/")[2][-255:], found_at=file.found_at, changed_at=file.changed_at,
        media_type=file.media_type, size=file.blob.size, sha256=file.blob.sha256, blob=file.blob.name,
        sealed_sha256=file.blob.sealed_sha256, how_obtained=acquisition.how_obtained, acquired_on=acquisition.obtained_on,
    )  # fmt: skip
    yield custody(hand, exhibit, "received", why="came with an acquisition", giver="acquisition", taker=hand.id)
    yield custody(hand, exhibit, "sealed", why="sealed into the vault as it was read", taker=hand.id)
