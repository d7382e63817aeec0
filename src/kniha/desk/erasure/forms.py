"""Forms of erasures and holds. What is typed here stays in the journal for ever, and every form says so."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kniha.book.erasure.actions import Wish
from kniha.book.erasure.holding import HoldDraft
from kniha.desk.choices import from_list

LOOK_AGAIN = timedelta(days=180)
_STAYS = _("It stays in the journal for ever: no names, and no words of what is to be erased.")
_TEXT = forms.Textarea({"rows": 3})


class _Form(forms.Form):
    """A form whose fields have ids of their own: several stand on one page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's form arguments
        kwargs["auto_id"] = f"{type(self).__name__.lower()}_%s"
        super().__init__(*args, **kwargs)


class WishForm(_Form):
    """Who wishes it, why, and which words of the register's own are to go as well."""

    wished_by = forms.ChoiceField(label=_("Who wishes it"), choices=from_list("erasure-wishes"), widget=forms.RadioSelect)
    ground = forms.ChoiceField(label=_("Why"), choices=from_list("erasure-grounds"), widget=forms.RadioSelect)
    words = forms.CharField(label=_("In words"), required=False, max_length=1000, widget=_TEXT, help_text=_STAYS)
    also = forms.MultipleChoiceField(
        label=_("Words of the register that repeat what the source said"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("What is ticked is erased as well. The rest of these words stays."),
    )  # fmt: skip

    def __init__(self, data: Any, *, choices: Iterable[tuple[str, str, str, str]]) -> None:  # Any: Django's form data
        super().__init__(data)
        found = [(f"{table}/{row}/{field}", words) for table, row, field, words in choices]
        also = self.fields["also"]
        assert isinstance(also, forms.MultipleChoiceField)
        also.choices = found
        if not found:
            del self.fields["also"]

    def wish(self) -> Wish:
        """The wish, not yet entered."""
        told = self.cleaned_data
        chosen = (choice.split("/") for choice in told.get("also", ()))
        return Wish(told["wished_by"], told["ground"], told["words"], tuple((table, row, field) for table, row, field in chosen))


class ReasonForm(_Form):
    """Why, in words that repeat nothing."""

    words = forms.CharField(label=_("Reason"), min_length=4, max_length=1000, widget=_TEXT, help_text=_STAYS)


class HoldForm(_Form):
    """Why something may not be erased, who asked for that, and when somebody looks again."""

    ground = forms.ChoiceField(label=_("Why it has to be kept"), choices=from_list("hold-grounds"), widget=forms.RadioSelect)
    authority = forms.CharField(
        label=_("Which authority, and under which number"), required=False, max_length=200, help_text=_("where an authority asked")
    )
    words = forms.CharField(label=_("In words"), required=False, max_length=1000, widget=_TEXT, help_text=_STAYS)
    review_on = forms.DateField(
        label=_("Review by"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), help_text=_("within a year")
    )

    def draft(self) -> HoldDraft:
        """The hold, not yet placed."""
        return HoldDraft(**self.cleaned_data)


class ReviewForm(ReasonForm):
    """What was found, and the next day on which somebody looks."""

    review_on = forms.DateField(label=_("Review by"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))


class LiftingForm(ReasonForm):
    """Why a hold is needed no more."""


class ReadingForm(ReasonForm):
    """What for."""
