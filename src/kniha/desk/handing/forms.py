"""The forms of handing out: to whom, for what and why now; and a second's reason."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kniha.book.statements.leaving import PURPOSES, Handing
from kniha.desk.language import language
from kniha.runs.exporting.handing_out import FORMATS, Asked, has_place
from kniha.vocab import terms

NAMES = {"csv": "CSV", "xlsx": "XLSX", "jsonld": "JSON-LD", "ftm": "FollowTheMoney", "wwic": "WhoWasInCommand"}
_AS_NAMED = _("As the consent names them: a yes counts for the name that the source said, in capitals or not.")


class HandingForm(forms.Form):
    """To whom a list is handed out."""

    recipient = forms.CharField(label=_("Recipient"), min_length=2, max_length=120, help_text=_AS_NAMED)
    purpose = forms.ChoiceField(label=_("What for"))
    format = forms.ChoiceField(label=_("Format"))
    reason = forms.CharField(
        label=_("Why now"), min_length=4, max_length=500, widget=forms.Textarea({"rows": 2}), help_text=_("It stands in the journal.")
    )

    def __init__(self, *args: Any, among: str, **kwargs: Any) -> None:  # Any: Django's form arguments
        super().__init__(*args, **kwargs)
        self.among = among
        written = [code for code in FORMATS if has_place(code, among)]
        purposes = [(code, terms.label("consent-purposes", code, language())) for code in PURPOSES]
        for name, choices in (("purpose", purposes), ("format", [(code, NAMES[code]) for code in written])):
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField, above

    def asked(self) -> Asked:
        """What is asked for."""
        told = self.cleaned_data
        return Asked(self.among, told["format"], Handing(told["purpose"], told["recipient"]), told["reason"])


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Why"), min_length=4, max_length=500, widget=forms.Textarea({"rows": 2}))
