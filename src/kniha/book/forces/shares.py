"""Which share of a unit's staff left by a day, and which numbers may be published without telling who left. Pure.

Both are told in docs/methods/losses.md, §6 and §7.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from kniha.book.forces.losses import Bounds
from kniha.vocab.errors import RefusedError

FEWEST = 5
"""People of whom a published number speaks at least."""


@dataclass(frozen=True, slots=True)
class Strength:
    """A headcount as it is compared: its id and source, on some day between two, None where no source says, and its bounds."""

    row: str
    source: str
    first: date | None
    last: date | None
    low: int
    likely: int
    high: int


@dataclass(frozen=True, slots=True)
class Share:
    """A share of the staff in thousandths, and on how many sources it rests: those of the staff and of the losses."""

    low: int
    likely: int
    high: int
    sources: int


def strength_at(counts: Iterable[Strength], day: date) -> Bounds | None:
    """How many a unit had at the beginning of `day`: the last counts by then, all of them that may be of one day (§6); None: no source."""
    before = [one for one in counts if one.last is not None and one.last <= day]
    if not before:
        return None
    latest = max(one.first or date.min for one in before)
    used = sorted((one for one in before if one.last is not None and one.last >= latest), key=lambda one: one.likely)
    likely = used[len(used) // 2].likely
    sources = len({one.source for one in used})
    return Bounds(min(one.low for one in used), likely, max(one.high for one in used), tuple(one.row for one in used), sources)


def share(gone: Bounds, staff: Bounds, *, sources: int) -> Share | None:
    """Which share of `staff` is gone, never more than all; None where the staff may have been nobody."""
    if staff.low < 1:
        return None
    low, likely, high = ((part, whole) for part, whole in ((gone.low, staff.high), (gone.likely, staff.likely), (gone.high, staff.low)))
    told = [min(1000, round(Fraction(1000 * part, whole))) for part, whole in (low, likely, high)]
    return Share(told[0], told[1], told[2], sources)


def must_identify_nobody(cell: Bounds, *, is_public: bool) -> None:
    """A published number speaks of nobody, or of five people for sure; RefusedError else. What anybody may read already may be told."""
    if cell.high and cell.low < FEWEST and not is_public:
        raise RefusedError(f"a number that speaks of fewer than {FEWEST} people is not published: it may tell who left")


def publishable(cells: Sequence[Bounds], public: Sequence[bool]) -> tuple[Bounds | None, ...]:
    """`cells` of one row as they may be published, None where not; never one alone is left out, for the sum would give it away (§7).

    `public`: of each, whether it rests on what anybody may read alone.
    """
    told = [cell if _may_be_told(cell, is_public=known) else None for cell, known in zip(cells, public, strict=True)]
    left = [place for place, cell in enumerate(told) if cell is not None and cell.high]
    if told.count(None) == 1 and left:
        told[min(left, key=lambda place: (cells[place].likely, place))] = None
    return tuple(told)


def _may_be_told(cell: Bounds, *, is_public: bool) -> bool:
    try:
        must_identify_nobody(cell, is_public=is_public)
    except RefusedError:
        return False
    return True
