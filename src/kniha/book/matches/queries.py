"""What a registrar may see of recordings that may show an incident, and of decisions on them: both of the two, or nothing."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import F, QuerySet

from kniha.book.access.models import Registrar
from kniha.book.access.queries import one, visible
from kniha.book.events.models import Incident
from kniha.book.matches import rules
from kniha.book.matches.models import Match, MatchDecision, MatchedIncident, MatchedRecording, Matching
from kniha.book.recordings.models import Recording
from kniha.book.recordings.queries import urgency_of

Row = TypeVar("Row", Match, MatchDecision)
Pair = tuple[str, str]
"""Ids of an incident and a recording."""
_BOTH = ("incident", "recording", "recording__camera", "recording__exhibit")


@dataclass(frozen=True, slots=True)
class Line:
    """A recording beside an incident: what a machine found (None: nothing, or no more), all that was decided, the oldest first."""

    incident: Incident
    recording: Recording
    match: Match | None
    decisions: tuple[MatchDecision, ...] = ()

    @property
    def stands(self) -> str:
        """The verdict that stands; empty where nothing does."""
        return rules.standing(one.verdict for one in self.decisions)

    @property
    def last(self) -> MatchDecision | None:
        """The decision that stands."""
        return self.decisions[-1] if self.stands else None


def matches(registrar: Registrar) -> QuerySet[Match]:
    """All candidates of which `registrar` may know both sides."""
    return _both_seen(registrar, Match.objects.select_related(*_BOTH))


def decisions(registrar: Registrar) -> QuerySet[MatchDecision]:
    """All decisions on pairs of which `registrar` may know both sides; those on one pair in their order."""
    return _both_seen(registrar, MatchDecision.objects.all()).order_by("number", "pk")


def of_incident(registrar: Registrar, incident: Incident, *, today: date) -> tuple[Line, ...]:
    """The recordings that may show `incident`, or on which somebody decided, in the order in which they are worth looking at.

    First footage that will be lost within a week, then the others of which nobody said anything, the likeliest first; what is written over
    already, and what is decided, at the end.
    """
    found = matches(registrar).filter(incident=incident).order_by("rank")
    decided = decisions(registrar).filter(incident=incident).select_related("decided_by", "exhibit", *_BOTH)
    lines = _lines(found, decided)
    return tuple(sorted(lines, key=lambda line: (_turn(line, today), line.match.rank if line.match else 0, line.recording.pk)))


def of_recording(registrar: Registrar, recording: Recording) -> tuple[Line, ...]:
    """The incidents that `recording` may show, or on which somebody decided: the likeliest first, what is decided at the end."""
    found = matches(registrar).filter(recording=recording).order_by("-log10_odds", "incident__number")
    decided = decisions(registrar).filter(recording=recording).select_related("decided_by", "exhibit", *_BOTH)
    lines = _lines(found, decided)
    return tuple(sorted(lines, key=lambda line: (bool(line.stands), -(line.match.log10_odds if line.match else -(2**40)))))


def line(registrar: Registrar, incident: Incident, recording_id: str) -> Line:
    """One recording beside `incident`, whether or not a machine proposes it; NotFoundError where it lies in another compartment."""
    rows = visible(Recording.objects.filter(compartment=incident.compartment_id).select_related("camera", "exhibit"), registrar)
    recording = one(rows, pk=recording_id)
    told = decisions(registrar).filter(incident=incident, recording=recording).select_related("decided_by", "exhibit")
    return Line(incident, recording, matches(registrar).filter(incident=incident, recording=recording).first(), tuple(told))


def shown_in(registrar: Registrar, incident: Incident) -> tuple[Line, ...]:
    """The recordings of which a registrar saw that they show `incident`."""
    decided = decisions(registrar).filter(incident=incident).select_related("decided_by", "exhibit", *_BOTH)
    return tuple(line for line in _lines((), decided) if line.stands == rules.SHOWS)


def waiting(registrar: Registrar, incident: Incident) -> int:
    """On how many candidates of `incident` nobody decided yet."""
    verdicts: dict[str, str] = {}
    for recording, verdict in decisions(registrar).filter(incident=incident).values_list("recording_id", "verdict"):
        verdicts[recording] = rules.standing([verdict])
    decided = [recording for recording, verdict in verdicts.items() if verdict]
    return _both_seen(registrar, Match.objects.filter(incident=incident)).exclude(recording__in=decided).count()


def compared_incident(registrar: Registrar, incident: Incident) -> MatchedIncident | None:
    """How `incident` was last compared, or why it could not be; None where the worker did not come to it yet."""
    return visible(MatchedIncident.objects.filter(incident=incident), registrar, path="incident__compartment").first()


def compared_recording(registrar: Registrar, recording: Recording) -> MatchedRecording | None:
    """The same of a recording."""
    return visible(MatchedRecording.objects.filter(recording=recording), registrar, path="recording__compartment").first()


def matching_of(registrar: Registrar, compartment_id: str) -> Matching | None:
    """How a compartment was last compared."""
    return visible(Matching.objects.filter(compartment=compartment_id), registrar).first()


def log10_lr(log10_odds: int, matching: Matching | None) -> float:
    """The base-10 logarithm of a likelihood ratio: by how much odds are above those of any pair of the compartment."""
    return (log10_odds - (matching.log10_base if matching else 0)) / rules.MILLION


def _both_seen(registrar: Registrar, found: QuerySet[Row]) -> QuerySet[Row]:
    found = found.filter(recording__compartment=F("incident__compartment"))
    return visible(visible(found, registrar, path="incident__compartment"), registrar, path="recording__compartment")


def _lines(found: Iterable[Match], decided: Iterable[MatchDecision]) -> Collection[Line]:
    by_pair: dict[Pair, Match] = {(row.incident_id, row.recording_id): row for row in found}
    said: dict[Pair, list[MatchDecision]] = {}
    for row in decided:
        said.setdefault((row.incident_id, row.recording_id), []).append(row)
    return [_line(by_pair.get(pair), said.get(pair, [])) for pair in dict.fromkeys((*by_pair, *said))]


def _line(match: Match | None, said: list[MatchDecision]) -> Line:
    row = match or said[0]
    return Line(row.incident, row.recording, match, tuple(said))


def _turn(line: Line, today: date) -> int:
    if line.stands:
        return 3
    urgency = urgency_of(line.recording, today=today) if line.recording.state == "known" else ""
    if line.match is None or urgency == "lost":
        return 2
    return 0 if urgency == "week" else 1
