"""The chain of custody of a file on one page: each step, where it does not close, a step to enter; on paper, the form for a court."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from kniha.book.evidence import queries, stepping
from kniha.book.evidence.models import Exhibit
from kniha.desk.errors import entered_or_refused
from kniha.desk.exhibits.chain_forms import StepForm
from kniha.desk.exhibits.chains import shown
from kniha.desk.request import Who, form, page


@form
def chain(request: HttpRequest, who: Who, exhibit_id: str) -> HttpResponse:
    """The chain; posted, a step that happened outside the register."""
    found = queries.exhibit(who.registrar, exhibit_id)
    typed = StepForm(request.POST or None)
    if request.method == "POST" and typed.is_valid() and entered_or_refused(typed, partial(_enter, who, found, typed)):
        messages.success(request, gettext("The step is entered."))
        return redirect("exhibit-chain", found.pk)
    chained = shown(list(queries.custody(who.registrar, found)))
    return page(request, who, "desk/exhibits/chain.html", part="statements", exhibit=found, form=typed, **chained)


def _enter(who: Who, found: Exhibit, typed: StepForm) -> bool:
    stepping.note_custody(who.hand, found, typed.draft())
    return True
