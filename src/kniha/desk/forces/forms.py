"""Forms of units: what they are, what they are called, what they belong to, who held which post; each with its days and its source."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kniha.book.forces.drafts import PostingDraft, Source, UnitDraft, UnitNameDraft
from kniha.book.forces.models import Posting
from kniha.book.forces.units import Unit
from kniha.book.statements.models import Account
from kniha.desk.choices import from_list
from kniha.desk.errors import answer
from kniha.desk.forces.finding import Offered, called_of
from kniha.desk.people.forms import languages
from kniha.vocab.errors import ImpossibleError, MalformedError
from kniha.vocab.span import Days, Span, parse_days, span, typed_days

_DAYS = _("2020, 2020-08, 09.08.2020, or some day between two: 2020-08..2020-10.")


class FacetForm(forms.Form):
    """What the list of units is narrowed by."""

    q = forms.CharField(label=_("Any name"), required=False, max_length=200, widget=forms.TextInput({"type": "search"}))
    force = forms.ChoiceField(label=_("Force"), required=False, choices=from_list("force-kinds", open_=_("all")))
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=from_list("unit-kinds", open_=_("all")))


class UnitForm(forms.Form):
    """What sort of unit it is."""

    force = forms.ChoiceField(label=_("Force"), choices=from_list("force-kinds"), initial="not-known")
    kind = forms.ChoiceField(label=_("What kind of unit"), choices=from_list("unit-kinds"), initial="not-known")
    country = forms.CharField(
        label=_("Country"),
        required=False,
        max_length=2,
        help_text=_("Two capital letters, such as BY."),
        widget=forms.TextInput({"size": 4}),
    )

    def draft(self) -> UnitDraft:
        """The unit, not yet entered."""
        return UnitDraft(self.cleaned_data["kind"], self.cleaned_data["force"], self.cleaned_data["country"].strip().upper())


class SpanForm(forms.Form):
    """From when to when, as exactly as told. Gives `cleaned_data["span"]`."""

    began = forms.CharField(label=_("Began"), required=False, max_length=30, help_text=_DAYS)
    ended = forms.CharField(label=_("Ended"), required=False, max_length=30)
    sighted = forms.CharField(
        label=_("Was so on"), required=False, max_length=200,
        help_text=_("Days on which a source saw it so, with commas between them. They tell neither beginning nor end."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Read the days."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        told = {name: self._days(name) for name in ("began", "ended", "sighted")}
        if not self.errors:
            try:
                cleaned["span"] = span(next(iter(told["began"]), None), next(iter(told["ended"]), None), told["sighted"])
            except ImpossibleError as error:
                self.add_error(None, answer(error))
        return cleaned

    def _days(self, name: str) -> tuple[Days, ...]:
        words = self.cleaned_data.get(name, "")
        try:
            return tuple(parse_days(one) for one in (words.split(",") if name == "sighted" else (words,)) if one.strip())
        except MalformedError:
            self.add_error(name, _("Write days like 2020, 2020-08, 09.08.2020 or 2020-08..2020-10."))
        except ImpossibleError:
            self.add_error(name, _("There are no such days."))
        return ()


class SourceForm(forms.Form):
    """Where it is known from: an account, or where anybody may read it."""

    account = forms.ChoiceField(
        label=_("Known from an account"), required=False,
        help_text=_("It is then seen by those alone who may see the account's statement."),
    )  # fmt: skip
    read_in = forms.CharField(
        label=_("Or where anybody may read it"), required=False, max_length=500,
        help_text=_("A newspaper and its day, a law, a page of the force. It is then seen by all registrars."),
    )  # fmt: skip

    def __init__(self, *args: Any, accounts: Sequence[Account], **kwargs: Any) -> None:  # Any: Django's form arguments
        super().__init__(*args, **kwargs)
        self.at_hand = {one.pk: one for one in accounts}
        field = self.fields["account"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "—"), *((one.pk, _called(one)) for one in accounts)]

    def source(self) -> Source:
        """The source, or MalformedError where there is none, or two."""
        return Source(self.at_hand.get(self.cleaned_data["account"]), self.cleaned_data["read_in"])


def _called(account: Account) -> str:
    day = date_format(account.statement.received_on, "j E Y")
    told = account.when_words or account.where_words
    named = gettext("statement of %(day)s") % {"day": day}
    return f"{named}: {told[:60]}" if told else named


class NameForm(SpanForm, SourceForm):
    """A name of a unit."""

    text = forms.CharField(label=_("Name as written"), max_length=300)
    language = forms.ChoiceField(label=_("Language"), required=False, choices=languages)
    name_kind = forms.ChoiceField(label=_("What kind of name"), choices=from_list("unit-name-kinds"))
    field_order: Sequence[str] = ("text", "language", "name_kind", "began", "ended", "sighted", "account", "read_in")

    def name(self) -> UnitNameDraft:
        """The name, not yet entered."""
        told = self.cleaned_data
        return UnitNameDraft(told["text"], told["language"], told["name_kind"], told["span"])


class RegisterForm(NameForm, UnitForm):
    """A unit with its first name."""

    field_order = ("text", "language", "name_kind", "force", "kind", "country", "account", "read_in", "began", "ended", "sighted")


class PickForm(forms.Form):
    """Which unit is meant: words of its name, and then one of those that bear them. None is taken by itself."""

    called = forms.CharField(label=_("Which unit: any of its names"), required=False, max_length=200)
    unit = forms.ChoiceField(label=_("Which of these is meant"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, find: Callable[[str], Offered], chosen: Unit | None = None, **kwargs: Any) -> None:  # Any: Django's
        super().__init__(*args, **kwargs)
        words = str(self.data.get(self.add_prefix("called")) or "")
        self.offered = find(words) if words.strip() else []
        if chosen is not None and chosen.pk not in dict(self.offered):
            self.offered.append((chosen.pk, called_of(chosen)))
            self.fields["unit"].initial = chosen.pk
        field = self.fields["unit"]
        if isinstance(field, forms.ChoiceField):
            field.choices = self.offered
        if not self.offered:
            field.widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """One is chosen."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("unit") and "unit" not in self.errors:
            told = (
                _("Choose which unit is meant.")
                if self.offered
                else _("No unit is known by this name. Type another, or register the unit.")
            )
            self.add_error("called", told)
        return cleaned


class ParentForm(PickForm, SpanForm, SourceForm):
    """What a unit belonged to."""

    words = forms.CharField(label=_("In words"), required=False, max_length=500)
    field_order = ("called", "unit", "began", "ended", "sighted", "words", "account", "read_in")


class PostForm(SpanForm):
    """A post: what it is, and from when to when."""

    post_kind = forms.ChoiceField(label=_("What kind of post"), choices=from_list("posting-kinds"))
    post = forms.CharField(label=_("Post, as told"), required=False, max_length=200)
    rank = forms.CharField(label=_("Rank"), required=False, max_length=120)
    acting = forms.BooleanField(label=_("In another's stead"), required=False)
    words = forms.CharField(label=_("In words"), required=False, max_length=500)
    field_order: Sequence[str] = ("post_kind", "post", "rank", "acting", "began", "ended", "sighted", "words")

    def draft(self) -> PostingDraft:
        """The posting, not yet entered."""
        told = self.cleaned_data
        return PostingDraft(told["post_kind"], told["post"], told["rank"], told["acting"], told["span"], told["words"])


class PostingForm(PickForm, PostForm, SourceForm):
    """A posting of a person, with its unit and source."""

    field_order = ("called", "unit", *PostForm.field_order, "account", "read_in")


class ReasonForm(forms.Form):
    """Why a value is withdrawn."""

    reason = forms.CharField(label=_("Why it is withdrawn"), min_length=4, max_length=1000, widget=forms.Textarea({"rows": 3}))


def known_post(posting: Posting) -> dict[str, object]:
    """A posting as the fields of its form."""
    told = Span(posting.began_from, posting.began_to, posting.ended_from, posting.ended_to)
    kept = {"post_kind": posting.kind, "post": posting.post, "rank": posting.rank, "acting": posting.acting, "words": posting.words}
    return kept | known_days(told)


def known_days(told: Span) -> dict[str, object]:
    """A span as one would type it: an end of which one bound alone is known was seen so, or is not known."""
    began = (told.began_from, told.began_to) if told.began_from and told.began_to else None
    ended = (told.ended_from, told.ended_to) if told.ended_from and told.ended_to else None
    bounds = {told.began_to if began is None else None, told.ended_from if ended is None else None} - {None}
    seen = [typed_days((day, day)) for day in sorted(filter(None, bounds))]
    return {"began": typed_days(began) if began else "", "ended": typed_days(ended) if ended else "", "sighted": ", ".join(seen)}
