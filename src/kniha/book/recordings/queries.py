"""What a registrar may see of cameras and recordings, and what a recording covers as its clock and its camera's places have it."""

from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import F, Q, QuerySet

from kniha.book.access.models import Compartment, Registrar
from kniha.book.access.queries import compartments, one, visible
from kniha.book.evidence.models import Exhibit
from kniha.book.recordings.covering import Cover, cover_of
from kniha.book.recordings.models import Camera, CameraPosition, ClockReading, Recording
from kniha.book.statements.models import Account


def compartment(registrar: Registrar, compartment_id: str) -> Compartment:
    """One's own compartment, or NotFoundError."""
    return one(compartments(registrar), pk=compartment_id)


def cameras(registrar: Registrar, *, words: str = "", kind: str = "") -> QuerySet[Camera]:
    """The cameras that `registrar` may know of, by label; narrowed to a kind, and to some words of label or owner."""
    rows = visible(Camera.objects.all(), registrar)
    rows = rows.filter(kind=kind) if kind else rows
    for word in words.split():
        rows = rows.filter(Q(label__icontains=word) | Q(owner_words__icontains=word) | Q(words__icontains=word))
    return rows.order_by("label", "pk")


def camera(registrar: Registrar, camera_id: str) -> Camera:
    """One camera, or NotFoundError."""
    return one(visible(Camera.objects.select_related("compartment"), registrar), pk=camera_id)


_WITH_SOURCE = ("account__statement", "exhibit")


def positions(registrar: Registrar, camera: Camera) -> QuerySet[CameraPosition]:
    """Where `camera` stood, the latest first."""
    rows = visible(CameraPosition.objects.filter(camera=camera), registrar, path="camera__compartment")
    return rows.select_related(*_WITH_SOURCE).order_by(F("began_to").desc(nulls_last=True), "pk")


def clock_readings(registrar: Registrar, camera: Camera) -> QuerySet[ClockReading]:
    """How far off the clock of `camera` was, the latest first."""
    rows = visible(ClockReading.objects.filter(camera=camera), registrar, path="camera__compartment")
    return rows.select_related("measured_by", "against", *_WITH_SOURCE).order_by("-at", "pk")


def part(registrar: Registrar, kind: str, part_id: str) -> CameraPosition | ClockReading:
    """One `position` or `reading` that may be withdrawn, or NotFoundError."""
    if kind == "position":
        return one(visible(CameraPosition.objects.select_related("camera"), registrar, path="camera__compartment"), pk=part_id)
    found = ClockReading.objects.select_related("camera") if kind == "reading" else ClockReading.objects.none()
    return one(visible(found, registrar, path="camera__compartment"), pk=part_id)


def recordings(registrar: Registrar) -> QuerySet[Recording]:
    """The recordings that `registrar` may know of, the latest first; of those not obtained, what is known of them."""
    rows = visible(Recording.objects.select_related("camera", "exhibit"), registrar)
    return rows.order_by(F("shown_first").desc(nulls_last=True), "label", "pk")


def recording(registrar: Registrar, recording_id: str) -> Recording:
    """One recording, or NotFoundError."""
    rows = Recording.objects.select_related("camera", "exhibit", "account__statement", "way_by", "compartment")
    return one(visible(rows, registrar), pk=recording_id)


def recordings_of(registrar: Registrar, camera: Camera) -> QuerySet[Recording]:
    """The recordings of `camera`, the latest first."""
    return recordings(registrar).filter(camera=camera)


def recordings_in(registrar: Registrar, exhibit: Exhibit) -> QuerySet[Recording]:
    """The recordings whose file is `exhibit`."""
    return recordings(registrar).filter(exhibit=exhibit)


def narrowed(rows: QuerySet[Recording], *, words: str = "", state: str = "") -> QuerySet[Recording]:
    """Recordings of a state, with some words in what they or their cameras are called."""
    rows = rows.filter(state=state) if state else rows
    for word in words.split():
        rows = rows.filter(Q(label__icontains=word) | Q(words__icontains=word) | Q(camera__label__icontains=word))
    return rows


def to_be_lost(registrar: Registrar) -> QuerySet[Recording]:
    """Footage that is known and not obtained: what is lost first comes first; of what nobody knows when, at the end."""
    rows = recordings(registrar).filter(state="known")
    return rows.order_by(F("lost_on").asc(nulls_last=True), "label", "pk")


def urgent(rows: QuerySet[Recording], urgency: str, *, today: date) -> QuerySet[Recording]:
    """Those of `rows` of an urgency (list `footage-urgencies`): `lost`, `week`, `month`, `later`, `not-known`."""
    week, month = today + timedelta(days=7), today + timedelta(days=31)
    wanted = {
        "lost": Q(lost_on__lte=today), "week": Q(lost_on__gt=today, lost_on__lte=week), "month": Q(lost_on__gt=week, lost_on__lte=month),
        "later": Q(lost_on__gt=month), "not-known": Q(lost_on__isnull=True),
    }  # fmt: skip
    return rows.filter(wanted[urgency]) if urgency else rows


def urgency_of(row: Recording, *, today: date) -> str:
    """The same for one row."""
    if row.lost_on is None:
        return "not-known"
    left = (row.lost_on - today).days
    return "lost" if left <= 0 else "week" if left <= 7 else "month" if left <= 31 else "later"


def accounts(registrar: Registrar, ids: Collection[str]) -> QuerySet[Account]:
    """Those of these accounts that `registrar` may see."""
    return visible(Account.objects.filter(pk__in=ids), registrar, path="statement__compartment").select_related("statement")


def cover(registrar: Registrar, row: Recording) -> Cover:
    """Work out what `row` covers, from what is known today of its camera's clock and places."""
    if row.camera is None:
        return cover_of(row, (), ())
    return cover_of(row, positions(registrar, row.camera), clock_readings(registrar, row.camera))
