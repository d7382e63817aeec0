"""Lists page by page, by a cursor: what came last, signed, good for this list, this selection and this registrar alone.

A page is found by the order of an index and never by counting, so the thousandth costs what the first does, and a row that is
added meanwhile moves no other.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Annotated, Any, Generic, TypeVar

from django.core.signing import BadSignature, Signer
from django.db.models import Model, Q, QuerySet
from ninja import Query
from pydantic import BaseModel, ConfigDict, Field

from kniha.api.asking import Who
from kniha.api.problems import ProblemError
from kniha.book.access.looking import note_reading

LARGEST = 200
Line = TypeVar("Line", bound=BaseModel)
Row = TypeVar("Row", bound=Model)


class Pages(BaseModel):
    """Which page of a list."""

    model_config = ConfigDict(extra="forbid")

    cursor: str | None = Field(default=None, max_length=2000, description="`next` of the page before; none for the first page.")
    limit: int = Field(default=50, ge=1, le=LARGEST, description="How many rows at the most.")


Paged = Annotated[Pages, Query()]


class Page(BaseModel, Generic[Line]):
    """A page of a list."""

    rows: list[Line]
    next: str | None = Field(description="The cursor of the page after this; none on the last.")


@dataclass(frozen=True, slots=True)
class By:
    """One field of an order. Where rows may lack it, those come last."""

    field: str
    falling: bool = False
    may_lack: bool = False


def page(who: Who, rows: QuerySet[Row], asked: Pages, *, order: Sequence[By], line: Callable[[Row], Line], name: str) -> Page[Line]:
    """The page of `rows`, which come in `order` (its last field is the id); that a page of a list was read is counted."""
    signer = _signer(who, asked, name)
    if asked.cursor is not None:
        rows = rows.filter(_after(order, _opened(signer, asked.cursor, order)))
    found = list(rows[: asked.limit + 1])
    note_reading(who.hand, "list-page")
    shown = found[: asked.limit]
    following = signer.sign_object([_plain(getattr(shown[-1], by.field)) for by in order]) if len(found) > asked.limit else None
    return Page(rows=[line(row) for row in shown], next=following)


def _signer(who: Who, asked: Pages, name: str) -> Signer:
    """The selection is in the salt: a cursor of another list or other filters does not open."""
    chosen = sorted(asked.model_dump(mode="json", exclude={"cursor", "limit"}).items())
    return Signer(salt=f"kniha.api.paging/{name}/{who.registrar.pk}/{sha256(repr(chosen).encode()).hexdigest()}")


def _opened(signer: Signer, cursor: str, order: Sequence[By]) -> list[Any]:  # Any: what a column holds
    try:
        kept = signer.unsign_object(cursor)
    except BadSignature as error:
        raise ProblemError(422, "wrong-cursor") from error
    assert len(kept) == len(order)  # we signed it for this list
    return [_typed(value) for value in kept]


def _after(order: Sequence[By], last: Sequence[Any]) -> Q:
    """Rows that come after those whose fields are `last`."""
    found, same = Q(pk__in=()), Q()
    for by, value in zip(order, last, strict=True):
        found |= same & _beyond(by, value)
        same &= Q(**{f"{by.field}__isnull": True}) if value is None else Q(**{by.field: value})
    return found & _no_earlier(order[0], last[0])


def _beyond(by: By, value: Any) -> Q:
    if value is None:
        return Q(pk__in=())
    beyond = Q(**{f"{by.field}__{'lt' if by.falling else 'gt'}": value})
    return beyond | Q(**{f"{by.field}__isnull": True}) if by.may_lack else beyond


def _no_earlier(by: By, value: Any) -> Q:
    """It follows from the rest; said, it lets the database begin in the middle of its index."""
    if value is None:
        return Q(**{f"{by.field}__isnull": True})
    within = Q(**{f"{by.field}__{'lte' if by.falling else 'gte'}": value})
    return within | Q(**{f"{by.field}__isnull": True}) if by.may_lack else within


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    return {"on": value.isoformat()} if isinstance(value, date) else value


def _typed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return datetime.fromisoformat(value["at"]) if "at" in value else date.fromisoformat(value["on"])
