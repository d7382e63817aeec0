"""Handing out on one page, and the second's side of it.

A colleague asks to hand out what stays for danger alone: the second looks at every row, and agrees or declines with a reason.
"""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from kniha.book.work import agreeing, form_drafts, looks
from kniha.book.work.models import Agreement
from kniha.desk import tables
from kniha.desk.errors import entered_or_refused
from kniha.desk.handing.forms import ReasonForm
from kniha.desk.request import Who, acting, page, reading


@reading
def waiting(request: HttpRequest, who: Who) -> HttpResponse:
    """What the one who asks looked at and asked a second for; and what waits for them as a second, of what they may see whole."""
    looks.must_hand_out(who.registrar)
    return page(
        request,
        who,
        "desk/handing/waiting.html",
        part="home",
        rows=agreeing.agreements(who.registrar),
        looks=looks.looks(who.registrar)[: looks.MOST_LOOKS],
        asked_for=agreeing.asked_for(who.registrar, who.hand.now),
        open_states=agreeing.OPEN,
        days=agreeing.GOOD_FOR.days,
        keep=looks.KEEP.days,
    )


@reading
def asked(request: HttpRequest, who: Who, agreement_id: str) -> HttpResponse:
    """Every row that would leave."""
    return _page(request, who, agreeing.agreement(who.registrar, agreement_id))


@acting
def agree(request: HttpRequest, who: Who, agreement_id: str) -> HttpResponse:
    """It may leave once, within two days."""
    return _decided(request, who, agreement_id, agreeing.agree)


@acting
def decline(request: HttpRequest, who: Who, agreement_id: str) -> HttpResponse:
    """It stays."""
    return _decided(request, who, agreement_id, agreeing.decline)


def _decided(request: HttpRequest, who: Who, agreement_id: str, decide: Callable[..., None]) -> HttpResponse:
    found, typed = agreeing.agreement(who.registrar, agreement_id), ReasonForm(request.POST)

    def done() -> bool:
        decide(who.hand, found, reason=typed.cleaned_data["reason"])
        return True

    if typed.is_valid() and entered_or_refused(typed, done):
        form_drafts.forget_draft(who.registrar, reverse("handing-agree", args=[agreement_id]))  # under which it is kept, yes or no
        messages.success(request, gettext("Your word is entered."))
        return redirect("handing")
    return _page(request, who, found, form=typed)


def _page(request: HttpRequest, who: Who, found: Agreement, *, form: ReasonForm | None = None) -> HttpResponse:
    rows = tables.paged(agreeing.rows_of(who.registrar, found), request)
    return page(
        request, who, "desk/handing/asked.html", part="home", asked=found, rows=rows, form=form or ReasonForm(), days=agreeing.GOOD_FOR.days
    )
