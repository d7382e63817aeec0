"""A word of a name with all that can be known of it alone: its sound, what given name or patronymic it may be, its surname stem.

Computed once per spelling and kept, for the words of names come again and again; nothing here knows where in a name the word stands.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from kniha.names.given import FULL, Gender, first_sound, given_names, meant_by
from kniha.names.letters import letters
from kniha.names.patronymics import Patronymic, patronymic
from kniha.names.scripts import Script
from kniha.names.sounds import bits, bones, folded, sound

_DATA = files("kniha.names") / "data"
_KEPT = 1 << 16
_FATHERLY = ("č", "X", "Ť", "na", "vits")
_SKI = re.compile(r"^(.+[sczD]k)(aja|a|i|oi|ei)$")
_OV = re.compile(r"^(.{2,}(?:[oae]v|in))(a?)$")
_ADJECTIVE = re.compile(r"^(.{3,}[^aeiouj])(aja|oi|i)$")


class Kind(NamedTuple):
    """What decides of a word which part of a name it may be; a name is read by the kinds of its words."""

    known: bool
    """Whether it is a given name of the table, `full` or short, and whose (None: of both, or of none)."""
    full: bool
    gender: Gender | None
    fatherly: bool
    """Whether it may be a patronymic, and of a father whom the table knows whose child it is."""
    child: Gender | None
    ending: bool
    capitals: bool


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """One word of a name. Two of them are one only if they are the same object: `word` gives one per spelling."""

    written: str
    script: Script | None
    mended: bool
    heard: str
    folded: str
    bones: str
    """Of the stem."""
    bits: int
    stem: str
    """The sound without what a surname changes between husband and wife; of other words the whole sound."""
    ending: Gender | None
    """Whose surname it is by its ending, where it tells."""
    initial: str
    """How its first letter sounds by itself."""
    names: Mapping[int, int]
    """Given names that it may be: number in the table -> FULL or SHORT."""
    patronymic: Patronymic | None
    common: bool
    kind: Kind
    ordinary: bool
    """Whether it is letters alone, more than an initial or two, and no word that stands beside names: `parsing` looks twice at others."""


@lru_cache(maxsize=_KEPT)
def word(written: str) -> Word:
    """Return what is known of a word without spaces; of one without letters of the two scripts nothing but its letters."""
    plain = letters(written)
    heard = sound(plain.plain, plain.script) if plain.script else plain.plain[:40]
    stem, ending = surname_stem(heard)
    names = meant_by(heard) if plain.script and len(heard) > 1 else {}
    father = patronymic(heard) if plain.script and heard.endswith(_FATHERLY) else None
    return Word(
        written=written,
        script=plain.script,
        mended=plain.mended,
        heard=heard,
        folded=folded(heard),
        bones=bones(stem),
        bits=bits(heard),
        stem=stem,
        ending=ending,
        initial=first_sound(plain.plain),
        names=names,
        patronymic=father,
        common=folded(stem) in _common_stems(),
        kind=_kind(written, names, father, ending),
        ordinary=written.isalpha() and len(written) > 1 + written.isupper() and written.lower() not in beside_names(),
    )


def _kind(written: str, names: Mapping[int, int], father: Patronymic | None, ending: Gender | None) -> Kind:
    genders = {given_names()[number].gender for number in names}
    return Kind(
        known=bool(names),
        full=FULL in names.values(),
        gender=genders.pop() if len(genders) == 1 else None,
        fatherly=father is not None,
        child=father.gender if father and father.fathers else None,
        ending=ending is not None,
        capitals=written.isupper(),
    )


def surname_stem(heard: str) -> tuple[str, Gender | None]:
    """Return a surname's sound without its ending of gender, and whose it is: -скі and -ская, -оў and -ова, -ін and -іна, -ы and -ая."""
    if found := _SKI.match(heard):
        return found[1], "f" if found[2] in {"aja", "a"} else "m"
    if found := _OV.match(heard):
        return found[1], "f" if found[2] else "m"
    if found := _ADJECTIVE.match(heard):
        return found[1], "f" if found[2] == "aja" else "m"
    return heard, None


@cache
def listed(name: str) -> frozenset[str]:
    """Return the lines of a list in data/: `not_names`, `particles`, `several`, `frequent`."""
    lines = (_DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


@cache
def beside_names() -> frozenset[str]:
    """Return all words that may stand where a name does and are none."""
    return listed("not_names") | listed("particles") | listed("several")


@cache
def _common_stems() -> frozenset[str]:
    plain = [letters(line) for line in listed("frequent")]
    return frozenset(folded(surname_stem(sound(one.plain, one.script))[0]) for one in plain if one.script)
