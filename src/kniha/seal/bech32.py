"""Bech32 text of keys (BIP 173, of any length up to the longest recipient): what age writes recipients and identities in.

Decoding is strict: one case, a known alphabet, a true checksum, no stray bits.
"""

from functools import reduce
from operator import xor

from kniha.vocab.errors import MalformedError

LONGEST = 1959
"""The length of a post-quantum recipient, the longest text that is read here."""

_ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_VALUES = {letter: value for value, letter in enumerate(_ALPHABET)}
_GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
# What the five bits that leave the checksum put into it, all together.
_FOLDED = tuple(reduce(xor, (one for bit, one in enumerate(_GENERATORS) if top >> bit & 1), 0) for top in range(32))
_CHECKSUM = 6


def encode(prefix: str, data: bytes) -> str:
    """Return `data` as lower-case Bech32 under the human-readable `prefix` (lower case too)."""
    values = _groups(data)
    polymod = _polymod([*_expanded(prefix), *values, *[0] * _CHECKSUM]) ^ 1
    checksum = [polymod >> 5 * place & 31 for place in reversed(range(_CHECKSUM))]
    return prefix + "1" + "".join(_ALPHABET[value] for value in (*values, *checksum))


def decode(text: str) -> tuple[str, bytes]:
    """Return prefix (lower case) and data of `text`; MalformedError where one letter is wrong. The message never holds the text."""
    if len(text) > LONGEST:
        raise MalformedError(f"a key in Bech32 has at most {LONGEST} characters, not {len(text)}")
    if text not in (text.lower(), text.upper()):
        raise MalformedError("a key in Bech32 is all lower or all upper case")
    prefix, separator, rest = text.lower().rpartition("1")
    if not (separator and prefix.isascii() and prefix.isprintable()) or len(rest) < _CHECKSUM:
        raise MalformedError("a key in Bech32 is a prefix, the digit 1 and at least six more characters")
    if not _VALUES.keys() >= set(rest):
        raise MalformedError("a key in Bech32 holds a character outside its alphabet")
    values = [_VALUES[letter] for letter in rest]
    if _polymod([*_expanded(prefix), *values]) != 1:
        raise MalformedError("the checksum of a key in Bech32 does not hold: a character is wrong or missing")
    return prefix, _bytes(values[:-_CHECKSUM])


def _expanded(prefix: str) -> list[int]:
    return [*(ord(letter) >> 5 for letter in prefix), 0, *(ord(letter) & 31 for letter in prefix)]


def _polymod(values: list[int]) -> int:
    """Return the BCH checksum over five-bit `values` (BIP 173, "Checksum")."""
    checksum = 1
    for value in values:
        checksum = (checksum & 0x1FFFFFF) << 5 ^ value ^ _FOLDED[checksum >> 25]
    return checksum


def _groups(data: bytes) -> list[int]:
    """Cut `data` into groups of five bits, the last filled with zeros."""
    count = -(-len(data) * 8 // 5)
    number = int.from_bytes(data, "big") << count * 5 - len(data) * 8
    return [number >> 5 * place & 31 for place in reversed(range(count))]


def _bytes(values: list[int]) -> bytes:
    size, spare = divmod(len(values) * 5, 8)
    number = 0
    for value in values:
        number = number << 5 | value
    if spare > 4 or number & (1 << spare) - 1:
        raise MalformedError("a key in Bech32 ends in stray bits")
    return (number >> spare).to_bytes(size, "big")
