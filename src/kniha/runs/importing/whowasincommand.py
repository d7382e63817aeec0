"""WhoWasInCommand's CSV downloads (Security Force Monitor): a row is a person in a posting, so a person stands in several.

After the public research handbook: columns are called `person:name`, `unit:name`, `person:posting_rank`. The rows of one person are
gathered into one record. Postings themselves are not held by this register yet: their words stay in the statement, and are counted.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from kniha.runs.importing.rows import OpenList, Row
from kniha.vocab.errors import MalformedError

_KEYS = ("person:id:admin", "person:admin:id", "person:id")


def gathered(found: OpenList) -> OpenList:
    """One row for each person, at the place of their first: what differs from row to row becomes a list. Read whole."""
    key = next((name for name in _KEYS if name in found.columns), None)
    if key is None:
        raise MalformedError(f"a WhoWasInCommand download of persons has a column {_KEYS[0]!r}; this file is another one of theirs")
    by_person: dict[str, list[Row]] = {}
    for row in found.rows():
        by_person.setdefault(str(row.cells[key]), []).append(row)
    people = tuple(_joined(rows) for rows in by_person.values())
    count = sum(map(len, by_person.values()))
    notes = (*found.notes, f"{count} rows are {len(people)} people; their postings are kept as words, this register holds no postings yet")
    return replace(found, count=len(people), rows=lambda: iter(people), notes=notes)


def _joined(rows: list[Row]) -> Row:
    first = rows[0]
    if len(rows) == 1:
        return first
    return replace(first, cells=dict(_columns(rows, first.cells)))


def _columns(rows: list[Row], first: Mapping[str, object]) -> Iterator[tuple[str, list[str] | str]]:
    for name in first:
        told = list(dict.fromkeys(str(row.cells[name]) for row in rows if row.cells[name] not in ("", None)))
        yield name, told[0] if len(told) == 1 else told or ""
