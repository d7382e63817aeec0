"""Forms of headcounts and departures: how many, from which day to which, how sure, and where that is known from."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from kniha.book.forces.drafts import Count, DepartureDraft, HeadcountDraft
from kniha.book.forces.models import Counted
from kniha.book.people.models import Person
from kniha.desk.choices import from_list
from kniha.desk.errors import answer
from kniha.desk.forces.deployment_forms import named
from kniha.desk.forces.forms import SourceForm
from kniha.vocab.errors import ImpossibleError, KnihaError, MalformedError
from kniha.vocab.span import parse_days, typed_days


def _number(label: Any, help_text: Any = "") -> forms.IntegerField:  # Any: Django's lazy words
    return forms.IntegerField(
        label=label, required=False, help_text=help_text, widget=forms.NumberInput({"inputmode": "numeric", "min": 0})
    )


class CountForm(forms.Form):
    """How many, and when. Gives `cleaned_data["count"]`."""

    low = _number(pgettext_lazy("of people", "At least"))
    likely = _number(pgettext_lazy("of people", "Likely"), _("One number alone stands for all three."))
    high = _number(pgettext_lazy("of people", "At most"))
    first = forms.CharField(
        label=_("Not before"), required=False, max_length=30,
        help_text=_("2020, 2020-08 or 09.08.2020. Empty: no source says it."),
    )  # fmt: skip
    last = forms.CharField(label=_("Not after"), required=False, max_length=30)
    confidence = forms.ChoiceField(label=_("How far it holds"), choices=from_list("information-grades"), initial="cannot-be-judged")
    words = forms.CharField(label=_("In the words of the source"), required=False, max_length=500)
    abreast = (("low", "likely", "high"), ("first", "last"))

    def clean(self) -> dict[str, Any]:  # Any: Django's cleaned data
        """Put the numbers and the days together."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        days = [self._day(name, end) for end, name in enumerate(("first", "last"))]
        if not self.errors:
            try:
                told["count"] = self._count(told, days)
            except KnihaError as error:
                self.add_error(None, answer(error))
        return told

    def _count(self, told: dict[str, Any], days: Sequence[date | None]) -> Count:  # Any: as above
        given = [told[name] for name in ("low", "likely", "high") if told.get(name) is not None]
        if not given:
            raise MalformedError("say how many: one number, or at least and at most")
        low = told["low"] if told["low"] is not None else min(given)
        high = told["high"] if told["high"] is not None else max(given)
        likely = told["likely"] if told["likely"] is not None else low
        return Count(low, likely, high, days[0], days[1], told["confidence"], told["words"])

    def _day(self, name: str, end: int) -> date | None:
        words = str(self.cleaned_data.get(name) or "").strip()
        try:
            return parse_days(words)[end] if words else None
        except MalformedError:
            self.add_error(name, _("Write days like 2020, 2020-08, 09.08.2020 or 2020-08..2020-10."))
        except ImpossibleError:
            self.add_error(name, _("There are no such days."))
        return None


class StaffForm(CountForm):
    """A headcount."""

    staff_kind = forms.ChoiceField(label=_("Of whom"), choices=from_list("headcount-kinds"))
    field_order: Sequence[str] = ("staff_kind", "low", "likely", "high", "first", "last", "confidence", "words")

    def draft(self) -> HeadcountDraft:
        """The headcount, not yet entered."""
        return HeadcountDraft(self.cleaned_data["staff_kind"], self.cleaned_data["count"])


class HeadcountForm(StaffForm, SourceForm):
    """A headcount with its source."""

    field_order = (*StaffForm.field_order, "account", "read_in")


class LeftForm(CountForm):
    """A departure, of people who are only counted."""

    way = forms.ChoiceField(label=_("How they left"), choices=from_list("departure-kinds"))
    field_order: Sequence[str] = ("way", "low", "likely", "high", "first", "last", "confidence", "words")


class DepartureForm(LeftForm, SourceForm):
    """A departure with its source: counted, or of one person whom the register knows to have served here."""

    person = forms.ChoiceField(
        label=_("Or one person of the register"), required=False,
        help_text=_("Somebody who served here. It is then seen by those alone who may know of this person; in figures they are a number."),
    )  # fmt: skip
    field_order = (*LeftForm.field_order, "person", "account", "read_in")

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:  # Any: Django's form arguments
        self.people = {person.pk: person for person in people}
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", gettext("only counted")), *((pk, named(person)) for pk, person in self.people.items())]

    def _count(self, told: dict[str, Any], days: Sequence[date | None]) -> Count:  # Any: Django's cleaned data
        if told.get("person") and all(told.get(name) is None for name in ("low", "likely", "high")):
            return Count(1, 1, 1, days[0], days[1], told["confidence"], told["words"])
        return super()._count(told, days)

    def draft(self) -> DepartureDraft:
        """The departure, not yet entered."""
        return DepartureDraft(self.cleaned_data["way"], self.cleaned_data["count"], self.people.get(self.cleaned_data["person"]))


def known_count(row: Counted) -> dict[str, object]:
    """A row as the fields of its form."""
    told = {name: getattr(row, name) for name in ("low", "likely", "high", "confidence", "words")}
    first, last = row.first_day, row.last_day
    days = {"first": typed_days((first, first)) if first else "", "last": typed_days((last, last)) if last else ""}
    return {**told, **days}
