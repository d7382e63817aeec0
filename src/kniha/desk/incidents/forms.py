"""Forms of incidents: the conclusion, acts and what hangs on them, the lawyers' decision."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kniha.book.events.drafts import ActDraft, IncidentDraft
from kniha.book.medicine.models import MedicalFinding
from kniha.book.statements.models import Account, Mention
from kniha.desk.choices import OnePicker, Picker, act_kinds, from_list
from kniha.desk.incidents.known import Known
from kniha.desk.language import language
from kniha.desk.told import PlaceForm, TimeForm, zone_hint
from kniha.vocab import terms

_TIME = frozenset({"first", "last", "margin", "precision", "zone"})
_PLACE = frozenset({"point", "radius_m"})
_GROUP = "group"


class OnAccounts(forms.Form):
    """What is concluded rests on accounts: one or more of those at hand."""

    accounts = forms.MultipleChoiceField(
        label=_("It rests on"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("A conclusion rests on at least one account.")},
    )

    def __init__(
        self,
        *args: Any,
        accounts: Sequence[Account],
        cited: Sequence[str] = (),
        **kwargs: Any,  # Any: Django's form arguments
    ) -> None:
        super().__init__(*args, **kwargs)
        self.at_hand = {account.pk: account for account in accounts}
        choices = [(account.pk, gettext("account %(n)s") % {"n": n}) for n, account in enumerate(accounts, 1)]
        _choose(self.fields["accounts"], choices)
        self.initial.setdefault("accounts", list(self.at_hand) if len(choices) == 1 else list(cited))

    def cited(self) -> list[Account]:
        """The accounts that were ticked."""
        return [self.at_hand[pk] for pk in self.cleaned_data["accounts"]]


class ConclusionForm(TimeForm, PlaceForm):
    """Title, when and where, as the register concludes them. What was not touched keeps its exact value."""

    title = forms.CharField(label=_("Title, in the register's own words"), min_length=3, max_length=300)
    when_words = None  # type: ignore[assignment]  # Django's way to drop a field: a conclusion has no words of a source
    where_words = forms.CharField(label=_("Where, in words"), required=False, max_length=500)
    field_order = ("title", "first", "last", "margin", "precision", "zone", "point", "radius_m", "where_words")

    def __init__(self, *args: Any, known: Known, title: str = "", **kwargs: Any) -> None:  # Any: Django's form arguments
        super().__init__(*args, **kwargs)
        self.initial.update({"title": title, **known.typed()})
        self.known = known
        self.fields["zone"].help_text = zone_hint()

    def draft(self) -> IncidentDraft:
        """The conclusion, not yet entered."""
        told, touched = self.cleaned_data, set(self.changed_data)
        when = told["when"] if touched & _TIME else self.known.when
        where = told["where"] if touched & _PLACE else replace(self.known.where, words=told["where_words"])
        return IncidentDraft(told["title"], when, where)


class ConclusionOnAccounts(OnAccounts, ConclusionForm):
    """A conclusion drawn anew, with the accounts that it rests on."""


class ActForm(OnAccounts):
    """One kind of violation done to one victim, or to a counted group."""

    kind = forms.ChoiceField(label=_("What was done"), choices=act_kinds, widget=OnePicker)
    methods = forms.MultipleChoiceField(label=_("By what means"), required=False, choices=from_list("methods"), widget=Picker)
    victim = forms.ChoiceField(label=_("To whom"), required=False, widget=forms.RadioSelect)
    victim_count = forms.IntegerField(label=_("How many people, if a group"), required=False, min_value=1, max_value=1_000_000)
    victim_words = forms.CharField(label=_("Who they were, in words"), required=False, max_length=300)
    verification = forms.ChoiceField(label=_("How far it is verified"), choices=from_list("verification-statuses"), initial="reported")
    field_order = ("kind", "methods", "victim", "victim_count", "victim_words", "verification", "accounts")

    def __init__(self, *args: Any, mentions: Iterable[Mention], **kwargs: Any) -> None:  # Any: Django's form arguments
        super().__init__(*args, **kwargs)
        self.victims = {mention.pk: mention for mention in mentions if mention.role == "victim"}
        told = [(mention.pk, called(mention, list(self.at_hand))) for mention in self.victims.values()]
        _choose(self.fields["victim"], [*told, (_GROUP, gettext("a group of people")), ("", gettext("not known"))])
        self.initial.setdefault("victim", told[0][0] if len(told) == 1 else "")

    def clean(self) -> dict[str, Any]:  # Any: Django's cleaned data
        """A group has a number, and only a group has one."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if told.get("victim") == _GROUP and not told.get("victim_count") and "victim_count" not in self.errors:
            self.add_error("victim_count", gettext("Say how many people there were."))
        if told.get("victim") != _GROUP and told.get("victim_count"):
            self.add_error("victim", gettext("A number goes with a group of people."))
        return told

    def draft(self) -> ActDraft:
        """The act, not yet entered."""
        told = self.cleaned_data
        victim = self.victims.get(told["victim"])
        return ActDraft(told["kind"], tuple(told["methods"]), victim, told["victim_count"], told["victim_words"], told["verification"])


class ActChangeForm(forms.Form):
    """What of an act may be set anew."""

    verification = forms.ChoiceField(label=_("How far it is verified"), choices=from_list("verification-statuses"))
    methods = forms.MultipleChoiceField(label=_("By what means"), required=False, choices=from_list("methods"), widget=Picker)
    victim_words = forms.CharField(label=_("Who they were, in words"), required=False, max_length=300)

    def told(self) -> dict[str, Any]:  # Any: Django's cleaned data
        """The change, not yet entered."""
        return {**self.cleaned_data, "methods": tuple(self.cleaned_data["methods"])}


class InjuryForm(forms.Form):
    """What was done to a body, as told."""

    kind = forms.ChoiceField(label=_("What injury"), choices=from_list("injury-kinds", open_="—"))
    region = forms.ChoiceField(label=_("Where on the body"), required=False, choices=from_list("body-regions", open_="—"))
    words = forms.CharField(label=_("As told"), required=False, max_length=500, widget=forms.Textarea({"rows": 3}))
    finding = forms.ChoiceField(
        label=_("On the strength of a medical finding"), required=False,
        help_text=_("The finding and its report are cited. Words of the report are not copied: not everybody here may read them."),
    )  # fmt: skip

    def __init__(self, *args: Any, findings: Iterable[MedicalFinding], asked: str = "", **kwargs: Any) -> None:  # Any: as above
        super().__init__(*args, **kwargs)
        self.findings = {one.pk: one for one in findings}
        if not self.findings:
            del self.fields["finding"]
            return
        _choose(self.fields["finding"], [("", gettext("none, as told")), *((pk, finding_called(one)) for pk, one in self.findings.items())])
        if (known := self.findings.get(asked)) is not None:
            self.initial.update({"finding": asked, "kind": known.kind, "region": known.region})

    def injury(self) -> dict[str, Any]:  # Any: what Django's fields give
        """What is entered."""
        return {**self.cleaned_data, "finding": self.findings.get(self.cleaned_data.get("finding", ""))}


class InvolvementForm(forms.Form):
    """The allegation that somebody took part in an act."""

    mention = forms.ChoiceField(label=_("Who is alleged to have taken part"), widget=forms.RadioSelect)
    degree = forms.ChoiceField(label=_("In what way"), choices=from_list("involvement-degrees", open_="—"))
    finding = forms.ChoiceField(
        label=_("How far it has been shown"), choices=from_list("standards-of-proof", open_="—"),
        help_text=_("Guilt is for a court alone; nobody is called guilty here."),
    )  # fmt: skip
    basis = forms.CharField(label=_("What this rests on"), max_length=5000, widget=forms.Textarea({"rows": 4}))

    def __init__(self, *args: Any, mentions: Iterable[Mention], accounts: Sequence[Account], **kwargs: Any) -> None:  # Any: as above
        super().__init__(*args, **kwargs)
        self.people = {mention.pk: mention for mention in mentions if mention.role != "victim"}
        order = [account.pk for account in accounts]
        _choose(self.fields["mention"], [(mention.pk, called(mention, order)) for mention in self.people.values()])

    def chosen(self) -> Mention:
        """Who was chosen."""
        return self.people[self.cleaned_data["mention"]]

    def allegation(self) -> dict[str, str]:
        """What is alleged of them."""
        return {name: self.cleaned_data[name] for name in ("degree", "finding", "basis")}


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(label=_("Why"), min_length=4, max_length=1000, widget=forms.Textarea({"rows": 3}))


class DecisionForm(forms.Form):
    """A lawyer's decision and its words."""

    words = forms.CharField(label=_("In words"), required=False, max_length=5000, widget=forms.Textarea({"rows": 3}))
    decision = forms.ChoiceField(choices=from_list("review-decisions"))
    checked = forms.MultipleChoiceField(
        label=_("You answer for"), required=False, choices=from_list("review-questions"), widget=forms.CheckboxSelectMultiple
    )

    def clean(self) -> dict[str, Any]:  # Any: Django's cleaned data
        """Whoever returns or rejects says why."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if told.get("decision") in {"returned", "rejected"} and not told.get("words", "").strip():
            self.add_error("words", gettext("Say why: those who wrote it work on from your words."))
        if told.get("decision") == "accepted" and terms.codes("review-questions") - set(told.get("checked", ())):
            self.add_error("checked", gettext("To accept it, answer for each of these. If you cannot, return it and say which."))
        return told


def finding_called(finding: MedicalFinding) -> str:
    """A finding by its number, its report's day, what and where it is, and its degree."""
    told = [terms.label("injury-kinds", finding.kind, language())]
    told += [terms.label("body-regions", finding.region, language())] if finding.region else []
    told += [terms.label("istanbul-degrees", finding.degree, language()).split(":")[0]] if finding.degree else []
    named = {"n": finding.number, "day": date_format(finding.report.written_on, "j E Y")}
    return gettext("finding %(n)s, report of %(day)s") % named + ": " + ", ".join(told)


def called(mention: Mention, order: Sequence[str]) -> str:
    """Somebody as an account speaks of them, with the account's number."""
    role = terms.label("mention-roles", mention.role, language())
    said = ", ".join(filter(None, (mention.name, mention.description, mention.rank, mention.unit, mention.badge, mention.call_sign)))
    who = f"{said} ({role})" if said else gettext("%(role)s, without a name") % {"role": role}
    return f"{who} · " + gettext("account %(n)s") % {"n": order.index(mention.account_id) + 1}


def _choose(field: forms.Field, choices: list[tuple[str, str]]) -> None:
    if isinstance(field, forms.ChoiceField):
        field.choices = choices
