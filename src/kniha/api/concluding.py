"""What is done to incidents: opened from accounts, concluded anew, acts and what hangs on them, review."""

from collections.abc import Sequence
from typing import Annotated

from ninja import Router
from pydantic import Field

from kniha.api.asking import Asked, Who
from kniha.api.fields import Changing, Number, OneOf, Place, RowId, Sent, Time, WholeNumber
from kniha.api.made import Made, made
from kniha.api.operations import acts
from kniha.book.access.queries import one
from kniha.book.events import actions, queries, reviewing
from kniha.book.events.drafts import ActChange, ActDraft, IncidentDraft
from kniha.book.events.models import Act, Incident
from kniha.book.medicine import queries as medicine
from kniha.book.statements import queries as statements
from kniha.book.statements.models import Account

router = Router(tags=["incidents"])

CONCLUDING = ("concluding",)
AccountIds = Annotated[list[RowId], Field(min_length=1, max_length=200, description="The accounts on whose strength.")]


class ConclusionSent(Sent):
    """The event as concluded. Its time has no words of a source; those are the accounts'."""

    title: str = Field(min_length=3, max_length=300, description="In the register's own words.")
    when: Time = Time()
    where: Place = Place()
    accounts: AccountIds

    def draft(self) -> IncidentDraft:
        """The conclusion, not yet entered."""
        return IncidentDraft(self.title, self.when.when(), self.where.where())


class ConclusionChange(ConclusionSent, Changing):
    """The event concluded anew."""


class AccountJoined(Sent):
    """One more account of the same event."""

    account: RowId


class ActSent(Sent):
    """One kind of violation done to one victim, as mentioned, or to a counted group."""

    kind: Annotated[str, OneOf("act-kinds")]
    methods: list[Annotated[str, OneOf("methods")]] = Field(default=[], max_length=50)
    victim: RowId | None = Field(default=None, description="The mention of the victim, in an account of this incident.")
    victim_count: WholeNumber | None = Field(default=None, ge=1, le=1_000_000)
    victim_words: str = Field(default="", max_length=300)
    verification: Annotated[str, OneOf("verification-statuses")] = "reported"
    accounts: AccountIds


class ActSetAnew(Changing):
    """By what means it was done, who the victims were in words, how far it has been checked."""

    methods: list[Annotated[str, OneOf("methods")]] = Field(default=[], max_length=50)
    victim_words: str = Field(default="", max_length=300)
    verification: Annotated[str, OneOf("verification-statuses")]


class InjurySent(Sent):
    """What was done to a body, as told or as a medic found it."""

    kind: Annotated[str, OneOf("injury-kinds")]
    region: Annotated[str, OneOf("body-regions")] | None = None
    words: str = Field(default="", max_length=500)
    finding: RowId | None = Field(default=None, description="Of a signed or checked medical report: it is cited then.")


class InvolvementSent(Sent):
    """The allegation that somebody took part. Guilt is for a court alone."""

    mention: RowId = Field(description="Who, as mentioned in an account of this incident.")
    degree: Annotated[str, OneOf("involvement-degrees")]
    finding: Annotated[str, OneOf("standards-of-proof")]
    basis: str = Field(min_length=1, max_length=5000)


class ReasonSent(Sent):
    """Why something is taken back."""

    reason: str = Field(min_length=4, max_length=1000)


class DecisionSent(Sent):
    """A lawyer's decision. Who accepts answers for every question of the list; who does not says why."""

    decision: Annotated[str, OneOf("review-decisions")]
    words: str = Field(default="", max_length=5000)
    checked: list[Annotated[str, OneOf("review-questions")]] = Field(default=[], max_length=50)


@acts(router, "/incidents", purposes=CONCLUDING)
def open_incident(request: Asked, sent: ConclusionSent) -> Made:
    """Conclude an incident from accounts of one compartment."""
    made_of = told_accounts(request.auth, sent.accounts)
    return _made(actions.open_incident(request.auth.hand, made_of, sent.draft()))


@acts(router, "/incidents/{number}/conclusion", purposes=CONCLUDING)
def conclude(request: Asked, number: Number, sent: ConclusionChange) -> Made:
    """Set title, time and place anew."""
    who = request.auth
    found = queries.incident(who.registrar, number)
    accounts = told_accounts(who, sent.accounts)
    return _made(actions.conclude(who.hand, found, sent.draft(), accounts=accounts, seen=sent.before()))


@acts(router, "/incidents/{number}/accounts", purposes=CONCLUDING)
def join_account(request: Asked, number: Number, sent: AccountJoined) -> Made:
    """Say that one more account tells of an incident."""
    who = request.auth
    found = queries.incident(who.registrar, number)
    actions.add_account(who.hand, found, statements.account(who.registrar, sent.account))
    return _made(found)


@acts(router, "/incidents/{number}/acts", purposes=CONCLUDING)
def record_act(request: Asked, number: Number, sent: ActSent) -> Made:
    """Enter an act."""
    who = request.auth
    found = queries.incident(who.registrar, number)
    victim = one(queries.mentions(who.registrar, found), pk=sent.victim, role="victim") if sent.victim else None
    draft = ActDraft(sent.kind, tuple(sent.methods), victim, sent.victim_count, sent.victim_words, sent.verification)
    act = actions.record_act(who.hand, found, draft, accounts=told_accounts(who, sent.accounts))
    return made(act, f"/incidents/{found.number}")


@acts(router, "/incidents/{number}/acts/{act_id}/change", purposes=CONCLUDING)
def change_act(request: Asked, number: Number, act_id: RowId, sent: ActSetAnew) -> Made:
    """Set an act anew: by what means, in what words the victims are told of, how far it has been checked."""
    who = request.auth
    change = ActChange(tuple(sent.methods), sent.victim_words, sent.verification)
    return made(actions.change_act(who.hand, act_of(who, number, act_id), change, seen=sent.before()), f"/incidents/{number}")


@acts(router, "/incidents/{number}/acts/{act_id}/injuries", purposes=CONCLUDING)
def record_injury(request: Asked, number: Number, act_id: RowId, sent: InjurySent) -> Made:
    """Enter an injury as told, or on the strength of a medical finding."""
    who = request.auth
    act = act_of(who, number, act_id)
    found = None if sent.finding is None else medicine.finding(who.registrar, sent.finding)
    injury = actions.record_injury(who.hand, act, kind=sent.kind, region=sent.region or "", words=sent.words, finding=found)
    return made(injury, f"/incidents/{number}")


@acts(router, "/incidents/{number}/acts/{act_id}/involvements", purposes=CONCLUDING)
def allege_involvement(request: Asked, number: Number, act_id: RowId, sent: InvolvementSent) -> Made:
    """Enter the allegation that somebody took part in an act."""
    who = request.auth
    act = act_of(who, number, act_id)
    mention = one(queries.mentions(who.registrar, act.incident).exclude(role="victim"), pk=sent.mention)
    told = sent.model_dump(include={"degree", "finding", "basis"})
    return made(actions.allege_involvement(who.hand, act, mention, **told), f"/incidents/{number}")


@acts(router, "/incidents/{number}/acts/{act_id}/withdrawal", purposes=CONCLUDING)
def withdraw_act(request: Asked, number: Number, act_id: RowId, sent: ReasonSent) -> Made:
    """Take back an act that was entered in error, with what hangs on it. The entries stay."""
    act = act_of(request.auth, number, act_id)
    actions.withdraw_act(request.auth.hand, act, reason=sent.reason)
    return _made(act.incident)


@acts(router, "/incidents/{number}/review", purposes=CONCLUDING)
def send_to_review(request: Asked, number: Number) -> Made:
    """Hand an incident to the lawyers."""
    who = request.auth
    return _made(reviewing.send_to_review(who.hand, queries.incident(who.registrar, number)))


@acts(router, "/incidents/{number}/decisions", purposes=("reviewing",))
def decide(request: Asked, number: Number, sent: DecisionSent) -> Made:
    """Enter a lawyer's decision; nobody reviews what they wrote."""
    who = request.auth
    found = queries.incident(who.registrar, number)
    review = reviewing.decide(who.hand, found, decision=sent.decision, words=sent.words, checked=sent.checked)
    return made(review, f"/incidents/{number}/reviews")


def _made(found: Incident) -> Made:
    return made(found, f"/incidents/{found.number}")


def told_accounts(who: Who, ids: Sequence[str]) -> list[Account]:
    """Each account once, in the order in which it was named; NotFoundError where one may not be seen."""
    return [statements.account(who.registrar, account) for account in dict.fromkeys(ids)]


def act_of(who: Who, number: str, act_id: str) -> Act:
    """One act of this very incident, or NotFoundError."""
    return one(queries.acts(who.registrar, queries.incident(who.registrar, number)), pk=act_id)
