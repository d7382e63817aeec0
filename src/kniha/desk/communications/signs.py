"""What a call sign stood for is entered on the page of its unit, and withdrawn there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kniha.book.communications import actions, queries
from kniha.book.communications.drafts import CallSignDraft
from kniha.book.communications.models import CallSign
from kniha.book.forces import queries as forces
from kniha.book.forces.models import Posting
from kniha.book.forces.units import Unit
from kniha.book.people.models import Person
from kniha.desk.errors import entered_or_refused
from kniha.desk.forces.changing import accounts_of
from kniha.desk.forces.finding import called_of
from kniha.desk.forces.forms import ReasonForm, SourceForm, SpanForm
from kniha.desk.language import language
from kniha.desk.request import Who, form, page
from kniha.vocab import terms

MOST_POSTINGS = 300


@dataclass(frozen=True, slots=True)
class Borne:
    """A call sign, and who held the posting that it stood for."""

    row: CallSign
    person: Person | None


def borne(who: Who, unit: Unit) -> Iterator[Borne]:
    """The call signs of a unit and of the postings in it."""
    rows = list(queries.call_signs_of(who.registrar, unit))
    people = forces.people_of(who.registrar, [row.posting for row in rows if row.posting is not None])
    yield from (Borne(row, people.get(row.posting.person_id) if row.posting else None) for row in rows)


class SignForm(SpanForm, SourceForm):
    """A sign, and what it stood for: the unit, or a posting in it."""

    sign = forms.CharField(label=_("Call sign, as heard"), max_length=60)
    posting = forms.ChoiceField(label=_("Stood for"), required=False)
    field_order: Sequence[str] = ("sign", "posting", "began", "ended", "sighted", "account", "read_in")

    def __init__(self, *args: Any, postings: Sequence[tuple[Posting, str]], **kwargs: Any) -> None:  # Any: Django's form arguments
        super().__init__(*args, **kwargs)
        self.postings = {one.pk: one for one, _called in postings}
        field = self.fields["posting"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", gettext("the whole unit")), *((one.pk, called) for one, called in postings)]

    def draft(self) -> CallSignDraft:
        """The sign, not yet entered."""
        return CallSignDraft(self.cleaned_data["sign"], self.cleaned_data["span"])

    def stood_for(self) -> Posting | None:
        """The posting that it stood for; None: the unit."""
        return self.postings.get(self.cleaned_data["posting"])


@form
def enter(request: HttpRequest, who: Who, unit_id: str) -> HttpResponse:
    """Enter a call sign of a unit or of a posting in it."""
    unit = forces.unit(who.registrar, unit_id, language=language())
    typed = SignForm(request.POST or None, accounts=accounts_of(who, unit), postings=_postings(who, unit))
    if typed.is_valid():
        action = lambda: actions.enter_call_sign(  # noqa: E731
            who.hand, unit, typed.draft(), source=typed.source(), posting=typed.stood_for()
        )
        if entered_or_refused(typed, action) is not None:
            return _entered(request, unit)
    return _page(request, who, unit, typed, heading=gettext("A call sign"))


@form
def withdraw(request: HttpRequest, who: Who, sign_id: str) -> HttpResponse:
    """Withdraw a call sign, with a reason."""
    found = queries.call_sign(who.registrar, sign_id)
    unit = forces.unit(who.registrar, found.unit_id, language=language())
    typed = ReasonForm(request.POST or None)
    if typed.is_valid():
        action = lambda: (actions.withdraw_call_sign(who.hand, found, reason=typed.cleaned_data["reason"]),)  # noqa: E731
        if entered_or_refused(typed, action) is not None:
            return _entered(request, unit)
    return _page(request, who, unit, typed, heading=gettext("Withdraw this"), is_danger=True, value=found)


def _page(request: HttpRequest, who: Who, unit: Unit, typed: forms.Form, **context: object) -> HttpResponse:
    told: dict[str, object] = {"back": reverse("unit", args=[unit.pk]), "called": called_of(unit)}
    return page(request, who, "desk/forces/change.html", part="units", form=typed, unit=unit, **told, **context)


def _entered(request: HttpRequest, unit: Unit) -> HttpResponse:
    messages.success(request, gettext("It is entered."))
    return redirect("unit", unit.pk)


def _postings(who: Who, unit: Unit) -> list[tuple[Posting, str]]:
    rows = list(forces.postings_in(who.registrar, unit)[:MOST_POSTINGS])
    people = forces.people_of(who.registrar, rows)
    return [(one, f"{terms.label('posting-kinds', one.kind, language())}: {_named(people.get(one.person_id))}") for one in rows]


def _named(person: Person | None) -> str:
    names = [name.text for name in person.names.all()] if person is not None else []
    return " / ".join(names) or gettext("Somebody without a name")
