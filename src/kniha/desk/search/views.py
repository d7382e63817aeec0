"""One box over all that the one who asks may see; what is found is shown with the passage in which the words stand."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from kniha.book.access.queries import compartments
from kniha.book.events import queries as events
from kniha.book.evidence import queries as evidence
from kniha.book.people import queries as people
from kniha.book.statements import queries as statements
from kniha.book.statements.models import Statement
from kniha.desk import tables
from kniha.desk.kept.views import kept
from kniha.desk.language import language
from kniha.desk.places.shown import as_shown
from kniha.desk.request import Who, page, reading
from kniha.desk.search.forms import SearchForm
from kniha.desk.searching import looked
from kniha.runs import words as files
from kniha.runs.finding import Looking
from kniha.search.asking import Asked, ask
from kniha.search.documents import Answer
from kniha.search.passages import Piece, passage

PER_PAGE = 20
LAST_PAGE = 50
"""A thousand records can be paged through; who wants more narrows the search."""
LABELS = {"statement": _("Statements"), "incident": _("Incidents"), "person": _("People"), "exhibit": _("Files")}


@dataclass(frozen=True, slots=True)
class Found:
    """One record: a word on it, its page, and the passage."""

    row: object
    pieces: tuple[Piece, ...]
    is_covered: bool


@dataclass(frozen=True, slots=True)
class Tab:
    """A kind of record, and how many of it were found."""

    kind: str
    label: object
    count: int
    is_open: bool


@reading
def search(request: HttpRequest, who: Who) -> HttpResponse:
    """What holds the words; the empty page teaches how to ask."""
    form = SearchForm(request.GET, compartments=dict(compartments(who.registrar).values_list("pk", "title")))
    form.is_valid()
    words, narrowing = str(form.cleaned_data.get("q") or "").strip(), form.narrowing()
    number = _page(request.GET.get("page", ""))
    asked = Looking(words, narrowing, str(form.cleaned_data.get("kind") or ""), (number - 1) * PER_PAGE, PER_PAGE)
    answer = looked(request, who, asked)
    form.count(answer.counts)
    return page(
        request, who, "desk/search/search.html", part="search", form=form, words=words, kind=answer.kind,
        is_asked=bool(words) or not narrowing.is_empty, rows=_shown(who, answer, ask(words)), tabs=_tabs(answer), number=number,
        last=min(LAST_PAGE, max(1, -(-answer.total // PER_PAGE))), query=tables.query_without_page(request), query_without_kind=_without(
            request, "kind"
        ), query_without_place=_without(request, "near"), candidates=[as_shown(one, language()) for one in form.candidates],
        **kept(who, "everything", request.GET.urlencode()),
    )  # fmt: skip


def _tabs(answer: Answer) -> list[Tab]:
    return [Tab(kind, label, answer.kinds.get(kind, 0), kind == answer.kind) for kind, label in LABELS.items()]


def _page(typed: str) -> int:
    """The page that the address asks for; the first where it asks for nonsense."""
    return min(LAST_PAGE, max(1, int(typed))) if typed.isdecimal() and len(typed) < 5 else 1


def _without(request: HttpRequest, name: str) -> str:
    """The address's query without one name and without its page: what a link that sets this name carries on."""
    kept = request.GET.copy()
    for one in (name, "page"):
        kept.pop(one, None)
    return kept.urlencode()


def _shown(who: Who, answer: Answer, asked: Asked) -> list[Found]:
    """The rows of a page in the order in which they were found. The queries decide once more what may be seen: the index may lag."""
    rows = _READ[answer.kind](who, answer.ids)
    return [Found(rows[key].row, passage(rows[key].text, asked), rows[key].is_covered) for key in answer.ids if key in rows]


@dataclass(frozen=True, slots=True)
class Read:
    """A row, the text in which the words may stand, and whether more of it is covered until it is opened."""

    row: object
    text: str
    is_covered: bool = False


Rows = Mapping[str, Read]


def _statements(who: Who, ids: Sequence[str]) -> Rows:
    found = statements.statements(who.registrar).filter(pk__in=ids)
    names = evidence.file_names(who.registrar, ids)
    return {
        row.pk: Read(row, "\n".join([row.text, *(words for words in _beside(row) if words), *names.get(row.pk, ())]).strip())
        for row in found
    }


def _beside(row: Statement) -> tuple[str, ...]:
    return (f"{row.when_words} {row.where_words}".strip(), row.hurt_words, row.doers_words)


def _incidents(who: Who, ids: Sequence[str]) -> Rows:
    told = events.told_texts(who.registrar, ids)
    found = events.incidents(who.registrar).filter(pk__in=ids)
    return {row.pk: Read(row, "\n".join([row.title, row.place_words, *told.get(row.pk, ())])) for row in found}


def _people(who: Who, ids: Sequence[str]) -> Rows:
    found = people.people(who.registrar).filter(pk__in=ids).prefetch_related("names")
    return {row.pk: Read(row, " · ".join(name.text for name in row.names.all())) for row in found}


def _files(who: Who, ids: Sequence[str]) -> Rows:
    """A file that nobody opened for a purpose shows its name alone."""
    found = files.found(who.registrar, ids, now=who.hand.now)
    return {key: Read(one.exhibit, one.text, is_covered=one.words is None) for key, one in found.items()}


_READ: Mapping[str, Callable[[Who, Sequence[str]], Rows]] = {
    "statement": _statements, "incident": _incidents, "person": _people, "exhibit": _files,
}  # fmt: skip
