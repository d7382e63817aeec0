"""A record as a sheet: its parts one below the other, field by field, at one moment or between two (docs/spec/journal.md §8)."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kniha.book.access.models import Registrar
from kniha.book.journal import history, parts
from kniha.book.journal.aspect import Manner
from kniha.book.journal.aspects import aspects
from kniha.book.journal.facts import Facts, facts_on
from kniha.book.journal.moments import Moment, Ref, Rows
from kniha.book.journal.wording import Wording

INLINE: Mapping[str, str] = {
    "citation": "rests-on", "consent": "consents", "rolegrant": "roles", "personname": "name-written", "passage": "lines",
    "membership": "members",
}  # fmt: skip
"""Parts so small that each is one line of what it belongs to, under this label."""


class Mark(StrEnum):
    """What happened to a line or a part between two moments."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Line:
    """One field at two moments."""

    label: str
    before: str
    after: str

    @property
    def mark(self) -> Mark:
        """What happened to it."""
        if self.before == self.after:
            return Mark.SAME
        return Mark.CHANGED if self.before and self.after else Mark.ADDED if self.after else Mark.REMOVED


@dataclass(frozen=True, slots=True)
class Part:
    """The record itself, or a part of it, at two moments; `depth` counts how far below the record it stands."""

    ref: Ref
    name: str
    depth: int
    mark: Mark
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class _Side:
    """The record at one of the two moments, and what it is called with."""

    rows: Rows
    wording: Wording


def sheet(registrar: Registrar, record: Ref, moment: Moment, *, language: str, home: str) -> tuple[Part, ...]:
    """`record` with its parts as it stood at `moment`; none where it was not there then."""
    return difference(registrar, record, (moment, moment), language=language, home=home)


def difference(registrar: Registrar, record: Ref, moments: tuple[Moment, Moment], *, language: str, home: str) -> tuple[Part, ...]:
    """`record` with its parts at the earlier and at the later of two moments."""
    rows = {moment: history.state(registrar, record, moment) for moment in moments}
    facts = {moment: facts_on(registrar, found, at=found | history.beside(registrar, found, moment)) for moment, found in rows.items()}
    accounts = _in_order(tuple(facts.values()), {ref for found in rows.values() for ref in found if ref[0] == "account"})
    numbers = {ref: number for number, ref in enumerate(accounts, 1)} if len(accounts) > 1 else {}
    earlier, later = (_Side(rows[moment], Wording(facts[moment], language, home, numbers)) for moment in moments)
    roots = [(record, 0), *((account, 1) for account in accounts if record[0] == "incident")]
    return tuple(_parts(roots, earlier, later))


def _in_order(facts: Sequence[Facts], accounts: Collection[Ref]) -> list[Ref]:
    """Accounts as the page of their incident numbers them: by the day of their statement."""
    known: Rows = {ref: fields for one in facts for ref, fields in one.rows.items()}

    def day(account: Ref) -> str:
        return str(known.get(("statement", str(known[account].get("statement_id"))), {}).get("received_on"))

    return sorted(accounts, key=lambda account: (day(account), account[1]))


def _parts(roots: Iterable[tuple[Ref, int]], earlier: _Side, later: _Side) -> Iterator[Part]:
    union: Rows = {**earlier.rows, **later.rows}
    for root, depth in roots:
        for ref, below in _walk(union, root, depth):
            yield _part(ref, union, earlier, later, depth=below)


def _walk(union: Rows, ref: Ref, depth: int) -> Iterator[tuple[Ref, int]]:
    if ref not in union:
        return
    yield ref, depth
    for part in parts.below(union, ref):
        if part[0] not in INLINE:
            yield from _walk(union, part, depth + 1)


def _part(ref: Ref, union: Rows, earlier: _Side, later: _Side, *, depth: int) -> Part:
    lines = (*_lines(ref, earlier, later), *_small(ref, union, earlier, later))
    if ref not in earlier.rows:
        mark = Mark.ADDED
    elif ref not in later.rows:
        mark = Mark.REMOVED
    else:
        mark = Mark.SAME if all(line.mark is Mark.SAME for line in lines) else Mark.CHANGED
    side = later if ref in later.rows else earlier
    return Part(ref, side.wording.record(ref), depth, mark, lines)


def _lines(ref: Ref, earlier: _Side, later: _Side) -> Iterator[Line]:
    for aspect in aspects(ref[0]):
        if aspect.manner is Manner.SWITCH and not any(side.rows.get(ref, {}).get(aspect.fields[0]) for side in (earlier, later)):
            continue  # off then and now
        before, after = (side.wording.written(aspect, side.rows.get(ref)) for side in (earlier, later))
        if before or after:
            yield Line(later.wording.label(aspect.code), before, after)


def _small(ref: Ref, union: Rows, earlier: _Side, later: _Side) -> Iterator[Line]:
    found = [small for small in parts.below(union, ref) if small[0] in INLINE and not _is_of_an_act(small, ref, union)]
    told = {Line(later.wording.label(INLINE[small[0]]), *(_told(small, side) for side in (earlier, later))) for small in found}
    yield from sorted(_told_alike(told), key=lambda line: (line.label, line.after or line.before))


def _is_of_an_act(small: Ref, ref: Ref, union: Rows) -> bool:
    """What an act rests on is said under the act, not once more under its incident."""
    return ref[0] == "incident" and small[0] == "citation" and bool(union[small].get("act_id"))


def _told(ref: Ref, side: _Side) -> str:
    return side.wording.small(ref) if ref in side.rows else ""


def _told_alike(lines: Collection[Line]) -> Iterator[Line]:
    """A citation that went and came back with the same words is no difference to a reader."""
    gone = {(line.label, line.before) for line in lines if not line.after}
    come = {(line.label, line.after) for line in lines if not line.before}
    for line in lines:
        if line.mark is Mark.ADDED and (line.label, line.after) in gone:
            yield Line(line.label, line.after, line.after)
        elif not (line.mark is Mark.REMOVED and (line.label, line.before) in come):
            yield line
