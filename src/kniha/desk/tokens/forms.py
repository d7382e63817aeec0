"""The form of a token."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kniha.book.access.rules import LONGEST_TOKEN
from kniha.book.access.tokens import TokenDraft
from kniha.desk.choices import from_list

USUAL = timedelta(days=30)


class TokenForm(forms.Form):
    """A token for a program that works for whoever fills this in."""

    purpose = forms.ChoiceField(label=_("What it is good for"), choices=from_list("token-purposes"), widget=forms.RadioSelect)
    name = forms.CharField(label=_("Which program"), min_length=3, max_length=120, help_text=_("so that you know it again"))
    last_day = forms.DateField(
        label=_("Last day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), help_text=_("90 days from today at the most")
    )

    def __init__(self, data: Any, *, today: date) -> None:  # Any: Django's form data
        super().__init__(data, initial={"last_day": today + USUAL})
        self.fields["last_day"].widget.attrs |= {"min": today.isoformat(), "max": (today + LONGEST_TOKEN).isoformat()}

    def draft(self) -> TokenDraft:
        """The token, not yet made."""
        return TokenDraft(**self.cleaned_data)
