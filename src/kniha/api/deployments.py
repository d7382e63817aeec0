"""Where units were, what belonged to what on a day, chains of command, and which units an incident could have been: candidates alone."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from ninja import Query, Router
from pydantic import BaseModel, Field

from kniha.api.asking import Asked
from kniha.api.fields import OneOf, Place, RowId, Sent, place_of
from kniha.api.forces import ORDERING, READING, Days, SourceSent, SourceTold, WithdrawalSent, days_of, source_of
from kniha.api.language import language
from kniha.api.made import Made, made
from kniha.api.operations import acts, reads
from kniha.book.access.looking import note_reading
from kniha.book.events import queries as events
from kniha.book.forces import deploying, queries, whereabouts
from kniha.book.forces.candidates import Reached, candidates
from kniha.book.forces.charted import Climbed, chains, links_on
from kniha.book.forces.drafts import DeploymentDraft, Tasking
from kniha.book.forces.finding import listed
from kniha.book.forces.models import Deployment
from kniha.book.forces.reach import Candidate, Ground
from kniha.book.people import queries as people
from kniha.vocab.errors import ImpossibleError
from kniha.vocab.time import FIRST_YEAR, LAST_YEAR

router = Router(tags=["forces"])

_HOUR = "^(([01][0-9]|2[0-3]):[0-5][0-9])?$"


class DaySent(Sent):
    """A day."""

    day: date | None = Field(default=None, description="On which day; today where none is asked for.")

    def known(self, today: date) -> date:
        """The same; ImpossibleError for a year that the register does not know."""
        day = self.day or today
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ImpossibleError(f"expected a year from {FIRST_YEAR} to {LAST_YEAR}, found {day.year}")
        return day


class DeploymentTold(BaseModel):
    """Where a unit was, as a source tells it."""

    id: str
    unit: str
    kind: str
    where: Place
    days: Days
    began_at: str = Field(description="By which hour of the day `began_to` it was there, by the clocks of the place; empty: not told.")
    ended_at: str = Field(description="Until which hour of the day `ended_from` it was there; empty: not told.")
    tasking_unit: str | None
    tasking_person: str | None
    activity: str
    source: SourceTold


class Deployments(BaseModel):
    """The latest first."""

    rows: list[DeploymentTold]


class StaySent(Sent):
    """Where a unit was, and from when to when."""

    kind: Annotated[str, OneOf("deployment-kinds")] = "deployed"
    where: Place
    days: Days = Days()
    began_at: str = Field(default="", pattern=_HOUR, description="As 22:05; needs the day `began_to`.")
    ended_at: str = Field(default="", pattern=_HOUR, description="As 22:05; needs the day `ended_from`.")
    activity: str = Field(default="", max_length=500)

    def draft(self) -> DeploymentDraft:
        """The same for the book."""
        return DeploymentDraft(self.kind, self.where.where(), self.days.span(), self.began_at, self.ended_at, self.activity)


class DeploymentSent(StaySent):
    """A deployment: on whose task, a unit's or a person's, only where the source says it."""

    tasking_unit: RowId | None = None
    tasking_person: RowId | None = None
    source: SourceSent


class LinkTold(BaseModel):
    """That a unit belonged to another on the day."""

    unit: str
    parent: str
    value: str = Field(description="The id of the value that says so.")
    is_sure: bool = Field(description="Whether a source is sure of that day; else it may have been so.")


class StructureTold(BaseModel):
    """The units in the order of the alphabet, and what belonged to what. Links may contradict each other, and lead in a circle."""

    day: date
    units: list[str]
    links: list[LinkTold]


class CommandTold(BaseModel):
    """Who commanded."""

    posting: str
    person: str
    acting: bool
    is_sure: bool


class StepTold(BaseModel):
    """A step of a chain. Standing above somebody makes nobody responsible for what they did."""

    unit: str
    height: int
    links: list[str] = Field(description="The values by which the unit below belonged to it.")
    is_circle: bool = Field(description="Whether it would stand above itself by them.")
    commanders: list[CommandTold] = Field(description="Nobody: no commander is known for that day.")


class ChainTold(BaseModel):
    """The chain of command above a unit on a day, itself first."""

    day: date
    steps: list[StepTold]


class AroundAsked(Sent):
    """How far around the incident is looked."""

    around_m: int = Field(default=2000, ge=0, le=50_000, description="Beside what sources place there: units near by, and bases.")


class GroundTold(BaseModel):
    """What speaks for a candidate (`reach-grounds`) or against it (`reach-doubts`), and the deployment or mention that it rests on."""

    code: str
    value: str | None
    gap_m: int | None = Field(description="How far off that is, beyond both radii; of a rough place, its radius.")


class CandidateTold(BaseModel):
    """A unit to look into. It accuses nobody, and no number is made of it."""

    unit: str
    called: str
    speaks_for: list[GroundTold]
    against: list[GroundTold]
    chain: list[StepTold]


class Candidates(BaseModel):
    """The first candidates, in the order of the list `reach-grounds`, and how many there are."""

    day: date | None
    total: int
    rows: list[CandidateTold]


@reads(router, "/units/{unit_id}/deployments", purposes=READING, answer=Deployments)
def deployments(request: Asked, unit_id: RowId) -> Deployments:
    """Where a unit was."""
    registrar = request.auth.registrar
    return Deployments(rows=_told(whereabouts.deployments_of(registrar, queries.unit(registrar, unit_id))))


@reads(router, "/units/{unit_id}/chain", purposes=READING, answer=ChainTold)
def chain(request: Asked, unit_id: RowId, asked: Annotated[DaySent, Query()]) -> ChainTold:
    """The chain of command above a unit on a day."""
    registrar, day = request.auth.registrar, asked.known(request.auth.hand.today)
    found = queries.unit(registrar, unit_id)
    return ChainTold(day=day, steps=_steps(chains(registrar, [found.pk], day, language=language())[found.pk]))


@reads(router, "/forces/structure", purposes=READING, answer=StructureTold)
def structure(request: Asked, asked: Annotated[DaySent, Query()]) -> StructureTold:
    """What belonged to what on a day."""
    registrar, day = request.auth.registrar, asked.known(request.auth.hand.today)
    units = list(listed(registrar, language=language()).values_list("unit_id", flat=True))
    links = [
        LinkTold(unit=one.unit, parent=one.parent, value=one.row, is_sure=one.is_sure) for one in links_on(registrar, day, frozenset(units))
    ]
    return StructureTold(day=day, units=units, links=links)


@reads(router, "/incidents/{number}/forces", purposes=READING, answer=Candidates)
def incident_forces(request: Asked, number: str, asked: Annotated[AroundAsked, Query()]) -> Candidates:
    """The units that an incident could have been. Candidates alone: a registrar alleges an involvement, by its own operation."""
    who = request.auth
    incident = events.incident(who.registrar, number)
    note_reading(who.hand, "incident")
    reached = candidates(who.registrar, incident, nearby_m=asked.around_m, language=language())
    day = reached.moment.days[0] if reached.moment.days else None
    return Candidates(day=day, total=reached.total, rows=[_candidate(one, reached) for one in reached.candidates])


@acts(router, "/units/{unit_id}/deployments", purposes=ORDERING)
def enter_deployment(request: Asked, unit_id: RowId, sent: DeploymentSent) -> Made:
    """Enter where a unit was. It says nothing of what anybody did there."""
    who = request.auth
    unit = queries.unit(who.registrar, unit_id)
    tasking = Tasking(
        queries.unit(who.registrar, sent.tasking_unit) if sent.tasking_unit else None,
        people.person(who.registrar, sent.tasking_person) if sent.tasking_person else None,
    )
    row = deploying.enter_deployment(who.hand, unit, sent.draft(), source=sent.source.source(who), tasking=tasking)
    return made(row, f"/units/{unit_id}/deployments")


@acts(router, "/deployments/{deployment_id}/correction", purposes=ORDERING)
def correct_deployment(request: Asked, deployment_id: RowId, sent: StaySent) -> Made:
    """Set place, days and activity of a deployment anew."""
    who = request.auth
    row = deploying.correct_deployment(who.hand, whereabouts.deployment(who.registrar, deployment_id), sent.draft())
    return made(row, f"/units/{row.unit_id}/deployments")


@acts(router, "/deployments/{deployment_id}/withdrawal", purposes=ORDERING)
def withdraw_deployment(request: Asked, deployment_id: RowId, sent: WithdrawalSent) -> Made:
    """Withdraw a deployment that was entered in error. The entries stay."""
    who = request.auth
    row = whereabouts.deployment(who.registrar, deployment_id)
    deploying.withdraw_deployment(who.hand, row, reason=sent.reason)
    return made(row, f"/units/{row.unit_id}/deployments")


def _told(rows: Iterable[Deployment]) -> list[DeploymentTold]:
    return [
        DeploymentTold(
            id=row.pk, unit=row.unit_id, kind=row.kind, where=place_of(row, row.place_words), days=days_of(row), began_at=row.began_at,
            ended_at=row.ended_at, tasking_unit=row.tasking_unit_id, tasking_person=row.tasking_person_id, activity=row.activity,
            source=source_of(row),
        )
        for row in rows
    ]  # fmt: skip


def _steps(climbed: Iterable[Climbed]) -> list[StepTold]:
    return [
        StepTold(
            unit=one.step.unit, height=one.step.height, links=[link.row for link in one.step.links], is_circle=one.step.is_circle,
            commanders=[
                CommandTold(posting=held.row.pk, person=held.row.person_id, acting=held.row.acting, is_sure=held.is_sure)
                for held in one.commands
            ],
        )
        for one in climbed
    ]  # fmt: skip


def _candidate(one: Candidate, reached: Reached) -> CandidateTold:
    return CandidateTold(
        unit=one.unit, called=reached.called[one.unit], speaks_for=[_ground(each) for each in one.speaks_for],
        against=[_ground(each) for each in one.against], chain=_steps(reached.chains.get(one.unit, ())),
    )  # fmt: skip


def _ground(one: Ground) -> GroundTold:
    return GroundTold(code=one.code, value=one.row or None, gap_m=one.gap_m)
