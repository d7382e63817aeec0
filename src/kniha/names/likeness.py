"""How alike two words are as surnames, as given names, as patronymics, as initials: a code for the reason, and nats.

Pairs of words come again and again (few given names, families, candidates of one block): what was found is kept by pair.
"""

import re
from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias

from kniha.names.given import FULL, Gender, initials_of, initials_together, sounds_of
from kniha.names.patronymics import patronymics_of
from kniha.names.sounds import FAR, apart, bits_of, folded, told_far, undecided
from kniha.names.weights import WEIGHTS
from kniha.names.words import Word

Genders: TypeAlias = tuple[Gender | None, Gender | None]

_KEPT = 1 << 17
_USUAL_LENGTH = 8.0
_LEAST, _MOST = 0.6, 2.0
_SPELT_OTHERWISE = 2.0
"""Nats: from here on a difference is more than the ways of writing, and is told as such."""
_CONFLICT = 9.0
"""Nats: words so far apart are two, and how far is not measured."""
_FATHERS_ALIKE = 1.5
"""Nats between surnames that are made of one given name in the same way: Радзівонавіч, Родионович."""
_WORTH_A_LOOK = -2.0
"""Nats: surnames further apart conflict, whatever their root."""
_AS_GOOD_AS_NONE = 0.1
_MORE_SIGNS = 3
"""A word longer or shorter than a form by more signs is not of it."""
_ONE_WRONG, _TWO_WRONG = 2, 3
"""Bits that may differ: within a script one wrong consonant, between the scripts nearly two."""
_READ_AS = {
    "C": frozenset({"c", "k", "t"}), "X": frozenset({"g", "č"}), "c": frozenset({"c", "t"}),
    "i": frozenset({"i", "ja", "ju", "jo", "e"}), "j": frozenset({"i", "ja", "ju", "jo", "e", "ž"}), "h": frozenset({"g"}),
}  # fmt: skip
"""What a Latin initial may stand for besides itself."""
_SUFFIX = re.compile(r"^(.{2,}?)((?:en|an)k[aeo]v|(?:en|an)k[ao]?|k[ao]|(?:[ae]v|v|in)sk|(?:[ae]?v)?i[čgŤ]|[čjl]?uk|č?ik|ec|c?[ae]v|in|)$")
"""Endings that make surnames of one root; of a folded stem."""
_FURTHER = re.compile(r"[aeiouj]*(?:v|k[ao]v|v?sk|(?:v?i)?[čgŤ]|[čj]?uk|č?ik|en?k[ao]?|ec)")


class Told(NamedTuple):
    """The code of a reason, and what it says in nats."""

    code: str
    nats: float


def as_word(one: Word, other: Word, far: float = FAR) -> float:
    """Return what two words lie apart by their sound alone, in nats; `far` and more is FAR."""
    return _apart(one, other, (one.heard, other.heard), far)


def surname_likeness(one: Word, other: Word, genders: Genders) -> Told:
    """Return what two surnames say; `genders` is whose names they stand in, as far as the rest of them tells."""
    if one is other:
        return Told("surname-same", _surname_weight(one, other))
    if one.heard != other.heard and _far(one, other) and not _one_father(one, other):
        return _SURNAME_CONFLICTS
    return _surnames(one, other, genders)


def _far(one: Word, other: Word) -> bool:
    """Whether two surnames are surely apart: by the consonants that they have, or by the first and the last both being others."""
    if told_far(one.bits, other.bits, _ONE_WRONG if one.script == other.script else _TWO_WRONG):
        return True
    return one.bones[:1] != other.bones[:1] and one.bones[-1:] != other.bones[-1:] and not undecided(one.bits, other.bits)


def _one_father(one: Word, other: Word) -> bool:
    """Whether both surnames are made as patronymics are, of one given name."""
    return one.patronymic is not None and other.patronymic is not None and not one.patronymic.fathers.isdisjoint(other.patronymic.fathers)


def given_likeness(one: Word, other: Word) -> Told:
    """Return what two given names say: by the table where it has them, by their sound where not."""
    if one is other:
        return _GIVEN_SAME
    if one.names and other.names and one.names.keys().isdisjoint(other.names):
        return _GIVEN_CONFLICTS
    return _given(one, other)


def patronymic_likeness(one: Word, other: Word) -> Told:
    """Return what two patronymics say: by the fathers' names where the table has them, by their sound where not."""
    return _PATRONYMIC_SAME if one is other else _patronymics(one, other)


@lru_cache(maxsize=_KEPT)
def initial_likeness(one: Word, other: Word, whole: tuple[bool, bool], of: Literal["given", "patronymic"] = "given") -> Told:
    """Return what an initial says beside another or beside a word; `whole` is which of the two are words."""
    mine, theirs = _beginnings(one, of, 2, whole=whole[0]), _beginnings(other, of, 2, whole=whole[1])
    if not mine.isdisjoint(theirs):
        return Told(f"{of}-initial-agrees", WEIGHTS["initial"])
    if any(whole):
        columns = 5 if "latin" in {one.script, other.script} else 3
        related = not _beginnings(one, of, columns, whole=whole[0]).isdisjoint(_beginnings(other, of, columns, whole=whole[1]))
    else:
        related = any((a, b) in initials_together() for a in mine for b in theirs)
    if related:
        return Told(f"{of}-initial-may-agree", WEIGHTS["initial-related"])
    return Told(f"{of}-initial-conflicts", WEIGHTS["initial-conflict"])


@lru_cache(maxsize=_KEPT)
def _surnames(one: Word, other: Word, genders: Genders) -> Told:
    loss, by_stem = as_word(one, other, _CONFLICT), False
    if loss > 0 and one.ending and other.ending:
        # -ская and -ska are one ending; -скі and -ская are two people's
        stems = _apart(one, other, (one.stem, other.stem), _CONFLICT)
        by_stem = stems < loss and one.ending != other.ending
        loss = min(loss, stems)
    if loss > _FATHERS_ALIKE and _one_father(one, other):
        loss = _FATHERS_ALIKE
    if loss >= _CONFLICT:
        return _SURNAME_CONFLICTS
    nats = _surname_weight(one, other) - _scaled(loss, one.stem, other.stem)
    if not by_stem and loss > 0 and nats > _WORTH_A_LOOK and _longer(one, other):
        return Told("surname-longer", min(nats, 1.0) + WEIGHTS["surname-longer"])
    if nats <= 0:
        return Told("surname-conflicts", max(nats, WEIGHTS["surname-conflict"]))
    if by_stem:
        return _gendered(nats, genders)
    if loss >= _SPELT_OTHERWISE:
        return Told("surname-nearly-same", nats)
    return Told("surname-same" if loss <= _AS_GOOD_AS_NONE else "surname-spelt-otherwise", nats)


def _gendered(nats: float, genders: Genders) -> Told:
    one, other = genders
    if one and other:
        return Told("surname-other-gender", nats + WEIGHTS["ending-unusual"])
    return Told("surname-ending-conflicts", nats + WEIGHTS["ending-conflict"])


def _longer(one: Word, other: Word) -> bool:
    """Whether two surnames are of one root and not one: -енка and -енкаў, Новік and Новікаў, -енка and -юк."""
    mine, theirs = folded(one.stem), folded(other.stem)
    short, long = sorted((mine, theirs), key=len)
    short = short.rstrip("aoe")
    if long.startswith(short) and _FURTHER.fullmatch(long[len(short) :]):
        return True
    root, other_root = _SUFFIX.match(mine), _SUFFIX.match(theirs)
    return root is not None and other_root is not None and root[1] == other_root[1] and _kind(root[2]) != _kind(other_root[2])


def _kind(suffix: str) -> str:
    """Of two spellings of one suffix make one: -енк and -анка, -іч from Latin ch."""
    return suffix.replace("avi", "vi").replace("evi", "vi").replace("g", "č").replace("Ť", "č").replace("e", "a").rstrip("ao")


def _surname_weight(one: Word, other: Word) -> float:
    return WEIGHTS["surname-common" if one.common or other.common else "surname"]


@lru_cache(maxsize=_KEPT)
def _given(one: Word, other: Word) -> Told:
    both = [number for number in one.names if number in other.names]
    if any(one.names[number] == other.names[number] == FULL for number in both):
        return Told("given-same" if one.folded == other.folded else "given-one-name", WEIGHTS["given"])
    if both:
        same = one.folded == other.folded
        return Told("given-same", WEIGHTS["given-same-short"]) if same else Told("given-short-form", WEIGHTS["given-short"])
    if one.names and other.names:
        return _GIVEN_CONFLICTS
    loss = FAR if told_far(one.bits, other.bits) else as_word(one, other, _CONFLICT)
    if loss > 0 and (one.names or other.names):
        loss = min(loss, _from_forms(one, other) if one.names else _from_forms(other, one))
    nats = WEIGHTS["given"] - min(loss, _scaled(loss, one.heard, other.heard))
    if loss >= _CONFLICT:
        return _GIVEN_CONFLICTS
    if nats <= WEIGHTS["given-conflict"] / 3:
        return Told("given-conflicts", nats)
    return Told("given-same" if loss == 0 else "given-nearly-same", nats)


def _from_forms(known: Word, other: Word) -> float:
    """Return what a word that the table does not have lies apart from any full form of a name that it has."""
    return min((_from_name(number, other) for number, strength in known.names.items() if strength == FULL), default=FAR)


@lru_cache(maxsize=_KEPT)
def _from_name(number: int, other: Word) -> float:
    return min((_form(heard, other) for heard in sounds_of(number)), default=FAR)


def _form(heard: str, other: Word) -> float:
    """Return what a word lies apart from a form of the table, which is of any language: half a nat more than it measures."""
    if other.script is None or abs(len(heard) - len(other.heard)) > _MORE_SIGNS or told_far(bits_of(heard), other.bits, _ONE_WRONG):
        return FAR
    return apart(heard, other.heard, far=_CONFLICT) + 0.5


@lru_cache(maxsize=_KEPT)
def _patronymics(one: Word, other: Word) -> Told:
    mine, theirs = one.patronymic, other.patronymic
    if mine is None or theirs is None:
        return Told("patronymic-absent", 0.0)
    if mine.fathers and theirs.fathers:
        if mine.fathers & theirs.fathers:
            return _PATRONYMIC_SAME
        return _PATRONYMIC_CONFLICTS
    loss = as_word(one, other)
    if mine.fathers or theirs.fathers:
        known, unknown = (mine, other) if mine.fathers else (theirs, one)
        gender = unknown.patronymic.gender if unknown.patronymic else known.gender
        forms = [heard for father in known.fathers for heard in patronymics_of(father, gender)]
        loss = min([loss, *(_form(heard, unknown) for heard in forms)])
    nats = WEIGHTS["patronymic"] - loss
    if nats <= WEIGHTS["patronymic-conflict"] / 3:
        return Told("patronymic-conflicts", max(nats * 1.3, WEIGHTS["patronymic-conflict"]))
    return Told("patronymic-same" if loss < _SPELT_OTHERWISE else "patronymic-nearly-same", nats)


def _beginnings(one: Word, of: str, columns: int, *, whole: bool) -> frozenset[str]:
    mine = frozenset({one.initial})
    if not whole:
        return mine | _READ_AS.get(one.initial, frozenset()) if one.script == "latin" else mine
    numbers = one.names.keys() if of == "given" else one.patronymic.fathers if one.patronymic else ()
    return mine.union(*(initials_of(number, columns) for number in numbers))


def _apart(one: Word, other: Word, sounds: tuple[str, str], far: float) -> float:
    mine, theirs = sounds
    if mine == theirs:
        return 0.0
    if one.script is None or other.script is None:
        return FAR
    if one.script == other.script:
        return apart(mine, theirs, far=far)
    if one.script == "cyrillic":
        mine, theirs = theirs, mine
    return apart(mine, theirs, between=True, far=far)


def _scaled(loss: float, mine: str, theirs: str) -> float:
    """A wrong letter says less in a long word than in a short one."""
    usual = _USUAL_LENGTH / (1 + (len(mine) + len(theirs)) / 2)
    return loss * min(_MOST, max(_LEAST, usual))


_SURNAME_CONFLICTS = Told("surname-conflicts", WEIGHTS["surname-conflict"])
_GIVEN_SAME = Told("given-same", WEIGHTS["given"])
_GIVEN_CONFLICTS = Told("given-conflicts", WEIGHTS["given-conflict"])
_PATRONYMIC_SAME = Told("patronymic-same", WEIGHTS["patronymic"])
_PATRONYMIC_CONFLICTS = Told("patronymic-conflicts", WEIGHTS["patronymic-conflict"])
