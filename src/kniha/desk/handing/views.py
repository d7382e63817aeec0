"""A colleague asks to hand out what stays for danger alone: the second looks at every row, and agrees or declines with a reason."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kniha.book.access.looking import MAY_HAND_OUT
from kniha.book.work import agreeing
from kniha.book.work.models import Agreement
from kniha.desk import tables
from kniha.desk.errors import entered_or_refused
from kniha.desk.request import Who, acting, page, reading
from kniha.vocab.errors import NotFoundError


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Why"), min_length=4, max_length=500, widget=forms.Textarea({"rows": 2}))


@reading
def waiting(request: HttpRequest, who: Who) -> HttpResponse:
    """What waits for a second, of what the one who asks may see whole."""
    if who.hand.roles.isdisjoint(MAY_HAND_OUT):
        raise NotFoundError("there is no such thing here")
    return page(request, who, "desk/handing/waiting.html", part="home", rows=agreeing.agreements(who.registrar))


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
        messages.success(request, gettext("Your word is entered."))
        return redirect("handing")
    return _page(request, who, found, form=typed)


def _page(request: HttpRequest, who: Who, found: Agreement, *, form: ReasonForm | None = None) -> HttpResponse:
    rows = tables.paged(agreeing.rows_of(who.registrar, found), request)
    return page(
        request, who, "desk/handing/asked.html", part="home", asked=found, rows=rows, form=form or ReasonForm(), days=agreeing.GOOD_FOR.days
    )
