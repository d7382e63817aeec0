"""Forms of a conflict of interest."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kniha.book.access.models import Registrar
from kniha.desk.choices import Choices, from_list

FOUND_BY_ITSELF = "declared"


def grounds() -> Choices:
    """What a person may give as the ground; what the screening found is not theirs to give."""
    return [choice for choice in from_list("conflict-grounds")() if choice[0] != FOUND_BY_ITSELF]


class AsideForm(forms.Form):
    """Why one steps aside."""

    ground = forms.ChoiceField(label=_("Why"), choices=grounds)
    words = forms.CharField(
        label=_("In words"), required=False, max_length=500, help_text=_("Lawyers and keepers of the compartment read it. Write no name.")
    )


class KeepOutForm(AsideForm):
    """Whom to keep out, and why."""

    registrar = forms.ChoiceField(label=_("Colleague"))
    field_order = ("registrar", "ground", "words")

    def __init__(self, *args: Any, colleagues: dict[str, Registrar], **kwargs: Any) -> None:  # Any: Django's form arguments
        super().__init__(*args, **kwargs)
        field = self.fields["registrar"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(key, one.name) for key, one in colleagues.items()]


class InterestForm(forms.Form):
    """What one declares of oneself."""

    kind = forms.ChoiceField(label=_("What it is"), choices=from_list("interest-kinds"))
    names = forms.CharField(
        label=_("Names, one a line"),
        max_length=20_000,
        widget=forms.Textarea({"rows": 5, "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("In full, in any spelling: other scripts and endings are found by themselves."),
    )
