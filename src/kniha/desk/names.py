"""Under which names those act whose ids stand in the book: colleagues, and processes."""

from collections.abc import Iterable

from django.utils.translation import gettext, gettext_noop

from kniha.book.access import queries
from kniha.desk.language import language
from kniha.vocab import terms

# What processes write as the reason of a step of custody; the catalogues translate it. A person's own words stay as they are.
WRITTEN_BY_PROCESSES = (gettext_noop("came with a report"), gettext_noop("sealed into the vault as it was opened"))


def names_of(ids: Iterable[str]) -> dict[str, str]:
    """Names by id, for what a page shows."""
    return {process.code: process.label(language()) for process in terms.terms("processes")} | queries.names(ids)


def reason(why: str) -> str:
    """A reason as the page shows it."""
    return gettext(why) if why in WRITTEN_BY_PROCESSES else why
