"""Looking through a list by words: within what one may see, and never without an entry, since any words may be somebody's name.

A second page, the map's points or the table to take away of the same search are no second search: a session enters it once.
"""

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from kniha.book.access.looking import enter_search
from kniha.desk.request import Who
from kniha.runs import finding
from kniha.runs.finding import Looking
from kniha.search.documents import Answer

_KEPT = "searched"
_MOST = 200


def found(request: HttpRequest, who: Who, words: str, *, kind: str, among: str) -> tuple[str, ...]:
    """Ids of `kind` (`statement` or `incident`) that hold `words`, best first; that they were looked for is an entry."""
    _enter_once(request, who, words, among)
    return finding.find(who.registrar, words, kind=kind, folder=settings.OFFICE.index)


def looked(request: HttpRequest, who: Who, asked: Looking) -> Answer:
    """One page of what `asked` finds, with its counts. Words that are looked for are an entry; without words it is a list."""
    if asked.text:
        _enter_once(request, who, asked.text, "everything")
    return finding.look(who.registrar, asked, folder=settings.OFFICE.index)


def _enter_once(request: HttpRequest, who: Who, words: str, among: str) -> None:
    # The session keeps no words: it would be one place more from which to erase them.
    mark = salted_hmac("kniha.desk.searching", f"{among}/{words}").hexdigest()
    marks: list[str] = request.session.get(_KEPT, [])
    if mark in marks:
        return
    enter_search(who.hand, words, among=among)
    request.session[_KEPT] = [*marks, mark][-_MOST:]
