"""What call signs stood for. No list of the register is looked through by a sign or a number without an incident."""

from collections.abc import Iterable

from ninja import Router
from pydantic import BaseModel, Field

from kniha.api.asking import Asked
from kniha.api.fields import RowId, Sent
from kniha.api.forces import ORDERING, READING, Days, SourceSent, SourceTold, WithdrawalSent, days_of, source_of
from kniha.api.made import Made, made
from kniha.api.operations import acts, reads
from kniha.book.access.queries import one
from kniha.book.communications import actions, queries
from kniha.book.communications.drafts import CallSignDraft
from kniha.book.communications.models import CallSign
from kniha.book.forces import queries as forces

router = Router(tags=["communications"])


class CallSignSent(Sent):
    """What a sign stood for: a unit, or a posting in it."""

    sign: str = Field(min_length=1, max_length=60, description="As heard.")
    posting: RowId | None = Field(default=None, description="A posting in the unit; null: the whole unit.")
    days: Days = Days()
    source: SourceSent

    def draft(self) -> CallSignDraft:
        """The same for the book."""
        return CallSignDraft(self.sign, self.days.span())


class CallSignTold(BaseModel):
    """What a sign stood for, as a source tells it."""

    id: str
    sign: str
    unit: str
    posting: str | None = Field(description="Null: the whole unit.")
    days: Days
    source: SourceTold


class CallSigns(BaseModel):
    """By sign."""

    rows: list[CallSignTold]


@reads(router, "/units/{unit_id}/call-signs", purposes=READING, answer=CallSigns)
def call_signs(request: Asked, unit_id: RowId) -> CallSigns:
    """The call signs of a unit and of the postings in it."""
    registrar = request.auth.registrar
    return CallSigns(rows=signs_told(queries.call_signs_of(registrar, forces.unit(registrar, unit_id))))


@acts(router, "/units/{unit_id}/call-signs", purposes=ORDERING)
def enter_call_sign(request: Asked, unit_id: RowId, sent: CallSignSent) -> Made:
    """Enter that a sign stood for a unit, or for a posting in it."""
    who = request.auth
    unit = forces.unit(who.registrar, unit_id)
    posting = one(forces.postings(who.registrar), pk=sent.posting) if sent.posting else None
    row = actions.enter_call_sign(who.hand, unit, sent.draft(), source=sent.source.source(who), posting=posting)
    return made(row, f"/units/{unit_id}/call-signs")


@acts(router, "/call-signs/{sign_id}/withdrawal", purposes=ORDERING)
def withdraw_call_sign(request: Asked, sign_id: RowId, sent: WithdrawalSent) -> Made:
    """Withdraw a call sign that was entered in error. The entries stay."""
    who = request.auth
    row = queries.call_sign(who.registrar, sign_id)
    actions.withdraw_call_sign(who.hand, row, reason=sent.reason)
    return made(row, f"/units/{row.unit_id}/call-signs")


def signs_told(rows: Iterable[CallSign]) -> list[CallSignTold]:
    """Values with their days and sources."""
    return [
        CallSignTold(id=row.pk, sign=row.sign, unit=row.unit_id, posting=row.posting_id, days=days_of(row), source=source_of(row))
        for row in rows
    ]
