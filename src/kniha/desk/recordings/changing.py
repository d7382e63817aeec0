"""What is entered of cameras, and withdrawn: each a page with a form, each one action."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from kniha.book.access.queries import seats
from kniha.book.recordings import actions, queries
from kniha.book.recordings.models import Camera
from kniha.desk.errors import entered_or_refused
from kniha.desk.meeting import Opened, done_or_met
from kniha.desk.recordings.forms import (
    CameraForm,
    ClockForm,
    CompareForm,
    CompartmentForm,
    PositionForm,
    ReasonForm,
    RegisterForm,
    known_camera,
)
from kniha.desk.recordings.sources import came_from
from kniha.desk.request import Who, form, page

MOST_OTHERS = 500


class NewForm(CompartmentForm, RegisterForm):
    """A camera, and where it lies."""


@form
def register(request: HttpRequest, who: Who) -> HttpResponse:
    """Register a camera: from a file or an account, where one came from its page."""
    source = came_from(request, who)
    there = (source.compartment,) if source.compartment is not None else seats(who.registrar)
    typed = NewForm(request.POST or None, source=source, seats=there)
    if typed.is_valid():
        action = lambda: actions.register_camera(  # noqa: E731
            who.hand, typed.into(), typed.draft(), typed.position(), source=typed.source()
        )
        made = entered_or_refused(typed, action)
        if made is not None:
            messages.success(request, gettext("The camera is registered."))
            return redirect("camera", made.pk)
    back = source.address or reverse("cameras")
    called = source.called or gettext("Cameras")
    return page(
        request, who, "desk/recordings/change.html", part="statements", form=typed, heading=gettext("Register a camera"), back=back,
        called=called, came_from=source,
    )  # fmt: skip


@form
def describe(request: HttpRequest, who: Who, camera_id: str) -> HttpResponse:
    """Set what it is anew."""
    opened: Opened[CameraForm] = Opened(request)
    found = queries.camera(who.registrar, camera_id)
    typed = opened.fill(lambda data: CameraForm(data, initial=known_camera(found)))
    told: dict[str, object] = {
        "part": "statements", "back": reverse("camera", args=[found.pk]), "called": found.label, "heading": gettext("What the camera is"),
    }  # fmt: skip
    answer = done_or_met(
        request, who, opened, ("camera", found.pk),
        action=lambda seen: actions.describe_camera(who.hand, found, typed.draft(), seen=seen), **told,
    )  # fmt: skip
    if isinstance(answer, HttpResponse):
        return answer
    return _entered(request, found) if answer else page(request, who, "desk/recordings/description.html", opened=opened, form=typed, **told)


@form
def place(request: HttpRequest, who: Who, camera_id: str) -> HttpResponse:
    """Enter where it stood."""
    found = queries.camera(who.registrar, camera_id)
    typed = PositionForm(request.POST or None, source=came_from(request, who))
    action = lambda: actions.place_camera(who.hand, found, typed.position(), source=typed.source())  # noqa: E731
    return _changed(request, who, found, typed, action=action, heading=gettext("Where the camera stood"))


@form
def clock(request: HttpRequest, who: Who, camera_id: str) -> HttpResponse:
    """Enter how far off its clock was."""
    found = queries.camera(who.registrar, camera_id)
    typed = ClockForm(request.POST or None, source=came_from(request, who))
    action = lambda: actions.read_clock(who.hand, found, typed.reading(), source=typed.source())  # noqa: E731
    return _changed(request, who, found, typed, action=action, heading=gettext("How far off the clock was"))


@form
def compare(request: HttpRequest, who: Who, camera_id: str) -> HttpResponse:
    """Enter the same events as this camera and another show them; the clock follows."""
    found = queries.camera(who.registrar, camera_id)
    others = list(queries.cameras(who.registrar).filter(compartment=found.compartment_id).exclude(pk=found.pk)[:MOST_OTHERS])
    typed = CompareForm(request.POST or None, source=came_from(request, who), others=others)

    def action() -> object:
        other = typed.others[typed.cleaned_data["other"]]
        return actions.compare_clocks(who.hand, found, other, typed.events(), source=typed.source())

    return _changed(request, who, found, typed, action=action, heading=gettext("The same event on two cameras"))


@form
def withdraw(request: HttpRequest, who: Who, camera_part: str, camera_part_id: str) -> HttpResponse:
    """Withdraw a position or a reading, with a reason."""
    part = queries.part(who.registrar, camera_part, camera_part_id)
    typed = ReasonForm(request.POST or None)
    action = lambda: (actions.withdraw_camera_part(who.hand, part, reason=typed.cleaned_data["reason"]),)  # noqa: E731
    return _changed(request, who, part.camera, typed, action=action, heading=gettext("Withdraw this"), is_danger=True)


def _changed(
    request: HttpRequest, who: Who, found: Camera, typed: forms.Form, *, action: Callable[[], object], **context: object
) -> HttpResponse:
    if typed.is_valid() and entered_or_refused(typed, action) is not None:
        return _entered(request, found)
    told: dict[str, object] = {"back": reverse("camera", args=[found.pk]), "called": found.label}
    return page(request, who, "desk/recordings/change.html", part="statements", form=typed, **told, **context)


def _entered(request: HttpRequest, found: Camera) -> HttpResponse:
    messages.success(request, gettext("It is entered."))
    return redirect("camera", found.pk)
