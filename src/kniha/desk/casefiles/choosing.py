"""Choosing for a case file, and taking out of it."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from kniha.book.casefiles import actions, queries
from kniha.book.casefiles.models import CaseFile, CaseItem
from kniha.book.casefiles.queries import Offered
from kniha.book.events import queries as events
from kniha.desk.casefiles.forms import ChooseForm, ReasonForm
from kniha.desk.casefiles.views import names_of
from kniha.desk.errors import entered_or_refused
from kniha.desk.request import Who, form, page


@form
def choose(request: HttpRequest, who: Who, case_file_id: str) -> HttpResponse:
    """Choose an incident by its number, and what belongs to the incidents that are chosen."""
    found = queries.case_file(who.registrar, case_file_id)
    offered = queries.offered(who.registrar, found)
    called = queries.called(who.registrar, [person.pk for person in offered.persons])
    persons = [(person.pk, called.get(person.pk, gettext("somebody without a name"))) for person in offered.persons]
    exhibits = [(exhibit.pk, exhibit.original_name or exhibit.media_type) for exhibit in offered.exhibits]
    typed = ChooseForm(request.POST or None, persons=persons, exhibits=exhibits)
    if typed.is_valid():
        made = entered_or_refused(typed, partial(_chosen, who, found, offered, typed))
        if made is not None:
            messages.success(request, gettext("It is chosen."))
            return redirect("case-file-choose", found.pk)
    return page(request, who, "desk/casefiles/choose.html", part="incidents", case_file=found, form=typed, offered=offered)


@form
def take_out(request: HttpRequest, who: Who, case_file_id: str, item_id: str) -> HttpResponse:
    """Take an item out, with a reason."""
    found = queries.case_file(who.registrar, case_file_id)
    item = queries.item(who.registrar, found, item_id)
    typed = ReasonForm(request.POST or None)
    if typed.is_valid() and entered_or_refused(typed, partial(_taken_out, who, item, typed)) is not None:
        messages.success(request, gettext("It is taken out. Its number stays its own."))
        return redirect("case-file", found.pk)
    name = names_of(who, [item])[item.pk]
    return page(request, who, "desk/casefiles/take_out.html", part="incidents", case_file=found, form=typed, name=name)


def _chosen(who: Who, found: CaseFile, offered: Offered, typed: ChooseForm) -> tuple[CaseItem, ...]:
    told = typed.cleaned_data
    rows: list[actions.Chosen] = []
    if told["incident"].strip():
        rows.append(events.incident(who.registrar, told["incident"].strip()))
    rows += [person for person in offered.persons if person.pk in told.get("persons", ())]
    rows += [exhibit for exhibit in offered.exhibits if exhibit.pk in told.get("exhibits", ())]
    return actions.choose(who.hand, found, rows)


def _taken_out(who: Who, item: CaseItem, typed: ReasonForm) -> CaseItem:
    return actions.take_out(who.hand, item, why=typed.cleaned_data["why"])
