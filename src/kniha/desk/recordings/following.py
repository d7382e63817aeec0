"""What becomes of footage that is known and not obtained: the safe way to ask, the asking, the receipt; and a recording withdrawn."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from kniha.book.evidence import queries as evidence
from kniha.book.evidence.models import Exhibit
from kniha.book.recordings import queries, recording
from kniha.book.recordings.models import Recording
from kniha.desk.errors import entered_or_refused
from kniha.desk.recordings.forms import ReasonForm
from kniha.desk.recordings.recording_forms import ReceiptForm, StepForm, WayForm
from kniha.desk.request import Who, form, page
from kniha.vocab.errors import NotFoundError


@form
def way(request: HttpRequest, who: Who, recording_id: str) -> HttpResponse:
    """A lawyer enters the safe way to ask."""
    found = queries.recording(who.registrar, recording_id)
    typed = WayForm(request.POST or None, initial={"way": found.way_to_ask})
    action = lambda: recording.tell_way(who.hand, found, typed.cleaned_data["way"])  # noqa: E731
    return _changed(request, who, found, typed, action=action, heading=gettext("The safe way to ask"))


@form
def step(request: HttpRequest, who: Who, recording_id: str) -> HttpResponse:
    """Enter that footage was asked for, or refused."""
    found = queries.recording(who.registrar, recording_id)
    typed = StepForm(request.POST or None, initial={"on": who.hand.today})
    action = lambda: recording.follow_footage(who.hand, found, typed.step())  # noqa: E731
    return _changed(request, who, found, typed, action=action, heading=gettext("What became of asking"))


@form
def receive(request: HttpRequest, who: Who, recording_id: str) -> HttpResponse:
    """Enter that the footage is here, by its file."""
    found = queries.recording(who.registrar, recording_id)
    typed = ReceiptForm(request.POST or None, find=lambda words: _file(who, found, words))
    action = lambda: recording.receive_recording(who.hand, found, typed.cleaned_data["file"])  # noqa: E731
    return _changed(request, who, found, typed, action=action, heading=gettext("The footage is here"))


@form
def withdraw(request: HttpRequest, who: Who, recording_id: str) -> HttpResponse:
    """Withdraw a recording that was entered in error."""
    found = queries.recording(who.registrar, recording_id)
    typed = ReasonForm(request.POST or None)
    action = lambda: (recording.withdraw_recording(who.hand, found, reason=typed.cleaned_data["reason"]),)  # noqa: E731
    if typed.is_valid() and entered_or_refused(typed, action) is not None:
        messages.success(request, gettext("It is withdrawn."))
        return redirect("recordings")
    return _form(request, who, found, typed, heading=gettext("Withdraw this"), is_danger=True)


def _changed(
    request: HttpRequest, who: Who, found: Recording, typed: forms.Form, *, action: Callable[[], object], **context: object
) -> HttpResponse:
    if typed.is_valid() and entered_or_refused(typed, action) is not None:
        messages.success(request, gettext("It is entered."))
        return redirect("recording", found.pk)
    return _form(request, who, found, typed, **context)


def _form(request: HttpRequest, who: Who, found: Recording, typed: forms.Form, **context: object) -> HttpResponse:
    told: dict[str, object] = {"back": reverse("recording", args=[found.pk]), "called": found.label}
    return page(request, who, "desk/recordings/change.html", part="statements", form=typed, **told, **context)


def _file(who: Who, found: Recording, words: str) -> Exhibit | None:
    """A file of the recording's compartment, by its digest or by the address of its page."""
    told = words.strip().rstrip("/").rpartition("/")[2].lower()
    by_digest = evidence.exhibit_of_digest(who.registrar, found.compartment, told)
    if by_digest is not None:
        return by_digest
    try:
        return evidence.exhibit(who.registrar, told)
    except NotFoundError:
        return None
