"""The form of a medical report, in the order in which a medic works: consent, who was there, what was told and found, what follows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kniha.book.access import queries as access
from kniha.book.access.models import Registrar
from kniha.book.evidence.models import Exhibit
from kniha.book.medicine.drafts import Consented, Examined, Paper
from kniha.book.medicine.models import MedicalReport
from kniha.desk.choices import Choices, from_list
from kniha.desk.language import language
from kniha.vocab import terms

_MOMENT = "%Y-%m-%dT%H:%M"
_OF_PAPER = ("medic_name", "medic_contact", "medic_qualification", "secrecy_told", "kept_where", "original")
_OF_SOMEBODY_NEW = ("compartment", "subject", "name", "contact")
_OF_CONSENT = (*_OF_SOMEBODY_NEW, "giver", "came_to_be")
_OF_THE_VULNERABLE = ("is_child", "is_sexual", "is_held")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which report is written, and so what the form need not ask."""

    is_paper: bool
    is_known: bool = False
    has_statement: bool = False
    is_anew: bool = False
    is_supplement: bool = False

    def left_out(self) -> set[str]:
        """The fields that are not asked."""
        left = set(() if self.is_paper else _OF_PAPER) | set(() if self.is_supplement else ("supplement_words",))
        left |= set(_OF_CONSENT if self.has_statement else _OF_SOMEBODY_NEW if self.is_known else ())
        return left | (set(_OF_THE_VULNERABLE) if self.is_anew or self.is_supplement else {"is_for_specialists"})


def _answer(label: Any) -> forms.ChoiceField:  # Any: a lazy translation
    return forms.ChoiceField(label=label, widget=forms.RadioSelect)


def _words(label: Any, *, rows: int = 3, is_needed: bool = False) -> forms.CharField:  # Any: a lazy translation
    return forms.CharField(label=label, required=is_needed, max_length=50_000, widget=forms.Textarea({"rows": rows}))


def _sealed(label: Any, longest: int) -> forms.CharField:  # Any: a lazy translation
    """It leaves the page with the form alone (static/desk/drafts.js)."""
    return forms.CharField(label=label, required=False, max_length=longest, widget=forms.TextInput({"data-never": ""}))


def _moment(label: Any) -> forms.DateTimeField:  # Any: a lazy translation
    return forms.DateTimeField(label=label, required=False, widget=forms.DateTimeInput({"type": "datetime-local"}, format=_MOMENT))


class MedicalForm(forms.Form):
    """All of a report but its findings. What a registrar's own report, or one on a known person, does not ask is left out."""

    compartment = forms.ChoiceField(label=_("Compartment"))
    giver = forms.ChoiceField(label=_("Who gives the consent"), choices=from_list("consent-givers"))
    came_to_be = forms.ChoiceField(label=_("How the report came to be"), choices=from_list("statement-origins", open_="—"))
    is_child = forms.BooleanField(label=_("Under 18"), required=False)
    is_sexual = forms.BooleanField(label=_("It concerns sexual violence"), required=False)
    is_held = forms.BooleanField(label=_("The person is still held"), required=False)
    is_for_specialists = forms.BooleanField(
        label=_("For specialists alone: a child, somebody who is held, sexual violence"), required=False
    )
    supplement_words = forms.CharField(label=_("What it corrects or adds, and why"), max_length=1000, widget=forms.Textarea({"rows": 2}))
    way = forms.ChoiceField(label=_("How it was examined"), choices=from_list("examination-ways"), widget=forms.RadioSelect)
    began = _moment(_("Began"))
    ended = _moment(_("Ended"))
    place = forms.CharField(label=_("Place"), required=False, max_length=300)
    room = forms.CharField(label=_("Room"), required=False, max_length=200)
    present = forms.CharField(
        label=_("Who was present, and for whom"), max_length=5000, widget=forms.Textarea({"rows": 2}),
        help_text=_("Nobody, if nobody."),
    )  # fmt: skip
    guards = _answer(_("Were guards present?"))
    demeanour = forms.CharField(label=_("How those who accompanied behaved"), required=False, max_length=1000)
    restrained = _answer(_("Was the person restrained?"))
    restraints = forms.CharField(label=_("With what, and for how long"), required=False, max_length=500)
    threatened = _answer(_("Was the examiner threatened?"))
    threats = forms.CharField(label=_("By whom, with what"), required=False, max_length=1000)
    language = forms.CharField(label=_("Language"), max_length=8, initial="be")
    interpreter = forms.CharField(label=_("Interpreter"), required=False, max_length=300)
    interpreter_vetted = forms.BooleanField(label=_("The interpreter was vetted"), required=False)
    history = _words(_("What the person told: what was done, with what, when"), rows=8)
    complaints_body = _words(_("All complaints of the body"))
    complaints_mind = _words(_("All complaints of the mind"))
    examination = _words(_("The examination: what was looked at, and how"), rows=5)
    photographed = _answer(_("Were photographs taken?"))
    opinion = _words(_("Opinion on all findings together"), rows=5)
    recommendation = _words(_("Recommendation"))
    copy_given = _answer(_("Did the person get a copy?"))
    copy_words = forms.CharField(label=_("Why not"), required=False, max_length=500)
    medic_name = _sealed(_("Name of the medic"), 300)
    medic_qualification = _sealed(_("Qualification and place of work"), 500)
    medic_contact = _sealed(_("How to reach the medic"), 500)
    secrecy_told = forms.ChoiceField(label=_("Was the medic told of secrecy law first?"), widget=forms.RadioSelect)
    original = forms.ChoiceField(label=_("File of the signed original"), required=False)
    kept_where = forms.CharField(label=_("Where the signed original is kept"), required=False, max_length=300)
    subject = forms.ChoiceField(label=_("Who was examined"), widget=forms.RadioSelect)
    name = _sealed(_("Legal name"), 300)
    contact = _sealed(_("How to reach them"), 500)

    def __init__(
        self, *args: Any, registrar: Registrar, asked: Asked, exhibits: Sequence[Exhibit], **kwargs: Any
    ) -> None:  # Any: Django's form arguments
        super().__init__(*args, **kwargs)
        self.is_paper = asked.is_paper
        self.compartments = {one.pk: one for one in access.compartments(registrar)}
        self.at_hand = {file.pk: file for file in exhibits}
        for name in asked.left_out():
            del self.fields[name]
        if not asked.has_statement:
            self._ask_consents()
        own = {term.code for term in terms.terms("medical-answers")} - set(() if asked.is_paper else ("not-said",))
        answers = [(term.code, term.label(language())) for term in terms.terms("medical-answers") if term.code in own]
        for name in ("guards", "restrained", "threatened", "photographed", "copy_given"):
            self._choose(name, answers)
        self._choose("secrecy_told", [choice for choice in answers if choice[0] != "not-said"])
        self._choose("compartment", [(key, one.title) for key, one in self.compartments.items()])
        self._choose("original", [("", "—"), *((file.pk, file.original_name) for file in exhibits)])
        self._choose("subject", [("new", gettext("somebody new")), ("unknown", gettext("nobody knows who they are"))])

    def _ask_consents(self) -> None:
        choices = [(term.code, term.label(language())) for term in terms.terms("consent-answers")]
        for purpose in terms.terms("consent-purposes"):
            self.fields[f"consent-{purpose.code}"] = forms.ChoiceField(
                label=purpose.label(language()), choices=choices, initial="not-known"
            )

    def _choose(self, name: str, choices: Choices) -> None:
        field = self.fields.get(name)
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def consents(self) -> Iterator[BoundField]:
        """The fields of consent, one per purpose."""
        return (field for field in self if field.name.startswith("consent-"))

    def clean(self) -> dict[str, Any]:  # Any: Django's cleaned data
        """What goes with an answer is said beside it."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        needed = (("guards", "yes", "demeanour"), ("restrained", "yes", "restraints"), ("threatened", "yes", "threats"))
        for answer, when, words in (*needed, ("copy_given", "no", "copy_words")):
            if told.get(answer) == when and not told.get(words):
                self.add_error(words, gettext("Say it in words."))
        for name in ("began", "ended"):
            if told.get(name) is None and not self.is_paper and name not in self.errors:
                self.add_error(name, gettext("Say when exactly."))
        if self.is_paper and not told.get("original") and not told.get("kept_where"):
            self.add_error("kept_where", gettext("Say where the signed original is."))
        return told

    def examined(self) -> Examined:
        """The report without its findings, not yet entered."""
        told = {name: self.cleaned_data[name] for name in Examined.__slots__ if name not in {"began", "ended"}}
        return Examined(began=_here(self.cleaned_data["began"]), ended=_here(self.cleaned_data["ended"]), **told)

    def paper(self) -> Paper | None:
        """What a typed report has beside."""
        told = self.cleaned_data
        if not self.is_paper:
            return None
        sealed = {"legal-name": told["medic_name"], "contact": told["medic_contact"], "qualification": told["medic_qualification"]}
        return Paper(told["secrecy_told"], told["kept_where"], self.at_hand.get(told["original"]), sealed)

    def needs_specialist(self) -> bool:
        """Whether what makes it a specialist's is ticked."""
        return any(self.cleaned_data.get(name) for name in (*_OF_THE_VULNERABLE, "is_for_specialists"))

    def consented(self) -> Consented:
        """What the examined person allows, and who they are."""
        told = self.cleaned_data
        consent = {name.removeprefix("consent-"): answer for name, answer in told.items() if name.startswith("consent-")}
        sealed = {"legal-name": told.get("name", ""), "contact": told.get("contact", "")}
        return Consented(consent, told["giver"], told["came_to_be"], sealed, is_unknown=told.get("subject") == "unknown")


def typed_again(report: MedicalReport) -> dict[str, Any]:  # Any: what Django's fields hold
    """What the form holds of a report that is there already. What is sealed of the medic stays sealed: an empty field keeps it."""
    told = {name: getattr(report, name) for name in Examined.__slots__}
    moments = {name: at.astimezone(settings.OFFICE.zone).strftime(_MOMENT) for name in ("began", "ended") if (at := told[name])}
    more = {"secrecy_told": report.secrecy_told, "kept_where": report.kept_where, "original": report.original_id or ""}
    return told | moments | more | {"is_for_specialists": report.for_specialists, "supplement_words": report.supplement_words}


def _here(typed: datetime | None) -> datetime | None:
    """The moment by the office's clocks, whatever zone the form was read in."""
    return None if typed is None else typed.replace(tzinfo=None).replace(tzinfo=settings.OFFICE.zone)
