"""What of a record goes into the index: words in clear, codes, days and points; nothing sealed, nothing that lies in no compartment."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import Prefetch, Q

from kniha.book.events.models import Citation, Incident
from kniha.book.evidence.models import Exhibit, Words
from kniha.book.medicine.models import MedicalFinding, MedicalReport
from kniha.book.people.models import Person
from kniha.book.statements.models import Account, Mention, Statement
from kniha.book.statements.queries import TOLD
from kniha.search.documents import Document
from kniha.vocab.time import find_zone


def statements(ids: Iterable[str]) -> Iterator[Document]:
    """Those that lie in a compartment: what is erased or sealed is found by nobody. Names of its files are words of a statement too."""
    found = Statement.objects.filter(pk__in=list(ids), compartment__isnull=False)
    told = found.prefetch_related(Prefetch("accounts__mentions", Mention.objects.filter(TOLD)))
    for statement in told.prefetch_related(Prefetch("exhibits", Exhibit.objects.filter(compartment__isnull=False))):
        accounts = statement.accounts.all()
        words = [statement.text, statement.url]
        words += [_said(mention) for account in accounts for mention in account.mentions.all()]
        own = (statement.when_words, statement.where_words, statement.hurt_words, statement.doers_words)
        # A file of another compartment is known to its members alone.
        words += [one.original_name for one in statement.exhibits.all() if one.compartment_id == statement.compartment_id]
        yield Document(
            statement.pk, "statement", str(statement.compartment_id), "\n".join(words),
            own="\n".join(own), newest=statement.received_on,
            acts=tuple(dict.fromkeys(kind for account in accounts for kind in account.kinds)),
            days=tuple(days for account in accounts for days in _days(account)), points=tuple(_points(accounts)),
        )  # fmt: skip


def incidents(ids: Iterable[str]) -> Iterator[Document]:
    """An incident is found by its own words, and by those of the statements that tell of it."""
    told: dict[str, list[str]] = {}
    citations = Citation.objects.filter(incident__in=list(ids), about="event", account__statement__compartment__isnull=False)
    for citation in citations.select_related("account__statement"):
        told.setdefault(citation.incident_id, []).append(citation.account.statement.text)
    for incident in Incident.objects.filter(pk__in=list(ids)).prefetch_related("acts"):
        acts = incident.acts.all()
        yield Document(
            incident.pk, "incident", incident.compartment_id, "\n".join([*told.get(incident.pk, ()), *(act.victim_words for act in acts)]),
            own="\n".join([incident.number, incident.title, incident.place_words]), state=incident.state,
            newest=incident.first.date() if incident.first else incident.opened_on,
            acts=tuple(dict.fromkeys(act.kind for act in acts if not act.unsupported)),
            days=_days(incident), points=tuple(_points([incident])),
        )  # fmt: skip


def people(ids: Iterable[str]) -> Iterator[Document]:
    """A person is found by their names as sources wrote them. What is sealed of them is nowhere here."""
    found = Person.objects.filter(pk__in=list(ids), compartment__isnull=False)
    for person in found.prefetch_related("names", "mentions"):
        names = [name.text for name in person.names.all()]
        mentioned = [f"{mention.name} {mention.call_sign} {mention.badge}" for mention in person.mentions.all()]
        if any(word.strip() for word in (*names, *mentioned)):
            yield Document(person.pk, "person", str(person.compartment_id), "\n".join(mentioned), own="\n".join(names))


def searchable(found: Iterable[Words]) -> Iterator[Words]:
    """Those of no paper of a medical report, its original or what a finding shows: few may read their words (ADR 0025)."""
    words = list(found)
    papers = set(MedicalReport.objects.filter(original__in=[one.exhibit_id for one in words]).values_list("original_id", flat=True))
    # What a finding shows is a file of its report's statement, or of another of the same person.
    statements = {one.exhibit.statement_id for one in words}
    of_them = Q(report__statement__in=statements) | Q(report__subject__statements__in=statements)
    for shown in MedicalFinding.objects.filter(of_them).values_list("photographs", flat=True):
        papers.update(shown)
    yield from (one for one in words if one.exhibit_id not in papers)


def file(exhibit: Exhibit, words: str) -> Document:
    """A file is found by the words in it and by its name."""
    return Document(exhibit.pk, "exhibit", str(exhibit.compartment_id), words, own=exhibit.original_name, newest=exhibit.acquired_on)


def _said(mention: Mention) -> str:
    return f"{mention.name} {mention.description} {mention.unit} {mention.badge} {mention.call_sign}"


def _days(told: Account | Incident) -> tuple[tuple[date, date], ...]:
    """The first and the last day, by the clocks of the place."""
    if told.first is None or told.last is None:
        return ()
    zone = find_zone(told.zone)
    return ((told.first.astimezone(zone).date(), told.last.astimezone(zone).date()),)


def _points(told: Iterable[Account | Incident]) -> Iterator[tuple[int, int]]:
    for one in told:
        if one.lat_e7 is not None and one.lon_e7 is not None:
            yield one.lat_e7, one.lon_e7
