"""Rows as they stood at a moment, folded from entries (docs/spec/journal.md §4). It reads no table of the register.

What was erased is not guessed: such a field holds `ERASED`, whatever stood in it before.
"""

from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from functools import cache
from typing import TypeAlias
from zoneinfo import ZoneInfo

from kniha.book.journal import codec, reading, rows
from kniha.book.journal.models import EntryValue
from kniha.book.journal.reading import StoredEntry
from kniha.book.journal.rows import Verb
from kniha.vocab.canonical import JSON, parse_canonical
from kniha.vocab.errors import BrokenError, UnknownTermError


class Erased(Enum):
    """A value that was there, and was removed on request."""

    ERASED = "removed on request"


ERASED = Erased.ERASED
Ref: TypeAlias = tuple[str, str]
"""A row: its table and its id."""
Value: TypeAlias = "JSON | Erased"
Fields: TypeAlias = Mapping[str, Value]
Rows: TypeAlias = dict[Ref, Fields]


@dataclass(frozen=True, slots=True)
class AfterEntry:
    """The moment when entry `seq` had been written, and nothing later (§4.2)."""

    seq: int

    def covers(self, entry: StoredEntry) -> bool:
        """Whether `entry` had been written by then."""
        return entry.seq <= self.seq


@dataclass(frozen=True, slots=True)
class EndOfDay:
    """The end of a day, by the clocks of a zone: the office's (§4.3)."""

    day: date
    zone: ZoneInfo

    def covers(self, entry: StoredEntry) -> bool:
        """Whether `entry` was written on that day or before it."""
        at = time_of(entry)
        return at is None or at < self.instant

    @property
    def instant(self) -> datetime:
        """The first instant of the next day."""
        return datetime.combine(self.day + timedelta(days=1), time.min, self.zone)


Moment: TypeAlias = AfterEntry | EndOfDay


@dataclass(frozen=True, slots=True)
class Step:
    """What one change of an entry did to its row: the fields before (None: it was not there) and after (None: it is gone)."""

    verb: Verb
    ref: Ref
    before: Fields | None
    after: Fields | None


def steps(entries: Iterable[StoredEntry], only: Collection[Ref]) -> Iterator[tuple[int, Step]]:
    """Fold the rows `only` from `entries`, in order of their seq; yield each step with the seq of its entry."""
    known: Rows = {}
    for entry in entries:
        for verb, ref, told in changes(entry):
            if ref in only:
                yield entry.seq, _step(known, verb, ref, told)


def rows_at(entries: Iterable[StoredEntry], only: Container[Ref], moment: Moment) -> Rows:
    """The rows `only` as `entries`, in order of their seq, had left them at `moment` (§4.5).

    The history of a row ends at the first change that the moment does not cover: a clock that was wrong for an hour cannot make
    the register know something before its time.
    """
    known: Rows = {}
    closed: set[Ref] = set()
    for entry in entries:
        covered = moment.covers(entry)
        for verb, ref, told in changes(entry):
            if ref not in only or ref in closed:
                continue
            if covered:
                _step(known, verb, ref, told)
            else:
                closed.add(ref)
    return known


def changes(entry: StoredEntry) -> Iterator[tuple[Verb, Ref, Fields]]:
    """What `entry` changed, with `ERASED` where a value was."""
    fields: list[dict[str, Value]] = [{} for _ in entry.skeleton.changes]
    for value in entry.values:
        number, slash, name = value.path.partition("/")
        if slash:
            fields[int(number)][name] = ERASED if value.data is None else parse_canonical(value.data)
    for (verb, table, row), told in zip(entry.skeleton.changes, fields, strict=True):
        yield Verb(verb), (table, row), told


def said(entry: StoredEntry, path: str) -> Value:
    """The value of `entry` itself at `path`: None where it has none."""
    for value in entry.values:
        if value.path == path:
            return ERASED if value.data is None else parse_canonical(value.data)
    return None


def time_of(entry: StoredEntry) -> datetime | None:
    """When `entry` was written; where that was erased, the time of the nearest entry before it that has one (§4.4), if any."""
    at = said(entry, "at")
    if at is ERASED:
        before = EntryValue.objects.filter(place=0, entry_id__lt=entry.seq, data__isnull=False).order_by("-entry_id")
        data = before.values_list("data", flat=True).first()
        at = None if data is None else parse_canonical(reading.as_bytes(data))
    return datetime.fromisoformat(at) if isinstance(at, str) else None


def _step(known: Rows, verb: Verb, ref: Ref, told: Fields) -> Step:
    """What a change does to its row (§2)."""
    before = known.get(ref)
    if (before is None) != (verb is Verb.INSERT):
        raise BrokenError(f"an entry has the change '{verb}' of {ref[0]} {ref[1]}, which is {'not ' if before is None else ''}there")
    whole = defaults(ref[0])
    if unknown := told.keys() - whole.keys():
        raise UnknownTermError(f"table {ref[0]} has no field {min(unknown)!r}")
    match verb:
        case Verb.INSERT:
            after: Fields | None = {**whole, **told}
        case Verb.UPDATE:
            after = {**(before or {}), **told}
        case Verb.DELETE:
            after = None
    if after is None:
        del known[ref]
    else:
        known[ref] = after
    return Step(verb, ref, before, after)


@cache
def defaults(table: str) -> Mapping[str, JSON]:
    """What the fields of a new row hold where its entry says nothing of them (docs/spec/entry.md §5)."""
    return {
        field.attname: codec.encode(field, field.get_default()) if field.has_default() else None
        for field in rows.fields(rows.model_of(table))
    }
