"""DER (X.690), as far as time-stamps need it: elements with one-byte tags and definite, shortest lengths; anything else is refused.

Own, and small: `cryptography` calls its ASN.1 unstable, and both it and `rfc3161-client` refuse sets out of order, as real authorities send
their certificates. Knows nothing of what an element means (docs/spec/timestamps.md §3.1).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kniha.vocab.errors import MalformedError

BOOLEAN, INTEGER, BITS, OCTETS, NULL, OID = 0x01, 0x02, 0x03, 0x04, 0x05, 0x06
GENERALIZED_TIME, SEQUENCE, SET = 0x18, 0x30, 0x31

_LONGEST_LENGTH = 4  # bytes of a length
_LONGEST_NUMBER = 64  # bytes of a number or an object identifier: serial numbers have up to 20, nonces 8
_DOTTED = re.compile(r"[0-2](?:\.(?:0|[1-9][0-9]{0,38})){1,20}")  # 39 digits: 2.25 and a UUID


@dataclass(frozen=True, slots=True)
class Element:
    """One element: its tag and what stands in it."""

    tag: int
    body: bytes

    def encode(self) -> bytes:
        """Return the bytes that it was read from: there is one writing of each element."""
        return encode(self.tag, self.body)


def context(number: int) -> int:
    """Return the tag of a context-specific, constructed element: `[number]`."""
    return 0xA0 | number


def encode(tag: int, *bodies: bytes) -> bytes:
    """Return the element with `tag` around `bodies`, one after the other."""
    body = b"".join(bodies)
    if len(body) < 0x80:
        return bytes((tag, len(body))) + body
    length = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + body


def encode_integer(number: int) -> bytes:
    """Return the INTEGER `number`."""
    return encode(INTEGER, number.to_bytes((number + (number < 0)).bit_length() // 8 + 1, "big", signed=True))


def encode_oid(dotted: str) -> bytes:
    """Return the OBJECT IDENTIFIER written `dotted`, 1.2.840.113549; MalformedError for no such thing."""
    if not _DOTTED.fullmatch(dotted):
        raise MalformedError("an object identifier is numbers with full stops between, the first of them 0, 1 or 2")
    first, second, *rest = (int(arc) for arc in dotted.split("."))
    if first < 2 and second >= 40:
        raise MalformedError("the second number of an object identifier that begins with 0 or 1 lies below 40")
    return encode(OID, *(_base128(arc) for arc in (40 * first + second, *rest)))


def encode_set(elements: Iterable[bytes]) -> bytes:
    """Return the SET OF `elements`, in the order that DER demands."""
    return encode(SET, *sorted(elements))


def read_one(data: bytes, what: str) -> Element:
    """Return the one element that `data` is; `what` names it in the MalformedError for anything else."""
    element, rest = _read(data, what)
    if rest:
        raise MalformedError(f"{what} should end where it says, and goes on for {len(rest)} bytes")
    return element


def read_all(body: bytes, what: str) -> tuple[Element, ...]:
    """Return the elements that stand one after the other in `body`."""
    found = []
    while body:
        element, body = _read(body, what)
        found.append(element)
    return tuple(found)


def read_integer(body: bytes, what: str) -> int:
    """Return the number that an INTEGER's body is."""
    if not 1 <= len(body) <= _LONGEST_NUMBER or (len(body) > 1 and body[0] in {0x00, 0xFF} and (body[0] ^ body[1]) < 0x80):
        raise MalformedError(f"{what} should be a number of at most {_LONGEST_NUMBER} bytes in its shortest form")
    return int.from_bytes(body, "big", signed=True)


def read_oid(body: bytes, what: str) -> str:
    """Return an OBJECT IDENTIFIER's body in dotted form."""
    if not 1 <= len(body) <= _LONGEST_NUMBER or body[-1] & 0x80:
        raise MalformedError(f"{what} should be an object identifier of at most {_LONGEST_NUMBER} bytes, and whole")
    arcs, number = [], 0
    for place, octet in enumerate(body):
        if octet == 0x80 and (place == 0 or not body[place - 1] & 0x80):
            raise MalformedError(f"{what} should be an object identifier in its shortest form")
        number = number << 7 | octet & 0x7F
        if not octet & 0x80:
            arcs.append(number)
            number = 0
    first = min(arcs[0] // 40, 2)
    return ".".join(map(str, (first, arcs[0] - 40 * first, *arcs[1:])))


class Fields:
    """What stands in a SEQUENCE, taken from front to back; `what` names it in a MalformedError."""

    def __init__(self, body: bytes, what: str) -> None:
        self._left = list(read_all(body, what))
        self._what = what

    def take(self, tag: int) -> bytes:
        """Return the body of the next field, which has `tag`."""
        found = self.take_any()
        if found.tag != tag:
            raise MalformedError(f"{self._what} should have a field of tag {tag:#04x} here, and has one of {found.tag:#04x}")
        return found.body

    def take_any(self) -> Element:
        """Return the next field, whatever its tag."""
        if not self._left:
            raise MalformedError(f"{self._what} should have a further field, and ends")
        return self._left.pop(0)

    def take_if(self, tag: int) -> bytes | None:
        """Return the body of the next field if it has `tag`; None, and nothing taken, where it has not."""
        return self._left.pop(0).body if self._left and self._left[0].tag == tag else None

    def end(self) -> None:
        """Raise MalformedError where a field is left that nobody took."""
        if self._left:
            raise MalformedError(f"{self._what} has a field of tag {self._left[0].tag:#04x} that should not be there")


def fields(data: bytes, what: str, *, tag: int = SEQUENCE) -> Fields:
    """Return the fields of the one element that `data` is."""
    element = read_one(data, what)
    if element.tag != tag:
        raise MalformedError(f"{what} should be an element of tag {tag:#04x}, not {element.tag:#04x}")
    return Fields(element.body, what)


def _read(data: bytes, what: str) -> tuple[Element, bytes]:
    if len(data) < 2:
        raise MalformedError(f"{what} ends within an element")
    tag, length, start = data[0], data[1], 2
    if tag & 0x1F == 0x1F:
        raise MalformedError(f"{what} has a tag of more than one byte")
    if length & 0x80:
        count = length & 0x7F
        start += count
        length = int.from_bytes(data[2:start], "big")
        if not 1 <= count <= _LONGEST_LENGTH or len(data) < start or length < 0x80 or data[2] == 0:
            raise MalformedError(f"{what} has a length that DER does not write so")
    if len(data) < start + length:
        raise MalformedError(f"{what} should have {length} bytes in an element, and ends after {len(data) - start}")
    return Element(tag, data[start : start + length]), data[start + length :]


def _base128(number: int) -> bytes:
    septets = [number & 0x7F]
    while number := number >> 7:
        septets.append(0x80 | number & 0x7F)
    return bytes(reversed(septets))
