"""Files under a passphrase (C2SP age.md, type scrypt): how an identity file lies on a disk (docs/spec/keys.md, rule 3)."""

import re
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from kniha.seal.header import SCRYPT, WRAPPED_KEY, Stanza, decode_base64, encode_base64
from kniha.vocab.errors import MalformedError
from kniha.vocab.ids import RandomBytes

USUAL_WORK = 18
"""Base-two logarithm of the scrypt cost of files made here: 256 MiB and about a second."""

MOST_WORK = 20
"""The highest cost taken on opening, 1 GiB. Against a file that asks for all memory there is."""

_SALT = 16
_LABEL = b"age-encryption.org/v1/scrypt"
_NUMBER = re.compile(r"[1-9][0-9]?")
_NO_NONCE = bytes(12)  # each wrapping key is used once, for its salt is random


@dataclass(frozen=True, slots=True)
class Passphrase:
    """A passphrase that seals and opens; `work` is the cost of sealing alone."""

    text: str = field(repr=False)
    work: int = USUAL_WORK

    def wrap(self, file_key: bytes, *, random_bytes: RandomBytes) -> Stanza:
        """Return the stanza that the same passphrase opens."""
        salt = random_bytes(_SALT)
        body = self._cipher(salt, self.work).encrypt(_NO_NONCE, file_key, None)
        return Stanza(SCRYPT, (encode_base64(salt), str(self.work)), body)

    def unwrap(self, stanzas: tuple[Stanza, ...]) -> bytes | None:
        """Return the file key; None for another passphrase, and for a file that is not under one."""
        for stanza in stanzas:
            if stanza.type == SCRYPT:
                salt, work = _arguments(stanza)
                try:
                    return self._cipher(salt, work).decrypt(_NO_NONCE, stanza.body, None)
                except InvalidTag:
                    return None
        return None

    def _cipher(self, salt: bytes, work: int) -> ChaCha20Poly1305:
        return ChaCha20Poly1305(Scrypt(_LABEL + salt, 32, 2**work, 8, 1).derive(self.text.encode()))


def _arguments(stanza: Stanza) -> tuple[bytes, int]:
    if len(stanza.arguments) != 2 or len(stanza.body) != WRAPPED_KEY:
        raise MalformedError(f"a stanza scrypt has two arguments and a body of {WRAPPED_KEY} bytes")
    salt = decode_base64(stanza.arguments[0])
    if len(salt) != _SALT:
        raise MalformedError(f"a stanza scrypt carries a salt of {_SALT} bytes, not {len(salt)}")
    if not _NUMBER.fullmatch(stanza.arguments[1]) or int(stanza.arguments[1]) > MOST_WORK:
        raise MalformedError(f"the work factor of a stanza scrypt is a number from 1 to {MOST_WORK}")
    return salt, int(stanza.arguments[1])
