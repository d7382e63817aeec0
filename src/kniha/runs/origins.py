"""The generations of the log: which seams there are, and whether tree and older heads agree with them (docs/spec/ledger.md §11)."""

from collections.abc import Iterator, Sequence

from kniha.book.journal import reading
from kniha.book.journal.models import LogOrigin
from kniha.ledger.checkpoints import Checkpoint as Head
from kniha.ledger.checkpoints import generation_of
from kniha.ledger.keys import VerifierKey
from kniha.ledger.proofs import short
from kniha.ledger.seams import Seam, check_seam, parse_seam
from kniha.vocab.errors import BrokenError, RefusedError


def seams() -> tuple[Seam, ...]:
    """The seams of this log, oldest first; none in generation 0."""
    return tuple(parse_seam(note) for note in LogOrigin.objects.order_by("generation").values_list("seam", flat=True))


def standing(all_seams: Sequence[Seam]) -> Iterator[Seam]:
    """Those of `all_seams` whose own entry is in the tree: no later restore went behind it."""
    for place, seam in enumerate(all_seams):
        if all(seam.restored_size < later.restored_size for later in all_seams[place + 1 :]):
            yield seam


def check_origins(custodians: Sequence[VerifierKey]) -> None:
    """Check that custodians signed each seam, that none is missing, and that the tree is the one that was put back then.

    Raises BrokenError: a row written past the custodians begins no generation.
    """
    found = seams()
    notes = LogOrigin.objects.order_by("generation").values_list("generation", "seam")
    for number, ((generation, note), seam) in enumerate(zip(notes, found, strict=True), 1):
        check_seam(note, custodians)
        if generation != number or seam.generation != number:
            raise BrokenError(f"generation {number} of the log has no seam of its own")
    for seam in standing(found):
        if reading.root(seam.restored_size) != seam.restored_root:
            raise BrokenError(f"the journal is not the one that generation {seam.generation} of the log began with")


def check_older_generation(older: Head) -> None:
    """Check a head signed before the last seam: the tree still holds it, or the seam says that its end is lost.

    Raises RefusedError where the custodians were shown a smaller head, BrokenError where they were shown another one.
    """
    later = seams()[generation_of(older.origin) :]
    if older.size <= min(seam.restored_size for seam in later):
        if reading.root(older.size) != older.root:
            raise BrokenError(f"the journal has another past than the head of {older.size} entries that was signed")
        return
    ended = later[0]
    if older.size > ended.old_size:
        raise RefusedError(f"the seam to generation {ended.generation} cites a head of {ended.old_size}; one of {older.size} was signed")
    if older.size == ended.old_size and older.root != ended.old_root:
        raise BrokenError(f"the seam cites the root {short(ended.old_root)}; a head of that size was signed with {short(older.root)}")
