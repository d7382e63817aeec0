"""Forms of what surrounds an incident: links, stages of detention, trials, laws and orders."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from kniha.book.events.drafts import ContextDraft, DetentionDraft, ProceedingDraft
from kniha.book.statements.models import Account, Mention
from kniha.desk.choices import from_list
from kniha.desk.incidents.forms import called
from kniha.desk.told import TimeForm, zone_hint

_DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")

_OF_THE_STATE = frozenset({"alleged-part", "alleged-commander", "judge", "prosecutor", "investigator", "official"})
"""Roles of a mention in which nobody was held or tried."""


class LinkForm(forms.Form):
    """How an incident hangs together with another."""

    kind = forms.ChoiceField(label=_("This incident"), choices=from_list("link-kinds", open_="—"))
    other = forms.CharField(label=_("Number of the other incident"), max_length=20)
    words = forms.CharField(label=_("In words"), required=False, max_length=500)


class OfSomebody(forms.Form):
    """Something that befell somebody, by one account: a person who is mentioned, or people in words."""

    person = forms.ChoiceField(label=_("Who"), required=False, widget=forms.RadioSelect)
    person_words = forms.CharField(label=_("Who they were, in words"), required=False, max_length=300)
    account = forms.ChoiceField(label=_("It rests on"), widget=forms.RadioSelect)

    def __init__(
        self, *args: Any, accounts: Sequence[Account], mentions: Iterable[Mention], **kwargs: Any
    ) -> None:  # Any: Django's form arguments
        super().__init__(*args, **kwargs)
        self.accounts = {account.pk: account for account in accounts}
        self.people = {mention.pk: mention for mention in mentions if mention.role not in _OF_THE_STATE}
        order = list(self.accounts)
        self._choose("person", [*((pk, called(one, order)) for pk, one in self.people.items()), ("", gettext("nobody mentioned"))])
        self._choose("account", [(pk, gettext("account %(n)s") % {"n": n}) for n, pk in enumerate(order, 1)])
        self.initial.setdefault("account", order[0] if len(order) == 1 else None)

    def clean(self) -> dict[str, Any]:  # Any: Django's cleaned data
        """Somebody is named, one way or the other."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if not told.get("person") and not told.get("person_words", "").strip():
            self.add_error("person_words", gettext("Say who it was: choose somebody mentioned, or write it in words."))
        return told

    def mention(self) -> Mention | None:
        """Who was chosen."""
        return self.people.get(self.cleaned_data["person"])

    def account_chosen(self) -> Account:
        """By which account."""
        return self.accounts[self.cleaned_data["account"]]

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices


class DetentionForm(OfSomebody, TimeForm):
    """One stage of a detention."""

    stage = forms.ChoiceField(label=_("Where they were held"), choices=from_list("detention-stages"))
    place_words = forms.CharField(label=_("Which one: address, number, name"), required=False, max_length=500)
    holder_words = forms.CharField(label=_("Who held them, as told"), required=False, max_length=300)
    shared_words = forms.CharField(label=_("Who was held with them, as told"), required=False, max_length=500)
    when_words = None  # type: ignore[assignment]  # Django's way to drop a field: a conclusion has no words of a source
    field_order = (
        "stage", "person", "person_words", "place_words", "first", "last", "margin", "precision", "zone", "holder_words", "shared_words",
        "account",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's form arguments
        super().__init__(*args, **kwargs)
        self.fields["zone"].help_text = zone_hint()

    def draft(self) -> DetentionDraft:
        """The stage, not yet entered."""
        told = self.cleaned_data
        return DetentionDraft(
            told["stage"], replace(told["when"], words=""), self.mention(), told["person_words"], told["place_words"],
            told["holder_words"], told["shared_words"],
        )  # fmt: skip


class ProceedingForm(OfSomebody):
    """A trial or charge, as told."""

    article = forms.CharField(label=_("On which article"), required=False, max_length=200)
    court = forms.CharField(label=_("Which court"), required=False, max_length=300)
    judge = forms.CharField(label=_("Which judge, as told"), required=False, max_length=300)
    sentence = forms.CharField(label=_("To what sentence"), required=False, max_length=500)
    held_on = forms.DateField(label=pgettext_lazy("of a trial", "On which day"), required=False, widget=_DAY)
    field_order = ("person", "person_words", "article", "court", "judge", "sentence", "held_on", "account")

    def clean(self) -> dict[str, Any]:  # Any: Django's cleaned data
        """At least one thing is known of the trial."""
        told = super().clean()
        if not any(told.get(name, "").strip() for name in ("article", "court", "judge", "sentence")):
            self.add_error("article", gettext("Say at least the article, the court, the judge or the sentence."))
        return told

    def draft(self) -> ProceedingDraft:
        """The trial, not yet entered."""
        told = self.cleaned_data
        return ProceedingDraft(
            self.mention(), told["person_words"], told["article"], told["court"], told["judge"], told["sentence"], told["held_on"]
        )


class ContextForm(forms.Form):
    """A law, order, speech or pattern behind an incident."""

    kind = forms.ChoiceField(label=_("What it is"), choices=from_list("context-kinds"))
    title = forms.CharField(label=_("What it is called"), max_length=300)
    read_in = forms.CharField(label=_("Where it may be read"), max_length=500, help_text=_("Publication, number, page, address."))
    dated = forms.DateField(label=_("Of which day"), required=False, widget=_DAY)
    words = forms.CharField(label=_("What it shows"), required=False, max_length=5000, widget=forms.Textarea({"rows": 4}))

    def draft(self) -> ContextDraft:
        """The context, not yet entered."""
        return ContextDraft(**self.cleaned_data)
