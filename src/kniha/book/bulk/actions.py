"""A batch is brought: its file becomes an exhibit of an acquisition, and one entry says what its rows are. They are loaded afterwards."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from kniha.book.access.queries import one
from kniha.book.access.standing import standing_hand
from kniha.book.bulk import rules
from kniha.book.bulk.models import Batch
from kniha.book.evidence.acquiring import MAY_ACQUIRE, GatheredFile, new_exhibit
from kniha.book.evidence.actions import keep_header
from kniha.book.evidence.models import Acquisition, Exhibit
from kniha.book.evidence.queries import acquisitions
from kniha.book.evidence.rules import must_be_readable
from kniha.book.journal import rows
from kniha.book.journal.acting import Hand
from kniha.vault.blobs import StoredBlob

PARQUET = "application/vnd.apache.parquet"


@dataclass(frozen=True, slots=True)
class BatchDraft:
    """What a batch is: how many rows, through which mapping (its text) from which list (its SHA-256), and until when they are kept."""

    kind: str
    title: str
    rows: int
    mapping: str
    source_sha256: str
    keep_until: date

    def __post_init__(self) -> None:
        rules.must_be_batch(self.kind, self.title, self.mapping, rows=self.rows)


@transaction.atomic
def bring_batch(hand: Hand, acquisition: Acquisition, draft: BatchDraft, blob: StoredBlob) -> Batch:
    """Enter the sealed file `blob` as a batch. Of leaked, intercepted or hacked lists a lawyer decides first whether they are read."""
    assert hand.registrar is not None
    acquisition = one(acquisitions(hand.registrar).select_for_update(of=("self",)), pk=acquisition.pk)
    hand = standing_hand(hand, acquisition.compartment)
    actor = hand.acting_as(*MAY_ACQUIRE)
    must_be_readable(may_be_read=acquisition.may_be_read)
    rules.must_end(draft.keep_until, today=hand.today)
    rules.must_be_new(is_known=batch_of_list(acquisition, draft.kind, draft.source_sha256) is not None)
    keep_header(blob)
    found_at = f"batches/{draft.source_sha256[:16]}.parquet"
    exhibit, *changes = new_exhibit(hand, acquisition, GatheredFile(found_at, None, PARQUET, blob))
    change = rows.insert(
        Batch, hand.new_id(), compartment_id=acquisition.compartment_id, kind=draft.kind, title=draft.title.strip(),
        exhibit_id=exhibit.id, original=_original(acquisition, draft.source_sha256), place=_free_place(hand), rows=draft.rows,
        mapping=draft.mapping, source_sha256=draft.source_sha256, keep_until=draft.keep_until, brought_by_id=actor.id,
        brought_on=hand.today,
    )  # fmt: skip
    hand.enter(actor, "batch.brought", [exhibit, *changes, change], cites=[("acquisition", acquisition.pk)])
    return Batch.objects.select_related("exhibit__acquisition").get(pk=change.id)


def batch_of_list(acquisition: Acquisition, kind: str, source_sha256: str) -> Batch | None:
    """The batch that this list became already in the compartment of `acquisition`, and that is kept."""
    there = Batch.objects.filter(compartment=acquisition.compartment_id, kind=kind, source_sha256=source_sha256, state="kept")
    return there.select_related("exhibit__acquisition").first()


def _original(acquisition: Acquisition, source_sha256: str) -> Exhibit | None:
    """The list itself, where it came as a file of the same acquisition."""
    return Exhibit.objects.filter(acquisition=acquisition, sha256=source_sha256).order_by("pk").first()


def _free_place(hand: Hand) -> int:
    """A place that no batch has, drawn at random: places in a row would tell how many batches other compartments have."""
    while True:
        place = int.from_bytes(hand.random_bytes(4), "big") % rules.PLACES
        if not Batch.objects.filter(place=place).exists():
            return place
