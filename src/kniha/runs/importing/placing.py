"""What units of a list belonged to, entered once all of them are here: a list is in no order. Safe to run again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from django.db import transaction

from kniha.book.forces import reaching, rules
from kniha.book.forces.drafts import days
from kniha.book.forces.models import UnitParent
from kniha.book.journal import recording, rows
from kniha.book.journal.recording import Draft
from kniha.book.work.lists import MAY_IMPORT
from kniha.runs.importing.entries import Desk
from kniha.runs.importing.forces_entries import source_of, units_of
from kniha.runs.importing.readings import Reading
from kniha.runs.importing.report import Report
from kniha.runs.importing.rows import Row
from kniha.vocab.errors import ImpossibleError
from kniha.vocab.ids import Id
from kniha.vocab.span import Span

BATCH = 200


@dataclass(frozen=True, slots=True)
class Link:
    """That the unit of one record belonged to that of another."""

    record: str
    parent: str
    held: Span
    row: Row


@dataclass(slots=True)
class Placing:
    """The links that a list tells of, kept until its last row."""

    links: list[Link] = field(default_factory=list)
    records: set[str] = field(default_factory=set)

    def add(self, reading: Reading) -> None:
        """Keep what a record says of the units above it; also of one that is known: the run before may have been killed."""
        if reading.unit is not None:
            self.records.add(reading.record)
            self.links += (Link(reading.record, parent, reading.unit.held, reading.row) for parent in reading.unit.parents)

    def entering(self, desk: Desk, report: Report) -> Iterator[None]:
        """Enter those links that are not here, 200 a transaction, and yield after each; a dry run counts them."""
        if report.dry:
            self._count(desk, report)
            return
        coming = iter(self.links)
        while batch := list(islice(coming, BATCH)):
            with transaction.atomic():
                drafts = tuple(_drafts(desk, batch, report))
                if drafts:
                    recording.enter_many(drafts, random_bytes=desk.hand.random_bytes)
            yield

    def _count(self, desk: Desk, report: Report) -> None:
        here = units_of(desk, {link.parent for link in self.links} - self.records)
        for link in self.links:
            if link.parent in here or link.parent in self.records:
                report.rows["unitparent"] += 1
            else:
                _flag(desk, report, link, "parent-not-here")


def _drafts(desk: Desk, links: Sequence[Link], report: Report) -> Iterator[Draft]:
    found = units_of(desk, {record for link in links for record in (link.record, link.parent)})
    known = {unit: list(above) for unit, above in reaching.links_from(_reach(desk)).items()}
    there = _there(found[link.record][0] for link in links if link.record in found)
    for link in links:
        if link.record not in found:
            continue  # refused, or erased since: the report says so already
        if link.parent not in found:
            _flag(desk, report, link, "parent-not-here")
            continue
        (unit, account), (parent, _) = found[link.record], found[link.parent]
        if (unit, parent, link.held) in there:
            continue
        try:
            rules.must_be_two(unit, parent)
            rules.must_not_circle(unit, parent, link.held, known)
        except ImpossibleError:
            _flag(desk, report, link, "circle")
            continue
        there.add((unit, parent, link.held))
        known.setdefault(unit, []).append((parent, link.held))
        report.rows["unitparent"] += 1
        yield _entry(desk, link, unit=unit, parent=parent, account=account)


def _flag(desk: Desk, report: Report, link: Link, what: str) -> None:
    report.flag(link.row, what, f"column {desk.mapping.columns.parent!r}")


def _entry(desk: Desk, link: Link, *, unit: Id, parent: Id, account: Id) -> Draft:
    source = source_of(desk, link.record, account)
    change = rows.insert(UnitParent, desk.hand.new_id(), unit_id=unit, parent_id=parent, **days(link.held), **source)
    cites = [("account", account)] if "account_id" in source else []
    return desk.hand.draft(desk.hand.acting_as(*MAY_IMPORT), "unit.placed", [change], cites=cites)


def _reach(desk: Desk) -> rules.Reach:
    return None if desk.mapping.forces.read_in else frozenset({desk.compartment})


def _there(units: Iterator[Id]) -> set[tuple[str, str, Span]]:
    columns = ("unit_id", "parent_id", "began_from", "began_to", "ended_from", "ended_to")
    rows_of = UnitParent.objects.filter(unit__in=set(units)).values_list(*columns)
    return {(unit, parent, Span(*told)) for unit, parent, *told in rows_of}
