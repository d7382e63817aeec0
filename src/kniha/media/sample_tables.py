"""Where the samples of a track lie in an MP4 or QuickTime file, and when (ISO/IEC 14496-12 §8.6, §8.7): the parts that small tracks need.

Only tracks of text and metadata are asked for; a picture track of hours has more samples than are counted here.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from kniha.media.boxes import Box, Boxes
from kniha.vocab.errors import MalformedError, TooLargeError

MOST_SAMPLES = 200_000
MOST_SAMPLE_BYTES = 1 << 14
_TABLE_BYTES = 1 << 22


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample of a track: milliseconds after the track begins, and where it lies."""

    at_ms: int
    box: Box


def samples(boxes: Boxes, media: Box) -> Iterator[Sample]:
    """The samples of the track with the box `mdia`, in their order.

    Raises MalformedError where the tables do not fit each other, TooLargeError after the last of MOST_SAMPLES where there are more.
    """
    tables = boxes.path(media, b"minf", b"stbl")
    header = boxes.path(media, b"mdhd")
    if tables is None or header is None:
        raise MalformedError("a track of the film has no tables of its samples")
    found = {one.kind: one for one in boxes.within(tables)}
    scale = _scale(boxes.content(header, 32))
    chunks = _chunks(boxes, found)
    table = _size_table(boxes, found)
    sizes = _sizes(table)
    times = _times(_rows(boxes, found.get(b"stts"), 2))
    runs = _rows(boxes, found.get(b"stsc"), 3)
    for (offset, many), _ in zip(_of_chunks(chunks, runs), range(MOST_SAMPLES), strict=False):
        at = offset
        for size, time, _ in zip(_taken(sizes, many), times, range(many), strict=False):
            if at + size > boxes.size:
                raise MalformedError("a sample lies outside the film")
            yield Sample(time * 1000 // scale, Box(b"", at, at + min(size, MOST_SAMPLE_BYTES)))
            at += size
    if _told(table) > MOST_SAMPLES:
        raise TooLargeError(f"more than {MOST_SAMPLES} samples of a track are not looked at")


def _taken(sizes: Iterator[int], many: int) -> Iterator[int]:
    for _ in range(many):
        size = next(sizes, None)
        if size is None:
            return
        yield size


def _scale(header: bytes) -> int:
    at = 20 if header[:1] == b"\x01" else 12
    scale = int.from_bytes(header[at : at + 4], "big")
    if not scale:
        raise MalformedError("a track of the film counts no time")
    return scale


def _rows(boxes: Boxes, box: Box | None, columns: int) -> list[tuple[int, ...]]:
    if box is None:
        raise MalformedError("a table of the film's samples is missing")
    data = boxes.content(box, _TABLE_BYTES)
    many = min(int.from_bytes(data[4:8], "big"), (len(data) - 8) // (4 * columns), MOST_SAMPLES)
    numbers = [int.from_bytes(data[at : at + 4], "big") for at in range(8, 8 + 4 * columns * many, 4)]
    return list(zip(*(iter(numbers),) * columns, strict=True))


def _chunks(boxes: Boxes, found: dict[bytes, Box]) -> list[int]:
    if b"co64" in found:
        return [high << 32 | low for high, low in _rows(boxes, found[b"co64"], 2)]
    return [offset for (offset,) in _rows(boxes, found.get(b"stco"), 1)]


def _size_table(boxes: Boxes, found: dict[bytes, Box]) -> bytes:
    box = found.get(b"stsz")
    if box is None:
        raise MalformedError("a track of the film does not say how large its samples are")
    return boxes.content(box, _TABLE_BYTES)


def _sizes(data: bytes) -> Iterator[int]:
    same = int.from_bytes(data[4:8], "big")
    for number in range(min(_told(data), MOST_SAMPLES)):
        yield same or int.from_bytes(data[12 + 4 * number : 16 + 4 * number], "big")


def _told(data: bytes) -> int:
    return int.from_bytes(data[8:12], "big")


def _times(rows: list[tuple[int, ...]]) -> Iterator[int]:
    at = 0
    for many, lasts in rows:
        for _ in range(min(many, MOST_SAMPLES)):
            yield at
            at += lasts


def _of_chunks(chunks: list[int], runs: list[tuple[int, ...]]) -> Iterator[tuple[int, int]]:
    """Offset and number of samples of each chunk: a run says from which chunk on it holds."""
    here = 0
    for number, offset in enumerate(chunks, 1):
        while here + 1 < len(runs) and runs[here + 1][0] <= number:
            here += 1
        yield offset, min(runs[here][1], MOST_SAMPLES) if runs else 0
