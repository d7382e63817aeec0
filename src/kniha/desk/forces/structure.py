"""The structure of the forces on a chosen day, with who commanded then; moved from day to day, searched, folded, looked at in part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from kniha.book.access.looking import enter_search
from kniha.book.forces import queries
from kniha.book.forces.charted import Commander, commanders_on, tree_on
from kniha.book.forces.structure import Line, Mark, Tree, chart, path_to
from kniha.desk.forces.finding import called_of, units_meant
from kniha.desk.language import language
from kniha.desk.request import Who, page, reading
from kniha.vocab.errors import NotFoundError
from kniha.vocab.time import FIRST_YEAR, LAST_YEAR

SHOWN = 300
"""Lines of a chart that are shown at once, unless all are asked for."""

_ALL = 100_000
_MOVES = (
    (_("a year earlier"), -365),
    (_("a month earlier"), -30),
    (_("a day earlier"), -1),
    (_("a day later"), 1),
    (_("a month later"), 30),
    (_("a year later"), 365),
)


class DayForm(forms.Form):
    """A day, any unit by its name, and what part of the chart is looked at."""

    day = forms.DateField(label=_("On the day"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    q = forms.CharField(label=_("Find a unit in it"), required=False, max_length=200, widget=forms.TextInput({"type": "search"}))
    unit = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput())

    def clean_day(self) -> date | None:
        """A day of the years that the register knows."""
        day: date | None = self.cleaned_data["day"]
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(_("There are no such days."))
        return day


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of the chart as a page shows it; `also`: what the unit stands under elsewhere, or would lead back to."""

    line: Line
    called: str
    commands: Sequence[Commander]
    address: str
    closes: int
    """How many lists end before this line."""
    is_also: bool
    is_circle: bool
    is_unsure: bool


@reading
def structure(request: HttpRequest, who: Who) -> HttpResponse:
    """The chart, or a part of it, on a day; today where none is asked for."""
    return _chart(request, who, "desk/forces/structure.html")


@reading
def structure_svg(request: HttpRequest, who: Who) -> HttpResponse:
    """The same as a drawing, to take away."""
    answer = _chart(request, who, "desk/forces/structure.svg")
    answer["Content-Type"] = "image/svg+xml"
    answer["Content-Disposition"] = 'attachment; filename="structure.svg"'
    return answer


def _chart(request: HttpRequest, who: Who, template: str) -> HttpResponse:
    form = DayForm(request.GET)
    asked: Mapping[str, Any] = form.cleaned_data if form.is_valid() else {}  # Any: Django's cleaned data
    day, words = asked.get("day") or who.hand.today, asked.get("q", "").strip()
    tree, focus = tree_on(who.registrar, day, language=language()), asked.get("unit", "")
    if focus and focus not in tree.order:
        raise NotFoundError("there is no such thing here")
    lines = chart(tree, focus or None, most=_ALL if "all" in request.GET else SHOWN)
    way = path_to(tree, focus) if focus else ()
    called = queries.called(who.registrar, {*way, *(line.unit for line in lines)}, language=language())
    shown = _shown(lines, called, commanders_on(who.registrar, {line.unit for line in lines}, day), day)
    form.initial = {"day": day}
    return page(
        request, who, template, part="units", form=DayForm(initial={"day": day, "q": words, "unit": focus}), errors=form.errors,
        day=day, lines=shown, focus=focus, way=[(called[unit], address(day, unit)) for unit in way], moves=list(_moves(day, focus)),
        met=_met(who, tree, words, day), words=words, total=len(tree.order), is_all="all" in request.GET,
        is_part=len({line.unit for line in lines}) < (1 + tree.below.get(focus, 0) if focus else len(tree.order)),
        circles=_circles(who, tree), whole=address(day, focus) + "&all=1",
        drawing=reverse("structure-svg") + "?" + urlencode({"day": day.isoformat(), "unit": focus}), top=address(day),
    )  # fmt: skip


def address(day: date, unit: str = "") -> str:
    """Where the chart of a day stands, or the part of it under a unit."""
    return reverse("structure") + "?" + urlencode({"day": day.isoformat()} | ({"unit": unit} if unit else {}))


def _shown(lines: Sequence[Line], called: Mapping[str, str], commands: Mapping[str, Sequence[Commander]], day: date) -> list[Shown]:
    found: list[Shown] = []
    before = -1
    for line in lines:
        also = line.mark is not Mark.PLAIN
        found.append(
            Shown(
                line, called.get(line.unit, ""), () if also else commands.get(line.unit, ()), address(day, line.unit),
                before - line.depth, also, line.mark is Mark.CIRCLE, line.link is not None and not line.link.is_sure,
            )
        )  # fmt: skip
        before = line.depth
    return found


def _moves(day: date, focus: str) -> list[tuple[object, str]]:
    found: list[tuple[object, str]] = []
    for label, days in _MOVES:
        moved = day + timedelta(days=days)
        if FIRST_YEAR <= moved.year <= LAST_YEAR:
            found.append((label, address(moved, focus)))
    return found


def _met(who: Who, tree: Tree, words: str, day: date) -> list[tuple[str, str, list[str]]]:
    """Units that the words mean, each with its place in the chart and with what stood above it."""
    if not words:
        return []
    enter_search(who.hand, words, among="units")
    units = [unit for unit in units_meant(who, words) if unit.pk in tree.order]
    ways = {unit.pk: path_to(tree, unit.pk) for unit in units}
    called = queries.called(who.registrar, {one for way in ways.values() for one in way}, language=language())
    return [(called_of(unit), address(day, unit.pk), [called[one] for one in ways[unit.pk]]) for unit in units]


def _circles(who: Who, tree: Tree) -> list[tuple[object, str, str]]:
    """The links by which a unit would stand above itself, with their sources."""
    if not tree.contradicting:
        return []
    rows = list(queries.links(who.registrar).filter(pk__in=tree.contradicting).order_by("pk"))
    names = queries.called(who.registrar, {one for row in rows for one in (row.unit_id, row.parent_id)}, language=language())
    return [(row, names[row.unit_id], names[row.parent_id]) for row in rows]
