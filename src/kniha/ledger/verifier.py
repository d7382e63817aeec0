"""The verifier: numbered steps over a file in hand, and a verdict in words (docs/spec/entry.md §7, docs/spec/ledger.md §8).

Needs nothing but the bytes and, where given, the register's keys. The first step that fails ends the walk and names what is wrong.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from kniha.ledger.checkpoints import Checkpoint, check_signatures, cosigned_at, origin_of, parse_text
from kniha.ledger.entries import check_count, commitment, leaf_data, parse_skeleton
from kniha.ledger.keys import LOG_ALGORITHMS, Algorithm, VerifierKey
from kniha.ledger.notes import Note, parse_note
from kniha.ledger.proof_file import ProofEntry, ProofFile, parse_proof
from kniha.ledger.proofs import check_inclusion, short
from kniha.ledger.records import Disclosed, Record, check_about, record_of, title_of
from kniha.ledger.tree import leaf_hash
from kniha.ledger.verdicts import Found, Proven, Verdict, Walk, judge
from kniha.vocab.canonical import canonical
from kniha.vocab.errors import BrokenError, KnihaError, MalformedError

PROOF_STEPS = (
    "the file has the form of a proof, and nothing besides",
    "the tree head is signed by its keys",
    "the tree head is the register's",
    "each entry is whole and names its place",
    "each shown value is the one committed",
    "each entry is in the tree",
    "the record is what the shown values make, and nothing was left out since",
)
CHECKPOINT_STEPS = (
    "the file has the form of a checkpoint",
    "the tree head is signed by the given keys",
    "the tree head is of the log that the keys name",
)


def verify_proof(data: bytes, *, trusted_keys: tuple[VerifierKey, ...] | None) -> Verdict:
    """Judge the bytes of a proof file; without `trusted_keys` the verdict says whose keys remain to be compared."""
    return judge(PROOF_STEPS, lambda: _walk_proof(data, trusted_keys))


def verify_checkpoint(data: bytes, *, trusted_keys: tuple[VerifierKey, ...]) -> Verdict:
    """Judge the bytes of a checkpoint. It names its signers by number only: without keys there is nothing to judge."""
    return judge(CHECKPOINT_STEPS, lambda: _walk_checkpoint(data, trusted_keys))


def _walk_proof(data: bytes, trusted: tuple[VerifierKey, ...] | None) -> Walk:
    # (1) the file is canonical JSON with exactly these keys and forms         docs/spec/entry.md §7.1
    proof = parse_proof(data)
    yield _count(len(proof.entries), "entry", "entries")

    # (2) the checkpoint is signed by all of the keys and by no other           docs/spec/entry.md §7.2
    note = parse_note(proof.checkpoint)
    _check_closed(note, proof.keys)
    head = parse_text(note.text)
    _check_own(proof.keys, head)
    if trusted is not None:
        _check_trusted(proof.keys, trusted)
    yield _signed_words(note, proof.keys)

    # (3) the origin names the register                                         docs/spec/entry.md §7.3
    if head.origin != origin_of(proof.register):
        raise BrokenError(f"the proof is of register {proof.register.hex()}, the tree head of {head.origin}")
    yield f"register {proof.register.hex()}"

    # (4) skeletons are canonical, seq is index                                 docs/spec/entry.md §7.4
    disclosed = tuple(_disclosed(entry) for entry in proof.entries)
    yield f"entries {', '.join(str(entry.index) for entry in proof.entries)}"

    # (5) salt, path and bytes give the commitment at the path's place          docs/spec/entry.md §7.5
    for entry, seen in zip(proof.entries, disclosed, strict=True):
        _check_values(entry, seen.skeleton.paths)
    shown = sum(len(entry.shown) for entry in proof.entries)
    yield f"{_count(shown, 'value', 'values')} shown, {sum(len(entry.commitments) for entry in proof.entries) - shown} kept back"

    # (6) leaf hash and inclusion lead to the root                              docs/spec/entry.md §7.6
    for entry in proof.entries:
        _check_in_tree(entry, head)
    yield f"root {head.root.hex()} over {_count(head.size, 'entry', 'entries')}"

    # (7) record and title follow from the shown values; the digest closes it   docs/spec/entry.md §7.7
    record = _check_record(proof, disclosed)
    if proof.encode() != data:
        raise BrokenError("the digest is not that of the file: something was left out or put in after it was made")
    yield _count(len(record), "row", "rows")
    return Found(_proof_words(proof, head, trusted), head, Proven(proof.title, proof.keys, disclosed, record))


def _walk_checkpoint(data: bytes, trusted: tuple[VerifierKey, ...]) -> Walk:
    # (1) a signed note whose text is a checkpoint                              docs/spec/ledger.md §8.1
    note = parse_note(_decoded(data))
    head = parse_text(note.text)
    yield f"size {head.size}, root {head.root.hex()}"

    # (2) for each kind of key given, one of them signed; none is false         docs/spec/ledger.md §8.2
    signed = check_signatures(note, trusted)
    for algorithm in {key.algorithm for key in trusted} - {key.algorithm for key in signed}:
        raise BrokenError(f"no given key of type {algorithm.name} signed this tree head")
    yield _signed_words(note, signed)

    # (3) a log is named by its keys                                            docs/spec/ledger.md §8.3
    _check_own(signed, head)
    yield head.origin
    words = f"This holds. The tree of {head.origin} had this root at {_count(head.size, 'entry', 'entries')}, by the keys given."
    return Found(words, head)


def _check_closed(note: Note, keys: Sequence[VerifierKey]) -> None:
    if [(line.name, line.key_id) for line in note.lines] != [(key.name, key.key_id) for key in keys]:
        raise BrokenError(f"the proof names {len(keys)} keys; the signatures are not theirs, one each and in the same order")
    if check_signatures(note, keys) != tuple(keys):
        raise BrokenError("two of the keys share name and id")
    if {key.algorithm for key in keys} != set(LOG_ALGORITHMS):
        raise BrokenError("a tree head is signed with Ed25519 and with ML-DSA-44; one of the two is missing")


def _check_own(keys: Sequence[VerifierKey], head: Checkpoint) -> None:
    for key in keys:
        if key.name != head.origin:
            raise BrokenError(f"{key.label} is not a key of {head.origin}")


def _check_trusted(keys: Sequence[VerifierKey], trusted: Sequence[VerifierKey]) -> None:
    for key in keys:
        if key not in trusted:
            raise BrokenError(f"the proof is signed by {key.label}, fingerprint {key.fingerprint}, which is not one of the keys given")


def _disclosed(entry: ProofEntry) -> Disclosed:
    try:
        skeleton = parse_skeleton(entry.skeleton)
        check_count(skeleton, entry.commitments)
    except MalformedError as error:
        raise BrokenError(f"the skeleton of entry {entry.index} is not whole: {error}") from error
    if skeleton.seq != entry.index:
        raise BrokenError(f"the proof gives entry {entry.index}, but its skeleton says {skeleton.seq}")
    return Disclosed(skeleton, entry.shown)


def _check_values(entry: ProofEntry, paths: tuple[str, ...]) -> None:
    last = -1
    for value in entry.shown:
        if value.path not in paths:
            raise BrokenError(f"entry {entry.index} has no value '{value.path}'")
        place = paths.index(value.path)
        if place <= last:
            raise BrokenError(f"value '{value.path}' of entry {entry.index} is shown twice or out of order")
        if commitment(value.salt, value.path, value.data) != entry.commitments[place]:
            raise BrokenError(f"value '{value.path}' of entry {entry.index} is not the one committed")
        last = place


def _check_in_tree(entry: ProofEntry, head: Checkpoint) -> None:
    try:
        leaf = leaf_hash(leaf_data(entry.skeleton, entry.commitments))
        check_inclusion(leaf_hash=leaf, index=entry.index, size=head.size, proof=entry.inclusion, root=head.root)
    except KnihaError as error:
        raise BrokenError(f"entry {entry.index} is not in the tree: {error}") from error


def _check_record(proof: ProofFile, disclosed: Sequence[Disclosed]) -> Record:
    check_about(proof.about, disclosed)
    record = record_of(disclosed)
    # Compared as bytes: to Python 1 and true are equal, to a reader they are not.
    if canonical(record) != canonical(proof.record):
        raise BrokenError("the record is not what the shown values make")
    if proof.title != title_of(proof.about, record):
        raise BrokenError("the title is not that of the row the proof is about")
    return record


def _decoded(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise MalformedError("a checkpoint is text in UTF-8") from error


def _signed_words(note: Note, keys: Sequence[VerifierKey]) -> str:
    return "; ".join(f"{key.kind} key {key.key_id.hex()}{_time_words(note, key)}" for key in keys)


def _time_words(note: Note, key: VerifierKey) -> str:
    at = cosigned_at(note, key) if key.algorithm is Algorithm.MLDSA44 else 0
    if at == 0:
        return ""
    try:
        return f", signed {datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M:%S} UTC"
    except (OverflowError, ValueError, OSError):
        return f", signed {at} seconds after 1970"


def _proof_words(proof: ProofFile, head: Checkpoint, trusted: tuple[VerifierKey, ...] | None) -> str:
    entries = _count(len(proof.entries), "entry is", "entries are")
    if trusted is not None:
        return (
            f"This holds. {entries} in the register's tree of {head.size} at the root {short(head.root)}, signed by the keys given. "
            "It does not say that nothing else is."
        )
    fingerprints = " and ".join(f"{key.kind} {key.fingerprint}" for key in proof.keys)
    return (
        f"This holds as far as the file can tell by itself. {entries} in a tree of {head.size} at the root {short(head.root)}, "
        "signed by keys that the file brings along. Anyone can make keys: compare their fingerprints with those that the register "
        f"publishes: {fingerprints}. It does not say that nothing else is."
    )


def _count(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"
