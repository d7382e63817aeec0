"""The forms of lists: a file with where it goes and how it is read; another mapping for one that lies here."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kniha.book.access import queries as access
from kniha.book.work.models import BroughtList
from kniha.desk.language import language
from kniha.desk.request import Who
from kniha.runs.importing.offered import Offered, by_name
from kniha.vocab import terms

_FITS = _("fits")
_NAME_HELP = _(
    "Its rows are known by this name and their own ids: the same for every copy of this list, another for any other. "
    "Empty: as the mapping says."
)


class MappingForm(forms.Form):
    """By which mapping a list is read."""

    mapping = forms.ChoiceField(label=_("How it is read"), required=False)
    source = forms.RegexField(
        r"^[^:]{1,60}$", label=_("Name of the list"), required=False, max_length=60,
        help_text=_NAME_HELP,
        error_messages={"invalid": _("A name of 1 to 60 characters without a colon.")},
    )  # fmt: skip

    def __init__(self, *args: Any, offered: Sequence[Offered], fits: Sequence[str] = (), **kwargs: Any) -> None:  # Any: Django's
        super().__init__(*args, **kwargs)
        self.mappings = by_name(offered)
        field = self.fields["mapping"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", gettext("Find the mapping that fits")), *((name, self._told(name, fits)) for name in self.mappings)]

    def chosen(self) -> tuple[str, str]:
        """Name and text of the mapping; both empty where one is looked for."""
        name = str(self.cleaned_data["mapping"])
        return (name, self.mappings[name].text) if name else ("", "")

    def _told(self, name: str, fits: Sequence[str]) -> str:
        mapping = self.mappings[name].mapping
        kind = terms.label("list-kinds", mapping.kind, language()) if mapping else ""
        return f"{name} ({kind})" if name not in fits else f"{name} ({kind}) — {_FITS}"


class BringForm(MappingForm):
    """A list."""

    file = forms.FileField(label=_("File: .csv, .xlsx, .json or .jsonl"))
    compartment = forms.ChoiceField(label=_("Compartment"))
    field_order = ("file", "compartment", "mapping", "source")

    def __init__(self, *args: Any, who: Who, **kwargs: Any) -> None:  # Any: as above
        super().__init__(*args, **kwargs)
        self.compartments = {one.pk: one for one in access.compartments(who.registrar)}
        field = self.fields["compartment"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(key, one.title) for key, one in self.compartments.items()]
        self.fields["file"].widget.attrs["accept"] = ".csv,.tsv,.xlsx,.xlsm,.json,.jsonl,.ndjson,.ijson"


def fitting(brought: BroughtList) -> tuple[str, ...]:
    """The mappings that were found to fit it."""
    return tuple(one["name"] for one in brought.fits if not one["fault"])
