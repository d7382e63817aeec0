"""Batches: tables of many rows that came together, and their rows once they may be read. They are brought on the office's host."""

from datetime import date

from ninja import Router
from pydantic import BaseModel, Field

from kniha.api.asking import Asked
from kniha.api.fields import RowId
from kniha.api.made import Made, made
from kniha.api.operations import acts, reads
from kniha.api.paging import By, Page, Paged, page
from kniha.book.access.queries import one
from kniha.book.bulk import queries
from kniha.book.bulk.models import Batch
from kniha.book.recordings import taking
from kniha.book.recordings.models import FootageRow

router = Router(tags=["recordings"])

READING = ("reading", "files", "coding", "concluding", "reviewing")
_LATEST = (By("brought_on", falling=True), By("title"), By("pk"))


class BatchTold(BaseModel):
    """A batch."""

    id: str
    compartment: str
    kind: str
    title: str
    rows: int
    exhibit: str = Field(description="The sealed Parquet file from which the rows are rebuilt.")
    original: str | None = Field(description="The list itself, where it is held as a file.")
    source_sha256: str
    mapping: str
    keep_until: date
    brought_by: str
    brought_on: date
    state: str
    gone_on: date | None
    may_be_read: bool


class FootageLine(BaseModel):
    """A line of somebody's index of footage. Times are milliseconds since 1970, in UTC, by the clock of its camera."""

    key: int
    record: str
    camera: str
    first_ms: int
    last_ms: int
    sigma_ms: int
    lat_e7: int
    lon_e7: int
    error_m: int
    heading_deg: int | None
    fov_deg: int | None
    range_m: int | None
    walk_m: int | None
    found_at: str


@reads(router, "/batches", purposes=READING, answer=Page[BatchTold])
def batches(request: Asked, asked: Paged) -> Page[BatchTold]:
    """The batches that the registrar may see, the latest first."""
    who = request.auth
    return page(who, queries.batches(who.registrar), asked, order=_LATEST, line=_told, name="batches")


@reads(router, "/batches/{batch_id}", purposes=READING, answer=BatchTold)
def batch(request: Asked, batch_id: RowId) -> BatchTold:
    """One batch."""
    return _told(queries.batch(request.auth.registrar, batch_id))


@reads(router, "/batches/{batch_id}/rows", purposes=READING, answer=Page[FootageLine])
def rows_of_batch(request: Asked, batch_id: RowId, asked: Paged) -> Page[FootageLine]:
    """The rows of an index of footage, in its order. 403 before a lawyer let them be read, and after they went by their day."""
    who = request.auth
    batch = one(queries.batches(who.registrar).filter(kind="footage"), pk=batch_id)
    return page(who, queries.rows_of(who.registrar, batch), asked, order=(By("key"),), line=_line, name="rows-of-batch")


@acts(router, "/batches/{batch_id}/rows/{row_key}/recording", purposes=("coding", "concluding"))
def take_row(request: Asked, batch_id: RowId, row_key: int) -> Made:
    """Enter a row as a recording that is known and not obtained: it stays when the rows go by their day."""
    who = request.auth
    row = taking.take_row(who.hand, queries.batch(who.registrar, batch_id), row_key)
    return made(row, f"/recordings/{row.pk}")


def _told(row: Batch) -> BatchTold:
    return BatchTold(
        id=row.pk, compartment=row.compartment_id, kind=row.kind, title=row.title, rows=row.rows, exhibit=row.exhibit_id,
        original=row.original_id, source_sha256=row.source_sha256, mapping=row.mapping, keep_until=row.keep_until,
        brought_by=row.brought_by_id, brought_on=row.brought_on, state=row.state, gone_on=row.gone_on,
        may_be_read=queries.may_be_read(row),
    )  # fmt: skip


def _line(row: FootageRow) -> FootageLine:
    return FootageLine(
        key=row.key, record=row.record, camera=row.camera, first_ms=row.first_ms, last_ms=row.last_ms, sigma_ms=row.sigma_ms,
        lat_e7=row.lat_e7, lon_e7=row.lon_e7, error_m=row.error_m, heading_deg=row.heading_deg, fov_deg=row.fov_deg,
        range_m=row.range_m, walk_m=row.walk_m, found_at=row.found_at,
    )  # fmt: skip
