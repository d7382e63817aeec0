"""A row of a footage index, by its mapping, as a row of the table `FootageRow`: read strictly, refused by its column, never mended."""

from typing import Any
from zoneinfo import ZoneInfo

from kniha.runs.bulk.cells import LONGEST_MS, Reader, cells, degrees, given, milliseconds, number, text, whole
from kniha.runs.bulk.plan import Plan
from kniha.runs.importing.rows import Record
from kniha.vocab.errors import MalformedError


def reader(plan: Plan) -> Reader:
    """Return what reads a row through `plan`; it raises MalformedError, naming the column and never the value."""
    cell, zone = cells(plan), ZoneInfo(plan.zone) if plan.zone else None

    def read(record: Record) -> tuple[Any, ...]:
        first, last = (milliseconds(cell(record, name), name, plan.time_format, zone) for name in ("start", "end"))
        if not 0 <= last - first <= LONGEST_MS:
            raise MalformedError("it ends before it begins, or is longer than 31 days")
        heading = number(cell(record, "heading_deg"), "heading_deg", -360, 720)
        return (
            text(cell(record, "record"), "record", 120, required=True), text(cell(record, "camera"), "camera", 120),
            first, last, round(1000 * given(number(cell(record, "clock_sigma_s"), "clock_sigma_s", 0.001, 10**8), "clock_sigma_s")),
            degrees(cell(record, "lat"), "lat", 90), degrees(cell(record, "lon"), "lon", 180),
            round(given(number(cell(record, "error_m"), "error_m", 0, 2_000_000), "error_m")),
            None if heading is None else round(heading) % 360, whole(cell(record, "fov_deg"), "fov_deg", 1, 360),
            whole(cell(record, "range_m"), "range_m", 1, 20_000), whole(cell(record, "walk_m"), "walk_m", 0, 1_000_000),
            text(cell(record, "found_at"), "found_at", 500),
        )  # fmt: skip

    return read
