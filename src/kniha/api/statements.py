"""Statements: the list, the words of one source, what was read in them, what the source allows; coding."""

from collections.abc import Collection
from datetime import date
from typing import Annotated, Literal

from ninja import Query, Router
from pydantic import BaseModel, Field

from kniha.api.asking import Asked, Who
from kniha.api.fields import OneOf, Place, RowId, Sent, Time, WholeNumber, place_of, time_of
from kniha.api.made import Made, made
from kniha.api.operations import acts, reads
from kniha.api.paging import By, Page, Pages, page
from kniha.api.wording import found_by_words
from kniha.book.access.looking import note_reading
from kniha.book.events import queries as events
from kniha.book.forces import queries as forces
from kniha.book.statements import actions, noting_consent, queries
from kniha.book.statements.drafts import AccountDraft, MentionDraft, PassageDraft
from kniha.book.statements.models import Account, Mention, Statement
from kniha.book.statements.noting_consent import ConsentDraft

router = Router(tags=["statements"])

READING = ("reading", "files", "coding", "concluding", "reviewing", "interviewing")
CODING = ("coding",)
NOTING = ("coding", "interviewing", "reviewing")
_ORDER = (By("received_on", falling=True), By("pk"))


class StatementsAsked(Pages):
    """Which statements."""

    coded: bool | None = Field(default=None, description="Whether an account was read in it.")
    compartment: RowId | None = None
    delicate: bool | None = Field(default=None, description="Whether it calls for a specialist.")
    role: Literal["victim", "witness", "relative", "medic"] | None = Field(
        default=None, description="Who its source said they are. Insiders are listed nowhere."
    )
    q: str | None = Field(
        default=None, min_length=1, max_length=300, description="Words that it holds, in any form. The search is an entry."
    )


class StatementLine(BaseModel):
    """A statement in a list: not its words."""

    id: str
    received_on: date
    kind: str
    language: str
    compartment: str
    accounts: int
    files: int
    delicate: bool = Field(description="Whether it calls for a specialist, who alone asks for the story.")


class EarlyTold(BaseModel):
    """What a reporter answered before their story; empty where nothing was said."""

    role: str = Field(description="A code of the list `source-roles`.")
    safe: str = Field(description="A code of the list `safe-now`.")
    held: str = Field(description="Whether somebody is held still: `yes` or `no`.")
    minor: str = Field(description="Whether somebody is under 18: `yes` or `no`.")
    sexual: str = Field(description="Whether it is of a sexual kind: `yes` or `no`.")


class Consent(BaseModel):
    """What the source allows for one purpose. Not known means that nothing leaves."""

    purpose: str
    recipient: str
    answer: str
    giver: str


class AnswerSent(Sent):
    """What a source answered for one purpose."""

    purpose: Annotated[str, OneOf("consent-purposes")]
    answer: Annotated[str, OneOf("consent-answers")]
    giver: Annotated[str, OneOf("consent-givers")]
    given_on: date
    recipient: str = Field(default="", max_length=120, description="To whom; of sharing alone.")
    words: str = Field(min_length=4, max_length=1000, description="How it was answered, and in which words.")

    def draft(self) -> ConsentDraft:
        """The same as the book takes it."""
        return ConsentDraft(**self.model_dump())


class Passage(BaseModel):
    """Words that a coded value rests on: characters `start` to `end` of the statement's text, `end` not included."""

    about: str
    start: int
    end: int


class MentionTold(BaseModel):
    """What an account says of one person or unit."""

    id: str
    person: str | None = Field(description="The person whom the register holds for it, where there is one.")
    role: str
    name: str
    description: str
    rank: str
    badge: str
    call_sign: str
    unit: str
    known_unit: str | None = Field(description="The unit that a coder knows it to be, where the registrar may know of it.")
    vehicle: str
    passage: Passage | None


class AccountTold(BaseModel):
    """What the statement says of one event."""

    id: str
    when: Time
    where: Place
    kinds: list[str]
    coded_by: str = Field(description="The id of the registrar, or the name of the process.")
    coded_on: date
    passages: list[Passage]
    mentions: list[MentionTold]
    incident: str | None = Field(description="The number of the incident that was concluded from it.")


class NoticeTold(BaseModel):
    """What the source sent later of consent: other answers, a withdrawal, or that it is taken back."""

    id: str
    kind: str
    words: str
    language: str
    received_on: date
    state: str
    keep_until: date | None = Field(description="Nothing is destroyed before this day: a withdrawal may be taken back.")


class StatementTold(BaseModel):
    """The words of one source, kept as they were said."""

    id: str
    received_on: date
    kind: str
    language: str
    came_to_be: str
    text: str
    when_words: str
    where_words: str
    hurt_words: str = Field(description="Who was hurt, in the words of the source.")
    doers_words: str = Field(description="Who did it, in the words of the source.")
    early: EarlyTold
    delicate: bool = Field(description="Whether it calls for a specialist, who alone asks for the story.")
    source: str | None = Field(description="The person whose words they are.")
    also_said: list[RowId] = Field(description="The other statements of the same source that the registrar may know of, the latest first.")
    consents: list[Consent]
    notices: list[NoticeTold]


class Accounts(BaseModel):
    """What was read in a statement."""

    rows: list[AccountTold]


@reads(router, "/statements", purposes=READING, answer=Page[StatementLine])
def statements(request: Asked, asked: Annotated[StatementsAsked, Query()]) -> Page[StatementLine]:
    """The statements that the registrar may know of, newest first."""
    who = request.auth
    rows = queries.listed(
        who.registrar, coded=asked.coded, compartment=asked.compartment or "", delicate=asked.delicate, role=asked.role or ""
    )
    if asked.q is not None:
        rows = rows.filter(pk__in=found_by_words(who, asked.q, kind="statement", among="statements", again=asked.cursor is not None))
    return page(who, rows, asked, order=_ORDER, line=_line, name="statements")


@reads(router, "/statements/{statement_id}", purposes=READING, answer=StatementTold)
def statement(request: Asked, statement_id: RowId) -> StatementTold:
    """The words of one source, with what the source allows."""
    found = _read(request.auth, statement_id)
    consents = queries.consents(request.auth.registrar, found)
    return StatementTold(
        id=found.pk, received_on=found.received_on, kind=found.kind, language=found.language, came_to_be=found.came_to_be,
        text=found.text, when_words=found.when_words, where_words=found.where_words, hurt_words=found.hurt_words,
        doers_words=found.doers_words, delicate=found.delicate, source=found.source_id,
        early=EarlyTold(**{name: getattr(found, f"told_{name}") for name in EarlyTold.model_fields}),
        also_said=list(queries.others_of_source(request.auth.registrar, found).values_list("pk", flat=True)),
        consents=[Consent(purpose=one.purpose, recipient=one.recipient, answer=one.answer, giver=one.giver) for one in consents],
        notices=[
            NoticeTold(**{name: getattr(one, {"id": "pk"}.get(name, name)) for name in NoticeTold.model_fields})
            for one in queries.notices(request.auth.registrar, found)
        ],
    )  # fmt: skip


@reads(router, "/statements/{statement_id}/accounts", purposes=READING, answer=Accounts)
def accounts(request: Asked, statement_id: RowId) -> Accounts:
    """What was read in a statement, with the words that it rests on."""
    found = _read(request.auth, statement_id)
    return Accounts(rows=[account_told(request.auth, one) for one in queries.accounts(request.auth.registrar, found)])


class Marked(Sent):
    """Words of the statement: from character `start` to `end`, which is not included."""

    start: WholeNumber = Field(ge=0, le=1_000_000)
    end: WholeNumber = Field(ge=1, le=1_000_000)


class MarkedValue(Marked):
    """Words that say when, where or what."""

    about: Literal["when", "where", "act"]

    def draft(self) -> PassageDraft:
        """The passage, not yet entered."""
        return PassageDraft(self.about, self.start, self.end)


class MentionSent(Sent):
    """Somebody whom the account speaks of."""

    role: Annotated[str, OneOf("mention-roles")]
    name: str = Field(default="", max_length=300, description="As said.")
    description: str = Field(default="", max_length=1000)
    rank: str = Field(default="", max_length=120)
    badge: str = Field(default="", max_length=60)
    call_sign: str = Field(default="", max_length=60)
    unit: str = Field(default="", max_length=200)
    known_unit: RowId | None = Field(default=None, description="Which unit the words mean, where that is known.")
    vehicle: str = Field(default="", max_length=120)
    passage: Marked | None = None

    def draft(self, who: Who) -> MentionDraft:
        """The mention, not yet entered."""
        passage = PassageDraft("mention", self.passage.start, self.passage.end) if self.passage else None
        unit = forces.unit(who.registrar, self.known_unit) if self.known_unit else None
        return MentionDraft(**self.model_dump(exclude={"passage", "known_unit"}), known_unit=unit, passage=passage)


class AccountSent(Sent):
    """What a statement says of one event."""

    when: Time = Time()
    where: Place = Place()
    kinds: list[Annotated[str, OneOf("act-kinds")]] = Field(default=[], max_length=100)
    passages: list[MarkedValue] = Field(default=[], max_length=200)
    mentions: list[MentionSent] = Field(default=[], max_length=200)

    def draft(self, who: Who) -> AccountDraft:
        """The account, not yet entered."""
        return AccountDraft(
            self.when.when(),
            self.where.where(),
            tuple(self.kinds),
            tuple(passage.draft() for passage in self.passages),
            tuple(mention.draft(who) for mention in self.mentions),
        )


@acts(router, "/statements/{statement_id}/accounts", purposes=CODING)
def code_account(request: Asked, statement_id: RowId, sent: AccountSent) -> Made:
    """Enter what a statement says of one event, tied to its words."""
    who = request.auth
    entered = actions.code_account(who.hand, queries.statement(who.registrar, statement_id), sent.draft(who))
    return made(entered, f"/statements/{statement_id}/accounts")


@acts(router, "/statements/{statement_id}/consent", purposes=NOTING)
def note_consent(request: Asked, statement_id: RowId, sent: AnswerSent) -> Made:
    """Enter what the source answered for one purpose, outside of their mailbox. The last answer to one recipient holds."""
    who = request.auth
    noted = noting_consent.note_consent(who.hand, queries.statement(who.registrar, statement_id), sent.draft())
    return made(noted, f"/statements/{statement_id}")


@acts(router, "/accounts/{account_id}/mentions", purposes=CODING)
def add_mention(request: Asked, account_id: RowId, sent: MentionSent) -> Made:
    """Enter one more person or unit whom an account speaks of."""
    who = request.auth
    account = queries.account(who.registrar, account_id)
    return made(actions.add_mention(who.hand, account, sent.draft(who)), f"/statements/{account.statement_id}/accounts")


def account_told(who: Who, row: Account) -> AccountTold:
    """An account with all that was read."""
    incident = events.incident_of(who.registrar, row)
    known = forces.called(who.registrar, (one.known_unit_id for one in row.mentions.all() if one.known_unit_id))
    return AccountTold(
        id=row.pk, when=time_of(row, row.when_words), where=place_of(row, row.where_words), kinds=list(row.kinds),
        coded_by=row.coded_by, coded_on=row.coded_on,
        passages=[Passage(about=one.about, start=one.start, end=one.end) for one in row.passages.all() if one.about != "mention"],
        mentions=[mention_told(row, one, known) for one in row.mentions.all()], incident=incident.number if incident else None,
    )  # fmt: skip


def mention_told(account: Account, row: Mention, units: Collection[str]) -> MentionTold:
    """A mention; the passage is looked for in what was read with the account, the unit among those that may be known."""
    words = next((one for one in account.passages.all() if one.pk == row.passage_id), None)
    return MentionTold(
        id=row.pk, person=row.person_id, role=row.role, name=row.name, description=row.description, rank=row.rank, badge=row.badge,
        call_sign=row.call_sign, unit=row.unit, known_unit=row.known_unit_id if row.known_unit_id in units else None, vehicle=row.vehicle,
        passage=Passage(about=words.about, start=words.start, end=words.end) if words else None,
    )  # fmt: skip


def _read(who: Who, statement_id: str) -> Statement:
    found = queries.statement(who.registrar, statement_id)
    note_reading(who.hand, "statement")
    return found


def _line(row: Statement) -> StatementLine:
    counted = {name: getattr(row, f"{one}_count") for name, one in (("accounts", "account"), ("files", "exhibit"))}
    title = row.compartment.title if row.compartment else ""
    return StatementLine(
        id=row.pk, received_on=row.received_on, kind=row.kind, language=row.language, compartment=title, delicate=row.delicate, **counted
    )
