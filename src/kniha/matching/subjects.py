"""What is compared: violations as they were told, recordings and communications as cover of a time and a place.

Times are whole milliseconds since 1970, UTC; places WGS 84 in 10⁻⁷ degrees; errors and radii are metres at 95 %; directions degrees
clockwise from north. None of these can be built wrong; a whole table of them is checked row by row by `kniha.matching.taking` instead.
"""

from dataclasses import dataclass
from math import isfinite
from typing import TypeAlias

from kniha.vocab.errors import ImpossibleError
from kniha.vocab.place import LARGEST_RADIUS_M, Place

LEAST_MS = 1000
"""Nothing is shorter than a second: a photograph shows one, and nobody tells a time more exactly."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A point, and the radius around it that holds the place with 95 %."""

    lat_e7: int
    lon_e7: int
    radius_m: float

    def __post_init__(self) -> None:
        Place(self.lat_e7, self.lon_e7, 0)
        _must_lie("a radius", self.radius_m, 0, LARGEST_RADIUS_M)


@dataclass(frozen=True, slots=True)
class Named:
    """Somewhere in an area or along a route that `kniha.matching.grounds` knows by this name."""

    name: str


Where: TypeAlias = Spot | Named


@dataclass(frozen=True, slots=True)
class Violation:
    """Some instant between `first_ms` and `last_ms`, both included, somewhere in `where`."""

    id: str
    first_ms: int
    last_ms: int
    where: Where

    def __post_init__(self) -> None:
        _must_run_forward(self.first_ms, self.last_ms)


@dataclass(frozen=True, slots=True)
class View:
    """What is seen from a point. `error_m`: 95 %. No direction: not known. No width: all round, or not known. No range: not known.

    `walk_m`: metres walked while it was filmed; the point is the middle of the walk. A cell's sector is a view too.
    """

    lat_e7: int
    lon_e7: int
    error_m: float
    heading_deg: float | None = None
    fov_deg: float | None = None
    range_m: float | None = None
    walk_m: float = 0.0

    def __post_init__(self) -> None:
        Place(self.lat_e7, self.lon_e7, 0)
        _must_lie("an error", self.error_m, 0, LARGEST_RADIUS_M)
        _must_lie("a walk", self.walk_m, 0, LARGEST_RADIUS_M)
        if self.heading_deg is not None:
            _must_lie("a direction", self.heading_deg, 0, 360)
        if self.fov_deg is not None:
            _must_lie("a field of view", self.fov_deg, 0.1, 360)
        if self.range_m is not None:
            _must_lie("a range", self.range_m, 0.1, LARGEST_RADIUS_M)


@dataclass(frozen=True, slots=True)
class Fix:
    """Where a moving camera was, so long after its recording began; it stays for what follows until the next."""

    after_ms: int
    view: View


@dataclass(frozen=True, slots=True)
class Recording:
    """Cover from `first_ms` to `last_ms` as its clock shows them, after what is known of its error was taken away.

    `sigma_ms`: one standard deviation of what is left; empty: nobody measured it. `track`: where it moves. `camera`: recordings of one
    camera share a clock; empty: a camera of its own.
    """

    id: str
    first_ms: int
    last_ms: int
    sigma_ms: int | None
    view: View
    track: tuple[Fix, ...] = ()
    camera: str = ""

    def __post_init__(self) -> None:
        _must_run_forward(self.first_ms, self.last_ms)
        if self.sigma_ms is not None:
            _must_lie("a clock's sigma", self.sigma_ms, 0, 1e13)
        times = [fix.after_ms for fix in self.track]
        if times != sorted(set(times)) or (times and times[0] < 0):
            raise ImpossibleError("the points of a track follow each other in time, from the beginning on")


@dataclass(frozen=True, slots=True)
class Communication:
    """Something said from `first_ms` to `last_ms`; `view`: the cell's sector or where the speaker was, if known."""

    id: str
    first_ms: int
    last_ms: int
    sigma_ms: int
    view: View | None = None

    def __post_init__(self) -> None:
        _must_run_forward(self.first_ms, self.last_ms)
        _must_lie("a clock's sigma", self.sigma_ms, 0, 1e13)


def slices(recording: Recording) -> tuple[tuple[int, int, View], ...]:
    """Return the recording as (first_ms, last_ms, view) that follow each other: one, or one for each point of its track.

    What lies before the first point is seen from that point. Points beyond the end are left out.
    """
    if not recording.track:
        return ((recording.first_ms, recording.last_ms, recording.view),)
    begins = [recording.first_ms, *(recording.first_ms + fix.after_ms for fix in recording.track[1:])]
    ends = [*begins[1:], recording.last_ms]
    views = [fix.view for fix in recording.track]
    return tuple((a, min(b, recording.last_ms), view) for a, b, view in zip(begins, ends, views, strict=True) if a <= recording.last_ms)


def _must_run_forward(first_ms: int, last_ms: int) -> None:
    if last_ms < first_ms:
        raise ImpossibleError(f"it ends {first_ms - last_ms} ms before it begins")


def _must_lie(what: str, value: float, least: float, most: float) -> None:
    if not (isfinite(value) and least <= value <= most):
        raise ImpossibleError(f"expected {what} from {least:g} to {most:g}, found {value:g}")
