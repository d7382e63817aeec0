"""The form of an interview: consent, then plan and circumstances, then the words."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from kniha.book.access import queries as access
from kniha.book.access.models import Registrar
from kniha.book.statements.interviewing import Held, InterviewDraft
from kniha.desk.choices import from_list
from kniha.desk.language import language
from kniha.vocab import terms


def _box(label: Any) -> forms.BooleanField:  # Any: a lazy translation
    return forms.BooleanField(label=label, required=False)


class InterviewForm(forms.Form):
    """What is written down of an interview."""

    compartment = forms.ChoiceField(label=_("Compartment"))
    giver = forms.ChoiceField(label=_("Who gives the consent"), choices=from_list("consent-givers"))
    is_child = _box(_("Under 18"))
    is_sexual = _box(_("It concerns sexual violence"))
    is_held = _box(_("The person is still held"))
    plan = forms.CharField(
        label=_("Plan and risk: what is asked, what could harm them"), max_length=5000, widget=forms.Textarea({"rows": 3})
    )
    is_trained = _box(_("Your training for interviews is on record"))
    present = forms.CharField(label=_("Who else is present, and for whom"), required=False, max_length=2000)
    interpreter = forms.CharField(label=_("Interpreter"), required=False, max_length=300)
    interpreter_vetted = _box(_("The interpreter was vetted"))
    place = forms.CharField(label=_("Where, in words"), required=False, max_length=300)
    language = forms.CharField(label=_("Language"), max_length=8, initial="be")
    began = forms.DateTimeField(label=_("Began"), widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"))
    ended = forms.DateTimeField(label=_("Ended"), widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"))
    breaks = forms.CharField(label=_("Breaks"), required=False, max_length=300)
    recorded = _box(_("Sound was recorded, by consent and by a lawyer's rule"))
    promised = forms.CharField(label=_("What was promised or paid; nothing, if nothing"), required=False, max_length=500)
    text = forms.CharField(label=_("The words, verbatim"), max_length=1_000_000, strip=False, widget=forms.Textarea({"rows": 16}))
    free_recall = _box(_("They first told it freely, without questions"))
    read_back = _box(_("It was read back to them and corrected"))
    # data-never: they leave the page with the form alone (static/desk/drafts.js)
    name = forms.CharField(label=_("Legal name"), required=False, max_length=300, widget=forms.TextInput({"data-never": ""}))
    contact = forms.CharField(label=_("How to reach them"), required=False, max_length=500, widget=forms.TextInput({"data-never": ""}))

    def __init__(self, *args: Any, registrar: Registrar, is_known: bool, **kwargs: Any) -> None:  # Any: Django's form arguments
        super().__init__(*args, **kwargs)
        self.compartments = {one.pk: one for one in access.compartments(registrar)}
        field = self.fields["compartment"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(key, one.title) for key, one in self.compartments.items()]
        if is_known:  # where they lie, and what is sealed of them, is known
            for name in ("compartment", "name", "contact"):
                del self.fields[name]
        for purpose in terms.terms("consent-purposes"):
            choices = [(term.code, term.label(language())) for term in terms.terms("consent-answers")]
            self.fields[f"consent-{purpose.code}"] = forms.ChoiceField(
                label=purpose.label(language()), choices=choices, initial="not-known"
            )

    def consents(self) -> Iterator[BoundField]:
        """The fields of consent, one per purpose."""
        return (field for field in self if field.name.startswith("consent-"))

    def draft(self) -> InterviewDraft:
        """The interview, not yet entered."""
        told: dict[str, Any] = self.cleaned_data  # Any: what Django's fields give
        held = {name: told[name] for name in Held.__slots__ if name not in {"began", "ended"}}
        consent = {name.removeprefix("consent-"): answer for name, answer in told.items() if name.startswith("consent-")}
        return InterviewDraft(
            language=told["language"],
            text=told["text"],
            consent=consent,
            giver=told["giver"],
            held=Held(began=_here(told["began"]), ended=_here(told["ended"]), **held),
            needs_specialist=any(told[name] for name in ("is_child", "is_sexual", "is_held")),
            sealed={"legal-name": told.get("name", ""), "contact": told.get("contact", "")},
        )


def _here(typed: datetime) -> datetime:
    """The moment by the office's clocks, whatever zone the form was read in."""
    return typed.replace(tzinfo=None).replace(tzinfo=settings.OFFICE.zone)
