"""Recordings that may show an incident: what a machine found, what registrars said, and saying it."""

from datetime import datetime
from typing import Annotated

from ninja import Router
from pydantic import BaseModel, Field

from kniha.api.asking import Asked, Who
from kniha.api.fields import Number, OneOf, RowId, Sent
from kniha.api.made import Made, made
from kniha.api.operations import acts, reads
from kniha.api.recording_types import RecordingLine, recording_line
from kniha.book.access.looking import note_reading
from kniha.book.events import queries as events
from kniha.book.matches import queries
from kniha.book.matches.actions import Seen, decide_on_match
from kniha.book.matches.models import MatchDecision, MatchedIncident, MatchedRecording, Matching
from kniha.book.matches.queries import Line
from kniha.book.recordings import queries as recordings

router = Router(tags=["recordings"])

READING = ("reading", "files", "coding", "concluding", "reviewing")
DECIDING = ("coding", "concluding")


class ReasonTold(BaseModel):
    """One input of a chance."""

    code: str = Field(description="`away` (metres, degrees from the camera), `looking` (degrees), `covered` (ms of ms), `clock` (ms), …")
    numbers: list[int]


class MatchTold(BaseModel):
    """What a machine found: a hint, no finding. Likelihood ratios are against any recording of the compartment beside any incident."""

    rank: int
    log10_lr: float = Field(description="Base-10 logarithm of the likelihood ratio: it shows the place at the instant, or it does not.")
    log10_lr_cautious: float = Field(description="The same if clocks and places are worse than told.")
    reasons: list[ReasonTold]
    first: datetime = Field(description="What the recording covers, in true time.")
    last: datetime


class DecisionTold(BaseModel):
    """What one registrar saw. The last one stands; `taken-back` takes back what stood."""

    id: str
    verdict: str
    words: str
    exhibit: str | None
    start_ms: int | None
    end_ms: int | None
    by: str
    at: datetime


class BesideTold(BaseModel):
    """One recording beside one incident."""

    incident: str = Field(description="The number of the incident.")
    recording: RecordingLine
    match: MatchTold | None = Field(description="Null where a machine proposes it no more, or never did.")
    stands: str = Field(description="What stands (`match-verdicts`); empty where nobody decided.")
    decisions: list[DecisionTold]


class RecordingsBeside(BaseModel):
    """What may show an incident, in the order in which it is worth looking at."""

    hindrance: str = Field(description="Why it cannot be compared (`match-hindrances`); empty where it can, or was not yet.")
    is_compared: bool
    recordings: int | None = Field(description="With how many it was compared.")
    candidates: int | None
    expected_covers: float | None = Field(description="How many are expected to cover it.")
    rows: list[BesideTold]


class IncidentsBeside(BaseModel):
    """What a recording may show, the likeliest first."""

    hindrance: str
    is_compared: bool
    incidents: int | None = Field(description="With how many it was compared.")
    rows: list[BesideTold]


class SeenSent(Sent):
    """What somebody saw in a recording."""

    verdict: Annotated[str, OneOf("match-verdicts")]
    words: str = Field(min_length=4, max_length=500)
    start_ms: int | None = Field(default=None, ge=0, le=2**40, description="From when in the file; of what it shows alone.")
    end_ms: int | None = Field(default=None, ge=0, le=2**40)


@reads(router, "/incidents/{number}/recordings", purposes=READING, answer=RecordingsBeside)
def recordings_beside_incident(request: Asked, number: Number) -> RecordingsBeside:
    """The recordings that may show an incident: what will be lost within a week first, then the likeliest, what is decided last."""
    who = request.auth
    incident = events.incident(who.registrar, number)
    note_reading(who.hand, "incident")
    compared, matching = queries.compared_incident(who.registrar, incident), _matching(who, incident.compartment_id)
    lines = queries.of_incident(who.registrar, incident, today=who.hand.today)
    rows = [beside_told(line, matching) for line in lines]
    if compared is None or matching is None or compared.hindrance:
        return RecordingsBeside(
            hindrance=_hindrance(compared), is_compared=False, recordings=None, candidates=None, expected_covers=None, rows=rows
        )
    return RecordingsBeside(
        hindrance="", is_compared=True, recordings=matching.recordings, candidates=compared.candidates,
        expected_covers=compared.expected / 1_000_000, rows=rows,
    )  # fmt: skip


@reads(router, "/incidents/{number}/recordings/{recording_id}", purposes=READING, answer=BesideTold)
def recording_beside_incident(request: Asked, number: Number, recording_id: RowId) -> BesideTold:
    """One recording beside an incident, whether or not a machine proposes it."""
    who = request.auth
    incident = events.incident(who.registrar, number)
    note_reading(who.hand, "incident")
    return beside_told(queries.line(who.registrar, incident, recording_id), _matching(who, incident.compartment_id))


@reads(router, "/recordings/{recording_id}/incidents", purposes=READING, answer=IncidentsBeside)
def incidents_beside_recording(request: Asked, recording_id: RowId) -> IncidentsBeside:
    """The incidents that a recording may show, the likeliest first."""
    who = request.auth
    recording = recordings.recording(who.registrar, recording_id)
    compared, matching = queries.compared_recording(who.registrar, recording), _matching(who, recording.compartment_id)
    rows = [beside_told(line, matching) for line in queries.of_recording(who.registrar, recording)]
    is_compared = compared is not None and not compared.hindrance
    incidents = matching.incidents if matching is not None and is_compared else None
    return IncidentsBeside(hindrance=_hindrance(compared), is_compared=is_compared, incidents=incidents, rows=rows)


@acts(router, "/incidents/{number}/recordings/{recording_id}/decisions", purposes=DECIDING)
def decide_on_recording(request: Asked, number: Number, recording_id: RowId, sent: SeenSent) -> Made:
    """Say that a recording shows an incident (its file joins it), does not, or that it cannot be known; or take back what stood."""
    who = request.auth
    line = queries.line(who.registrar, events.incident(who.registrar, number), recording_id)
    seen = Seen(sent.verdict, sent.words, sent.start_ms, sent.end_ms)
    row = decide_on_match(who.hand, line.incident, line.recording, seen)
    return made(row, f"/incidents/{number}/recordings/{recording_id}")


def beside_told(line: Line, matching: Matching | None) -> BesideTold:
    """One recording beside one incident."""
    return BesideTold(
        incident=line.incident.number, recording=recording_line(line.recording), match=_match_told(line, matching), stands=line.stands,
        decisions=[_decision_told(row) for row in line.decisions],
    )  # fmt: skip


def _match_told(line: Line, matching: Matching | None) -> MatchTold | None:
    row = line.match
    if row is None:
        return None
    return MatchTold(
        rank=row.rank, log10_lr=queries.log10_lr(row.log10_odds, matching), log10_lr_cautious=queries.log10_lr(row.cautious, matching),
        reasons=[ReasonTold(code=code, numbers=numbers) for code, *numbers in row.reasons], first=row.first, last=row.last,
    )  # fmt: skip


def _decision_told(row: MatchDecision) -> DecisionTold:
    return DecisionTold(
        id=row.pk, verdict=row.verdict, words=row.words, exhibit=row.exhibit_id, start_ms=row.start_ms, end_ms=row.end_ms,
        by=row.decided_by_id, at=row.decided_at,
    )  # fmt: skip


def _matching(who: Who, compartment: str) -> Matching | None:
    return queries.matching_of(who.registrar, compartment)


def _hindrance(row: MatchedIncident | MatchedRecording | None) -> str:
    return row.hindrance if row is not None else ""
