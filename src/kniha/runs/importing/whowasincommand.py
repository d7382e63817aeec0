"""WhoWasInCommand's CSV downloads (Security Force Monitor): a row is a person in a posting, so a person stands in several.

After the public research handbook: columns are called `person:name`, `unit:name`, `person:posting_rank`. The rows of one person are
gathered into one record; read as postings, each row is one, and its id is made of what tells it from the person's others.
"""

import hashlib
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
    notes = (
        *found.notes,
        f"{count} rows are {len(people)} people; their postings are kept as words here, and read by a mapping of postings",
    )
    return replace(found, count=len(people), rows=lambda: iter(people), notes=notes)


POSTING = "posting:id"
"""The column in which a posting has its id."""

_TELLING = (
    "person:posting_unit_id:admin", "unit:id:admin", "unit:admin:id", "unit:id", "person:posting_role", "person:posting_title",
    "person:posting_rank", "person:posting_first_cited_date", "person:posting_start_date",
)  # fmt: skip
"""What tells a posting from others of the same person, as far as the file has it: not its end, which may become known later."""


def numbered(found: OpenList) -> OpenList:
    """The rows as they are, each with an id of its own."""
    key = next((name for name in _KEYS if name in found.columns), None)
    if key is None:
        raise MalformedError(f"a WhoWasInCommand download of persons has a column {_KEYS[0]!r}; this file is another one of theirs")
    telling = (key, *(name for name in _TELLING if name in found.columns))

    def rows() -> Iterator[Row]:
        return (replace(row, cells={**row.cells, POSTING: _id_of(row, telling)}) for row in found.rows())

    return replace(found, columns=found.columns | {POSTING}, rows=rows)


def _id_of(row: Row, telling: tuple[str, ...]) -> str:
    return hashlib.sha256("\0".join(str(row.cells.get(name) or "") for name in telling).encode()).hexdigest()[:32]


def _joined(rows: list[Row]) -> Row:
    first = rows[0]
    if len(rows) == 1:
        return first
    return replace(first, cells=dict(_columns(rows, first.cells)))


def _columns(rows: list[Row], first: Mapping[str, object]) -> Iterator[tuple[str, list[str] | str]]:
    for name in first:
        told = list(dict.fromkeys(str(row.cells[name]) for row in rows if row.cells[name] not in ("", None)))
        yield name, told[0] if len(told) == 1 else told or ""
