"""The parts of a form that take an uncertain time and an uncertain place, as typed, with a word beside the field that is wrong."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.forms.utils import ErrorDict
from django.urls import reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kniha.book.statements.drafts import When, Where
from kniha.desk.choices import from_list
from kniha.desk.language import language
from kniha.desk.places.shown import as_shown, point
from kniha.search.places import completed
from kniha.vocab.errors import ImpossibleError, MalformedError, NotFoundError
from kniha.vocab.gazetteer import known_place
from kniha.vocab.place import parse_place
from kniha.vocab.time import Interval, find_zone
from kniha.vocab.typed_time import parse_typed_time

DEFAULT_RADIUS_M = 100


class TimeForm(forms.Form):
    """When: one moment or day, or from and to; how exactly; by which clocks; in which words. Gives `cleaned_data["when"]`."""

    first = forms.CharField(label=_("When, or from"), required=False, max_length=30, help_text=_("11.08.2020 23:10, 11.08.2020 or 08.2020"))
    last = forms.CharField(label=_("Until"), required=False, max_length=30)
    margin = forms.IntegerField(label=_("Give or take, minutes"), required=False, min_value=1, max_value=1440)
    precision = forms.ChoiceField(label=_("How exactly"), required=False, choices=from_list("time-precisions", open_=_("as typed")))
    zone = forms.CharField(label=_("Time zone"), required=False, max_length=64)
    when_words = forms.CharField(label=_("In the words of the source"), required=False, max_length=500)

    def clean_zone(self) -> str:
        """A known zone; the office's where none was typed."""
        zone = str(self.cleaned_data["zone"]) or str(settings.OFFICE.zone)
        try:
            find_zone(zone)
        except ImpossibleError as error:
            raise forms.ValidationError(_("There is no such time zone. Write one like Europe/Minsk.")) from error
        return zone

    def clean(self) -> dict[str, Any]:
        """Put the typed parts together."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = (self._interval(name) for name in ("first", "last"))
        if last and not first:
            self.add_error("first", _("Say from when."))
        if first and not self.errors:
            cleaned["when"] = self._when(first, last)
        elif not self.errors:
            cleaned["when"] = When(words=cleaned.get("when_words", ""))
        return cleaned

    def _interval(self, name: str) -> Interval | None:
        typed = self.cleaned_data.get(name)
        zone = self.cleaned_data.get("zone")
        if not (typed and zone):
            return None
        try:
            return parse_typed_time(typed, zone)
        except MalformedError:
            self.add_error(name, _("Write a day like 11.08.2020, with an hour like 11.08.2020 23:10, or a month like 08.2020."))
        except ImpossibleError:
            self.add_error(name, _("There is no such day or hour. Please check it."))
        return None

    def _when(self, first: Interval, last: Interval | None) -> When:
        words, precision = self.cleaned_data.get("when_words", ""), self.cleaned_data.get("precision", "")
        whole = first
        if last is not None:
            if last.last < first.first:
                self.add_error("last", _("This comes before the beginning."))
                return When(words=words)
            same = first.precision if first.precision == last.precision else "about"
            whole = replace(first, last=last.last, precision="about" if same == "exact" else same)
        if margin := self.cleaned_data.get("margin"):
            wider = timedelta(minutes=margin)
            whole = replace(whole, first=whole.first - wider, last=whole.last + wider, precision="about")
        return When(whole.first, whole.last, whole.zone, precision or whole.precision, words)


FIND, TAKE = "find_place", "take_place"
"""Names of the two buttons of a place: one looks a name up, one fills point and radius. Neither sends the form off."""


class PlaceForm(forms.Form):
    """Where: a point with a radius, or words. Gives `cleaned_data["where"]`. A known place may be looked up by its name."""

    place_name = forms.CharField(
        label=_("Find a place by its name"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"data-places": reverse_lazy("places"), "data-places-into": "", "autocomplete": "off"}),
    )
    point = forms.CharField(label=_("Latitude and longitude"), required=False, max_length=60, help_text="53.9023, 27.5619")
    radius_m = forms.IntegerField(
        label=_("Within how many metres"), required=False, min_value=1, max_value=2_000_000, help_text=_("how far off it may be")
    )
    where_words = forms.CharField(label=_("Where, in words"), required=False, max_length=500)

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:  # Any: Django's form arguments
        super().__init__(_with_place(data), *args, **kwargs)
        self.is_choosing = bool(data) and not {FIND, TAKE}.isdisjoint(data)
        typed = str(data.get("place_name") or "")[:100] if self.is_choosing and FIND in data else ""
        self.places = [as_shown(place, language()) for place in completed(typed)]
        self.place_is_unknown = bool(typed) and not self.places

    def is_valid(self) -> bool:
        """Not while a place is being looked up: nothing is sent off by that."""
        return not self.is_choosing and super().is_valid()

    def full_clean(self) -> None:
        """Find no fault while a place is being looked up."""
        if self.is_choosing:
            self._errors, self.cleaned_data = ErrorDict(), {}
        else:
            super().full_clean()

    def clean(self) -> dict[str, Any]:
        """Put the typed parts together."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        words, typed = cleaned.get("where_words", ""), cleaned.get("point")
        if not typed:
            cleaned["where"] = Where(words=words)
            return cleaned
        try:
            place = parse_place(typed, radius_m=cleaned.get("radius_m") or DEFAULT_RADIUS_M)
            cleaned["where"] = Where(place.lat_e7, place.lon_e7, place.radius_m, words)
        except MalformedError:
            self.add_error("point", _("Write latitude and longitude like 53.9023, 27.5619."))
        except ImpossibleError:
            self.add_error("point", _("A latitude lies between −90 and 90, a longitude between −180 and 180."))
        return cleaned


def _with_place(data: Any) -> Any:  # Any: as above
    """What was typed, with the point of the place that was taken."""
    if not data or TAKE not in data:
        return data
    filled = data.copy()
    with suppress(NotFoundError):
        place = known_place(str(data[TAKE]))
        filled["point"], filled["radius_m"] = point(place.place), str(place.place.radius_m)
        filled["where_words"] = filled.get("where_words") or place.full_name(language())
    return filled


def typed_interval(text: str, zone: str) -> Interval | None:
    """The day, month or moment that somebody typed into a facet; None for nothing. Raises ValidationError in words."""
    if not text.strip():
        return None
    try:
        return parse_typed_time(text.strip(), zone)
    except MalformedError as error:
        raise forms.ValidationError(gettext("Write a day or a month: 11.08.2020, 08.2020.")) from error
    except ImpossibleError as error:
        raise forms.ValidationError(gettext("There is no such day.")) from error


def zone_hint() -> str:
    """What an empty zone means."""
    return gettext("empty: %(zone)s") % {"zone": settings.OFFICE.zone}
