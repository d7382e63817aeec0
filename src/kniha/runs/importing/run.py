"""The run of an import: reads a list, skips what is known already, enters the rest in batches, and reports."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field

from django.db import transaction

from kniha.book.access.models import Compartment
from kniha.book.access.queries import founding
from kniha.book.events.actions import draw_number
from kniha.book.events.models import Citation, Incident
from kniha.book.journal import recording
from kniha.book.journal.acting import Hand
from kniha.book.journal.recording import Draft
from kniha.book.statements.models import Statement
from kniha.runs.importing.incidents import Reading, changed_record, new_incident, read
from kniha.runs.importing.mapping import IncidentMapping
from kniha.runs.importing.records import Record
from kniha.vocab.canonical import JSON
from kniha.vocab.errors import ImpossibleError, MalformedError
from kniha.vocab.ids import Id

BATCH = 100  # records; about 2,000 rows: no transaction holds the book for long


@dataclass(slots=True)
class Report:
    """What an import did: the counts add up to the number of records."""

    records: int = 0
    made: int = 0
    changed: int = 0
    known: int = 0
    erased: int = 0
    refused: dict[str, str] = field(default_factory=dict)
    unknown_tags: Counter[str] = field(default_factory=Counter)
    without_time: int = 0
    without_point: int = 0
    without_act: int = 0

    def as_json(self) -> dict[str, JSON]:
        """The report for machines."""
        return {key: dict(value) if isinstance(value, dict) else value for key, value in asdict(self).items()}


def import_incidents(
    hand: Hand,
    records: Sequence[Record],
    mapping: IncidentMapping,
    compartment: Compartment,
    *,
    dry: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Report:
    """Enter the records of a list that are not in the book yet. Safe to run again, also after it was killed in mid-work."""
    run = _Run(
        hand, mapping, Id(compartment.pk), Report(records=len(records)),
        prefix=f"{founding().number_prefix}-", taken=set(Incident.objects.values_list("number", flat=True)),
    )  # fmt: skip
    for start in range(0, len(records), BATCH):
        readings = tuple(run.readings(records[start : start + BATCH]))
        with transaction.atomic():
            drafts = tuple(run.drafts(readings))
            if drafts and not dry:
                recording.enter_many(drafts, random_bytes=hand.random_bytes)
        if progress:
            progress(min(start + BATCH, len(records)))
    return run.report


@dataclass(frozen=True, slots=True)
class _Run:
    """What stays the same through one import, and its report."""

    hand: Hand
    mapping: IncidentMapping
    compartment: Id
    report: Report
    prefix: str
    taken: set[str]

    def readings(self, records: Sequence[Record]) -> Iterator[Reading]:
        """The records that can be read; the others are counted with their reason."""
        for record in records:
            try:
                reading = read(record, self.mapping)
            except (MalformedError, ImpossibleError) as error:
                self.report.refused[str(record.get(self.mapping.columns.id, ""))[:80]] = str(error)
                continue
            yield reading

    def drafts(self, readings: Sequence[Reading]) -> Iterator[Draft]:
        """The entries for what is new or changed."""
        known, erased = _known(readings), _erased(readings)
        for reading in readings:
            digests = known.setdefault(reading.record, set())
            if reading.record in erased:
                self.report.erased += 1
                continue
            if reading.digest in digests:
                self.report.known += 1
                continue
            _count(self.report, reading, changed=bool(digests))
            yield from self._entries(reading, changed=bool(digests))
            digests.add(reading.digest)

    def _entries(self, reading: Reading, *, changed: bool) -> Iterator[Draft]:
        if changed:
            yield changed_record(self.hand, reading, self.mapping, compartment=self.compartment, incident=_incident_of(reading.record))
        else:
            number = draw_number(self.hand, self.prefix, self.taken.__contains__)
            self.taken.add(number)
            yield from new_incident(self.hand, reading, self.mapping, compartment=self.compartment, number=number)


def _known(readings: Sequence[Reading]) -> dict[str, set[str]]:
    """Which records, with which digests, are in the book already."""
    known: dict[str, set[str]] = {}
    found = Statement.objects.filter(record__in=[reading.record for reading in readings])
    for record, digest in found.values_list("record", "record_digest"):
        known.setdefault(record, set()).add(digest)
    return known


def _erased(readings: Sequence[Reading]) -> set[str]:
    """Which records were erased, or lie sealed under a hold: they do not come back with another copy of the list."""
    found = Statement.objects.filter(record__in=[reading.record for reading in readings], compartment__isnull=True)
    return set(found.values_list("record", flat=True))


def _incident_of(record: str) -> Id:
    return Id(Citation.objects.filter(account__statement__record=record, about="event").values_list("incident_id", flat=True)[0])


def _count(report: Report, reading: Reading, *, changed: bool) -> None:
    if changed:
        report.changed += 1
    else:
        report.made += 1
    report.unknown_tags.update(reading.unknown_tags)
    report.without_time += reading.incident.when.first is None
    report.without_point += reading.incident.where.lat_e7 is None
    report.without_act += not reading.acts
