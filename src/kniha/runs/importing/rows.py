"""A list as rows with their places: what every reader gives, and what every kind reads. A row knows where it stands in its file."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from kniha.vocab.canonical import JSON

Record = Mapping[str, JSON]


@dataclass(frozen=True, slots=True)
class Row:
    """One record of a list. `number` is its row or place, from 1; `part` is its schema or class where a file mixes several.

    `faults` says what is wrong with single cells ("column 'x': a formula"): a row with faults is refused, not mended.
    """

    cells: Record
    number: int
    sheet: str = ""
    part: str = ""
    faults: tuple[str, ...] = ()
    more: tuple["Row", ...] = ()
    """The further rows of the same record, in a list where a record has several."""


@dataclass(frozen=True, slots=True)
class OpenList:
    """A file whose form was checked from front to back. `rows` reads it (again) row by row, in little memory.

    `count` is None where the number of rows is known only after reading them; `notes` says what was found out about the form.
    """

    columns: frozenset[str]
    count: int | None
    digest: str
    rows: Callable[[], Iterator[Row]]
    notes: tuple[str, ...] = ()
    is_sparse: bool = False
    """Whether a record leaves out what it does not say: a column that none has may then be a question that nobody answered."""


def as_rows(records: Iterable[Record]) -> Iterator[Row]:
    """Records without a file, numbered in their order."""
    return (Row(record, number) for number, record in enumerate(records, 1))
