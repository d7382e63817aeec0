"""One box over all that the one who asks may see; what is found is shown with the passage in which the words stand."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from kniha.book.events import queries as events
from kniha.book.people import queries as people
from kniha.book.statements import queries as statements
from kniha.desk import tables
from kniha.desk.kept.views import kept
from kniha.desk.request import Who, page, reading
from kniha.desk.searching import found_in_all
from kniha.search.asking import Asked, ask
from kniha.search.passages import Piece, passage

PER_PAGE = 20
KINDS = (("statement", _("Statements")), ("incident", _("Incidents")), ("person", _("People")))


class SearchForm(forms.Form):
    """Words, and which kind of record."""

    q = forms.CharField(label=_("Words"), required=False, max_length=300, widget=forms.TextInput({"type": "search"}))
    kind = forms.ChoiceField(required=False, choices=[("", ""), *KINDS])


@dataclass(frozen=True, slots=True)
class Found:
    """One record: a word on it, its page, and the passage."""

    row: object
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Tab:
    """A kind of record, and how many of it were found (a thousand at the most)."""

    kind: str
    label: object
    count: int
    is_open: bool


@reading
def search(request: HttpRequest, who: Who) -> HttpResponse:
    """What holds the words; the empty page teaches how to ask."""
    form = SearchForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    words = str(asked.get("q") or "").strip()
    ids = found_in_all(request, who, words, kinds=[kind for kind, _label in KINDS]) if words else {}
    opened = str(asked.get("kind") or "") or _fullest(ids)
    rows = _paged(ids.get(opened, ()), request)
    rows.object_list = _shown(who, opened, list(rows.object_list), ask(words))
    tabs = [Tab(kind, label, len(ids.get(kind, ())), kind == opened) for kind, label in KINDS]
    return page(
        request, who, "desk/search/search.html", part="search", form=form, words=words, tabs=tabs, rows=rows, kind=opened,
        query=tables.query_without_page(request), **kept(who, "everything", request.GET.urlencode()),
    )  # fmt: skip


def _fullest(ids: Mapping[str, Sequence[str]]) -> str:
    """The first kind of which something was found."""
    return next((kind for kind, _label in KINDS if ids.get(kind)), KINDS[0][0])


def _paged(ids: Sequence[str], request: HttpRequest) -> Page[Any]:  # Any: first ids, then their rows
    shown: Page[Any] = Paginator(list(ids), PER_PAGE).get_page(request.GET.get("page"))
    return shown


def _shown(who: Who, kind: str, ids: Sequence[object], asked: Asked) -> list[Found]:
    """The rows of a page in the order in which they were found. The queries decide once more what may be seen: the index may lag."""
    rows = _READ[kind](who, ids)
    return [Found(rows[key][0], passage(rows[key][1], asked)) for key in map(str, ids) if key in rows]


Rows = Mapping[str, tuple[object, str]]
"""By id: the row, and the text in which the words may stand."""


def _statements(who: Who, ids: Sequence[object]) -> Rows:
    found = statements.statements(who.registrar).filter(pk__in=ids)
    return {row.pk: (row, f"{row.text}\n{row.when_words} {row.where_words}".strip()) for row in found}


def _incidents(who: Who, ids: Sequence[object]) -> Rows:
    told = events.told_texts(who.registrar, ids)
    found = events.incidents(who.registrar).filter(pk__in=ids)
    return {row.pk: (row, "\n".join([row.title, row.place_words, *told.get(row.pk, ())])) for row in found}


def _people(who: Who, ids: Sequence[object]) -> Rows:
    found = people.people(who.registrar).filter(pk__in=ids).prefetch_related("names")
    return {row.pk: (row, " · ".join(name.text for name in row.names.all())) for row in found}


_READ: Mapping[str, Callable[[Who, Sequence[object]], Rows]] = {"statement": _statements, "incident": _incidents, "person": _people}
