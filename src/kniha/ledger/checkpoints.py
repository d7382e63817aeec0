"""Checkpoints: signed tree heads (C2SP tlog-checkpoint, tlog-cosignature; docs/spec/ledger.md §6).

The time in a cosignature is an argument, never a clock's. Whoever signs keeps the newest head signed and calls `check_successor` first.
"""

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass

from kniha.ledger.keys import LOG_ALGORITHMS, Algorithm, SigningKey, VerifierKey, check_name, decode_base64
from kniha.ledger.notes import Note, SignatureLine, check_note, check_plain, parse_note, sign_plain
from kniha.ledger.proofs import check_consistency
from kniha.ledger.tree import EMPTY_ROOT, HASH_LENGTH
from kniha.vocab.errors import BrokenError, MalformedError, RefusedError

REGISTER_LENGTH = 32
LARGEST_SIZE = LARGEST_TIME = 2**63 - 1
LARGEST_GENERATION = 10**9 - 1
TIME_LENGTH = 8  # bytes before a cosignature: seconds since 1970
ORIGIN_PREFIX = "kniha/"

_ORIGIN = re.compile(r"kniha/[0-9a-f]{64}(?:/(?P<generation>[1-9][0-9]{0,8}))?")
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
_COSIGNATURE_LABEL = b"subtree/v1\n\0"
_TIMED_LABEL = "cosignature/v1"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A tree head: whose tree, how many leaves, which root. The origin is fit to name the log's keys."""

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        check_name(self.origin)
        if not 0 <= self.size <= LARGEST_SIZE:
            raise MalformedError(f"a tree has no size {self.size}")
        if len(self.root) != HASH_LENGTH:
            raise MalformedError(f"a root is {HASH_LENGTH} bytes, not {len(self.root)}")

    @property
    def text(self) -> str:
        """The three lines that are signed (§6.1)."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def origin_of(register: bytes, generation: int = 0) -> str:
    """Return the origin of a register's checkpoints, given its id of 32 bytes and the generation of its log (§6.2, §11.1)."""
    if len(register) != REGISTER_LENGTH:
        raise MalformedError(f"a register id is {REGISTER_LENGTH} bytes, not {len(register)}")
    if not 0 <= generation <= LARGEST_GENERATION:
        raise MalformedError(f"a log has no generation {generation}")
    return ORIGIN_PREFIX + register.hex() + (f"/{generation}" if generation else "")


def generation_of(origin: str) -> int:
    """Return the generation that `origin` names (§11.1); MalformedError for what is no register's origin."""
    found = _ORIGIN.fullmatch(origin)
    if found is None:
        raise MalformedError("a register's origin is kniha/<register id>, or kniha/<register id>/<generation> from 1 on")
    return int(found["generation"] or 0)


def parse_text(text: str) -> Checkpoint:
    """Return the tree head that a note's text states (§6.1). Extension lines are refused: not every key would sign them."""
    lines = text.split("\n")
    if len(lines) != 4 or lines[3]:
        raise MalformedError("a checkpoint's text is three lines: origin, size, root")
    if not _SIZE.fullmatch(lines[1]):
        raise MalformedError("a checkpoint's size is a decimal number without leading zeros")
    return Checkpoint(lines[0], int(lines[1]), decode_base64(lines[2]))


def sign_checkpoint(checkpoint: Checkpoint, signers: Sequence[SigningKey], *, at: int) -> str:
    """Return the note that states `checkpoint` under the signatures of `signers`, keys of the log itself.

    `at` is in seconds since 1970 and stands in the cosignatures; 0 says nothing of time. Keys are named as the origin (§6.3).
    """
    if any(key.name != checkpoint.origin for key in signers):
        raise MalformedError("a log signs with keys that bear the name of its origin")
    if any(key.algorithm not in LOG_ALGORITHMS for key in signers):
        raise MalformedError("a log signs with Ed25519 and ML-DSA-44; an Ed25519 cosignature is a witness's")
    return Note(checkpoint.text, tuple(sign_line(key, checkpoint, at) for key in signers)).encode()


def open_checkpoint(note: str, keys: Sequence[VerifierKey]) -> Checkpoint:
    """Return the tree head of `note` if at least one of `keys` signed it and none that claims to is false (§5.4)."""
    parsed = parse_note(note)
    check_signatures(parsed, keys)
    return parse_text(parsed.text)


def check_signatures(note: Note, keys: Sequence[VerifierKey]) -> tuple[VerifierKey, ...]:
    """Return those of `keys` that signed the checkpoint `note`; BrokenError where one is false or none is there."""
    return check_note(note, keys, check=check_line)


def check_successor(old: Checkpoint, new: Checkpoint, proof: Sequence[bytes]) -> None:
    """Check that `new` may be signed after `old`: same log, not smaller, and by `proof` nothing before it changed (§6.5).

    Raises RefusedError for another log or a smaller tree, BrokenError where the past differs.
    """
    if new.origin != old.origin:
        raise RefusedError("a checkpoint follows one of its own log")
    if new.size < old.size:
        raise RefusedError(f"a head of {new.size} leaves is not signed after one of {old.size}")
    if old.size > 0:
        check_consistency(old_size=old.size, old_root=old.root, new_size=new.size, new_root=new.root, proof=proof)
    elif old.root != EMPTY_ROOT or proof or (new.size == 0 and new.root != EMPTY_ROOT):
        raise BrokenError("a tree without leaves has the empty root, and what follows it needs no proof")


def timed_text(at: int, checkpoint: Checkpoint) -> str:
    """Return what an Ed25519 cosignature signs: C2SP tlog-cosignature, "Ed25519 signed message" (witness.md §1.2)."""
    return f"{_TIMED_LABEL}\ntime {_checked_time(at)}\n{checkpoint.text}"


def cosigned_message(name: str, at: int, checkpoint: Checkpoint) -> bytes:
    """Return what an ML-DSA-44 cosignature signs: C2SP tlog-cosignature, `cosigned_message` (§6.4)."""
    _checked_time(at)
    start, end = (0).to_bytes(8, "big"), checkpoint.size.to_bytes(8, "big")
    named, origin = (bytes([len(text.encode())]) + text.encode() for text in (name, checkpoint.origin))
    return _COSIGNATURE_LABEL + named + at.to_bytes(8, "big") + origin + start + end + checkpoint.root


def cosigned_at(note: Note, key: VerifierKey) -> int:
    """Return the seconds since 1970 that stand in the line of `key`, of a type that states a time, under `note`; 0 says nothing."""
    line = next(line for line in note.lines if (line.name, line.key_id) == (key.name, key.key_id))
    return int.from_bytes(line.signature[:TIME_LENGTH], "big")


def sign_line(key: SigningKey, checkpoint: Checkpoint, at: int) -> SignatureLine:
    """Return the line by which `key` signs `checkpoint`; `at`, seconds since 1970, stands in it if it is a cosignature."""
    if key.algorithm is Algorithm.ED25519:
        return sign_plain(key, checkpoint.text)
    signature = key.sign(_message(key.algorithm, key.name, at, checkpoint))
    return SignatureLine(key.name, key.verifier().key_id, at.to_bytes(TIME_LENGTH, "big") + signature)


def check_line(key: VerifierKey, text: str, signature: bytes) -> int:
    """Raise BrokenError unless `signature` is that of `key` under the checkpoint `text`; return the time it states, 0 for none."""
    if key.algorithm is Algorithm.ED25519:
        check_plain(key, text, signature)
        return 0
    at = int.from_bytes(signature[:TIME_LENGTH], "big")
    if at > LARGEST_TIME:
        raise BrokenError(f"the time in the signature of {key.label} cannot be")
    key.check(_message(key.algorithm, key.name, at, parse_text(text)), signature[TIME_LENGTH:])
    return at


def _message(algorithm: Algorithm, name: str, at: int, checkpoint: Checkpoint) -> bytes:
    if algorithm is Algorithm.MLDSA44:
        return cosigned_message(name, at, checkpoint)
    return timed_text(at, checkpoint).encode()


def _checked_time(at: int) -> int:
    if not 0 <= at <= LARGEST_TIME:
        raise MalformedError("a cosignature's time is in seconds since 1970, and below 2⁶³")
    return at
