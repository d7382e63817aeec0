"""Forms of statements: the facets of the list, and the coding of an account."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kniha.book.access.models import Compartment
from kniha.book.forces.units import Unit
from kniha.book.statements.drafts import AccountDraft, MentionDraft, PassageDraft
from kniha.book.statements.early import UNLISTED_ROLES
from kniha.desk.choices import Choices, LongSelect, Picker, act_kinds, from_list
from kniha.desk.forces.finding import called_of
from kniha.desk.statements.passages import check_within, locate
from kniha.desk.told import PlaceForm, TimeForm, zone_hint
from kniha.vocab.errors import ConflictError, ImpossibleError, NotFoundError

ABOUT = (("when", _("when it was")), ("where", _("where it was")), ("act", _("what was done")))


def listed_roles() -> Choices:
    """Who a source may say that they are, but for those who are listed nowhere."""
    return [(code, label) for code, label in from_list("source-roles", open_=_("all"))() if code not in UNLISTED_ROLES]


class FacetForm(forms.Form):
    """What the list of statements is narrowed by."""

    q = forms.CharField(label=_("Words"), required=False, max_length=300, widget=forms.TextInput({"type": "search"}))
    coded = forms.ChoiceField(
        label=_("Coding"), required=False, choices=[("", _("all")), ("no", _("new")), ("yes", _("coded"))], widget=LongSelect
    )
    care = forms.ChoiceField(
        label=_("Specialist"), required=False, choices=[("", _("all")), ("yes", _("for a specialist"))], widget=LongSelect
    )
    role = forms.ChoiceField(label=_("The source said they are"), required=False, choices=listed_roles, widget=LongSelect)
    compartment = forms.ChoiceField(label=_("Compartment"), required=False, widget=LongSelect)

    def __init__(self, data: Any, *, compartments: Sequence[Compartment]) -> None:  # Any: Django's form data
        super().__init__(data)
        field = self.fields["compartment"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("all")), *((one.pk, one.title) for one in compartments)]


class AccountForm(TimeForm, PlaceForm):
    """What the statement says of one event."""

    kinds = forms.MultipleChoiceField(label=_("What was done"), required=False, choices=act_kinds, widget=Picker)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's form arguments
        super().__init__(*args, **kwargs)
        self.fields["zone"].help_text = zone_hint()


class MarkForm(forms.Form):
    """Words of the statement: typed again, or by the numbers of their characters. Gives `cleaned_data["span"]`, or None."""

    words = forms.CharField(label=_("Words of the statement"), required=False, strip=False, widget=forms.Textarea({"rows": 2}))
    start = forms.IntegerField(label=_("from character"), required=False, min_value=0)
    end = forms.IntegerField(label=_("to character"), required=False, min_value=1)

    def __init__(self, *args: Any, text: str, **kwargs: Any) -> None:  # Any: Django's form arguments
        super().__init__(*args, **kwargs)
        self.text = text

    def clean(self) -> dict[str, Any]:
        """Find the words."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        start, end, words = cleaned.get("start"), cleaned.get("end"), cleaned.get("words", "")
        cleaned["span"] = None
        try:
            if start is not None and end is not None:
                check_within(self.text, start, end)
                cleaned["span"] = (start, end)
            elif words.strip():
                cleaned["span"] = locate(self.text, words)
        except ImpossibleError:
            self.add_error("end", _("The statement has %(n)s characters.") % {"n": len(self.text)})
        except ConflictError:
            self.add_error("words", _("These words stand in the statement more than once. Give a few more of them."))
        except NotFoundError:
            self.add_error("words", _("These words do not stand in the statement. Copy them exactly."))
        return cleaned


class PassageForm(MarkForm):
    """Words that something of the account rests on."""

    about = forms.ChoiceField(label=_("They say"), choices=ABOUT, initial=ABOUT[0][0])  # as a browser sends a row that nobody touched
    field_order = ("about", "words", "start", "end")

    def clean(self) -> dict[str, Any]:
        """A passage has words."""
        cleaned = super().clean()
        if self.has_changed() and cleaned["span"] is None and not self.errors:
            self.add_error("words", _("Say which words."))
        return cleaned


class MentionForm(MarkForm):
    """Somebody whom the account speaks of."""

    role = forms.ChoiceField(label=_("Role, as told"), choices=from_list("mention-roles", open_="—"))
    name = forms.CharField(label=_("Name, as said"), required=False, max_length=300)
    description = forms.CharField(label=_("Description"), required=False, max_length=1000)
    rank = forms.CharField(label=_("Rank"), required=False, max_length=120)
    badge = forms.CharField(label=_("Badge"), required=False, max_length=60)
    call_sign = forms.CharField(label=_("Call sign"), required=False, max_length=60)
    unit = forms.CharField(label=_("Unit"), required=False, max_length=200)
    known_unit = forms.ChoiceField(label=_("Known as the unit"), required=False)
    vehicle = forms.CharField(label=_("Vehicle"), required=False, max_length=120)
    field_order = ("role", "name", "description", "rank", "badge", "call_sign", "unit", "known_unit", "vehicle", "words", "start", "end")

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:  # Any: Django's form arguments
        super().__init__(*args, **kwargs)
        self.at_hand = {unit.pk: unit for unit in units}
        field = self.fields["known_unit"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "—"), *((unit.pk, called_of(unit)) for unit in units)]

    def draft(self) -> MentionDraft:
        """The mention, not yet entered."""
        told = self.cleaned_data
        span = told["span"]
        given = {key: told[key] for key in ("role", "name", "description", "rank", "badge", "call_sign", "unit", "vehicle")}
        return MentionDraft(
            **given, known_unit=self.at_hand.get(told["known_unit"]), passage=PassageDraft("mention", *span) if span else None
        )


PassageFormSet = forms.formset_factory(PassageForm, extra=1, max_num=200, absolute_max=200)
MentionFormSet = forms.formset_factory(MentionForm, extra=1, max_num=200, absolute_max=200)


class Coding:
    """The three parts of coding an account, as one form."""

    def __init__(self, data: Any, *, text: str, units: Sequence[Unit]) -> None:  # Any: Django's form data
        self.account = AccountForm(data)
        self.passages = PassageFormSet(data, prefix="passages", form_kwargs={"text": text})
        self.mentions = MentionFormSet(data, prefix="mentions", form_kwargs={"text": text, "units": units})

    def is_valid(self) -> bool:
        """Whether all parts are; each then has its errors."""
        return all([self.account.is_valid(), self.passages.is_valid(), self.mentions.is_valid()])

    @property
    def has_errors(self) -> bool:
        """Whether a part has something to mend."""
        return bool(self.account.errors or self.passages.total_error_count() or self.mentions.total_error_count())

    def draft(self) -> AccountDraft:
        """The account, not yet entered."""
        told = self.account.cleaned_data
        filled = [form.cleaned_data for form in self.passages if form.has_changed()]
        return AccountDraft(
            told["when"],
            told["where"],
            tuple(told["kinds"]),
            tuple(PassageDraft(passage["about"], *passage["span"]) for passage in filled),
            tuple(form.draft() for form in self.mentions if form.has_changed()),
        )
