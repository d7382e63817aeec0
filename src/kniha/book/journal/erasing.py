"""Blanking: the only code that takes the salt and bytes of a value away (docs/spec/entry.md §1). The commitment stays; so does every proof.

What is to go, `kniha.book.erasure` decides. The database's triggers let nothing but this happen to a value, and let it happen once.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from kniha.book.journal.models import EntryValue
from kniha.book.journal.reading import StoredEntry
from kniha.vocab.canonical import JSON, parse_canonical


@dataclass(frozen=True, slots=True, order=True)
class Told:
    """One readable value of an entry: its place there, and which row it is of. Of the entry itself: table and row are empty."""

    entry: int
    place: int
    table: str
    row: str
    field: str
    data: bytes

    @property
    def value(self) -> JSON:
        """What the value says."""
        return parse_canonical(self.data)


def told(entry: StoredEntry) -> Iterator[Told]:
    """The values of `entry` that were not blanked."""
    for place, value in enumerate(entry.values):
        if value.data is None:
            continue
        number, slash, field = value.path.partition("/")
        if slash:
            _, table, row = entry.skeleton.changes[int(number)]
            yield Told(entry.seq, place, table, row, field, value.data)
        else:
            yield Told(entry.seq, place, "", "", value.path, value.data)


def blank(values: Iterable[Told]) -> int:
    """Blank each of `values`, in the caller's transaction; return how many."""
    count = 0
    for seq, found in groupby(sorted(set(values)), key=lambda one: one.entry):
        places = [one.place for one in found]
        count += EntryValue.objects.filter(entry_id=seq, place__in=places).update(salt=None, data=None)
    return count
