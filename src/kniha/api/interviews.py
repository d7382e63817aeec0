"""Interviews, the lawyer's leave for another one, and the conversation with a source."""

from datetime import date, datetime
from typing import Annotated

from django.conf import settings
from ninja import Router
from pydantic import BaseModel, Field

from kniha.api.asking import Asked
from kniha.api.fields import Instant, OneOf, RowId, Sent, YesOrNo
from kniha.api.made import Made, made
from kniha.api.operations import acts, reads
from kniha.book.access import queries as access
from kniha.book.people import queries as people
from kniha.book.statements import conversation, interviewing, queries
from kniha.book.statements.interviewing import Held, InterviewDraft
from kniha.book.statements.models import Message
from kniha.runs import keyring
from kniha.vocab.errors import MalformedError, NotFoundError

router = Router(tags=["interviews and messages"])

READING = ("reading", "interviewing")
INTERVIEWING = ("interviewing",)


class HeldTold(BaseModel):
    """How an interview was held. Its words are the statement's."""

    plan: str
    present: str
    interpreter: str
    interpreter_vetted: bool
    place: str
    began: datetime | None
    ended: datetime | None
    breaks: str
    free_recall: bool
    read_back: bool
    recorded: bool
    promised: str
    is_trained: bool
    held_by: str


class MessageTold(BaseModel):
    """Words of the register to a source."""

    id: str
    text: str
    state: str
    written_by: str
    written_on: date
    agreed_by: str | None
    delivered_on: date | None


class Messages(BaseModel):
    """Oldest first."""

    rows: list[MessageTold]


class HeldSent(Sent):
    """How an interview was held, in the order in which an interviewer works."""

    plan: str = Field(min_length=1, max_length=5000, description="What is asked, and what could harm the person.")
    present: str = Field(default="", max_length=2000)
    interpreter: str = Field(default="", max_length=300)
    interpreter_vetted: YesOrNo = False
    place: str = Field(default="", max_length=300)
    began: Instant
    ended: Instant
    breaks: str = Field(default="", max_length=300)
    free_recall: YesOrNo = False
    read_back: YesOrNo = False
    recorded: YesOrNo = False
    promised: str = Field(default="", max_length=500)
    is_trained: YesOrNo = False

    def held(self) -> Held:
        """The same for the book, by the office's clocks."""
        told = self.model_dump(exclude={"began", "ended"})
        return Held(**told, began=self.began.astimezone(settings.OFFICE.zone), ended=self.ended.astimezone(settings.OFFICE.zone))


class ConsentSent(Sent):
    """What the source answered for one purpose."""

    purpose: Annotated[str, OneOf("consent-purposes")]
    answer: Annotated[str, OneOf("consent-answers")]


class InterviewSent(Sent):
    """An interview: consent first, then how it was held, then the words, verbatim."""

    person: RowId | None = Field(default=None, description="Who was interviewed, where the register holds them; else `compartment`.")
    compartment: RowId | None = Field(default=None, description="Where somebody new is to lie.")
    giver: Annotated[str, OneOf("consent-givers")]
    consent: list[ConsentSent] = Field(min_length=1, max_length=50)
    needs_specialist: YesOrNo = Field(description="Under 18, sexual violence, or still held: a specialist's alone.")
    language: str = Field(min_length=2, max_length=8)
    text: str = Field(min_length=1, max_length=1_000_000)
    held: HeldSent
    legal_name: str = Field(default="", max_length=300, description="Of somebody new; sealed at once.")
    contact: str = Field(default="", max_length=500, description="The same.")

    def draft(self) -> InterviewDraft:
        """The interview, not yet entered."""
        consent = {one.purpose: one.answer for one in self.consent}
        if len(consent) != len(self.consent):
            raise MalformedError("a consent is given once for each purpose")
        sealed = {"legal-name": self.legal_name, "contact": self.contact}
        if self.person is not None and any(sealed.values()):
            raise MalformedError("what is sealed of somebody who is known is not given again")
        return InterviewDraft(self.language, self.text, consent, self.giver, self.held.held(), self.needs_specialist, sealed)


class LeaveSent(Sent):
    """Why somebody who has spoken is interviewed once more."""

    words: str = Field(min_length=4, max_length=2000)


class MessageSent(Sent):
    """Words to a source. They leave sealed to the receipt; where danger is high or not known, after a second agrees at the desk."""

    text: str = Field(min_length=1, max_length=20_000)


@reads(router, "/statements/{statement_id}/interview", purposes=READING, answer=HeldTold)
def interview(request: Asked, statement_id: RowId) -> HeldTold:
    """How a statement was taken, where it is an interview."""
    registrar = request.auth.registrar
    found = queries.interview_of(registrar, queries.statement(registrar, statement_id))
    if found is None:
        raise NotFoundError("there is no such thing here")
    told = {name: getattr(found, name) for name in Held.__slots__}
    return HeldTold(**told, held_by=found.held_by_id)


@reads(router, "/statements/{statement_id}/messages", purposes=READING, answer=Messages)
def messages(request: Asked, statement_id: RowId) -> Messages:
    """What was written to the source of a statement."""
    registrar = request.auth.registrar
    return Messages(rows=[_message(row) for row in queries.messages(registrar, queries.statement(registrar, statement_id))])


@acts(router, "/interviews", purposes=INTERVIEWING)
def take_interview(request: Asked, sent: InterviewSent) -> Made:
    """Enter an interview, of somebody new or once more of somebody who is known."""
    who = request.auth
    if (sent.person is None) == (sent.compartment is None):
        raise MalformedError("an interview names the person who is known, or the compartment of one who is new")
    known = people.person(who.registrar, sent.person) if sent.person is not None else None
    compartment = known.compartment if known else access.one(access.compartments(who.registrar), pk=sent.compartment)
    assert compartment is not None  # whoever lies in none is seen by nobody
    recipient, opening = keyring.person_recipient(), keyring.person_keys()
    taken = interviewing.take_interview(who.hand, compartment, sent.draft(), person=known, recipient=recipient, opening=opening)
    return made(taken, f"/statements/{taken.pk}")


@acts(router, "/people/{person_id}/permissions", purposes=("reviewing",))
def allow_interview(request: Asked, person_id: RowId, sent: LeaveSent) -> Made:
    """A lawyer allows one more interview of somebody who has spoken."""
    found = people.person(request.auth.registrar, person_id)
    return made(interviewing.allow_interview(request.auth.hand, found, words=sent.words), f"/people/{person_id}")


@acts(router, "/statements/{statement_id}/messages", purposes=INTERVIEWING)
def write_message(request: Asked, statement_id: RowId, sent: MessageSent) -> Made:
    """Write to the source of a statement."""
    found = queries.statement(request.auth.registrar, statement_id)
    written = conversation.write_message(request.auth.hand, found, sent.text, opening=keyring.person_keys())
    return made(written, f"/statements/{statement_id}/messages")


@acts(router, "/messages/{message_id}/withdrawal", purposes=INTERVIEWING)
def withdraw_message(request: Asked, message_id: RowId) -> Made:
    """Take a message back that has not left yet."""
    found = queries.message(request.auth.registrar, message_id)
    return made(conversation.withdraw_message(request.auth.hand, found), f"/statements/{found.statement_id}/messages")


def _message(row: Message) -> MessageTold:
    return MessageTold(
        id=row.pk, text=row.text, state=row.state, written_by=row.written_by_id, written_on=row.written_on,
        agreed_by=row.agreed_by_id, delivered_on=row.delivered_on,
    )  # fmt: skip
