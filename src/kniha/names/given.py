"""Given names: which spellings in Belarusian, Russian, Ukrainian, Polish and other Latin writing are one name, and its short forms.

The table is data/given_male.txt and data/given_female.txt, one name a line: be | ru | uk | pl | other Latin | short forms in any of them.
Own table, written from general knowledge; a form may be of several names (Алена is Елена and Алёна), a short form mostly is.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import product
from typing import Literal, TypeAlias

from kniha.names.letters import letters
from kniha.names.sounds import folded, sound

Gender: TypeAlias = Literal["f", "m"]
FULL, SHORT = 2, 1
_DATA = files("kniha.names") / "data"
_FILES: tuple[tuple[str, Gender], ...] = (("given_male.txt", "m"), ("given_female.txt", "f"))
_ALSO = {"X": ("g", "č"), "C": ("c", "k", "s", "t"), "c": ("c", "t"), "ř": ("ž", "r"), "Ť": ("t", "č")}
_MOST_READINGS = 12


@dataclass(frozen=True, slots=True)
class GivenName:
    """One name: its number in the table, whose it is, its full forms (be, ru, uk, pl, Latin) and its short forms, as the table has them."""

    number: int
    gender: Gender
    full: tuple[tuple[str, ...], ...]
    short: tuple[str, ...]


@cache
def given_names() -> tuple[GivenName, ...]:
    """Return the whole table."""
    rows = [(gender, line) for name, gender in _FILES for line in (_DATA / name).read_text(encoding="utf-8").splitlines()]
    return tuple(_row(number, gender, line) for number, (gender, line) in enumerate(rows))


def meant_by(heard: str) -> Mapping[int, int]:
    """Return the names that a word which sounds so may be: number -> FULL or SHORT. Empty: none that we know."""
    known = _by_sound()
    found: dict[int, int] = {}
    for reading in readings(heard):
        for number, strength in known.get(reading, {}).items():
            found[number] = max(strength, found.get(number, 0))
    return found


def readings(heard: str) -> Iterator[str]:
    """Yield the folded sounds that a sound with undecided signs may be, twelve at most."""
    if _ALSO.keys().isdisjoint(heard):
        yield folded(heard)
        return
    open_signs = [_ALSO.get(sign, (sign,)) for sign in heard]
    for count, reading in enumerate(product(*open_signs)):
        if count == _MOST_READINGS:
            return
        yield folded("".join(reading))


@cache
def sounds_of(number: int) -> tuple[str, ...]:
    """Return how the forms of a name sound, full ones first."""
    name = given_names()[number]
    forms = [form for column in name.full for form in column] + list(name.short)
    return tuple(dict.fromkeys(heard for form in forms if (heard := _heard(form))))


def first_sound(word: str) -> str:
    """Return how the first letter of a word sounds by itself, folded but for я, ю and ё: what an initial tells."""
    return _first_sound(word[:1])


@lru_cache(maxsize=1 << 10)
def _first_sound(letter: str) -> str:
    heard = _heard(letter)
    return heard if heard.startswith("j") else folded(heard)


@cache
def initials_of(number: int, columns: int = 2) -> frozenset[str]:
    """Return the first sounds of the full forms of a name, in so many columns of the table: two are Belarusian and Russian."""
    forms = [form for column in given_names()[number].full[:columns] for form in column]
    return frozenset(first_sound(form) for form in forms)


@cache
def initials_together() -> frozenset[tuple[str, str]]:
    """Return the pairs of first sounds that full forms of one name have: Яўген and Евгений, Уладзімір and Владимир."""
    return frozenset((one, other) for name in given_names() for one in initials_of(name.number) for other in initials_of(name.number))


@cache
def _by_sound() -> Mapping[str, Mapping[int, int]]:
    found: dict[str, dict[int, int]] = defaultdict(dict)
    for name in given_names():
        forms = [(form, FULL) for column in name.full for form in column] + [(form, SHORT) for form in name.short]
        for form, strength in forms:
            for spelling in {form, form.replace("ё", "е").replace("Ё", "Е")}:
                for reading in readings(_heard(spelling)):
                    found[reading][name.number] = max(strength, found[reading].get(name.number, 0))
    return dict(found)


def _heard(form: str) -> str:
    plain = letters(form)
    return sound(plain.plain, plain.script) if plain.script else ""


def _row(number: int, gender: Gender, line: str) -> GivenName:
    *full, short = (tuple(form for form in cell.split() if form != "-") for cell in line.split("|"))
    return GivenName(number, gender, tuple(full), short)
