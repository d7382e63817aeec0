"""Under which names those act whose ids stand in the book: colleagues, and processes."""

from collections.abc import Iterable

from django.utils.translation import gettext

from kniha.book.access import queries


def names_of(ids: Iterable[str]) -> dict[str, str]:
    """Names by id, for what a page shows."""
    processes = {
        "courier": gettext("courier"),
        "importer": gettext("import"),
        "worker": gettext("worker"),
        "register": gettext("register"),
        "reporter": gettext("reporter"),
    }
    return processes | queries.names(ids)
