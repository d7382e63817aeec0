"""A proof for other people's tools: one entry under one signed head, as text (C2SP tlog-proof; docs/spec/witness.md §7).

It opens no value. Its extra data is the entry's leaf data: skeleton and commitments, from which anybody makes the leaf hash.
"""

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass

from kniha.ledger.certificate_file import parse_certificate
from kniha.ledger.checkpoints import LARGEST_SIZE, Checkpoint, check_signatures, parse_text
from kniha.ledger.cosignatures import Cosignature, cosignatures
from kniha.ledger.entries import leaf_data
from kniha.ledger.head_evidence import HeadEvidence
from kniha.ledger.keys import VerifierKey, decode_base64
from kniha.ledger.notes import LARGEST_NOTE, parse_note
from kniha.ledger.proof_file import parse_proof
from kniha.ledger.proofs import check_inclusion
from kniha.ledger.shown_entries import ShownEntry
from kniha.ledger.tree import HASH_LENGTH, leaf_hash
from kniha.vocab.errors import MalformedError, TooLargeError, UnknownTermError

ENDING = ".tlog-proof"
MOST_HASHES = 63
KINDS = ("proof", "certificate")
"""The kinds of files (as `kniha.ledger.verifier` names them) that show entries of one head."""

_FORMAT = "c2sp.org/tlog-proof@v1"
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})")
_EXTRA = "extra "


@dataclass(frozen=True, slots=True)
class TlogProof:
    """Leaf `index` is in the tree of `checkpoint`, a signed note with whatever cosignatures; `extra` is trusted by nobody unchecked."""

    index: int
    inclusion: tuple[bytes, ...]
    checkpoint: str
    extra: bytes = b""

    def __post_init__(self) -> None:
        parse_note(self.checkpoint)
        if not 0 <= self.index <= LARGEST_SIZE:
            raise MalformedError(f"a tree has no leaf {self.index}")
        if len(self.inclusion) > MOST_HASHES or any(len(each) != HASH_LENGTH for each in self.inclusion):
            raise MalformedError(f"an inclusion proof has at most {MOST_HASHES} hashes of {HASH_LENGTH} bytes")

    def encode(self) -> str:
        """Return the file (§7.1)."""
        extra = f"{_EXTRA}{_base64(self.extra)}\n" if self.extra else ""
        hashes = "".join(f"{_base64(each)}\n" for each in self.inclusion)
        return f"{_FORMAT}\n{extra}index {self.index}\n{hashes}\n{self.checkpoint}"


def parse_tlog_proof(text: str) -> TlogProof:
    """Return the proof that `text` is; encoded it is `text` again. Raises MalformedError, UnknownTermError, TooLargeError."""
    if len(text) > 2 * LARGEST_NOTE:
        raise TooLargeError(f"a proof is at most {2 * LARGEST_NOTE} characters")
    above, blank, checkpoint = text.partition("\n\n")
    first, *lines = above.split("\n")
    if first != _FORMAT:
        raise UnknownTermError(f"such a proof begins with the line {_FORMAT}")
    extra = decode_base64(lines.pop(0)[len(_EXTRA) :]) if lines and lines[0].startswith(_EXTRA) else None
    index = _INDEX.fullmatch(lines.pop(0)) if lines else None
    if index is None or not blank or extra == b"":
        raise MalformedError("such a proof has an index, 'index 17', then hashes, an empty line, a checkpoint; extra data before, if any")
    return TlogProof(int(index[1]), tuple(decode_base64(each) for each in lines), checkpoint, extra or b"")


def proof_of_entry(entry: ShownEntry, head: HeadEvidence) -> TlogProof:
    """Return the proof that `entry`, of a proof or certificate under `head`, is in its tree; none of the values shown is in it."""
    return TlogProof(entry.index, entry.inclusion, head.checkpoint, leaf_data(entry.skeleton, entry.commitments))


def proofs_in(kind: str, data: bytes) -> tuple[TlogProof, ...]:
    """Return the proof of each entry of a proof or certificate, `kind` one of KINDS; MalformedError for bytes that are none."""
    if kind == "certificate":
        certificate = parse_certificate(data)
        return (proof_of_entry(certificate.entry, certificate.head),)
    proof = parse_proof(data)
    return tuple(proof_of_entry(entry, proof.head) for entry in proof.entries)


def check_entry(
    proof: TlogProof, keys: Sequence[VerifierKey], witnesses: Sequence[VerifierKey]
) -> tuple[Checkpoint, tuple[Cosignature, ...]]:
    """Check one of our proofs, whose extra data is the leaf data, as `check_tlog_proof` does."""
    return check_tlog_proof(proof, leaf_hash(proof.extra), keys, witnesses)


def check_tlog_proof(
    proof: TlogProof, leaf: bytes, keys: Sequence[VerifierKey], witnesses: Sequence[VerifierKey]
) -> tuple[Checkpoint, tuple[Cosignature, ...]]:
    """Check that the leaf with the hash `leaf` is in the tree that one of the log's `keys` signed; return its head and who witnessed it.

    How many witnesses are enough is the caller's rule. Raises BrokenError where a signature or the way to the root does not hold.
    """
    # (1) the leaf hash is the caller's                              docs/spec/witness.md §7.2
    # (2) the head is signed by a key of the log that it names
    note = parse_note(proof.checkpoint)
    head = parse_text(note.text)
    check_signatures(note, [key for key in keys if key.name == head.origin])
    # (3) every line that claims a witness holds
    seen = cosignatures(note, witnesses)
    # (4) the leaf is in the tree
    check_inclusion(leaf_hash=leaf, index=proof.index, size=head.size, proof=proof.inclusion, root=head.root)
    return head, seen


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
