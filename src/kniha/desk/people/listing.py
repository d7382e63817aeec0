"""The list of persons, and the same list to take away: names as sources wrote them, and nothing that is sealed."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django import forms
from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from kniha.book.access.counting import counted
from kniha.book.access.looking import enter_list_export
from kniha.book.access.queries import seats
from kniha.book.events import people_listed
from kniha.book.events.people_listed import SOURCE
from kniha.book.people.models import Person
from kniha.desk import tables
from kniha.desk.choices import LongSelect
from kniha.desk.kept.views import kept
from kniha.desk.language import language
from kniha.desk.request import Who, page, reading
from kniha.desk.searching import found
from kniha.vocab import terms

_HEAD = ("id", "names", "roles", "statements", "gender_told", "age_told", "compartment")
_BATCH = 500


class FacetForm(forms.Form):
    """What the list is narrowed by."""

    q = forms.CharField(label=_("Name"), required=False, max_length=300, widget=forms.TextInput(attrs={"type": "search"}))
    role = forms.ChoiceField(label=pgettext_lazy("of persons in a list", "As what"), required=False, widget=LongSelect)
    compartment = forms.ChoiceField(label=_("Compartment"), required=False, widget=LongSelect)

    def __init__(self, data: Any, *, who: Who) -> None:  # Any: Django's form data
        super().__init__(data, auto_id="facet_%s")
        roles = [(term.code, term.label(language())) for term in terms.terms("mention-roles")]
        compartments = [(one.pk, one.title) for one in seats(who.registrar)]
        for name, choices in (("role", [(SOURCE, gettext("the source of a statement")), *roles]), ("compartment", compartments)):
            self.fields[name].choices = [("", gettext("all")), *choices]  # type: ignore[attr-defined]  # a ChoiceField, above


@reading
def people(request: HttpRequest, who: Who) -> HttpResponse:
    """The persons whom the one who asks may know of, fifty a page."""
    form, rows = narrowed(request, who)
    shown = _paged(request, who, form, rows)
    standings = people_listed.standings(who.registrar, [row.pk for row in shown])
    return page(
        request, who, "desk/people/list.html", part="people", form=form, rows=shown,
        listed=[(row, standings[row.pk]) for row in shown], query=tables.query_without_page(request), among="persons",
        **kept(who, "persons", request.GET.urlencode()),
    )  # fmt: skip


@reading
def people_csv(request: HttpRequest, who: Who) -> StreamingHttpResponse:
    """The same list as a table; that it was taken away is an entry."""
    return tables.csv_answer("persons", _HEAD, _taken_away(request, who))


@reading
def people_xlsx(request: HttpRequest, who: Who) -> HttpResponse:
    """The same as a spreadsheet."""
    return tables.xlsx_answer("persons", _HEAD, _taken_away(request, who))


def _paged(request: HttpRequest, who: Who, form: FacetForm, rows: QuerySet[Person]) -> Page[Person]:
    """A page of the list, whose length the tallies know where nothing narrows it."""
    if any(form.cleaned_data.values()):
        return tables.paged(rows, request, among=people_listed.listed(who.registrar))
    tallied = counted(who.registrar, "person")
    return tables.paged(rows, request, total=None if tallied is None else sum(tallied.values()))


def narrowed(request: HttpRequest, who: Who) -> tuple[FacetForm, QuerySet[Person]]:
    """The form of the facets, and the persons that it leaves."""
    form = FacetForm(request.GET, who=who)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = people_listed.listed(who.registrar, role=asked.get("role", ""), compartment=asked.get("compartment", ""))
    if asked.get("q"):
        rows = rows.filter(pk__in=found(request, who, asked["q"], kind="person", among="persons"))
    return form, rows


def _taken_away(request: HttpRequest, who: Who) -> Iterator[Sequence[object]]:
    _form, rows = narrowed(request, who)
    enter_list_export(who.hand, among="persons", rows=rows.count())
    return _lines(who, rows)


def _lines(who: Who, rows: QuerySet[Person]) -> Iterator[Sequence[object]]:
    found = rows.iterator(chunk_size=_BATCH)
    while batch := list(islice(found, _BATCH)):
        standings = people_listed.standings(who.registrar, [row.pk for row in batch])
        for row in batch:
            names = " / ".join(dict.fromkeys(name.text for name in row.names.all()))
            standing = standings[row.pk]
            title = row.compartment.title if row.compartment else ""
            yield row.pk, names, " ".join(standing.roles), standing.statements, row.gender_told, row.age_told, title
