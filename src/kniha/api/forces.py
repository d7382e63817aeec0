"""Units of the forces, what they are called and belonged to, and who held which post: each value with its days and its source."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from ninja import Query, Router
from pydantic import BaseModel, Field

from kniha.api.asking import Asked, Who
from kniha.api.fields import OneOf, RowId, Sent, YesOrNo
from kniha.api.language import language
from kniha.api.made import Made, made
from kniha.api.operations import acts, reads
from kniha.api.paging import By, Page, Paged, Pages, page
from kniha.book.access.looking import enter_search
from kniha.book.access.queries import one
from kniha.book.events.models import Involvement
from kniha.book.forces import actions, queries
from kniha.book.forces.drafts import PostingDraft, Source, UnitDraft, UnitNameDraft
from kniha.book.forces.finding import called_units, listed
from kniha.book.forces.models import Lasting, ListedUnit, Posting, Sourced, UnitName, UnitParent
from kniha.book.forces.units import Unit
from kniha.book.people import queries as people
from kniha.book.statements import queries as statements
from kniha.book.statements.models import Mention
from kniha.vocab.span import Span

router = Router(tags=["forces"])

READING = ("reading", "coding", "concluding", "reviewing")
ORDERING = ("coding", "concluding")
_ORDER = (By("place_shown"), By("unit_id"))


class Days(Sent):
    """From some day to some day, and no more than is known: it began between the first two, and ended between the last two."""

    began_from: date | None = Field(default=None, description="It did not begin before.")
    began_to: date | None = Field(default=None, description="It had begun by then.")
    ended_from: date | None = Field(default=None, description="It lasted at least to then.")
    ended_to: date | None = Field(default=None, description="It was over after that.")

    def span(self) -> Span:
        """The same for the book; ImpossibleError for days that contradict each other."""
        return Span(self.began_from, self.began_to, self.ended_from, self.ended_to)


class SourceSent(Sent):
    """Where it is known from: exactly one of the two. An account keeps it in its compartment; the other opens it to all registrars."""

    account: RowId | None = None
    read_in: str = Field(default="", max_length=500, description="Where anybody may read it.")

    def source(self, who: Who) -> Source:
        """The same for the book."""
        return Source(statements.account(who.registrar, self.account) if self.account else None, self.read_in)


class SourceTold(BaseModel):
    """Where a value is known from."""

    statement: str | None
    account: str | None
    read_in: str


class UnitsAsked(Pages):
    """Which units."""

    q: str | None = Field(default=None, min_length=1, max_length=200, description="Words of any of its names. The search is an entry.")
    force: Annotated[str, OneOf("force-kinds")] | None = None
    kind: Annotated[str, OneOf("unit-kinds")] | None = None


class UnitLine(BaseModel):
    """A unit in a list."""

    id: str
    called: str = Field(description="The name that stands for it: an official one in the language asked for, where there is one.")
    force: str
    kind: str
    country: str


class NameTold(BaseModel):
    """What a source calls it."""

    id: str
    text: str
    language: str
    kind: str
    days: Days
    source: SourceTold


class ParentTold(BaseModel):
    """That a unit belonged to another."""

    id: str
    unit: str
    parent: str
    words: str
    days: Days
    source: SourceTold


class PostingTold(BaseModel):
    """Who held which post. It says nothing of what they did."""

    id: str
    person: str
    unit: str
    kind: str
    post: str
    rank: str
    acting: bool
    words: str
    days: Days
    source: SourceTold


class UnitTold(UnitLine):
    """All that is known of it, as far as the registrar may see."""

    names: list[NameTold]
    parents: list[ParentTold]
    children: list[ParentTold]
    postings: list[PostingTold]


class Postings(BaseModel):
    """The latest first."""

    rows: list[PostingTold]


class UnitMention(BaseModel):
    """Where an account names the unit."""

    id: str
    account: str
    statement: str
    role: str
    words: str = Field(description="What the account calls it.")


class UnitInvolvement(BaseModel):
    """What the unit is alleged to have taken part in."""

    id: str
    incident: str
    act: str
    degree: str
    finding: str
    review: str


class UnitSent(Sent):
    """What sort of unit it is."""

    force: Annotated[str, OneOf("force-kinds")] = "not-known"
    kind: Annotated[str, OneOf("unit-kinds")] = "not-known"
    country: str = Field(default="", pattern="^([A-Z]{2})?$", description="Two letters of ISO 3166-1.")

    def draft(self) -> UnitDraft:
        """The same for the book."""
        return UnitDraft(self.kind, self.force, self.country)


class NameSent(Sent):
    """A name of a unit."""

    text: str = Field(min_length=1, max_length=300)
    language: str = Field(default="", max_length=8)
    kind: Annotated[str, OneOf("unit-name-kinds")] = "official"
    days: Days = Days()
    source: SourceSent

    def draft(self) -> UnitNameDraft:
        """The same for the book."""
        return UnitNameDraft(self.text, self.language, self.kind, self.days.span())


class RegisterSent(UnitSent):
    """A unit with its first name."""

    name: NameSent


class ParentSent(Sent):
    """What a unit belonged to."""

    parent: RowId
    words: str = Field(default="", max_length=500)
    days: Days = Days()
    source: SourceSent


class PostSent(Sent):
    """A post and its days."""

    kind: Annotated[str, OneOf("posting-kinds")]
    post: str = Field(default="", max_length=200)
    rank: str = Field(default="", max_length=120)
    acting: YesOrNo = False
    words: str = Field(default="", max_length=500)
    days: Days = Days()

    def draft(self) -> PostingDraft:
        """The same for the book."""
        return PostingDraft(self.kind, self.post, self.rank, self.acting, self.days.span(), self.words)


class PostingSent(PostSent):
    """A posting of a person."""

    unit: RowId
    source: SourceSent


class WithdrawalSent(Sent):
    """Why."""

    reason: str = Field(min_length=4, max_length=1000)


@reads(router, "/units", purposes=READING, answer=Page[UnitLine])
def units(request: Asked, asked: Annotated[UnitsAsked, Query()]) -> Page[UnitLine]:
    """The units that the registrar may know of, by what they are called."""
    who = request.auth
    if asked.q:
        enter_search(who.hand, asked.q, among="units")
    rows = listed(who.registrar, language=language(), force=asked.force or "", kind=asked.kind or "", words=asked.q or "")
    rows = called_units(who.registrar, rows, language=language())
    return page(who, rows, asked, order=_ORDER, line=_listed, name=f"units/{language()}")


@reads(router, "/units/{unit_id}", purposes=READING, answer=UnitTold)
def unit(request: Asked, unit_id: RowId) -> UnitTold:
    """One unit: its names, what it belonged to and what to it, who served in it."""
    registrar = request.auth.registrar
    found = queries.unit(registrar, unit_id, language=language())
    return UnitTold(
        **dict(_line(found)),
        names=[_name(row) for row in queries.names_of(registrar, found)],
        parents=[_parent(row) for row in queries.parents_of(registrar, found)],
        children=[_parent(row) for row in queries.children_of(registrar, found)],
        postings=_postings(queries.postings_in(registrar, found)),
    )


@reads(router, "/units/{unit_id}/mentions", purposes=READING, answer=Page[UnitMention])
def unit_mentions(request: Asked, unit_id: RowId, asked: Paged) -> Page[UnitMention]:
    """Where accounts name it, as far as somebody tied their words to it."""
    who = request.auth
    rows = queries.mentions_of(who.registrar, queries.unit(who.registrar, unit_id)).order_by("pk")
    return page(who, rows, asked, order=(By("pk"),), line=_mention, name=f"units/{unit_id}/mentions")


@reads(router, "/units/{unit_id}/involvements", purposes=READING, answer=Page[UnitInvolvement])
def unit_involvements(request: Asked, unit_id: RowId, asked: Paged) -> Page[UnitInvolvement]:
    """In what it is alleged to have taken part."""
    who = request.auth
    rows = queries.involvements_of(who.registrar, queries.unit(who.registrar, unit_id)).order_by("pk")
    return page(who, rows, asked, order=(By("pk"),), line=_involvement, name=f"units/{unit_id}/involvements")


@reads(router, "/people/{person_id}/postings", purposes=READING, answer=Postings)
def postings(request: Asked, person_id: RowId) -> Postings:
    """Which posts a person held."""
    registrar = request.auth.registrar
    return Postings(rows=_postings(queries.postings_of(registrar, people.person(registrar, person_id))))


@acts(router, "/units", purposes=ORDERING)
def register_unit(request: Asked, sent: RegisterSent) -> Made:
    """Register a unit with its first name. Look first whether it is known under another."""
    who = request.auth
    return _made(actions.register_unit(who.hand, sent.draft(), sent.name.draft(), source=sent.name.source.source(who)))


@acts(router, "/units/{unit_id}/description", purposes=ORDERING)
def describe_unit(request: Asked, unit_id: RowId, sent: UnitSent) -> Made:
    """Set kind, force and country anew."""
    who = request.auth
    return _made(actions.describe_unit(who.hand, queries.unit(who.registrar, unit_id), sent.draft()))


@acts(router, "/units/{unit_id}/names", purposes=ORDERING)
def name_unit(request: Asked, unit_id: RowId, sent: NameSent) -> Made:
    """Enter one more name."""
    who = request.auth
    found = queries.unit(who.registrar, unit_id)
    return made(actions.name_unit(who.hand, found, sent.draft(), source=sent.source.source(who)), f"/units/{unit_id}")


@acts(router, "/units/{unit_id}/parents", purposes=ORDERING)
def place_unit(request: Asked, unit_id: RowId, sent: ParentSent) -> Made:
    """Enter what a unit belonged to. On no day does a unit stand above itself."""
    who = request.auth
    found, parent = queries.unit(who.registrar, unit_id), queries.unit(who.registrar, sent.parent)
    placed = actions.place_unit(who.hand, found, parent, sent.days.span(), source=sent.source.source(who), words=sent.words)
    return made(placed, f"/units/{unit_id}")


@acts(router, "/people/{person_id}/postings", purposes=ORDERING)
def enter_posting(request: Asked, person_id: RowId, sent: PostingSent) -> Made:
    """Enter that a person held a post in a unit."""
    who = request.auth
    person, found = people.person(who.registrar, person_id), queries.unit(who.registrar, sent.unit)
    posting = actions.enter_posting(who.hand, person, found, sent.draft(), source=sent.source.source(who))
    return made(posting, f"/people/{person_id}/postings")


@acts(router, "/postings/{posting_id}/correction", purposes=ORDERING)
def correct_posting(request: Asked, posting_id: RowId, sent: PostSent) -> Made:
    """Set post, rank and days of a posting anew."""
    who = request.auth
    posting = actions.correct_posting(who.hand, one(queries.postings(who.registrar), pk=posting_id), sent.draft())
    return made(posting, f"/people/{posting.person_id}/postings")


@acts(router, "/units/values/{unit_value}/{value_id}/withdrawal", purposes=ORDERING)
def withdraw_unit_value(request: Asked, unit_value: str, value_id: RowId, sent: WithdrawalSent) -> Made:
    """Withdraw a `name`, a `parent` or a `posting` that was entered in error. The entries stay."""
    who = request.auth
    value = queries.part(who.registrar, unit_value, value_id)
    actions.withdraw_part(who.hand, value, reason=sent.reason)
    return made(value, f"/units/{value.unit_id}")


def _made(unit: Unit) -> Made:
    return made(unit, f"/units/{unit.pk}")


def _listed(row: ListedUnit) -> UnitLine:
    row.unit.called = row.called  # type: ignore[attr-defined]  # annotated, as it is on units
    return _line(row.unit)


def _line(row: Unit) -> UnitLine:
    return UnitLine(id=row.pk, called=str(getattr(row, "called", "")), force=row.force, kind=row.kind, country=row.country)


def _mention(row: Mention) -> UnitMention:
    words = row.unit or row.name or row.description
    return UnitMention(id=row.pk, account=row.account_id, statement=row.account.statement_id, role=row.role, words=words)


def _involvement(row: Involvement) -> UnitInvolvement:
    return UnitInvolvement(
        id=row.pk, incident=row.act.incident.number, act=row.act_id, degree=row.degree, finding=row.finding, review=row.review
    )


def _name(row: UnitName) -> NameTold:
    return NameTold(id=row.pk, text=row.text, language=row.language, kind=row.kind, days=days_of(row), source=source_of(row))


def _parent(row: UnitParent) -> ParentTold:
    return ParentTold(id=row.pk, unit=row.unit_id, parent=row.parent_id, words=row.words, days=days_of(row), source=source_of(row))


def _postings(rows: Iterable[Posting]) -> list[PostingTold]:
    return [
        PostingTold(
            id=row.pk, person=row.person_id, unit=row.unit_id, kind=row.kind, post=row.post, rank=row.rank, acting=row.acting,
            words=row.words, days=days_of(row), source=source_of(row),
        )
        for row in rows
    ]  # fmt: skip


def days_of(row: Lasting) -> Days:
    """The days of a value."""
    return Days(began_from=row.began_from, began_to=row.began_to, ended_from=row.ended_from, ended_to=row.ended_to)


def source_of(row: Sourced) -> SourceTold:
    """Where a value is known from."""
    return SourceTold(statement=row.account.statement_id if row.account else None, account=row.account_id, read_in=row.read_in)
