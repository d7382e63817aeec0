"""The matrix of a case file: elements of the chosen crimes, what proves each, what contradicts, what is missing."""

from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from kniha.book.casefiles import actions, queries
from kniha.book.casefiles.actions import CellDraft
from kniha.book.casefiles.models import CaseCell, CaseFile, CaseItem
from kniha.desk.casefiles.forms import CellForm
from kniha.desk.casefiles.views import crimes, names_of
from kniha.desk.choices import Grouped
from kniha.desk.errors import entered_or_refused
from kniha.desk.language import language
from kniha.desk.request import Who, acting, form, page


@dataclass(frozen=True, slots=True)
class Row:
    """One element, with its cells (each with what its item is called), and whether nothing proves it."""

    label: str
    cells: tuple[tuple[CaseCell, str], ...]
    is_gap: bool


@dataclass(frozen=True, slots=True)
class Table:
    """One crime with its elements."""

    label: str
    source: str
    rows: tuple[Row, ...]


@form
def matrix(request: HttpRequest, who: Who, case_file_id: str) -> HttpResponse:
    """The matrix; posted, one more cell."""
    found = queries.case_file(who.registrar, case_file_id)
    items = {item.pk: item for item in queries.items(who.registrar, found) if not item.is_out}
    names = names_of(who, items.values())
    typed = CellForm(request.POST or None, elements=_elements(found), items=list(names.items()))
    if typed.is_valid() and entered_or_refused(typed, partial(_entered, who, found, typed, items)) is not None:
        messages.success(request, gettext("The cell is entered."))
        return redirect("case-file-matrix", found.pk)
    return page(
        request, who, "desk/casefiles/matrix.html", part="incidents", case_file=found, form=typed, tables=_tables(who, found)
    )  # fmt: skip


@acting
def withdraw(request: HttpRequest, who: Who, case_file_id: str, cell_id: str) -> HttpResponse:
    """Take back a cell."""
    found = queries.case_file(who.registrar, case_file_id)
    actions.withdraw_cell(who.hand, queries.cell(who.registrar, found, cell_id))
    messages.success(request, gettext("The cell is taken back."))
    return redirect("case-file-matrix", found.pk)


def _entered(who: Who, found: CaseFile, typed: CellForm, items: dict[str, CaseItem]) -> CaseCell:
    told = typed.cleaned_data
    draft = CellDraft(told["element"], told["bearing"], items.get(told["item"]), told["words"])
    return actions.enter_cell(who.hand, found, draft, crimes())


def _elements(found: CaseFile) -> Grouped:
    chosen = [crimes()[code] for code in found.crimes]
    return [(crime.labels[language()], [(one.key, one.labels[language()]) for one in crime.elements]) for crime in chosen]


def _tables(who: Who, found: CaseFile) -> tuple[Table, ...]:
    cells: dict[str, list[CaseCell]] = {}
    for cell in queries.cells(who.registrar, found):
        cells.setdefault(cell.element, []).append(cell)
    names = names_of(who, [cell.item for some in cells.values() for cell in some if cell.item is not None])
    gaps = queries.gaps(found, [one.key for code in found.crimes for one in crimes()[code].elements])
    return tuple(
        Table(
            crimes()[code].labels[language()],
            crimes()[code].source,
            tuple(
                Row(
                    one.labels[language()],
                    tuple((cell, names.get(str(cell.item_id), "")) for cell in cells.get(one.key, ())),
                    one.key in gaps,
                )
                for one in crimes()[code].elements
            ),
        )
        for code in found.crimes
    )
