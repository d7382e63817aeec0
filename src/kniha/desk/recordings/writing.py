"""A recording is entered: from a file whose facts suggest times and a track, from an account, or from words; and corrected."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from kniha.book.access.models import Compartment
from kniha.book.access.queries import seats
from kniha.book.recordings import queries, recording
from kniha.book.recordings.models import Camera
from kniha.desk.errors import entered_or_refused
from kniha.desk.exhibits.told import told as told_of_file
from kniha.desk.meeting import Opened, done_or_met
from kniha.desk.recordings.forms import CompartmentForm
from kniha.desk.recordings.recording_forms import NewRecordingForm, RecordingForm, known_recording
from kniha.desk.recordings.sources import CameFrom, came_from
from kniha.desk.recordings.suggesting import suggested
from kniha.desk.request import Who, form, page
from kniha.runs.file_facts import Facts
from kniha.runs.words import facts_of, is_open

MOST_CAMERAS = 500


class NewForm(CompartmentForm, NewRecordingForm):
    """A recording, and where it lies."""


@form
def enter(request: HttpRequest, who: Who) -> HttpResponse:
    """Enter a recording; what an opened file tells of itself stands beside the form, and is typed into it as a suggestion."""
    source = came_from(request, who)
    there: Sequence[Compartment] = (source.compartment,) if source.compartment is not None else seats(who.registrar)
    facts = _facts(who, source)
    typed = NewForm(
        request.POST or None, source=source, seats=there, cameras=_cameras(who, there), is_held=source.exhibit is not None,
        initial={**suggested(facts), **_asked(request, source)},
    )  # fmt: skip
    if typed.is_valid():
        action = lambda: recording.enter_recording(who.hand, typed.into(), typed.draft(), source=typed.source())  # noqa: E731
        made = entered_or_refused(typed, action)
        if made is not None:
            messages.success(request, gettext("It is entered."))
            return redirect("recording", made.pk)
    back, called = source.address or reverse("recordings"), source.called or gettext("Recordings")
    return page(
        request, who, "desk/recordings/change.html", part="statements", form=typed, heading=gettext("Enter a recording"), back=back,
        called=called, came_from=source, told=told_of_file(facts) if facts else None,
    )  # fmt: skip


@form
def correct(request: HttpRequest, who: Who, recording_id: str) -> HttpResponse:
    """Set a recording anew, from the same source."""
    opened: Opened[RecordingForm] = Opened(request)
    found = queries.recording(who.registrar, recording_id)
    cameras, is_held = _cameras(who, [found.compartment]), found.state == "held"
    typed = opened.fill(lambda data: RecordingForm(data, cameras=cameras, is_held=is_held, initial=known_recording(found)))
    told: dict[str, object] = {
        "part": "statements", "back": reverse("recording", args=[found.pk]), "called": found.label,
        "heading": gettext("Correct a recording"),
    }  # fmt: skip
    answer = done_or_met(
        request, who, opened, ("recording", found.pk),
        action=lambda seen: recording.correct_recording(who.hand, found, typed.draft(), seen=seen), **told,
    )  # fmt: skip
    if isinstance(answer, HttpResponse):
        return answer
    if answer:
        messages.success(request, gettext("It is entered."))
        return redirect("recording", found.pk)
    return page(request, who, "desk/recordings/description.html", opened=opened, form=typed, **told)


def _cameras(who: Who, there: Sequence[Compartment]) -> list[Camera]:
    return list(queries.cameras(who.registrar).filter(compartment__in=[one.pk for one in there])[:MOST_CAMERAS])


def _asked(request: HttpRequest, source: CameFrom) -> dict[str, object]:
    told: dict[str, object] = {"camera": request.GET.get("camera", "")}
    return told | ({"label": source.exhibit.original_name} if source.exhibit is not None else {})


def _facts(who: Who, source: CameFrom) -> Facts | None:
    """What the file tells, for who has opened it."""
    if source.exhibit is None or not is_open(who.registrar, source.exhibit, now=who.hand.now):
        return None
    return facts_of(who.registrar, source.exhibit)
