"""What is asked of the numbers, as a form and as an address."""

from dataclasses import fields
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kniha.book.access.models import Registrar
from kniha.book.access.queries import seats
from kniha.book.counting.rules import NARROWING, Question
from kniha.desk.choices import LongSelect
from kniha.desk.language import language
from kniha.desk.numbers.wording import called, choices_of
from kniha.vocab import terms
from kniha.vocab.errors import KnihaError
from kniha.vocab.time import FIRST_YEAR, LAST_YEAR

NAMES = tuple(field.name for field in fields(Question))


class QuestionForm(forms.Form):
    """A question to the numbers. What cannot be asked is refused beside its field, and nothing is narrowed by it."""

    measure = forms.ChoiceField(label=_("What is counted"), required=False)
    rows = forms.ChoiceField(label=_("Told apart by"), required=False)
    columns = forms.ChoiceField(label=_("and across by"), required=False)
    first = forms.DateField(label=_("From the day"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    last = forms.DateField(label=_("To the day"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    group = forms.ChoiceField(required=False, widget=LongSelect)
    kind = forms.ChoiceField(required=False, widget=LongSelect)
    place = forms.ChoiceField(required=False, widget=LongSelect)
    state = forms.ChoiceField(required=False, widget=LongSelect)
    verification = forms.ChoiceField(required=False, widget=LongSelect)
    sources = forms.ChoiceField(required=False, widget=LongSelect)
    late = forms.ChoiceField(required=False, widget=LongSelect)
    let = forms.ChoiceField(required=False, widget=LongSelect)
    compartment = forms.ChoiceField(label=_("Compartment"), required=False, widget=LongSelect)
    unit = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)
    unchecked = forms.BooleanField(label=_("Only what was not verified"), required=False)

    def __init__(self, data: QueryDict, registrar: Registrar, *, is_table: bool) -> None:
        asked = {name: data.get(name, "") for name in NAMES} | {
            "measure": data.get("measure") or "acts",
            "rows": data.get("rows") or "month",
        }
        super().__init__(asked, auto_id="asked_%s")
        measures = [(term.code, term.label(language())) for term in terms.terms("count-measures")]
        dimensions = [(term.code, term.label(language())) for term in terms.terms("count-dimensions")]
        self._choose("measure", measures)
        self._choose("rows", dimensions)
        self._choose("columns", [("", gettext("nothing")), *dimensions])
        for name in NARROWING:
            self.fields[name].label = capfirst(terms.label("count-dimensions", name, language()))
            self._choose(name, [("", gettext("all")), *choices_of(name)])
        open_ones = [(one.pk, one.title) for one in seats(registrar)]
        self._choose("compartment", [("", gettext("all")), *open_ones])
        if len(open_ones) < 2:
            del self.fields["compartment"]
        if not is_table:
            for name in ("measure", "rows", "columns"):
                del self.fields[name]

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField, above

    def clean_first(self) -> date | None:
        """A day of the years that the register knows."""
        return self._day("first")

    def clean_last(self) -> date | None:
        """The same, of the other end."""
        return self._day("last")

    def _day(self, name: str) -> date | None:
        day: date | None = self.cleaned_data[name]
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(_("There are no such days."))
        return day

    def question(self) -> Question:
        """What is asked: of what was refused, nothing."""
        self.is_valid()
        asked: dict[str, Any] = {name: value for name, value in self.cleaned_data.items() if value and name in NAMES}
        first, last = asked.get("first"), asked.get("last")
        if first and last and first > last:
            self.add_error("last", _("A period ends on or after its first day."))
            del asked["last"]
        if asked.get("rows", "month") == asked.get("columns"):
            self.add_error("columns", _("Rows and columns are told apart by two things."))
            del asked["columns"]
        return Question(**asked)


def address_of(question: Question, **more: str) -> str:
    """The query of an address that asks it."""
    return urlencode({name: "1" if value is True else str(value) for name, value in question.told().items()} | more)


def narrowed_by(question: Question, registrar: Registrar) -> list[tuple[str, str]]:
    """What the question is narrowed to, as people read it: a label and a value each."""
    chosen = [(name, getattr(question, name)) for name in (*NARROWING, "unit")]
    found = [(terms.label("count-dimensions", name, language()), called(registrar, name, [code])[code]) for name, code in chosen if code]
    if question.compartment:
        found += [(gettext("Compartment"), one.title) for one in seats(registrar) if one.pk == question.compartment]
    if question.unchecked:
        found.append((terms.label("count-dimensions", "verification", language()), gettext("not verified")))
    return found


def read(data: QueryDict) -> Question | None:
    """The question of an address that this desk itself wrote; None where somebody else did, and asks what cannot be asked."""
    asked: dict[str, Any] = {name: data[name] for name in NAMES if data.get(name)}  # Any: text, days, a switch
    try:
        for name in ("first", "last"):
            if name in asked:
                asked[name] = date.fromisoformat(asked[name])
        return Question(**asked | ({"unchecked": True} if asked.get("unchecked") else {}))
    except (KnihaError, ValueError):
        return None
