"""The grant of an intake's key of a month: the register states that it is one of its own (docs/spec/files.md §11).

Signed with the log's Ed25519 key alone, under the name of generation 0: an ML-DSA-44 key of our kind signs tree heads and nothing else.
"""

import re
from dataclasses import dataclass

from kniha.ledger.checkpoints import origin_of
from kniha.ledger.keys import Algorithm, SigningKey, VerifierKey
from kniha.ledger.notes import Note, check_note, parse_note, sign_plain
from kniha.vocab.errors import BrokenError, MalformedError, UnknownTermError

FORMAT = "kniha-acknowledgement-key/v1"

_DIGITS = re.compile(r"[0-9a-f]{64}")
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class GrantedKey:
    """A key (Ed25519, 32 bytes) with which an intake of `register` (32 bytes) acknowledges envelopes in `month` (`2026-11`)."""

    register: bytes
    month: str
    key: bytes

    def __post_init__(self) -> None:
        if len(self.register) != 32 or len(self.key) != 32:
            raise MalformedError("a register's id and an Ed25519 key are 32 bytes each")
        if not _MONTH.fullmatch(self.month):
            raise MalformedError("a month is written as 2026-11")

    @property
    def text(self) -> str:
        """The four lines that are signed."""
        return f"{FORMAT}\n{self.register.hex()}\n{self.month}\n{self.key.hex()}\n"

    def check(self, message: bytes, signature: bytes) -> None:
        """Raise BrokenError unless this key signed `message`."""
        VerifierKey(acknowledgement_name(self.register, self.month), Algorithm.ED25519, self.key).check(message, signature)


def acknowledgement_name(register: bytes, month: str) -> str:
    """Return what messages call a key of that month."""
    return f"{origin_of(register)}/acknowledgement/{month}"


def grant(key: GrantedKey, signer: SigningKey) -> str:
    """Return the note by which the log's Ed25519 key `signer` grants `key`; MalformedError where it is not of this register."""
    if signer.name != origin_of(key.register):
        raise MalformedError(f"{signer.verifier().label} is not that of register {key.register.hex()}")
    return Note(key.text, (sign_plain(signer, key.text),)).encode()


def check_grant(note: str, key: VerifierKey) -> GrantedKey:
    """Return which key the signed `note` grants; BrokenError unless the log's Ed25519 `key`, and no other, signed it."""
    signed = parse_note(note)
    granted = _parse_text(signed.text)
    if key.name != origin_of(granted.register) or key.algorithm is not Algorithm.ED25519:
        raise BrokenError(f"{key.label} is not the Ed25519 key of the log of register {granted.register.hex()}")
    if [(line.name, line.key_id) for line in signed.lines] != [(key.name, key.key_id)]:
        raise BrokenError(f"the grant is not signed by {key.label}, and by it alone")
    check_note(signed, (key,))
    return granted


def _parse_text(text: str) -> GrantedKey:
    lines = text.split("\n")
    if lines[0] != FORMAT:
        raise UnknownTermError(f"a grant is of the format {FORMAT}")
    if len(lines) != 5 or lines[4]:
        raise MalformedError("a grant's text is four lines")
    _, register, month, key, _ = lines
    if not (_DIGITS.fullmatch(register) and _DIGITS.fullmatch(key)):
        raise MalformedError("a grant's register and key are 64 hexadecimal digits each")
    return GrantedKey(bytes.fromhex(register), month, bytes.fromhex(key))
