"""Uncertain time: some time between two instants, as exactly as a source said it and never more.

Instants are UTC; the zone is where it happened, so that a day is a day of the place; the words stay as told.
An interval says nothing of how long something lasted. It is a bound, not a duration (STANDARDS: dates of SFM and HURIDOCS).
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from kniha.vocab.errors import ImpossibleError, MalformedError
from kniha.vocab.terms import check_term

FIRST_YEAR = 1900
LAST_YEAR = 2100

# A year of the place may begin or end a day off in UTC.
_EARLIEST = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC) - timedelta(days=1)
_LATEST = datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC) + timedelta(days=1)
_TICK = timedelta(microseconds=1)
_LARGEST_MARGIN = timedelta(days=366)
_OF_THE_MACHINE = {"localtime", "posixrules", "Factory"}
"""Names in the time zone database that mean another place on every machine, or none."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Some time between `first` and `last`, both included, in UTC.

    Raises ImpossibleError when `last` comes before `first`, a year lies outside 1900 to 2100 or the zone is unknown,
    MalformedError when an instant is not in UTC, UnknownTermError for a precision that is not in the list.
    """

    first: datetime
    last: datetime
    zone: str
    """IANA name of the zone of the place: `Europe/Minsk`."""
    precision: str
    """A code of the list `time-precisions`."""
    words: str = ""
    """The words of the source."""

    def __post_init__(self) -> None:
        check_term("time-precisions", self.precision)
        find_zone(self.zone)
        for instant in (self.first, self.last):
            if instant.utcoffset() != timedelta(0):
                raise MalformedError("an instant must be in UTC")
            if not _EARLIEST <= instant <= _LATEST:
                raise ImpossibleError(f"expected a year from {FIRST_YEAR} to {LAST_YEAR}, found {instant.year}")
        if self.last < self.first:
            raise ImpossibleError(f"the interval ends {self.first - self.last} before it begins")

    @property
    def local_first(self) -> datetime:
        """`first` by the clocks of the place."""
        return self.first.astimezone(find_zone(self.zone))

    @property
    def local_last(self) -> datetime:
        """`last` by the clocks of the place."""
        return self.last.astimezone(find_zone(self.zone))

    def not_after(self, told: datetime) -> "Interval":
        """Return what is left of the interval when it was told at `told` (UTC): nobody tells of what is still to come.

        "In February", said on 10 February, ends on the 10th. Raises ImpossibleError if the interval begins after `told`.
        """
        return replace(self, last=min(self.last, told))


def moment(day: date, clock: time, zone: str, *, words: str = "") -> Interval:
    """Return the instant at which the clocks of `zone` showed `clock` on `day`.

    An hour that comes twice, when clocks go back, gives an interval over both, precision "about".
    Raises ImpossibleError for a time that the clocks jumped over.
    """
    if clock.tzinfo is not None:
        raise MalformedError("a time by the clocks of a place has no offset of its own")
    _check_year(day.year)
    place = find_zone(zone)
    first, second = (datetime.combine(day, clock.replace(fold=fold), place).astimezone(UTC) for fold in (0, 1))
    if first.astimezone(place).replace(tzinfo=None) != datetime.combine(day, clock):
        raise ImpossibleError(f"the clocks of {zone} never showed {clock:%H:%M} on {day}: they went forward")
    return Interval(first, second, zone, "exact" if first == second else "about", words)


def about(day: date, clock: time, zone: str, *, within: timedelta, words: str = "") -> Interval:
    """Return the time around `clock` on `day` by the clocks of `zone`, at most `within` earlier or later."""
    if not timedelta(0) < within <= _LARGEST_MARGIN:
        raise ImpossibleError(f"expected a margin above zero and up to {_LARGEST_MARGIN.days} days, found {within}")
    core = moment(day, clock, zone)
    return Interval(core.first - within, core.last + within, zone, "about", words)


def day_interval(day: date, zone: str, *, words: str = "") -> Interval:
    """Return the whole of `day` by the clocks of `zone`."""
    return days_interval(day, day, zone, words=words)


def days_interval(first: date, last: date, zone: str, *, words: str = "") -> Interval:
    """Return the days from `first` to `last`, both included, by the clocks of `zone`."""
    return _whole_days(first, last, zone, precision="day", words=words)


def month_interval(year: int, month: int, zone: str, *, words: str = "") -> Interval:
    """Return the whole of a month by the clocks of `zone`."""
    _check_year(year)
    if not 1 <= month <= 12:
        raise ImpossibleError(f"a year has 12 months, there is no month {month}")
    following = date(year + month // 12, month % 12 + 1, 1)
    return _whole_days(date(year, month, 1), following - timedelta(days=1), zone, precision="month", words=words)


@cache
def zone_names() -> frozenset[str]:
    """Return the names of the zones that this machine's time zone database knows."""
    return frozenset(available_timezones() - _OF_THE_MACHINE)


def find_zone(name: str) -> ZoneInfo:
    """Return the zone of an IANA name; raise ImpossibleError if there is none."""
    # Only a known name reaches ZoneInfo, which opens files: the name may come from a form or a mapping.
    if name not in zone_names():
        raise ImpossibleError("there is no time zone of this name; expected one like Europe/Minsk")
    return ZoneInfo(name)


def _whole_days(first: date, last: date, zone: str, *, precision: str, words: str) -> Interval:
    for day in (first, last):
        _check_year(day.year)
    return Interval(_midnight(first, zone), _midnight(last + timedelta(days=1), zone) - _TICK, zone, precision, words)


def _midnight(day: date, zone: str) -> datetime:
    """Return the instant at which `day` begins, also where clocks jump over midnight."""
    return datetime.combine(day, time.min, find_zone(zone)).astimezone(UTC)


def _check_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ImpossibleError(f"expected a year from {FIRST_YEAR} to {LAST_YEAR}, found {year}")
