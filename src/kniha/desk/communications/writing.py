"""A message is entered from a file, an account or words; corrected, translated, withdrawn."""

from collections.abc import Callable, Sequence

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from kniha.book.access.models import Compartment
from kniha.book.access.queries import seats
from kniha.book.communications import communicating, queries
from kniha.book.communications.models import Communication
from kniha.desk.communications.forms import CommunicationForm, NewForm, TranslationForm, known_communication, known_time
from kniha.desk.errors import entered_or_refused
from kniha.desk.language import language
from kniha.desk.meeting import Opened, done_or_met
from kniha.desk.recordings.forms import ReasonForm
from kniha.desk.recordings.sources import came_from
from kniha.desk.request import Who, form, page
from kniha.vocab import terms


@form
def enter(request: HttpRequest, who: Who) -> HttpResponse:
    """Enter a message."""
    source = came_from(request, who)
    there: Sequence[Compartment] = (source.compartment,) if source.compartment is not None else seats(who.registrar)
    typed = NewForm(request.POST or None, source=source, seats=there)
    if typed.is_valid():
        action = lambda: communicating.enter_communication(who.hand, typed.into(), typed.draft(), source=typed.source())  # noqa: E731
        made = entered_or_refused(typed, action)
        if made is not None:
            return _entered(request, made)
    back, called = source.address or reverse("communications"), source.called or gettext("Messages")
    return page(
        request, who, "desk/recordings/change.html", part="statements", form=typed, heading=gettext("Enter a message"), back=back,
        called=called, came_from=source,
    )  # fmt: skip


@form
def correct(request: HttpRequest, who: Who, communication_id: str) -> HttpResponse:
    """Set a message anew, from the same source."""
    opened: Opened[CommunicationForm] = Opened(request)
    found = queries.communication(who.registrar, communication_id)
    lines = found.speakers.count()
    typed = opened.fill(lambda data: CommunicationForm(data, speakers=lines, known=known_time(found), initial=known_communication(found)))
    told = _told(found) | {"heading": gettext("Correct a message")}
    answer = done_or_met(
        request, who, opened, ("communication", found.pk),
        action=lambda seen: communicating.correct_communication(who.hand, found, typed.draft(), seen=seen), **told,
    )  # fmt: skip
    if isinstance(answer, HttpResponse):
        return answer
    if answer:
        return _entered(request, found)
    return page(request, who, "desk/recordings/description.html", opened=opened, form=typed, **told)


@form
def translate(request: HttpRequest, who: Who, communication_id: str) -> HttpResponse:
    """Enter a translation."""
    found = queries.communication(who.registrar, communication_id)
    typed = TranslationForm(request.POST or None)
    action = lambda: communicating.translate_communication(who.hand, found, typed.draft())  # noqa: E731
    return _changed(request, who, found, typed, action=action, heading=gettext("Enter a translation"))


@form
def withdraw_translation(request: HttpRequest, who: Who, translation_id: str) -> HttpResponse:
    """Withdraw a translation, with a reason."""
    row = queries.translation(who.registrar, translation_id)
    typed = ReasonForm(request.POST or None)
    action = lambda: (communicating.withdraw_translation(who.hand, row, reason=typed.cleaned_data["reason"]),)  # noqa: E731
    return _changed(request, who, row.communication, typed, action=action, heading=gettext("Withdraw this"), is_danger=True)


@form
def withdraw(request: HttpRequest, who: Who, communication_id: str) -> HttpResponse:
    """Withdraw a message, with a reason."""
    found = queries.communication(who.registrar, communication_id)
    typed = ReasonForm(request.POST or None)
    if typed.is_valid():
        action = lambda: (communicating.withdraw_communication(who.hand, found, reason=typed.cleaned_data["reason"]),)  # noqa: E731
        if entered_or_refused(typed, action) is not None:
            messages.success(request, gettext("It is withdrawn."))
            return redirect("communications")
    return page(request, who, "desk/recordings/change.html", form=typed, heading=gettext("Withdraw this"), is_danger=True, **_told(found))


def _changed(
    request: HttpRequest, who: Who, found: Communication, typed: forms.Form, *, action: Callable[[], object], **context: object
) -> HttpResponse:
    if typed.is_valid() and entered_or_refused(typed, action) is not None:
        return _entered(request, found)
    return page(request, who, "desk/recordings/change.html", form=typed, **_told(found), **context)


def _told(found: Communication) -> dict[str, object]:
    called = terms.label("communication-media", found.medium, language())
    return {"part": "statements", "back": reverse("communication", args=[found.pk]), "called": called}


def _entered(request: HttpRequest, found: Communication) -> HttpResponse:
    messages.success(request, gettext("It is entered."))
    return redirect("communication", found.pk)
