"""A file of a statement: covered until somebody says what for, then shown or handed out; its custody from the first hand on."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext

from kniha.book.communications import queries as communications
from kniha.book.erasure import queries as erasure
from kniha.book.evidence import actions, fixity, queries
from kniha.book.evidence.likening import pairs
from kniha.book.evidence.models import Exhibit
from kniha.book.recordings import queries as recordings
from kniha.desk.errors import entered
from kniha.desk.exhibits.forms import CoverForm, PurposeForm
from kniha.desk.exhibits.made import made_of, player_of
from kniha.desk.exhibits.note_forms import FORMS
from kniha.desk.exhibits.serving import copy_answer, original_answer, view_answer
from kniha.desk.exhibits.told import told
from kniha.desk.names import names_of
from kniha.desk.request import Who, acting, form, page, reading
from kniha.desk.things.forms import ShownForm
from kniha.runs.playing import copy_of, type_of
from kniha.runs.words import facts_of, is_open, words_of
from kniha.vocab.errors import BrokenError, NotFoundError, RefusedError

MOST_SHOWN = 60_000
MESSAGES_SHOWN = 200
"""Characters of a file's words on its page; the rest stands in the original."""


@form
def exhibit(request: HttpRequest, who: Who, exhibit_id: str) -> HttpResponse:
    """The file with its facts and custody; posted, the purpose for which it is opened."""
    found = queries.exhibit(who.registrar, exhibit_id)
    purpose = PurposeForm(request.POST or None)
    if request.method == "POST" and purpose.is_valid():
        actions.access_exhibit(who.hand, found, why=purpose.cleaned_data["why"])
        return redirect("exhibit", found.pk)
    events = list(queries.custody(who.registrar, found))
    opened = is_open(who.registrar, found, now=who.hand.now)
    words = words_of(who.registrar, found) if opened else ""
    facts = facts_of(who.registrar, found) if opened else None
    return page(
        request,
        who,
        "desk/exhibits/exhibit.html",
        part="statements",
        exhibit=found,
        open=erasure.open_on(who.registrar, ("exhibit", found.pk), found.compartment),
        form=purpose,
        cover_form=CoverForm(initial={"cover": found.cover or "none-known"}),
        shown_form=ShownForm(),
        pairs=pairs(who.registrar, found),
        custody=events,
        names=names_of(name for event in events for name in (event.giver, event.taker)),
        is_open=opened,
        words=words[:MOST_SHOWN],
        is_cut=len(words) > MOST_SHOWN,
        told=told(facts) if facts else None,
        view=queries.view_of(who.registrar, found),
        made=made_of(who.registrar, found, request.GET.get("page", "")) if opened else None,
        fixity=fixity.told_of(who.registrar, found),
        recordings=recordings.recordings_in(who.registrar, found),
        messages_in=communications.communications_in(who.registrar, found)[:MESSAGES_SHOWN],
        is_media=found.media_type.partition("/")[0] in FORMS,
        player=player_of(who.registrar, found) if opened else None,
    )


@reading
def view(request: HttpRequest, who: Who, exhibit_id: str) -> HttpResponseBase:  # noqa: ARG001
    """The small safe picture of an opened file."""
    found = _opened(who, exhibit_id)
    picture = queries.view_of(who.registrar, found)
    if picture is None:
        raise NotFoundError("there is no view of this file")
    return view_answer(queries.blob_of(picture))


@reading
def made(request: HttpRequest, who: Who, exhibit_id: str, made_name: str) -> HttpResponseBase:  # noqa: ARG001
    """A page or another picture that our worker made of an opened file."""
    found = _opened(who, exhibit_id)
    derivative = queries.derivative_of(who.registrar, found, made_name)
    return view_answer(queries.blob_of(derivative), content_type=type_of(derivative))


@reading
def played(request: HttpRequest, who: Who, exhibit_id: str) -> HttpResponseBase:
    """The copy for playing of an opened film or sound, as far as it is made."""
    copy = copy_of(who.registrar, _opened(who, exhibit_id))
    if copy is None:
        raise NotFoundError("no copy for playing was made of this file")
    return copy_answer(request, copy)


@reading
def original(request: HttpRequest, who: Who, exhibit_id: str) -> HttpResponseBase:
    """An opened file as it was handed over."""
    found = _opened(who, exhibit_id)
    try:
        return original_answer(request, found, queries.blob_of(found))
    except (BrokenError, NotFoundError):
        fixity.doubt(found)
        raise


@acting
def cover(request: HttpRequest, who: Who, exhibit_id: str) -> HttpResponse:
    """A word on what the file shows."""
    found = queries.exhibit(who.registrar, exhibit_id)
    asked = CoverForm(request.POST)
    if asked.is_valid():
        entered(asked, lambda: actions.describe_cover(who.hand, found, asked.cleaned_data["cover"]))
        messages.success(request, gettext("The word on the cover is entered."))
    return redirect("exhibit", found.pk)


def _opened(who: Who, exhibit_id: str) -> Exhibit:
    """The exhibit, if the one who asks entered an access a short while ago; RefusedError if not."""
    found = queries.exhibit(who.registrar, exhibit_id)
    if not is_open(who.registrar, found, now=who.hand.now):
        raise RefusedError("a file is opened for a purpose: say which")
    return found
