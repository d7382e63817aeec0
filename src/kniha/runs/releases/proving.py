"""The proof that an edition was entered: made once a signed head covers the entry, laid into the bundle beside what is signed."""

from pathlib import Path

from kniha.book.journal import reading
from kniha.book.publishing import editions
from kniha.ledger.bundles import PROOF
from kniha.ledger.given import trusting
from kniha.ledger.proof_file import build_proof
from kniha.ledger.registers import Register
from kniha.ledger.verdicts import check_holds
from kniha.ledger.verifying_proofs import verify_proof
from kniha.runs.evidence_of_heads import newest_head
from kniha.runs.shown_entries import shown_entry
from kniha.vocab.errors import NotFoundError, UnavailableError

_SHOWN = frozenset({"bundle", "day", "role"})
_SHOWN_OF_EDITION = frozenset({"bundle", "content", "number"})


def prove(out: Path, register: Register) -> bytes:
    """Lay the proof of the last edition into its bundle at `out`; UnavailableError while no signed head covers its entry."""
    edition = editions.last_made()
    if edition is None:
        raise NotFoundError("no edition was made yet")
    entry = next(one for one in reading.entries_of([edition.pk]) if one.skeleton.action == "edition.made")
    size, head = newest_head(register)
    if entry.seq >= size:
        raise UnavailableError("the edition is not under a signed head yet: the worker signs at fixed times")
    shown = shown_entry(entry, size, [path for path in entry.skeleton.paths if _may_show(path)])
    proof = build_proof(about=("edition", edition.pk), head=head, entries=[shown])
    check_holds(verify_proof(proof, trusting(register.checkpoint_keys)))
    place = out / PROOF
    fresh = place.with_suffix(".making")
    fresh.write_bytes(proof)
    fresh.chmod(0o644)
    fresh.replace(place)
    return proof


def _may_show(path: str) -> bool:
    number, slash, field = path.partition("/")
    return field in _SHOWN_OF_EDITION if slash else number in _SHOWN
