"""What surrounds an incident: links, stages of detention, trials, laws and orders behind it; and what is taken back of it."""

from datetime import date
from typing import Annotated, Literal

from ninja import Router
from pydantic import BaseModel, Field

from kniha.api.asking import Asked, Who
from kniha.api.concluding import ReasonSent
from kniha.api.fields import Number, OneOf, RowId, Sent, Time, time_of
from kniha.api.made import Made, made
from kniha.api.operations import acts, reads
from kniha.book.access.queries import one
from kniha.book.events import queries, surroundings
from kniha.book.events.drafts import ContextDraft, DetentionDraft, ProceedingDraft
from kniha.book.events.models import Bearing, Context, Detention, Incident, Link, Outcome, Proceeding
from kniha.book.statements.models import Account, Mention

router = Router(tags=["incidents"])

READING = ("reading", "coding", "concluding", "reviewing")
CONCLUDING = ("concluding",)


class LinkTold(BaseModel):
    """How one incident hangs together with another: `incident` … `other`."""

    id: str
    incident: str = Field(description="The number of the incident of which the link is a part.")
    other: str = Field(description="The number of the other.")
    kind: str
    words: str


class DetentionTold(BaseModel):
    """One stage in which a person, or people in words, were held."""

    id: str
    incident: str = Field(description="The number of the incident.")
    stage: str
    person: str | None
    held_words: str
    place_words: str
    holder_words: str
    shared_words: str
    when: Time
    account: str = Field(description="On whose strength.")
    unsupported: bool


class ProceedingTold(BaseModel):
    """A trial or charge, as told."""

    id: str
    incident: str = Field(description="The number of the incident.")
    person: str | None
    tried_words: str
    article: str
    court: str
    judge: str
    sentence: str
    held_on: date | None
    account: str = Field(description="On whose strength.")
    unsupported: bool


class ContextTold(BaseModel):
    """A law, order, speech or pattern that shows policy."""

    id: str
    kind: str
    title: str
    dated: date | None
    read_in: str
    words: str


class Surroundings(BaseModel):
    """All that surrounds an incident."""

    links: list[LinkTold]
    detentions: list[DetentionTold]
    proceedings: list[ProceedingTold]
    contexts: list[ContextTold]


class LinkSent(Sent):
    """With which incident of the same compartment, and how."""

    other: Number
    kind: Annotated[str, OneOf("link-kinds")]
    words: str = Field(default="", max_length=500)


class DetentionSent(Sent):
    """A stage in which somebody was held: as mentioned in an account of this incident, or in words."""

    stage: Annotated[str, OneOf("detention-stages")]
    when: Time = Time()
    held: RowId | None = Field(default=None, description="The mention of who was held.")
    held_words: str = Field(default="", max_length=300)
    place_words: str = Field(default="", max_length=500)
    holder_words: str = Field(default="", max_length=300)
    shared_words: str = Field(default="", max_length=500)
    account: RowId


class ProceedingSent(Sent):
    """A trial or charge; at least one of article, court, judge and sentence is known."""

    tried: RowId | None = Field(default=None, description="The mention of who was tried.")
    tried_words: str = Field(default="", max_length=300)
    article: str = Field(default="", max_length=200)
    court: str = Field(default="", max_length=300)
    judge: str = Field(default="", max_length=300)
    sentence: str = Field(default="", max_length=500)
    held_on: date | None = None
    account: RowId


class ContextSent(Sent):
    """A law, order, speech or pattern, and where it may be read."""

    kind: Annotated[str, OneOf("context-kinds")]
    title: str = Field(min_length=1, max_length=300)
    read_in: str = Field(min_length=1, max_length=500)
    dated: date | None = None
    words: str = Field(default="", max_length=5000)


@reads(router, "/incidents/{number}/surroundings", purposes=READING, answer=Surroundings)
def surroundings_of_incident(request: Asked, number: Number) -> Surroundings:
    """Links, stages of detention, trials, and what shows the policy behind an incident."""
    registrar = request.auth.registrar
    found = queries.incident(registrar, number)
    return Surroundings(
        links=[_link(row) for row in queries.links(registrar, found)],
        detentions=[detention_told(row) for row in queries.detentions(registrar, found)],
        proceedings=[proceeding_told(row) for row in queries.proceedings(registrar, found)],
        contexts=[_context(row) for row in queries.contexts(registrar, found)],
    )


@acts(router, "/incidents/{number}/links", purposes=CONCLUDING)
def link_incidents(request: Asked, number: Number, sent: LinkSent) -> Made:
    """Enter how an incident hangs together with another."""
    who = request.auth
    found, other = queries.incident(who.registrar, number), queries.incident(who.registrar, sent.other)
    return made(surroundings.link_incidents(who.hand, found, other, kind=sent.kind, words=sent.words), _href(number))


@acts(router, "/incidents/{number}/detentions", purposes=CONCLUDING)
def record_detention(request: Asked, number: Number, sent: DetentionSent) -> Made:
    """Enter one stage of a detention."""
    who = request.auth
    found = queries.incident(who.registrar, number)
    told = sent.model_dump(exclude={"when", "held", "account"})
    draft = DetentionDraft(when=sent.when.when(), held=_mention(who, found, sent.held), **told)
    return made(surroundings.record_detention(who.hand, found, draft, account=_account(who, found, sent.account)), _href(number))


@acts(router, "/incidents/{number}/proceedings", purposes=CONCLUDING)
def record_proceeding(request: Asked, number: Number, sent: ProceedingSent) -> Made:
    """Enter a trial or charge."""
    who = request.auth
    found = queries.incident(who.registrar, number)
    draft = ProceedingDraft(_mention(who, found, sent.tried), **sent.model_dump(exclude={"tried", "account"}))
    return made(surroundings.record_proceeding(who.hand, found, draft, account=_account(who, found, sent.account)), _href(number))


@acts(router, "/incidents/{number}/contexts", purposes=("concluding", "reviewing"))
def record_context(request: Asked, number: Number, sent: ContextSent) -> Made:
    """Enter a law, order, speech or pattern behind an incident."""
    who = request.auth
    found = queries.incident(who.registrar, number)
    return made(surroundings.record_context(who.hand, found, ContextDraft(**sent.model_dump())), _href(number))


@acts(router, "/parts/{part}/{part_id}/withdrawal", purposes=("concluding", "reviewing"))
def take_back_part(
    request: Asked,
    part: Literal["link", "detention", "proceeding", "context", "bearing", "outcome"],
    part_id: RowId,
    sent: ReasonSent,
) -> Made:
    """Take back what was entered in error, with a reason. The entries stay."""
    found = queries.part(request.auth.registrar, part, part_id)
    incident = found.involvement.act.incident if isinstance(found, Bearing | Outcome) else found.incident
    surroundings.take_back_part(request.auth.hand, found, reason=sent.reason)
    return made(incident, f"/incidents/{incident.number}")


def detention_told(row: Detention) -> DetentionTold:
    """One stage of a detention."""
    return DetentionTold(
        id=row.pk, incident=row.incident.number, stage=row.stage, person=row.person_id, held_words=row.held_words,
        place_words=row.place_words, holder_words=row.holder_words, shared_words=row.shared_words, when=time_of(row),
        account=row.account_id, unsupported=row.unsupported,
    )  # fmt: skip


def proceeding_told(row: Proceeding) -> ProceedingTold:
    """One trial."""
    return ProceedingTold(
        id=row.pk, incident=row.incident.number, person=row.person_id, tried_words=row.tried_words, article=row.article,
        court=row.court, judge=row.judge, sentence=row.sentence, held_on=row.held_on, account=row.account_id, unsupported=row.unsupported,
    )  # fmt: skip


def _link(row: Link) -> LinkTold:
    return LinkTold(id=row.pk, incident=row.incident.number, other=row.other.number, kind=row.kind, words=row.words)


def _context(row: Context) -> ContextTold:
    return ContextTold(id=row.pk, kind=row.kind, title=row.title, dated=row.dated, read_in=row.read_in, words=row.words)


def _href(number: str) -> str:
    return f"/incidents/{number}/surroundings"


def _account(who: Who, incident: Incident, account: str) -> Account:
    """One of the accounts that tell of this incident."""
    return one(queries.accounts(who.registrar, incident), pk=account)


def _mention(who: Who, incident: Incident, mention: str | None) -> Mention | None:
    return one(queries.mentions(who.registrar, incident), pk=mention) if mention is not None else None
