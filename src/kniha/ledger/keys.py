"""Keys that sign tree heads: their names, ids, text form and the two algorithms (C2SP signed-note; docs/spec/ledger.md §4).

The seed of a signing key is never shown by repr and never leaves this module but as a signature.
"""

import base64
import binascii
from dataclasses import dataclass, field
from enum import Enum
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

from kniha.vocab.errors import BrokenError, MalformedError, UnknownTermError

SEED_LENGTH = 32
KEY_ID_LENGTH = 4
LONGEST_NAME = 255  # bytes: the length of a cosigner's name is one byte in what it signs


class Algorithm(Enum):
    """The signature types that registers and witnesses use, by their byte in C2SP signed-note."""

    ED25519 = 0x01
    """Ed25519 over the note's text."""
    ED25519_COSIGNATURE = 0x04
    """Ed25519 cosignature of a witness over the tree head, with a time (C2SP tlog-cosignature)."""
    MLDSA44 = 0x06
    """ML-DSA-44 cosignature over the tree head, with a time (C2SP tlog-cosignature)."""


LOG_ALGORITHMS = (Algorithm.ED25519, Algorithm.MLDSA44)
"""What a log signs its heads with, both at once."""

WITNESS_ALGORITHMS = (Algorithm.ED25519_COSIGNATURE, Algorithm.MLDSA44)
"""What a witness signs with."""

_PUBLIC_LENGTH = {Algorithm.ED25519: 32, Algorithm.ED25519_COSIGNATURE: 32, Algorithm.MLDSA44: 1312}
_WORDS = {Algorithm.ED25519: "Ed25519", Algorithm.ED25519_COSIGNATURE: "Ed25519 cosignature", Algorithm.MLDSA44: "ML-DSA-44"}


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key under a name; what checks a signature."""

    name: str
    algorithm: Algorithm
    public: bytes

    def __post_init__(self) -> None:
        check_name(self.name)
        if len(self.public) != _PUBLIC_LENGTH[self.algorithm]:
            raise MalformedError(f"a public key of {self.kind} is {_PUBLIC_LENGTH[self.algorithm]} bytes")

    @property
    def key_id(self) -> bytes:
        """Four bytes that stand for the key in a signature line: a label, not a fingerprint (§4.2)."""
        return sha256(self.name.encode() + b"\n" + self._typed()).digest()[:KEY_ID_LENGTH]

    @property
    def text(self) -> str:
        """The key as one line of text, `name+id+key` (§4.3)."""
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(self._typed()).decode()}"

    @property
    def fingerprint(self) -> str:
        """SHA-256 of `text` in hexadecimal: what two people read to each other to compare a key (§4.4)."""
        return sha256(self.text.encode()).hexdigest()

    @property
    def label(self) -> str:
        """What a message calls this key."""
        return f"{self.kind} key {self.key_id.hex()} of {self.name}"

    @property
    def kind(self) -> str:
        """The algorithm's name as people write it."""
        return _WORDS[self.algorithm]

    def check(self, message: bytes, signature: bytes) -> None:
        """Raise BrokenError unless `signature` was made over `message` by the other half of this key."""
        try:
            match self.algorithm:
                case Algorithm.ED25519 | Algorithm.ED25519_COSIGNATURE:
                    Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
                case Algorithm.MLDSA44:
                    MLDSA44PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature as error:
            raise BrokenError(f"the signature of {self.label} does not hold") from error

    def _typed(self) -> bytes:
        return bytes([self.algorithm.value]) + self.public


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A secret seed of 32 bytes under a name; what signs."""

    name: str
    algorithm: Algorithm
    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        check_name(self.name)
        if len(self.seed) != SEED_LENGTH:
            raise MalformedError(f"the seed of a signing key is {SEED_LENGTH} bytes")

    def verifier(self) -> VerifierKey:
        """Return the public half."""
        return VerifierKey(self.name, self.algorithm, self._private().public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        """Return the signature over `message`: 64 bytes of Ed25519, 2,420 of ML-DSA-44 (empty context)."""
        return self._private().sign(message)

    def _private(self) -> Ed25519PrivateKey | MLDSA44PrivateKey:
        if self.algorithm is Algorithm.MLDSA44:
            return MLDSA44PrivateKey.from_seed_bytes(self.seed)
        return Ed25519PrivateKey.from_private_bytes(self.seed)


def parse_verifier_key(text: str) -> VerifierKey:
    """Return the key whose text form is `text`; raise MalformedError, or UnknownTermError for an algorithm that is not ours."""
    name, *rest = text.split("+", 2)
    if len(rest) != 2:
        raise MalformedError("a verifier key is <name>+<key id>+<key>")
    typed = decode_base64(rest[1])
    if typed[:1] not in {bytes([each.value]) for each in Algorithm}:
        raise UnknownTermError(f"signature type {typed[:1].hex() or 'missing'} is not known here: 01, 04 and 06 are")
    key = VerifierKey(name, Algorithm(typed[0]), typed[1:])
    if rest[0] != key.key_id.hex():
        raise MalformedError(f"the key's id is {key.key_id.hex()}, its text says otherwise")
    return key


def check_name(name: str) -> None:
    """Raise MalformedError unless `name` may name a key: text without blank, plus or control character (§4.1)."""
    if not name or any(letter.isspace() or letter == "+" or letter < " " for letter in name):
        raise MalformedError("a key's name is text without blank, plus sign or control character")
    try:
        length = len(name.encode())
    except UnicodeEncodeError as error:
        raise MalformedError("a key's name holds half of a surrogate pair") from error
    if length > LONGEST_NAME:
        raise MalformedError(f"a key's name is at most {LONGEST_NAME} bytes")


def decode_base64(text: str) -> bytes:
    """Return the bytes whose one canonical base64 is `text`: no blank, no stray bit in the last letter."""
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise MalformedError("this is not base64") from error
    if base64.b64encode(found).decode() != text:
        raise MalformedError("this base64 is not in canonical form")
    return found
