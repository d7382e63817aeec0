"""Forms of deployments: where a unit was, from when to when, on whose task, and where that is known from."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from kniha.book.forces.drafts import DeploymentDraft, Tasking
from kniha.book.forces.models import Deployment
from kniha.book.forces.units import Unit
from kniha.book.people.models import Person
from kniha.desk.choices import from_list
from kniha.desk.errors import answer
from kniha.desk.forces.finding import called_of
from kniha.desk.forces.forms import SourceForm, SpanForm, known_days
from kniha.desk.places.shown import point
from kniha.desk.told import PlaceForm
from kniha.vocab.errors import KnihaError
from kniha.vocab.place import Place
from kniha.vocab.span import Span

_HOUR = forms.TextInput({"size": 6, "inputmode": "numeric"})


class StayForm(SpanForm, PlaceForm):
    """Where it was, and from when to when. Gives `cleaned_data["draft"]`."""

    stay_kind = forms.ChoiceField(label=_("How it was there"), choices=from_list("deployment-kinds"))
    began_at = forms.CharField(
        label=_("There by which hour of its first day"), required=False, max_length=5, widget=_HOUR,
        help_text=_("As 22:05, by the clocks of the place; only where a source says it."),
    )  # fmt: skip
    ended_at = forms.CharField(label=_("There until which hour of its last day"), required=False, max_length=5, widget=_HOUR)
    activity = forms.CharField(label=pgettext_lazy("of a unit", "What it did there"), required=False, max_length=500)
    field_order: Sequence[str] = (
        "stay_kind", "place_name", "point", "radius_m", "where_words", "began", "ended", "sighted", "began_at", "ended_at", "activity",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:  # Any: Django's cleaned data
        """Put the parts together."""
        told = super().clean()
        if not self.errors:
            try:
                told["draft"] = self._draft(told)
            except KnihaError as error:
                self.add_error(None, answer(error))
        return told

    def _draft(self, told: dict[str, Any]) -> DeploymentDraft:
        hours = (told["began_at"].strip(), told["ended_at"].strip())
        return DeploymentDraft(told["stay_kind"], told["where"], told["span"], *hours, activity=told["activity"])


class DeploymentForm(StayForm, SourceForm):
    """A deployment with its task and source. Whose task it was is chosen: of what is known above the unit, or of what was looked up."""

    tasked_words = forms.CharField(
        label=_("On the task of which unit: any of its names"), required=False, max_length=200,
        help_text=_("Only where a source says it. Look it up, then choose."),
    )  # fmt: skip
    tasked = forms.ChoiceField(label=_("On whose task"), required=False)
    field_order = (*StayForm.field_order, "tasked_words", "tasked", "account", "read_in")

    def __init__(
        self, *args: Any, units: Callable[[str], Iterable[Unit]], people: Sequence[Person], **kwargs: Any
    ) -> None:  # Any: Django's form arguments
        super().__init__(*args, **kwargs)
        words = str(self.data.get("tasked_words") or "").strip()
        self.units = {unit.pk: unit for unit in units(words)}
        self.people = {person.pk: person for person in people}
        self.is_looked_up = bool(words)
        field = self.fields["tasked"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                ("", gettext("no source says")),
                *((pk, called_of(unit)) for pk, unit in self.units.items()),
                *((pk, named(person)) for pk, person in self.people.items()),
            ]

    def clean(self) -> dict[str, Any]:  # Any: Django's cleaned data
        """Words that were typed lead to a choice: none is taken by itself."""
        told = super().clean()
        if told.get("tasked_words", "").strip() and not told.get("tasked"):
            self.add_error("tasked", _("Choose which unit is meant, or leave the words above empty."))
        return told

    def tasking(self) -> Tasking:
        """On whose task."""
        chosen = self.cleaned_data["tasked"]
        return Tasking(self.units.get(chosen), self.people.get(chosen))


def named(person: Person) -> str:
    """A person by their names."""
    return " / ".join(name.text for name in person.names.all()) or gettext("Somebody without a name")


def known_stay(row: Deployment) -> dict[str, object]:
    """A deployment as the fields of its form."""
    typed = "" if row.lat_e7 is None or row.lon_e7 is None else point(Place(row.lat_e7, row.lon_e7, 0))
    place = {"point": typed, "radius_m": row.radius_m, "where_words": row.place_words}
    hours = {"began_at": row.began_at, "ended_at": row.ended_at, "activity": row.activity, "stay_kind": row.kind}
    return place | hours | known_days(Span(row.began_from, row.began_to, row.ended_from, row.ended_to))
