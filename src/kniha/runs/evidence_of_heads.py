"""Head evidence from the book: a signed head with whatever came for it, ready to leave the house (docs/spec/files.md §2)."""

from collections.abc import Sequence

from kniha.book.journal import reading
from kniha.book.journal.models import Checkpoint, LogOrigin
from kniha.ledger.checkpoints import check_signatures, generation_of, parse_text
from kniha.ledger.head_evidence import HeadEvidence, SeamEvidence, build_head
from kniha.ledger.keys import VerifierKey
from kniha.ledger.notes import parse_note
from kniha.ledger.registers import Register
from kniha.ledger.seams import Seam, parse_seam
from kniha.runs.cosigned import cosignatures_of
from kniha.runs.origins import standing
from kniha.runs.shown_entries import shown_entry
from kniha.runs.stamp_evidence import stamps_of
from kniha.vocab.canonical import JSON
from kniha.vocab.errors import BrokenError, UnavailableError

_SHOWN = ("seam", "old_head", "lost_seams")


def newest_head(register: Register) -> tuple[int, HeadEvidence]:
    """Return size and evidence of the newest signed head; UnavailableError before the first."""
    newest = reading.newest_checkpoint()
    if newest is None:
        raise UnavailableError("no head is signed yet")
    return newest.size, evidence_of(newest, register)


def evidence_of(checkpoint: Checkpoint, register: Register) -> HeadEvidence:
    """Return a signed head with cosignatures, time-stamps and seams; `register` gives the keys by which others will know it."""
    return build_head(
        register=register.id,
        checkpoint=checkpoint.note,
        keys=_signers(checkpoint.note, register),
        cosignatures=cosignatures_of(checkpoint.size),
        stamps=stamps_of(checkpoint.size),
        custodians=register.custodian_keys,
        seams=_seams(checkpoint),
    )


def _signers(note: str, register: Register) -> Sequence[VerifierKey]:
    parsed = parse_note(note)
    return check_signatures(parsed, register.checkpoint_keys_of(generation_of(parse_text(parsed.text).origin)))


def _seams(checkpoint: Checkpoint) -> list[SeamEvidence]:
    """The seams up to the head's generation. Of one whose entry was lost, a later entry has the old head (ledger.md §11.5)."""
    generation = generation_of(parse_text(parse_note(checkpoint.note).text).origin)
    notes = LogOrigin.objects.filter(generation__lte=generation).order_by("generation").values_list("seam", flat=True)
    seams = {note: parse_seam(note) for note in notes}
    entries = {seam: _entry(seam) for seam in standing(tuple(seams.values()))}
    old_heads = dict(pair for entry in entries.values() for pair in _cited(entry))
    return [
        SeamEvidence(
            note,
            old_heads[note],
            shown_entry(entries[seam], checkpoint.size, _SHOWN) if seam in entries else None,
        )
        for note, seam in seams.items()
    ]


def _entry(seam: Seam) -> reading.StoredEntry:
    return next(reading.entries(start=seam.restored_size, stop=seam.restored_size + 1))


def _cited(entry: reading.StoredEntry) -> list[tuple[str, str]]:
    """The seams that an entry carries, each with the old head that it cites."""
    said = entry.told()
    lost = said.get("lost_seams", [])
    pairs: list[JSON] = [said, *(lost if isinstance(lost, list) else ())]
    return [_pair(one) for one in pairs]


def _pair(said: JSON) -> tuple[str, str]:
    match said:
        case {"seam": str(note), "old_head": str(old_head)}:
            return note, old_head
    raise BrokenError("an entry that began a generation of the log does not say with which seam")
