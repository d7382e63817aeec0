"""Forms of messages: by what means, when, who to whom, from where, in which words; translations; looking for who spoke."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kniha.book.communications.drafts import CommunicationDraft, SpeakerDraft, TranslationDraft
from kniha.book.communications.models import Communication
from kniha.book.communications.rules import LONGEST_TEXT, must_be_asked
from kniha.book.events.models import Incident
from kniha.book.statements.drafts import When
from kniha.desk.choices import from_list
from kniha.desk.errors import answer
from kniha.desk.incidents.known import typed_time
from kniha.desk.people.forms import languages
from kniha.desk.recordings.forms import CompartmentForm, ViewForm, known_view
from kniha.desk.recordings.sources import SourceForm
from kniha.desk.told import TimeForm, zone_hint
from kniha.vocab.errors import KnihaError

FEWEST, SPARE = 5, 2
"""Lines for speakers: so many at least, and so many more than there are."""

_SPEAKER = ("side", "kind", "heard")
_BESIDE = (("medium", "channel"), ("first", "last"), ("margin", "precision", "zone"), ("heading_deg", "fov_deg", "range_m"))
_TIME = frozenset({"first", "last", "margin", "precision", "zone", "when_words"})


class FacetForm(forms.Form):
    """What the list is narrowed by: never by words, which may be a number or a call sign."""

    medium = forms.ChoiceField(label=_("By what means"), required=False, choices=from_list("communication-media", open_=_("all")))
    first = forms.DateField(label=_("From the day"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    last = forms.DateField(label=_("To the day"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def asked(self) -> dict[str, Any]:
        """What was asked; nothing where it cannot be read."""
        told: dict[str, Any] = self.cleaned_data if self.is_valid() else {}
        days: dict[str, date | None] = {name: told.get(name) for name in ("first", "last")}
        return {"medium": told.get("medium", ""), **days}


class CommunicationForm(TimeForm, ViewForm):
    """A message. A line for each who spoke or was spoken to; lines that stay empty are none."""

    medium = forms.ChoiceField(label=_("By what means"), choices=from_list("communication-media"))
    channel = forms.CharField(label=_("Channel, frequency or chat"), required=False, max_length=120)
    text = forms.CharField(
        label=_("What was said, in the original"), required=False, max_length=LONGEST_TEXT, widget=forms.Textarea({"rows": 6})
    )
    language = forms.ChoiceField(label=_("Language"), required=False, choices=languages)
    needs_place = False

    def __init__(self, *args: Any, speakers: int = 0, known: When | None = None, **kwargs: Any) -> None:  # Any: Django's form arguments
        super().__init__(*args, **kwargs)
        self.known = known
        self.lines = range(1, max(FEWEST, speakers + SPARE) + 1)
        self.abreast = (*_BESIDE, *(tuple(f"{part}_{number}" for part in _SPEAKER) for number in self.lines))
        for number in self.lines:
            named = {"number": number}
            sides = from_list("speaker-sides")
            self.fields[f"side_{number}"] = forms.ChoiceField(
                label=_("Speaker %(number)s: speaks or is spoken to") % named, required=False, choices=sides,
                initial="from" if number == 1 else "to",
            )  # fmt: skip
            self.fields[f"kind_{number}"] = forms.ChoiceField(
                label=_("Speaker %(number)s: heard as") % named, required=False, choices=from_list("speaker-kinds")
            )
            self.fields[f"heard_{number}"] = forms.CharField(
                label=_("Speaker %(number)s: call sign, number or name") % named, required=False, max_length=120
            )
        for name, label in (
            ("heading_deg", _("Sector of the cell: direction, degrees")), ("fov_deg", _("Sector: width, degrees")),
            ("range_m", _("Reaches as far as, metres")),
        ):  # fmt: skip
            self.fields[name].label = label
        self.fields["fov_deg"].help_text = _("Empty: all round, or not known.")
        self.fields["zone"].help_text = zone_hint()
        self.order_fields((
            "compartment", "medium", "channel", "first", "last", "margin", "precision", "zone", "when_words",
            *(f"{part}_{number}" for number in self.lines for part in _SPEAKER), "text", "language", "point", "error_m",
            "place_words", "heading_deg", "fov_deg", "range_m", "read_in",
        ))  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Put the message together: what cannot be is said on the form."""
        cleaned: dict[str, Any] = super().clean()
        if not self.errors:
            try:
                cleaned["draft"] = self._draft(cleaned)
            except KnihaError as error:
                self.add_error(None, answer(error))
        return cleaned

    def draft(self) -> CommunicationDraft:
        """The message, not yet entered."""
        found: CommunicationDraft = self.cleaned_data["draft"]
        return found

    def _draft(self, told: dict[str, Any]) -> CommunicationDraft:
        speakers = tuple(
            SpeakerDraft(told[f"side_{one}"] or "from", told[f"heard_{one}"], told[f"kind_{one}"] or "not-known")
            for one in self.lines
            if told[f"heard_{one}"].strip()
        )
        # What was typed may be less exact than what is known: a time that nobody touched stays as it was.
        when = told["when"] if self.known is None or not _TIME.isdisjoint(self.changed_data) else self.known
        return CommunicationDraft(
            told["medium"], told["text"], told["language"], told["channel"], when=when, speakers=speakers, view=told["view"]
        )


class NewForm(CompartmentForm, CommunicationForm, SourceForm):
    """A message with its source, and where it lies."""


class TranslationForm(forms.Form):
    """A translation, and who or what made it."""

    text = forms.CharField(label=_("Translation"), max_length=LONGEST_TEXT, widget=forms.Textarea({"rows": 6}))
    translated_into = forms.ChoiceField(label=_("Language"), choices=languages)
    way = forms.ChoiceField(label=_("Translated by"), choices=from_list("translator-kinds"))
    note = forms.CharField(
        label=_("Translator's note"), required=False, max_length=1000, widget=forms.Textarea({"rows": 2}),
        help_text=_("What may mean something else, what was not understood."),
    )  # fmt: skip

    def draft(self) -> TranslationDraft:
        """The translation, not yet entered."""
        told = self.cleaned_data
        return TranslationDraft(told["text"], told["translated_into"], told["way"], told["note"])


class LookForm(forms.Form):
    """Who spoke, within an incident. Sent by POST: an address with a number in it would be kept by browsers and servers."""

    incident = forms.CharField(label=_("Within the incident"), max_length=20, help_text="KN-2020-48213")
    heard = forms.CharField(
        label=_("Call sign, number or name, whole"), max_length=120, widget=forms.TextInput({"autocomplete": "off"}),
        help_text=_("That you looked is entered with the incident; what you asked is kept nowhere in clear."),
    )  # fmt: skip

    def __init__(self, *args: Any, find: Any, **kwargs: Any) -> None:  # Any: Django's form arguments; a query
        super().__init__(*args, **kwargs)
        self.find = find

    def clean_incident(self) -> Incident:
        """The incident, where there is one that they may see."""
        found: Incident | None = self.find(self.cleaned_data["incident"].strip())
        if found is None:
            raise forms.ValidationError(gettext("There is no such incident here."))
        return found

    def clean_heard(self) -> str:
        """Enough to ask for."""
        heard = str(self.cleaned_data["heard"])
        try:
            must_be_asked(heard)
        except KnihaError as error:
            raise forms.ValidationError(answer(error)) from error
        return heard


def known_communication(row: Communication) -> dict[str, object]:
    """A message as the fields of its form."""
    told: dict[str, object] = {"medium": row.medium, "channel": row.channel, "text": row.text, "language": row.language}
    for number, one in enumerate(row.speakers.order_by("place", "pk"), 1):
        told |= {f"side_{number}": one.side, f"kind_{number}": one.kind, f"heard_{number}": one.heard}
    return told | typed_time(known_time(row)) | {"when_words": row.when_words} | known_view(row)


def known_time(row: Communication) -> When:
    """When it was said, as exactly as it is known."""
    return When(row.first, row.last, row.zone, row.precision, row.when_words)
