"""The index follows the journal: what an entry touched is written to the index again."""

from collections.abc import Iterable, Iterator

from kniha.book.events.models import Act, Citation, Incident
from kniha.book.journal import reading
from kniha.book.statements.models import Account, Mention, Statement
from kniha.search.index import Document, Index

BATCH = 2000


def follow(index: Index) -> int:
    """Bring `index` up to the journal's end; return how many entries were followed."""
    start, end = index.followed(), reading.size()
    if start > end:  # another journal than the one that was followed: a restored or new register
        start = 0
    for first in range(start, end, BATCH):
        last = min(first + BATCH, end)
        _follow(index, first, last)
    return end - start


def _follow(index: Index, first: int, last: int) -> None:
    touched: dict[str, set[str]] = {}
    for entry in reading.entries(start=first, stop=last):
        for _, table, row in entry.skeleton.changes:
            touched.setdefault(table, set()).add(row)
    statements, incidents = _affected(touched)
    documents = (*_statements(statements), *_incidents(incidents))
    gone = (statements | incidents) - {document.id for document in documents}
    index.replace(documents, gone=gone, followed=last)


def _affected(touched: dict[str, set[str]]) -> tuple[set[str], set[str]]:
    """Which statements and incidents speak differently, now that these rows were touched."""
    accounts = touched.get("account", set()) | set(_told_of("mention", touched, Mention, "account_id"))
    statements = touched.get("statement", set()) | _values(Account.objects.filter(pk__in=accounts), "statement_id")
    incidents = (
        touched.get("incident", set())
        | set(_told_of("citation", touched, Citation, "incident_id"))
        | set(_told_of("act", touched, Act, "incident_id"))
        | _values(Citation.objects.filter(account__statement__in=statements, about="event"), "incident_id")
    )
    return statements, incidents


def _told_of(table: str, touched: dict[str, set[str]], model: type[Mention | Citation | Act], parent: str) -> Iterator[str]:
    """The parents of touched rows; of a row that is gone, the parent that its first entry named."""
    rows = touched.get(table, set())
    there = {str(row): str(above) for row, above in model.objects.filter(pk__in=rows).values_list("pk", parent)}
    yield from there.values()
    for row in rows - there.keys():
        first = next(reading.entries_of([row]))
        yield from (str(change.fields[parent]) for change in reading.changes(first) if change.id == row and parent in change.fields)


def _statements(ids: Iterable[str]) -> Iterator[Document]:
    for statement in Statement.objects.filter(pk__in=list(ids)).prefetch_related("accounts__mentions"):
        mentioned = (mention for account in statement.accounts.all() for mention in account.mentions.all())
        words = [statement.text, statement.when_words, statement.where_words, statement.url]
        words += [f"{mention.name} {mention.description} {mention.unit} {mention.badge} {mention.call_sign}" for mention in mentioned]
        yield Document(statement.pk, "statement", statement.compartment_id, "\n".join(words))


def _incidents(ids: Iterable[str]) -> Iterator[Document]:
    """An incident is found by its own words, and by those of the statements that tell of it."""
    told: dict[str, list[str]] = {}
    citations = Citation.objects.filter(incident__in=list(ids), about="event").select_related("account__statement")
    for citation in citations:
        told.setdefault(citation.incident_id, []).append(citation.account.statement.text)
    for incident in Incident.objects.filter(pk__in=list(ids)).prefetch_related("acts"):
        words = [incident.number, incident.title, incident.place_words, *told.get(incident.pk, ())]
        words += [act.victim_words for act in incident.acts.all()]
        yield Document(incident.pk, "incident", incident.compartment_id, "\n".join(words))


def _values(rows: Iterable[object], column: str) -> set[str]:
    return {str(getattr(row, column)) for row in rows}
