"""The history of a record: its entries as sentences in the program's language, the newest first."""

from typing import Annotated

from django.conf import settings
from ninja import Query, Router
from pydantic import BaseModel, ConfigDict, Field

from kniha.api.asking import Asked
from kniha.api.fields import RowId
from kniha.api.language import language
from kniha.api.operations import reads
from kniha.api.paging import LARGEST
from kniha.book.journal import history as book
from kniha.book.journal.sentence import Sentence
from kniha.book.journal.sentences import sentences

router = Router(tags=["histories"])

READING = ("reading", "reviewing")
NEWEST = 2**53


class HistoryAsked(BaseModel):
    """Which part of it."""

    model_config = ConfigDict(extra="forbid")

    before: int = Field(default=NEWEST, ge=0, le=NEWEST, description="Entries of smaller numbers alone: `next` of the answer before.")
    limit: int = Field(default=50, ge=1, le=LARGEST)


class EntryTold(BaseModel):
    """One entry of the journal, told."""

    entry: int = Field(description="Its number in the journal.")
    action: str
    by: str = Field(description="The id of the registrar, or the name of the process.")
    role: str
    at: str = Field(description="By the office's clocks, as people write it.")
    sentence: str


class HistoryTold(BaseModel):
    """The newest first."""

    rows: list[EntryTold]
    next: int | None = Field(description="`before` for the entries after these; none on the last page.")


@reads(router, "/history/{kind}/{row_id}", purposes=READING, answer=HistoryTold)
def history(request: Asked, kind: str, row_id: RowId, asked: Annotated[HistoryAsked, Query()]) -> HistoryTold:
    """The entries on a record and its parts: an incident, act, statement, account, person, exhibit, …"""
    registrar = request.auth.registrar
    entries = [one for one in book.history(registrar, book.record(registrar, kind, row_id)) if one.seq < asked.before]
    shown = entries[: -asked.limit - 1 : -1]
    told = [_entry(one) for one in sentences(registrar, shown, language=language(), home=str(settings.OFFICE.zone))]
    return HistoryTold(rows=told, next=shown[-1].seq if len(entries) > len(shown) else None)


def _entry(one: Sentence) -> EntryTold:
    return EntryTold(entry=one.seq, action=one.action, by=one.actor, role=one.role, at=one.at, sentence=one.plain())
