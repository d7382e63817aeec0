"""The rows of a medical report's form: one finding each."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kniha.book.medicine.drafts import FindingDraft
from kniha.book.medicine.models import MedicalFinding
from kniha.desk.choices import from_list
from kniha.vocab import body_chart

Files = Mapping[str, str]
"""Names of files by their ids."""


class FindingForm(forms.Form):
    """One finding. The script sets the mark; without it, the middle of the region stands for it."""

    kind = forms.ChoiceField(label=_("What was found"), choices=from_list("injury-kinds", open_="—"))
    region = forms.ChoiceField(label=_("Where on the body"), required=False, choices=from_list("body-regions", open_="—"))
    view = forms.ChoiceField(label=_("From which side"), required=False, choices=from_list("body-views", open_="—"))
    x = forms.IntegerField(required=False, min_value=0, max_value=10_000, widget=forms.HiddenInput({"data-kept": ""}))
    y = forms.IntegerField(required=False, min_value=0, max_value=10_000, widget=forms.HiddenInput({"data-kept": ""}))
    description = forms.CharField(label=_("Size, colour, shape, age as you judge it"), max_length=5000, widget=forms.Textarea({"rows": 2}))
    alleged_cause = forms.CharField(
        label=_("What is alleged as the cause"), required=False, max_length=2000, widget=forms.Textarea({"rows": 2})
    )
    degree = forms.ChoiceField(label=_("Degree of consistency"), required=False, choices=from_list("istanbul-degrees", open_="—"))
    alternatives = forms.CharField(
        label=_("Other causes that were considered"), required=False, max_length=5000, widget=forms.Textarea({"rows": 2})
    )
    photographs = forms.MultipleChoiceField(label=_("Photographs of it"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, exhibits: Files, is_paper: bool, **kwargs: Any) -> None:  # Any: Django's form arguments
        super().__init__(*args, **kwargs)
        self.is_paper = is_paper
        field = self.fields["photographs"]
        if exhibits and isinstance(field, forms.MultipleChoiceField):
            field.choices = list(exhibits.items())
        else:
            del self.fields["photographs"]

    def clean(self) -> dict[str, Any]:
        """What the register's rules would refuse, said beside the field."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if {"region", "view"} & set(self.changed_data) and not {"x", "y"} & set(self.changed_data):
            told |= {"x": None, "y": None}  # without the script the point is still that of the former region
        if not told.get("kind"):
            return told
        if not told.get("region") and not told["kind"].startswith("psychological"):
            self.add_error("region", gettext("Say where on the body."))
        if told.get("degree") and not told.get("alleged_cause"):
            self.add_error("alleged_cause", gettext("A degree compares with an alleged cause: say which."))
        if told.get("degree") not in {"", None, "not-consistent"} and not told.get("alternatives") and not self.is_paper:
            self.add_error("alternatives", gettext("Say which other causes you considered: many, few or none is what the degree is about."))
        if told.get("view") and told.get("region") and told["view"] not in body_chart.places(told["region"]):
            self.add_error("view", gettext("This part of the body is not seen from this side."))
        return told

    def draft(self) -> FindingDraft:
        """The finding, not yet entered."""
        told = {name: self.cleaned_data[name] for name in FindingDraft.__slots__ if name != "photographs"}
        return FindingDraft(**told, photographs=tuple(self.cleaned_data.get("photographs", ())))


FindingFormSet = forms.formset_factory(FindingForm, extra=1, max_num=200, absolute_max=200, can_delete=True)


def typed_again(findings: Iterable[MedicalFinding]) -> list[dict[str, Any]]:  # Any: what Django's fields hold
    """What the rows hold of findings that are there already."""
    return [{name: getattr(one, name) for name in FindingDraft.__slots__} for one in findings]
