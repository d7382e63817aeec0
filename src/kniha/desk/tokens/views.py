"""Tokens for programs. A token is shown on the answer to the form that made it, and nowhere again."""

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from kniha.book.access import tokens as book
from kniha.desk import tables
from kniha.desk.errors import entered
from kniha.desk.request import Who, acting, form, page, reading
from kniha.desk.tokens.forms import TokenForm


@reading
def tokens(request: HttpRequest, who: Who) -> HttpResponse:
    """One's own tokens; a custodian sees everybody's."""
    rows = tables.paged(book.tokens(who.registrar), request)
    return page(request, who, "desk/tokens/tokens.html", part="staff", rows=rows, today=who.hand.today)


@form
def _new(request: HttpRequest, who: Who) -> HttpResponse:
    """Make one."""
    typed = TokenForm(request.POST or None, today=who.hand.today)
    if typed.is_valid():
        made = entered(typed, lambda: book.make_token(who.hand, typed.draft(), is_demo=not settings.SECOND_FACTOR_REQUIRED))
        if made is not None:
            return page(request, who, "desk/tokens/made.html", part="staff", made=made)
    return page(request, who, "desk/tokens/new.html", part="staff", form=typed)


# Against whoever sits down at a desk that its registrar has left: a session ends in half an hour, a token in ninety days.
new = login_required(reauthentication_required(_new))


@acting
def revoke(request: HttpRequest, who: Who, token_id: str) -> HttpResponse:
    """End one before its day."""
    book.revoke_token(who.hand, book.token(who.registrar, token_id))
    messages.success(request, gettext("Revoked: it opens nothing any more."))
    return redirect("tokens")
