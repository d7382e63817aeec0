"""The header of an age file (C2SP age.md, "Header"): stanzas that wrap the file key, and the MAC over them.

What closing and opening share. Nothing here knows a recipient type but by its name.
"""

import binascii
import re
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kniha.seal.streams import Preceded, Source, read_fully
from kniha.vocab.errors import BrokenError, MalformedError, UnknownTermError

FILE_KEY = 16
"""Bytes of a file key."""

WRAPPED_KEY = 32
"""Bytes of a file key under ChaCha20-Poly1305, as each stanza's body holds it."""

LARGEST_HEADER = 65_536
"""A header of more bytes is refused: some forty post-quantum recipients. Against a sender who makes us read without end."""

HYBRID = "mlkem768x25519"
SCRYPT = "scrypt"
CLASSIC = frozenset({"X25519", "p256tag", "piv-p256", "ssh-ed25519", "ssh-rsa"})
"""The known stanza types that a quantum computer would open."""

_VERSION = "age-encryption.org/v1"
_COLUMNS = 64
_ARGUMENT = re.compile(r"[!-~]+")
_MAC_LINE = re.compile(r"--- ([A-Za-z0-9+/]{43})")


@dataclass(frozen=True, slots=True)
class Stanza:
    """One way to the file key: its type, the arguments after the type, and the body as bytes."""

    type: str
    arguments: tuple[str, ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class Header:
    """A header as read: its stanzas, the bytes that the MAC covers, and the MAC."""

    stanzas: tuple[Stanza, ...]
    covered: bytes
    mac: bytes


def encode_base64(data: bytes) -> str:
    """Return unpadded standard base64."""
    return b64encode(data).rstrip(b"=").decode()


def decode_base64(text: str) -> bytes:
    """Return the bytes whose one unpadded base64 text is `text`; MalformedError for padded, foreign or uncanonical text."""
    try:
        data = b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise MalformedError("a field of the age header is not base64") from error
    if encode_base64(data) != text:
        raise MalformedError("a field of the age header is base64, but not in canonical form")
    return data


def derive_key(file_key: bytes, salt: bytes, info: bytes) -> bytes:
    """Return the 32-byte key for one use of `file_key`: HKDF-SHA256."""
    return HKDF(hashes.SHA256(), 32, salt, info).derive(file_key)


def format_header(stanzas: tuple[Stanza, ...], file_key: bytes) -> bytes:
    """Return the header's bytes, MAC and line end included."""
    lines = [_VERSION]
    for stanza in stanzas:
        lines.append(" ".join(("->", stanza.type, *stanza.arguments)))
        body = encode_base64(stanza.body)
        # A body whose last line is full is followed by an empty line: a short line is what ends a stanza.
        lines += [body[at : at + _COLUMNS] for at in range(0, len(body) + 1, _COLUMNS)]
    covered = "\n".join([*lines, "---"]).encode()
    return b"%b %b\n" % (covered, encode_base64(_mac(covered, file_key).finalize()).encode())


def read_header(source: Source) -> tuple[bytes, Source]:
    """Return the bytes of the header at the start of `source`, and a source of what follows it."""
    data = b""
    while (end := _end(data)) < 0:
        # Two kilobytes hold the usual header, one stanza, so that little is put back.
        more = read_fully(source, 2048)
        if not more or len(data) > LARGEST_HEADER:
            raise MalformedError(f"no age header ends within the first {len(data)} bytes")
        data += more
    return data[:end], Preceded(data[end:], source)


def parse_header(data: bytes) -> Header:
    """Return the header that is exactly `data`; MalformedError where a line is not of its form. The MAC is not checked here."""
    if len(data) > LARGEST_HEADER:
        raise MalformedError(f"an age header has at most {LARGEST_HEADER} bytes, not {len(data)}")
    try:
        version, *rest = data.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise MalformedError("an age header is ASCII text") from error
    if version != _VERSION:
        raise UnknownTermError(f"an age file begins with the line {_VERSION}")
    lines = iter(rest)
    stanzas: list[Stanza] = []
    for line in lines:
        if line.startswith("---"):
            mac = _MAC_LINE.fullmatch(line)
            if not (mac and stanzas) or list(lines) != [""]:
                break
            return Header(tuple(stanzas), data[: data.rindex(b"\n---") + 4], decode_base64(mac[1]))
        stanzas.append(_stanza(line, lines))
    raise MalformedError("an age header ends with one line of three hyphens and the MAC, after at least one stanza")


def check_mac(header: Header, file_key: bytes) -> None:
    """Raise BrokenError unless the header is as whoever knew `file_key` wrote it."""
    try:
        _mac(header.covered, file_key).verify(header.mac)
    except InvalidSignature as error:
        raise BrokenError("the header was altered: its MAC does not hold") from error


def check_company(stanzas: tuple[Stanza, ...]) -> None:
    """Raise MalformedError for stanzas that must not stand together.

    A passphrase stands alone (C2SP age.md, "scrypt"). A classic stanza beside a post-quantum one would void it: whoever keeps
    the file until there is a quantum computer opens it by the weaker way (docs/spec/envelope.md §1.2).
    """
    types = {stanza.type for stanza in stanzas}
    if SCRYPT in types and len(stanzas) > 1:
        raise MalformedError("a passphrase stanza must stand alone in the header")
    if HYBRID in types and types & CLASSIC:
        raise MalformedError("a post-quantum stanza and a classic one stand in one header")


def _end(data: bytes) -> int:
    start = data.find(b"\n---")
    return data.find(b"\n", start + 1) + 1 or -1 if start >= 0 else -1


def _stanza(line: str, lines: Iterator[str]) -> Stanza:
    arrow, *arguments = line.split(" ")
    if arrow != "->" or not arguments or not all(map(_ARGUMENT.fullmatch, arguments)):
        raise MalformedError("a stanza begins with -> and at least one argument, each after one space")
    body = [next(lines, "")]
    while len(body[-1]) == _COLUMNS:
        body.append(next(lines, ""))
    if len(body[-1]) > _COLUMNS:
        raise MalformedError(f"a stanza's body is lines of {_COLUMNS} characters and a shorter one at the end")
    return Stanza(arguments[0], tuple(arguments[1:]), decode_base64("".join(body)))


def _mac(covered: bytes, file_key: bytes) -> HMAC:
    mac = HMAC(derive_key(file_key, b"", b"header"), hashes.SHA256())
    mac.update(covered)
    return mac
