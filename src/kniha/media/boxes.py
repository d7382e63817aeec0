"""The boxes of MP4, QuickTime and 3GP (ISO/IEC 14496-12 §4.2), walked in a stream: headers are read, the rest is skipped or asked for.

Every number comes from a stranger: sizes are held to the box around, and there is an end to how many boxes are looked at. Nobody here
goes deeper than the standard says that a box lies.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from kniha.vocab.errors import MalformedError, TooLargeError

MOST_BOXES = 20_000
MOST_BYTES = 1 << 20
"""What is read of one box at most."""


@dataclass(frozen=True, slots=True)
class Box:
    """`kind` is four bytes, as `moov`; the content lies from `start` to `end` in the stream."""

    kind: bytes
    start: int
    end: int

    @property
    def size(self) -> int:
        """Bytes of the content."""
        return self.end - self.start


@dataclass(slots=True)
class Boxes:
    """The boxes of `stream`, which has `size` bytes and can seek."""

    stream: BinaryIO
    size: int
    _left: int = field(default=MOST_BOXES)

    @property
    def whole(self) -> Box:
        """The file itself, as if it were a box."""
        return Box(b"", 0, self.size)

    def within(self, box: Box, *, skip: int = 0) -> Iterator[Box]:
        """The boxes in `box`, after `skip` bytes of its own. Ends where one breaks off; TooLargeError after MOST_BOXES of the file."""
        at = box.start + skip
        while at + 8 <= box.end:
            self._left -= 1
            if self._left < 0:
                raise TooLargeError(f"the file has more than {MOST_BOXES} boxes")
            found = self._at(at, box.end)
            if found is None:
                return
            yield found
            at = found.end

    def content(self, box: Box, most: int = MOST_BYTES) -> bytes:
        """The first `most` bytes of what `box` holds; MalformedError where the file ends before."""
        wanted = min(box.size, most)
        self.stream.seek(box.start)
        data = self.stream.read(wanted)
        if len(data) < wanted:
            raise MalformedError("the file ends within a box")
        return data

    def path(self, box: Box, *kinds: bytes) -> Box | None:
        """The first box of the first kind within `box`, in it the first of the second, and so on."""
        for kind in kinds:
            found = next((one for one in self.within(box) if one.kind == kind), None)
            if found is None:
                return None
            box = found
        return box

    def _at(self, at: int, end: int) -> Box | None:
        self.stream.seek(at)
        head = self.stream.read(16)
        size, start = int.from_bytes(head[:4], "big"), at + 8
        if size == 1:
            size, start = int.from_bytes(head[8:16], "big"), at + 16
        elif size == 0:
            size = end - at  # to the end
        if len(head) < 8 or at + size < start:
            return None
        return Box(head[4:8], start, min(at + size, end))
