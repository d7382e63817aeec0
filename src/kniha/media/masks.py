"""What is to be covered in a copy: boxes on a picture, or on a film at moments, in one line each. Pure; loads no decoder.

    1 2000 1250 3000 1000 800      mask 1, from 2.000 s: left, top, width, height in 1/10000 of the picture as it is seen
    1 9000 end                     mask 1 ends after 9.000 s; without such a line it lasts to the film's end

A mask covers from its first box on. A later box of the same number corrects it.
"""

from bisect import bisect_right
from dataclasses import dataclass

from kniha.vocab.errors import ImpossibleError, MalformedError
from kniha.vocab.within import must_be_moment, must_be_part

MOST_MASKS, MOST_BOXES = 12, 150
MOST_LETTERS = 6_000
_EARLY, _FIRST = 50, 120
"""Milliseconds by which a box holds before the moment at which it was drawn, and the first of a mask: the picture that somebody saw at that
moment began before it.
"""


@dataclass(frozen=True, slots=True)
class Box:
    """A box, and from when on it holds, in milliseconds. It lies within the picture."""

    at_ms: int
    left: int
    top: int
    width: int
    height: int

    def __post_init__(self) -> None:
        must_be_part(self.left, self.top, self.width, self.height)
        must_be_moment(self.at_ms)


@dataclass(frozen=True, slots=True)
class Mask:
    """One face or plate: its boxes by time, and until when it is covered; None: to the end."""

    number: int
    boxes: tuple[Box, ...]
    until_ms: int | None = None

    def box_at(self, at_ms: int) -> tuple[Box, Box | None] | None:
        """The latest box at a moment and the next after it; None where nothing is to be covered then."""
        place = bisect_right([box.at_ms for box in self.boxes], at_ms + _EARLY)
        if place == 0 and at_ms + _FIRST >= self.boxes[0].at_ms:
            place = 1
        if place == 0 or (self.until_ms is not None and at_ms > self.until_ms + _FIRST):
            return None
        return self.boxes[place - 1], self.boxes[place] if place < len(self.boxes) else None


@dataclass(frozen=True, slots=True)
class Plan:
    """All that is to be covered, one mask at least, each with a number of its own."""

    masks: tuple[Mask, ...]

    @property
    def text(self) -> str:
        """In lines, in one form only: what says the same is written the same."""
        lines = []
        for mask in self.masks:
            lines += [f"{mask.number} {box.at_ms} {box.left} {box.top} {box.width} {box.height}" for box in mask.boxes]
            lines += [f"{mask.number} {mask.until_ms} end"] if mask.until_ms is not None else []
        return "\n".join(lines)


def read_plan(text: str) -> Plan:
    """Return the plan that `text` writes, its lines in any order.

    Raises MalformedError for a line of another form, ImpossibleError for a box outside the picture, two boxes of a mask at one moment, an
    end before a box, none at all or too many.
    """
    if len(text) > MOST_LETTERS:
        raise ImpossibleError("one copy covers twelve faces or plates at most, by a hundred and fifty boxes")
    boxes: dict[int, list[Box]] = {}
    ends: dict[int, int] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        number, at_ms, *rest = _numbers(line)
        if rest:
            boxes.setdefault(number, []).append(Box(at_ms, *rest))
        elif ends.setdefault(number, at_ms) != at_ms:
            raise ImpossibleError("a mask ends once")
    return _checked(boxes, ends)


def _numbers(line: str) -> list[int]:
    words = line.split()
    if len(words) == 3 and words[2] == "end":
        words = words[:2]
    elif len(words) != 6:
        raise MalformedError("a line has a number, a moment, and four numbers of a box or the word end")
    if not all(word.isascii() and word.isdecimal() and len(word) <= 12 for word in words):
        raise MalformedError("a line has a number, a moment, and four numbers of a box or the word end")
    return [int(word) for word in words]


def _checked(boxes: dict[int, list[Box]], ends: dict[int, int]) -> Plan:
    if not boxes:
        raise ImpossibleError("a copy covers one box at least")
    if len(boxes) > MOST_MASKS or sum(map(len, boxes.values())) > MOST_BOXES:
        raise ImpossibleError("one copy covers twelve faces or plates at most, by a hundred and fifty boxes")
    if not set(ends) <= set(boxes):
        raise ImpossibleError("a mask that ends has a box")
    masks = []
    for number in sorted(boxes):
        found = tuple(sorted(boxes[number], key=lambda box: box.at_ms))
        if len({box.at_ms for box in found}) < len(found):
            raise ImpossibleError("a mask has one box at a moment")
        if number in ends and ends[number] < found[-1].at_ms:
            raise ImpossibleError("a mask does not end before its last box")
        masks.append(Mask(number, found, ends.get(number)))
    return Plan(tuple(masks))
