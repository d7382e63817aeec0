"""A row of a list of detentions: an incident, and the stages through which the people of the row were held, each with its own columns."""

from collections.abc import Iterator
from dataclasses import replace

from kniha.book.events.drafts import DetentionDraft
from kniha.runs.importing import cells
from kniha.runs.importing.cells import Context
from kniha.runs.importing.incidents import read_incident
from kniha.runs.importing.mapping import StagePlan
from kniha.runs.importing.readings import Reading
from kniha.runs.importing.rows import Row
from kniha.vocab.errors import MalformedError

_ROOM = 300


def read_detention(row: Row, context: Context) -> Reading:
    """Return `row` as an incident with stages; MalformedError where nobody is named or no stage is told of."""
    reading = read_incident(row, context)
    if not reading.people:
        raise MalformedError(f"column {context.mapping.columns.name[0]!r} is empty")
    stages = tuple(_stages(row, context, "; ".join(who.names[0] for who in reading.people)))
    if not stages:
        raise MalformedError("a detention has at least one stage: the columns of all of them are empty")
    return replace(reading, stages=stages)


def _stages(row: Row, context: Context, held: str) -> Iterator[DetentionDraft]:
    for plan in context.mapping.stages:
        if any(cells.text(row.cells, column) for column in plan.named()):
            yield _stage(row, context, plan, held)


def _stage(row: Row, context: Context, plan: StagePlan, held: str) -> DetentionDraft:
    columns = replace(context.mapping.columns, date=plan.date, time="", date_last=plan.date_last)
    when = cells.when(row.cells, replace(context, mapping=replace(context.mapping, columns=columns)))
    told = {name: cells.text(row.cells, getattr(plan, name)) for name in ("place", "holder", "shared")}
    for name, words in told.items():
        if len(words) > _ROOM:
            raise MalformedError(f"column {getattr(plan, name)!r}: there is room for {_ROOM} characters, found {len(words)}")
    return DetentionDraft(
        plan.stage, when, held_words=held[:_ROOM], place_words=told["place"], holder_words=told["holder"], shared_words=told["shared"]
    )
