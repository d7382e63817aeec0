"""What pages show of a recording beside an incident: its bar under the incident's, the reasons and their weight in words, where to look."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse

from kniha.book.events.comparing import Span
from kniha.book.events.models import Incident
from kniha.book.matches import queries
from kniha.book.matches.models import Match, Matching
from kniha.book.matches.queries import Line
from kniha.book.recordings.models import Recording
from kniha.book.recordings.queries import urgency_of
from kniha.desk.incidents.timeline import marked, placed
from kniha.desk.matches.wording import Weighed, sentences, weighed
from kniha.desk.recordings.footage import days_left

_LEAST_ROOM = timedelta(minutes=15)
_TIMED = ("video", "audio")


@dataclass(frozen=True, slots=True)
class Bar:
    """Where on the line something begins and how wide it is, in thousandths; whether it runs out at the edges."""

    start: str
    width: str
    reaches_beyond: bool


@dataclass(frozen=True, slots=True)
class Ruler:
    """The stretch of time that is drawn, thin lines at round instants as a path of SVG, how far these lie apart, and both ends."""

    whole: Span
    marks: str
    apart: str
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One recording beside one incident, for a page."""

    line: Line
    address: str
    bar: Bar | None
    reasons: tuple[str, ...]
    weight: Weighed | None
    cautious: Weighed | None
    urgency: str
    days: int | None
    player: str
    at_ms: int | None
    """Where in the file the incident begins, as the register has both times; the player opens there."""


def ruler_of(incident: Incident) -> Ruler | None:
    """The line on which `incident` and what covers it are drawn: its own time in the middle; None where that is not known."""
    if incident.first is None or incident.last is None:
        return None
    room = max((incident.last - incident.first) / 2, _LEAST_ROOM)
    whole = Span(incident.first - room, incident.last + room)
    return Ruler(whole, *marked(whole))


def shown(line: Line, *, ruler: Ruler | None, matching: Matching | None, today: date) -> Shown:
    """`line` as a page shows it."""
    match, recording = line.match, line.recording
    is_open = recording.state == "known"
    at_ms = _begins(line.incident, match) if match is not None else None
    return Shown(
        line,
        reverse("match", args=[line.incident.number, recording.pk]),
        bar(ruler, match.first, match.last) if ruler is not None and match is not None else None,
        sentences(match.reasons) if match is not None else (),
        weighed(queries.log10_lr(match.log10_odds, matching)) if match is not None else None,
        weighed(queries.log10_lr(match.cautious, matching)) if match is not None else None,
        urgency_of(recording, today=today) if is_open else "",
        days_left(recording, today) if is_open else None,
        player(recording, at_ms),
        at_ms,
    )


def bar(ruler: Ruler, first: datetime, last: datetime) -> Bar:
    """From `first` to `last` on the line."""
    start, width = placed(Span(first, last), ruler.whole)
    return Bar(str(start), str(width), first < ruler.whole.first or last > ruler.whole.last)


def player(recording: Recording, at_ms: int | None) -> str:
    """The address at which the file of a recording is looked at, from a moment on; empty where nobody has it."""
    if recording.state != "held" or recording.exhibit is None:
        return ""
    if recording.exhibit.media_type.partition("/")[0] not in _TIMED:
        return reverse("exhibit", args=[recording.exhibit_id])
    address = reverse("exhibit-work", args=[recording.exhibit_id])
    return f"{address}?at={at_ms / 1000:g}" if at_ms else address


def _begins(incident: Incident, match: Match) -> int | None:
    """Milliseconds from the beginning of a recording to that of the incident; 0 where it began later, None where it had ended before."""
    if incident.first is None or incident.first > match.last:
        return None
    return max(0, (incident.first - match.first) // timedelta(milliseconds=1))
