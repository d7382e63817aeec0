"""Who works here and in which compartments, as far as the one who asks may know: the way to the histories of both."""

from django.http import HttpRequest, HttpResponse

from kniha.book.access import queries
from kniha.desk.request import Who, page, reading


@reading
def office(request: HttpRequest, who: Who) -> HttpResponse:
    """Registrars and compartments."""
    return page(
        request,
        who,
        "desk/history/office.html",
        registrars=queries.registrars_known(who.registrar).prefetch_related("role_grants").order_by("name"),
        compartments=queries.compartments_known(who.registrar).order_by("title"),
    )
