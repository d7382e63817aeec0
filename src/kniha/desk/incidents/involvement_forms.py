"""Forms of involvements: of a unit, changed, weighed, judged, followed elsewhere, withdrawn."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from kniha.book.events.involving import Allegation, OutcomeDraft
from kniha.book.forces.units import Unit
from kniha.book.statements.models import Account
from kniha.desk.choices import from_list
from kniha.desk.forces.finding import called_of
from kniha.desk.incidents.forms import OnAccounts

_DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class AllegationForm(forms.Form):
    """In what way, how far it has been shown, and on what it rests."""

    degree = forms.ChoiceField(label=_("In what way"), choices=from_list("involvement-degrees", open_="—"))
    finding = forms.ChoiceField(
        label=_("How far it has been shown"), choices=from_list("standards-of-proof", open_="—"),
        help_text=_("Guilt is for a court alone; nobody is called guilty here."),
    )  # fmt: skip
    basis = forms.CharField(label=_("What this rests on"), max_length=5000, widget=forms.Textarea({"rows": 4}))

    def allegation(self) -> Allegation:
        """What is alleged, not yet entered."""
        return Allegation(**{name: self.cleaned_data[name] for name in ("degree", "finding", "basis")})


class UnitForm(OnAccounts, AllegationForm):
    """The allegation that a unit took part, told in words, and as the unit that it is known to be."""

    unit = forms.CharField(
        label=_("Which unit, in the words of the sources"), max_length=300,
        help_text=_("Insignia, vehicles, what they called themselves."),
    )  # fmt: skip
    known_unit = forms.ChoiceField(
        label=_("Known as the unit"), required=False,
        help_text=_("Units that accounts of this incident name, or that bear the words above once they were looked up."),
    )  # fmt: skip
    field_order = ("unit", "known_unit", "degree", "finding", "basis", "accounts")

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:  # Any: Django's form arguments
        super().__init__(*args, **kwargs)
        self.units = {unit.pk: unit for unit in units}
        field = self.fields["known_unit"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "—"), *((unit.pk, called_of(unit)) for unit in units)]

    def known(self) -> Unit | None:
        """The unit that was chosen."""
        return self.units.get(self.cleaned_data["known_unit"])


class BearingForm(forms.Form):
    """What an account says for an involvement or against it."""

    account = forms.ChoiceField(label=_("Which account"))
    direction = forms.ChoiceField(label=_("For or against"), choices=from_list("bearing-directions"), widget=forms.RadioSelect)
    words = forms.CharField(label=_("What it says on this"), max_length=1000, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, accounts: Sequence[Account], **kwargs: Any) -> None:  # Any: Django's form arguments
        super().__init__(*args, **kwargs)
        self.at_hand = {account.pk: account for account in accounts}
        field = self.fields["account"]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(_numbered(self.at_hand))

    def chosen(self) -> Account:
        """The one that was chosen."""
        return self.at_hand[self.cleaned_data["account"]]


class OpinionForm(forms.Form):
    """A lawyer's word."""

    decision = forms.ChoiceField(label=_("Your word"), choices=from_list("opinion-decisions"), widget=forms.RadioSelect)
    words = forms.CharField(label=_("In words"), required=False, max_length=5000, widget=forms.Textarea({"rows": 3}))


class OutcomeForm(forms.Form):
    """What became of it elsewhere."""

    kind = forms.ChoiceField(label=_("What became of it"), choices=from_list("outcome-kinds"))
    authority = forms.CharField(label=_("Which authority or court"), required=False, max_length=300)
    happened_on = forms.DateField(label=pgettext_lazy("of an outcome", "On which day"), required=False, widget=_DAY)
    words = forms.CharField(label=_("In words"), required=False, max_length=1000)

    def draft(self) -> OutcomeDraft:
        """The outcome, not yet entered."""
        return OutcomeDraft(**self.cleaned_data)


class ClosingForm(forms.Form):
    """Why an involvement is withdrawn."""

    why = forms.ChoiceField(label=_("Why"), choices=from_list("closing-reasons"), widget=forms.RadioSelect)
    words = forms.CharField(label=_("In words"), min_length=4, max_length=5000, widget=forms.Textarea({"rows": 3}))


def _numbered(accounts: Iterable[str]) -> Iterable[tuple[str, str]]:
    return ((pk, gettext("account %(n)s") % {"n": n}) for n, pk in enumerate(accounts, 1))
