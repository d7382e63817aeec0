"""What is typed of case files."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kniha.book.access import queries as access
from kniha.book.access.models import Compartment
from kniha.book.casefiles.actions import CaseFileDraft
from kniha.book.casefiles.delivering import DisclosureDraft
from kniha.desk.choices import Grouped, from_list
from kniha.desk.language import language
from kniha.desk.request import Who
from kniha.vocab.crimes.elements import Crimes

_WORDS = {"rows": 3}


class CaseFileForm(forms.Form):
    """For whom a case file is, to whom it is sealed, for which crimes."""

    title = forms.CharField(label=_("What the case file is about"), min_length=3, max_length=200)
    authority = forms.CharField(
        label=_("Authority"), min_length=2, max_length=120, help_text=_("By the same name by which sources agreed to share with it.")
    )
    authority_kind = forms.ChoiceField(label=_("Kind of authority"), choices=from_list("authority-kinds"))
    recipient = forms.CharField(
        label=_("Sealed to"), max_length=4000, widget=forms.Textarea(_WORDS),
        help_text=_("The authority's age recipient, as it gave it. Ask for it on a way of its own, and compare it by voice."),
    )  # fmt: skip
    basis = forms.CharField(label=_("Legal basis"), required=False, max_length=500)
    crimes = forms.MultipleChoiceField(label=_("Crimes"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, crimes: Crimes, **kwargs: Any) -> None:  # Any: Django's
        super().__init__(*args, **kwargs)
        self.fields["crimes"].choices = [(code, one.labels[language()]) for code, one in crimes.items()]  # type: ignore[attr-defined]  # a field with choices

    def draft(self) -> CaseFileDraft:
        """As the action takes it."""
        told = self.cleaned_data
        return CaseFileDraft(
            told["title"], told["authority"], told["authority_kind"], told["recipient"], told["basis"], tuple(told["crimes"])
        )  # fmt: skip


class NewCaseFileForm(CaseFileForm):
    """The same, and where it lies."""

    compartment = forms.ChoiceField(label=_("Compartment"))

    def __init__(self, *args: Any, who: Who, **kwargs: Any) -> None:  # Any: Django's
        super().__init__(*args, **kwargs)
        self._compartments = {one.pk: one for one in access.compartments(who.registrar)}
        self.fields["compartment"].choices = [(key, one.title) for key, one in self._compartments.items()]  # type: ignore[attr-defined]  # a field with choices

    def place(self) -> Compartment:
        """The compartment that was chosen."""
        return self._compartments[self.cleaned_data["compartment"]]


class ChooseForm(forms.Form):
    """An incident by its number; and what belongs to the incidents that are chosen."""

    incident = forms.CharField(label=_("Incident by its number"), required=False, max_length=20)
    persons = forms.MultipleChoiceField(label=_("Persons"), required=False, widget=forms.CheckboxSelectMultiple)
    exhibits = forms.MultipleChoiceField(
        label=_("Exhibits"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Numbers follow the order in which they stand here, and never change again."),
    )  # fmt: skip

    def __init__(self, *args: Any, persons: Iterable[tuple[str, str]], exhibits: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)  # Any above: Django's
        for name, choices in (("persons", list(persons)), ("exhibits", list(exhibits))):
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # fields with choices, above
            if not choices:
                del self.fields[name]


class CellForm(forms.Form):
    """One cell of the matrix."""

    element = forms.ChoiceField(label=_("Element"))
    bearing = forms.ChoiceField(label=_("What it does"), choices=from_list("case-bearings"), widget=forms.RadioSelect)
    item = forms.ChoiceField(label=_("Item"), required=False, help_text=_("None, where something is missing."))
    words = forms.CharField(label=_("By what"), min_length=4, max_length=1000, widget=forms.Textarea(_WORDS))

    def __init__(self, *args: Any, elements: Grouped, items: Iterable[tuple[str, str]], **kwargs: Any) -> None:  # Any: Django's
        super().__init__(*args, **kwargs)
        self.fields["element"].choices = elements  # type: ignore[attr-defined]  # fields with choices, above
        self.fields["item"].choices = [("", "—"), *items]  # type: ignore[attr-defined]  # the same


class DisclosureForm(forms.Form):
    """What a disclosure lawyer asked, found, tells and withholds."""

    terms = forms.CharField(label=_("By which terms the register was asked"), min_length=3, max_length=1000, widget=forms.Textarea(_WORDS))
    found = forms.CharField(
        label=_("What was found"), min_length=4, max_length=20000, widget=forms.Textarea({"rows": 5}),
        help_text=_("Also that nothing was found. It stays in the register."),
    )  # fmt: skip
    told = forms.CharField(
        label=_("What the authority is told"), required=False, max_length=20000, widget=forms.Textarea({"rows": 4}),
        help_text=_("These words leave with the case file: nothing in them may tell who a source is."),
    )  # fmt: skip
    withheld = forms.CharField(label=_("What is withheld"), required=False, max_length=20000, widget=forms.Textarea(_WORDS))
    withheld_why = forms.CharField(label=_("Why it is withheld"), required=False, max_length=1000)

    def draft(self) -> DisclosureDraft:
        """As the action takes it."""
        return DisclosureDraft(**self.cleaned_data)


class DeliveryForm(forms.Form):
    """In which languages the index is written."""

    languages = forms.MultipleChoiceField(
        label=_("Languages of the index"), choices=(("be", "Беларуская"), ("ru", "Русский"), ("en", "English")),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip


class ReasonForm(forms.Form):
    """Why something is taken out."""

    why = forms.CharField(label=_("Why"), min_length=4, max_length=300)


class AcknowledgedForm(forms.Form):
    """What the authority answered."""

    day = forms.DateField(label=_("On which day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    words = forms.CharField(label=_("In which words"), min_length=4, max_length=500)
