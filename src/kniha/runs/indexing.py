"""The index follows the journal: what an entry touched is written to the index again. Words of files follow when they were read.

Where something was erased, the whole index is written anew: a document that is taken out leaves its words in the index's files for a while.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from typing import Any

from django.db.models import QuerySet

from kniha.book.events.models import Act, Citation, Incident
from kniha.book.evidence.models import Exhibit, Words
from kniha.book.journal import reading
from kniha.book.medicine.models import MedicalFinding, MedicalReport
from kniha.book.people.models import Person, PersonName
from kniha.book.statements.models import Account, Mention, Statement
from kniha.runs import indexed
from kniha.search.documents import Document, Followed
from kniha.search.index import Index
from kniha.vocab.errors import BrokenError, ConflictError, NotFoundError

BATCH = 2000
FILES = 50
"""Files whose words are held at once."""
Opened = Callable[[Words], str]
"""Opens the words of a file."""
ERASING = "erasure.carried_out"
"""The action after which words must be gone from the index's files as well."""


def follow(index: Index) -> int:
    """Bring `index` up to the journal's end; return how many entries were followed: none while another worker is at it."""
    try:
        return _follow_to_end(index)
    except ConflictError:
        return 0


def follow_files(index: Index, opened: Opened) -> int:
    """Write words that were read, or whose file an entry touched, since the last time; return how many files were looked at: a few."""
    try:
        return _follow_files(index, opened)
    except ConflictError:
        return 0


def _follow_files(index: Index, opened: Opened) -> int:
    followed = index.followed()
    again = sorted(followed.again)[:FILES]
    if again:
        looked_at, followed = set(again), replace(followed, again=followed.again - set(again))
    else:
        found = dict(_READ.filter(number__gt=followed.words).order_by("number").values_list("number", "exhibit")[:FILES])
        looked_at, followed = set(found.values()), replace(followed, words=max(found, default=followed.words))
    if looked_at:
        documents = list(_files(_READ.filter(exhibit__in=looked_at).order_by("exhibit", "page"), opened))
        index.replace(documents, gone=looked_at - {document.id for document in documents}, followed=followed)
    return len(looked_at)


_READ = Words.objects.filter(exhibit__compartment__isnull=False).select_related("exhibit")


def _files(found: Iterable[Words], opened: Opened) -> Iterator[Document]:
    """Files with their own words, and after them those that a machine recognised, page by page."""
    for _, pages in groupby(indexed.searchable(found), lambda words: words.exhibit_id):
        rows = list(pages)
        words = "\n".join(filter(None, _opened(rows, opened)))
        if words.strip():
            yield indexed.file(rows[0].exhibit, words)


def _opened(rows: Iterable[Words], opened: Opened) -> Iterator[str]:
    for words in rows:
        try:
            yield opened(words)
        except (NotFoundError, BrokenError):  # erased since; or the vault lost it, which is for those who watch over the vault
            continue


def _follow_to_end(index: Index) -> int:
    start, end = index.followed().entries, reading.size()
    if start > end:  # another journal than the one that was followed: a restored or new register
        rewrite(index)
        return end
    for first in range(start, end, BATCH):
        last = min(first + BATCH, end)
        entries = list(reading.entries(start=first, stop=last))
        if any(entry.skeleton.action == ERASING for entry in entries):
            rewrite(index)
            break
        _follow(index, entries, last)
    return end - start


def rewrite(index: Index) -> None:
    """Write every document anew, in place of all that was there. Words of files are asked for again by `follow_files`."""
    end = reading.size()
    index.rewrite(_everything(), followed=Followed(end))


def _everything() -> Iterator[Document]:
    for ids in _in_batches(Statement.objects.filter(compartment__isnull=False)):
        yield from indexed.statements(ids)
    for ids in _in_batches(Incident.objects.all()):
        yield from indexed.incidents(ids)
    for ids in _in_batches(Person.objects.filter(compartment__isnull=False)):
        yield from indexed.people(ids)


def _in_batches(found: QuerySet[Any]) -> Iterator[list[str]]:  # Any: statements or incidents
    last = ""
    while ids := list(found.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:500]):
        yield ids
        last = ids[-1]


def _follow(index: Index, entries: Iterable[reading.StoredEntry], last: int) -> None:
    touched: dict[str, set[str]] = {}
    for entry in entries:
        for _, table, row in entry.skeleton.changes:
            touched.setdefault(table, set()).add(row)
    statements, incidents = _affected(touched)
    people = _people_affected(touched)
    documents = (*indexed.statements(statements), *indexed.incidents(incidents), *indexed.people(people))
    files = _files_affected(touched)
    gone = (statements | incidents | people | files) - {document.id for document in documents}
    followed = index.followed()
    index.replace(documents, gone=gone, followed=replace(followed, entries=last, again=followed.again | files))


def _affected(touched: dict[str, set[str]]) -> tuple[set[str], set[str]]:
    """Which statements and incidents speak differently, now that these rows were touched."""
    accounts = touched.get("account", set()) | set(_told_of("mention", touched, Mention, "account_id"))
    accounts |= _values(Mention.objects.filter(person__in=touched.get("person", set())), "account_id")
    statements = touched.get("statement", set()) | _values(Account.objects.filter(pk__in=accounts), "statement_id")
    statements |= _values(Exhibit.objects.filter(pk__in=touched.get("exhibit", set()), statement__isnull=False), "statement_id")
    incidents = (
        touched.get("incident", set())
        | set(_told_of("citation", touched, Citation, "incident_id"))
        | set(_told_of("act", touched, Act, "incident_id"))
        | _values(Citation.objects.filter(account__statement__in=statements, about="event"), "incident_id")
    )
    return statements, incidents


def _people_affected(touched: dict[str, set[str]]) -> set[str]:
    """Which persons have other names now."""
    mentioned = Mention.objects.filter(pk__in=touched.get("mention", set()), person__isnull=False)
    named = PersonName.objects.filter(pk__in=touched.get("personname", set()))
    return touched.get("person", set()) | _values(mentioned, "person_id") | _values(named, "person_id")


def _files_affected(touched: dict[str, set[str]]) -> set[str]:
    """Files with words that may have been sealed or released, or have come to be a paper of a medical report."""
    originals = MedicalReport.objects.filter(pk__in=touched.get("medicalreport", set()), original__isnull=False)
    findings = MedicalFinding.objects.filter(pk__in=touched.get("medicalfinding", set()))
    shown = {file for photographs in findings.values_list("photographs", flat=True) for file in photographs}
    files = touched.get("exhibit", set()) | _values(originals, "original_id") | shown
    return _values(Words.objects.filter(exhibit__in=files), "exhibit_id")


def _told_of(table: str, touched: dict[str, set[str]], model: type[Mention | Citation | Act], parent: str) -> Iterator[str]:
    """The parents of touched rows; of a row that is gone, the parent that its first entry named."""
    rows = touched.get(table, set())
    there = {str(row): str(above) for row, above in model.objects.filter(pk__in=rows).values_list("pk", parent)}
    yield from there.values()
    for row in rows - there.keys():
        first = next(reading.entries_of([row]))
        yield from (str(change.fields[parent]) for change in reading.changes(first) if change.id == row and parent in change.fields)


def _values(rows: Iterable[object], column: str) -> set[str]:
    return {str(getattr(row, column)) for row in rows}
