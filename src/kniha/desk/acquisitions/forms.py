"""What files may be used for, and why."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kniha.desk.choices import from_list


class UsesForm(forms.Form):
    """A lawyer's decision. Nothing ticked: the files stay sealed."""

    uses = forms.MultipleChoiceField(
        label=_("The files may be used"), required=False, choices=from_list("file-uses"), widget=forms.CheckboxSelectMultiple
    )
    words = forms.CharField(label=_("Why"), min_length=10, max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))
