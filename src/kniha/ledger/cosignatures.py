"""Cosignatures: a witness's lines under a checkpoint, each with the time it states (C2SP tlog-cosignature; docs/spec/witness.md §1).

A line says: of all the heads that this witness saw of this log until then, this is the largest, and it contradicts none of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kniha.ledger.checkpoints import LARGEST_TIME, ORIGIN_PREFIX, Checkpoint, check_line, sign_line
from kniha.ledger.keys import WITNESS_ALGORITHMS, SigningKey, VerifierKey, parse_verifier_key
from kniha.ledger.notes import Note, SignatureLine, parse_lines, parse_note
from kniha.vocab.errors import BrokenError, MalformedError


@dataclass(frozen=True, slots=True)
class Cosignature:
    """One line of one witness that holds: under which key, at which second since 1970 by the witness's own clock."""

    key: VerifierKey
    at: int
    line: SignatureLine


def check_witness_key(key: VerifierKey) -> None:
    """Raise MalformedError unless `key` can be a witness's: of a type that states a time, and not under a register's name (§1.1)."""
    if key.algorithm not in WITNESS_ALGORITHMS:
        raise MalformedError(f"{key.label} states no time; a witness signs with Ed25519 cosignatures (04) and ML-DSA-44 (06)")
    # Against a register that passes its own second signature off as somebody else's.
    if key.name.startswith(ORIGIN_PREFIX):
        raise MalformedError(f"{key.label} bears a register's name; a witness has a name of its own")


def parse_witness_key(text: str) -> VerifierKey:
    """Return the witness's key whose text form is `text`; raises MalformedError, or UnknownTermError for an unknown type."""
    key = parse_verifier_key(text)
    check_witness_key(key)
    return key


def cosign(checkpoint: Checkpoint, key: SigningKey, *, at: int) -> SignatureLine:
    """Return the line by which the witness's `key` signs `checkpoint` at the second `at` since 1970, which is never left out."""
    check_witness_key(key.verifier())
    if not 0 < at <= LARGEST_TIME:
        raise MalformedError("a witness states when it signed: seconds since 1970, more than 0 and below 2⁶³")
    return sign_line(key, checkpoint, at)


def cosignatures(note: Note, witnesses: Sequence[VerifierKey]) -> tuple[Cosignature, ...]:
    """Return the lines under the checkpoint `note` that are of one of `witnesses`, in their order there; none, where there are none.

    Lines of others are left alone. BrokenError where a line claims one of `witnesses` and does not hold, or states no time;
    MalformedError where one of `witnesses` cannot be a witness's key.
    """
    known = {}
    for key in witnesses:
        check_witness_key(key)
        known[key.name, key.key_id] = key
    claimed = ((known.get((line.name, line.key_id)), line) for line in note.lines)
    return tuple(_checked(key, note.text, line) for key, line in claimed if key is not None)


def with_lines(checkpoint: str, lines: Iterable[SignatureLine]) -> str:
    """Return the note `checkpoint` with `lines` under those that it has."""
    note = parse_note(checkpoint)
    return Note(note.text, (*note.lines, *lines)).encode()


def parse_line(text: str) -> SignatureLine:
    """Return the one line that `text`, with its line end, is."""
    lines = parse_lines(text)
    if len(lines) != 1:
        raise MalformedError("this is more than one signature line")
    return lines[0]


def _checked(key: VerifierKey, text: str, line: SignatureLine) -> Cosignature:
    at = check_line(key, text, line.signature)
    if at == 0:
        raise BrokenError(f"{key.label} is a witness's and states no time")
    return Cosignature(key, at, line)
