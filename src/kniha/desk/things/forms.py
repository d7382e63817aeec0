"""What a thing is, how it came, what happened to it, which file shows it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kniha.book.access import queries as access
from kniha.book.access.models import Compartment
from kniha.book.evidence.chain import BY_HAND_OF_THINGS
from kniha.book.evidence.stepping import CustodyDraft
from kniha.book.evidence.things import ThingDraft
from kniha.desk.choices import from_list
from kniha.desk.exhibits.chain_forms import HandsForm, steps
from kniha.desk.request import Who

_KEPT = _("A code of your own for the shelf or the safe, never an address: whoever takes this list must not find the thing by it.")
_SEAL = _("Number of the seal")


class DescriptionForm(forms.Form):
    """What a thing is."""

    kind = forms.ChoiceField(label=_("What it is"), choices=from_list("thing-kinds"))
    title = forms.CharField(label=_("What you would call it"), min_length=3, max_length=200, help_text=_("Such as: Blue shirt, torn"))
    description = forms.CharField(
        label=_("By what it is known again"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Size, marks, numbers, damage, stains."),
    )  # fmt: skip
    seal_number = forms.CharField(label=_SEAL, required=False, max_length=60)
    kept_at = forms.CharField(label=_("Where it lies"), required=False, max_length=120, help_text=_KEPT)

    def described(self) -> ThingDraft:
        """What was told."""
        told = self.cleaned_data
        return ThingDraft(told["kind"], told["title"], told["description"], told["seal_number"], told["kept_at"])


class ThingForm(DescriptionForm, HandsForm):
    """A thing, and how it came."""

    how_obtained = forms.ChoiceField(label=_("How obtained"), choices=from_list("how-obtained"))
    compartment = forms.ChoiceField(label=_("Compartment"))
    field_order = (
        "kind",
        "title",
        "description",
        "how_obtained",
        "at",
        "giver",
        "taker",
        "why",
        "authority",
        "condition",
        "seal_number",
        "kept_at",
    )

    def __init__(self, *args: Any, who: Who, has_statement: bool, **kwargs: Any) -> None:  # Any: Django's
        super().__init__(*args, **kwargs)
        for name in ("giver", "taker"):  # a thing begins by passing from hand to hand
            self.fields[name].required = True
        self._compartments = {one.pk: one for one in access.compartments(who.registrar)}
        field = self.fields["compartment"]
        if has_statement:  # it lies where the statement lies
            del self.fields["compartment"]
        elif isinstance(field, forms.ChoiceField):
            field.choices = [(key, one.title) for key, one in self._compartments.items()]

    def came(self) -> CustodyDraft:
        """The step by which it came."""
        return self.step("received")

    def where(self) -> Compartment:
        """The compartment that it belongs to."""
        return self._compartments[self.cleaned_data["compartment"]]


class ThingStepForm(HandsForm):
    """A step in a thing's life."""

    kind = forms.ChoiceField(label=_("What happened"), choices=steps(BY_HAND_OF_THINGS))
    seal_number = forms.CharField(label=_SEAL, required=False, max_length=60, help_text=_("If it has another seal now."))
    kept_at = forms.CharField(label=_("Where it lies"), required=False, max_length=120, help_text=_("If it lies elsewhere now."))
    field_order = ("kind",)

    def draft(self) -> CustodyDraft:
        """The step, not yet entered."""
        return self.step(self.cleaned_data["kind"])


class ShownForm(forms.Form):
    """Which thing a file shows, by its label, as it stands on the photograph."""

    label = forms.CharField(
        label=_("Label of the thing that it shows"), max_length=24, help_text=_("As it stands on the thing: KNR-2026-48213")
    )
