"""Search: what holds the words, within what the registrar may see; the passage in which they stand."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Literal

from ninja import Query, Router
from pydantic import BaseModel, ConfigDict, Field

from kniha.api.asking import Asked, Who
from kniha.api.operations import reads
from kniha.api.paging import LARGEST
from kniha.api.wording import found_by_words
from kniha.book.access.looking import note_reading
from kniha.book.events import queries as events
from kniha.book.people import queries as people
from kniha.book.statements import queries as statements
from kniha.runs import words as files
from kniha.search.asking import ask
from kniha.search.passages import passage

router = Router(tags=["search"])

READING = ("reading", "coding", "concluding", "interviewing")


class SearchAsked(BaseModel):
    """Words, and among what."""

    model_config = ConfigDict(extra="forbid")

    q: str = Field(min_length=1, max_length=300, description="Words in any form; in a row where they stand in quotation marks.")
    kind: Literal["statement", "incident", "person", "exhibit"]
    limit: int = Field(default=50, ge=1, le=LARGEST)


class FoundTold(BaseModel):
    """A record that holds the words."""

    id: str
    number: str | None = Field(description="Of an incident: its number.")
    passage: str = Field(description="The words around those that were looked for.")


class FoundRows(BaseModel):
    """Best first. For more, the words are made narrower."""

    rows: list[FoundTold]


Texts = Mapping[str, tuple[str | None, str]]
"""By id: the number, and the text in which the words may stand."""


@reads(router, "/search", purposes=READING, answer=FoundRows)
def search(request: Asked, asked: Annotated[SearchAsked, Query()]) -> FoundRows:
    """What holds these words, best first. That they were looked for is an entry: any words may be somebody's name."""
    who = request.auth
    ids = found_by_words(who, asked.q, kind=asked.kind, among="everything", again=False)[: asked.limit]
    note_reading(who.hand, "list-page")
    words, texts = ask(asked.q), _TEXTS[asked.kind](who, ids)
    # The queries decide once more what may be seen: the index may lag behind.
    return FoundRows(
        rows=[
            FoundTold(id=key, number=texts[key][0], passage="".join(piece.text for piece in passage(texts[key][1], words)))
            for key in ids
            if key in texts
        ]
    )


def _statements(who: Who, ids: Sequence[str]) -> Texts:
    found = statements.statements(who.registrar).filter(pk__in=ids)
    return {
        row.pk: (None, "\n".join((row.text, f"{row.when_words} {row.where_words}", row.hurt_words, row.doers_words)).strip())
        for row in found
    }


def _incidents(who: Who, ids: Sequence[str]) -> Texts:
    told = events.told_texts(who.registrar, ids)
    found = events.incidents(who.registrar).filter(pk__in=ids)
    return {row.pk: (row.number, "\n".join([row.title, row.place_words, *told.get(row.pk, ())])) for row in found}


def _people(who: Who, ids: Sequence[str]) -> Texts:
    found = people.people(who.registrar).filter(pk__in=ids).prefetch_related("names")
    return {row.pk: (None, " · ".join(name.text for name in row.names.all())) for row in found}


def _files(who: Who, ids: Sequence[str]) -> Texts:
    """A file that nobody opened for a purpose tells its name alone."""
    return {key: (None, one.text) for key, one in files.found(who.registrar, ids, now=who.hand.now).items()}


_TEXTS: Mapping[str, Callable[[Who, Sequence[str]], Texts]] = {
    "statement": _statements, "incident": _incidents, "person": _people, "exhibit": _files,
}  # fmt: skip
