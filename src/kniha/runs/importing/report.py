"""What an import did, or would do: counts that add up to the rows of the file, what was refused and why, what is odd.

It holds no words of a row: rows by their place, columns by their name, persons by their id; of values only tags and answers that the
mapping does not know.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

from kniha.runs.importing.medical_plan import OF_PAPERS
from kniha.runs.importing.rows import Row
from kniha.vocab.canonical import JSON

MOST_LISTED = 10_000
"""Refusals and oddities that are listed one by one; beyond it they are counted alone, so that a report of a million rows has an end."""

LONGEST_VALUE = 80


@dataclass(frozen=True, slots=True)
class Noted:
    """Something about one row: where it stands, and what."""

    row: int
    sheet: str
    what: str

    @property
    def place(self) -> str:
        """As people say it."""
        return f"sheet {self.sheet!r}, row {self.row}" if self.sheet else f"row {self.row}"


@dataclass(slots=True)
class Report:
    """The counts `made`, `changed`, `known`, `erased`, `refused` and `not_held` add up to `records`."""

    kind: str = "incidents"
    file: str = ""
    mapping: str = ""
    dry: bool = False
    notes: tuple[str, ...] = ()
    records: int = 0
    made: int = 0
    changed: int = 0
    known: int = 0
    erased: int = 0
    refused: int = 0
    not_held: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)
    unknown: Counter[tuple[str, str]] = field(default_factory=Counter)
    flags: Counter[str] = field(default_factory=Counter)
    refusals: list[Noted] = field(default_factory=list)
    flagged: list[Noted] = field(default_factory=list)
    without_time: int = 0
    without_point: int = 0
    without_act: int = 0
    without_consent: int = 0

    def refuse(self, row: Row, why: str) -> None:
        """Put down that a row was not taken."""
        self.refused += 1
        if len(self.refusals) < MOST_LISTED:
            self.refusals.append(Noted(row.number, row.sheet, why))

    def flag(self, row: Row, what: str, detail: str) -> None:
        """Put down what is odd about a row that was taken."""
        self.flags[what] += 1
        if len(self.flagged) < MOST_LISTED:
            self.flagged.append(Noted(row.number, row.sheet, f"{what}: {detail}"))

    def miss(self, column: str, value: str) -> None:
        """Put down a value that the mapping does not know; of medical papers its column alone: who reads the report may not read them."""
        if self.kind == OF_PAPERS:
            value = ""
        if (column, value[:LONGEST_VALUE]) in self.unknown or len(self.unknown) < MOST_LISTED:
            self.unknown[column, value[:LONGEST_VALUE]] += 1
        else:
            self.unknown["", "more"] += 1

    def as_json(self) -> dict[str, JSON]:
        """The report for machines."""
        told: dict[str, JSON] = {name: value for name, value in asdict(self).items() if isinstance(value, str | int | bool)}
        return told | {
            "notes": list(self.notes),
            "not_held": dict(self.not_held),
            "rows": dict(sorted(self.rows.items())),
            "unknown": [{"column": column, "value": value, "times": times} for (column, value), times in self.unknown.items()],
            "flags": dict(self.flags),
            "refusals": [{"row": one.row, "sheet": one.sheet, "why": one.what} for one in self.refusals],
            "flagged": [{"row": one.row, "sheet": one.sheet, "what": one.what} for one in self.flagged],
        }

    def lines(self) -> Iterator[str]:
        """The report for people, whole."""
        yield from self.short()
        for column, value, times in ((column, value, times) for (column, value), times in self.unknown.items()):
            said = f": {value!r}" if value else ""
            yield f"  unknown in column {column!r}{said}, {times} times: not taken"
        for noted in self.flagged:
            yield f"  {noted.place}: {noted.what}"
        for noted in self.refusals:
            yield f"  refused {noted.place}: {noted.what}"

    def short(self) -> Iterator[str]:
        """The counts."""
        would = "would be " if self.dry else ""
        yield f"{would}made {self.made}, changed {self.changed}, known already {self.known}, refused {self.refused}, of {self.records}"
        for note in self.notes:
            yield f"  {note}"
        if self.rows:
            yield f"  {would}entered: {', '.join(f'{count} {table}' for table, count in sorted(self.rows.items()))}"
        if self.erased:
            yield f"  {self.erased} were erased here, or are sealed under a hold: not taken"
        for part, count in sorted(self.not_held.items()):
            yield f"  {count} {part}: not held by this register yet, or not asked for by the mapping"
        for count, words in ((self.without_time, "time"), (self.without_point, "point"), (self.without_act, "act")):
            if count:
                yield f"  {count} without a known {words}"
        if self.without_consent:
            yield f"  {self.without_consent} without an answer on consent: not known, so nothing of them leaves the register"
        for what, count in sorted(self.flags.items()):
            yield f"  {count} times {WHAT.get(what, what)}"


WHAT = {
    "mixed-script": "letters of two scripts in one word",
    "outside-area": "a point outside the area of the mapping",
    "swapped-point": "a point that lies in the area when latitude and longitude are changed over",
    "zero-point": "a point at 0, 0",
    "in-the-sea": "a point in the sea, far from any land",
    "formula-like": "words that a spreadsheet would calculate as a formula: taken as words",
    "parent-not-here": "a unit above that is neither in the list nor here: the unit is taken, without it",
    "circle": "a unit that would stand above itself on one day: the unit is taken, without what it belonged to",
    "unknown-word": "an answer that the mapping does not know: taken as not known",
    "look-alike": "a name that looks or sounds like that of somebody who is here",
}
"""By code: what is odd about a row, in words."""
