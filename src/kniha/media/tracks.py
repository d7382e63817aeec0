"""Where a device was, moment by moment, as a file tells it: at most MOST_POINTS are kept, evenly, with the first and the last."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from kniha.media.positions import Position

MOST_POINTS = 1000


@dataclass(frozen=True, slots=True)
class Point:
    """A position, and when: `read` is ISO 8601 where a moment is told, `at_ms` counts from the beginning of the film; None: not told."""

    position: Position
    read: str = ""
    at_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Track:
    """`where` it stands in the file, how many points it has there (`told`), and those of them that are kept."""

    where: str
    told: int
    points: tuple[Point, ...]


@dataclass(slots=True)
class Thinned:
    """Points as they come, however many: whenever too many are kept, every second goes."""

    told: int = 0
    _kept: list[Point] = field(default_factory=list)
    _last: Point | None = None
    _every: int = 1

    def add(self, point: Point) -> None:
        """One more point."""
        if self.told % self._every == 0:
            self._kept.append(point)
        self._last, self.told = point, self.told + 1
        if len(self._kept) == 2 * MOST_POINTS:
            self._kept, self._every = self._kept[::2], 2 * self._every

    def track(self, where: str) -> Track | None:
        """What was kept, None where nothing came."""
        if self._last is None:
            return None
        points = self._kept[::2] if len(self._kept) > MOST_POINTS else self._kept
        if points[-1] is not self._last:
            points = [*points[: MOST_POINTS - 1], self._last]
        return Track(where, self.told, tuple(points))


def track(where: str, points: Iterable[Point]) -> Track | None:
    """Return the track of `points`, None where there are none."""
    thinned = Thinned()
    for point in points:
        thinned.add(point)
    return thinned.track(where)
