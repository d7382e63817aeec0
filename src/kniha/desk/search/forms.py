"""What a search is narrowed to: words, days, a place with its kilometres, and the facets that are counted."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.urls import reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kniha.desk.choices import LongSelect
from kniha.desk.language import language
from kniha.desk.places.shown import called
from kniha.desk.told import typed_interval
from kniha.runs.finding import KINDS
from kniha.search.cells import LARGEST_M, Circle
from kniha.search.documents import FACETS, Narrowing
from kniha.vocab import terms
from kniha.vocab.errors import ImpossibleError, MalformedError
from kniha.vocab.gazetteer import KnownPlace
from kniha.vocab.place import parse_place
from kniha.vocab.time import Interval

NAMES = ("q", "kind", "first", "last", "near", "km", "act", "state", "compartment")
KM = 3
_LISTS = {"act": "act-kinds", "state": "incident-states"}


class SearchForm(forms.Form):
    """The fields. What is wrong is told beside its field, and narrows nothing."""

    q = forms.CharField(label=_("Words"), required=False, max_length=300, widget=forms.TextInput({"type": "search"}))
    kind = forms.ChoiceField(required=False, choices=[("", ""), *((kind, kind) for kind in KINDS)], widget=forms.HiddenInput)
    first = forms.CharField(label=_("From, as 09.08.2020"), required=False, max_length=40)
    last = forms.CharField(label=_("To, as 08.2020"), required=False, max_length=40)
    near = forms.CharField(
        label=_("Near a place or a point"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"data-places": reverse_lazy("places"), "autocomplete": "off"}),
    )
    km = forms.IntegerField(label=_("Within kilometres"), required=False, min_value=1, max_value=LARGEST_M // 1000)
    act = forms.ChoiceField(label=_("Act"), required=False, widget=LongSelect)
    state = forms.ChoiceField(label=_("State"), required=False, widget=LongSelect)
    compartment = forms.ChoiceField(label=_("Compartment"), required=False, widget=LongSelect)

    def __init__(self, data: QueryDict, *, compartments: Mapping[str, str]) -> None:
        super().__init__({name: data.get(name, "") for name in NAMES})
        self.labels = {name: {term.code: term.label(language()) for term in terms.terms(list_)} for name, list_ in _LISTS.items()}
        self.labels["compartment"] = dict(compartments)
        self.candidates: tuple[KnownPlace, ...] = ()
        self.place: KnownPlace | None = None
        for name, labels in self.labels.items():
            self._choose(name, list(labels.items()))
        if len(compartments) < 2:
            del self.fields["compartment"]

    def count(self, counts: Mapping[str, Mapping[str, int]]) -> None:
        """Write beside each choice how many records it would show; what would show none is left out, but for what is chosen."""
        for name in (one for one in FACETS if one in self.fields):
            found, chosen = counts.get(name, {}), self.cleaned_data.get(name)
            labels = (
                (code, f"{label} ({found.get(code, 0)})") for code, label in self.labels[name].items() if code in found or code == chosen
            )
            self._choose(name, list(labels))

    def narrowing(self) -> Narrowing:
        """What was asked for besides words; call it after `is_valid`."""
        told = self.cleaned_data
        first, last = told.get("first"), told.get("last")
        return Narrowing(
            state=told.get("state") or "",
            act=told.get("act") or "",
            compartment=told.get("compartment") or "",
            first=first.local_first.date() if first else None,
            last=last.local_last.date() if last else None,
            circle=told.get("near"),
        )

    def clean_first(self) -> Interval | None:
        """The day, month or moment from which on."""
        return typed_interval(self.cleaned_data["first"], str(settings.OFFICE.zone))

    def clean_last(self) -> Interval | None:
        """The day, month or moment until which."""
        return typed_interval(self.cleaned_data["last"], str(settings.OFFICE.zone))

    def clean(self) -> dict[str, Any]:
        """Put place and kilometres together."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        typed, cleaned["near"] = str(cleaned.get("near") or "").strip(), None
        if typed and "km" in cleaned:
            cleaned["near"] = self._circle(typed, (cleaned["km"] or KM) * 1000)
        return cleaned

    def _circle(self, typed: str, metres: int) -> Circle | None:
        try:
            point = parse_place(typed, radius_m=0)
        except ImpossibleError:
            self.add_error("near", gettext("A latitude lies between −90 and 90, a longitude between −180 and 180."))
            return None
        except MalformedError:
            return self._of_name(typed, metres)
        return Circle(point.lat_e7, point.lon_e7, metres)

    def _of_name(self, typed: str, metres: int) -> Circle | None:
        found = called(typed)
        if len(found) == 1:
            (self.place,) = found
            return Circle(self.place.place.lat_e7, self.place.place.lon_e7, metres)
        self.candidates = found
        wrong = gettext("Several places are called so. Choose one below.") if found else gettext("No place of this name is known here.")
        self.add_error("near", wrong)
        return None

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = [("", gettext("all")), *choices]  # type: ignore[attr-defined]  # a ChoiceField, above
