"""Whether a proof holds: its ten steps (docs/spec/files.md §3)."""

from collections.abc import Sequence

from kniha.ledger import verifying_heads
from kniha.ledger.file_forms import check_digest
from kniha.ledger.given import Given
from kniha.ledger.proof_file import ProofFile, parse_proof
from kniha.ledger.records import Disclosed, Record, check_about, record_of, title_of
from kniha.ledger.shown_entries import check_in_tree, check_values, check_whole
from kniha.ledger.verdicts import Found, Held, Shown, Verdict, Walk, judge
from kniha.ledger.verifying_heads import ReadHead, walk_head
from kniha.ledger.wording import counted, this_holds
from kniha.vocab.canonical import canonical
from kniha.vocab.errors import BrokenError

STEPS = (
    "the file has the form of a proof, and nothing besides",
    *verifying_heads.STEPS,
    "each entry is whole and names its place",
    "each shown value is the one committed",
    "each entry is in the tree",
    "the record is what the shown values make, and nothing was left out since",
)


def verify_proof(data: bytes, given: Given) -> Verdict:
    """Judge the bytes of a proof file."""
    return judge(STEPS, lambda: _walk(data, given))


def _walk(data: bytes, given: Given) -> Walk:
    # (1) form                                                                  docs/spec/files.md §3
    proof = parse_proof(data)
    yield Held(counted(len(proof.entries), "entry"))

    # (2–6) the head
    head = yield from walk_head(proof.head, given)

    # (7) entries are whole
    disclosed = tuple(check_whole(entry) for entry in proof.entries)
    yield Held(f"entries {', '.join(str(entry.index) for entry in proof.entries)}")

    # (8) values are those committed
    for entry, seen in zip(proof.entries, disclosed, strict=True):
        check_values(entry, seen.skeleton)
    shown = sum(len(entry.shown) for entry in proof.entries)
    yield Held(f"{counted(shown, 'value')} shown, {sum(len(entry.commitments) for entry in proof.entries) - shown} kept back")

    # (9) entries are in the tree
    for entry in proof.entries:
        check_in_tree(entry, head.checkpoint)
    yield Held(f"root {head.checkpoint.root.hex()} over {counted(head.checkpoint.size, 'entry')}")

    # (10) record and title follow from the shown values; the digest closes it
    record = _check_record(proof, disclosed)
    check_digest(data)
    yield Held(counted(len(record), "row"))
    return Found(f"{this_holds(given.logs)} {_words(proof, head)}", head.checkpoint, Shown(proof.title, disclosed, record))


def _check_record(proof: ProofFile, disclosed: Sequence[Disclosed]) -> Record:
    check_about(proof.about, disclosed)
    record = record_of(disclosed)
    # Compared as bytes: to Python 1 and true are equal, to a reader they are not.
    if canonical(record) != canonical(proof.record):
        raise BrokenError("the record is not what the shown values make")
    if proof.title != title_of(proof.about, record):
        raise BrokenError("the title is not that of the row the proof is about")
    return record


def _words(proof: ProofFile, head: ReadHead) -> str:
    entries = f"{counted(len(proof.entries), 'entry')} {'is' if len(proof.entries) == 1 else 'are'}"
    return f"{entries} in the register's tree of {head.checkpoint.size:,} at {head.name}. It does not say that nothing else is."
