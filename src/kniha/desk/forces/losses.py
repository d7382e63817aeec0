"""Losses of units by month: a table, a drawing of it, and the reports behind each number; a list of all units that lost people."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from kniha.book.access.looking import enter_list_export
from kniha.book.forces import queries, staffing
from kniha.book.forces.finding import listed
from kniha.book.forces.losses import MOST_MONTHS, Below, Bounds, Month, below, months
from kniha.book.forces.models import Departure
from kniha.book.forces.shares import Share, publishable
from kniha.book.forces.unit_losses import Line, Losses, kinds_lost, lines, losses, parts_on, told_days
from kniha.book.forces.units import Unit
from kniha.desk import tables
from kniha.desk.choices import from_list
from kniha.desk.forces.drawn_losses import drawn
from kniha.desk.forces.finding import called_of
from kniha.desk.language import language
from kniha.desk.request import Who, page, reading
from kniha.vocab import terms
from kniha.vocab.errors import ImpossibleError
from kniha.vocab.span import Days
from kniha.vocab.time import FIRST_YEAR, LAST_YEAR

HEAD = (
    "unit",
    "from",
    "to",
    "at_least",
    "likely",
    "at_most",
    "sources",
    "share_at_least",
    "share_likely",
    "share_at_most",
    "staff_sources",
)
REPORTS_SHOWN = 200
"""Reports, and pairs of them, on one page."""

_DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class PeriodForm(forms.Form):
    """From which day to which, of which kind, and with which parts of the unit."""

    first = forms.DateField(label=_("From the day"), required=False, widget=_DAY)
    last = forms.DateField(label=_("To the day"), required=False, widget=_DAY)
    kind = forms.ChoiceField(label=_("How they left"), required=False, choices=from_list("departure-kinds", open_=_("all who left")))
    alone = forms.BooleanField(label=_("Without the parts of the unit"), required=False)

    def clean(self) -> dict[str, Any]:  # Any: Django's cleaned data
        """Days of years that the register knows, not too many months, in their order."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = told.get("first"), told.get("last")
        for day in filter(None, (first, last)):
            if not FIRST_YEAR <= day.year <= LAST_YEAR:
                self.add_error(None, _("There are no such days."))
        if first and last and not self.errors:
            try:
                next(months((first, last)))
            except ImpossibleError:
                self.add_error(None, _("The last day comes after the first, and not more than twenty years later."))
        return told


@dataclass(frozen=True, slots=True)
class Shown:
    """A month or a unit as a row of the table, and the address of the reports behind its number."""

    called: str
    address: str
    lost: Bounds
    staff: Bounds | None
    share: str


@reading
def unit_losses(request: HttpRequest, who: Who, unit_id: str) -> HttpResponse:
    """The losses of one unit, month by month."""
    unit = queries.unit(who.registrar, unit_id, language=language())
    form, found = _asked(request, who, unit)
    told: dict[str, object] = {"unit": unit, "form": form, "part": "units", "query": request.GET.urlencode()}
    if found is None:
        return page(request, who, "desk/forces/losses_of_unit.html", months=[], **told)
    only = _month(request.GET.get("only", ""), found)
    behind = _behind(found, only)
    rows = behind[:REPORTS_SHOWN]
    units = {*(one.unit for one in found.parts), *found.unsure, *(row.unit_id for row in rows)}
    called = queries.called(who.registrar, units, language=language())
    shown = [_month_shown(request, one) for one in found.months]
    return page(
        request, who, "desk/forces/losses_of_unit.html", losses=found, months=shown, drawn=drawn(found.months), only=only,
        rows=[(row, called[row.unit_id]) for row in rows], behind=len(behind),
        staff=_staff(found), share=_percent(found.line.share), only_called=_called(only) if only else "",
        parts=[_unit_shown(one, called[one.unit], found.days, request) for one in found.parts],
        unsure=sorted(called[unit] for unit in found.unsure if unit in called),
        doubles=[(one, found.departures[one.one], found.departures[one.other]) for one in found.doubles[:REPORTS_SHOWN]],
        total_doubles=len(found.doubles), **told,
    )  # fmt: skip


@reading
def unit_losses_csv(request: HttpRequest, who: Who, unit_id: str) -> StreamingHttpResponse:
    """The months as a table to take away; with `published`, only numbers that tell nobody apart."""
    unit = queries.unit(who.registrar, unit_id, language=language())
    _form, found = _asked(request, who, unit)
    rows = [] if found is None else list(_month_cells(found, called_of(unit), is_published="published" in request.GET))
    enter_list_export(who.hand, among="losses", rows=len(rows))
    return tables.csv_answer("losses", HEAD, rows)


@reading
def all_losses(request: HttpRequest, who: Who) -> HttpResponse:
    """Every unit of which a source says that people left it, fifty a page."""
    form, days, kinds = _period(request, who)
    ids = tables.paged_by_id(_units(who, kinds), request, among=queries.units(who.registrar, language=language()))
    units = list(ids.object_list)
    found = lines(who.registrar, [unit.pk for unit in units], days, kinds=kinds) if days else ()
    shown = [_unit_shown(line, called_of(unit), days, request) for unit, line in zip(units, found, strict=False) if days]
    query = tables.query_without_page(request)
    return page(request, who, "desk/forces/losses.html", part="units", form=form, rows=ids, lines=shown, days=days, query=query)


@reading
def all_losses_csv(request: HttpRequest, who: Who) -> StreamingHttpResponse:
    """The same list, to take away; with `published`, only numbers that tell nobody apart."""
    _form, days, kinds = _period(request, who)
    ids = list(_units(who, kinds))
    found = lines(who.registrar, ids, days, kinds=kinds) if days else ()
    called = queries.called(who.registrar, ids, language=language())
    enter_list_export(who.hand, among="losses", rows=len(found))
    rows = (_cells(called[line.unit], days, line.lost, line) for line in found if days)
    if "published" in request.GET and days:
        told = _published(who, [line.lost for line in found])
        rows = (_cells(called[line.unit], days, cell) for line, cell in zip(found, told, strict=True))
    return tables.csv_answer("losses", HEAD, rows)


def _units(who: Who, kinds: Collection[str]) -> Any:  # Any: what `values_list` makes of a query set
    """The units of which a source says that people left, in the order of the alphabet."""
    left = staffing.departures(who.registrar).filter(kind__in=kinds).order_by().values("unit")
    return listed(who.registrar, language=language()).filter(unit__in=left).values_list("unit_id", flat=True)


def _period(request: HttpRequest, who: Who) -> tuple[PeriodForm, Days | None, tuple[str, ...]]:
    form = PeriodForm(request.GET)
    asked: Mapping[str, Any] = form.cleaned_data if form.is_valid() else {}  # Any: Django's cleaned data
    kinds = (asked["kind"],) if asked.get("kind") else kinds_lost()
    return form, _days(asked, lambda: told_days(who.registrar, None, kinds)), kinds


def _asked(request: HttpRequest, who: Who, unit: Unit) -> tuple[PeriodForm, Losses | None]:
    """What is asked for, and the losses then; nothing where no source says that anybody left."""
    form = PeriodForm(request.GET)
    asked: Mapping[str, Any] = form.cleaned_data if form.is_valid() else {}  # Any: as above
    kinds = (asked["kind"],) if asked.get("kind") else kinds_lost()
    ever = _tree(who, unit, None, is_alone=bool(asked.get("alone")))
    days = _days(asked, lambda: told_days(who.registrar, ever.units, kinds))
    if days is None:
        return form, None
    of = _tree(who, unit, days, is_alone=bool(asked.get("alone")))
    return form, losses(who.registrar, of, days, kinds=kinds)


def _tree(who: Who, unit: Unit, days: Days | None, *, is_alone: bool) -> Below:
    return Below(unit.pk, {}) if is_alone else below(unit.pk, parts_on(who.registrar, days))


def _days(asked: Mapping[str, Any], told: Any) -> Days | None:  # Any: Django's cleaned data, and what asks the book
    first, last = asked.get("first"), asked.get("last")
    if first and last:
        return first, last
    known = told()
    if known is None:
        return None
    first, last = first or min(known[0], last or known[0]), last or max(known[1], first or known[1])
    earliest = (last.year * 12 + last.month - 1) - (MOST_MONTHS - 1)
    return max(first, date(earliest // 12, earliest % 12 + 1, 1)), last


def _month(words: str, found: Losses) -> Month | None:
    return next((one for one in found.months if one.first.isoformat()[:7] == words), None)


def _behind(found: Losses, only: Month | None) -> Sequence[Departure]:
    """The reports behind the whole, or behind one month."""
    lost = found.line.lost if only is None else only.lost
    return [found.departures[row] for row in lost.rows]


def _month_shown(request: HttpRequest, one: Month) -> Shown:
    kept = request.GET.copy()
    kept["only"] = one.first.isoformat()[:7]
    return Shown(_called(one), f"?{kept.urlencode()}#behind", one.lost, None, "")


def _called(one: Month) -> str:
    """A month by its name."""
    return f"{terms.label('months', str(one.first.month), language())} {one.first.year}"


def _unit_shown(line: Line, called: str, days: Days, request: HttpRequest) -> Shown:
    kept = {"first": days[0].isoformat(), "last": days[1].isoformat(), "kind": request.GET.get("kind", "")}
    address = f"{reverse('unit-losses', args=[line.unit])}?{urlencode(kept)}#behind"
    return Shown(called, address, line.lost, line.staff, _percent(line.share))


def _percent(share: Share | None) -> str:
    """A share as people read it: from, likely, to."""
    if share is None:
        return ""
    low, likely, high = (number_format(part / 10, 1).removesuffix("0").rstrip(",.") for part in (share.low, share.likely, share.high))
    return f"{low}–{high} % ({likely} %)" if low != high else f"{likely} %"


def _staff(found: Losses) -> Sequence[object]:
    return [found.headcounts[row] for row in found.line.staff.rows] if found.line.staff else []


def _month_cells(found: Losses, called: str, *, is_published: bool) -> Iterator[Sequence[object]]:
    cells: Iterable[Bounds | None] = [one.lost for one in found.months]
    if is_published:
        cells = publishable([one.lost for one in found.months], [_is_public(found.departures, one.lost) for one in found.months])
    for one, cell in zip(months(found.days), cells, strict=True):
        yield _cells(called, one, cell)


def _published(who: Who, cells: Sequence[Bounds]) -> Sequence[Bounds | None]:
    rows = staffing.departures(who.registrar).in_bulk({row for cell in cells for row in cell.rows})
    return publishable(cells, [_is_public(rows, cell) for cell in cells])


def _is_public(rows: Mapping[str, Departure], cell: Bounds) -> bool:
    """Whether anybody may read all that the number rests on, and nobody of the register is named in it."""
    return all(rows[row].account_id is None and rows[row].person_id is None for row in cell.rows)


def _cells(called: str, days: Days, cell: Bounds | None, line: Line | None = None) -> Sequence[object]:
    """A row of the table, with its share where there is a line; of a number that is not published all cells are empty."""
    numbers = (cell.low, cell.likely, cell.high, cell.sources) if cell is not None else ("", "", "", "")
    share, staff = (line.share, line.staff) if line is not None else (None, None)
    shares = (f"{part / 1000:.3f}" for part in (share.low, share.likely, share.high)) if share else ("", "", "")
    return (called, *days, *numbers, *shares, staff.sources if staff else "")
