"""The chain of custody of a file on one page: each step, where it does not close, a step to enter; on paper, the form for a court."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from kniha.book.evidence import actions, queries
from kniha.book.evidence.chain import gaps
from kniha.book.evidence.models import Exhibit
from kniha.desk.errors import entered_or_refused
from kniha.desk.exhibits.chain_forms import StepForm
from kniha.desk.names import names_of
from kniha.desk.request import Who, form, page


@form
def chain(request: HttpRequest, who: Who, exhibit_id: str) -> HttpResponse:
    """The chain; posted, a step that happened outside the register."""
    found = queries.exhibit(who.registrar, exhibit_id)
    typed = StepForm(request.POST or None)
    if request.method == "POST" and typed.is_valid() and entered_or_refused(typed, partial(_enter, who, found, typed)):
        messages.success(request, gettext("The step is entered."))
        return redirect("exhibit-chain", found.pk)
    steps = list(queries.custody(who.registrar, found))
    open_places: dict[int, list[str]] = {}
    for gap in gaps(steps):
        open_places.setdefault(gap.place, []).append(gap.code)
    return page(
        request,
        who,
        "desk/exhibits/chain.html",
        part="statements",
        exhibit=found,
        steps=[(step, open_places.get(place, [])) for place, step in enumerate(steps)],
        gap_count=sum(map(len, open_places.values())),
        names=names_of(name for step in steps for name in (step.giver, step.taker)),
        form=typed,
    )


def _enter(who: Who, found: Exhibit, typed: StepForm) -> bool:
    actions.note_custody(who.hand, found, typed.draft())
    return True
