"""Asking that a person, a statement, a file or a thing be forgotten: what will go, what will stay, counted before anybody decides."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext

from kniha.book.erasure import actions, queries
from kniha.desk.erasure.forms import WishForm
from kniha.desk.errors import entered
from kniha.desk.names import names_of
from kniha.desk.request import Who, form, page


def ask(table: str) -> Callable[..., HttpResponseBase]:
    """The page on which the erasure of a row of `table` is asked for."""

    @form
    def asked(request: HttpRequest, who: Who, /, **ids: str) -> HttpResponse:
        [row] = ids.values()
        target = queries.target(who.registrar, table, row)
        preview = queries.preview(who.registrar, target)
        typed = WishForm(request.POST or None, choices=preview.choices)
        if typed.is_valid():
            made = entered(typed, lambda: actions.ask_erasure(who.hand, target, typed.wish()))
            if made is not None:
                messages.success(request, gettext("It is asked for. Another registrar decides."))
                return redirect("erasure", made.pk)
        return page(
            request, who, "desk/erasure/ask.html", part="statements", table=table, row=row, preview=preview, form=typed,
            names=names_of(one.registrar for one in preview.left),
        )  # fmt: skip

    return asked
