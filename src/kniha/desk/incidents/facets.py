"""What a list of incidents is narrowed to, read from the address: the same for the list, the file taken away and the map."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kniha.book.access.counting import counted
from kniha.book.access.models import Registrar
from kniha.book.access.queries import seats
from kniha.book.events import queries
from kniha.book.events.models import Incident
from kniha.desk.choices import LongSelect
from kniha.desk.language import language
from kniha.desk.request import Who
from kniha.desk.searching import found
from kniha.desk.told import typed_interval
from kniha.vocab import terms
from kniha.vocab.time import Interval

NAMES = ("q", "state", "kind", "compartment", "year", "first", "last")
LONGEST_ROW_OF_YEARS = 60
COUNTED_AT_ONCE = 5_000
"""Incidents up to which each choice is counted with every list; beyond it, that takes longer than the list itself, and is asked for."""


class FacetForm(forms.Form):
    """The facets as fields. What is not in a list is refused beside its field, and nothing is narrowed by it."""

    q = forms.CharField(label=_("Words"), required=False, max_length=300, widget=forms.TextInput(attrs={"type": "search"}))
    state = forms.CharField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Act"), required=False, widget=LongSelect)
    year = forms.ChoiceField(label=_("Year"), required=False, widget=LongSelect)
    first = forms.CharField(label=_("From, as 09.08.2020"), required=False, max_length=40)
    last = forms.CharField(label=_("To, as 08.2020"), required=False, max_length=40)
    compartment = forms.ChoiceField(label=_("Compartment"), required=False, widget=LongSelect)

    def __init__(self, data: QueryDict, registrar: Registrar) -> None:
        super().__init__({name: data.get(name, "") for name in NAMES}, auto_id="facet_%s")
        self.registrar = registrar
        open_ones = [(one.pk, one.title) for one in seats(registrar)]
        self._choose("kind", [(kind.code, kind.label(language())) for kind in terms.terms("act-kinds")])
        self._choose("year", [(str(year), str(year)) for year in years(registrar)])
        self._choose("compartment", open_ones)
        if len(open_ones) < 2:
            del self.fields["compartment"]

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = [("", gettext("all")), *choices]  # type: ignore[attr-defined]  # a ChoiceField, above

    def clean_state(self) -> str:
        """A state that incidents have."""
        state: str = self.cleaned_data["state"]
        if state and state not in terms.codes("incident-states"):
            raise forms.ValidationError(terms.label("answers", "unknown-term", language()))
        return state

    def clean_first(self) -> Interval | None:
        """The day, month or moment from which on."""
        return self._typed("first")

    def clean_last(self) -> Interval | None:
        """The day, month or moment until which."""
        return self._typed("last")

    def _typed(self, name: str) -> Interval | None:
        return typed_interval(self.cleaned_data[name], str(settings.OFFICE.zone))


@dataclass(frozen=True, slots=True)
class Facet:
    """One value to narrow by: its code, label and how many incidents it would show."""

    code: str
    label: str
    count: int
    is_chosen: bool


class Selection:
    """The incidents that a registrar asked for, within what they may see."""

    def __init__(self, request: HttpRequest, who: Who, *, among: str) -> None:
        self.form = FacetForm(request.GET, who.registrar)
        self.registrar = who.registrar
        self.all = queries.incidents_in_order(who.registrar)
        self.form.is_valid()
        self.chosen: dict[str, Any] = {name: self.form.cleaned_data.get(name) for name in NAMES}  # Any: text or an interval
        words = self.chosen["q"]
        self.found = found(request, who, words, kind="incident", among=among) if words else None

    def rows(self, *, but: str = "") -> QuerySet[Incident]:
        """The incidents; `but` leaves one facet out, to count what each of its values would show."""
        rows = self.all
        if self.found is not None:
            rows = rows.filter(pk__in=self.found)
        for name, value in self.chosen.items():
            if value and name not in {but, "q"}:
                rows = queries.with_kind(rows, value) if name == "kind" else rows.filter(_condition(name, value))
        return rows

    def states(self) -> list[Facet]:
        """How many incidents of each state there are."""
        counts = None if self._is_narrowed_but_by_state() else counted(self.registrar, "incident")
        if counts is None:
            counts = queries.state_counts(self.rows(but="state"))
        shown = (term for term in terms.terms("incident-states") if term.code in counts)
        return [Facet(term.code, term.label(language()), counts[term.code], self.chosen["state"] == term.code) for term in shown]

    def total(self, states: Sequence[Facet]) -> int:
        """How many incidents the list shows, out of the counts of its states."""
        wanted = self.chosen["state"]
        return sum(state.count for state in states if not wanted or state.code == wanted)

    def count_choices(self, states: Sequence[Facet], *, asked: bool) -> bool:
        """Count what each kind and year would show, where that is quick or was asked for; whether it was done."""
        if not asked and sum(state.count for state in states) > COUNTED_AT_ONCE:
            return False
        self._count_kinds()
        self._count_years()
        return True

    def _count_kinds(self) -> None:
        """Write beside each kind of act how many incidents have it; kinds that none has are left out."""
        counts = queries.kind_counts(self.registrar, self.rows(but="kind"))
        kept = [(code, f"{label} ({counts[code]})") for code, label in self.form.fields["kind"].choices if code in counts]  # type: ignore[attr-defined]  # a ChoiceField
        asked = self.chosen["kind"]
        if asked and asked not in counts:
            kept.append((asked, f"{terms.label('act-kinds', asked, language())} (0)"))
        self.form._choose("kind", kept)  # noqa: SLF001  the form's own module

    def _count_years(self) -> None:
        """Write beside each year how many incidents begin in it."""
        asked = years(self.registrar)
        rows = self.rows(but="year").order_by()
        counts = rows.aggregate(**{f"in_{year}": Count("pk", filter=_condition("year", year)) for year in asked})
        self.form._choose("year", [(str(year), f"{year} ({counts[f'in_{year}']})") for year in asked])  # noqa: SLF001  the same

    def _is_narrowed_but_by_state(self) -> bool:
        return any(value for name, value in self.chosen.items() if name != "state")

    def is_narrowed(self) -> bool:
        """Whether anything but everything is shown."""
        return any(self.chosen.values())


def without_state(request: HttpRequest) -> str:
    """The address's query without state and page: what the links to the states carry on."""
    kept = request.GET.copy()
    for name in ("page", "state"):
        kept.pop(name, None)
    return kept.urlencode()


def years(registrar: Registrar) -> range:
    """The years in which incidents begin, by the office's clocks."""
    ends = queries.first_and_last(registrar)
    if ends is None:
        return range(0)
    first, last = (end.astimezone(settings.OFFICE.zone).year for end in ends)
    return range(max(first, last - LONGEST_ROW_OF_YEARS), last + 1)


def _condition(name: str, value: Any) -> Q:  # Any: text or an interval
    match name:
        case "year":
            start, end = _year(int(value), settings.OFFICE.zone)
            return Q(first__gte=start, first__lt=end)
        case "first":
            return Q(last__gte=value.first)
        case "last":
            return Q(first__lte=value.last)
        case _:
            return Q(**{name: value})


def _year(year: int, zone: ZoneInfo) -> Iterator[datetime]:
    return (datetime(one, 1, 1, tzinfo=zone).astimezone(UTC) for one in (year, year + 1))
