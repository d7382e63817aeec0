"""The list of case files, a new one, and one with what was chosen for it, what stays, and what is to be sent after."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, partial

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from kniha.book.casefiles import actions, queries
from kniha.book.casefiles.models import CaseFile, CaseItem
from kniha.desk import tables
from kniha.desk.casefiles.forms import CaseFileForm, NewCaseFileForm
from kniha.desk.errors import entered_or_refused
from kniha.desk.language import language
from kniha.desk.request import Who, form, page, reading
from kniha.runs.casefiles.crimes import crimes_of
from kniha.runs.casefiles.weighing import fallen_since, weigh
from kniha.vocab.crimes.elements import Crimes, elements_of


@dataclass(frozen=True, slots=True)
class Shown:
    """An item of a case file on its page: what it is called, and why it would stay today, a code of `leaving-reasons`."""

    item: CaseItem
    name: str
    reason: str


@reading
def case_files(request: HttpRequest, who: Who) -> HttpResponse:
    """The case files that the one who asks may see, the latest first."""
    rows = tables.paged(queries.case_files(who.registrar), request)
    return page(request, who, "desk/casefiles/list.html", part="incidents", rows=rows, query="")


@form
def new(request: HttpRequest, who: Who) -> HttpResponse:
    """Open a case file."""
    typed = NewCaseFileForm(request.POST or None, who=who, crimes=crimes())
    if typed.is_valid():
        made = entered_or_refused(typed, lambda: actions.open_case_file(who.hand, typed.place(), typed.draft(), crimes()))
        if made is not None:
            return redirect("case-file", made.pk)
    return page(request, who, "desk/casefiles/about.html", part="incidents", form=typed, case_file=None)


@form
def change(request: HttpRequest, who: Who, case_file_id: str) -> HttpResponse:
    """Say anew for whom it is, to whom it is sealed, for which crimes."""
    found = queries.case_file(who.registrar, case_file_id)
    names = ("title", "authority", "authority_kind", "recipient", "basis", "crimes")
    typed = CaseFileForm(request.POST or None, crimes=crimes(), initial={name: getattr(found, name) for name in names})
    if typed.is_valid():
        made = entered_or_refused(typed, partial(_described, who, found, typed))
        if made is not None:
            messages.success(request, gettext("It is entered."))
            return redirect("case-file", found.pk)
    return page(request, who, "desk/casefiles/about.html", part="incidents", form=typed, case_file=found)


@reading
def case_file(request: HttpRequest, who: Who, case_file_id: str) -> HttpResponse:
    """One case file: chosen, left out, gaps, what is to be sent after."""
    found = queries.case_file(who.registrar, case_file_id)
    items = tuple(queries.items(who.registrar, found))
    standing = tuple(item for item in items if not item.is_out)
    elements = elements_of(crimes(), found.crimes)
    since = queries.since(who.registrar, found)
    return page(
        request, who, "desk/casefiles/case_file.html", part="incidents", case_file=found,
        shown=_shown(who, found, standing), out=_shown(who, found, tuple(item for item in items if item.is_out)),
        crimes=[crimes()[code].labels[language()] for code in found.crimes],
        elements=len(elements), gaps=len(queries.gaps(found, [element.key for element in elements])), since=since,
        fallen=_fallen(who, found, since.carried.values() if since else ()), disclosed=queries.disclosures(who.registrar, found).first(),
        deliveries=queries.deliveries(who.registrar, found),
    )  # fmt: skip


def crimes() -> Crimes:
    """The crimes that this office knows."""
    return _crimes(str(settings.OFFICE.crimes))


@cache
def _crimes(_path: str) -> Crimes:
    return crimes_of(settings.OFFICE.crimes)


def names_of(who: Who, items: Iterable[CaseItem]) -> dict[str, str]:
    """What items are called, by their ids: incidents by number, exhibits by number in the file and type, persons by name."""
    items = tuple(items)
    named = queries.called(who.registrar, [str(item.person_id) for item in items if item.person_id])
    return {item.pk: _name(item, named) for item in items}


def _name(item: CaseItem, named: dict[str, str]) -> str:
    if item.incident is not None:
        return f"{item.incident.number} {item.incident.title}".strip()
    if item.exhibit is not None:
        return f"{item.number}. {item.exhibit.original_name or item.exhibit.media_type}"
    return named.get(str(item.person_id)) or gettext("somebody without a name")


def _shown(who: Who, found: CaseFile, items: tuple[CaseItem, ...]) -> tuple[Shown, ...]:
    names, reasons = names_of(who, items), weigh(found, items, today=who.hand.today)
    return tuple(Shown(item, names[item.pk], reasons.get(item.pk, "")) for item in items)


def _fallen(who: Who, found: CaseFile, carried: Iterable[CaseItem]) -> tuple[Shown, ...]:
    carried = tuple(carried)
    names, reasons = names_of(who, carried), fallen_since(found, carried, today=who.hand.today)
    return tuple(Shown(item, names[item.pk], reasons[item.pk]) for item in carried if item.pk in reasons)


def _described(who: Who, found: CaseFile, typed: CaseFileForm) -> CaseFile:
    return actions.describe_case_file(who.hand, found, typed.draft(), crimes())
