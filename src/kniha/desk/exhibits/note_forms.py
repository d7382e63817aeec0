"""Forms of notes on a picture, a film or a sound: when in it, on which part of it, in words; a translation; a withdrawal."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kniha.book.evidence.noting import TRANSLATION, NoteDraft
from kniha.book.evidence.rules import Region, Stretch
from kniha.desk.choices import Choices, from_list
from kniha.desk.people.forms import languages

_CLOCK = re.compile(r"(?:(?:(\d{1,3}):)?(\d{1,3}):)?(\d{1,6})(?:[.,](\d{1,3}))?", re.ASCII)
_REGION = ("left", "top", "width", "height")


class MomentField(forms.CharField):
    """A moment of a film or a sound, as 1:02:03.250, 2:03 or 63.5; in milliseconds from its beginning."""

    def __init__(self, **named: Any) -> None:  # Any: as Django's own fields take them
        super().__init__(max_length=20, **named)

    def clean(self, value: str) -> int | None:
        """The milliseconds; None where it stays open."""
        text = super().clean(value)
        if not text:
            return None
        found = _CLOCK.fullmatch(text.strip())
        if found is None:
            raise forms.ValidationError(_("Write hours, minutes and seconds: 0:02:03.250."))
        hours, minutes, seconds, rest = found.groups()
        return ((int(hours or 0) * 60 + int(minutes or 0)) * 60 + int(seconds)) * 1000 + int((rest or "").ljust(3, "0"))


class PartField(forms.DecimalField):
    """A distance on the picture in percent of its side."""

    def __init__(self, **named: Any) -> None:  # Any: as above
        super().__init__(required=False, min_value=0, max_value=100, decimal_places=2, **named)


def kinds() -> Choices:
    """Kinds of notes that are entered by themselves."""
    return [(code, label) for code, label in from_list("media-note-kinds")() if code != TRANSLATION]


class NoteForm(forms.Form):
    """A note on a film. Without a script the numbers are typed; with it they are taken from the player."""

    kind = forms.ChoiceField(label=_("What it tells"), choices=kinds)
    words = forms.CharField(label=_("In words"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=languages, help_text=_("Of what is said: needed for what is said as it sounds.")
    )
    start = MomentField(label=_("From"), help_text=_("From the beginning of the file: 0:02:03.250."))
    end = MomentField(label=_("Until"), required=False)
    left = PartField(label=_("From the left, %"))
    top = PartField(label=_("From the top, %"))
    width = PartField(label=_("Width, %"))
    height = PartField(label=_("Height, %"))

    def clean(self) -> dict[str, Any]:  # Any: what a form holds
        """A region is told whole, or not at all."""
        told = super().clean() or {}
        given = [name for name in _REGION if told.get(name) is not None]
        if given and not set(given) >= set(_REGION) & set(self.fields):
            raise forms.ValidationError(_("A region is told by four numbers; leave all four open for the whole picture."))
        return told

    def draft(self) -> NoteDraft:
        """The note, not yet entered; ImpossibleError where its end lies before its beginning, or its region outside the picture."""
        told = self.cleaned_data
        start = told.get("start")
        parts = [told[name] for name in _REGION if told.get(name) is not None]
        return NoteDraft(
            told["kind"], told["words"], told["language"],
            None if start is None else Stretch(start, told["end"]),
            Region(*(int(part * Decimal(100)) for part in parts)) if parts else None,
        )  # fmt: skip


class PictureNoteForm(NoteForm):
    """A note on a picture: it has no moments."""

    start = end = None  # type: ignore[assignment]  # Django's own way to leave a field of the parent out


class SoundNoteForm(NoteForm):
    """A note on a sound: it has no regions."""

    left = top = width = height = None  # type: ignore[assignment]  # as above


FORMS = {"image": PictureNoteForm, "video": NoteForm, "audio": SoundNoteForm}
"""By the first part of a file's type."""


class TranslationForm(forms.Form):
    """What is said, in another language."""

    language = forms.ChoiceField(label=_("Language of the translation"), choices=languages)
    words = forms.CharField(label=_("Translation"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class WithdrawalForm(forms.Form):
    """Why a note is wrong."""

    reason = forms.CharField(label=_("Why it is withdrawn"), min_length=4, max_length=300)
