"""The forms of the public book: a lawyer's answer, a second's word, why something is withheld or ended."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kniha.book.publishing.actions import Telling
from kniha.book.publishing.rules import NOBODY_WOULD
from kniha.desk.choices import from_list


def _withholding() -> list[tuple[str, str]]:
    return [(code, label) for code, label in from_list("publication-reasons")() if code != NOBODY_WOULD]


class ProposalForm(forms.Form):
    """Would those present know who told? And how exactly the public is told when and where."""

    answer = forms.ChoiceField(label=_("Would those present know who told?"), choices=from_list("publication-reasons"))
    words = forms.CharField(label=_("Why you think so"), min_length=4, max_length=1000, widget=forms.Textarea({"rows": 2}))
    time_shown = forms.ChoiceField(label=_("When, at the most"), choices=from_list("public-times"), initial="month")
    place_shown = forms.ChoiceField(label=_("Where, at the most"), choices=from_list("public-places"))

    def telling(self) -> Telling:
        """How exactly it is told."""
        return Telling(self.cleaned_data["time_shown"], self.cleaned_data["place_shown"])


class WordForm(forms.Form):
    """The word of the second."""

    words = forms.CharField(label=_("Why"), min_length=4, max_length=1000, widget=forms.Textarea({"rows": 2}))


class WithholdingForm(forms.Form):
    """Why it stays out of the public book."""

    why = forms.ChoiceField(label=_("Ground"), choices=_withholding)
    words = forms.CharField(label=_("Why"), min_length=4, max_length=1000, widget=forms.Textarea({"rows": 2}))


class EndingForm(forms.Form):
    """Why what was said of it ends."""

    why = forms.ChoiceField(label=_("Ground"), choices=from_list("publication-endings"))
    words = forms.CharField(label=_("Why"), min_length=4, max_length=1000, widget=forms.Textarea({"rows": 2}))
