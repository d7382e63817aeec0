"""Erasures and holds: what was asked for and stands; asked, declined, placed, looked at again.

What two decide is begun here and ended at the desk: the second of the two is a person with a second factor before them.
"""

from datetime import date
from typing import Annotated, Literal

from ninja import Query, Router
from pydantic import BaseModel, Field

from kniha.api.asking import Asked
from kniha.api.fields import OneOf, RowId, Sent
from kniha.api.made import Made, made
from kniha.api.operations import acts, reads
from kniha.api.paging import By, Page, Pages, page
from kniha.book.erasure import actions, holding, queries
from kniha.book.erasure.actions import Wish
from kniha.book.erasure.holding import HoldDraft
from kniha.book.erasure.models import Erasure, Hold

router = Router(tags=["erasures and holds"])

KEEPING = ("keeping",)
Kind = Literal["statement", "person", "exhibit", "thing"]
_NEWEST = (By("asked_on", falling=True), By("pk"))
_BY_REVIEW = (By("review_on"), By("pk"))


class ErasureTold(BaseModel):
    """A wish that something be forgotten, and what was decided."""

    id: str
    kind: str
    row: str = Field(description="The id of the statement, person, exhibit or thing.")
    state: str
    wished_by: str
    ground: str
    words: str
    asked_by: str
    asked_on: date
    decided_by: str | None
    decided_words: str
    decided_on: date | None


class HoldTold(BaseModel):
    """Why something may not be erased. It is placed by one and lifted by two."""

    id: str
    kind: str
    row: str = Field(description="The id of the statement, person, exhibit or thing.")
    state: str
    ground: str
    authority: str
    words: str
    placed_by: str
    placed_on: date
    review_on: date
    lifting_by: str | None = Field(description="Who proposed to lift it.")
    lifted_by: str | None
    lifted_on: date | None


class WordsToChoose(BaseModel):
    """Words of the register's own that may repeat what the source said."""

    table: str
    row: str
    field: str
    words: str


class Consequences(BaseModel):
    """What an erasure would do now, counted. Asking for it does nothing yet."""

    gone: dict[str, int] = Field(description="Rows by table.")
    sealed: dict[str, int] = Field(description="Rows by table that a hold keeps: they are sealed.")
    files: int
    incidents: list[str] = Field(description="The numbers of incidents that lose a source, as far as the registrar may see them.")
    to_choose: list[WordsToChoose] = Field(description="Words that may be named in `also`.")


class ErasuresAsked(Pages):
    """Which erasures."""

    state: Annotated[str, OneOf("erasure-states")] | None = None


class HoldsAsked(Pages):
    """Which holds."""

    state: Annotated[str, OneOf("hold-states")] | None = None


class Chosen(Sent):
    """Words of a conclusion that are to go as well."""

    table: str = Field(max_length=40)
    row: RowId
    field: str = Field(max_length=40)


class ErasureSent(Sent):
    """What is to be forgotten, who wishes it, why. Its words stay in the journal for ever and name nobody."""

    kind: Kind
    row: RowId
    wished_by: Annotated[str, OneOf("erasure-wishes")]
    ground: Annotated[str, OneOf("erasure-grounds")]
    words: str = Field(default="", max_length=1000)
    also: list[Chosen] = Field(default=[], max_length=200)

    def wish(self) -> Wish:
        """The wish, not yet entered."""
        return Wish(self.wished_by, self.ground, self.words, tuple((one.table, one.row, one.field) for one in self.also))


class HoldTerms(Sent):
    """Why it has to be kept, who asked for that, by when somebody looks again: within a year."""

    ground: Annotated[str, OneOf("hold-grounds")]
    authority: str = Field(default="", max_length=200)
    words: str = Field(default="", max_length=1000)
    review_on: date

    def draft(self) -> HoldDraft:
        """The hold, not yet placed."""
        return HoldDraft(self.ground, self.authority, self.words, self.review_on)


class HoldSent(HoldTerms):
    """The same, and on what."""

    kind: Kind
    row: RowId


class WordsSent(Sent):
    """Why, in words that stay in the journal for ever and repeat nothing."""

    words: str = Field(min_length=4, max_length=1000)


class LookSent(WordsSent):
    """What was found, and when somebody looks next."""

    review_on: date


@reads(router, "/erasures", purposes=KEEPING, answer=Page[ErasureTold])
def erasures(request: Asked, asked: Annotated[ErasuresAsked, Query()]) -> Page[ErasureTold]:
    """The erasures of the compartments in which the registrar decides on them, newest first."""
    who = request.auth
    rows = queries.erasures(who.registrar).order_by("-asked_on", "pk")
    return page(who, rows.filter(**_of_state(asked.state)), asked, order=_NEWEST, line=_erasure, name="erasures")


@reads(router, "/erasures/{erasure_id}", purposes=KEEPING, answer=ErasureTold)
def erasure(request: Asked, erasure_id: RowId) -> ErasureTold:
    """One erasure."""
    return _erasure(queries.erasure(request.auth.registrar, erasure_id))


@reads(router, "/erasures/before/{kind}/{row_id}", purposes=KEEPING, answer=Consequences)
def consequences(request: Asked, kind: Kind, row_id: RowId) -> Consequences:
    """What erasing this would do, without doing it."""
    registrar = request.auth.registrar
    found = queries.preview(registrar, queries.target(registrar, kind, row_id))
    return Consequences(
        gone=dict(found.gone), sealed=dict(found.sealed), files=found.files,
        incidents=[incident.number for incident, _, _ in found.incidents],
        to_choose=[WordsToChoose(table=table, row=row, field=field, words=words) for table, row, field, words in found.choices],
    )  # fmt: skip


@acts(router, "/erasures", purposes=KEEPING)
def ask_erasure(request: Asked, sent: ErasureSent) -> Made:
    """Ask that something be forgotten. Nothing happens to it until another registrar agrees, at the desk."""
    who = request.auth
    asked = actions.ask_erasure(who.hand, queries.target(who.registrar, sent.kind, sent.row), sent.wish())
    return made(asked, f"/erasures/{asked.pk}")


@acts(router, "/erasures/{erasure_id}/refusal", purposes=KEEPING)
def decline_erasure(request: Asked, erasure_id: RowId, sent: WordsSent) -> Made:
    """Decline it, with a reason. It may be asked for again."""
    who = request.auth
    declined = actions.decline_erasure(who.hand, queries.erasure(who.registrar, erasure_id), words=sent.words)
    return made(declined, f"/erasures/{erasure_id}")


@reads(router, "/holds", purposes=KEEPING, answer=Page[HoldTold])
def holds(request: Asked, asked: Annotated[HoldsAsked, Query()]) -> Page[HoldTold]:
    """The holds of the compartments in which the registrar decides on them, by the day of their review."""
    who = request.auth
    rows = queries.holds(who.registrar).order_by("review_on", "pk")
    return page(who, rows.filter(**_of_state(asked.state)), asked, order=_BY_REVIEW, line=_hold, name="holds")


@reads(router, "/holds/{hold_id}", purposes=KEEPING, answer=HoldTold)
def hold(request: Asked, hold_id: RowId) -> HoldTold:
    """One hold."""
    return _hold(queries.hold(request.auth.registrar, hold_id))


@acts(router, "/holds", purposes=KEEPING)
def place_hold(request: Asked, sent: HoldSent) -> Made:
    """Keep something, with all that belongs to it, from being erased."""
    who = request.auth
    return _made(holding.place_hold(who.hand, queries.target(who.registrar, sent.kind, sent.row), sent.draft()))


@acts(router, "/holds/{hold_id}/another", purposes=KEEPING)
def place_another_hold(request: Asked, hold_id: RowId, sent: HoldTerms) -> Made:
    """A further hold on the same, also where it is sealed by now."""
    who = request.auth
    return _made(holding.place_another_hold(who.hand, queries.hold(who.registrar, hold_id), sent.draft()))


@acts(router, "/holds/{hold_id}/review", purposes=KEEPING)
def review_hold(request: Asked, hold_id: RowId, sent: LookSent) -> Made:
    """Somebody looked: the hold is still needed."""
    who = request.auth
    found = queries.hold(who.registrar, hold_id)
    return _made(holding.look_again(who.hand, found, review_on=sent.review_on, words=sent.words))


@acts(router, "/holds/{hold_id}/lifting", purposes=KEEPING)
def propose_lifting(request: Asked, hold_id: RowId, sent: WordsSent) -> Made:
    """Propose to lift a hold. The second of the two lifts it, at the desk."""
    who = request.auth
    return _made(holding.propose_lifting(who.hand, queries.hold(who.registrar, hold_id), words=sent.words))


@acts(router, "/holds/{hold_id}/keeping", purposes=KEEPING)
def keep_hold(request: Asked, hold_id: RowId) -> Made:
    """The proposal to lift is not followed: the hold stands as before."""
    who = request.auth
    return _made(holding.keep_hold(who.hand, queries.hold(who.registrar, hold_id)))


def _of_state(state: str | None) -> dict[str, str]:
    return {} if state is None else {"state": state}


def _made(row: Hold) -> Made:
    return made(row, f"/holds/{row.pk}")


def _erasure(row: Erasure) -> ErasureTold:
    return ErasureTold(
        id=row.pk, kind=row.table, row=row.row, state=row.state, wished_by=row.wished_by, ground=row.ground, words=row.words,
        asked_by=row.asked_by_id, asked_on=row.asked_on, decided_by=row.decided_by_id, decided_words=row.decided_words,
        decided_on=row.decided_on,
    )  # fmt: skip


def _hold(row: Hold) -> HoldTold:
    return HoldTold(
        id=row.pk, kind=row.table, row=row.row, state=row.state, ground=row.ground, authority=row.authority, words=row.words,
        placed_by=row.placed_by_id, placed_on=row.placed_on, review_on=row.review_on, lifting_by=row.lifting_by_id,
        lifted_by=row.lifted_by_id, lifted_on=row.lifted_on,
    )  # fmt: skip
