"""The form of a lawyer's leave to interview somebody once more."""

from django import forms
from django.utils.translation import gettext_lazy as _


class PermissionForm(forms.Form):
    """Why somebody who has spoken is interviewed once more."""

    words = forms.CharField(label=_("Why another interview is needed"), max_length=2000, widget=forms.Textarea({"rows": 2}))
