"""To whom a file is sealed and who opens it: recipients and identities of age (C2SP age.md, types mlkem768x25519 and X25519).

A recipient is public, `age1pq1…`; an identity is secret, `AGE-SECRET-KEY-PQ-1…`. Files are sealed to post-quantum recipients
alone. The classic X25519 identity is here to open what others sealed.
"""

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from hashlib import sha256, shake_256
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from kniha.seal import bech32
from kniha.seal.header import HYBRID, WRAPPED_KEY, Stanza, decode_base64, derive_key, encode_base64
from kniha.vocab.errors import MalformedError
from kniha.vocab.ids import RandomBytes

SEED = 32
"""Bytes of the secret that an identity is written from."""

ENCAPSULATED = 1120
"""Bytes of the key encapsulated in a post-quantum stanza: ML-KEM-768 ciphertext, X25519 share."""

_SUITE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)
_HYBRID_INFO = b"age-encryption.org/mlkem768x25519"
_CLASSIC_INFO = b"age-encryption.org/v1/X25519"
_KEM_CIPHERTEXT = 1088
_KEM_PUBLIC = 1184
_KEM_SEED = 64
_NO_NONCE = bytes(12)  # each wrapping key is used once


class Wrapping(Protocol):
    """Wraps a file key into a stanza. A recipient does, and a passphrase."""

    def wrap(self, file_key: bytes, *, random_bytes: RandomBytes) -> Stanza:
        """Return the stanza from which the counterpart gets `file_key` back."""
        ...


class Identity(Protocol):
    """Gets the file key out of the stanza that is meant for it. An identity does, and a passphrase."""

    def unwrap(self, stanzas: tuple[Stanza, ...]) -> bytes | None:
        """Return the file key; None where no stanza is for us; MalformedError for a stanza of our type that no writer makes."""
        ...


@dataclass(frozen=True, slots=True)
class Recipient:
    """A post-quantum recipient: `text` is `age1pq1…`, 1,959 characters, lower case. Made by `parse_recipient`."""

    text: str
    _key: hpke.MLKEM768X25519PublicKey = field(repr=False, compare=False)

    @property
    def fingerprint(self) -> str:
        """The first 16 bytes of the SHA-256 of `text`, for people to compare: eight groups of four hexadecimal digits."""
        digits = sha256(self.text.encode()).hexdigest()[:32]
        return " ".join(digits[at : at + 4] for at in range(0, 32, 4))

    def __str__(self) -> str:
        return self.text

    def wrap(self, file_key: bytes, *, random_bytes: RandomBytes) -> Stanza:  # noqa: ARG002  HPKE draws from the system's own source
        """Return the stanza that this recipient's identity opens."""
        sealed = _SUITE.encrypt(file_key, self._key, _HYBRID_INFO)
        return Stanza(HYBRID, (encode_base64(sealed[:ENCAPSULATED]),), sealed[ENCAPSULATED:])


@dataclass(frozen=True)
class HybridIdentity:
    """A post-quantum identity, from a seed of 32 bytes (X-Wing: SHAKE256 gives the ML-KEM-768 seed and the X25519 key)."""

    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.seed) != SEED:
            raise MalformedError(f"the seed of an identity has {SEED} bytes, not {len(self.seed)}")

    @property
    def text(self) -> str:
        """The identity as age writes it, `AGE-SECRET-KEY-PQ-1…`: a secret."""
        return bech32.encode("age-secret-key-pq-", self.seed).upper()

    @cached_property
    def recipient(self) -> Recipient:
        """The recipient that this identity opens for."""
        kem, curve = self._keys
        return parse_recipient(bech32.encode("age1pq", kem.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()))

    def unwrap(self, stanzas: tuple[Stanza, ...]) -> bytes | None:
        """Return the file key of the first stanza that opens."""
        sealed = [_hybrid_ciphertext(stanza) for stanza in stanzas if stanza.type == HYBRID]
        for ciphertext in sealed:
            try:
                return _SUITE.decrypt(ciphertext, self._private, _HYBRID_INFO)
            except InvalidTag:
                _agree(self._keys[1], ciphertext[_KEM_CIPHERTEXT:ENCAPSULATED])
        return None

    @cached_property
    def _keys(self) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
        expanded = shake_256(self.seed).digest(_KEM_SEED + 32)
        return MLKEM768PrivateKey.from_seed_bytes(expanded[:_KEM_SEED]), X25519PrivateKey.from_private_bytes(expanded[_KEM_SEED:])

    @cached_property
    def _private(self) -> hpke.MLKEM768X25519PrivateKey:
        return hpke.MLKEM768X25519PrivateKey(*self._keys)


@dataclass(frozen=True, slots=True)
class ClassicIdentity:
    """An X25519 identity, `AGE-SECRET-KEY-1…`: opens, and nothing is sealed to it here."""

    seed: bytes = field(repr=False)

    def unwrap(self, stanzas: tuple[Stanza, ...]) -> bytes | None:
        """Return the file key of the first stanza that opens."""
        private = X25519PrivateKey.from_private_bytes(self.seed)
        shares = [(_classic_share(stanza), stanza.body) for stanza in stanzas if stanza.type == "X25519"]
        for share, body in shares:
            salt = share + private.public_key().public_bytes_raw()
            key = derive_key(_agree(private, share), salt, _CLASSIC_INFO)
            try:
                return ChaCha20Poly1305(key).decrypt(_NO_NONCE, body, None)
            except InvalidTag:
                continue
        return None


def new_identity(random_bytes: RandomBytes) -> HybridIdentity:
    """Draw a post-quantum identity from `random_bytes`."""
    return HybridIdentity(random_bytes(SEED))


@lru_cache(maxsize=64)
def parse_recipient(text: str) -> Recipient:
    """Return the recipient written `age1pq1…`; MalformedError for anything else, a classic recipient too.

    Parsing costs about as much as fifteen seals, so the last few recipients are remembered: they are public.
    """
    prefix, data = bech32.decode(text)
    if prefix == "age":
        raise MalformedError("this is a classic recipient (age1…); files are sealed to post-quantum recipients (age1pq1…) alone")
    if prefix != "age1pq" or len(data) != _KEM_PUBLIC + 32:
        raise MalformedError(f"a recipient is age1pq1… over {_KEM_PUBLIC + 32} bytes, not {prefix}1… over {len(data)}")
    try:
        kem = MLKEM768PublicKey.from_public_bytes(data[:_KEM_PUBLIC])
    except ValueError as error:
        raise MalformedError("the recipient's ML-KEM-768 key is none") from error
    _agree(X25519PrivateKey.from_private_bytes(bytes(32)), data[_KEM_PUBLIC:])
    return Recipient(text.lower(), hpke.MLKEM768X25519PublicKey(kem, X25519PublicKey.from_public_bytes(data[_KEM_PUBLIC:])))


def parse_recipients(text: str) -> tuple[Recipient, ...]:
    """Return the recipients of a recipients file: one a line, with empty lines and comments (#) between."""
    recipients = tuple(parse_recipient(line) for line in _lines(text))
    if not recipients:
        raise MalformedError("the recipients file holds no recipient")
    return recipients


def parse_identity(text: str) -> HybridIdentity | ClassicIdentity:
    """Return the identity written `AGE-SECRET-KEY-PQ-1…` or `AGE-SECRET-KEY-1…`; MalformedError for anything else."""
    prefix, data = bech32.decode(text)
    if not text.isupper() or len(data) != SEED:
        raise MalformedError(f"an identity is written in capitals over {SEED} bytes")
    match prefix:
        case "age-secret-key-pq-":
            return HybridIdentity(data)
        case "age-secret-key-":
            return ClassicIdentity(data)
    raise MalformedError("an identity begins with AGE-SECRET-KEY-PQ-1 or AGE-SECRET-KEY-1")


def parse_identities(text: str) -> tuple[HybridIdentity | ClassicIdentity, ...]:
    """Return the identities of an identity file: one a line, with empty lines and comments (#) between."""
    identities = tuple(parse_identity(line) for line in _lines(text))
    if not identities:
        raise MalformedError("the identity file holds no identity")
    return identities


def _lines(text: str) -> list[str]:
    lines = (line.strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def _hybrid_ciphertext(stanza: Stanza) -> bytes:
    if len(stanza.arguments) != 1 or len(stanza.body) != WRAPPED_KEY:
        raise MalformedError(f"a stanza {HYBRID} has one argument and a body of {WRAPPED_KEY} bytes")
    encapsulated = decode_base64(stanza.arguments[0])
    if len(encapsulated) != ENCAPSULATED:
        raise MalformedError(f"a stanza {HYBRID} carries {ENCAPSULATED} bytes, not {len(encapsulated)}")
    return encapsulated + stanza.body


def _classic_share(stanza: Stanza) -> bytes:
    if len(stanza.arguments) != 1 or len(stanza.body) != WRAPPED_KEY:
        raise MalformedError(f"a stanza X25519 has one argument and a body of {WRAPPED_KEY} bytes")
    share = decode_base64(stanza.arguments[0])
    if len(share) != 32:
        raise MalformedError(f"a stanza X25519 carries a share of 32 bytes, not {len(share)}")
    return share


def _agree(private: X25519PrivateKey, share: bytes) -> bytes:
    """Return the shared secret; MalformedError for a share of low order, which gives everybody the same secret."""
    try:
        return private.exchange(X25519PublicKey.from_public_bytes(share))
    except ValueError as error:
        raise MalformedError("a share of low order: no honest writer makes one") from error
