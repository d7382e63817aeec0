"""Whether the seams that come with a head hold: what custodians stated each time the log began again (docs/spec/files.md §2, step 3)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from kniha.ledger.checkpoints import Checkpoint, check_signatures, parse_text
from kniha.ledger.given import Given
from kniha.ledger.head_evidence import HeadEvidence, SeamEvidence
from kniha.ledger.keys import LOG_ALGORITHMS, VerifierKey, parse_verifier_key
from kniha.ledger.notes import parse_note
from kniha.ledger.records import read_value
from kniha.ledger.seams import Seam, check_seam, parse_seam
from kniha.ledger.shown_entries import ShownEntry, check_in_tree, check_shows, check_values, check_whole
from kniha.ledger.verdicts import Held
from kniha.ledger.wording import seam_words
from kniha.vocab.canonical import JSON
from kniha.vocab.errors import BrokenError

RESTARTED = "log.restarted"
_ALWAYS = frozenset({"seam", "old_head"})
_LOST = "lost_seams"


def check_seams(evidence: HeadEvidence, checkpoint: Checkpoint, keys: Sequence[VerifierKey], given: Given) -> Held:
    """Check the seams of the head `checkpoint`, which `keys` signed: their signatures, the heads they cite, their entries."""
    custodians = tuple(parse_verifier_key(text) for text in evidence.custodians)
    seams = tuple(_check_signed(each, evidence.register, generation, custodians) for generation, each in enumerate(evidence.seams, 1))
    if {key for each in evidence.seams for key in check_seam(each.note, custodians)} != set(custodians):
        raise BrokenError("one of the custodians named has signed no seam")
    given.check_custodians(custodians)
    for each, seam in zip(evidence.seams, seams, strict=True):
        _check_old_head(each.old_head, seam, (*keys, *given.logs))
    _check_entries(evidence.seams, seams, checkpoint)
    return Held("; ".join(seam_words(seam) for seam in seams) or "it never did", tuple(_open(custodians, given)))


def entered(seams: Sequence[SeamEvidence]) -> dict[int, Seam]:
    """Return the seams whose entries are in the tree, by the index of that entry."""
    return {seam.restored_size: seam for seam in (parse_seam(each.note) for each in seams if each.entry is not None)}


def _check_signed(each: SeamEvidence, register: bytes, generation: int, custodians: Sequence[VerifierKey]) -> Seam:
    check_seam(each.note, custodians)
    seam = parse_seam(each.note)
    if seam.register != register or seam.generation != generation:
        raise BrokenError(f"the seam to generation {generation} is of register {seam.register.hex()}, to generation {seam.generation}")
    return seam


def _check_old_head(old_head: str, seam: Seam, keys: Sequence[VerifierKey]) -> None:
    note = parse_note(old_head)
    if parse_text(note.text) != Checkpoint(seam.old_origin, seam.old_size, seam.old_root):
        raise BrokenError(f"the old head is not the one that the seam to generation {seam.generation} cites")
    signed = check_signatures(note, [replace(key, name=seam.old_origin) for key in keys])
    if {key.algorithm for key in signed} != set(LOG_ALGORITHMS):
        raise BrokenError(f"the old head that the seam to generation {seam.generation} cites is not signed with Ed25519 and ML-DSA-44")


def _check_entries(told: Sequence[SeamEvidence], seams: Sequence[Seam], checkpoint: Checkpoint) -> None:
    carried: list[tuple[str, str]] = []
    for number, (each, seam) in enumerate(zip(told, seams, strict=True), 1):
        is_lost = any(later.restored_size <= seam.restored_size for later in seams[number:])
        if is_lost != (each.entry is None):
            raise BrokenError(f"the entry of the seam to generation {number} {'was lost' if is_lost else 'is missing'}")
        if each.entry is not None:
            said = _check_entry(each.entry, each, seam, checkpoint)
            carried += _pairs(said.get(_LOST, []))
    for number, each in enumerate(told, 1):
        if each.entry is None and (each.note, each.old_head) not in carried:
            raise BrokenError(f"the seam to generation {number}, whose entry was lost, stands in no later seam's entry")


def _check_entry(entry: ShownEntry, each: SeamEvidence, seam: Seam, checkpoint: Checkpoint) -> Mapping[str, JSON]:
    if entry.index != seam.restored_size:
        raise BrokenError(f"the seam's entry has the index {seam.restored_size}, not {entry.index}")
    skeleton = check_whole(entry).skeleton
    if skeleton.action != RESTARTED or skeleton.changes:
        raise BrokenError(f"the seam's entry is {RESTARTED} and changes no row; here is {skeleton.action}")
    check_shows(entry, _ALWAYS | {_LOST} & set(skeleton.paths))
    check_values(entry, skeleton)
    check_in_tree(entry, checkpoint)
    said = {value.path: read_value(value, entry.index) for value in entry.shown}
    if (said["seam"], said["old_head"]) != (each.note, each.old_head):
        raise BrokenError(f"entry {entry.index} carries another seam than the file")
    return said


def _pairs(found: JSON) -> Iterator[tuple[str, str]]:
    for one in found if isinstance(found, list) else ():
        match one:
            case {"seam": str(note), "old_head": str(old_head)}:
                yield note, old_head


def _open(custodians: Sequence[VerifierKey], given: Given) -> Iterator[str]:
    if custodians and not given.custodians:
        fingerprints = ", ".join(f"{key.name.rpartition('/')[2]}: {key.fingerprint}" for key in custodians)
        yield f"whose the custodians' keys are. Compare their fingerprints with those that the register publishes: {fingerprints}"
