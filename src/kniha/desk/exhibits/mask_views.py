"""Copies in which faces and plates of bystanders are covered: drawn here, looked at when they are made, then kept or discarded."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext

from kniha.book.evidence import masking, queries
from kniha.book.evidence.models import Derivative, Exhibit, MaskedCopy
from kniha.desk.errors import entered_or_refused
from kniha.desk.exhibits.made import made_of, player_of
from kniha.desk.exhibits.mask_forms import FORMS, BoxForm, CopyForm, DiscardForm, lines_of
from kniha.desk.exhibits.serving import copy_answer, named, view_answer
from kniha.desk.exhibits.told import frames_a_second
from kniha.desk.request import Who, acting, form, page, reading
from kniha.runs.masking import copy_of, digest_of, lost_in
from kniha.runs.words import facts_of, is_open
from kniha.vocab.errors import NotFoundError, RefusedError


@form
def masks(request: HttpRequest, who: Who, exhibit_id: str) -> HttpResponse:
    """The player with a list of boxes; posted, one box more, or the copy. To who has not opened the file: what they wrote, and no more."""
    found = _drawable(who, exhibit_id)
    box, copy = _typed(request, who, found)
    if "make" in request.POST and copy.is_valid() and entered_or_refused(copy, partial(_draw, who, found, copy)):
        messages.success(request, gettext("What is to be covered is entered. The worker makes the copy; look at it before it is kept."))
        return redirect("exhibit-masking", found.pk)
    told = {"exhibit": found, "box": box, "form": copy, "is_open": is_open(who.registrar, found, now=who.hand.now)}
    if not told["is_open"]:
        return page(request, who, "desk/exhibits/masks.html", part="statements", **told)
    facts = facts_of(who.registrar, found)
    return page(
        request, who, "desk/exhibits/masks.html", part="statements", family=_family(found),
        copies=list(masking.masked_copies(who.registrar, found)), made=made_of(who.registrar, found, ""),
        view=queries.view_of(who.registrar, found), playing=player_of(who.registrar, found), frames=frames_a_second(facts), facts=facts,
        **told,
    )  # fmt: skip


@form
def mask(request: HttpRequest, who: Who, exhibit_id: str, copy_id: str) -> HttpResponse:
    """A copy, to be looked at; posted, the reason why it is not kept."""
    found, copy = _copy(who, exhibit_id, copy_id)
    typed = DiscardForm(request.POST or None)
    if request.method == "POST" and typed.is_valid() and entered_or_refused(typed, partial(_discard, who, copy, typed)):
        messages.success(request, gettext("The copy is discarded."))
        return redirect("exhibit-masking", found.pk)
    return page(
        request, who, "desk/exhibits/mask.html", part="statements", exhibit=found, copy=copy,
        masking=masking.masking_of(copy), form=typed, lines=lines_of(copy),
        is_film=found.media_type.startswith("video/"), has_parts=bool(masking.parts_of_copy(copy)) and copy.state != masking.DISCARDED,
        lost=lost_in(who.registrar, found, copy), recipe=next((part.recipe for part in masking.parts_of_copy(copy)), ""),
    )  # fmt: skip


@acting
def keep(request: HttpRequest, who: Who, exhibit_id: str, copy_id: str) -> HttpResponse:
    """The copy was looked at, and is kept."""
    found, copy = _copy(who, exhibit_id, copy_id)
    masking.keep_masked_copy(who.hand, copy, sha256=digest_of(copy))
    messages.success(request, gettext("The copy is kept, and stands in the file's custody."))
    return redirect("masked-copy", found.pk, copy.pk)


@reading
def file(request: HttpRequest, who: Who, exhibit_id: str, copy_id: str) -> HttpResponseBase:
    """The copy itself, or the range of it that a player asks for."""
    found, copy = _copy(who, exhibit_id, copy_id)
    made = None if copy.state == masking.DISCARDED else copy_of(copy)
    if made is None:
        raise NotFoundError("there is no such copy")
    if isinstance(made, Derivative):
        return named(view_answer(queries.blob_of(made)), f"{found.pk[:12]}-{copy.number}.jpg")
    return named(copy_answer(request, made), f"{found.pk[:12]}-{copy.number}.webm")


def _typed(request: HttpRequest, who: Who, found: Exhibit) -> tuple[BoxForm, CopyForm]:
    box_form, copy_form = FORMS[_family(found)]
    if "make" in request.POST:
        return box_form(), copy_form(request.POST)
    if request.method != "POST":
        return box_form(), copy_form(initial=_earlier(who, found, request.GET.get("from", "")))
    box, written = box_form(request.POST), request.POST.get("lines", "")[:6000].strip()
    more = box.lines() if box.is_valid() else ""
    told = {name: request.POST.get(name, "") for name in copy_form.base_fields}
    told["lines"] = "\n".join(filter(None, (written, more)))
    return box_form(initial={"mask": request.POST.get("mask", "1")}) if more else box, copy_form(initial=told)


def _earlier(who: Who, found: Exhibit, copy_id: str) -> dict[str, str | bool]:
    """What an earlier copy covers, to begin a better one from; nothing to who has not opened the file."""
    if not copy_id or not is_open(who.registrar, found, now=who.hand.now):
        return {}
    known = masking.masked_copy(who.registrar, found, copy_id)
    return {"lines": lines_of(known), "way": known.way, "is_silent": known.is_silent, "why": known.why}


def _family(found: Exhibit) -> str:
    return found.media_type.partition("/")[0]


def _drawable(who: Who, exhibit_id: str) -> Exhibit:
    found = queries.exhibit(who.registrar, exhibit_id)
    if _family(found) not in FORMS:
        raise NotFoundError("this file is neither picture nor film")
    return found


def _copy(who: Who, exhibit_id: str, copy_id: str) -> tuple[Exhibit, MaskedCopy]:
    found = queries.exhibit(who.registrar, exhibit_id)
    if not is_open(who.registrar, found, now=who.hand.now):
        raise RefusedError("a file is opened for a purpose: say which")
    return found, masking.masked_copy(who.registrar, found, copy_id)


def _draw(who: Who, found: Exhibit, typed: CopyForm) -> bool:
    masking.draw_masked_copy(who.hand, found, typed.draft())
    return True


def _discard(who: Who, copy: MaskedCopy, typed: DiscardForm) -> bool:
    masking.discard_masked_copy(who.hand, copy, reason=typed.cleaned_data["reason"])
    return True
