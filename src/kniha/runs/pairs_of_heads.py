"""A pair of heads: one that somebody holds, and the newest; proof that nothing was changed between them (docs/spec/files.md §5)."""

from contextlib import suppress

from kniha.book.journal import reading
from kniha.book.journal.models import Checkpoint
from kniha.ledger.certificate_file import parse_certificate
from kniha.ledger.checkpoints import check_signatures, generation_of, parse_text
from kniha.ledger.given import trusting
from kniha.ledger.head_evidence import HeadEvidence, build_head
from kniha.ledger.heads_file import build_heads, parse_heads
from kniha.ledger.notes import parse_note
from kniha.ledger.proof_file import parse_proof
from kniha.ledger.registers import Register
from kniha.ledger.seams import parse_seam
from kniha.ledger.verdicts import check_holds
from kniha.ledger.verifying_pairs import verify_heads
from kniha.runs.evidence_of_heads import evidence_of, newest_head
from kniha.vocab.errors import MalformedError, NotFoundError, UnknownTermError


def signed_head(size: int, register: Register) -> HeadEvidence:
    """Return the evidence of the signed head of `size` entries; NotFoundError where none was signed, or it was lost by a restore."""
    checkpoint = Checkpoint.objects.filter(size=size).first()
    if checkpoint is None:
        raise NotFoundError(f"no head of {size} entries was signed, or it was lost by a restore: give a file that holds it")
    return evidence_of(checkpoint, register)


def brought_head(data: bytes, register: Register) -> HeadEvidence:
    """Return the head in a file that somebody holds: a proof, a certificate, a pair (its new head), or a checkpoint by itself.

    MalformedError for another file, NotFoundError for a checkpoint of a later generation that a restore lost: its seams went with it.
    """
    for parse in (_of_proof, _of_certificate, _of_pair):
        with suppress(UnknownTermError, MalformedError):
            return parse(data)
    note = parse_note(data.decode(errors="replace"))
    head = parse_text(note.text)
    with suppress(NotFoundError):
        stored = signed_head(head.size, register)
        if parse_note(stored.checkpoint).text == note.text:
            return stored
    if generation_of(head.origin):
        raise NotFoundError("this head was lost by a restore: give a proof or a certificate under it, which brings its seams along")
    keys = check_signatures(note, register.checkpoint_keys)
    return build_head(register=register.id, checkpoint=note.encode(), keys=keys)


def build(old: HeadEvidence, register: Register) -> bytes:
    """Return the pair of `old` and the newest signed head.

    BrokenError where the two do not go together: then the register's log, or whoever signed `old`, has two pasts.
    """
    size, new = newest_head(register)
    old_size, generation = parse_text(parse_note(old.checkpoint).text).size, len(old.seams)
    kept = min((parse_seam(seam.note).restored_size for seam in new.seams[generation:]), default=size)
    proof = reading.consistency_proof(old_size, size) if 0 < old_size <= kept else ()
    pair = build_heads(old=old, new=new, consistency=proof)
    check_holds(verify_heads(pair, trusting(register.checkpoint_keys)))
    return pair


def _of_proof(data: bytes) -> HeadEvidence:
    return parse_proof(data).head


def _of_certificate(data: bytes) -> HeadEvidence:
    return parse_certificate(data).head


def _of_pair(data: bytes) -> HeadEvidence:
    return parse_heads(data).new
