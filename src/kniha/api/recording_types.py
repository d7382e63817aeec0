"""What cameras, clocks and recordings are asked for and told with: views, sources, tracks."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from kniha.api.asking import Who
from kniha.api.fields import Changing, Instant, OneOf, RowId, Sent, WholeNumber
from kniha.api.forces import Days
from kniha.book.evidence import queries as evidence
from kniha.book.recordings import queries
from kniha.book.recordings.drafts import CameraDraft, PositionDraft, ReadingDraft, RecordingDraft, SeenTwice, ViewDraft, Witness
from kniha.book.recordings.models import Camera, CameraPosition, ClockReading, Covering, Recording, Witnessed
from kniha.book.recordings.rules import MOST_POINTS
from kniha.book.statements import queries as statements

_Milliseconds = Annotated[WholeNumber, Field(ge=-(10**15), le=10**15)]
_Sigma = Annotated[WholeNumber, Field(ge=1, le=10**15, description="One standard deviation, in milliseconds.")]


class WitnessSent(Sent):
    """Where it is known from: exactly one of the three."""

    account: RowId | None = None
    exhibit: RowId | None = None
    read_in: str = Field(default="", max_length=500, description="Who showed or told it, as a role; or where anybody may read it.")

    def source(self, who: Who) -> Witness:
        """The same for the book."""
        account = statements.account(who.registrar, self.account) if self.account else None
        return Witness(account, evidence.exhibit(who.registrar, self.exhibit) if self.exhibit else None, self.read_in)


class WitnessTold(BaseModel):
    """Where a value is known from."""

    statement: str | None
    account: str | None
    exhibit: str | None
    read_in: str


class View(Sent):
    """A place and what is seen from it. What is not known is null."""

    lat_e7: WholeNumber | None = Field(default=None, ge=-900_000_000, le=900_000_000, description="Latitude in 10⁻⁷ degrees (WGS 84).")
    lon_e7: WholeNumber | None = Field(default=None, ge=-1_800_000_000, le=1_800_000_000, description="Longitude in 10⁻⁷ degrees.")
    error_m: WholeNumber | None = Field(default=None, ge=0, le=2_000_000, description="Within how many metres, at 95 %.")
    heading_deg: WholeNumber | None = Field(default=None, ge=0, le=359, description="Clockwise from north; null: not known.")
    fov_deg: WholeNumber | None = Field(default=None, ge=1, le=360, description="Null: all round, or not known.")
    range_m: WholeNumber | None = Field(default=None, ge=1, le=20_000, description="How far people can be told apart.")
    place_words: str = Field(default="", max_length=500)

    def view(self) -> ViewDraft:
        """The same for the book."""
        return ViewDraft(
            self.lat_e7, self.lon_e7, self.error_m, self.heading_deg, fov_deg=self.fov_deg, range_m=self.range_m,
            place_words=self.place_words,
        )  # fmt: skip


class CameraFields(Sent):
    """What a camera is, and whose."""

    label: str = Field(min_length=2, max_length=200)
    kind: Annotated[str, OneOf("camera-kinds")] = "not-known"
    owner_kind: Annotated[str, OneOf("owner-kinds")] = "not-known"
    owner_words: str = Field(default="", max_length=300, description="Never a person's name.")
    retention_days: WholeNumber | None = Field(
        default=None, ge=1, le=3660, description="For how many days it keeps footage; null: not known."
    )
    words: str = Field(default="", max_length=1000)

    def draft(self) -> CameraDraft:
        """The same for the book."""
        return CameraDraft(self.label, self.kind, self.owner_kind, self.owner_words, self.retention_days, self.words)


class CameraChanged(Changing, CameraFields):
    """What a camera is, set anew."""


class PositionSent(Sent):
    """Where a camera stood for some time."""

    view: View
    days: Days = Days()
    source: WitnessSent

    def position(self) -> PositionDraft:
        """The same for the book."""
        return PositionDraft(self.view.view(), self.days.span())


class CameraSent(CameraFields):
    """A camera with where it stood."""

    compartment: RowId
    position: PositionSent


class ReadingSent(Sent):
    """How far off a clock was."""

    at: Instant
    offset_ms: _Milliseconds = Field(description="Camera minus true time.")
    sigma_ms: _Sigma
    way: Annotated[str, OneOf("clock-ways")]
    words: str = Field(default="", max_length=500)
    source: WitnessSent

    def reading(self) -> ReadingDraft:
        """The same for the book."""
        return ReadingDraft(self.at, self.offset_ms, self.sigma_ms, self.way, self.words)


class EventSent(Sent):
    """One event as the clocks of both cameras show it."""

    here: Instant
    there: Instant
    sigma_ms: _Sigma


class ComparisonSent(Sent):
    """The same events on two cameras; the clock of the other was measured."""

    other: RowId
    events: list[EventSent] = Field(min_length=1, max_length=100)
    source: WitnessSent

    def seen(self) -> list[SeenTwice]:
        """The same for the book."""
        return [SeenTwice(one.here, one.there, one.sigma_ms) for one in self.events]


class Ends(Sent):
    """From when to when."""

    first: Instant
    last: Instant


class TrackPoint(Sent):
    """Where a moving camera was, so many milliseconds after its recording began."""

    at_ms: WholeNumber = Field(ge=0, le=31 * 86_400_000)
    lat_e7: WholeNumber = Field(ge=-900_000_000, le=900_000_000)
    lon_e7: WholeNumber = Field(ge=-1_800_000_000, le=1_800_000_000)
    error_m: WholeNumber = Field(ge=0, le=2_000_000)


class RecordingFields(Sent):
    """What is known of a recording."""

    label: str = Field(min_length=2, max_length=200)
    camera: RowId | None = None
    shown: Ends | None = Field(default=None, description="By the camera's clock.")
    true: Ends | None = Field(default=None, description="In true time, where a source tells that.")
    sigma_ms: _Sigma | None = None
    view: View = Field(default=View(), description="Where it is the recording's own; else the camera's counts.")
    track: list[TrackPoint] = Field(default=[], max_length=MOST_POINTS)
    words: str = Field(default="", max_length=1000)
    holder_kind: Annotated[str, OneOf("owner-kinds")] | None = None
    holder_words: str = Field(default="", max_length=300, description="Who holds it: never a person's name.")
    lost_on: date | None = Field(default=None, description="When it is written over, where that is told; else it follows from the camera.")

    def draft(self, who: Who) -> RecordingDraft:
        """The same for the book."""
        return RecordingDraft(
            self.label, queries.camera(who.registrar, self.camera) if self.camera else None, _ends(self.shown), _ends(self.true),
            sigma_ms=self.sigma_ms, view=self.view.view(), words=self.words, holder_kind=self.holder_kind or "",
            track=tuple((one.at_ms, one.lat_e7, one.lon_e7, one.error_m) for one in self.track),
            holder_words=self.holder_words, lost_on=self.lost_on,
        )  # fmt: skip


class RecordingSent(RecordingFields):
    """A recording with its source: its own file, where it is held."""

    compartment: RowId
    source: WitnessSent


class RecordingChanged(Changing, RecordingFields):
    """A recording, set anew."""


class StepSent(Sent):
    """Footage was asked for, or refused."""

    what: Annotated[str, OneOf("footage-steps")]
    on: date
    words: str = Field(default="", max_length=1000)


class CameraTold(BaseModel):
    """A camera."""

    id: str
    compartment: str
    label: str
    kind: str
    owner_kind: str
    owner_words: str
    retention_days: int | None
    words: str


class PositionTold(BaseModel):
    """Where a camera stood."""

    id: str
    view: View
    days: Days
    source: WitnessTold


class ReadingTold(BaseModel):
    """How far off its clock was."""

    id: str
    at: datetime | None
    offset_ms: int
    sigma_ms: int
    way: str
    against: str | None
    words: str
    measured_by: str
    source: WitnessTold


class CoverTold(BaseModel):
    """What a recording covers, from what is known today of its camera."""

    first: datetime | None
    last: datetime | None
    sigma_ms: int | None
    is_measured: bool = Field(description="Whether anybody measured the clock.")
    view: View | None
    is_doubtful: bool = Field(description="Whether the camera may have stood elsewhere on that day.")


class RecordingLine(BaseModel):
    """A recording in a list."""

    id: str
    compartment: str
    label: str
    state: str
    camera: str | None
    shown_first: datetime | None
    shown_last: datetime | None
    first: datetime | None
    last: datetime | None
    sigma_ms: int | None
    lost_on: date | None
    lost_how: str
    asked: str


class RecordingTold(RecordingLine):
    """All that is known of it."""

    view: View
    track: list[TrackPoint]
    words: str
    holder_kind: str
    holder_words: str
    way_to_ask: str
    way_by: str | None
    asked_on: date | None
    answered_on: date | None
    answer: str
    source: WitnessTold
    cover: CoverTold


def camera_told(row: Camera) -> CameraTold:
    """A camera."""
    return CameraTold(
        id=row.pk, compartment=row.compartment_id, label=row.label, kind=row.kind, owner_kind=row.owner_kind,
        owner_words=row.owner_words, retention_days=row.retention_days, words=row.words,
    )  # fmt: skip


def position_told(row: CameraPosition) -> PositionTold:
    """Where it stood."""
    days = Days(began_from=row.began_from, began_to=row.began_to, ended_from=row.ended_from, ended_to=row.ended_to)
    return PositionTold(id=row.pk, view=view_of(row), days=days, source=source_of(row))


def reading_told(row: ClockReading) -> ReadingTold:
    """How far off its clock was."""
    return ReadingTold(
        id=row.pk, at=row.at, offset_ms=row.offset_ms, sigma_ms=row.sigma_ms, way=row.way, against=row.against_id, words=row.words,
        measured_by=row.measured_by_id, source=source_of(row),
    )  # fmt: skip


def recording_line(row: Recording) -> RecordingLine:
    """A recording in a list."""
    return RecordingLine(**_line(row))


def recording_told(who: Who, row: Recording) -> RecordingTold:
    """A recording."""
    cover = queries.cover(who.registrar, row)
    return RecordingTold(
        **_line(row), view=view_of(row), words=row.words, holder_kind=row.holder_kind, holder_words=row.holder_words,
        track=[TrackPoint(at_ms=at, lat_e7=lat, lon_e7=lon, error_m=error) for at, lat, lon, error in row.track],
        way_to_ask=row.way_to_ask, way_by=row.way_by_id, asked_on=row.asked_on, answered_on=row.answered_on, answer=row.answer,
        source=source_of(row), cover=CoverTold(
            first=cover.first, last=cover.last, sigma_ms=cover.sigma_ms, is_measured=cover.is_measured, is_doubtful=cover.is_doubtful,
            view=view_of(cover.view) if cover.view else None,
        ),
    )  # fmt: skip


def view_of(row: Covering) -> View:
    """The place and view of a row."""
    return View.model_construct(
        lat_e7=row.lat_e7, lon_e7=row.lon_e7, error_m=row.error_m, heading_deg=row.heading_deg, fov_deg=row.fov_deg,
        range_m=row.range_m, place_words=row.place_words,
    )  # fmt: skip


def source_of(row: Witnessed) -> WitnessTold:
    """Where a row is known from."""
    statement = row.account.statement_id if row.account else None
    return WitnessTold(statement=statement, account=row.account_id, exhibit=row.exhibit_id, read_in=row.read_in)


def _line(row: Recording) -> dict[str, Any]:  # Any: as the types that take it say
    names = ("label", "state", "shown_first", "shown_last", "first", "last", "sigma_ms", "lost_on", "lost_how", "asked")
    return {"id": row.pk, "compartment": row.compartment_id, "camera": row.camera_id, **{name: getattr(row, name) for name in names}}


def _ends(told: Ends | None) -> tuple[datetime, datetime] | None:
    return None if told is None else (told.first, told.last)
