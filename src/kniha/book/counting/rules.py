"""What may be asked of the numbers: a measure, by what its rows and columns are told apart, and what it is narrowed to. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import TypeAlias

from kniha.vocab import terms
from kniha.vocab.canonical import JSON
from kniha.vocab.errors import ImpossibleError, MalformedError

METHOD = "counting/1"
"""How is counted (docs/methods/counting.md); another number where a count could come out otherwise."""

Code: TypeAlias = str
"""One value of a dimension, as an address holds it: `2020-08`, `integrity.torture`, an id; empty where it is not known."""

DIMENSIONS: Mapping[str, tuple[str, ...]] = {
    "year": ("year",),
    "month": ("year", "month"),
    "day": ("year", "month", "day"),
    "place": ("place",),
    "state": ("state",),
    "group": ("group",),
    "kind": ("kind",),
    "verification": ("verification",),
    "sources": ("sources",),
    "let": ("let",),
    "late": ("late",),
    "unit": ("unit",),
}
"""By dimension, a code of the list `count-dimensions`: the fields that its codes are made of."""

OF_ACTS = frozenset({"group", "kind", "verification", "late", "unit"})
"""What an act is told apart by, and not its incident."""

_LISTS: Mapping[str, str] = {
    "state": "incident-states",
    "group": "act-groups",
    "kind": "act-kinds",
    "verification": "verification-statuses",
    "let": "count-consents",
    "late": "count-times",
}
"""By dimension: the list that its codes are of."""

NARROWING = ("state", "group", "kind", "place", "verification", "sources", "let", "late")
"""What a question may be narrowed to one code of, in the fields of the rows themselves."""

UNCHECKED = ("reported", "pending", "not-verifiable")
"""What an act is that was not verified. Resting on one source, it rests on one unverified source (MRM)."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a table of numbers is to tell. Raises UnknownTermError, MalformedError or ImpossibleError for what cannot be asked.

    `measure`, a code of `count-measures`: incidents, acts (violations), or named (persons by name to whom they were done, each once).
    `first` and `last` are days: what lies wholly between them is counted. Empty narrows nothing.
    """

    measure: str = "acts"
    rows: str = "month"
    columns: str = ""
    first: date | None = None
    last: date | None = None
    state: Code = ""
    group: Code = ""
    kind: Code = ""
    place: Code = ""
    verification: Code = ""
    sources: Code = ""
    let: Code = ""
    late: Code = ""
    unit: Code = ""
    compartment: Code = ""
    unchecked: bool = False
    """Only acts that were not verified."""

    def __post_init__(self) -> None:
        terms.check_term("count-measures", self.measure)
        terms.check_term("count-dimensions", self.rows)
        if self.columns:
            terms.check_term("count-dimensions", self.columns)
        if self.rows == self.columns:
            raise MalformedError("rows and columns are told apart by two things, not by one twice")
        for name, list_name in _LISTS.items():
            if chosen := getattr(self, name):
                terms.check_term(list_name, chosen)
        if self.sources and self.sources not in {"0", "1", "2", "3"}:
            raise MalformedError("sources are none, one, two, or three and more")
        if self.first and self.last and self.first > self.last:
            raise ImpossibleError(f"a period ends on or after its first day; {self.last} comes before {self.first}")

    @property
    def asks_of_acts(self) -> bool:
        """Whether it can be told of acts alone: then an incident counts where one of its acts fits."""
        asked = {self.rows, self.columns} | {name for name in OF_ACTS if getattr(self, name)}
        return self.measure != "incidents" or self.unchecked or not OF_ACTS.isdisjoint(asked)

    def told(self) -> dict[str, JSON]:
        """The question as a kept count holds it: what narrows nothing is left out."""
        found: dict[str, JSON] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if value:
                found[field.name] = value.isoformat() if isinstance(value, date) else value
        return found

    def within(self, first: date | None, last: date | None) -> "Question":
        """The same of another period."""
        return replace(self, first=first, last=last)


@dataclass(frozen=True, slots=True)
class Table:
    """Numbers by row and column; those of a row, of a column and of all are not always sums: an incident may stand in two rows."""

    question: Question
    rows: tuple[Code, ...]
    columns: tuple[Code, ...]
    cells: Mapping[tuple[Code, Code], int]
    by_row: Mapping[Code, int]
    by_column: Mapping[Code, int]
    total: int


def parse_question(told: Mapping[str, JSON]) -> Question:
    """Return the question that `told` holds; MalformedError for what none holds."""
    known = {field.name for field in fields(Question)}
    if not told.keys() <= known:
        raise MalformedError("a count asks by what this version does not know")
    values = {name: date.fromisoformat(str(value)) if name in {"first", "last"} else value for name, value in told.items()}
    return Question(**values)  # type: ignore[arg-type]  # of our own making; Question refuses what is not


def code_of(dimension: str, values: Collection[object]) -> Code:
    """The code of a row's values in the fields of a dimension: as far as they are known."""
    if dimension in {"year", "month", "day"}:
        known: list[str] = []
        for value in values:
            if not value:
                break
            known.append(f"{value:04d}" if not known else f"{value:02d}")
        return "-".join(known)
    (value,) = values
    return "" if value is None else str(value)


def fields_of(dimension: str, code: Code) -> dict[str, object]:
    """What the fields of a dimension hold in the rows of a code; MalformedError where there is no such code."""
    names = DIMENSIONS[dimension]
    if dimension in {"year", "month", "day"}:
        parts = code.split("-") if code else []
        if len(parts) > len(names) or not all(part.isascii() and part.isdigit() and int(part) for part in parts):
            raise MalformedError("a time of a table is a year, a month as 2020-08 or a day as 2020-08-09")
        return dict(zip(names, [*map(int, parts), *[0] * (len(names) - len(parts))], strict=True))
    if dimension == "sources":
        if code not in {"0", "1", "2", "3"}:
            raise MalformedError("sources are none, one, two, or three and more")
        return {"sources": int(code)}
    return {names[0]: code}


def before(first: date | None, last: date | None) -> tuple[date, date] | None:
    """The period of as many days that ended when this one began; None where it is open on a side, or none came before."""
    if first is None or last is None or (first - date.min) <= (last - first):
        return None
    end = date.fromordinal(first.toordinal() - 1)
    return date.fromordinal(end.toordinal() - (last - first).days), end
