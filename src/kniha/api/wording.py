"""Looking for words: within what the registrar may see, and never without an entry, since any words may be somebody's name."""

from django.conf import settings

from kniha.api.asking import Who
from kniha.book.access.looking import enter_search
from kniha.runs import finding


def found_by_words(who: Who, words: str, *, kind: str, among: str, again: bool) -> tuple[str, ...]:
    """Ids of `kind` that hold `words`, best first. A further page (`again`: its cursor is signed) is no second search."""
    if not again:
        enter_search(who.hand, words, among=among)
    return finding.find(who.registrar, words, kind=kind, folder=settings.OFFICE.index)
