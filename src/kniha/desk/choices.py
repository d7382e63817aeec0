"""Lists of terms as choices of a form, in the reader's language; and the widget in which a long one is searched."""

from collections.abc import Callable
from itertools import groupby

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext

from kniha.desk.language import language
from kniha.vocab import terms

Choices = list[tuple[str, str]]
Grouped = list[tuple[str, Choices]]


class Picker(forms.CheckboxSelectMultiple):
    """Many terms to tick, in a box of their own, with a search that a script adds."""

    template_name = "desk/parts/picker.html"


class OnePicker(forms.RadioSelect):
    """One of many terms."""

    template_name = "desk/parts/picker.html"


def from_list(list_name: str, *, open_: str | Promise | None = None) -> Callable[[], Choices]:
    """The terms of a list; with `open_`, a first choice of this name that stands for none."""

    def choices() -> Choices:
        found = [(term.code, term.label(language())) for term in terms.terms(list_name)]
        return found if open_ is None else [("", str(open_)), *found]

    return choices


def act_kinds() -> Grouped:
    """Kinds of act under their groups."""
    grouped = groupby(terms.terms("act-kinds"), key=lambda term: term.group or "")
    return [
        (
            terms.label("act-groups", group, language()) if group else gettext("Other"),
            [(term.code, term.label(language())) for term in found],
        )
        for group, found in grouped
    ]
