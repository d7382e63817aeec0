"""Staff: who works here and what they may know of; for those who grant access, what was proposed and what was read on a day.

Access is changed at the desk alone: by two, each with a second factor before them.
"""

from datetime import date
from typing import Annotated

from ninja import Query, Router
from pydantic import BaseModel, ConfigDict, Field

from kniha.api.asking import Asked
from kniha.api.operations import reads
from kniha.api.paging import By, Page, Paged, page
from kniha.book.access import limits, queries
from kniha.book.access.models import Proposal, Registrar

router = Router(tags=["staff"])

READING = ("reading", "keeping")
_BY_NAME = (By("name"), By("pk"))
_NEWEST = (By("proposed_on", falling=True), By("pk", falling=True))


class RegistrarTold(BaseModel):
    """Somebody who works here."""

    id: str
    name: str = Field(description="Under which they work.")
    frozen: bool
    roles: list[str]
    compartments: list[str] = Field(description="Ids of those of which the one who asks may know that they are members.")


class ProposalTold(BaseModel):
    """A change of access that one proposed and another carries out or refuses."""

    id: str
    kind: str
    registrar: str | None
    compartment: str | None
    role: str
    name: str
    words: str
    state: str
    proposed_by: str
    proposed_on: date
    decided_by: str | None
    decided_on: date | None


class UsesAsked(BaseModel):
    """Of which day."""

    model_config = ConfigDict(extra="forbid")

    day: date | None = Field(default=None, description="Today, where none is named.")


class UseTold(BaseModel):
    """What somebody read or took away on the day."""

    registrar: str
    what: str = Field(description="A code of the list `uses`.")
    count: int
    usual: float = Field(description="On a usual day of theirs within the last month.")
    is_unusual: bool


class Uses(BaseModel):
    """The unusual first."""

    day: date
    rows: list[UseTold]


@reads(router, "/staff", purposes=READING, answer=Page[RegistrarTold])
def staff(request: Asked, asked: Paged) -> Page[RegistrarTold]:
    """The registrars whom the one who asks may know of, with their roles and compartments."""
    who = request.auth
    return page(who, queries.staff(who.registrar).order_by("name", "pk"), asked, order=_BY_NAME, line=_registrar, name="staff")


@reads(router, "/staff/proposals", purposes=READING, answer=Page[ProposalTold])
def proposals(request: Asked, asked: Paged) -> Page[ProposalTold]:
    """Proposals to change access, newest first: for those who grant it; nothing for others."""
    who = request.auth
    return page(who, queries.proposals(who.registrar), asked, order=_NEWEST, line=_proposal, name="proposals")


@reads(router, "/staff/uses", purposes=READING, answer=Uses)
def uses(request: Asked, asked: Annotated[UsesAsked, Query()]) -> Uses:
    """What every registrar read and took away on a day: for those who grant access; nothing for others."""
    who = request.auth
    day = min(asked.day or who.hand.today, who.hand.today)
    rows = [
        UseTold(registrar=one.pk, what=use.what, count=use.count, usual=use.usual, is_unusual=use.is_unusual)
        for one, of_day in limits.uses(who.registrar, day=day)
        for use in of_day
    ]
    return Uses(day=day, rows=rows)


def _registrar(row: Registrar) -> RegistrarTold:
    return RegistrarTold(
        id=row.pk, name=row.name, frozen=row.frozen, roles=sorted(grant.role for grant in row.role_grants.all()),
        compartments=[membership.compartment_id for membership in row.memberships.all()],
    )  # fmt: skip


def _proposal(row: Proposal) -> ProposalTold:
    return ProposalTold(
        id=row.pk, kind=row.kind, registrar=row.registrar_id, compartment=row.compartment_id, role=row.role, name=row.name,
        words=row.words, state=row.state, proposed_by=row.proposed_by_id, proposed_on=row.proposed_on, decided_by=row.decided_by_id,
        decided_on=row.decided_on,
    )  # fmt: skip
