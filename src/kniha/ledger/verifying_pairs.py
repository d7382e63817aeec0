"""Whether a pair of heads holds: nothing was changed between them, or what was lost was said (docs/spec/files.md §5)."""

from kniha.ledger import verifying_heads
from kniha.ledger.file_forms import check_digest
from kniha.ledger.given import Given
from kniha.ledger.heads_file import HeadsFile, parse_heads
from kniha.ledger.proofs import check_consistency, short
from kniha.ledger.seams import parse_seam
from kniha.ledger.verdicts import Found, Held, Verdict, Walk, judge
from kniha.ledger.verifying_heads import ReadHead, walk_covered_head, walk_head
from kniha.ledger.wording import counted, this_holds
from kniha.vocab.errors import BrokenError

STEPS = (
    "the file has the form of a pair of heads, and nothing besides",
    *(f"old head: {step}" for step in verifying_heads.STEPS),
    *(f"new head: {step}" for step in verifying_heads.STEPS),
    "both are of one register",
    "between them entries were only added, or their loss was stated",
    "nothing was left out since",
)


def verify_heads(data: bytes, given: Given) -> Verdict:
    """Judge the bytes of a pair of heads."""
    return judge(STEPS, lambda: _walk(data, given))


def _walk(data: bytes, given: Given) -> Walk:
    # (1) form                                                                  docs/spec/files.md §5
    pair = parse_heads(data)
    yield Held(counted(len(pair.consistency), "hash"))

    # (2–6) the old head; (7–11) the new head
    old = yield from walk_covered_head(pair.old, given)
    new = yield from walk_head(pair.new, given)

    # (12) of one register
    if pair.old.register != pair.new.register:
        raise BrokenError(f"the old head is of register {pair.old.register.hex()}, the new of {pair.new.register.hex()}")
    yield Held(f"register {pair.new.register.hex()}")

    # (13) one log
    words = _check_one_log(pair, old, new)
    yield Held(words)

    # (14) the digest closes it
    check_digest(data)
    yield Held("")
    return Found(f"{this_holds(given.logs)} {words[0].upper()}{words[1:]}.", new.checkpoint)


def _check_one_log(pair: HeadsFile, old: ReadHead, new: ReadHead) -> str:
    if new.generation < old.generation:
        raise BrokenError(f"the new head is of generation {new.generation} of the log, the old one of generation {old.generation}")
    seams = [parse_seam(seam.note) for seam in new.evidence.seams]
    if [parse_seam(seam.note) for seam in old.evidence.seams] != seams[: old.generation]:
        raise BrokenError("the two heads come with different seams to one generation: custodians stated two things")
    restored = min((seam.restored_size for seam in seams[old.generation :]), default=old.checkpoint.size)
    if old.checkpoint.size > restored:
        return _check_lost(pair, old, restored)
    return _check_grown(pair, old, new)


def _check_grown(pair: HeadsFile, old: ReadHead, new: ReadHead) -> str:
    one, other = old.checkpoint, new.checkpoint
    if one.size > other.size:
        raise BrokenError(f"the old head has {counted(one.size, 'entry')}, more than the {other.size:,} of the new")
    if one.size == other.size and one.root != other.root:
        raise BrokenError(
            f"the log signed two pasts: heads of {counted(one.size, 'entry')} with the roots {short(one.root)} and {short(other.root)}. "
            "If the keys are the log's, this file is the proof of it"
        )
    check_consistency(old_size=one.size, old_root=one.root, new_size=other.size, new_root=other.root, proof=pair.consistency)
    return f"the first {counted(one.size, 'entry')} under the new head are those under the old; {other.size - one.size:,} were added"


def _check_lost(pair: HeadsFile, old: ReadHead, restored: int) -> str:
    """The log went on over fewer entries than the old head has: what it cites must be that head, or a later one."""
    if pair.consistency:
        raise BrokenError("between a head and a log that lost entries of it there is no consistency proof")
    cited, head = parse_seam(pair.new.seams[old.generation].note), old.checkpoint
    if cited.old_size < head.size:
        raise BrokenError(f"the seam cites a head of {cited.old_size:,} entries as the newest signed, and the old head has {head.size:,}")
    if cited.old_size == head.size and cited.old_root != head.root:
        raise BrokenError(f"the log signed two pasts: the seam cites a head of {head.size:,} entries with another root than the old head")
    lost = f"entries {restored:,} to {head.size - 1:,} of the old head are lost, as the custodians stated"
    return f"{lost}; what old files prove of them they still prove"
