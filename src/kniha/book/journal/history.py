"""The history of any record: the entries that made it what it is, and how it stood at a moment (docs/spec/journal.md §5).

Every question takes the registrar first. What they may not know of is not there: no entry, no row, no count.
"""

import re
from collections.abc import Collection

from kniha.book.access.models import Registrar
from kniha.book.access.queries import roles
from kniha.book.journal import moments, parts, reading, rows
from kniha.book.journal.facts import Facts, facts_on, known_to
from kniha.book.journal.moments import Moment, Ref, Rows
from kniha.book.journal.reading import StoredEntry
from kniha.book.journal.tellings import is_private
from kniha.vocab.errors import NotFoundError

_ID = re.compile("[0-9a-f]{32}")
_TOLD_WITH = frozenset({"personname", "mention", "passage"})
"""Rows by which the people and accounts of a record are told apart."""


def record(registrar: Registrar, kind: str, row: str) -> Ref:
    """The record of `kind` with this id, also one that was taken back; NotFoundError where there is none *or it may not be seen*."""
    if kind not in parts.KINDS or not _ID.fullmatch(row) or (kind, row) not in known_to(registrar, [(kind, row)]):
        raise NotFoundError("there is no such thing here")
    return kind, row


def history(registrar: Registrar, record: Ref) -> tuple[StoredEntry, ...]:
    """The entries on `record` and its parts, oldest first.

    An entry that changed only what `registrar` may not know of, and merely cites this record, is left out; so are searches of others.
    """
    whole = parts.whole([record])
    own = known_to(registrar, whole.parts)
    found = whole.entries_on(own)
    changed = {(table, row) for entry in found for _, table, row in entry.skeleton.changes}
    known = known_to(registrar, changed - own) | own
    is_custodian = "custodian" in roles(registrar)
    return tuple(
        entry
        for entry in found
        if _concerns(entry, known)
        and (is_custodian or not is_private(entry.skeleton.action) or moments.said(entry, "registrar") == registrar.pk)
    )


def facts(registrar: Registrar, record: Ref) -> Facts:
    """What is known of `record` and whatever it refers to."""
    return facts_on(registrar, [record])


def is_there(record: Ref) -> bool:
    """Whether the record still has a row."""
    return rows.model_of(record[0]).objects.filter(pk=record[1]).exists()


def states(registrar: Registrar, records: Collection[Ref], moment: Moment) -> Rows:
    """The rows of `records` and their parts as they stood at `moment`."""
    return _rows_at(registrar, parts.with_parts(records), moment)


def state(registrar: Registrar, record: Ref, moment: Moment) -> Rows:
    """The rows of `record` and its parts as they stood at `moment`; with an incident, those of the accounts that told of it.

    Empty where the record was not there then.
    """
    found = states(registrar, [record], moment)
    if record not in found:
        return {}
    accounts = {
        ("account", str(fields["account_id"]))
        for (table, _), fields in found.items()
        if table == "citation" and fields.get("about") == "event" and record[0] == "incident"
    }
    return found | states(registrar, accounts, moment) if accounts else found


def beside(registrar: Registrar, found: Rows, moment: Moment) -> Rows:
    """The rows by which the people in `found` were told apart at `moment`: their names, and what accounts called them."""
    people = {("person", str(row)) for fields in found.values() for name in ("victim_id", "person_id") if (row := fields.get(name))}
    told = {ref for ref in parts.with_parts(people) if ref[0] in _TOLD_WITH}
    return _rows_at(registrar, told - found.keys(), moment)


def _rows_at(registrar: Registrar, refs: Collection[Ref], moment: Moment) -> Rows:
    known = known_to(registrar, refs)
    return moments.rows_at(reading.entries_of(row for _, row in known), known, moment)


def _concerns(entry: StoredEntry, known: Collection[Ref]) -> bool:
    changed = [(table, row) for _, table, row in entry.skeleton.changes]
    return not changed or any(ref in known for ref in changed)
