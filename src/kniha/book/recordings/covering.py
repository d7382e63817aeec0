"""What a recording covers: from when to when in true time, and from where, by its camera's places and clock. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from kniha.book.recordings import rules
from kniha.book.recordings.models import CameraPosition, ClockReading, Covering, Recording
from kniha.matching.clocks import together
from kniha.vocab.span import Days, Span, common

_ZONES = timedelta(hours=14)


@dataclass(frozen=True, slots=True)
class Cover:
    """What a recording covers: from when to when in true time, with one sigma; from where (its own place, or the camera's on that day)."""

    first: datetime | None
    last: datetime | None
    sigma_ms: int | None
    is_measured: bool
    view: Covering | None
    is_doubtful: bool
    """Whether the camera may have stood elsewhere on that day: several positions are told for it."""


def cover_of(row: Recording, positions: Iterable[CameraPosition], readings: Iterable[ClockReading]) -> Cover:
    """Work out what `row` covers; `positions` of its camera, the latest first."""
    first, last, sigma, is_measured = _true(row, readings)
    if row.lat_e7 is not None or row.place_words or row.track or row.camera_id is None:
        return Cover(first, last, sigma, is_measured, row, is_doubtful=False)
    begun = first or row.shown_first
    # Which day that was at the camera is not known to the hour: a camera has no zone here. Two that may fit are told as doubtful.
    day: Days | None = ((begun - _ZONES).date(), (begun + _ZONES).date()) if begun else None
    there = [one for one in positions if day is None or common(day, _span(one).told) is not None]
    return Cover(first, last, sigma, is_measured, there[0] if there else None, is_doubtful=len(there) > 1)


def _true(row: Recording, readings: Iterable[ClockReading]) -> tuple[datetime | None, datetime | None, int | None, bool]:
    if row.first is not None and row.last is not None:
        return row.first, row.last, row.sigma_ms, True
    if row.shown_first is None or row.shown_last is None:
        return None, None, None, False
    clock = rules.clock_at(readings, row.shown_first)
    sigma = together(clock.sigma_ms, row.sigma_ms or 0)
    return rules.true_time(row.shown_first, clock), rules.true_time(row.shown_last, clock), sigma, clock.is_measured


def _span(row: CameraPosition) -> Span:
    return Span(row.began_from, row.began_to, row.ended_from, row.ended_to)
