"""The form of a proposal: what shall change, for whom."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kniha.book.access import queries
from kniha.book.access.models import Registrar
from kniha.book.access.proposing import ProposalDraft
from kniha.book.access.rules import FIELDS_OF
from kniha.desk.choices import from_list


class DayForm(forms.Form):
    """Of which day."""

    day = forms.DateField(label=_("Day"), required=False, widget=forms.DateInput({"type": "date"}))


class ProposalForm(forms.Form):
    """One change of access. Which fields it needs depends on what shall change; what it does not need is to stay empty."""

    kind = forms.ChoiceField(label=_("What shall change"), choices=from_list("access-changes"))
    registrar = forms.ChoiceField(label=_("For whom"), required=False)
    role = forms.ChoiceField(label=_("Role"), required=False, choices=from_list("registrar-roles", open_="—"))
    compartment = forms.ChoiceField(label=_("Compartment"), required=False)
    name = forms.CharField(
        label=_("New name"), required=False, max_length=120, help_text=_("of a new registrar, as they work here, or of a new compartment")
    )
    words = forms.CharField(label=_("Why"), required=False, max_length=500)

    def __init__(self, *args: Any, registrar: Registrar, **kwargs: Any) -> None:  # Any: Django's form arguments
        super().__init__(*args, **kwargs)
        self._staff = {one.pk: one for one in queries.registrars_known(registrar).order_by("name") if one.pk != registrar.pk}
        self._compartments = {one.pk: one for one in queries.compartments_known(registrar).order_by("title")}
        for name, found in (("registrar", self._staff), ("compartment", self._compartments)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", "—"), *((key, str(one)) for key, one in found.items())]

    def clean(self) -> dict[str, Any]:
        """A change has what it needs, and nothing that it would not heed."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        needed = FIELDS_OF.get(cleaned.get("kind", ""), frozenset())
        for field in ("registrar", "role", "compartment", "name"):
            given = bool(str(cleaned.get(field) or "").strip())
            if field in needed and not given and field not in self.errors:
                self.add_error(field, _("This change needs it."))
            elif given and field not in needed:
                self.add_error(field, _("This change has no use for it. Please leave it empty."))
        return cleaned

    def draft(self) -> ProposalDraft:
        """The proposal, not yet entered."""
        told = self.cleaned_data
        return ProposalDraft(
            told["kind"], self._staff.get(told["registrar"]), self._compartments.get(told["compartment"]), told["role"], told["name"],
            told["words"],
        )  # fmt: skip
