"""Mentions of people as arrays of numbers: what a source says of somebody, one row each, read once.

A cell that says nothing ("не вядома", empty) is absent; one that cannot be read is absent and counted. A name that names nobody or
a whole crowd is no name, and is counted as that. Nothing is refused but an id that is missing or comes twice.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from kniha.linkage.fields import COLUMNS, KINDS, folded, read_day
from kniha.linkage.vocabularies import ABSENT, Codes, Values, Words
from kniha.names.parsing import Name, parse, parse_parts
from kniha.names.words import Word
from kniha.vocab.errors import MalformedError

Table = Mapping[str, Sequence[str]]
"""Columns of one length: names of columns -> cells, empty where nothing is told."""
NAME_SLOTS = ("given", "surname", "patronymic", "more")
_DIGITS = 8


@dataclass(slots=True)
class Vocabulary:
    """The numbers of all words and values met so far; it only grows."""

    words: Words = field(default_factory=Words)
    values: dict[str, Values] = field(default_factory=lambda: {name: Values() for name in KINDS})
    sources: Values = field(default_factory=Values)


@dataclass(frozen=True, slots=True)
class Mentions:
    """So many mentions: ids, and for each slot of the name and each field the number of what is told, ABSENT for nothing."""

    vocabulary: Vocabulary
    ids: tuple[str, ...]
    slots: Mapping[str, Codes]
    source: Codes
    notes: Mapping[str, int]
    """What was noted of cells: a code -> how many."""

    def __len__(self) -> int:
        return len(self.ids)

    def joined(self, more: "Mentions") -> "Mentions":
        """Return these and `more` behind them; both of one vocabulary. MalformedError where an id comes twice."""
        ids = self.ids + more.ids
        check_ids(ids)
        slots = {name: np.concatenate([codes, more.slots[name]]) for name, codes in self.slots.items()}
        notes = Counter(self.notes) + Counter(more.notes)
        return Mentions(self.vocabulary, ids, slots, np.concatenate([self.source, more.source]), dict(notes))

    def taken(self, places: NDArray[np.int64]) -> "Mentions":
        """Return the mentions at `places`, in their order."""
        slots = {name: codes[places] for name, codes in self.slots.items()}
        return Mentions(self.vocabulary, tuple(self.ids[place] for place in places.tolist()), slots, self.source[places], {})

    def told(self, name: str) -> bool:
        """Whether any mention has the slot or field."""
        return bool((self.slots[name] != ABSENT).any())


def check_ids(ids: Sequence[str]) -> None:
    """Raise MalformedError where an id is empty or comes twice."""
    if any(not one for one in ids):
        raise MalformedError(f"expected an id in each row, found none in row {ids.index('') + 1}")
    if len(set(ids)) < len(ids):
        raise MalformedError(f"expected each id once, found {len(ids) - len(set(ids))} again")


def read_mentions(table: Table, vocabulary: Vocabulary | None = None) -> Mentions:
    """Return the mentions of a table with a column `id` and any of fields.COLUMNS, in the order of their ids, whatever theirs was.

    MalformedError for an id that is none or comes twice.
    """
    known = vocabulary or Vocabulary()
    check_ids(table["id"])
    order = sorted(range(len(table["id"])), key=table["id"].__getitem__)
    table = {name: [cells[place] for place in order] for name, cells in table.items() if name in COLUMNS}
    ids = tuple(table["id"])
    notes: Counter[str] = Counter()
    slots = _names(table, len(ids), known.words, notes)
    for name, kind in KINDS.items():
        cells = table.get(name)
        none = np.full(len(ids), ABSENT, dtype=np.int32)
        slots[name] = none if cells is None else _field(cells, (name, kind), known.values[name], notes)
    _years(table, slots, known.values["dob"], notes)
    sources = [known.sources.code(cell) for cell in table.get("source", ())] or [ABSENT] * len(ids)
    return Mentions(known, ids, slots, np.array(sources, dtype=np.int32), dict(notes))


def _names(table: Table, count: int, words: Words, notes: Counter[str]) -> dict[str, Codes]:
    none = ("",) * count
    cells = zip(*(table.get(name) or none for name in ("name", "first_name", "surname", "patronymic")), strict=True)
    kept: dict[tuple[str, str, str, str], tuple[tuple[int, int, int, int], str | None]] = {}
    rows = np.full((count, len(NAME_SLOTS)), ABSENT, dtype=np.int32)
    for place, cell in enumerate(cells):
        found = kept.get(cell)
        if found is None:
            name = _name(*cell)
            found = kept[cell] = _coded(name, cell, words), name.note
        rows[place] = found[0]
        if found[1] is not None:
            notes[found[1]] += 1
    return {name: np.ascontiguousarray(rows[:, place]) for place, name in enumerate(NAME_SLOTS)}


def _name(whole: str, given: str, surname: str, patronymic: str) -> Name:
    if not (given or surname or patronymic):
        return parse(whole)
    parts = parse_parts(given=given, patronymic=patronymic, surname=surname)
    return parts if parts.readings else parse(whole)


def _coded(name: Name, cell: tuple[str, str, str, str], words: Words) -> tuple[int, int, int, int]:
    """Return the numbers of given name, surname, patronymic, and of one word more: a second surname, a middle name."""
    if not name.readings:
        return ABSENT, ABSENT, ABSENT, ABSENT
    one = name.readings[0]
    used = [one.given or one.given_initial, one.surnames[0] if one.surnames else None, one.patronymic or one.patronymic_initial]
    more: Word | None = one.surnames[1] if len(one.surnames) > 1 else None
    if more is None and cell[0] and name.text != cell[0]:
        more = _further(parse(cell[0]), used)
    given, surname, father = (words.code(part) for part in used)
    return given, surname, father, words.code(more)


def _further(whole: Name, used: Sequence[Word | None]) -> Word | None:
    """Return a word of the whole name that its parts in columns of their own lack."""
    if not whole.readings:
        return None
    one = whole.readings[0]
    heard = {part.heard for part in used if part is not None}
    return next((part for part in (one.patronymic, one.given, *one.surnames) if part is not None and part.heard not in heard), None)


def _field(cells: Sequence[str], named: tuple[str, str], values: Values, notes: Counter[str]) -> Codes:
    name, kind = named
    kept: dict[str, int] = {"": ABSENT}
    unread: set[str] = set()
    codes = []
    for cell in cells:
        code = kept.get(cell)
        if code is None:
            plain = folded(kind, cell)
            code = kept[cell] = ABSENT if plain is None else values.code(plain)
            if plain is None:
                unread.add(cell)
        if cell in unread:
            notes[f"{name}-not-read"] += 1
        codes.append(code)
    return np.array(codes, dtype=np.int32)


def _years(table: Table, slots: dict[str, Codes], values: Values, notes: Counter[str]) -> None:
    """Where no date of birth is told, take the year of birth, or the year of the mention less the age."""
    none = ("",) * len(slots["dob"])
    for place, (year, day, age) in enumerate(zip(*(table.get(name) or none for name in ("birth_year", "date", "age")), strict=True)):
        if slots["dob"][place] != ABSENT or not (year or age):
            continue
        told = _year(year, day, age)
        if told is None:
            notes["age-not-read"] += 1
        else:
            slots["dob"][place] = values.code(told)


def _year(year: str, day: str, age: str) -> str | None:
    if year:
        born = read_day(year)
        return None if born is None else f"{born.year:04d}0000"
    seen = read_day(day)
    if seen is None or not _AGE.fullmatch(age.strip()) or int(age) > _OLDEST:
        return None
    return f"{seen.year - int(age):04d}0000"


_OLDEST = 120
_AGE = re.compile(r"\d{1,3}")
