"""What may be, of cameras, clocks and recordings. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Protocol

from kniha.matching.clocks import grown
from kniha.vocab import terms
from kniha.vocab.errors import ConflictError, ImpossibleError, MalformedError, RefusedError
from kniha.vocab.place import Place

MOST_POINTS = 1000
"""Points of a track: with more of them an entry would outgrow its leaf (docs/spec/entry.md §3.2)."""

DRIFT_PPM = 50
"""One sigma of how fast a camera's clock runs away from where it was measured: 4.3 s a day. Watch crystals are made to 20 ppm at 25 °C and
lose more in cold and heat; cameras outdoors are said here to drift more than twice that. A choice, to be replaced by readings."""

UNMEASURED_MS = 600_000
"""One sigma for a clock that nobody measured: ten minutes, the upper end of badly set cameras (reference/matching.md §1)."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LONGEST_OFFSET_MS = 20 * 366 * 86_400_000
LONGEST_RETENTION = 3660
LONGEST_RANGE_M = 20_000
LONGEST = timedelta(days=31)


class Read(Protocol):
    """A reading of a clock. Its moment is null where it was erased."""

    at: datetime | None
    offset_ms: int
    sigma_ms: int


@dataclass(frozen=True, slots=True)
class Clock:
    """How far off a clock was: camera minus true. `is_measured`: whether any reading says so."""

    offset_ms: int
    sigma_ms: int
    is_measured: bool


def clock_at(readings: Iterable[Read], at: datetime) -> Clock:
    """What the nearest reading says of `at`, with the sigma that grew since; where there is none, a wide guess."""
    known = [(abs(reading.at - at), reading.sigma_ms, reading.offset_ms) for reading in readings if reading.at is not None]
    if not known:
        return Clock(0, UNMEASURED_MS, is_measured=False)
    away, sigma, offset = min(known)
    return Clock(offset, grown(sigma, away // timedelta(milliseconds=1), drift_ppm=DRIFT_PPM), is_measured=True)


def true_time(shown: datetime, clock: Clock) -> datetime:
    """What true time was when the camera's clock showed `shown`."""
    return shown - timedelta(milliseconds=clock.offset_ms)


def must_be_camera(label: str, kind: str, owner_kind: str, retention_days: int | None) -> None:
    """A camera is called something, of a known kind, and keeps what it records for a day or more, as far as that is known."""
    terms.check_term("camera-kinds", kind)
    terms.check_term("owner-kinds", owner_kind)
    if len(label.strip()) < 2:
        raise MalformedError("a camera is called something by which people find it again")
    if retention_days is not None and not 0 < retention_days <= LONGEST_RETENTION:
        raise ImpossibleError(f"footage is kept for 1 to {LONGEST_RETENTION} days, or for a time that is not known")


def must_be_view(heading_deg: int | None, fov_deg: int | None, range_m: int | None) -> None:
    """Degrees as on a compass; a view of some width; a range that an eye has."""
    if heading_deg is not None and not 0 <= heading_deg < 360:
        raise ImpossibleError("a direction is 0 to 359 degrees, clockwise from north")
    if fov_deg is not None and not 1 <= fov_deg <= 360:
        raise ImpossibleError("a field of view is 1 to 360 degrees wide")
    if range_m is not None and not 1 <= range_m <= LONGEST_RANGE_M:
        raise ImpossibleError(f"a camera sees as far as 1 to {LONGEST_RANGE_M} m")


def must_be_placed(lat_e7: int | None, lon_e7: int | None, error_m: int | None, words: str) -> None:
    """A whole point with its error, or words; a point that can be."""
    if (lat_e7 is None) != (lon_e7 is None) or (lat_e7 is None) != (error_m is None):
        raise MalformedError("a place has its latitude, its longitude and its error, or is told in words")
    if lat_e7 is not None and lon_e7 is not None and error_m is not None:
        Place(lat_e7, lon_e7, error_m)
    elif not words.strip():
        raise MalformedError("a place has its latitude, its longitude and its error, or is told in words")


def must_have_one_source(*sources: object) -> None:
    """An account, an exhibit, or words: one of the three."""
    if sum(bool(source) for source in sources) != 1:
        raise MalformedError("say where this is known from: one account, one file, or words")


def must_lie_together(compartment: str | None, others: Iterable[str | None]) -> None:
    """What lies in one compartment rests on what lies there."""
    if any(other != compartment for other in others):
        raise RefusedError("a camera, its recordings and what they rest on lie in one compartment")


def must_be_reading(way: str, offset_ms: int, sigma_ms: int) -> None:
    """A known way, an error that is not nothing, an offset that a clock can have."""
    terms.check_term("clock-ways", way)
    if sigma_ms < 1:
        raise ImpossibleError("no clock is read without an error: give one of at least a millisecond")
    if abs(offset_ms) > LONGEST_OFFSET_MS or sigma_ms > LONGEST_OFFSET_MS:
        raise ImpossibleError("a clock is off by less than twenty years")


def must_be_two_cameras(camera: str, other: str) -> None:
    """A clock is not measured by itself."""
    if camera == other:
        raise ImpossibleError("a camera's clock is compared with another camera's")


def must_be_measured(clock: Clock) -> None:
    """By a clock of which nothing is known no other is set."""
    if not clock.is_measured:
        raise RefusedError("the clock of the other camera was never measured: enter a reading of it first")


def must_run_forward(first: datetime | None, last: datetime | None) -> None:
    """A recording has both its ends, or neither, in their order, and is no month long."""
    if (first is None) != (last is None):
        raise MalformedError("a recording has its beginning and its end, or neither is known")
    if first is not None and last is not None and not timedelta(0) <= last - first <= LONGEST:
        raise ImpossibleError("a recording ends after it began, within 31 days")


Track = Sequence[tuple[int, int, int, int]]


def must_be_track(track: Track, first: datetime | None) -> None:
    """Points in the order of their times, each with its error; not too many; from a beginning that is known."""
    if not track:
        return
    if first is None:
        raise MalformedError("a track is of a recording whose beginning is known")
    if len(track) > MOST_POINTS:
        raise ImpossibleError("a track has up to 1000 points")
    for _, lat_e7, lon_e7, error_m in track:
        Place(lat_e7, lon_e7, error_m)
    times = [point[0] for point in track]
    if times != sorted(set(times)) or not 0 <= times[0] <= times[-1] <= LONGEST / timedelta(milliseconds=1):
        raise ImpossibleError("the points of a track follow each other in time, within the recording")


def lost_on(end: datetime | None, retention_days: int | None) -> date | None:
    """The day from which on a camera that keeps footage for so many days has written over this."""
    return None if end is None or retention_days is None else end.astimezone(UTC).date() + timedelta(days=retention_days)


def must_be_known(state: str) -> None:
    """What is held need not be asked for."""
    if state != "known":
        raise ConflictError("this recording is held already")


def must_have_way(way_to_ask: str) -> None:
    """Against a letter that tells an owner, or who watches him, what is looked for here."""
    if not way_to_ask.strip():
        raise RefusedError("nobody asks for footage before a lawyer has entered a safe way")


def must_tell_way(way_to_ask: str) -> None:
    """A way in words."""
    if len(way_to_ask.strip()) < 10:
        raise MalformedError("a safe way to ask is told in words")


def must_follow(before: str, step: str) -> None:
    """Asked, then refused or received; asked again after a refusal."""
    terms.check_term("footage-steps", step)
    if step == "refused" and before != "asked":
        raise ConflictError("footage is refused to who asked for it")


def must_be_past(day: date, *, today: date) -> None:
    """Nobody asked tomorrow."""
    if day > today:
        raise ImpossibleError("this happened today or earlier")


def must_be_new(*, is_known: bool) -> None:
    """A line of an index becomes one recording."""
    if is_known:
        raise ConflictError("this line is entered as a recording already")


def must_say_why(reason: str) -> None:
    """Nothing is withdrawn without a word."""
    if len(reason.strip()) < 4:
        raise RefusedError("this is withdrawn with a reason")


def must_be_recording(label: str, *, has_camera: bool, has_place: bool, sigma_ms: int | None) -> None:
    """Something to find it by; a camera or a place, or it covers nothing."""
    if len(label.strip()) < 2:
        raise MalformedError("a recording is called something by which people find it again")
    if not has_camera and not has_place:
        raise MalformedError("a recording says of which camera it is, or where it was made")
    if sigma_ms is not None and not 1 <= sigma_ms <= LONGEST_OFFSET_MS:
        raise ImpossibleError("no clock is read without an error: give one of at least a millisecond")
