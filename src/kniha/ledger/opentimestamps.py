"""Proofs of OpenTimestamps: read, judged, carried on from pending to attested in Bitcoin (docs/spec/timestamps.md §6).

Pure: headers of blocks and answers of calendars are handed in. Of all operations it knows the three that calendars use.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import TypeAlias

from kniha.vocab.errors import BrokenError, MalformedError, NotFoundError, TooLargeError, UnknownTermError

MAGIC = bytes.fromhex("004f70656e54696d657374616d7073000050726f6f6600bf89e2e884e89294")
LARGEST_PROOF = 1 << 16
HEADER_LENGTH = 80

_VERSION, _SHA256 = 1, 0x08
_APPEND, _PREPEND, _ATTESTATION, _FORK = 0xF0, 0xF1, 0x00, 0xFF
_PENDING, _BITCOIN = bytes.fromhex("83dfe30d2ef90c8e"), bytes.fromhex("0588960d73d71901")
_IMPRINT_LENGTH, _LONGEST_MESSAGE, _LONGEST_PAYLOAD = 32, 4096, 8192
_DEEPEST, _MOST_ITEMS = 256, 1024
_ADDRESS = re.compile(rb"https?://[A-Za-z0-9._:/-]{1,1000}")
_LARGEST_HEIGHT = 2**31


@dataclass(frozen=True, slots=True)
class Attestation:
    """Who attests a message: eight bytes of kind, and what belongs to the kind."""

    kind: bytes
    payload: bytes


@dataclass(frozen=True, slots=True)
class Operation:
    """What makes a further message of one, and the items on that further message."""

    code: int
    argument: bytes
    message: bytes
    items: tuple["Item", ...]


Item: TypeAlias = "Attestation | Operation"


@dataclass(frozen=True, slots=True)
class Block:
    """A block of Bitcoin under which the imprint lies; `at` is its time, or None where its header was not given."""

    height: int
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Pending:
    """A message that the calendar at `address` has promised to have attested."""

    address: str
    message: bytes


@dataclass(frozen=True, slots=True)
class Attested:
    """What a proof says: blocks, what is pending still, and how many attestations are of kinds unknown here."""

    blocks: tuple[Block, ...]
    pending: tuple[Pending, ...]
    unknown: int

    @property
    def at(self) -> datetime | None:
        """The time of the earliest block whose header was compared."""
        return min((block.at for block in self.blocks if block.at is not None), default=None)

    @property
    def open(self) -> tuple[str, ...]:
        """What could not be judged, in words."""
        unchecked = [
            f"attested in block {block.height} of Bitcoin, the header was not checked" for block in self.blocks if block.at is None
        ]
        if self.blocks:
            return tuple(unchecked)
        waiting = [f"pending at {one.address}: it says nothing of time yet" for one in self.pending]
        return tuple(waiting) or (f"{self.unknown} attestations of kinds unknown here",)


def check_proof(proof: bytes, *, imprint: bytes, headers: Mapping[int, bytes]) -> Attested:
    """Judge a proof (`.ots`) over `imprint` (32 bytes) by those `headers` of blocks (height to 80 bytes) that the caller trusts.

    Raises MalformedError for what is no proof, BrokenError for one over another imprint, or where a header has another Merkle root.
    """
    blocks, pending, unknown = [], [], 0
    for message, attestation in _attestations(imprint, _parse(proof, imprint)):
        match attestation.kind:
            case kind if kind == _BITCOIN:
                blocks.append(_block(attestation, message, headers))
            case kind if kind == _PENDING:
                pending.append(Pending(_address(attestation), message))
            case _:
                unknown += 1
    return Attested(tuple(sorted(blocks, key=lambda block: block.height)), tuple(pending), unknown)


def proof_of(imprint: bytes, answer: bytes) -> bytes:
    """Return the proof (`.ots`) that a calendar's `answer` to `imprint` makes; MalformedError where it is none."""
    proof = MAGIC + bytes((_VERSION, _SHA256)) + imprint + answer
    check_proof(proof, imprint=imprint, headers={})
    return proof


def upgrade(proof: bytes, pending: Pending, answer: bytes, *, imprint: bytes) -> bytes:
    """Return `proof` with a calendar's further `answer` in the place of what was `pending`.

    Raises NotFoundError where the answer is as pending as before, MalformedError where it is no answer.
    """
    further = _parse_timestamp(answer, pending.message)
    if not any(attestation.kind == _BITCOIN for _, attestation in _attestations(pending.message, further)):
        raise NotFoundError("the calendar has nothing but promises yet")
    items = _replaced(_parse(proof, imprint), imprint, pending, further)
    return proof[: len(MAGIC) + 2 + _IMPRINT_LENGTH] + _encode(items)


def _replaced(items: tuple[Item, ...], message: bytes, pending: Pending, further: tuple[Item, ...]) -> tuple[Item, ...]:
    found: list[Item] = []
    for item in items:
        if isinstance(item, Operation):
            found.append(replace(item, items=_replaced(item.items, item.message, pending, further)))
        elif message == pending.message and item.kind == _PENDING and _address(item) == pending.address:
            found += further
        else:
            found.append(item)
    return tuple(found)


def _attestations(message: bytes, items: tuple[Item, ...]) -> Iterator[tuple[bytes, Attestation]]:
    for item in items:
        if isinstance(item, Attestation):
            yield message, item
        else:
            yield from _attestations(item.message, item.items)


def _block(attestation: Attestation, message: bytes, headers: Mapping[int, bytes]) -> Block:
    payload = _Bytes(attestation.payload)
    height = payload.number()
    payload.end()
    if height > _LARGEST_HEIGHT or len(message) != _IMPRINT_LENGTH:
        raise MalformedError("an attestation of Bitcoin names a block, and its message is a Merkle root of 32 bytes")
    header = headers.get(height)
    if header is None:
        return Block(height, None)
    if len(header) != HEADER_LENGTH:
        raise MalformedError(f"the header of a block has {HEADER_LENGTH} bytes, not {len(header)}")
    if header[36:68] != message:
        raise BrokenError(f"block {height} should have the Merkle root {message[::-1].hex()}, and has {header[36:68][::-1].hex()}")
    return Block(height, datetime.fromtimestamp(int.from_bytes(header[68:72], "little"), UTC))


def _address(attestation: Attestation) -> str:
    payload = _Bytes(attestation.payload)
    address = payload.sized(_LONGEST_PAYLOAD)
    payload.end()
    if not _ADDRESS.fullmatch(address):
        raise MalformedError("a calendar's address is http:// or https://, letters, digits and . _ : / -")
    return address.decode()


def _parse(proof: bytes, imprint: bytes) -> tuple[Item, ...]:
    if len(proof) > LARGEST_PROOF:
        raise TooLargeError(f"a proof has at most {LARGEST_PROOF} bytes, not {len(proof)}")
    head = MAGIC + bytes((_VERSION, _SHA256))
    if not proof.startswith(head):
        raise UnknownTermError("a proof of OpenTimestamps begins with its magic bytes, version 1 and SHA-256")
    stated = proof[len(head) : len(head) + _IMPRINT_LENGTH]
    if stated != imprint:
        raise BrokenError(f"the proof should be over {imprint.hex()[:16]}…, and is over {stated.hex()[:16]}…")
    return _parse_timestamp(proof[len(head) + _IMPRINT_LENGTH :], imprint)


def _parse_timestamp(data: bytes, message: bytes) -> tuple[Item, ...]:
    if len(data) > LARGEST_PROOF:
        raise TooLargeError(f"a timestamp has at most {LARGEST_PROOF} bytes, not {len(data)}")
    source = _Bytes(data)
    items = source.items(message, _DEEPEST)
    source.end()
    return items


class _Bytes:
    """Bytes of a proof, read from front to back."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._place = 0
        self._items = 0

    def items(self, message: bytes, deeper: int) -> tuple[Item, ...]:
        """Read what hangs on `message`: items, each but the last after a fork."""
        found = []
        while (code := self.octet()) == _FORK:
            found.append(self._item(self.octet(), message, deeper))
        return (*found, self._item(code, message, deeper))

    def octet(self) -> int:
        return self.take(1)[0]

    def take(self, length: int) -> bytes:
        found = self._data[self._place : self._place + length]
        if len(found) != length:
            raise MalformedError("a proof of OpenTimestamps ends within an item")
        self._place += length
        return found

    def number(self) -> int:
        number = shift = 0
        while (octet := self.octet()) & 0x80:
            number |= (octet & 0x7F) << shift
            shift += 7
            if shift > 28:
                raise MalformedError("a number in a proof has at most five bytes")
        if shift and not octet:
            raise MalformedError("a number in a proof should be in its shortest form")
        return number | octet << shift

    def sized(self, longest: int) -> bytes:
        length = self.number()
        if length > longest:
            raise TooLargeError(f"{length} bytes where at most {longest} may be")
        return self.take(length)

    def end(self) -> None:
        if self._place != len(self._data):
            raise MalformedError(f"a proof should end where it says, and goes on for {len(self._data) - self._place} bytes")

    def _item(self, code: int, message: bytes, deeper: int) -> Item:
        self._items += 1
        if self._items > _MOST_ITEMS or not deeper:
            raise TooLargeError(f"a proof has at most {_MOST_ITEMS} items, {_DEEPEST} one below the other")
        if code == _ATTESTATION:
            return Attestation(self.take(len(_PENDING)), self.sized(_LONGEST_PAYLOAD))
        argument = self.sized(_LONGEST_MESSAGE) if code in {_APPEND, _PREPEND} else b""
        result = _result(code, argument, message)
        return Operation(code, argument, result, self.items(result, deeper - 1))


def _result(code: int, argument: bytes, message: bytes) -> bytes:
    if code == _SHA256:
        return sha256(message).digest()
    if code not in {_APPEND, _PREPEND}:
        raise UnknownTermError(f"an operation of a proof should be append, prepend or SHA-256, and is {code:#04x}")
    result = message + argument if code == _APPEND else argument + message
    if not argument or len(result) > _LONGEST_MESSAGE:
        raise MalformedError(f"a message in a proof grows by at least a byte, and to at most {_LONGEST_MESSAGE}")
    return result


def _encode(items: tuple[Item, ...]) -> bytes:
    *forked, last = (_encode_item(item) for item in items)
    return b"".join(bytes((_FORK,)) + item for item in forked) + last


def _encode_item(item: Item) -> bytes:
    if isinstance(item, Attestation):
        return bytes((_ATTESTATION,)) + item.kind + _encode_sized(item.payload)
    argument = _encode_sized(item.argument) if item.argument else b""
    return bytes((item.code,)) + argument + _encode(item.items)


def _encode_sized(data: bytes) -> bytes:
    number, length = bytearray(), len(data)
    while length >= 0x80:
        number.append(0x80 | length & 0x7F)
        length >>= 7
    return bytes((*number, length)) + data
