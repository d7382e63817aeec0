"""WebM written by our own hand: VP8 and Opus in clusters whose times count from the beginning of the whole film.

A part of a film is a WebM of its own, its head padded to HEAD bytes; what follows is clusters alone. So parts that lie apart become one
film by one new head before their clusters: nothing is decoded or written anew for it. Sources: RFC 8794 (EBML), RFC 9559 (Matroska), the
WebM container guidelines, RFC 7845 §5.1 (OpusHead). Pure; loads no decoder: the faces above the book may use this module.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from struct import Struct

from kniha.vocab.errors import MalformedError

HEAD = 512
PICTURE, SOUND = 1, 2
"""Numbers of the tracks."""
RATE = 48_000
PRE_SKIP = 312
"""Samples by which libopus is late: what it makes of them is left out by whoever decodes."""
LONGEST_CLUSTER = 5_000
"""Milliseconds. A block's time within its cluster has 16 bits with a sign."""
_DELAY_NS, _ROLL_NS = PRE_SKIP * 1_000_000_000 // RATE, 80_000_000
_SIZE8 = 0x01 << 56
_DOUBLE, _BLOCK = Struct(">d"), Struct(">BhB")
_CLUSTER, _VOID = bytes.fromhex("1f43b675"), bytes.fromhex("ec")


@dataclass(frozen=True, slots=True)
class Tracks:
    """What a film has: a picture of `width` by `height` pixels, 0 by 0 where it has none, and sound of so many channels, 0 to 2."""

    width: int
    height: int
    channels: int


@dataclass(frozen=True, slots=True)
class Block:
    """One packet: its track, when it begins, in milliseconds, and whether it needs no other to be decoded."""

    track: int
    at_ms: int
    data: bytes
    stands: bool = True


@dataclass(frozen=True, slots=True)
class Cue:
    """Where a player may begin: a time, and how many bytes after the first cluster's beginning."""

    at_ms: int
    offset: int


def part(tracks: Tracks, blocks: Iterable[Block], *, until_ms: int) -> bytes:
    """Return a part that ends at `until_ms` of the film; `blocks` in any order."""
    body = b"".join(_clusters(sorted(blocks, key=lambda block: (block.at_ms, block.track))))
    return part_head(tracks, size=len(body), until_ms=until_ms) + body


def part_head(tracks: Tracks, *, size: int, until_ms: int) -> bytes:
    """Return the head of a part, HEAD bytes long, before clusters of `size` bytes."""
    fixed = _information(until_ms) + _tracks(tracks)
    start = _opening(HEAD - len(_opening(0)) + size)
    left = HEAD - len(start) - len(fixed)
    return start + fixed + _VOID + _eight(left - 9) + bytes(left - 9)


def film_head(tracks: Tracks, cues: Sequence[Cue], *, size: int, until_ms: int) -> bytes:
    """Return the head of a whole film, before the clusters of all its parts: `size` bytes of them."""
    fixed = _information(until_ms) + _tracks(tracks)
    list_length = len(_cues(tracks, cues, 0))
    body = fixed + _cues(tracks, cues, len(_sought(0)) + len(fixed) + list_length)
    sought = _sought(len(_sought(0)) + len(fixed))
    return _opening(len(sought) + len(body) + size) + sought + body


def tracks_of(head: bytes) -> tuple[Tracks, int]:
    """Return what the head of a part tells: its tracks, and when it ends in milliseconds.

    Raises MalformedError for any head that `part_head` would not have written so.
    """
    try:
        told, rest = _read_tracks(head)
        until = int(_DOUBLE.unpack_from(head, _DURATION_AT)[0])
        size = int.from_bytes(head[_SIZE_AT : _SIZE_AT + 8], "big") - _SIZE8 - rest
        written = part_head(told, size=size, until_ms=until)
    except (ValueError, OverflowError, IndexError, ArithmeticError) as error:
        raise MalformedError("this is no part of a film of ours") from error
    if head[:HEAD] != written:
        raise MalformedError("this is no part of a film of ours")
    return told, until


def check_part(data: bytes) -> None:
    """Raise MalformedError unless `data` is a part whose first cluster follows its head and whose length is what it says."""
    tracks, until = tracks_of(data[:HEAD])
    if data[:HEAD] != part_head(tracks, size=len(data) - HEAD, until_ms=until) or data[HEAD : HEAD + 4] != _CLUSTER:
        raise MalformedError("this is no part of a film of ours")


def _read_tracks(head: bytes) -> tuple[Tracks, int]:
    if len(head) < HEAD:
        raise ValueError("too short")
    channels = head[head.index(b"OpusHead") + 9] if b"OpusHead" in head else 0
    at = head.index(_PIXELS) + len(_PIXELS) if _PIXELS in head else None
    width, height = (int.from_bytes(head[at + skip : at + skip + 2], "big") for skip in (0, 4)) if at else (0, 0)
    return Tracks(width, height, channels), HEAD - len(_opening(0))


def _clusters(blocks: Sequence[Block]) -> Iterable[bytes]:
    held: list[Block] = []
    for block in blocks:
        begins = block.track == PICTURE and block.stands
        if held and (begins or block.at_ms - held[0].at_ms >= LONGEST_CLUSTER):
            yield _cluster(held)
            held = []
        held.append(block)
    if held:
        yield _cluster(held)


def _cluster(blocks: Sequence[Block]) -> bytes:
    begin = blocks[0].at_ms
    inside = [_element("e7", begin.to_bytes(8, "big"))]
    for block in blocks:
        head = _BLOCK.pack(0x80 | block.track, block.at_ms - begin, 0x80 if block.stands else 0)
        inside.append(_element("a3", head + block.data))
    return _element("1f43b675", b"".join(inside))


def _opening(size: int) -> bytes:
    """The EBML header, and the beginning of a segment of `size` bytes."""
    told = (("4286", 1), ("42f7", 1), ("42f2", 4), ("42f3", 8))
    fixed = b"".join(_element(name, bytes([value])) for name, value in told)
    kind = _element("4282", b"webm") + _element("4287", b"\x04") + _element("4285", b"\x02")
    return _element("1a45dfa3", fixed + kind) + bytes.fromhex("18538067") + _eight(size)


def _information(until_ms: int) -> bytes:
    scale = _element("2ad7b1", (1_000_000).to_bytes(4, "big"))
    return _element("1549a966", scale + _element("4489", _DOUBLE.pack(until_ms)) + _element("4d80", b"kniha") + _element("5741", b"kniha"))


def _tracks(tracks: Tracks) -> bytes:
    entries = b""
    if tracks.width:
        sides = b"\xb0\x82" + tracks.width.to_bytes(2, "big") + b"\xba\x82" + tracks.height.to_bytes(2, "big") + b"\x9a\x81\x02"
        entries += _track(PICTURE, 1, b"V_VP8", _sized("e0", sides))
    if tracks.channels:
        head = b"OpusHead\x01" + bytes([tracks.channels]) + PRE_SKIP.to_bytes(2, "little") + RATE.to_bytes(4, "little") + bytes(3)
        delays = _element("56aa", _DELAY_NS.to_bytes(8, "big")) + _element("56bb", _ROLL_NS.to_bytes(8, "big"))
        sound = _element("b5", _DOUBLE.pack(RATE)) + _element("9f", bytes([tracks.channels]))
        entries += _track(SOUND, 2, b"A_OPUS", _element("63a2", head) + delays + _element("e1", sound))
    return _element("1654ae6b", entries)


def _track(number: int, kind: int, codec: bytes, more: bytes) -> bytes:
    told = (("d7", bytes([number])), ("73c5", bytes([number])), ("83", bytes([kind])), ("9c", b"\0"), ("86", codec))
    return _element("ae", b"".join(_element(name, value) for name, value in told) + more)


def _sought(offset: int) -> bytes:
    """Where the list of cues stands, for players that look for it before anything else; always as long."""
    entry = _element("53ab", bytes.fromhex("1c53bb6b")) + _element("53ac", offset.to_bytes(8, "big"))
    return _element("114d9b74", _element("4dbb", entry))


def _cues(tracks: Tracks, cues: Sequence[Cue], before: int) -> bytes:
    """Each as long as the others, so that the list's length is known before its numbers are."""
    track = PICTURE if tracks.width else SOUND
    points = []
    for cue in cues:
        where = _element("f7", bytes([track])) + _element("f1", (before + cue.offset).to_bytes(8, "big"))
        points.append(_element("bb", _element("b3", cue.at_ms.to_bytes(8, "big")) + _element("b7", where)))
    return _element("1c53bb6b", b"".join(points))


def _element(name: str, data: bytes) -> bytes:
    return bytes.fromhex(name) + _eight(len(data)) + data


def _sized(name: str, data: bytes) -> bytes:
    """With a length of one byte."""
    return bytes.fromhex(name) + bytes([0x80 | len(data)]) + data


def _eight(size: int) -> bytes:
    return (_SIZE8 | size).to_bytes(8, "big")


_PIXELS = b"\xe0\x8b\xb0\x82"
_SIZE_AT = len(_opening(0)) - 8
_DURATION_AT = len(_opening(0)) + 12 + 3 + 8 + 4 + 2 + 8
