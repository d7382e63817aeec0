"""The rows that the shown values of some entries make, and what a proof about one of them is called (docs/spec/entry.md §7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import orjson

from kniha.ledger.entries import Skeleton, Value, change_of
from kniha.vocab.canonical import JSON
from kniha.vocab.errors import BrokenError, MalformedError

Record = tuple[tuple[str, str, Mapping[str, JSON]], ...]
"""(table, id, fields), sorted by table and id."""

NUMBER = "number"
"""The field by which people name a row."""


@dataclass(frozen=True, slots=True)
class Disclosed:
    """One entry as far as it is shown."""

    skeleton: Skeleton
    shown: tuple[Value, ...]


def record_of(entries: Sequence[Disclosed]) -> Record:
    """Return the rows that `entries`, in order of their seq, leave behind (§7.7).

    Values that belong to an entry itself (`day`, `role`) make no row. Raises MalformedError for a value that is not JSON,
    BrokenError where the changes contradict each other.
    """
    rows: dict[tuple[str, str], dict[str, JSON]] = {}
    for entry in entries:
        _apply(entry, rows)
    return tuple((table, id_, rows[table, id_]) for table, id_ in sorted(rows))


def check_about(about: tuple[str, str], entries: Sequence[Disclosed]) -> None:
    """Raise BrokenError unless one of `entries` changes the row that the proof is about (§7.7)."""
    if not any((table, id_) == about for entry in entries for _, table, id_ in entry.skeleton.changes):
        raise BrokenError(f"no entry of this proof changes {about[0]} {about[1]}")


def title_of(about: tuple[str, str], record: Record) -> str:
    """Return what a proof about the row `about` is called: its shown number, else table and id (§7.7)."""
    numbers = [fields.get(NUMBER) for table, id_, fields in record if (table, id_) == about]
    return numbers[0] if numbers and isinstance(numbers[0], str) else " ".join(about)


def read_value(value: Value, seq: int) -> JSON:
    """Return what the bytes of a shown value say. They are read, never written again (docs/spec/entry.md §1.4)."""
    try:
        found: JSON = orjson.loads(value.data)
    except orjson.JSONDecodeError as error:
        raise MalformedError(f"value '{value.path}' of entry {seq} is not JSON") from error
    return found


def _apply(entry: Disclosed, rows: dict[tuple[str, str], dict[str, JSON]]) -> None:
    shown = _by_change(entry)
    for number, (verb, table, id_) in enumerate(entry.skeleton.changes):
        fields = shown.get(number, {})
        match verb:
            case "delete":
                if fields:
                    raise BrokenError(f"entry {entry.skeleton.seq} shows a value of a row that it deletes")
                rows.pop((table, id_), None)
            case "insert" if (table, id_) in rows:
                raise BrokenError(f"entry {entry.skeleton.seq} inserts {table} {id_}, which was there already")
            case _:
                if fields:
                    rows.setdefault((table, id_), {}).update(fields)


def _by_change(entry: Disclosed) -> dict[int, dict[str, JSON]]:
    shown: dict[int, dict[str, JSON]] = {}
    for value in entry.shown:
        found, number = read_value(value, entry.skeleton.seq), change_of(value.path)
        if number >= 0:
            shown.setdefault(number, {})[value.path.partition("/")[2]] = found
    return shown
