"""The tree of units on one day, out of links that may contradict each other. Pure.

Every unit stands in the tree once, with what belonged to it. Where sources put it under several, it stands under one of them, and under the
others a line says so; where they put it above itself, the circle is cut at one unit, and told. Nothing of that is an error of the program.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple


class Held(NamedTuple):
    """That a unit belonged to another on the day: the row that says so, and whether that day is sure."""

    row: str
    unit: str
    parent: str
    is_sure: bool


class Mark(Enum):
    """What is to be said of a line."""

    PLAIN = auto()
    ALSO = auto()
    """It stands under another unit too, where what belonged to it is shown."""
    CIRCLE = auto()
    """By what sources say it would stand above itself on this day."""


@dataclass(frozen=True, slots=True)
class Line:
    """A unit in the chart: how deep, by which link, with how many below it, how many of these are folded away, and what is to be said."""

    unit: str
    depth: int
    link: Held | None
    below: int
    folded: int
    mark: Mark


@dataclass(frozen=True, slots=True)
class Tree:
    """The units in their order; of each the link by which it stands where it stands, what stands under it, and the other links."""

    order: Mapping[str, int]
    above: Mapping[str, Held]
    children: Mapping[str, Sequence[str]]
    other: Mapping[str, Sequence[Held]]
    circles: frozenset[str]
    """The ids of the links at which circles are cut: a line of the chart says so."""
    contradicting: frozenset[str]
    """The ids of all links of these circles: together they put a unit above itself."""
    below: Mapping[str, int]
    roots: Sequence[str]


def tree(units: Iterable[str], links: Iterable[Held]) -> Tree:
    """Return the tree of `units`, in their order, by the `links` of one day. Links of other units are left out."""
    order = {unit: place for place, unit in enumerate(units)}
    by_unit: dict[str, list[Held]] = defaultdict(list)
    for link in links:
        if link.unit in order and link.parent in order:
            by_unit[link.unit].append(link)
    above = {unit: held[0] if len(held) == 1 else _first(held, order) for unit, held in by_unit.items()}
    cut = [(circle[0].row, [link.row for link in circle]) for circle in _cut(above, order)]
    circles, contradicting = {row for row, _ in cut}, {row for _, rows in cut for row in rows}
    other: dict[str, list[Held]] = defaultdict(list)
    for unit, held in by_unit.items():
        standing = above.get(unit)
        if standing is not None and len(held) == 1:
            continue
        for link in held:
            if standing is not None and link.parent == standing.parent:
                continue
            other[link.parent].append(link)
            way = _way_up(link.parent, unit, above)
            if way is not None:
                circles.add(link.row)
                contradicting.update((link.row, *way))
    children: dict[str, list[str]] = defaultdict(list)
    for unit in order:
        if unit in above:
            children[above[unit].parent].append(unit)
    roots = tuple(unit for unit in order if unit not in above)
    return Tree(order, above, children, other, frozenset(circles), frozenset(contradicting), _below(roots, children, above), roots)


def chart(of: Tree, focus: str | None = None, *, most: int) -> tuple[Line, ...]:
    """The lines of the whole chart, or of `focus` and what belonged to it: whole levels, as long as that makes `most` lines at most.

    What lies deeper is folded and counted. Of one level that is longer the first `most` are shown: the rest is found by a search.
    """
    begin = (focus,) if focus is not None else of.roots
    is_open = _open_to(of, begin, most=most)
    return tuple(_lines(of, begin[:most], is_open))


def path_to(of: Tree, unit: str) -> tuple[str, ...]:
    """The units above `unit`, the topmost first."""
    way: list[str] = []
    while unit in of.above:
        unit = of.above[unit].parent
        way.append(unit)
    return tuple(reversed(way))


def _first(held: Iterable[Held], order: Mapping[str, int]) -> Held:
    """Under which of several a unit stands: what a source is sure of comes first, then the order of the units."""
    return min(held, key=lambda one: (not one.is_sure, order[one.parent], one.row))


def _cut(above: dict[str, Held], order: Mapping[str, int]) -> Iterator[Sequence[Held]]:
    """Take one link out of every circle, the one above that of its units which comes first; give all its links, that one first."""
    passed: set[str] = set()
    for start in order:
        if start in passed:
            continue
        if start not in above or above[start].parent in passed:  # which leads into no circle but one that is cut already
            passed.add(start)
            continue
        way: dict[str, None] = {}
        at = start
        while at in above and at not in passed and at not in way:
            way[at] = None
            at = above[at].parent
        if at in way:
            circle = list(way)[list(way).index(at) :]
            first = min(circle, key=order.__getitem__)
            yield above[first], *(above[unit] for unit in circle if unit != first)
            del above[first]
        passed.update(way)


def _way_up(unit: str, top: str, above: Mapping[str, Held]) -> list[str] | None:
    """The ids of the links from `unit` up to `top`; None where it does not stand under it."""
    way: list[str] = []
    while unit != top and unit in above:
        way.append(above[unit].row)
        unit = above[unit].parent
    return way if unit == top else None


def _below(roots: Iterable[str], children: Mapping[str, Sequence[str]], above: Mapping[str, Held]) -> Mapping[str, int]:
    """How many units stand under each."""
    in_turn, stack = list[str](), list(roots)
    while stack:
        unit = stack.pop()
        in_turn.append(unit)
        stack += children.get(unit, ())
    count = dict.fromkeys(in_turn, 0)
    for unit in reversed(in_turn):
        if unit in above:
            count[above[unit].parent] += 1 + count[unit]
    return count


def _open_to(of: Tree, begin: Sequence[str], *, most: int) -> frozenset[str]:
    """The units whose children are shown."""
    is_open: set[str] = set()
    level, shown = list(begin), len(begin)
    while level:
        following = [child for unit in level for child in of.children.get(unit, ())]
        also = sum(len(of.other.get(unit, ())) for unit in level)
        if shown + len(following) + also > most:
            break
        shown += len(following) + also
        is_open.update(level)
        level = following
    return frozenset(is_open)


def _lines(of: Tree, begin: Sequence[str], is_open: frozenset[str]) -> Iterator[Line]:
    stack: list[tuple[str, int, Held | None]] = [(unit, 0, of.above.get(unit)) for unit in reversed(begin)]
    while stack:
        unit, depth, link = stack.pop()
        also = link is not None and of.above.get(unit) is not link
        if also:
            mark = Mark.CIRCLE if link is not None and link.row in of.circles else Mark.ALSO
            yield Line(unit, depth, link, of.below.get(unit, 0), 0, mark)
            continue
        shown = unit in is_open
        yield Line(unit, depth, link, of.below.get(unit, 0), 0 if shown else of.below.get(unit, 0), Mark.PLAIN)
        if shown:
            under = [(child, depth + 1, of.above.get(child)) for child in of.children.get(unit, ())]
            under += [(other.unit, depth + 1, other) for other in of.other.get(unit, ())]
            stack += sorted(under, key=lambda one: of.order[one[0]], reverse=True)
