"""What is told once of files that come together; the files; what they may be used for, and why."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kniha.book.access import queries as access
from kniha.book.access.models import Compartment
from kniha.book.evidence.acquiring import AcquisitionDraft
from kniha.desk.choices import from_list
from kniha.desk.request import Who
from kniha.desk.uploads import SealedUpload

_CLOCK = _("By which clock their times are, and how far it was off, if anybody looked.")
_WORDS = forms.Textarea(attrs={"rows": 2})


class AcquisitionForm(forms.Form):
    """What a court asks first of files."""

    title = forms.CharField(
        label=_("What these files are"), min_length=3, max_length=200, help_text=_("Such as: Memory card of a camera, 12.08.2020")
    )
    how_obtained = forms.ChoiceField(label=_("How obtained"), choices=from_list("how-obtained"))
    obtained_on = forms.DateField(label=_("On which day obtained"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    giver = forms.CharField(label=_("From whom"), min_length=3, max_length=300, help_text=_("A role or an office, not a name."))
    why = forms.CharField(label=_("What for"), min_length=3, max_length=500, widget=_WORDS)
    place_words = forms.CharField(label=_("Where"), required=False, max_length=500)
    authority = forms.CharField(label=_("Under which law, order or agreement"), required=False, max_length=300)
    machine = forms.CharField(
        label=_("Machine and program"), required=False, max_length=300, help_text=_("With which they were copied or recorded.")
    )
    clock = forms.CharField(
        label=_("Clock"),
        required=False,
        max_length=300,
        help_text=_("By which clock their times are, and how far it was off, if anybody looked."),
    )
    compartment = forms.ChoiceField(label=_("Compartment"))

    def __init__(self, *args: Any, who: Who, **kwargs: Any) -> None:  # Any: Django's
        super().__init__(*args, **kwargs)
        self._compartments = {one.pk: one for one in access.compartments(who.registrar)}
        field = self.fields["compartment"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(key, one.title) for key, one in self._compartments.items()]

    def draft(self) -> tuple[AcquisitionDraft, Compartment]:
        """What was told, and where the files go."""
        told: dict[str, Any] = dict(self.cleaned_data)  # Any: what a form holds
        return AcquisitionDraft(**{name: told[name] for name in told if name != "compartment"}), self._compartments[told["compartment"]]


class _Several(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, each sealed as it came."""

    widget = _Several

    def clean(self, data: Any, initial: Any = None) -> list[SealedUpload]:  # noqa: ARG002  Any: Django's
        """The files in the order in which they were sent; an empty one is a file too."""
        if not data:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return list(data)


class FilesForm(forms.Form):
    """The files themselves."""

    file = FilesField(label=_("Files"))


class UsesForm(forms.Form):
    """A lawyer's decision. Nothing ticked: the files stay sealed."""

    uses = forms.MultipleChoiceField(
        label=_("The files may be used"), required=False, choices=from_list("file-uses"), widget=forms.CheckboxSelectMultiple
    )
    words = forms.CharField(label=_("Why"), min_length=10, max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))
