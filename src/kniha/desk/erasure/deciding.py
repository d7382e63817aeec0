"""Erasures: the list of them, and the page on which a second registrar agrees or declines."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext

from kniha.book.erasure import actions, queries
from kniha.book.erasure.models import Erasure
from kniha.conf.buckets import BucketSettings
from kniha.desk import tables
from kniha.desk.erasure.forms import ReasonForm
from kniha.desk.errors import entered
from kniha.desk.names import names_of
from kniha.desk.request import Who, acting, page, reading
from kniha.vocab.errors import NotFoundError


@reading
def erasures(request: HttpRequest, who: Who) -> HttpResponse:
    """The erasures of the compartments that the one who asks administers."""
    must_administer(who)
    rows = tables.paged(queries.erasures(who.registrar), request)
    return page(
        request, who, "desk/erasure/erasures.html", part="erasure", rows=rows, remaining=queries.remaining(), locked=queries.locked()
    )


@reading
def erasure(request: HttpRequest, who: Who, erasure_id: str) -> HttpResponse:
    """One erasure: what it would do, or what it did."""
    return _page(request, who, queries.erasure(who.registrar, erasure_id), ReasonForm())


@acting
def agree(request: HttpRequest, who: Who, erasure_id: str) -> HttpResponse:
    """Agree, as the second of two. It cannot be undone, and is done at once."""
    found = queries.erasure(who.registrar, erasure_id)
    if "sure" not in request.POST:
        messages.error(request, gettext("Tick that you have read what will go: it cannot be undone."))
        return redirect("erasure", found.pk)
    done = actions.agree_to_erasure(who.hand, found)
    sealed = len(done.sealed)
    messages.success(
        request,
        ngettext("Erased, but for %(n)s part that a hold keeps.", "Erased, but for %(n)s parts that a hold keeps.", sealed) % {"n": sealed}
        if sealed
        else gettext("Erased."),
    )
    return redirect("erasure", found.pk)


@acting
def decline(request: HttpRequest, who: Who, erasure_id: str) -> HttpResponse:
    """Decline, with a reason."""
    found = queries.erasure(who.registrar, erasure_id)
    typed = ReasonForm(request.POST)
    if typed.is_valid() and entered(typed, lambda: actions.decline_erasure(who.hand, found, **typed.cleaned_data)) is not None:
        messages.success(request, gettext("Declined. It may be asked for again."))
        return redirect("erasure", found.pk)
    return _page(request, who, found, typed)


def _page(request: HttpRequest, who: Who, found: Erasure, typed: ReasonForm) -> HttpResponse:
    target = (found.table, found.row)
    preview = queries.preview(who.registrar, target) if found.state == "asked" else None
    touched = queries.rests_on(who.registrar, found)
    left = preview.left if preview else tuple(queries.what_left(touched))
    return page(
        request, who, "desk/erasure/erasure.html", part="erasure", erasure=found, preview=preview, touched=touched, left=left, form=typed,
        is_mine=found.asked_by_id == who.registrar.pk, holds=queries.holds_before(who.registrar, found), remaining=queries.remaining(),
        locked=queries.locked(), lock_days=longest_lock(),
        names=names_of(one.registrar for one in left), is_there=queries.is_in_use(target),
    )  # fmt: skip


def longest_lock() -> int:
    """For how many days a store of the vault may keep a sealed file that was erased; 0 where none locks."""
    places = (settings.OFFICE.vault, settings.OFFICE.vault_copy)
    return max((one.lock.days for one in places if isinstance(one, BucketSettings) and one.lock), default=0)


def must_administer(who: Who) -> None:
    """For whoever administers nothing there is no list either."""
    if not queries.administered(who.registrar).exists():
        raise NotFoundError("there is no such thing here")
