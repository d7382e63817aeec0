"""Lists of terms as choices of a form, in the reader's language; and the widget in which a long one is searched."""

from collections.abc import Callable
from functools import lru_cache
from itertools import groupby
from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
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


class LongSelect(forms.Select):
    """A list of many choices without groups: written in one go, where Django asks five templates for each of them."""

    def render(
        self,
        name: str,
        value: Any,  # Any: Django's widgets
        attrs: dict[str, Any] | None = None,
        renderer: BaseRenderer | None = None,  # noqa: ARG002  Django's signature
    ) -> SafeString:
        """The element as Django writes it."""
        chosen = frozenset(str(one) for one in self.format_value(value))
        inside = _options(tuple((str(code), str(label)) for code, label in self.choices), chosen)
        told = flatatt(self.build_attrs(self.attrs, {"name": name, **(attrs or {})}))
        return format_html("<select{}>{}</select>", told, inside)


@lru_cache(maxsize=64)
def _options(choices: tuple[tuple[str, str], ...], chosen: frozenset[str]) -> SafeString:
    """The same long list stands on page after page: it is written once in each language."""
    marks = ((code, mark_safe(" selected") if code in chosen else "", label) for code, label in choices)  # mark_safe: a constant
    return format_html_join("", '<option value="{}"{}>{}</option>', marks)


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
