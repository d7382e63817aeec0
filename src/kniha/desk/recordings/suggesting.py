"""What a file tells of itself, as suggestions in the form of a recording: never entered without a person."""

from datetime import datetime, timedelta

from django.conf import settings

from kniha.desk.recordings.typed import typed_moment
from kniha.runs.file_facts import Facts, Telling

_TIMES = ("taken", "created")
TRACK_ERROR_M = 25
"""Written beside points of which the file tells no error: a phone among houses. The registrar sees it, and changes it."""


def suggested(facts: Facts | None) -> dict[str, object]:
    """Fields of the form by name."""
    if facts is None:
        return {}
    return {**_times(facts), **_place(facts), **_track(facts)}


def _times(facts: Facts) -> dict[str, object]:
    for about in _TIMES:
        for telling in facts.tellings:
            began = _instant(telling.read) if telling.about == about else None
            if began is not None:
                ended = began + timedelta(milliseconds=facts.duration_ms or 0)
                return {"shown_first": typed_moment(began), "shown_last": typed_moment(ended)}
    return {}


def _place(facts: Facts) -> dict[str, object]:
    told: Telling | None = next((one for one in facts.tellings if one.about == "place" and one.read), None)
    return {} if told is None else {"point": ", ".join(told.read.split()[:2]), "error_m": TRACK_ERROR_M}


def _track(facts: Facts) -> dict[str, object]:
    timed = [(point.read, point.position) for track in facts.tracks[:1] for point in track.points if point.read]
    lines = (f"{read} {at.latitude_e7 / 10**7:.7f} {at.longitude_e7 / 10**7:.7f} {TRACK_ERROR_M}" for read, at in timed)
    return {"track": "\n".join(lines)} if len(timed) > 1 else {}


def _instant(read: str) -> datetime | None:
    """A time to the second; of one without a zone, the office's is supposed: the registrar sees it and decides."""
    if "T" not in read:
        return None
    at = datetime.fromisoformat(read)
    return at.replace(tzinfo=settings.OFFICE.zone) if at.tzinfo is None else at
