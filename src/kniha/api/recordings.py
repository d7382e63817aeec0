"""Cameras with their places and clocks; recordings that are held, and footage that is known and may be lost."""

from typing import Annotated

from ninja import Query, Router
from pydantic import BaseModel, Field

from kniha.api.asking import Asked
from kniha.api.fields import OneOf, RowId, Sent
from kniha.api.made import Made, made
from kniha.api.operations import acts, reads
from kniha.api.paging import By, Page, Paged, Pages, page
from kniha.api.recording_types import (
    CameraChanged,
    CameraSent,
    CameraTold,
    ComparisonSent,
    PositionSent,
    PositionTold,
    ReadingSent,
    ReadingTold,
    RecordingChanged,
    RecordingLine,
    RecordingSent,
    RecordingTold,
    StepSent,
    camera_told,
    position_told,
    reading_told,
    recording_line,
    recording_told,
)
from kniha.book.access.looking import enter_search
from kniha.book.access.queries import compartments, one
from kniha.book.evidence import queries as evidence
from kniha.book.recordings import actions, queries, recording
from kniha.book.recordings.drafts import Step

router = Router(tags=["recordings"])

READING = ("reading", "files", "coding", "concluding", "reviewing")
RECORDING = ("coding", "concluding")
_BY_LABEL = (By("label"), By("pk"))
_LATEST = (By("shown_first", falling=True, may_lack=True), By("label"), By("pk"))
_FIRST_LOST = (By("lost_on", may_lack=True), By("label"), By("pk"))


class CamerasAsked(Pages):
    """Which cameras."""

    q: str | None = Field(default=None, min_length=1, max_length=200, description="Words of its label or owner. The search is an entry.")
    kind: Annotated[str, OneOf("camera-kinds")] | None = None


class RecordingsAsked(Pages):
    """Which recordings."""

    q: str | None = Field(default=None, min_length=1, max_length=200, description="Words of its label or camera. The search is an entry.")
    state: Annotated[str, OneOf("recording-states")] | None = None


class FootageAsked(Pages):
    """Which footage."""

    urgency: Annotated[str, OneOf("footage-urgencies")] | None = None


class CameraWhole(CameraTold):
    """A camera with its places and clock, the latest first."""

    positions: list[PositionTold]
    clock_readings: list[ReadingTold]


class WithdrawalSent(Sent):
    """Why something is withdrawn."""

    reason: str = Field(min_length=4, max_length=1000)


class WaySent(Sent):
    """A lawyer's words on how footage may be asked for."""

    way: str = Field(min_length=10, max_length=4000)


class ReceiptSent(Sent):
    """The file that the footage is."""

    exhibit: RowId


class Recordings(BaseModel):
    """The latest first."""

    rows: list[RecordingLine]


@reads(router, "/cameras", purposes=READING, answer=Page[CameraTold])
def cameras(request: Asked, asked: Annotated[CamerasAsked, Query()]) -> Page[CameraTold]:
    """The cameras that the registrar may see, by label."""
    who = request.auth
    if asked.q:
        enter_search(who.hand, asked.q, among="cameras")
    rows = queries.cameras(who.registrar, words=asked.q or "", kind=asked.kind or "")
    return page(who, rows, asked, order=_BY_LABEL, line=camera_told, name="cameras")


@reads(router, "/cameras/{camera_id}", purposes=READING, answer=CameraWhole)
def camera(request: Asked, camera_id: RowId) -> CameraWhole:
    """One camera."""
    who = request.auth
    found = queries.camera(who.registrar, camera_id)
    return CameraWhole(
        **camera_told(found).model_dump(),
        positions=[position_told(row) for row in queries.positions(who.registrar, found)],
        clock_readings=[reading_told(row) for row in queries.clock_readings(who.registrar, found)],
    )


@reads(router, "/cameras/{camera_id}/recordings", purposes=READING, answer=Page[RecordingLine])
def recordings_of_camera(request: Asked, camera_id: RowId, asked: Paged) -> Page[RecordingLine]:
    """The recordings of a camera, the latest first."""
    who = request.auth
    rows = queries.recordings_of(who.registrar, queries.camera(who.registrar, camera_id))
    return page(who, rows, asked, order=_LATEST, line=recording_line, name="recordings-of-camera")


@acts(router, "/cameras", purposes=RECORDING)
def register_camera(request: Asked, sent: CameraSent) -> Made:
    """Register a camera with where it stood."""
    who = request.auth
    into = one(compartments(who.registrar), pk=sent.compartment)
    source = sent.position.source.source(who)
    found = actions.register_camera(who.hand, into, sent.draft(), sent.position.position(), source=source)
    return made(found, f"/cameras/{found.pk}")


@acts(router, "/cameras/{camera_id}/description", purposes=RECORDING)
def describe_camera(request: Asked, camera_id: RowId, sent: CameraChanged) -> Made:
    """Set what a camera is anew."""
    who = request.auth
    found = actions.describe_camera(who.hand, queries.camera(who.registrar, camera_id), sent.draft(), seen=sent.before())
    return made(found, f"/cameras/{camera_id}")


@acts(router, "/cameras/{camera_id}/positions", purposes=RECORDING)
def place_camera(request: Asked, camera_id: RowId, sent: PositionSent) -> Made:
    """Enter where a camera stood for some time; earlier positions stay."""
    who = request.auth
    found = queries.camera(who.registrar, camera_id)
    return made(actions.place_camera(who.hand, found, sent.position(), source=sent.source.source(who)), f"/cameras/{camera_id}")


@acts(router, "/cameras/{camera_id}/clock-readings", purposes=RECORDING)
def read_clock(request: Asked, camera_id: RowId, sent: ReadingSent) -> Made:
    """Enter how far off a camera's clock was."""
    who = request.auth
    found = queries.camera(who.registrar, camera_id)
    return made(actions.read_clock(who.hand, found, sent.reading(), source=sent.source.source(who)), f"/cameras/{camera_id}")


@acts(router, "/cameras/{camera_id}/comparisons", purposes=RECORDING)
def compare_clocks(request: Asked, camera_id: RowId, sent: ComparisonSent) -> Made:
    """Enter a camera's clock by events that it and another camera saw. Refused where they disagree by more than their errors."""
    who = request.auth
    found, other = queries.camera(who.registrar, camera_id), queries.camera(who.registrar, sent.other)
    return made(actions.compare_clocks(who.hand, found, other, sent.seen(), source=sent.source.source(who)), f"/cameras/{camera_id}")


@acts(router, "/cameras/parts/{camera_part}/{camera_part_id}/withdrawal", purposes=RECORDING)
def withdraw_camera_part(request: Asked, camera_part: str, camera_part_id: RowId, sent: WithdrawalSent) -> Made:
    """Withdraw a `position` or a `reading` that was entered in error. The entries stay."""
    who = request.auth
    part = queries.part(who.registrar, camera_part, camera_part_id)
    actions.withdraw_camera_part(who.hand, part, reason=sent.reason)
    return made(part, f"/cameras/{part.camera_id}")


@reads(router, "/recordings", purposes=READING, answer=Page[RecordingLine])
def recordings(request: Asked, asked: Annotated[RecordingsAsked, Query()]) -> Page[RecordingLine]:
    """The recordings that the registrar may see, held and known, the latest first."""
    who = request.auth
    if asked.q:
        enter_search(who.hand, asked.q, among="recordings")
    rows = queries.narrowed(queries.recordings(who.registrar), words=asked.q or "", state=asked.state or "")
    return page(who, rows, asked, order=_LATEST, line=recording_line, name="recordings")


@reads(router, "/footage", purposes=READING, answer=Page[RecordingLine])
def footage(request: Asked, asked: Annotated[FootageAsked, Query()]) -> Page[RecordingLine]:
    """Footage that is known and not obtained: what is written over first comes first."""
    who = request.auth
    rows = queries.urgent(queries.to_be_lost(who.registrar), asked.urgency or "", today=who.hand.today)
    return page(who, rows, asked, order=_FIRST_LOST, line=recording_line, name="footage")


@reads(router, "/recordings/{recording_id}", purposes=READING, answer=RecordingTold)
def recording_by_id(request: Asked, recording_id: RowId) -> RecordingTold:
    """One recording, and what it covers."""
    who = request.auth
    return recording_told(who, queries.recording(who.registrar, recording_id))


@reads(router, "/exhibits/{exhibit_id}/recordings", purposes=READING, answer=Recordings)
def recordings_in_exhibit(request: Asked, exhibit_id: RowId) -> Recordings:
    """The recordings whose file this is."""
    who = request.auth
    rows = queries.recordings_in(who.registrar, evidence.exhibit(who.registrar, exhibit_id))
    return Recordings(rows=[recording_line(row) for row in rows])


@acts(router, "/recordings", purposes=RECORDING)
def enter_recording(request: Asked, sent: RecordingSent) -> Made:
    """Enter a recording: held, where its source is its file; else known and not obtained."""
    who = request.auth
    into = one(compartments(who.registrar), pk=sent.compartment)
    row = recording.enter_recording(who.hand, into, sent.draft(who), source=sent.source.source(who))
    return made(row, f"/recordings/{row.pk}")


@acts(router, "/recordings/{recording_id}/correction", purposes=RECORDING)
def correct_recording(request: Asked, recording_id: RowId, sent: RecordingChanged) -> Made:
    """Set a recording anew, from the same source."""
    who = request.auth
    found = queries.recording(who.registrar, recording_id)
    return made(recording.correct_recording(who.hand, found, sent.draft(who), seen=sent.before()), f"/recordings/{recording_id}")


@acts(router, "/recordings/{recording_id}/way", purposes=("reviewing",))
def tell_way(request: Asked, recording_id: RowId, sent: WaySent) -> Made:
    """Tell, as a lawyer, how footage may be asked for without harm."""
    who = request.auth
    found = queries.recording(who.registrar, recording_id)
    return made(recording.tell_way(who.hand, found, sent.way), f"/recordings/{recording_id}")


@acts(router, "/recordings/{recording_id}/steps", purposes=RECORDING)
def follow_footage(request: Asked, recording_id: RowId, sent: StepSent) -> Made:
    """Enter that footage was asked for, or refused. Nobody asks before a lawyer told how."""
    who = request.auth
    found = queries.recording(who.registrar, recording_id)
    return made(recording.follow_footage(who.hand, found, Step(sent.what, sent.on, sent.words)), f"/recordings/{recording_id}")


@acts(router, "/recordings/{recording_id}/receipt", purposes=RECORDING)
def receive_recording(request: Asked, recording_id: RowId, sent: ReceiptSent) -> Made:
    """Enter that the footage is here, by its file."""
    who = request.auth
    found, exhibit = queries.recording(who.registrar, recording_id), evidence.exhibit(who.registrar, sent.exhibit)
    return made(recording.receive_recording(who.hand, found, exhibit), f"/recordings/{recording_id}")


@acts(router, "/recordings/{recording_id}/withdrawal", purposes=RECORDING)
def withdraw_recording(request: Asked, recording_id: RowId, sent: WithdrawalSent) -> Made:
    """Withdraw a recording that was entered in error. Its file stays what it is."""
    who = request.auth
    found = queries.recording(who.registrar, recording_id)
    recording.withdraw_recording(who.hand, found, reason=sent.reason)
    return made(found, f"/recordings/{recording_id}")
