"""Numbers over what the token's registrar may see, the records behind them, and counts kept as they were."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from importlib.metadata import version
from typing import Annotated, Any

from django.db.models import Model, QuerySet
from ninja import Query, Router
from pydantic import BaseModel, ConfigDict, Field

from kniha.api.asking import Asked
from kniha.api.fields import OneOf, RowId, Sent
from kniha.api.made import Made, made
from kniha.api.operations import acts, reads
from kniha.api.paging import By, Page, Pages, page
from kniha.book.access.models import Registrar
from kniha.book.counting import keeping, queries
from kniha.book.counting.actions import keep_count
from kniha.book.counting.models import Count
from kniha.book.counting.rules import Question, Table
from kniha.book.events import queries as events
from kniha.book.people import queries as people

router = Router(tags=["numbers"])

READING = ("reading", "concluding", "reviewing")
KEEPING = ("concluding", "reviewing")
_ORDER = (By("made_on", falling=True), By("cut", falling=True), By("pk"))


class Sought(BaseModel):
    """A question to the numbers. What is not given narrows nothing."""

    model_config = ConfigDict(extra="forbid")

    measure: Annotated[str, OneOf("count-measures")] = "acts"
    rows: Annotated[str, OneOf("count-dimensions")] = "month"
    columns: Annotated[str, OneOf("count-dimensions")] | None = None
    first: date | None = Field(default=None, description="Only what lies wholly on this day or later,")
    last: date | None = Field(default=None, description="and on this one or earlier.")
    state: Annotated[str, OneOf("incident-states")] | None = None
    group: Annotated[str, OneOf("act-groups")] | None = None
    kind: Annotated[str, OneOf("act-kinds")] | None = None
    verification: Annotated[str, OneOf("verification-statuses")] | None = None
    let: Annotated[str, OneOf("count-consents")] | None = None
    late: Annotated[str, OneOf("count-times")] | None = None
    place: str | None = Field(default=None, max_length=60, description="A town of the gazetteer by its id, or `elsewhere`.")
    sources: Annotated[str, Field(pattern="^[0-3]$")] | None = Field(default=None, description="3: three and more.")
    unit: RowId | None = None
    compartment: RowId | None = None
    unchecked: bool = Field(default=False, description="Only acts that were not verified.")

    def question(self) -> Question:
        """The same as the book asks it."""
        asked: dict[str, Any] = {name: value for name, value in self.model_dump().items() if value}  # Any: text, days, a switch
        return Question(**asked)


class SoughtRecords(Sought, Pages):
    """A number of a table, and which page of what it counts."""

    row: str | None = Field(
        default=None, max_length=60, description="The code of its row; empty for what is not known, absent for all rows."
    )
    column: str | None = Field(default=None, max_length=60)

    def question(self) -> Question:
        """The question without the place in its table."""
        return Sought(**self.model_dump(exclude={"row", "column", "cursor", "limit"})).question()


class RecordLine(BaseModel):
    """A record that is counted."""

    kind: str
    id: str


class TotalsTold(BaseModel):
    """Figures over all that fits. Groups are people counted without names, from the least to the most they can be."""

    incidents: int
    acts: int
    named: int
    groups_low: int
    groups_high: int
    verified: int
    late: int
    one_unverified: int = Field(description="Violations that rest on one unverified source.")
    unknown_consent: int = Field(description="Violations whose sources were not asked whether to count them.")


class CellTold(BaseModel):
    """A number. Without a row and a column, that of all."""

    row: str | None
    column: str | None
    number: int


class TableTold(BaseModel):
    """A table of numbers. A row or column without a code is what is not known."""

    measure: str
    rows: str
    columns: str | None
    cells: list[CellTold]
    by_row: list[CellTold]
    by_column: list[CellTold]
    total: int


class LeftOut(BaseModel):
    """What stands in no number for one reason (`count-omissions`)."""

    reason: str
    incidents: int
    acts: int


class LeftOutTold(BaseModel):
    """All of it."""

    rows: list[LeftOut]


class KeptCountLine(BaseModel):
    """A kept count: its title, and how it was counted."""

    id: str
    title: str
    question: dict[str, str | bool]
    method: str
    version: str
    cut: int = Field(description="Entries of the journal by then.")
    digest: str = Field(description="SHA-256 over the ids of what was counted, sorted, each a line.")
    made_on: date


class KeptCount(KeptCountLine):
    """A kept count with its numbers."""

    table: TableTold


class KeepSent(Sent):
    """What is to be counted and kept."""

    title: str = Field(min_length=1, max_length=200, description="Without names of people.")
    question: Sought


@reads(router, "/numbers", purposes=READING, answer=TableTold)
def numbers(request: Asked, asked: Annotated[Sought, Query()]) -> TableTold:
    """A table of numbers over what the registrar may see."""
    return _table(queries.table(request.auth.registrar, asked.question()))


@reads(router, "/numbers/totals", purposes=READING, answer=TotalsTold)
def totals(request: Asked, asked: Annotated[Sought, Query()]) -> TotalsTold:
    """The figures over all that fits a question, whatever its measure, rows and columns."""
    return TotalsTold(**asdict(queries.totals(request.auth.registrar, asked.question())))


@reads(router, "/numbers/records", purposes=READING, answer=Page[RecordLine])
def records_counted(request: Asked, asked: Annotated[SoughtRecords, Query()]) -> Page[RecordLine]:
    """What a number counts: incidents, acts or persons, each once."""
    who, question = request.auth, asked.question()
    ids = queries.behind(who.registrar, question, row=asked.row, column=asked.column)
    rows = _BY_MEASURE[question.measure](who.registrar).filter(pk__in=ids).order_by("pk")
    name = f"numbers/{question.told()}/{asked.row}/{asked.column}"
    return page(who, rows, asked, order=(By("pk"),), line=_record, name=name)


@reads(router, "/numbers/left-out", purposes=READING, answer=LeftOutTold)
def numbers_left_out(request: Asked) -> LeftOutTold:
    """How much stands in no number, and why."""
    found = queries.left_out(request.auth.registrar)
    return LeftOutTold(rows=[LeftOut(reason=reason, incidents=many[0], acts=many[1]) for reason, many in sorted(found.items())])


@reads(router, "/numbers/left-out/{reason}", purposes=READING, answer=Page[RecordLine])
def incidents_left_out(
    request: Asked, reason: Annotated[str, OneOf("count-omissions")], asked: Annotated[Pages, Query()]
) -> Page[RecordLine]:
    """The incidents that stand in no number for one reason, themselves or by an act."""
    who = request.auth
    rows = events.incidents(who.registrar).filter(pk__in=queries.left_out_incidents(who.registrar, reason)).order_by("pk")
    return page(who, rows, asked, order=(By("pk"),), line=_record, name=f"numbers/left-out/{reason}")


@reads(router, "/counts", purposes=READING, answer=Page[KeptCountLine])
def counts(request: Asked, asked: Annotated[Pages, Query()]) -> Page[KeptCountLine]:
    """The counts that were kept, newest first."""
    who = request.auth
    return page(who, queries.counts(who.registrar), asked, order=_ORDER, line=_line, name="counts")


@reads(router, "/counts/{count_id}", purposes=READING, answer=KeptCount)
def count(request: Asked, count_id: RowId) -> KeptCount:
    """One count as it was kept."""
    found = queries.count(request.auth.registrar, count_id)
    return KeptCount(**dict(_line(found)), table=_table(keeping.table_of(found.question, found.cells)))


@acts(router, "/counts", purposes=KEEPING)
def keep_table(request: Asked, sent: KeepSent) -> Made:
    """Count, and keep the table as it is now."""
    kept = keep_count(request.auth.hand, sent.question.question(), title=sent.title, version=version("kniha"))
    return made(kept, f"/counts/{kept.pk}")


_BY_MEASURE: Mapping[str, Callable[[Registrar], QuerySet[Any]]] = {  # Any: rows of one of three tables
    "incidents": events.incidents,
    "acts": events.acts_known,
    "named": people.people,
}


def _record(row: Model) -> RecordLine:
    return RecordLine(kind=type(row).__name__.lower(), id=str(row.pk))


def _line(row: Count) -> KeptCountLine:
    return KeptCountLine(
        id=row.pk, title=row.title, question=row.question, method=row.method, version=row.version, cut=row.cut, digest=row.digest,
        made_on=row.made_on,
    )  # fmt: skip


def _table(table: Table) -> TableTold:
    across = bool(table.question.columns)
    return TableTold(
        measure=table.question.measure,
        rows=table.question.rows,
        columns=table.question.columns or None,
        cells=[
            CellTold(row=row, column=column if across else None, number=number) for (row, column), number in sorted(table.cells.items())
        ],
        by_row=[CellTold(row=row, column=None, number=number) for row, number in sorted(table.by_row.items())],
        by_column=[CellTold(row=None, column=column, number=number) for column, number in sorted(table.by_column.items())]
        if across
        else [],
        total=table.total,
    )
