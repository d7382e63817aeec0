"""Lists: fifty rows a page, and every list as a table to take away."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from kniha.runs.exporting.sheets import Sheets
from kniha.runs.exporting.tables import csv_lines

PER_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Row = TypeVar("Row", bound=Model)


def paged(rows: QuerySet[Row], request: HttpRequest, *, total: int | None = None, among: QuerySet[Row] | None = None) -> Page[Row]:
    """The page of `rows` that the address asks for; the nearest one where it asks for nonsense. `total`: where it is known already.

    First the ids of the page, out of an index; then its rows alone, read `among` all that may be seen: what narrows the list is asked once.
    """
    return paged_by_id(rows.values_list("pk", flat=True), request, among=rows if among is None else among, total=total)


def paged_by_id(ids: QuerySet[Any], request: HttpRequest, *, among: QuerySet[Row], total: int | None = None) -> Page[Row]:
    """As `paged`, where the ids stand in a table of their own."""  # Any: what `values_list` makes of a query set
    paginator = Paginator(ids, PER_PAGE)
    if total is not None:
        paginator.count = total
    page: Page[Any] = paginator.get_page(request.GET.get("page"))
    shown = list(page.object_list)
    by_id = {row.pk: row for row in among.filter(pk__in=shown)}
    page.object_list = [by_id[pk] for pk in shown if pk in by_id]
    return page


def query_without_page(request: HttpRequest) -> str:
    """The address's query without its page: what the links to other pages and to the CSV carry on."""
    kept = request.GET.copy()
    kept.pop("page", None)
    return kept.urlencode()


def xlsx_answer(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """The same as a spreadsheet: days are days, the head is frozen. Made in memory, and written nowhere here."""
    sheets = Sheets()
    answer = HttpResponse(b"".join([*sheets.add(name, head, rows), *sheets.end()]), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer


def csv_answer(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> StreamingHttpResponse:
    """`rows` as a file to take away."""
    answer = StreamingHttpResponse(csv_lines(head, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer
