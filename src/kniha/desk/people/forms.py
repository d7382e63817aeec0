"""Forms on a person: risk, safe contact, the reason for opening what is sealed."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from kniha.book.people.actions import NameDraft, ReferralDraft, RiskDraft, SafeContactDraft
from kniha.desk.choices import Picker, from_list

LANGUAGES = ("be", "ru", "uk", "pl", "lt", "en")
"""In which names are written here most; others stay open."""


def languages() -> list[tuple[str, str]]:
    """Languages of a name, as choices; open is one of them."""
    return [("", "—"), *((code, str(get_language_info(code)["name_translated"])) for code in LANGUAGES)]


LOOK_AGAIN = timedelta(days=90)
SOON = timedelta(days=14)


class RiskForm(forms.Form):
    """What could happen to them for having spoken."""

    level = forms.ChoiceField(label=_("How great the danger is"), choices=from_list("risk-levels"), widget=forms.RadioSelect)
    circumstances = forms.MultipleChoiceField(
        label=_("Circumstances"), required=False, choices=from_list("risk-circumstances"), widget=Picker
    )
    words = forms.CharField(label=_("In words"), required=False, max_length=5000, widget=forms.Textarea({"rows": 3}))
    next_look = forms.DateField(label=_("Look again on"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def draft(self) -> RiskDraft:
        """The assessment, not yet entered."""
        told: dict[str, Any] = self.cleaned_data  # Any: what Django's fields give
        return RiskDraft(told["level"], tuple(told["circumstances"]), told["words"], told["next_look"])


class ContactForm(forms.Form):
    """How they may be reached without harm."""

    channel = forms.ChoiceField(label=_("Channel"), choices=from_list("safe-contact-channels"))
    address = forms.CharField(
        label=_("Address or number"), required=False, max_length=500, help_text=_("It is sealed at once; opening it needs a reason.")
    )
    hours = forms.CharField(label=_("Hours"), required=False, max_length=200)
    who_may_answer = forms.CharField(label=_("Who else may answer"), required=False, max_length=200)
    never = forms.CharField(label=_("What never to do"), required=False, max_length=300)

    def draft(self) -> SafeContactDraft:
        """The note, not yet entered."""
        return SafeContactDraft(**self.cleaned_data)


class NameForm(forms.Form):
    """One more name or spelling."""

    text = forms.CharField(label=_("Name as written"), max_length=300)
    language = forms.ChoiceField(label=_("Language"), required=False, choices=languages)
    kind = forms.ChoiceField(label=_("What kind of name"), choices=from_list("name-kinds"))
    read_in = forms.CharField(label=_("Where it may be read"), max_length=300, help_text=_("A statement of which day, a document, a list."))

    def draft(self) -> NameDraft:
        """The name, not yet entered."""
        return NameDraft(**self.cleaned_data)


class DescriptionForm(forms.Form):
    """Gender and age, as they were told."""

    gender = forms.CharField(label=_("Gender, as told"), required=False, max_length=20)
    age = forms.CharField(label=_("Age, as told"), required=False, max_length=60)


class ReferralForm(forms.Form):
    """Help that is offered."""

    kind = forms.ChoiceField(label=_("Help"), choices=from_list("referral-kinds"))
    words = forms.CharField(label=_("To whom, or how"), required=False, max_length=1000)
    next_look = forms.DateField(label=_("Look again on"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def draft(self) -> ReferralDraft:
        """The referral, not yet entered."""
        return ReferralDraft(**self.cleaned_data)


class FollowForm(forms.Form):
    """What became of it."""

    state = forms.ChoiceField(label=_("What became of it"), choices=from_list("referral-states"))
    next_look = forms.DateField(label=_("Look again on"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))


class ReasonForm(forms.Form):
    """Why a sealed value is opened."""

    reason = forms.CharField(label=_("What for"), min_length=4, max_length=300)
