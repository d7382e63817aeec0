"""Forms of exhibits: what for, and what it shows."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kniha.desk.choices import from_list


class PurposeForm(forms.Form):
    """Why somebody opens a file: it becomes part of its custody."""

    why = forms.CharField(label=_("What for"), min_length=4, max_length=300, initial=_("To code the statement"))


class CoverForm(forms.Form):
    """A word on what a file shows, for those who come after."""

    cover = forms.ChoiceField(label=_("It shows"), choices=from_list("covers"))
