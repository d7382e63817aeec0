"""The list of acquisitions, and one with its files and the decision on their use."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from kniha.book.evidence import acquiring, queries
from kniha.book.evidence.models import Acquisition
from kniha.book.evidence.rules import is_free
from kniha.desk import tables
from kniha.desk.acquisitions.forms import UsesForm
from kniha.desk.errors import entered
from kniha.desk.request import Who, form, page, reading


@reading
def acquisitions(request: HttpRequest, who: Who) -> HttpResponse:
    """The acquisitions that the one who asks may see, the latest first."""
    rows = tables.paged(queries.acquisitions(who.registrar), request)
    counts = queries.counted_files(who.registrar, [row.pk for row in rows])
    listed = [(row, counts.get(row.pk, 0)) for row in rows]
    return page(request, who, "desk/acquisitions/list.html", part="statements", rows=rows, listed=listed, query="")


@form
def acquisition(request: HttpRequest, who: Who, acquisition_id: str) -> HttpResponse:
    """One acquisition; posted, what its files may be used for."""
    found = queries.acquisition(who.registrar, acquisition_id)
    typed = UsesForm(request.POST or None, initial={"uses": queries.uses_of(found)})
    if request.method == "POST" and typed.is_valid() and entered(typed, partial(_decide, who, found, typed)):
        messages.success(request, gettext("The decision is entered."))
        return redirect("acquisition", found.pk)
    return page(
        request,
        who,
        "desk/acquisitions/acquisition.html",
        part="statements",
        acquisition=found,
        uses=queries.uses_of(found),
        is_free=is_free(found.how_obtained),
        decides=who.may_decide and found.begun_by_id != who.registrar.pk,
        form=typed,
        rows=tables.paged(queries.acquired(who.registrar, found), request),
        query="",
    )


def _decide(who: Who, found: Acquisition, typed: UsesForm) -> bool:
    acquiring.decide_uses(who.hand, found, frozenset(typed.cleaned_data["uses"]), words=typed.cleaned_data["words"])
    return True
