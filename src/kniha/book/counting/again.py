"""A kept count, counted again out of the journal as it was then: whoever doubts a number need not believe the table that kept it.

Nothing is read of the tables of today. Values that were erased since are missing here too: the numbers may then be others for that.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from kniha.book.classes import Journalled
from kniha.book.counting.facts import STANDING, ActRow, CitationRow, CountedDeed, CountedOne, IncidentRow, counted
from kniha.book.counting.keeping import digest_of
from kniha.book.counting.models import Count
from kniha.book.counting.rules import Table, parse_question
from kniha.book.counting.tabulating import table_over
from kniha.book.events.models import Act, Citation, Incident, Involvement
from kniha.book.journal import codec, rows
from kniha.book.journal.as_of import rows_as_of
from kniha.book.journal.moments import AfterEntry
from kniha.book.statements.models import Account, Consent, Statement
from kniha.vocab.canonical import JSON

Found = Mapping[str, Mapping[str, Any]]  # Any: what the fields of a table hold
_TABLES: Mapping[str, type[Journalled]] = {
    "incident": Incident,
    "act": Act,
    "citation": Citation,
    "account": Account,
    "statement": Statement,
    "consent": Consent,
    "involvement": Involvement,
}


def counted_again(kept: Count) -> tuple[Table, str]:
    """The table that `kept` asks for, out of the journal's first `cut` entries, and the digest of what it counts."""
    there = _rows_then(kept.cut)
    lies = frozenset(kept.lies)
    ones, deeds = _facts(there)
    table, ids = table_over(
        parse_question(kept.question),
        [one for one in ones if one.lies in lies],
        [deed for deed in deeds if deed.of.lies in lies],
    )
    return table, digest_of(ids)


def _rows_then(cut: int) -> dict[str, dict[str, dict[str, Any]]]:  # Any: what the fields of a table hold
    """By table and id: the rows after the first `cut` entries."""
    found: dict[str, dict[str, dict[str, Any]]] = {table: {} for table in _TABLES}
    for table, row, told in rows_as_of(AfterEntry(cut - 1)):
        if table in found:
            found[table][row] = _decoded(_TABLES[table], told)
    return found


def _decoded(model: type[Journalled], told: Mapping[str, JSON]) -> dict[str, Any]:  # Any: what Django's fields hold
    """The fields as their types; None for one that was erased."""
    return {field.attname: codec.decode(field, told[field.attname]) if field.attname in told else None for field in rows.fields(model)}


def _facts(there: Mapping[str, Found]) -> tuple[tuple[CountedOne, ...], tuple[CountedDeed, ...]]:
    answers: defaultdict[str, list[str]] = defaultdict(list)
    for one in there["consent"].values():
        if one["purpose"] == "count":
            answers[one["statement_id"]].append(one["answer"])
    incidents = [
        IncidentRow(
            row, one["compartment_id"], one["state"], one["unsupported"], one["first"], one["last"], one["zone"], one["lat_e7"],
            one["lon_e7"], one["radius_m"],
        )
        for row, one in there["incident"].items()
    ]  # fmt: skip
    units = _units(there)
    acts = [
        ActRow(
            row, one["incident_id"], one["kind"], one["verification"], one["verified_on"], one["unsupported"], one["victim_id"],
            one["victim_count"], tuple(sorted(units.get(row, ()))),
        )
        for row, one in there["act"].items()
    ]  # fmt: skip
    return counted(incidents, acts, _citations(there), answers)


def _citations(there: Mapping[str, Found]) -> Iterator[CitationRow]:
    """Those that rest on a statement in use."""
    for one in there["citation"].values():
        account = there["account"].get(one["account_id"])
        statement = there["statement"].get(account["statement_id"]) if account else None
        if account and statement and statement["compartment_id"]:
            source = statement["source_id"] or account["statement_id"]
            yield CitationRow(one["incident_id"], one["act_id"], one["about"], account["statement_id"], source)


def _units(there: Mapping[str, Found]) -> Mapping[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for one in there["involvement"].values():
        if one["unit_id"] and one["review"] in STANDING:
            found[one["act_id"]].add(one["unit_id"])
    return found
