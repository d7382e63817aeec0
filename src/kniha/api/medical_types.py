"""The types of medical reports: what a program sends of an examination, and what it is told."""

from datetime import date, datetime
from typing import Annotated

from django.conf import settings
from pydantic import BaseModel, Field

from kniha.api.fields import Instant, OneOf, RowId, Sent, WholeNumber, YesOrNo
from kniha.api.interviews import ConsentSent
from kniha.book.medicine.drafts import Consented, Examined, FindingDraft
from kniha.vocab.errors import MalformedError

Answer = Annotated[str, OneOf("medical-answers")]
Long = Annotated[str, Field(max_length=50_000)]
_OnChart = Annotated[WholeNumber, Field(ge=0, le=10_000)]


class FindingSent(Sent):
    """One finding. `x` and `y` are units of the body chart."""

    kind: Annotated[str, OneOf("injury-kinds")]
    region: Annotated[str, OneOf("body-regions")] | None = None
    view: Annotated[str, OneOf("body-views")] | None = None
    x: _OnChart | None = None
    y: _OnChart | None = None
    description: str = Field(min_length=1, max_length=5000, description="Size, colour, shape, age as the medic judges it.")
    alleged_cause: str = Field(default="", max_length=2000)
    degree: Annotated[str, OneOf("istanbul-degrees")] | None = Field(default=None, description="Of consistency with the alleged cause.")
    alternatives: str = Field(default="", max_length=5000, description="Other causes that were considered.")
    photographs: list[RowId] = Field(default=[], max_length=50, description="Files of the statements of the examined person.")

    def draft(self) -> FindingDraft:
        """The finding, not yet entered."""
        told = self.model_dump() | {name: getattr(self, name) or "" for name in ("region", "view", "degree")}
        return FindingDraft(**told | {"photographs": tuple(self.photographs)})


class ExaminedSent(Sent):
    """How it was examined, who was there, what was told and found. That a paper says nothing is an answer for papers alone."""

    way: Annotated[str, OneOf("examination-ways")]
    began: Instant | None = None
    ended: Instant | None = None
    place: str = Field(default="", max_length=300)
    room: str = Field(default="", max_length=200)
    present: str = Field(min_length=1, max_length=5000, description="Who was present, and for whom; nobody, if nobody.")
    guards: Answer
    demeanour: str = Field(default="", max_length=1000)
    restrained: Answer
    restraints: str = Field(default="", max_length=500)
    threatened: Answer
    threats: str = Field(default="", max_length=1000)
    language: str = Field(min_length=2, max_length=8)
    interpreter: str = Field(default="", max_length=300)
    interpreter_vetted: YesOrNo = False
    history: Long = ""
    complaints_body: Long = ""
    complaints_mind: Long = ""
    examination: Long = ""
    photographed: Answer
    opinion: Long = ""
    recommendation: Long = ""
    copy_given: Answer
    copy_words: str = Field(default="", max_length=500)

    def examined(self) -> Examined:
        """The same for the book, by the office's clocks."""
        return Examined(**self.model_dump(exclude={"began", "ended"}), began=_here(self.began), ended=_here(self.ended))


class PaperSent(Sent):
    """What the paper of an outside medic has beside. Name, contact and qualification are sealed at once; empty ones keep what is sealed."""

    secrecy_told: Answer = Field(description="Whether the medic was told of secrecy law first.")
    original: RowId | None = Field(default=None, description="The file of the signed original, where the register holds it.")
    kept_where: str = Field(default="", max_length=300, description="Else where the signed original is kept.")
    medic_name: str = Field(default="", max_length=300)
    medic_qualification: str = Field(default="", max_length=500)
    medic_contact: str = Field(default="", max_length=500)

    def sealed(self) -> dict[str, str]:
        """What is sealed of the medic, by field."""
        return {"legal-name": self.medic_name, "contact": self.medic_contact, "qualification": self.medic_qualification}


class ReportSent(Sent):
    """A report: a medic's own, or with `paper` what somebody typed from an outside medic's."""

    examined: ExaminedSent
    findings: list[FindingSent] = Field(default=[], max_length=200)
    paper: PaperSent | None = None
    needs_specialist: YesOrNo = Field(description="Of a child, of somebody still held, of sexual violence: a specialist's alone.")


class NewReportSent(ReportSent):
    """A report on somebody, with a statement of its own: consent first."""

    person: RowId | None = Field(default=None, description="Who was examined, where the register holds them; else `compartment`.")
    compartment: RowId | None = Field(default=None, description="Where somebody new, or whom nobody knows, is to lie.")
    is_unknown: YesOrNo = Field(default=False, description="Nobody knows who they are: then no person is made.")
    giver: Annotated[str, OneOf("consent-givers")]
    came_to_be: Annotated[str, OneOf("statement-origins")]
    consent: list[ConsentSent] = Field(min_length=1, max_length=50)
    legal_name: str = Field(default="", max_length=300, description="Of somebody new; sealed at once.")
    contact: str = Field(default="", max_length=500, description="The same.")

    def consented(self) -> Consented:
        """What the examined person allows, and who they are."""
        consent = {one.purpose: one.answer for one in self.consent}
        if len(consent) != len(self.consent):
            raise MalformedError("a consent is given once for each purpose")
        sealed = {"legal-name": self.legal_name, "contact": self.contact}
        if (self.person is not None or self.is_unknown) and any(sealed.values()):
            raise MalformedError("only of somebody new is something sealed here")
        return Consented(consent, self.giver, self.came_to_be, sealed, is_unknown=self.is_unknown)


class SupplementSent(ReportSent):
    """A new report that corrects or adds to a signed one."""

    words: str = Field(min_length=4, max_length=1000, description="What it corrects or adds, and why.")


class ReportLine(BaseModel):
    """A medical report in a list: not what was found."""

    id: str
    statement: str
    written_on: date
    written_by: str
    state: str
    way: str
    guards: str = Field(description="Whether guards were present.")
    findings: int


class FindingTold(BaseModel):
    """One thing that a medic found."""

    id: str
    number: int = Field(description="As on the chart.")
    kind: str
    region: str
    view: str
    x: int | None
    y: int | None
    description: str
    alleged_cause: str
    degree: str
    alternatives: str
    photographs: list[str]


class ReportTold(BaseModel):
    """A medical report. The name of an outside medic is sealed and opens at the desk."""

    id: str
    statement: str
    subject: str | None = Field(description="The person who was examined.")
    medic: str | None = Field(description="The outside medic, where a paper was typed.")
    state: str
    written_by: str
    written_on: date
    attested_by: str | None
    attested_on: date | None
    digest: str = Field(description="Over which it was signed or checked.")
    for_specialists: bool
    supplements: str | None = Field(description="The report that it corrects or adds to.")
    supplement_words: str
    secrecy_told: str
    kept_where: str
    original: str | None
    way: str
    began: datetime | None
    ended: datetime | None
    place: str
    room: str
    present: str
    guards: str
    demeanour: str
    restrained: str
    restraints: str
    threatened: str
    threats: str
    language: str
    interpreter: str
    interpreter_vetted: bool
    history: str
    complaints_body: str
    complaints_mind: str
    examination: str
    photographed: str
    opinion: str
    recommendation: str
    copy_given: str
    copy_words: str
    findings: list[FindingTold]
    supplemented_by: list[str]


def _here(instant: datetime | None) -> datetime | None:
    return None if instant is None else instant.astimezone(settings.OFFICE.zone)
