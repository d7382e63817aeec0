"""The whole register as it stood at the end of a day, row by row, folded from the journal (docs/spec/journal.md §9).

Memory is bounded however large the register: ids are random, so rows are taken range by range of their ids, and only the entries on a
range are read for it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from kniha.book.journal import moments, reading
from kniha.book.journal.models import Touch
from kniha.book.journal.moments import ERASED, Moment, Ref
from kniha.vocab.canonical import JSON, canonical

ROWS_AT_ONCE = 20_000
_ID_BYTES = 16


@dataclass(frozen=True, slots=True)
class _Range:
    """Ids from `first` to before `end`, as the journal keeps them; without an end, all from `first` on."""

    first: bytes
    end: bytes | None

    def __contains__(self, ref: object) -> bool:
        if not isinstance(ref, tuple):
            return False
        row = bytes.fromhex(ref[1])
        return self.first <= row and (self.end is None or row < self.end)

    def rows(self) -> list[str]:
        """The rows of this range that the journal tells of."""
        found = Touch.objects.filter(row__gte=self.first)
        if self.end is not None:
            found = found.filter(row__lt=self.end)
        return [reading.as_bytes(row).hex() for row in found.order_by("row").values_list("row", flat=True).distinct()]


def rows_as_of(moment: Moment, *, at_once: int = ROWS_AT_ONCE) -> Iterator[tuple[str, str, dict[str, JSON]]]:
    """Yield table, id and fields of every row that was there at `moment`, by id. Values that were erased since are left out."""
    for ids in _ranges(at_once):
        known: dict[Ref, moments.Fields] = moments.rows_at(reading.entries_of(ids.rows()), ids, moment)
        for table, row in sorted(known, key=lambda ref: (ref[1], ref[0])):
            yield table, row, {name: value for name, value in known[table, row].items() if value is not ERASED}


def encode_row(table: str, row: str, fields: dict[str, JSON]) -> bytes:
    """One row as a line of canonical JSON."""
    return canonical({"table": table, "id": row, "fields": fields}) + b"\n"


def _ranges(at_once: int) -> Iterator[_Range]:
    """Cut the ids into ranges of about `at_once` rows each."""
    count = -(-Touch.objects.count() // at_once) or 1
    ends = [(number << 8 * _ID_BYTES) // count for number in range(count)]
    firsts = [end.to_bytes(_ID_BYTES, "big") for end in ends]
    for first, end in zip(firsts, [*firsts[1:], None], strict=True):
        yield _Range(first, end)
