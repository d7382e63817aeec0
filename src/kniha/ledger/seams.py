"""Seams: where a log begins again after a restore, as its custodians state it (docs/spec/ledger.md §11).

A seam says what was lost. It is judged here by its form and its signatures; whether the heads and roots it cites are true,
whoever holds them says.
"""

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass

from kniha.ledger.checkpoints import LARGEST_SIZE, generation_of, origin_of
from kniha.ledger.keys import Algorithm, SigningKey, VerifierKey, decode_base64
from kniha.ledger.notes import Note, check_note, parse_note, sign_plain
from kniha.ledger.tree import HASH_LENGTH
from kniha.vocab.errors import BrokenError, ConflictError, MalformedError, UnknownTermError

FORMAT = "kniha-seam/v1"
ENOUGH = 3
"""So many custodians sign a seam: no one of them, and no two, can make a register forget."""

_REGISTER = re.compile(r"[0-9a-f]{64}")
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class Seam:
    """What the custodians state: the newest head signed under the old origin, and the tree that was put back."""

    register: bytes
    old_origin: str
    old_size: int
    old_root: bytes
    new_origin: str
    restored_size: int
    restored_root: bytes

    def __post_init__(self) -> None:
        generation = generation_of(self.old_origin)
        if self.old_origin != origin_of(self.register, generation) or self.new_origin != origin_of(self.register, generation + 1):
            raise MalformedError("a seam leads from one generation of its register's log to the next")
        if not 1 <= self.restored_size < self.old_size <= LARGEST_SIZE:
            raise MalformedError(f"a seam states a loss: {self.restored_size} entries restored of {self.old_size} is none")
        if len(self.old_root) != HASH_LENGTH or len(self.restored_root) != HASH_LENGTH:
            raise MalformedError(f"a root is {HASH_LENGTH} bytes")

    @property
    def generation(self) -> int:
        """The generation that begins with this seam."""
        return generation_of(self.new_origin)

    @property
    def lost(self) -> int:
        """How many entries under the old head were not restored."""
        return self.old_size - self.restored_size

    @property
    def text(self) -> str:
        """The nine lines that are signed (§11.3)."""
        old_root, restored_root = (base64.b64encode(root).decode() for root in (self.old_root, self.restored_root))
        old = f"{self.old_origin}\n{self.old_size}\n{old_root}\n"
        new = f"{self.new_origin}\n{self.restored_size}\n{restored_root}\n"
        return f"{FORMAT}\n{self.register.hex()}\n{old}{new}{self.lost}\n"


def parse_text(text: str) -> Seam:
    """Return the seam that `text`, not signed, states (§11.3). Raises MalformedError for any other writing of it."""
    lines = text.split("\n")
    if lines[0] != FORMAT:
        raise UnknownTermError(f"a seam is of the format {FORMAT}")
    if len(lines) != 10 or lines[9]:
        raise MalformedError("a seam's text is nine lines")
    _, register, old_origin, old_size, old_root, new_origin, restored_size, restored_root, lost, _ = lines
    if not _REGISTER.fullmatch(register):
        raise MalformedError("a seam's register is 64 hexadecimal digits")
    if not all(_SIZE.fullmatch(number) for number in (old_size, restored_size, lost)):
        raise MalformedError("a seam's sizes are decimal numbers without leading zeros")
    found = Seam(
        register=bytes.fromhex(register),
        old_origin=old_origin,
        old_size=int(old_size),
        old_root=decode_base64(old_root),
        new_origin=new_origin,
        restored_size=int(restored_size),
        restored_root=decode_base64(restored_root),
    )
    if found.lost != int(lost):
        raise MalformedError(f"a seam from {old_size} entries to {restored_size} loses {found.lost}, not {lost}")
    return found


def parse_seam(note: str) -> Seam:
    """Return the seam that a signed note states; who signed it, `check_seam` says."""
    return parse_text(parse_note(note).text)


def custodian_name(register: bytes, number: int) -> str:
    """Return the name that the signing key of custodian `number`, from 1, bears (§11.4)."""
    return f"{origin_of(register)}/custodian/{number}"


def sign_seam(seam: Seam, signers: Sequence[SigningKey]) -> str:
    """Return the note that states `seam` under the signatures of `signers`, keys of custodians (§11.4)."""
    return Note(seam.text, tuple(sign_plain(_own(seam, key), seam.text) for key in signers)).encode()


def add_signature(seam: str, signer: SigningKey) -> str:
    """Return `seam`, a text not signed yet or a note, with one more custodian's line under it.

    Raises ConflictError where this key signed it before.
    """
    signed = parse_note(seam) if "\n\n" in seam else None
    stated = parse_text(seam if signed is None else signed.text)
    line = sign_plain(_own(stated, signer), stated.text)
    lines = () if signed is None else signed.lines
    if any((one.name, one.key_id) == (line.name, line.key_id) for one in lines):
        raise ConflictError(f"{signer.verifier().label} has signed this seam already")
    return Note(stated.text, (*lines, line)).encode()


def joined(seams: Sequence[str]) -> str:
    """Return one note with the signature lines of all `seams`, notes over the same text that custodians signed apart.

    Raises MalformedError where their texts differ.
    """
    notes = [parse_note(seam) for seam in seams]
    if len({note.text for note in notes}) != 1:
        raise MalformedError("these are not one and the same seam")
    return Note(notes[0].text, tuple(dict.fromkeys(line for note in notes for line in note.lines))).encode()


def check_seam(note: str, custodians: Sequence[VerifierKey]) -> tuple[VerifierKey, ...]:
    """Check that at least three different custodians signed the seam `note`; return which of `custodians` (their keys) did.

    A custodian is one name and one public key: neither two keys under one name nor one key under two names make two.
    Raises BrokenError for too few or for a false signature, MalformedError for what is no seam or no list of its custodians.
    """
    seam = parse_seam(note)
    check_custodians(seam.register, custodians)
    signed = check_note(parse_note(note), custodians)
    count = len({key.name for key in signed})
    if count < ENOUGH:
        raise BrokenError(f"{ENOUGH} custodians sign a seam; {count} of those known signed this one")
    return signed


def check_custodians(register: bytes, keys: Sequence[VerifierKey]) -> None:
    """Check that `keys` are custodians' keys of `register` (§11.4): named so, Ed25519, no public key twice; else MalformedError."""
    for key in keys:
        if not _is_custodian(register, key.name) or key.algorithm is not Algorithm.ED25519:
            raise MalformedError(f"{key.label} is not the Ed25519 key of a custodian of register {register.hex()}")
    if len({key.public for key in keys}) != len(keys):
        raise MalformedError("one public key stands twice among the custodians' keys")


def _own(seam: Seam, signer: SigningKey) -> SigningKey:
    check_custodians(seam.register, (signer.verifier(),))
    return signer


def _is_custodian(register: bytes, name: str) -> bool:
    head, _, number = name.rpartition("/")
    return head == f"{origin_of(register)}/custodian" and re.fullmatch(r"[1-9][0-9]{0,3}", number) is not None
