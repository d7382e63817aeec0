"""What incidents and acts are counted by: derived from them, and kept while entries are written, so that no number reads the register.

Written under the lock of the head row, where all actions stand in line: the last to change an incident sees what all before it changed.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import connection, connections
from django.db.models import Model

from kniha.book.counting.facts import STANDING, ActRow, CitationRow, CountedDeed, CountedOne, IncidentRow, counted
from kniha.book.counting.models import CountedAct, CountedIncident
from kniha.book.events.models import Act, Citation, Incident, Involvement
from kniha.book.journal.rows import Change, Verb, execute_insert
from kniha.book.statements.models import Consent, Statement

_AT_ONCE = 500


_LEADING: Mapping[str, tuple[type[Model], str]] = {
    "act": (Act, "incident"),
    "citation": (Citation, "incident"),
    "involvement": (Involvement, "act__incident"),
    "consent": (Consent, "statement__accounts__citations__incident"),
    "statement": (Statement, "accounts__citations__incident"),
}
"""By table: the way from a row to the incidents that are counted by it."""


def leaving(changes: Collection[Change]) -> set[str]:
    """The incidents that lose an act, an allegation, a citation or an answer. Asked before the changes: afterwards nothing leads there."""
    return _incidents_of([change for change in changes if change.verb is Verb.DELETE])


def touched(changes: Collection[Change]) -> set[str]:
    """The incidents that are counted otherwise after these changes. Asked once they are made, when all others wait."""
    there = [change for change in changes if change.verb is not Verb.DELETE]
    return {change.id for change in there if change.table == "incident"} | _incidents_of(there)


def _incidents_of(changes: Collection[Change]) -> set[str]:
    ids: defaultdict[str, list[str]] = defaultdict(list)
    for change in changes:
        # Of a statement counts where it lies and who spoke; a new one has no accounts yet.
        if change.table != "statement" or not {"compartment_id", "source_id"}.isdisjoint(change.fields):
            ids[change.table].append(change.id)
    found: set[str] = set()
    for table, (model, way) in _LEADING.items():
        if ids[table]:
            found |= set(model._base_manager.filter(pk__in=ids[table]).values_list(way, flat=True))  # noqa: SLF001  Django's public-by-custom API
    return found - {None}


def write_again(incidents: Collection[str]) -> None:
    """Write anew what these incidents and their acts are counted by."""
    ids = sorted(incidents)
    for first in range(0, len(ids), _AT_ONCE):
        some = ids[first : first + _AT_ONCE]
        CountedIncident.objects.filter(incident__in=some).delete()
        CountedAct.objects.filter(incident__in=some).delete()
        ones, deeds = _derived(some)
        _insert(CountedIncident, ones)
        _insert(CountedAct, deeds)


def after_migrating(*, using: str = "default", **_signal: Any) -> None:  # Any: Django's signal arguments
    """Write all of them anew; in a database without the tables there is nothing to write."""
    there = connections[using].introspection.table_names()
    if using == "default" and {"book_countedact", "book_countedincident", "book_incident"} <= set(there):
        write_all_again()


def write_all_again() -> None:
    """Write what all incidents are counted by: after a migration, or a restore. What stood there is forgotten."""
    CountedIncident.objects.all().delete()
    CountedAct.objects.all().delete()
    write_again(list(Incident.objects.values_list("pk", flat=True)))


def are_true() -> bool:
    """Whether what stands there is what would be written now."""
    ids = sorted(Incident.objects.values_list("pk", flat=True))
    if CountedIncident.objects.count() != len(ids) or CountedAct.objects.exclude(incident__in=Incident.objects.all()).exists():
        return False
    for first in range(0, len(ids), _AT_ONCE):
        some = ids[first : first + _AT_ONCE]
        ones, deeds = _derived(some)
        if _plain(ones) != _plain(CountedIncident.objects.filter(incident__in=some)):
            return False
        if _plain(deeds) != _plain(CountedAct.objects.filter(incident__in=some)):
            return False
    return True


def _insert(model: type[Model], made: Sequence[Model]) -> None:
    """As `bulk_create`, at a third of its time: an import writes some hundred thousand of them."""
    fields = model._meta.concrete_fields  # noqa: SLF001  Django's public-by-custom API
    columns, names = [str(field.column) for field in fields], [field.attname for field in fields]
    values = [[_adapted(getattr(one, name)) for name in names] for one in made]
    execute_insert(model, columns, values, connection)


def _adapted(value: object) -> object:
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


def _derived(incidents: Collection[str]) -> tuple[list[CountedIncident], list[CountedAct]]:
    ones, deeds = counted(*_rows(incidents))
    return [_incident(one) for one in ones], [_act(deed) for deed in deeds]


def _rows(
    ids: Collection[str],
) -> tuple[list[IncidentRow], list[ActRow], list[CitationRow], dict[str, list[str]]]:
    of_incident = ("pk", "compartment_id", "state", "unsupported", "first", "last", "zone", "lat_e7", "lon_e7", "radius_m")
    of_act = ("pk", "incident_id", "kind", "verification", "verified_on", "unsupported", "victim_id", "victim_count")
    incidents = [IncidentRow(*row) for row in Incident.objects.filter(pk__in=ids).values_list(*of_incident)]
    units = _units(ids)
    acts = [
        replace(ActRow(*row), units=tuple(sorted(units.get(row[0], ()))))
        for row in Act.objects.filter(incident__in=ids).values_list(*of_act)
    ]
    in_use = Citation.objects.filter(incident__in=ids, account__statement__compartment__isnull=False)
    told = in_use.values_list("incident_id", "act_id", "about", "account__statement_id", "account__statement__source_id")
    citations = [CitationRow(*row[:4], row[4] or row[3]) for row in told]
    answers: defaultdict[str, list[str]] = defaultdict(list)
    asked = Consent.objects.filter(purpose="count", statement__in={citation.statement for citation in citations})
    for statement, answer in asked.values_list("statement_id", "answer"):
        answers[statement].append(answer)
    return incidents, acts, citations, answers


def _units(incidents: Collection[str]) -> Mapping[str, set[str]]:
    """By act: the units of the allegations that stand."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    alleged = Involvement.objects.filter(act__incident__in=incidents, unit__isnull=False, review__in=STANDING)
    for act, unit in alleged.values_list("act_id", "unit_id"):
        found[act].add(str(unit))
    return found


def _incident(one: CountedOne) -> CountedIncident:
    return CountedIncident(incident_id=one.id, sources=one.sources, let=one.let, left_out=one.left_out, **_shared(one))


def _act(deed: CountedDeed) -> CountedAct:
    return CountedAct(
        act_id=deed.id, incident_id=deed.of.id, group=deed.group, kind=deed.kind, verification=deed.verification, late=deed.late,
        victim=deed.victim, people=deed.people, unit=deed.unit, sources=deed.sources, let=deed.let, left_out=deed.left_out,
        **_shared(deed.of),
    )  # fmt: skip


def _shared(one: CountedOne) -> dict[str, Any]:  # Any: fields of both models
    span = one.span
    return {
        "lies": one.lies, "state": one.state, "place": one.place,
        "first_day": span.first_day, "last_day": span.last_day, "year": span.year, "month": span.month, "day": span.day,
    }  # fmt: skip


def _plain(rows: Iterable[Model]) -> list[tuple[str, ...]]:
    return sorted(tuple(str(value) for name, value in sorted(vars(row).items()) if name != "_state") for row in rows)
