"""Whether head evidence holds: five steps that every file with a head walks (docs/spec/files.md §2).

The third, seams, stands in `verifying_seams`; the fifth, time-stamps, in `verifying_times`.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace

from kniha.ledger.checkpoints import Checkpoint, check_signatures, cosigned_at, generation_of, origin_of, parse_text
from kniha.ledger.cosignatures import Cosignature, check_witness_key, cosignatures
from kniha.ledger.given import Given
from kniha.ledger.head_evidence import HeadEvidence
from kniha.ledger.keys import LOG_ALGORITHMS, Algorithm, VerifierKey, parse_verifier_key
from kniha.ledger.notes import Note, parse_note
from kniha.ledger.proofs import short
from kniha.ledger.verdicts import Held
from kniha.ledger.verifying_seams import check_seams
from kniha.ledger.verifying_times import check_times
from kniha.ledger.wording import cosigned_words, counted, instant, signed_words
from kniha.vocab.errors import BrokenError

STEPS = (
    "the tree head is signed by the log's keys",
    "the tree head is the register's",
    "where the log began again, its custodians stated what was lost",
    "each witness named has signed it",
    "each time-stamp over it holds",
)
_COVERED = STEPS[3:]
"""What a later head speaks for as well."""


@dataclass(frozen=True, slots=True)
class ReadHead:
    """A head whose first step held: what it states, and under which keys."""

    evidence: HeadEvidence
    note: Note
    checkpoint: Checkpoint
    keys: tuple[VerifierKey, ...]
    witnesses: tuple[VerifierKey, ...]

    @property
    def at(self) -> int:
        """When the log says to have signed it, in seconds since 1970; of several times the latest, 0 for none."""
        return max(cosigned_at(self.note, key) for key in self.keys if key.algorithm is Algorithm.MLDSA44)

    @property
    def name(self) -> str:
        """What a verdict calls this head: its root's beginning, and when the log says to have signed it."""
        return f"the root {short(self.checkpoint.root)}{f', signed {instant(self.at)}' if self.at else ''}"

    @property
    def generation(self) -> int:
        """Which generation of the log signed it."""
        return len(self.evidence.seams)


def walk_head(evidence: HeadEvidence, given: Given) -> Generator[Held, None, ReadHead]:
    """Walk the five steps; return the head."""
    # (1) signed by the log: its keys, all of them, and nobody without a key     docs/spec/files.md §2
    head = _read(evidence)
    given.check_logs(head.keys)
    yield Held(signed_words(head.note, head.keys) + _by(given.logs), () if given.logs else (_whose_log(head),))

    # (2) of this register, and of the generation that its seams lead to
    _check_register(head)
    yield Held(head.checkpoint.origin)

    # (3) seams
    yield check_seams(evidence, head.checkpoint, head.keys, given)

    # (4) witnesses
    seen = _check_witnesses(head)
    given.check_witnesses(head.witnesses)
    yield Held(cosigned_words(seen) + _by(given.witnesses) if seen else "none is named", _open_witnesses(head, given))

    # (5) time
    yield check_times(evidence, head.keys, given)
    return head


def walk_covered_head(evidence: HeadEvidence, given: Given) -> Generator[Held, None, ReadHead]:
    """Walk the five steps of a head that a later one in the same file covers: it may be older than the witnesses and authorities given.

    What it brings must hold; nothing is asked of it beyond, and nothing left open.
    """
    walk = walk_head(evidence, replace(given, witnesses=(), authorities=()))
    for step in STEPS:
        held = next(walk)
        yield held if step not in _COVERED else replace(held, open=())
    try:
        next(walk)
    except StopIteration as end:
        head: ReadHead = end.value
        return head
    raise AssertionError("a head has five steps")


def _read(evidence: HeadEvidence) -> ReadHead:
    keys = tuple(parse_verifier_key(text) for text in evidence.keys)
    witnesses = tuple(parse_verifier_key(text) for text in evidence.witnesses)
    note = parse_note(evidence.checkpoint)
    checkpoint = parse_text(note.text)
    if [(line.name, line.key_id) for line in note.lines] != [(key.name, key.key_id) for key in (*keys, *witnesses)]:
        raise BrokenError(
            f"the file names {counted(len(keys) + len(witnesses), 'key')}; the signatures are not theirs, one each in their order"
        )
    if {key.algorithm for key in keys} != set(LOG_ALGORITHMS):
        raise BrokenError("a tree head is signed with Ed25519 and with ML-DSA-44, and with nothing else; that is not so here")
    if check_signatures(note, keys) != keys:
        raise BrokenError("two of the keys share name and id")
    for key in keys:
        if key.name != checkpoint.origin:
            raise BrokenError(f"{key.label} is not a key of {checkpoint.origin}")
    return ReadHead(evidence, note, checkpoint, keys, witnesses)


def _check_register(head: ReadHead) -> None:
    generation = generation_of(head.checkpoint.origin)
    if head.checkpoint.origin != origin_of(head.evidence.register, generation):
        raise BrokenError(f"the file is of register {head.evidence.register.hex()}, the tree head of {head.checkpoint.origin}")
    if generation != head.generation:
        raise BrokenError(f"a head of generation {generation} comes with as many seams, not {head.generation}")


def _check_witnesses(head: ReadHead) -> tuple[Cosignature, ...]:
    for key in head.witnesses:
        check_witness_key(key)
    found = cosignatures(head.note, head.witnesses)
    if len(found) != len(head.witnesses):
        raise BrokenError("two of the witnesses' keys share name and id")
    return found


def _whose_log(head: ReadHead) -> str:
    """Fingerprints are those of generation 0: so the register publishes its keys, whatever origin they bear by now."""
    published = (replace(key, name=origin_of(head.evidence.register)) for key in head.keys)
    fingerprints = ", ".join(f"{key.kind} {key.fingerprint}" for key in published)
    return f"whose keys signed the head: anyone can make keys. Compare fingerprints with those that the register publishes: {fingerprints}"


def _open_witnesses(head: ReadHead, given: Given) -> tuple[str, ...]:
    if not head.witnesses:
        return ("no witness has seen this head: whether the register shows everybody the same past, its own word alone says",)
    unknown = [key for key in head.witnesses if key not in given.witnesses]
    if given.witnesses and len(unknown) < len(head.witnesses):
        return ()
    fingerprints = ", ".join(f"{key.name} {key.kind} {key.fingerprint}" for key in unknown)
    return (f"whose the witnesses' keys are. Compare their fingerprints with those that the witnesses publish: {fingerprints}",)


def _by(trusted: Sequence[VerifierKey]) -> str:
    return "; held against the keys given" if trusted else "; held against the keys that the file brings"
