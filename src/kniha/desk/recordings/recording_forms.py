"""Forms of recordings: when and where they were made, who holds what is not obtained, and what became of asking for it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kniha.book.evidence.models import Exhibit
from kniha.book.recordings.drafts import RecordingDraft, Step
from kniha.book.recordings.models import Camera, Recording
from kniha.desk.choices import from_list
from kniha.desk.errors import answer
from kniha.desk.recordings.forms import ViewForm, known_view
from kniha.desk.recordings.sources import SourceForm
from kniha.desk.recordings.typed import MomentField, SecondsField, parse_track, typed_moment, typed_seconds, typed_track
from kniha.vocab.errors import KnihaError


class FacetForm(forms.Form):
    """What the list of recordings is narrowed by."""

    q = forms.CharField(label=_("Words"), required=False, max_length=200, widget=forms.TextInput({"type": "search"}))
    state = forms.ChoiceField(label=_("Held or known"), required=False, choices=from_list("recording-states", open_=_("all")))


class FootageForm(forms.Form):
    """What the list of footage that will be lost is narrowed by."""

    q = forms.CharField(label=_("Words"), required=False, max_length=200, widget=forms.TextInput({"type": "search"}))
    urgency = forms.ChoiceField(label=_("Written over"), required=False, choices=from_list("footage-urgencies", open_=_("all")))


class RecordingForm(ViewForm):
    """A recording. A place of its own is needed where it is of no camera here, or was made by one that moves."""

    label = forms.CharField(label=_("What it is called"), min_length=2, max_length=200, help_text=_("So that others find it again."))
    camera = forms.ChoiceField(label=_("Of which camera"), required=False)
    shown_first = MomentField(label=_("Begins, by the camera's clock"), required=False)
    shown_last = MomentField(label=_("Ends, by the camera's clock"), required=False)
    true_first = MomentField(label=_("Begins, in true time, where that is told"), required=False)
    true_last = MomentField(label=_("Ends, in true time"), required=False)
    sigma = SecondsField(label=_("Times are right to within, seconds"), required=False)
    track = forms.CharField(
        label=_("Track of a moving camera"), required=False, max_length=100_000, widget=forms.Textarea({"rows": 4}),
        help_text=_("A line for each point: 2020-08-11T23:10:05 53.9023 27.5619 10, the last is its error in metres. At most 1000 points."),
    )  # fmt: skip
    words = forms.CharField(label=_("In words"), required=False, max_length=1000, widget=forms.Textarea({"rows": 3}))
    needs_place = False
    field_order: Sequence[str] = (
        "label", "camera", "shown_first", "shown_last", "true_first", "true_last", "sigma", "holder_kind", "holder_words", "lost_on",
        "words", "point", "error_m", "place_words", "heading_deg", "fov_deg", "range_m", "track", "read_in",
    )  # fmt: skip

    def __init__(self, *args: Any, cameras: Sequence[Camera], is_held: bool, **kwargs: Any) -> None:  # Any: Django's form arguments
        super().__init__(*args, **kwargs)
        self.cameras = {one.pk: one for one in cameras}
        field = self.fields["camera"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "—"), *((one.pk, one.label) for one in cameras)]
        if not is_held:
            self.fields["holder_kind"] = forms.ChoiceField(
                label=_("Who holds it"), required=False, choices=from_list("owner-kinds", open_="—")
            )
            self.fields["holder_words"] = forms.CharField(
                label=_("Who holds it, in words"), required=False, max_length=300, help_text=_("A shop, an office: never a person's name.")
            )
            self.fields["lost_on"] = forms.DateField(
                label=_("Written over on, where that is told"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
                help_text=_("Else the day follows from how long the camera keeps footage."),
            )  # fmt: skip
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """Put the recording together: what cannot be is said on the form."""
        cleaned: dict[str, Any] = super().clean()
        if not self.errors:
            try:
                cleaned["draft"] = self._draft(cleaned)
            except KnihaError as error:
                self.add_error(None, answer(error))
        return cleaned

    def draft(self) -> RecordingDraft:
        """The recording, not yet entered."""
        found: RecordingDraft = self.cleaned_data["draft"]
        return found

    def _draft(self, told: dict[str, Any]) -> RecordingDraft:
        shown, true = _ends(told, "shown"), _ends(told, "true")
        began = (shown or true or (None, None))[0]
        track = parse_track(told["track"], began, error_m=told["error_m"] or 25) if told["track"].strip() and began else ()
        if told["track"].strip() and not began:
            self.add_error("track", _("A track is of a recording whose beginning is known."))
        return RecordingDraft(
            told["label"], self.cameras.get(told["camera"]), shown, true, told["sigma"], told["view"], track, told["words"],
            told.get("holder_kind", ""), told.get("holder_words", ""), told.get("lost_on"),
        )  # fmt: skip


class NewRecordingForm(RecordingForm, SourceForm):
    """A recording with its source."""


class WayForm(forms.Form):
    """How footage may be asked for: a lawyer's words."""

    way = forms.CharField(
        label=_("The safe way to ask"), min_length=10, max_length=4000, widget=forms.Textarea({"rows": 5}),
        help_text=_("Through whom, in which words, and what must not be said: a question tells what is looked for."),
    )  # fmt: skip


class StepForm(forms.Form):
    """Footage was asked for, or refused."""

    what = forms.ChoiceField(label=_("What happened"))
    on = forms.DateField(label=_("On"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    words = forms.CharField(label=_("What was said"), required=False, max_length=1000, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's form arguments
        super().__init__(*args, **kwargs)
        field = self.fields["what"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [choice for choice in from_list("footage-steps")() if choice[0] != "received"]

    def step(self) -> Step:
        """The step, not yet entered."""
        return Step(self.cleaned_data["what"], self.cleaned_data["on"], self.cleaned_data["words"])


class ReceiptForm(forms.Form):
    """Which file the footage is."""

    file = forms.CharField(
        label=_("The file's SHA-256, or the address of its page"), max_length=300,
        help_text=_("First the file comes into the register, with its custody; then it is named here."),
    )  # fmt: skip

    def __init__(self, *args: Any, find: Any, **kwargs: Any) -> None:  # Any: Django's form arguments; a query
        super().__init__(*args, **kwargs)
        self.find = find

    def clean_file(self) -> Exhibit:
        """The file, where there is one that they may see."""
        found: Exhibit | None = self.find(self.cleaned_data["file"])
        if found is None:
            raise forms.ValidationError(_("There is no such file here."))
        return found


def known_recording(row: Recording) -> dict[str, object]:
    """A recording as the fields of its form."""
    began = row.shown_first or row.first
    return {
        "label": row.label, "camera": row.camera_id or "", "shown_first": typed_moment(row.shown_first),
        "shown_last": typed_moment(row.shown_last), "true_first": typed_moment(row.first), "true_last": typed_moment(row.last),
        "sigma": typed_seconds(row.sigma_ms), "track": typed_track(tuple(map(tuple, row.track)), began), "words": row.words,
        "holder_kind": row.holder_kind, "holder_words": row.holder_words,
        "lost_on": row.lost_on if row.lost_how == "told" else None, **known_view(row),
    }  # fmt: skip


def _ends(told: dict[str, Any], which: str) -> Any:  # Any: two instants, or None where neither is told; the book refuses one alone
    first, last = told[f"{which}_first"], told[f"{which}_last"]
    return (first, last) if first or last else None
