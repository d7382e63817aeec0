"""Who works here; and the one click that freezes an account."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from kniha.book.access import actions, limits, queries
from kniha.desk import tables
from kniha.desk.request import Who, acting, page, reading
from kniha.desk.staff.forms import DayForm
from kniha.vocab.errors import NotFoundError


@reading
def staff(request: HttpRequest, who: Who) -> HttpResponse:
    """The registrars whom the one who asks may know of, with their roles and compartments."""
    waiting = queries.proposals(who.registrar).filter(state="open").count()
    rows = tables.paged(queries.staff(who.registrar), request)
    return page(request, who, "desk/staff/staff.html", part="staff", rows=rows, waiting=waiting)


@reading
def uses(request: HttpRequest, who: Who) -> HttpResponse:
    """What every registrar read and took away on a day, the unusual first: for those who grant access."""
    if not who.may_grant:
        raise NotFoundError("there is no such thing here")
    form = DayForm(request.GET or None)
    day = form.cleaned_data["day"] if form.is_valid() else None
    day = min(day or who.hand.today, who.hand.today)
    return page(
        request, who, "desk/staff/uses.html", part="staff", form=form, day=day, rows=limits.uses(who.registrar, day=day), most=limits.MOST
    )


@acting
def freeze(request: HttpRequest, who: Who, registrar_id: str) -> HttpResponse:
    """Freeze an account, at once. Two others thaw it."""
    found = queries.colleague(who.registrar, registrar_id)
    actions.freeze(who.hand, found)
    messages.success(request, gettext("The account is frozen: it sees and does nothing. Two others can thaw it."))
    return redirect("staff")
