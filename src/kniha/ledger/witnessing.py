"""What a witness is asked, what it answers, and why (C2SP tlog-witness; docs/spec/witness.md §2, §3).

It holds no state and opens nothing: `decide` is told what the witness keeps of a log, and returns what it shall keep from now on. Whoever
calls it lets the answer out only after that was kept, and lets nobody else decide on the same log in between.
"""

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kniha.ledger.checkpoints import LARGEST_SIZE, Checkpoint, check_signatures, parse_text
from kniha.ledger.cosignatures import cosign
from kniha.ledger.keys import SigningKey, VerifierKey, decode_base64
from kniha.ledger.notes import Note, parse_note
from kniha.ledger.proofs import check_consistency
from kniha.ledger.seams import Seam
from kniha.ledger.tree import EMPTY_ROOT, HASH_LENGTH
from kniha.vocab.errors import BrokenError, ConflictError, MalformedError, RefusedError, TooLargeError

LARGEST_REQUEST = 1 << 18
"""Bytes: 63 hashes and a checkpoint under 64 signatures of ML-DSA-44 have some 230,000."""

MOST_HASHES = 63
SIZE_TYPE = "text/x.tlog.size"
TEXT_TYPE = "text/plain; charset=utf-8"

_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})")
_SIZE = re.compile(r"(0|[1-9][0-9]{0,18})\n")


@dataclass(frozen=True, slots=True)
class Request:
    """A checkpoint to be cosigned, with the proof that it goes on from `old` leaves."""

    old: int
    proof: tuple[bytes, ...]
    note: Note

    def __post_init__(self) -> None:
        if not 0 <= self.old <= LARGEST_SIZE:
            raise MalformedError(f"a tree has no size {self.old}")
        if len(self.proof) > MOST_HASHES:
            raise MalformedError(f"a proof has at most {MOST_HASHES} hashes, not {len(self.proof)}")
        if any(len(each) != HASH_LENGTH for each in self.proof):
            raise MalformedError(f"a hash is {HASH_LENGTH} bytes")

    @property
    def origin(self) -> str:
        """The log that the checkpoint says it is of."""
        return self.note.text.split("\n", 1)[0]

    def encode(self) -> bytes:
        """Return the body of the request (§2.1)."""
        hashes = "".join(f"{_base64(each)}\n" for each in self.proof)
        return f"old {self.old}\n{hashes}\n{self.note.encode()}".encode()


@dataclass(frozen=True, slots=True)
class Watched:
    """What a witness keeps of one log: whose signatures count there, and the newest head it cosigned.

    Before the first, `head` is the empty tree's, `at` is 0 and `note` is empty. A log that a seam closed counts nobody's signatures.
    """

    head: Checkpoint
    keys: tuple[VerifierKey, ...]
    at: int = 0
    note: str = ""

    @property
    def origin(self) -> str:
        """The log's name."""
        return self.head.origin


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back over HTTP."""

    status: int
    body: str
    kind: str = TEXT_TYPE


@dataclass(frozen=True, slots=True)
class Decision:
    """What the witness answers, and what it keeps first: `kept` where it cosigned, `contradiction` where the log signed two pasts."""

    answer: Answer
    kept: Watched | None = None
    contradiction: Checkpoint | None = None


def parse_request(body: bytes) -> Request:
    """Return the request that `body` is (§2.1). The checkpoint's text is left to `decide`: an unknown log's may have other lines."""
    if len(body) > LARGEST_REQUEST:
        raise TooLargeError(f"a request has at most {LARGEST_REQUEST} bytes")
    try:
        above, blank, note = body.decode().partition("\n\n")
    except UnicodeDecodeError as error:
        raise MalformedError("a request is text in UTF-8") from error
    first, *hashes = above.split("\n")
    old = _OLD.fullmatch(first)
    if not (old and blank):
        raise MalformedError("a request begins with the old size, 'old 17', then come the proof's hashes, an empty line, a checkpoint")
    return Request(int(old[1]), tuple(decode_base64(each) for each in hashes), parse_note(note))


def parse_size(body: str) -> int:
    """Return the size that a witness names when it answers 409 (§2.2)."""
    found = _SIZE.fullmatch(body)
    if found is None or int(found[1]) > LARGEST_SIZE:
        raise MalformedError("a witness that asks for another old size names it in decimal")
    return int(found[1])


def new_log(origin: str, keys: Sequence[VerifierKey]) -> Watched:
    """Return what a witness keeps of a log before it has seen a head of it."""
    return Watched(Checkpoint(origin, 0, EMPTY_ROOT), tuple(keys))


def decide(watched: Watched | None, request: Request, signers: Sequence[SigningKey], *, at: int) -> Decision:
    """Return the answer to `request` by a witness that keeps `watched` of its origin, None for a log it does not know (§2.2).

    `at` is the witness's clock, in seconds since 1970, and stands in what it signs.
    """
    # (1) the log is known, and not closed by a seam               docs/spec/witness.md §2.2
    if watched is None:
        return _refusal(404, "this log is not known here")
    if not watched.keys:
        return _refusal(403, "this log was closed by a seam; it goes on under another origin")
    # (2) the checkpoint has three lines
    try:
        head = parse_text(request.note.text)
    except MalformedError as error:
        return _refusal(400, str(error))
    # (3) of each kind of the log's keys one signed
    try:
        _check_signed(request.note, watched.keys)
    except BrokenError as error:
        return _refusal(403, str(error))
    # From here on the log itself has spoken, and two heads of one size are proof against it, whatever else is asked.
    twice = head if head.size == watched.head.size and head.root != watched.head.root else None
    # (4) the checkpoint has not fewer leaves than the old size
    if request.old > head.size:
        return _refusal(400, f"the old size is {request.old}, the checkpoint's {head.size}", twice)
    # (5) the old size is that of the newest head cosigned
    if request.old != watched.head.size:
        return Decision(Answer(409, f"{watched.head.size}\n", SIZE_TYPE), contradiction=twice)
    # (6) nothing under that head was changed
    try:
        _check_grown(watched.head, head, request.proof)
    except BrokenError as error:
        return _refusal(422, str(error), twice)
    # (7) time does not go back
    if at < watched.at:
        return _refusal(503, "the clock of this witness is behind its last cosignature")
    # (8) it signs, and what it signed is kept before it is said
    return _cosigned(replace(watched, head=head, at=at), request.note, signers)


def cross(watched: Watched, seam: Seam, keys: Sequence[VerifierKey]) -> Watched:
    """Return what the witness keeps of the log that `seam` begins, given what it keeps of the old one (§3); `keys` are the new log's.

    Who signed the seam is checked before (`seams.check_seam`). Raises RefusedError where it cites a smaller head than was seen,
    BrokenError where it gives another root for a size that was seen.
    """
    seen = watched.head
    if seam.old_origin != seen.origin or not watched.keys:
        raise ConflictError("the seam is of another log, or of one that a seam closed before")
    if seam.old_size < seen.size:
        raise RefusedError(f"the seam cites a head of {seam.old_size} entries; this witness has seen one of {seen.size}")
    for size, root in ((seam.old_size, seam.old_root), (seam.restored_size, seam.restored_root)):
        if size == seen.size and root != seen.root:
            raise BrokenError(f"the seam gives another root at {size} entries than this witness has seen")
    # What was seen and not lost still binds; else the custodians' word has to do.
    stands = 0 < seen.size <= seam.restored_size
    size, root = (seen.size, seen.root) if stands else (seam.restored_size, seam.restored_root)
    return Watched(Checkpoint(seam.new_origin, size, root), tuple(keys), at=watched.at)


def _check_signed(note: Note, keys: Sequence[VerifierKey]) -> None:
    signed = check_signatures(note, keys)
    for kind in {key.kind for key in keys} - {key.kind for key in signed}:
        raise BrokenError(f"no {kind} key of this log signed")


def _check_grown(old: Checkpoint, new: Checkpoint, proof: Sequence[bytes]) -> None:
    if new.size == 0 and new.root != EMPTY_ROOT:
        raise BrokenError("a tree without leaves has another root")
    if old.size > 0:
        check_consistency(old_size=old.size, old_root=old.root, new_size=new.size, new_root=new.root, proof=proof)
    elif proof:
        raise BrokenError("what follows the empty tree needs no proof")


def _cosigned(watched: Watched, note: Note, signers: Sequence[SigningKey]) -> Decision:
    lines = tuple(cosign(watched.head, signer, at=watched.at) for signer in signers)
    own = {(key.name, key.key_id) for key in watched.keys}
    # One line of each key: a log that repeats itself could fill the note until ours have no place.
    verified = {(line.name, line.key_id): line for line in note.lines if (line.name, line.key_id) in own}
    kept = replace(watched, note=Note(note.text, (*verified.values(), *lines)).encode())
    return Decision(Answer(200, "".join(line.encode() for line in lines)), kept)


def _refusal(status: int, words: str, contradiction: Checkpoint | None = None) -> Decision:
    return Decision(Answer(status, f"{words}\n"), contradiction=contradiction)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
