"""Work on one opened picture, film or sound: it is looked at closely, noted, what is said in it written down and translated.

What the file's own page keeps covered stays covered here: the purpose is said there.
"""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from kniha.book.evidence import noting, queries
from kniha.book.evidence.models import Exhibit, MediaNote
from kniha.desk.errors import entered_or_refused
from kniha.desk.exhibits.made import made_of, player_of
from kniha.desk.exhibits.note_forms import FORMS, NoteForm, TranslationForm, WithdrawalForm
from kniha.desk.exhibits.told import frames_a_second
from kniha.desk.request import Who, form, page, reading
from kniha.runs.words import facts_of, is_open
from kniha.vocab.errors import NotFoundError, RefusedError


@form
def work(request: HttpRequest, who: Who, exhibit_id: str) -> HttpResponse:
    """The player with the notes; posted, a note. To who has not opened the file: what they wrote, so that it is not lost, and no more."""
    found, family = _workable(who, exhibit_id)
    typed = FORMS[family](request.POST or None)
    if request.method == "POST" and typed.is_valid() and entered_or_refused(typed, partial(_note, who, found, typed)):
        messages.success(request, gettext("The note is entered."))
        return redirect("exhibit-work", found.pk)
    if not is_open(who.registrar, found, now=who.hand.now):
        return page(request, who, "desk/exhibits/work.html", part="statements", exhibit=found, form=typed, is_open=False)
    facts = facts_of(who.registrar, found)
    return page(
        request, who, "desk/exhibits/work.html", part="statements", exhibit=found, form=typed, is_open=True, family=family,
        notes=list(noting.notes(who.registrar, found)), made=made_of(who.registrar, found, ""), view=queries.view_of(who.registrar, found),
        playing=player_of(who.registrar, found), frames=frames_a_second(facts), facts=facts,
    )  # fmt: skip


@form
def translate(request: HttpRequest, who: Who, exhibit_id: str, note_id: str) -> HttpResponse:
    """What is said, beside a form for its translation."""
    typed = TranslationForm(request.POST or None)
    found = queries.exhibit(who.registrar, exhibit_id)
    if request.method == "POST" and not is_open(who.registrar, found, now=who.hand.now):
        # Half an hour went by while it was written: the words stay on the page, what they translate does not.
        return page(request, who, "desk/exhibits/note.html", part="statements", exhibit=found, note=None, form=typed, step="translate")
    found, note = _note_of(who, exhibit_id, note_id)
    if request.method == "POST" and typed.is_valid() and entered_or_refused(typed, partial(_translate, who, note, typed)):
        messages.success(request, gettext("The translation is entered."))
        return redirect("exhibit-work", found.pk)
    return page(request, who, "desk/exhibits/note.html", part="statements", exhibit=found, note=note, form=typed, step="translate")


@form
def withdraw(request: HttpRequest, who: Who, exhibit_id: str, note_id: str) -> HttpResponse:
    """A note, and a form to withdraw it with a reason."""
    found, note = _note_of(who, exhibit_id, note_id)
    typed = WithdrawalForm(request.POST or None)
    if request.method == "POST" and typed.is_valid() and entered_or_refused(typed, partial(_withdraw, who, note, typed)):
        messages.success(request, gettext("The note is withdrawn."))
        return redirect("exhibit-work", found.pk)
    return page(request, who, "desk/exhibits/note.html", part="statements", exhibit=found, note=note, form=typed, step="withdraw")


@reading
def transcript(request: HttpRequest, who: Who, exhibit_id: str) -> HttpResponse:
    """What is said in the file, with times, in the original and translated; for print."""
    found, _ = _workable(who, exhibit_id)
    _must_be_open(who, found)
    notes = list(noting.transcript(who.registrar, found))
    return page(request, who, "desk/exhibits/transcript.html", part="statements", exhibit=found, notes=notes)


def _workable(who: Who, exhibit_id: str) -> tuple[Exhibit, str]:
    found = queries.exhibit(who.registrar, exhibit_id)
    family = found.media_type.partition("/")[0]
    if family not in FORMS:
        raise NotFoundError("this file is neither picture nor film nor sound")
    return found, family


def _must_be_open(who: Who, found: Exhibit) -> None:
    if not is_open(who.registrar, found, now=who.hand.now):
        raise RefusedError("a file is opened for a purpose: say which")


def _note_of(who: Who, exhibit_id: str, note_id: str) -> tuple[Exhibit, MediaNote]:
    found = queries.exhibit(who.registrar, exhibit_id)
    _must_be_open(who, found)
    return found, noting.note(who.registrar, found, note_id)


def _note(who: Who, found: Exhibit, typed: NoteForm) -> bool:
    noting.note_media(who.hand, found, typed.draft())
    return True


def _translate(who: Who, note: MediaNote, typed: TranslationForm) -> bool:
    noting.translate_note(who.hand, note, **typed.cleaned_data)
    return True


def _withdraw(who: Who, note: MediaNote, typed: WithdrawalForm) -> bool:
    noting.withdraw_note(who.hand, note, reason=typed.cleaned_data["reason"])
    return True
