"""A name read as given name, patronymic and surnames: by the table, by endings, by place, by commas, initials and capitals.

What cannot be decided is read in more than one way, and comparison takes the readings that meet best. A text that names nobody ("не вядома")
or several people is told as that and never read as a name. Work is bounded: of a long text no more is looked at than `MOST_SIGNS`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, TypeAlias

from kniha.names.given import Gender
from kniha.names.words import Word, word

Note: TypeAlias = Literal["no-name", "several-names"]

MOST_SIGNS = 300
MOST_WORDS = 6
_DATA = files("kniha.names") / "data"
_PARTS = re.compile(r"[^\W_][^\W_'’ʼ`´′-]*(?:['’ʼ`´′-][^\W_'’ʼ`´′-]+)*['’ʼ]?\.?|[,;/&+(]")
_DIVIDING = frozenset(";/&+")
_LONGEST_SHORT = 4  # letters and the point: "Юр.", "Вл."
_TWO_INITIALS = 2
_FULL_NAME = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a name; a part that is not there is None or empty. Initials are words of one or a few first letters."""

    given: Word | None
    patronymic: Word | None
    surnames: tuple[Word, ...]
    given_initial: Word | None = None
    patronymic_initial: Word | None = None


@dataclass(frozen=True, slots=True)
class Name:
    """A name as parsed: its ways to be read, the likeliest first; none with a note why. `gender` is whose it is, where all parts agree."""

    text: str
    readings: tuple[Reading, ...]
    gender: Gender | None = None
    note: Note | None = None
    mended: bool = False
    alone: Word | None = None
    """The one word that the name consists of, if it does."""


def parse(text: str) -> Name:
    """Return `text` read as one person's name. Refuses nothing."""
    parts = _PARTS.findall(text[:MOST_SIGNS])
    if not _DIVIDING.isdisjoint(parts) or parts.count(",") > 1 or not _joiners().isdisjoint(parts):
        return Name(text, (), note="several-names")
    kept = _kept(parts)
    if not kept or all(not one[0].isalnum() for one in kept):
        return Name(text, (), note="no-name")
    if len(kept) > MOST_WORDS or len(text) > MOST_SIGNS:
        return Name(text, (), note="several-names")
    return _read(text, kept)


def _kept(parts: Sequence[str]) -> list[str]:
    """Leave out particles and words that say that no name is known."""
    plain = [part for part in parts if part.rstrip(".").lower() not in _not_names() or part == ","]
    if all(part == "," for part in plain):
        return []
    if len(plain) < len(parts):
        plain = [part for part in parts if not (part.islower() and part.rstrip(".") in _not_names())]
    without = [part for part in plain if part == "(" or not _particle(part)]
    return without if any(part not in {",", "("} for part in without) else plain


def _particle(part: str) -> bool:
    bare = part.rstrip(".").lower()
    return bare in _particles() and (len(bare) > 1 or part.islower())


def _read(text: str, parts: Sequence[str]) -> Name:
    comma = parts.index(",") if "," in parts else None
    initials: list[Word] = []
    words: list[Word] = []
    joined: list[int] = []  # places of words with a hyphen between
    behind = 0  # words before the comma
    for place, part in enumerate(parts):
        if part in {",", "("}:
            behind = len(words) if place == comma else behind
            continue
        bare = part.rstrip(".")
        if len(bare) == 1 or (part[-1] == "." and len(part) <= _LONGEST_SHORT):
            initials.append(word(bare))
        elif len(bare) == _TWO_INITIALS and bare.isupper() and not text.isupper() and len(parts) == _TWO_INITIALS:
            initials += [word(bare[0]), word(bare[1])]
        elif "-" in bare:
            joined += range(len(words), len(words) + bare.count("-") + 1)
            words += [word(piece) for piece in bare.split("-")]
        else:
            words.append(word(bare))
    readings = _readings(words, initials, behind if comma is not None else 0, joined)
    if not readings:
        return Name(text, (), note="no-name")
    mended = any(one.mended for one in words)
    alone = words[0] if len(words) == 1 and not initials else None
    return Name(text, readings, gender=_gender(readings[0]), mended=mended, alone=alone)


def _readings(words: list[Word], initials: list[Word], behind: int, joined: list[int]) -> tuple[Reading, ...]:
    if not words:
        return ()
    if len(words) == 1:
        return _of_one(words[0], initials)
    at = _patronymic_at(words, joined)
    father = words[at] if at is not None else None
    rest = [one for place, one in enumerate(words) if place != at]
    likely, sure = _given_at(words, rest, at, behind)
    first, second = [*initials, None, None][:2]
    orders = [likely] if sure else [likely, *(place for place in range(len(rest)) if place != likely)]
    readings = []
    for place in orders[:3]:
        surnames = tuple(one for other, one in enumerate(rest) if other != place)
        readings.append(Reading(rest[place], father, surnames, None, None if father else first))
    if initials and not rest[likely].full:
        # А. В. Дунін-Марцінкевіч: all words are surnames
        readings.insert(0, Reading(None, father, tuple(rest), first, second))
    if father is None and len(words) == 2 and not initials and (other := _as_patronymic(words)):
        readings.append(other)
    return tuple(readings)


def _of_one(one: Word, initials: list[Word]) -> tuple[Reading, ...]:
    first, second = [*initials, None, None][:2]
    surname = Reading(None, None, (one,), first, second)
    if not one.names:
        return (surname,)
    given = Reading(one, None, (), None, first)
    return (surname, given) if initials or not one.full else (given, surname)


def _patronymic_at(words: Sequence[Word], joined: Sequence[int]) -> int | None:
    """Return the place of the patronymic: behind a given name and not the only other word, but -ўна, which no surname ends with."""
    likely = [place for place, one in enumerate(words) if one.patronymic and place not in joined]
    daughters = [place for place in likely if place and _daughter(words[place])]
    if len(words) < _FULL_NAME:
        return daughters[0] if daughters else None
    behind_given = [place for place in likely if place and words[place - 1].names]
    of_known = [place for place in likely if place and _fathers(words[place])]
    for places in (daughters, [place for place in behind_given if _fathers(words[place])], behind_given, of_known):
        if places:
            return places[-1]
    if likely and likely[-1] > 0:
        return likely[-1]
    return 0 if likely and _fathers(words[0]) else None


def _daughter(one: Word) -> bool:
    return one.patronymic is not None and one.patronymic.gender == "f" and bool(one.patronymic.fathers)


def _fathers(one: Word) -> bool:
    return one.patronymic is not None and bool(one.patronymic.fathers)


def _given_at(words: Sequence[Word], rest: Sequence[Word], at: int | None, behind: int) -> tuple[int, bool]:
    """Return which of the words that are no patronymic is the given name, and whether that is sure."""
    if at is not None and at > 0:
        before = rest.index(words[at - 1])
        if rest[before].names or not any(one.names for one in rest):
            return before, True
    if 0 < behind < len(words):
        after = next((place for place, one in enumerate(rest) if one in words[behind:]), None)
        if after is not None:
            return after, True
    known = [place for place, one in enumerate(rest) if one.full] or [place for place, one in enumerate(rest) if one.names]
    if len(known) == 1:
        return known[0], not _also_surname(rest, known[0])
    capital = [place for place, one in enumerate(rest) if one.written.isupper()]
    if len(capital) == 1 and len(rest) == 2:
        return 1 - capital[0], True
    return (known[0] if known else 0), False


def _also_surname(rest: Sequence[Word], place: int) -> bool:
    """Whether the other word may as well be the given name: two words, of which the table knows one as a short form only."""
    return len(rest) == 2 and not rest[place].full and rest[1 - place].ending is None


def _as_patronymic(words: Sequence[Word]) -> Reading | None:
    """Іван Захаравіч: a given name and a surname, or a patronymic and no surname."""
    given, other = words
    son = other.patronymic
    if son is None or not son.fathers or not given.names or given.names_gender != son.gender:
        return None
    return Reading(given, other, ())


def _gender(reading: Reading) -> Gender | None:
    told = set()
    if reading.given is not None and reading.given.names_gender:
        told.add(reading.given.names_gender)
    if reading.patronymic is not None and reading.patronymic.patronymic:
        told.add(reading.patronymic.patronymic.gender)
    return told.pop() if len(told) == 1 else None


@cache
def _not_names() -> frozenset[str]:
    return _list("not_names.txt")


@cache
def _particles() -> frozenset[str]:
    return _list("particles.txt")


@cache
def _joiners() -> frozenset[str]:
    return _list("several.txt")


def _list(name: str) -> frozenset[str]:
    lines = (_DATA / name).read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
