"""Who commanded on a day and over time, and who stood above whom: overlaps and gaps are told, none is smoothed over. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, combinations

from kniha.book.forces.structure import Held
from kniha.vocab.span import Days, Span, common

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Post:
    """A posting as it is compared: its id, who held it, in which unit, whether in another's stead, when."""

    row: str
    person: str
    unit: str
    acting: bool
    span: Span


def is_sure_on(span: Span, day: date) -> bool | None:
    """Whether something held on `day`: True if a source says so, None if it may have, False if it did not."""
    first, last = span.possibly
    if not first <= day <= last:
        return False
    sure = span.surely
    return True if sure is not None and sure[0] <= day <= sure[1] else None


def at_once(posts: Sequence[Post]) -> tuple[tuple[Post, Post, Days], ...]:
    """Pairs of posts that different people surely held on the same days, neither of them in another's stead or both so."""
    return tuple(
        (one, other, both)
        for one, other in combinations(posts, 2)
        if one.person != other.person and one.acting == other.acting and (both := _both(one, other))
    )


def in_two_units(posts: Sequence[Post]) -> tuple[tuple[Post, Post, Days], ...]:
    """Pairs of posts of one person in different units that they surely held on the same days."""
    return tuple((one, other, both) for one, other in combinations(posts, 2) if one.unit != other.unit and (both := _both(one, other)))


def gaps(posts: Iterable[Post]) -> tuple[Days, ...]:
    """The days between the first post and the last on which none of them can have been held."""
    found: list[Days] = []
    held = sorted(one.span.possibly for one in posts)
    ends = accumulate((last for _, last in held), max)
    for reached, (first, _) in zip(ends, held[1:], strict=False):
        if reached < first - _DAY:
            found.append((reached + _DAY, first - _DAY))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Step:
    """A unit in a chain of command, how many steps up, by which links; `is_circle`: one of them leads back to a unit further down."""

    unit: str
    height: int
    links: tuple[Held, ...]
    is_circle: bool


def chain(unit: str, links: Mapping[str, Sequence[Held]]) -> tuple[Step, ...]:
    """The units above `unit` on one day, step by step, itself first. Each stands once, at its lowest; `links`: by the unit below."""
    height: dict[str, int] = {unit: 0}
    led: dict[str, list[Held]] = {unit: []}
    level = [unit]
    while level:
        following: list[str] = []
        for link in (link for one in level for link in links.get(one, ())):
            if link.parent not in height:
                height[link.parent] = height[link.unit] + 1
                following.append(link.parent)
            led.setdefault(link.parent, []).append(link)
        level = following
    return tuple(
        Step(one, steps, tuple(led[one]), is_circle=any(_leads(one, link.unit, links) for link in led[one]))
        for one, steps in height.items()
    )


def _leads(low: str, high: str, links: Mapping[str, Sequence[Held]]) -> bool:
    """Whether `high` stands above `low`, or is the same."""
    passed, ways = set[str](), [low]
    while ways:
        at = ways.pop()
        if at == high:
            return True
        if at not in passed:
            passed.add(at)
            ways += [link.parent for link in links.get(at, ())]
    return False


def _both(one: Post, other: Post) -> Days | None:
    here, there = one.span.surely, other.span.surely
    return common(here, there) if here and there else None
