"""A step in the life of a file or a thing, as a registrar tells it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kniha.book.evidence.chain import BY_HAND
from kniha.book.evidence.stepping import CustodyDraft
from kniha.desk.language import language
from kniha.vocab import terms
from kniha.vocab.errors import ImpossibleError, MalformedError
from kniha.vocab.time import Interval
from kniha.vocab.typed_time import parse_typed_time

_SHORTEST_DAY, _LONGEST_DAY = timedelta(hours=22), timedelta(hours=26)
"""A day on which clocks are put forward or back is not of 24 hours; a month is longer, an hour shorter."""


def steps(codes: tuple[str, ...]) -> Callable[[], list[tuple[str, str]]]:
    """Kinds of steps as choices, in the reader's language."""
    return lambda: [(code, terms.label("custody-events", code, language())) for code in codes]


class HandsForm(forms.Form):
    """From, to, when, why, under which authority, in which condition."""

    at = forms.CharField(label=_("When"), max_length=40, help_text=_("11.08.2020 23:10 or 11.08.2020"))
    giver = forms.CharField(label=_("From whom"), required=False, max_length=120, help_text=_("A role or an office, not a name."))
    taker = forms.CharField(label=_("To whom"), required=False, max_length=120, help_text=_("A role or an office, not a name."))
    why = forms.CharField(label=_("What for"), min_length=4, max_length=300)
    authority = forms.CharField(label=_("Under which law, order or agreement"), required=False, max_length=200)
    condition = forms.CharField(
        label=_("In which condition"), required=False, max_length=300, help_text=_("Seal number, damage, what was missing.")
    )

    def clean_at(self) -> Interval:
        """A day or a moment, by the office's clocks."""
        try:
            at = parse_typed_time(self.cleaned_data["at"], str(settings.OFFICE.zone))
        except ImpossibleError as error:
            raise forms.ValidationError(_("There is no such day.")) from error
        except MalformedError:
            at = None
        if at is None or at.last - at.first > _LONGEST_DAY:
            raise forms.ValidationError(_("Write a day or a moment: 11.08.2020, 11.08.2020 23:10."))
        return at

    def step(self, kind: str) -> CustodyDraft:
        """The step, not yet entered. Of a day, its beginning."""
        told: dict[str, Any] = self.cleaned_data  # Any: what a form holds
        at: Interval = told["at"]
        return CustodyDraft(
            kind,
            at.first,
            at.last - at.first > _SHORTEST_DAY,
            told["giver"],
            told["taker"],
            told["why"],
            told["authority"],
            told["condition"],
        )


class StepForm(HandsForm):
    """A step in a file's life."""

    kind = forms.ChoiceField(label=_("What happened"), choices=steps(BY_HAND))
    field_order = ("kind",)

    def draft(self) -> CustodyDraft:
        """The step, not yet entered."""
        return self.step(self.cleaned_data["kind"])
