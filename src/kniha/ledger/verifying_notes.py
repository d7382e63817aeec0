"""Whether a checkpoint or a seam by itself holds (docs/spec/ledger.md §8, files.md §8). Neither brings the keys that it needs."""

from kniha.ledger.checkpoints import Checkpoint, check_signatures, generation_of, parse_text
from kniha.ledger.cosignatures import cosignatures
from kniha.ledger.given import Given
from kniha.ledger.keys import VerifierKey
from kniha.ledger.notes import Note, parse_note
from kniha.ledger.seams import Seam, check_seam, parse_seam
from kniha.ledger.verdicts import Found, Held, Verdict, Walk, judge
from kniha.ledger.wording import cosigned_words, counted, seam_words, signed_words
from kniha.vocab.errors import BrokenError, MalformedError

CHECKPOINT_STEPS = (
    "the file has the form of a checkpoint",
    "the tree head is signed by the log's keys that are given",
    "the tree head is of the log that these keys name",
    "where witnesses are given, one of them has signed it",
)
SEAM_STEPS = (
    "the file has the form of a seam",
    "at least three of the register's custodians have signed it",
)


def verify_checkpoint(data: bytes, given: Given) -> Verdict:
    """Judge the bytes of a checkpoint."""
    return judge(CHECKPOINT_STEPS, lambda: _walk_checkpoint(data, given))


def verify_seam(data: bytes, given: Given) -> Verdict:
    """Judge the bytes of a seam."""
    return judge(SEAM_STEPS, lambda: _walk_seam(data, given))


def _walk_checkpoint(data: bytes, given: Given) -> Walk:
    # (1) form                                                                  docs/spec/ledger.md §8
    note = parse_note(_decoded(data))
    head = parse_text(note.text)
    yield Held(f"size {head.size}, root {head.root.hex()}")

    # (2) of each kind of key given, one signed
    signed = _check_signed(note, head, given)
    yield Held(signed_words(note, signed)) if signed else Held("no key of this log is given", checked=False)

    # (3) a log is named by its keys
    generation_of(head.origin)
    yield Held(head.origin)

    # (4) witnesses
    seen = cosignatures(note, given.witnesses)
    given.check_witnesses(each.key for each in seen)
    yield Held(cosigned_words(seen) if seen else "none is given")
    return Found(f"This holds. The tree of {head.origin} had this root at {counted(head.size, 'entry')}, by the keys given.", head)


def _check_signed(note: Note, head: Checkpoint, given: Given) -> tuple[VerifierKey, ...]:
    if not given.logs:
        return ()
    own = given.logs_under(head.origin)
    if not own:
        raise BrokenError(f"none of the keys given is a key of {head.origin}")
    signed = check_signatures(note, own)
    for algorithm in {key.algorithm for key in own} - {key.algorithm for key in signed}:
        raise BrokenError(f"no given key of type {algorithm.name} signed this tree head")
    return signed


def _walk_seam(data: bytes, given: Given) -> Walk:
    # (1) form                                                                  docs/spec/files.md §8
    note = _decoded(data)
    seam = parse_seam(note)
    yield Held(f"register {seam.register.hex()}: {seam_words(seam)}")

    # (2) three custodians
    yield _check_custodians(note, seam, given)
    return Found(f"This holds. As the custodians state it, {seam_words(seam)}. What old files prove of the lost entries they still prove.")


def _check_custodians(note: str, seam: Seam, given: Given) -> Held:
    if not given.custodians:
        return Held("no custodian's key is given", checked=False)
    signed = check_seam(note, given.custodians_of(seam.register))
    return Held(", ".join(f"custodian {key.name.rpartition('/')[2]}, fingerprint {key.fingerprint}" for key in signed))


def _decoded(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise MalformedError("a signed note is text in UTF-8") from error
