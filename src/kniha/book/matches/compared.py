"""What is compared: the incidents and recordings of one compartment as plain values, or why they cannot be compared.

Places are 10⁻⁷ degrees, times milliseconds since 1970 in UTC, errors metres at 95 %. A recording that moves has several slices.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from kniha.book.access.models import Compartment
from kniha.book.events.models import Incident
from kniha.book.matches import rules, usable
from kniha.book.recordings.covering import Cover, cover_of
from kniha.book.recordings.models import CameraPosition, ClockReading, Recording
from kniha.book.recordings.rules import EPOCH, UNMEASURED_MS
from kniha.matching import subjects
from kniha.matching.subjects import Fix, View
from kniha.vocab.canonical import JSON, canonical

Row = TypeVar("Row", CameraPosition, ClockReading)
Slice = tuple[int, int, int, int, int, int | None, int | None, int | None]
"""first_ms, last_ms, lat_e7, lon_e7, error_m, heading_deg, fov_deg, range_m."""


@dataclass(frozen=True, slots=True)
class Told:
    """An incident: when (between two instants) and where (a point and its radius); or why it cannot be compared."""

    key: str
    hindrance: str = ""
    values: tuple[int, ...] = ()
    """first_ms, last_ms, lat_e7, lon_e7, radius_m."""

    @property
    def inputs(self) -> list[JSON]:
        """As they are kept."""
        return list(self.values)


@dataclass(frozen=True, slots=True)
class Shown:
    """A recording: whose clock it has, how far that is trusted (None: nobody measured it), and what it covers, slice by slice."""

    key: str
    hindrance: str = ""
    camera: str = ""
    sigma_ms: int | None = None
    is_doubtful: bool = False
    slices: tuple[Slice, ...] = ()

    @property
    def inputs(self) -> list[JSON]:
        """As they are kept: camera, sigma, doubt, slices."""
        return [self.camera, self.sigma_ms, self.is_doubtful, [list(one) for one in self.slices]] if self.slices else []

    @property
    def first(self) -> datetime:
        """When it begins, in true time."""
        return EPOCH + timedelta(milliseconds=self.slices[0][0])

    @property
    def last(self) -> datetime:
        """When it ends."""
        return EPOCH + timedelta(milliseconds=self.slices[-1][1])


def kept_slices(inputs: Sequence[JSON]) -> tuple[str, int | None, list[list[int | None]]]:
    """Return camera, sigma and slices of what was kept of a recording."""
    camera, sigma, _, slices = inputs
    return camera, sigma, slices  # type: ignore[return-value]  # as `Shown.inputs` wrote them


def digest_of(one: Told | Shown) -> str:
    """The digest of everything that a comparison takes from one side."""
    return hashlib.sha256(canonical([one.key, one.hindrance, one.inputs])).hexdigest()


def incidents(compartment: Compartment) -> Iterator[Told]:
    """All incidents of a compartment, by their ids."""
    columns = ("pk", "first", "last", "lat_e7", "lon_e7", "radius_m")
    for key, first, last, lat_e7, lon_e7, radius_m in Incident.objects.filter(compartment=compartment).order_by("pk").values_list(*columns):
        why = rules.hindrance_of_incident(first, last, radius_m)
        if why or first is None or last is None or lat_e7 is None or lon_e7 is None or radius_m is None:
            yield Told(key, why or "no-place")
        else:
            yield Told(key, "", (_ms(first), _ms(last), lat_e7, lon_e7, radius_m))


def recordings(compartment: Compartment) -> Iterator[Shown]:
    """All recordings of a compartment, held and known; those that may not be used with that alone."""
    waiting = frozenset(usable.undecided(compartment).values_list("pk", flat=True))
    positions, readings = _by_camera(usable.positions(compartment)), _by_camera(usable.readings(compartment))
    used = set()
    for row in usable.recordings(compartment).order_by("pk").iterator(chunk_size=1000):
        used.add(row.pk)
        camera = row.camera_id or ""
        yield shown(row, cover_of(row, positions.get(camera, ()), readings.get(camera, ())))
    for key in _not_in(compartment, used):
        yield Shown(key, "not-decided" if key in waiting else "sealed")


def shown(row: Recording, cover: Cover) -> Shown:
    """A recording and what it covers, as values."""
    if cover.first is None or cover.last is None:
        return Shown(row.pk, "no-time")
    sigma = None if not cover.is_measured and cover.sigma_ms == UNMEASURED_MS else cover.sigma_ms
    slices = _slices(row, cover, _ms(cover.first), _ms(cover.last))
    if not slices:
        return Shown(row.pk, "no-place")
    return Shown(row.pk, "", row.camera_id or "", sigma, cover.is_doubtful, slices)


def _slices(row: Recording, cover: Cover, first_ms: int, last_ms: int) -> tuple[Slice, ...]:
    if row.track:
        fixes = tuple(Fix(after, View(lat, lon, error)) for after, lat, lon, error in row.track)
        parts = subjects.slices(subjects.Recording(row.pk, first_ms, last_ms, None, fixes[0].view, fixes))
        return tuple((a, b, view.lat_e7, view.lon_e7, round(view.error_m), None, row.fov_deg, row.range_m) for a, b, view in parts)
    view = cover.view
    if view is None or view.lat_e7 is None or view.lon_e7 is None or view.error_m is None:
        return ()
    return ((first_ms, last_ms, view.lat_e7, view.lon_e7, view.error_m, view.heading_deg, view.fov_deg, view.range_m),)


def _not_in(compartment: Compartment, used: set[str]) -> Iterator[str]:
    every = Recording.objects.filter(compartment=compartment).order_by("pk").values_list("pk", flat=True)
    return (key for key in every.iterator(chunk_size=1000) if key not in used)


def _by_camera(found: Iterable[Row]) -> Mapping[str, list[Row]]:
    by_camera: defaultdict[str, list[Row]] = defaultdict(list)
    for row in found:
        by_camera[row.camera_id].append(row)
    return by_camera


def _ms(instant: datetime) -> int:
    return (instant - EPOCH) // timedelta(milliseconds=1)
