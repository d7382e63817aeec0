"""The run of an import: reads a list, skips what is known already, enters the rest in batches, and reports.

A record is known by the list's name and its own id in it, and by a digest of all that it says: so a run that was killed goes on where it
was, and a second run, of this or of a newer copy of the list, enters nothing twice.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from django.db import transaction
from django.db.models import QuerySet

from kniha.book.access.models import Compartment
from kniha.book.access.queries import founding
from kniha.book.access.standing import standing_hand
from kniha.book.events.models import Citation
from kniha.book.journal import recording
from kniha.book.journal.acting import Hand
from kniha.book.journal.recording import Draft
from kniha.book.statements.models import Mention, Statement
from kniha.runs.importing.cells import Context, OnLand, formulas
from kniha.runs.importing.detentions import read_detention
from kniha.runs.importing.entries import Desk, changed_incident, new_incident, person_entry, statement_entry
from kniha.runs.importing.forces import read_departure, read_deployment, read_headcount, read_posting, read_unit
from kniha.runs.importing.forces_entries import Known, known_to, posting_entry, unit_entry, value_entry
from kniha.runs.importing.incidents import read_incident
from kniha.runs.importing.likeness import Likeness
from kniha.runs.importing.mapping import ListMapping
from kniha.runs.importing.medical import read_paper
from kniha.runs.importing.medical_entries import Filing, Papers, must_be_typist, papers_of
from kniha.runs.importing.medical_plan import OF_PAPERS
from kniha.runs.importing.numbers import Numbers
from kniha.runs.importing.people import read_person
from kniha.runs.importing.placing import Placing
from kniha.runs.importing.readings import Reading
from kniha.runs.importing.report import Report
from kniha.runs.importing.rows import Row
from kniha.runs.importing.statements import read_statement
from kniha.vocab.errors import ImpossibleError, MalformedError
from kniha.vocab.ids import Id

BATCH = 200  # records; about 4,000 rows: no transaction holds the book for long

_READERS: Mapping[str, Callable[[Row, Context], Reading]] = {
    "incidents": read_incident, "statements": read_statement, "persons": read_person,
    "detentions": read_detention, "units": read_unit, "postings": read_posting, "deployments": read_deployment,
    "headcounts": read_headcount, "departures": read_departure, OF_PAPERS: read_paper,
}  # fmt: skip


def import_rows(
    hand: Hand,
    rows: Iterable[Row],
    mapping: ListMapping,
    compartment: Compartment,
    *,
    dry: bool = False,
    on_land: OnLand | None = None,
    filing: Filing | None = None,
    progress: Callable[[int], None] | None = None,
) -> Report:
    """Enter the rows of a list that are not in the book yet. Safe to run again, also after it was killed in mid-work.

    `dry` reads the book and writes nothing; the report says what a real run would do now.
    """
    report = Report(kind=mapping.kind, dry=dry)
    for _ in importing(hand, rows, mapping, compartment, report=report, on_land=on_land, filing=filing):
        if progress:
            progress(report.records)
    return report


def importing(
    hand: Hand,
    rows: Iterable[Row],
    mapping: ListMapping,
    compartment: Compartment,
    *,
    report: Report,
    on_land: OnLand | None = None,
    filing: Filing | None = None,
) -> Iterator[int]:
    """As `import_rows`, batch by batch: yields how many rows were read after each, and may be left between two of them for good."""
    if mapping.kind == OF_PAPERS:
        must_be_typist(standing_hand(hand, compartment))
        assert filing is not None  # whoever takes such lists hands over what seals their medics
    run = _Run(
        Desk(hand, mapping, Id(compartment.pk)), Context(mapping, hand.now, on_land, filing.secret if filing else b""), report,
        pool=Numbers(f"{founding().number_prefix}-"), likeness=Likeness(compartment if _makes_people(mapping) else None),
        columns=mapping.named(),
    )  # fmt: skip
    coming = iter(rows)
    while batch := list(islice(coming, BATCH)):
        readings = tuple(run.readings(batch))
        with transaction.atomic():
            run.numbers.clear()  # somebody else may have taken one of them since
            papers = papers_of(run.desk, compartment, readings, filing) if filing and mapping.kind == OF_PAPERS else None
            drafts = tuple(run.drafts(readings, papers))
            if drafts and not report.dry:
                if papers:
                    papers.keys.store()
                recording.enter_many(drafts, random_bytes=hand.random_bytes)
        yield report.records
    for _ in run.placing.entering(run.desk, run.report):  # a long list of units is left between two of its batches too
        yield report.records


def _makes_people(mapping: ListMapping) -> bool:
    return mapping.kind == "persons" or mapping.person.registered


@dataclass(frozen=True, slots=True)
class _Run:
    """What stays the same through one import, and its report. `seen`: the records of a dry run, which the book does not hold."""

    desk: Desk
    context: Context
    report: Report
    pool: Numbers
    likeness: Likeness
    columns: frozenset[str]
    seen: dict[str, set[str]] = field(default_factory=dict)
    numbers: list[str] = field(default_factory=list)
    placing: Placing = field(default_factory=Placing)

    def readings(self, batch: Sequence[Row]) -> Iterator[Reading]:
        """The rows that can be read; the others are counted with their reason."""
        read, form = _READERS[self.desk.mapping.kind], self.desk.mapping.form
        for row in batch:
            self.report.records += 1
            if not form.takes(row.part):
                self.report.not_held[row.part or "without a class"] += 1
            elif row.faults:
                self.report.refuse(row, "; ".join(row.faults))
            else:
                try:
                    reading = read(row, self.context)
                except (MalformedError, ImpossibleError) as error:
                    self.report.refuse(row, str(error))
                else:
                    yield reading

    def drafts(self, readings: Sequence[Reading], papers: Papers | None) -> Iterator[Draft]:
        """The entries for what is new or changed."""
        known, erased = _known(readings), _erased(readings)
        here = known_to(self.desk, readings)
        for reading in readings:
            self.placing.add(reading)
            digests = known.setdefault(reading.record, set()) | self.seen.get(reading.record, set())
            if reading.record in erased:
                self.report.erased += 1
            elif reading.digest in digests:
                self.report.known += 1
            elif entries := self._entered(reading, here, papers, is_changed=bool(digests)):
                known[reading.record].add(reading.digest)
                if self.report.dry:
                    self.seen.setdefault(reading.record, set()).add(reading.digest)
                yield from entries

    def _entered(self, reading: Reading, here: Known, papers: Papers | None, *, is_changed: bool) -> tuple[Draft, ...]:
        """The entries of one record; none where a value does not fit into the book, which refuses this record alone."""
        try:
            if papers:
                entries: tuple[Draft, ...] = (_paper(self.desk, reading, papers, is_changed=is_changed),)
            else:
                entries = tuple(self._of_forces(reading, here) or (self._changed(reading) if is_changed else self._new(reading)))
        except (MalformedError, ImpossibleError) as error:
            self.report.refuse(reading.row, str(error))
            return ()
        self._count(reading, entries, is_changed=is_changed)
        return entries

    def _of_forces(self, reading: Reading, here: Known) -> tuple[Draft, ...]:
        """Of a unit, a posting or what is told of a unit, new or changed; nothing of other kinds."""
        if reading.unit is not None:
            return (unit_entry(self.desk, reading, known=here.units.get(reading.record, (None,))[0]),)
        if reading.value is not None:
            return (value_entry(self.desk, reading, here),)
        return (posting_entry(self.desk, reading, here),) if reading.posting is not None else ()

    def _new(self, reading: Reading) -> Iterator[Draft]:
        match self.desk.mapping.kind:
            case "incidents" | "detentions":
                yield from new_incident(self.desk, reading, number=self._number())
            case "persons":
                yield person_entry(self.desk, reading, known=None)
            case _:
                yield statement_entry(self.desk, reading)

    def _changed(self, reading: Reading) -> Iterator[Draft]:
        match self.desk.mapping.kind:
            case "incidents" | "detentions":
                yield changed_incident(self.desk, reading, incident=self._incident_of(reading))
            case "persons":
                yield person_entry(self.desk, reading, known=_people_of(reading.record))
            case _:
                yield statement_entry(self.desk, reading)

    def _incident_of(self, reading: Reading) -> Id:
        if self.report.dry and reading.record in self.seen:
            return self.desk.hand.new_id()  # the one that the run would have made
        found = _incident_of(reading.record)
        if found is None:
            raise MalformedError("this id was imported before as something else than an incident")
        return found

    def _number(self) -> str:
        """A number that no incident bears."""
        if not self.numbers:
            self.numbers.extend(self.pool.draw(self.desk.hand, BATCH))
        return self.numbers.pop()

    def _count(self, reading: Reading, entries: Sequence[Draft], *, is_changed: bool) -> None:
        report = self.report
        if is_changed:
            report.changed += 1
        else:
            report.made += 1
        report.rows.update(Counter(change.table for entry in entries for change in entry.changes if change.table not in _TIES))
        for column, value in reading.unknown:
            report.miss(column, value)
        for flag in (*reading.flags, *formulas(reading.row.cells, self.columns)):
            report.flag(reading.row, flag.what, f"column {flag.column!r}")
        for who in reading.people:
            for person in self.likeness.alike(who.names):
                report.flag(reading.row, "look-alike", person)
            self.likeness.add(who.names, f"row {reading.row.number}")
        report.without_consent += not any(answer != "not-known" for answer in reading.consents.values())
        if reading.unit or reading.posting or reading.value or reading.paper:
            return
        told = reading.account
        report.without_time += told is None or told.when.first is None
        report.without_point += told is None or told.where.lat_e7 is None
        report.without_act += reading.incident is not None and not reading.acts


def _paper(desk: Desk, reading: Reading, papers: Papers, *, is_changed: bool) -> Draft:
    """A paper that is here already is never written over by its list, signed or not: somebody decides what of it is right."""
    if is_changed:
        raise MalformedError("this paper was entered before, and its list says something else now: amend or supplement its report")
    return papers.entry(desk, reading)


_TIES = frozenset({"citation", "passage"})


def _known(readings: Sequence[Reading]) -> dict[str, set[str]]:
    """Which records, with which digests, are in the book already."""
    known: dict[str, set[str]] = {}
    for record, digest in _filed(readings).values_list("record", "record_digest"):
        known.setdefault(record, set()).add(digest)
    return known


def _erased(readings: Sequence[Reading]) -> set[str]:
    """Which records were erased, or lie sealed under a hold: they do not come back with another copy of the list."""
    return set(_filed(readings).filter(compartment__isnull=True).values_list("record", flat=True))


def _filed(readings: Sequence[Reading]) -> QuerySet[Statement]:
    # The index is over records that are not empty, and is used only by who says so: without it each batch read the whole table.
    return Statement.objects.filter(record__in=[reading.record for reading in readings]).exclude(record="")


def _statements_of(record: str) -> list[str]:
    return list(Statement.objects.filter(record=record).exclude(record="").values_list("pk", flat=True))


def _incident_of(record: str) -> Id | None:
    found = Citation.objects.filter(account__statement__in=_statements_of(record), about="event").values_list("incident_id", flat=True)
    return Id(found[0]) if found else None


def _people_of(record: str) -> tuple[Id, ...]:
    """The persons whom this record of the list was made into."""
    told = Mention.objects.filter(account__statement__in=_statements_of(record), person__compartment__isnull=False)
    return tuple(Id(person) for person in dict.fromkeys(told.order_by("account__coded_on", "pk").values_list("person_id", flat=True)))
