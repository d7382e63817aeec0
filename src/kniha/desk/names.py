"""Under which names those act whose ids stand in the book: colleagues, and processes."""

from collections.abc import Iterable

from kniha.book.access import queries
from kniha.desk.language import language
from kniha.vocab import terms


def names_of(ids: Iterable[str]) -> dict[str, str]:
    """Names by id, for what a page shows."""
    return {process.code: process.label(language()) for process in terms.terms("processes")} | queries.names(ids)


def reason(why: str) -> str:
    """A reason as the page shows it: that of a process in the reader's language, a person's own words as they are."""
    return next((term.label(language()) for term in terms.terms("process-reasons") if term.en == why), why)
