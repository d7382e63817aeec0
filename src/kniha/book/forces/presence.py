"""Whether a deployment, as it is told, fits a time and a place: uncertain both, and never stretched past what a source said. Pure.

All times are hours of the place, without a zone: what is within reach of an incident lies in its zone.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import IntEnum
from functools import lru_cache

from kniha.vocab.place import Place, distance_m
from kniha.vocab.span import Span

_DAY = timedelta(days=1)


class Fit(IntEnum):
    """How the time of a deployment fits another time; the greater, the better."""

    NOT = 0
    MAYBE = 1
    """It may have lasted then, and no source says that it did."""
    PART = 2
    """It lasted on one of those days, or during a part of that time."""
    WHOLE = 3
    """It lasted over all of that time."""


@dataclass(frozen=True, slots=True)
class Stay:
    """From when to when somebody was somewhere: days, and hours of the place where they are told."""

    span: Span
    began_at: str = ""
    ended_at: str = ""

    @property
    def surely(self) -> tuple[datetime, datetime] | None:
        """From when to when it surely lasted. A day without an hour is sure at some hour of it, and at none for certain."""
        if self.span.began_to is None or self.span.ended_from is None:
            return None
        first = _at(self.span.began_to, self.began_at) if self.began_at else _midnight(self.span.began_to) + _DAY
        last = _at(self.span.ended_from, self.ended_at) if self.ended_at else _midnight(self.span.ended_from)
        return (first, last) if first <= last else None

    @property
    def possibly(self) -> tuple[datetime, datetime]:
        """From when to when it may have lasted."""
        first, last = _midnight(date.min), _midnight(date.max)
        if self.span.began_from is not None:
            exact = self.began_at and self.span.began_from == self.span.began_to
            first = _at(self.span.began_from, self.began_at) if exact else _midnight(self.span.began_from)
        if self.span.ended_to is not None:
            exact = self.ended_at and self.span.ended_from == self.span.ended_to
            last = _at(self.span.ended_to, self.ended_at) if exact else _midnight(self.span.ended_to) + _DAY
        return first, last

    def fits(self, first: datetime | None, last: datetime | None) -> Fit:
        """How it fits the time from `first` to `last`, hours of the place; MAYBE where that is not known."""
        if first is None or last is None:
            return Fit.MAYBE
        begins, ends = self.possibly
        if begins > last or ends < first:
            return Fit.NOT
        sure = self.surely
        if sure is not None and sure[0] <= first and last <= sure[1]:
            return Fit.WHOLE
        return Fit.PART if self._touches(first, last, sure) else Fit.MAYBE

    def _touches(self, first: datetime, last: datetime, sure: tuple[datetime, datetime] | None) -> bool:
        """Whether some of that time, or one of those days, is sure."""
        if sure is not None and sure[0] <= last and first <= sure[1]:
            return True
        days = self.span.surely
        return days is not None and days[0] <= last.date() and first.date() <= days[1]


def gap_m(one: Place, other: Place) -> int:
    """Metres between two uncertain places at their nearest; 0 where they may be one."""
    return max(0, round(distance_m(one, other) - one.radius_m - other.radius_m))


def are_two_places(one: tuple[Stay, Place], other: tuple[Stay, Place]) -> bool:
    """Whether two deployments of one unit cannot both be of all of it: both surely at one time, in places that have nothing in common."""
    here, there = one[0].surely or _sure_days(one[0]), other[0].surely or _sure_days(other[0])
    if here is None or there is None:
        return False
    return here[0] < there[1] and there[0] < here[1] and gap_m(one[1], other[1]) > 0


def _sure_days(stay: Stay) -> tuple[datetime, datetime] | None:
    days = stay.span.surely
    return None if days is None else (_midnight(days[0]), _midnight(days[1]) + _DAY)


@lru_cache(maxsize=4096)
def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _at(day: date, hour: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(hour))
