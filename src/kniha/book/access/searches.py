"""Searches that a registrar keeps under a name: their own convenience, known to nobody else, and no entry.

The words of a kept search may be somebody's name: an erasure drops every one that would have found what is erased (book.erasure.carrying).
"""

from collections.abc import Callable, Mapping
from urllib.parse import parse_qs, urlencode

from django.db import transaction
from django.db.models import QuerySet

from kniha.book.access.models import KeptSearch, Registrar
from kniha.book.access.queries import one
from kniha.vocab import terms
from kniha.vocab.errors import ConflictError, MalformedError

MOST = 30
LONGEST = 1000
WORDS = "q"
NOT_KEPT = frozenset({"page", "counts", "view"})
"""What an address holds beside the question."""


def kept_searches(registrar: Registrar, among: str) -> QuerySet[KeptSearch]:
    """What `registrar` keeps of one list, by name; nothing for a frozen account."""
    found = KeptSearch.objects.filter(registrar=registrar, among=among).order_by("name")
    return found.none() if registrar.frozen else found


@transaction.atomic
def keep_search(registrar: Registrar, *, among: str, name: str, query: str) -> KeptSearch:
    """Keep the question of an address under a name; the same name again is its new question."""
    terms.check_term("desk-lists", among)
    name, asked = name.strip(), question(query)
    if not name or len(name) > 80 or not asked or len(asked) > LONGEST:
        raise MalformedError("a search is kept under a name, with something that was asked")
    if KeptSearch.objects.filter(registrar=registrar, among=among).exclude(name=name).count() >= MOST:
        raise ConflictError("thirty searches of a list are kept already: drop one first")
    kept, _ = KeptSearch.objects.update_or_create(registrar=registrar, among=among, name=name, defaults={"query": asked})
    return kept


@transaction.atomic
def drop_search(registrar: Registrar, search_id: int) -> None:
    """Drop one's own; NotFoundError for anybody else's."""
    one(KeptSearch.objects.filter(registrar=registrar), pk=search_id).delete()


def question(query: str) -> str:
    """The question in an address, without what is empty and without the page."""
    asked: Mapping[str, list[str]] = parse_qs(query, max_num_fields=50)
    return urlencode([(key, value) for key, values in sorted(asked.items()) if key not in NOT_KEPT for value in values])


def drop_finding(would_find: Callable[[str], bool]) -> None:
    """Drop every search, whosever it is, whose words or name would find what is erased."""
    for kept in KeptSearch.objects.all():
        words = " ".join(parse_qs(kept.query).get(WORDS, []))
        if would_find(kept.name) or (words and would_find(words)):
            kept.delete()
