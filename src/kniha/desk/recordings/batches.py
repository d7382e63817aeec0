"""Batches: indexes of footage that came as tables of many rows, and their rows page by page once they may be read."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from kniha.book.bulk import queries
from kniha.book.recordings.taking import take_row
from kniha.desk import tables
from kniha.desk.history.told import recent
from kniha.desk.request import Who, acting, page, reading

ROWS_SHOWN = 50
HISTORY_SHOWN = 6


@reading
def batches(request: HttpRequest, who: Who) -> HttpResponse:
    """The batches that the one who asks may see, the latest first."""
    rows = tables.paged(queries.batches(who.registrar), request)
    return page(request, who, "desk/recordings/batches.html", part="statements", rows=rows, query="")


@reading
def batch(request: HttpRequest, who: Who, batch_id: str) -> HttpResponse:
    """One batch; its rows from the one after `?after=` on, found by the table's own order however many there are."""
    found = queries.batch(who.registrar, batch_id)
    is_open = queries.may_be_read(found)
    after = request.GET.get("after", "")
    lines = list(_rows(who, batch_id, int(after) if after.isascii() and after.isdigit() and len(after) < 19 else 0)) if is_open else []
    return page(
        request, who, "desk/recordings/batch.html", part="statements", batch=found, is_open=is_open, lines=lines[:ROWS_SHOWN],
        more=lines[ROWS_SHOWN - 1].key if len(lines) > ROWS_SHOWN else None, recent=recent(who, "batch", found.pk, most=HISTORY_SHOWN),
    )  # fmt: skip


@acting
def take(request: HttpRequest, who: Who, batch_id: str, row_key: int) -> HttpResponse:
    """Enter a row as a recording: it stays when the rows go by their day."""
    made = take_row(who.hand, queries.batch(who.registrar, batch_id), row_key)
    messages.success(request, gettext("It is entered as a recording, and stays when the rows go by their day."))
    return redirect("recording", made.pk)


def _rows(who: Who, batch_id: str, after: int) -> Any:  # Any: rows of one of the tables of batches
    return queries.rows_of(who.registrar, queries.batch(who.registrar, batch_id)).filter(key__gt=after)[: ROWS_SHOWN + 1]
