"""Forms of cameras: what they are, where they stood and looked, how far off their clocks were."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kniha.book.access.models import Compartment
from kniha.book.recordings.drafts import CameraDraft, PositionDraft, ReadingDraft, SeenTwice, ViewDraft
from kniha.book.recordings.models import Camera, Covering
from kniha.desk.choices import from_list
from kniha.desk.errors import answer
from kniha.desk.forces.forms import SpanForm
from kniha.desk.recordings.sources import SourceForm
from kniha.desk.recordings.typed import MomentField, SecondsField
from kniha.vocab.errors import KnihaError
from kniha.vocab.place import DEGREE, parse_place
from kniha.vocab.span import Span

PAIRS = 4


class FacetForm(forms.Form):
    """What the list of cameras is narrowed by."""

    q = forms.CharField(label=_("Words"), required=False, max_length=200, widget=forms.TextInput({"type": "search"}))
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=from_list("camera-kinds", open_=_("all")))


class CompartmentForm(forms.Form):
    """Where something new lies."""

    compartment = forms.ChoiceField(label=_("Compartment"))

    def __init__(self, *args: Any, seats: Sequence[Compartment], **kwargs: Any) -> None:  # Any: Django's form arguments
        super().__init__(*args, **kwargs)
        self.seats = {one.pk: one for one in seats}
        field = self.fields["compartment"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(one.pk, one.title) for one in seats]

    def into(self) -> Compartment:
        """Where it lies."""
        return self.seats[self.cleaned_data["compartment"]]


class CameraForm(forms.Form):
    """What a camera is, and whose."""

    label = forms.CharField(label=_("What it is called"), min_length=2, max_length=200, help_text=_("So that others find it again."))
    camera_kind = forms.ChoiceField(label=_("What kind of camera"), choices=from_list("camera-kinds"), initial="not-known")
    owner_kind = forms.ChoiceField(label=_("Whose it is"), choices=from_list("owner-kinds"), initial="not-known")
    owner_words = forms.CharField(
        label=_("Owner, in words"), required=False, max_length=300, help_text=_("A shop, an office, a building: never a person's name.")
    )
    retention_days = forms.IntegerField(
        label=_("Keeps footage for, days"), required=False, min_value=1, max_value=3660, help_text=_("Empty: nobody knows.")
    )
    words = forms.CharField(label=_("In words"), required=False, max_length=1000, widget=forms.Textarea({"rows": 3}))

    def draft(self) -> CameraDraft:
        """The camera, not yet entered."""
        told = self.cleaned_data
        return CameraDraft(
            told["label"], told["camera_kind"], told["owner_kind"], told["owner_words"], told["retention_days"], told["words"]
        )


class ViewForm(forms.Form):
    """A place, and what is seen from it. Gives `cleaned_data["view"]`."""

    point = forms.CharField(label=_("Latitude and longitude"), required=False, max_length=60, help_text="53.9023, 27.5619")
    error_m = forms.IntegerField(
        label=_("Right to within, metres"),
        required=False,
        min_value=1,
        max_value=100_000,
        help_text=_("So that it holds in 95 of 100 cases."),
    )
    place_words = forms.CharField(label=_("Place, in words"), required=False, max_length=500)
    heading_deg = forms.IntegerField(
        label=_("Looks towards, degrees"), required=False, min_value=0, max_value=359,
        help_text=_("Clockwise from north: 90 is east. Empty: not known."),
    )  # fmt: skip
    fov_deg = forms.IntegerField(
        label=_("Sees how wide, degrees"), required=False, min_value=1, max_value=360, help_text=_("Empty: all round, or not known.")
    )
    range_m = forms.IntegerField(label=_("People can be told apart up to, metres"), required=False, min_value=1, max_value=20_000)
    needs_place = True

    def clean(self) -> dict[str, Any]:
        """Put the place together."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        try:
            cleaned["view"] = self._view(cleaned)
            if self.needs_place:
                cleaned["view"].must_be_placed()
        except KnihaError as error:
            self.add_error("point", answer(error))
        return cleaned

    def _view(self, told: dict[str, Any]) -> ViewDraft:
        place = parse_place(told["point"], radius_m=told["error_m"] or 0) if told["point"].strip() else None
        error = told["error_m"] if place else None
        if place and not error:
            self.add_error("error_m", _("Say to within how many metres the point is right."))
        lat_e7, lon_e7 = (place.lat_e7, place.lon_e7) if place else (None, None)
        view = {name: told[name] for name in ("heading_deg", "fov_deg", "range_m", "place_words")}
        return ViewDraft(lat_e7, lon_e7, error, **view)


class PositionForm(ViewForm, SpanForm, SourceForm):
    """Where a camera stood for some time."""

    field_order: Sequence[str] = (
        "point", "error_m", "place_words", "heading_deg", "fov_deg", "range_m", "began", "ended", "sighted", "read_in",
    )  # fmt: skip

    def position(self) -> PositionDraft:
        """The position, not yet entered."""
        return PositionDraft(self.cleaned_data["view"], self.cleaned_data.get("span", Span()))


class RegisterForm(PositionForm, CameraForm):
    """A camera with where it stood."""

    field_order = ("label", "camera_kind", "owner_kind", "owner_words", "retention_days", "words", *PositionForm.field_order)


class ClockForm(SourceForm):
    """What the clock showed, and what time it truly was."""

    shown = MomentField(label=_("The camera's clock showed"))
    true = MomentField(label=_("The true time was"))
    sigma = SecondsField(label=_("Give or take, seconds"), help_text=_("One standard deviation: right in two of three cases."))
    way = forms.ChoiceField(label=_("How that was found out"), choices=from_list("clock-ways"))
    words = forms.CharField(label=_("In words"), required=False, max_length=500)
    field_order = ("shown", "true", "sigma", "way", "words", "read_in")

    def reading(self) -> ReadingDraft:
        """The reading, not yet entered."""
        told = self.cleaned_data
        return ReadingDraft(
            told["true"], (told["shown"] - told["true"]) // timedelta(milliseconds=1), told["sigma"], told["way"], told["words"]
        )


class CompareForm(SourceForm):
    """The same events as two cameras show them."""

    other = forms.ChoiceField(label=_("The other camera, whose clock was measured"))
    sigma = SecondsField(
        label=_("Each time is right to within, seconds"), help_text=_("One standard deviation: right in two of three cases.")
    )

    def __init__(self, *args: Any, others: Sequence[Camera], **kwargs: Any) -> None:  # Any: Django's form arguments
        super().__init__(*args, **kwargs)
        self.others = {one.pk: one for one in others}
        field = self.fields["other"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(one.pk, one.label) for one in others]
        for number in range(1, PAIRS + 1):
            named = {"number": number}
            self.fields[f"here_{number}"] = MomentField(label=_("Event %(number)s on this camera") % named, required=number == 1)
            self.fields[f"there_{number}"] = MomentField(label=_("Event %(number)s on the other") % named, required=number == 1)
        self.order_fields(
            ["other", *(f"{side}_{number}" for number in range(1, PAIRS + 1) for side in ("here", "there")), "sigma", "read_in"]
        )

    def clean(self) -> dict[str, Any]:
        """Both sides of an event, or neither."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for number in range(2, PAIRS + 1):
            if bool(cleaned.get(f"here_{number}")) != bool(cleaned.get(f"there_{number}")):
                self.add_error(f"there_{number}", _("An event has its time on both cameras."))
        return cleaned

    def events(self) -> list[SeenTwice]:
        """The events that were typed."""
        sigma = self.cleaned_data["sigma"]
        return [SeenTwice(here, there, sigma) for here, there in self._pairs()]

    def _pairs(self) -> Iterator[tuple[datetime, datetime]]:
        for number in range(1, PAIRS + 1):
            here, there = (self.cleaned_data.get(f"{side}_{number}") for side in ("here", "there"))
            if here and there:
                yield here, there


class ReasonForm(forms.Form):
    """Why something is withdrawn."""

    reason = forms.CharField(label=_("Why it is withdrawn"), min_length=4, max_length=1000, widget=forms.Textarea({"rows": 3}))


def known_camera(row: Camera) -> dict[str, object]:
    """A camera as the fields of its form."""
    told = {"label": row.label, "camera_kind": row.kind, "owner_kind": row.owner_kind, "owner_words": row.owner_words}
    return {**told, "retention_days": row.retention_days, "words": row.words}


def known_view(row: Covering) -> dict[str, object]:
    """A place and view as the fields of their form."""
    point = "" if row.lat_e7 is None or row.lon_e7 is None else f"{row.lat_e7 / DEGREE:.7f}, {row.lon_e7 / DEGREE:.7f}"
    view = {"heading_deg": row.heading_deg, "fov_deg": row.fov_deg, "range_m": row.range_m}
    return {"point": point, "error_m": row.error_m, "place_words": row.place_words, **view}
