"""Signed notes: text under signature lines (C2SP signed-note; docs/spec/ledger.md §5).

Knows nothing of what a text says. A kind of note that signs something else than its text hands in its own `check`.
"""

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kniha.ledger.keys import KEY_ID_LENGTH, Algorithm, SigningKey, VerifierKey, check_name, decode_base64
from kniha.vocab.errors import BrokenError, MalformedError, TooLargeError

MOST_SIGNATURES = 64  # the specification asks for at least 16
LARGEST_NOTE = 1 << 20  # characters

CheckSignature = Callable[[VerifierKey, str, bytes], object]
"""(key, text, signature) → whatever it likes, or BrokenError."""


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """One signature under a note: whose it claims to be, and its bytes."""

    name: str
    key_id: bytes
    signature: bytes

    def __post_init__(self) -> None:
        check_name(self.name)
        if len(self.key_id) != KEY_ID_LENGTH or not self.signature:
            raise MalformedError("a signature line holds a key id of four bytes and a signature")

    def encode(self) -> str:
        """Return the line with its line end."""
        return f"— {self.name} {base64.b64encode(self.key_id + self.signature).decode()}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text, its line end included, and the signature lines under it, none of them checked yet."""

    text: str
    lines: tuple[SignatureLine, ...]

    def __post_init__(self) -> None:
        _check_letters(self.text)
        if not self.text.endswith("\n"):
            raise MalformedError("a note's text ends with a line end")
        if not 1 <= len(self.lines) <= MOST_SIGNATURES:
            raise MalformedError(f"a note has between 1 and {MOST_SIGNATURES} signatures, not {len(self.lines)}")

    def encode(self) -> str:
        """Return the note as it is stored and sent."""
        return f"{self.text}\n{''.join(line.encode() for line in self.lines)}"


def parse_note(note: str) -> Note:
    """Return the parts of `note`; `parse_note(note).encode() == note`. Raises MalformedError, TooLargeError."""
    if len(note) > LARGEST_NOTE:
        raise TooLargeError(f"a note is at most {LARGEST_NOTE} characters")
    _check_letters(note)
    # The text may hold empty lines; the last one parts it from the signatures.
    text, blank, below = note.rpartition("\n\n")
    if not blank or not below.endswith("\n"):
        raise MalformedError("a note is text, an empty line, and signature lines")
    return Note(text + "\n", parse_lines(below))


def parse_lines(lines: str) -> tuple[SignatureLine, ...]:
    """Return the signature lines that `lines`, text from under a note with its last line end, consists of; at least one."""
    if not lines.endswith("\n"):
        raise MalformedError("a signature line ends with a line end")
    return tuple(_parse_line(line) for line in lines[:-1].split("\n"))


def sign_plain(key: SigningKey, text: str) -> SignatureLine:
    """Return the line that signs `text` itself, with an Ed25519 key."""
    if key.algorithm is not Algorithm.ED25519:
        raise MalformedError("a text is signed with Ed25519; a cosignature signs tree heads only")
    return SignatureLine(key.name, key.verifier().key_id, key.sign(text.encode()))


def check_plain(key: VerifierKey, text: str, signature: bytes) -> None:
    """Raise BrokenError unless `signature` signs `text` itself under an Ed25519 key."""
    if key.algorithm is not Algorithm.ED25519:
        raise MalformedError("a text is signed with Ed25519; a cosignature signs tree heads only")
    key.check(text.encode(), signature)


def check_note(note: Note, keys: Sequence[VerifierKey], *, check: CheckSignature = check_plain) -> tuple[VerifierKey, ...]:
    """Return those of `keys` that signed `note`, in the order of `keys`.

    Lines of unknown keys are ignored, as rotation and witnesses need; a line that claims a known key and does not hold breaks
    the whole note, and so does a note that none of `keys` signed: BrokenError.
    """
    known = {(key.name, key.key_id): key for key in keys}
    signed = set()
    for line in note.lines:
        if key := known.get((line.name, line.key_id)):
            check(key, note.text, line.signature)
            signed.add(key)
    if not signed:
        raise BrokenError("none of the given keys signed this")
    return tuple(key for key in keys if key in signed)


def _parse_line(line: str) -> SignatureLine:
    dash, _, rest = line.partition(" ")
    name, blank, encoded = rest.partition(" ")
    if dash != "—" or not blank:
        raise MalformedError("a signature line is a dash, a name and a signature")
    found = decode_base64(encoded)
    return SignatureLine(name, found[:KEY_ID_LENGTH], found[KEY_ID_LENGTH:])


def _check_letters(text: str) -> None:
    if any(letter < " " and letter != "\n" for letter in text):
        raise MalformedError("a note holds no control character but the line end")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise MalformedError("a note holds half of a surrogate pair") from error
