"""How two values of a field agree: levels from the nearest to the farthest, for millions of pairs at once.

0 is always "one side says nothing", which weighs nothing. The levels of each kind of field stand in `LEVELS`; what a level weighs is a
matter of `parameters`. Words of names are judged by the engine of names, each pair of words once.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from kniha.linkage.fields import KINDS
from kniha.linkage.mentions import NAME_SLOTS, Mentions
from kniha.linkage.vocabularies import ABSENT, HEARD, INITIAL, NAMED, Codes, Flags, Places, Values, Words, given_far, surnames_far
from kniha.names.likeness import Told, given_likeness, initial_likeness, patronymic_likeness, surname_likeness
from kniha.names.words import Word

Levels = NDArray[np.int8]

LEVELS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "given": ("absent", "same", "one-name", "nearly", "initial", "elsewhere", "conflict"),
    "surname": ("absent", "same", "one-name", "nearly", "initial", "elsewhere", "conflict"),
    "patronymic": ("absent", "same", "one-name", "nearly", "initial", "elsewhere", "conflict"),
    "more": ("absent", "same", "one-name", "nearly", "initial", "elsewhere", "conflict"),
    "date": ("absent", "same", "same-year", "one-digit", "year-and-part", "year", "near-year", "decade", "conflict"),
    "text": ("absent", "same", "nearly", "in-part", "conflict"),
    "code": ("absent", "same", "one-sign", "beginning", "first-signs", "conflict"),
    "gender": ("absent", "same", "conflict"),
})  # fmt: skip
"""Kind -> the codes of its levels; a level is its place here. Of a name each slot is a kind of its own."""
SAME, ELSEWHERE = 1, 5
_ONE_NAME, _NEARLY, _INITIAL, _CONFLICT = 2, 3, 4, 6
_OF_CODE = {"same": SAME, "one-name": _ONE_NAME, "short-form": _ONE_NAME, "spelt-otherwise": _ONE_NAME, "other-gender": _ONE_NAME,
            "ending-conflicts": _NEARLY, "nearly-same": _NEARLY}  # fmt: skip
_NEARLY_ALIKE, _IN_PART = 0.75, 0.4
_TWO_MATCHES = 2


def kind_of(field: str) -> str:
    """Return the kind of a field, or of a slot of the name."""
    return field if field in NAME_SLOTS else KINDS[field]


class Judge:
    """Judges pairs of mentions field by field; what was found of pairs of words is kept, so that it may be asked again and again."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._kept: dict[str, tuple[NDArray[np.int64], Levels]] = {}
        self._known_pairs: tuple[int, NDArray[np.int64]] = (0, np.zeros(0, dtype=np.int64))

    def levels(self, mentions: Mentions, field: str, left: Places, right: Places) -> Levels:
        """Return the level of each pair of places in one field."""
        if field in NAME_SLOTS:
            return self._name(mentions, field, left, right)
        codes, values = mentions.slots[field], mentions.vocabulary.values[field]
        return _FIELDS[KINDS[field]](values, codes[left], codes[right])

    def _name(self, mentions: Mentions, field: str, left: Places, right: Places) -> Levels:
        slots = mentions.slots
        one, other = slots[field][left], slots[field][right]
        found = self._word_levels(field, one, other)
        if field in {"given", "surname"}:
            unsettled = np.flatnonzero((found == _CONFLICT) | ((found == 0) & (field == "given")))
            crossed = self._crossed(mentions, field, (left[unsettled], right[unsettled]))
            found[unsettled[crossed]] = ELSEWHERE
        return found

    def _crossed(self, mentions: Mentions, field: str, pairs: tuple[Places, Places]) -> Flags:
        """Whether what one side has here stands in another slot of the other; one word that is met so counts in one field alone."""
        given, surname, more = (self._heard(mentions.slots[slot]) for slot in ("given", "surname", "more"))
        one, other = pairs
        if field == "given":
            found = _met(given, surname, pairs) | _met(given, more, pairs)
        else:
            found = _met(surname, more, pairs) | (_alike(surname[one], given[other]) & _alike(given[one], surname[other]))
        return found

    def _heard(self, codes: Codes) -> Places:
        table = self._words.table
        return np.where(codes == ABSENT, ABSENT, table[codes, HEARD]) if len(table) else codes.astype(np.int64)

    def _word_levels(self, field: str, one: Codes, other: Codes) -> Levels:
        found = np.zeros(len(one), dtype=np.int8)
        both = np.flatnonzero((one != ABSENT) & (other != ABSENT))
        if not len(both):
            return found
        table = self._words.table
        mine, theirs = table[one[both]], table[other[both]]
        levels = np.full(len(both), _CONFLICT, dtype=np.int8)
        same = mine[:, HEARD] == theirs[:, HEARD]
        levels[same] = SAME
        asked = np.flatnonzero(~same & self._worth_asking(field, mine, theirs))
        low = np.minimum(one[both][asked], other[both][asked]).astype(np.int64)
        high = np.maximum(one[both][asked], other[both][asked]).astype(np.int64)
        levels[asked] = self._asked(field, low << 32 | high)
        found[both] = levels
        return found

    def _worth_asking(self, field: str, mine: NDArray[np.int64], theirs: NDArray[np.int64]) -> Flags:
        initials = (mine[:, INITIAL] | theirs[:, INITIAL]).astype(np.bool_)
        if field == "surname":
            return initials | ~surnames_far(mine, theirs)
        # two names of the table may be one however they sound
        worth: Flags = initials | ~given_far(mine, theirs) | ((mine[:, NAMED] > 0) & (theirs[:, NAMED] > 0))
        return worth

    def _asked(self, field: str, keys: NDArray[np.int64]) -> Levels:
        unique, back = np.unique(keys, return_inverse=True)
        kept, levels = self._kept.get(field, (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int8)))
        at = np.searchsorted(kept, unique)
        known = np.zeros(len(unique), dtype=np.bool_)
        inside = at < len(kept)
        known[inside] = kept[at[inside]] == unique[inside]
        fresh = unique[~known]
        if len(fresh):
            words = self._words.words
            made = np.array([_word_level(field, words[key >> 32], words[key & 0xFFFFFFFF]) for key in fresh.tolist()], dtype=np.int8)
            kept, levels = np.concatenate([kept, fresh]), np.concatenate([levels, made])
            order = np.argsort(kept, kind="stable")
            kept, levels = kept[order], levels[order]
            self._kept[field] = kept, levels
        return levels[np.searchsorted(kept, unique)][back]


def _met(mine: Places, theirs: Places, pairs: tuple[Places, Places]) -> Flags:
    one, other = pairs
    return _alike(mine[one], theirs[other]) | _alike(theirs[one], mine[other])


def _alike(one: Places, other: Places) -> Flags:
    found: Flags = (one != ABSENT) & (one == other)
    return found


def _word_level(field: str, one: Word, other: Word) -> int:
    whole = not _initial(one), not _initial(other)
    if not all(whole):
        if field == "surname":
            return _INITIAL if one.initial == other.initial else _CONFLICT
        told = initial_likeness(one, other, whole, of="patronymic" if field == "patronymic" else "given")
        return _CONFLICT if told.code.endswith("-conflicts") else _INITIAL
    return _OF_CODE.get(_likeness(field, one, other).code.partition("-")[2], _CONFLICT)


def _initial(one: Word) -> bool:
    return len(one.written.rstrip(".")) == 1


def _likeness(field: str, one: Word, other: Word) -> Told:
    if field == "surname":
        return surname_likeness(one, other, (None, None))
    if field == "patronymic" and one.patronymic is not None and other.patronymic is not None:
        return patronymic_likeness(one, other)
    return given_likeness(one, other)


def _dates(values: Values, one: Codes, other: Codes) -> Levels:
    digits = values.signs[:, :8].astype(np.int16) - ord("0")
    found = np.zeros(len(one), dtype=np.int8)
    both = np.flatnonzero((one != ABSENT) & (other != ABSENT))
    if not len(both):
        return found
    mine, theirs = digits[one[both]], digits[other[both]]
    years = [side[:, 0] * 1000 + side[:, 1] * 100 + side[:, 2] * 10 + side[:, 3] for side in (mine, theirs)]
    differ = mine != theirs
    wrong = differ.sum(axis=1)
    part = (~differ[:, 4:6].any(axis=1)) | (~differ[:, 6:8].any(axis=1))
    swapped = (mine[:, 4:6] == theirs[:, 6:8]).all(axis=1) & (mine[:, 6:8] == theirs[:, 4:6]).all(axis=1) & (years[0] == years[1])
    year_alone = (mine[:, 4:].sum(axis=1) == 0) | (theirs[:, 4:].sum(axis=1) == 0)
    apart = np.abs(years[0] - years[1])
    levels = np.select(
        [
            (wrong == 0) & ~year_alone, (apart == 0) & year_alone, ((wrong == 1) | swapped) & ~year_alone, (apart == 0) & part,
            apart == 0, (apart == 1) | ((differ[:, :4].sum(axis=1) == 1) & ~differ[:, 4:].any(axis=1)), apart <= 10,
        ],
        [1, 2, 3, 4, 5, 6, 7],
        8,
    )  # fmt: skip
    found[both] = levels
    return found


def _texts(values: Values, one: Codes, other: Codes) -> Levels:
    def unlike(one: Codes, other: Codes) -> Levels:
        mine, theirs = values.signatures[one], values.signatures[other]
        shared = np.bitwise_count(mine & theirs).sum(axis=1, dtype=np.int32)
        counts = [np.bitwise_count(side).sum(axis=1, dtype=np.int32) for side in (mine, theirs)]
        dice = 2.0 * shared / np.maximum(1, counts[0] + counts[1])
        inside = (shared >= 0.9 * np.minimum(*counts)) & (shared >= 4)
        return np.select([dice >= _NEARLY_ALIKE, (dice >= _IN_PART) | inside], [2, 3], 4).astype(np.int8)

    return _same_or(unlike, one, other)


def _codes(values: Values, one: Codes, other: Codes) -> Levels:
    def unlike(one: Codes, other: Codes) -> Levels:
        mine, theirs = values.signs[one], values.signs[other]
        lengths = np.maximum((mine > 0).sum(axis=1), (theirs > 0).sum(axis=1))
        differ = mine != theirs
        first = np.where(differ.any(axis=1), differ.argmax(axis=1), lengths)
        return np.select([differ.sum(axis=1) <= 1, first >= (lengths + 1) // 2, first >= 2], [2, 3, 4], 5).astype(np.int8)

    return _same_or(unlike, one, other)


def _same_or(unlike: Callable[[Codes, Codes], Levels], one: Codes, other: Codes) -> Levels:
    """Level 0 where one of two is absent, SAME for the same value, and what `unlike` says of two values that differ."""
    found = np.where((one == ABSENT) | (other == ABSENT), 0, SAME).astype(np.int8)
    differ = np.flatnonzero((found == SAME) & (one != other))
    found[differ] = unlike(one[differ], other[differ])
    return found


def _genders(_: Values, one: Codes, other: Codes) -> Levels:
    return np.where((one == ABSENT) | (other == ABSENT), 0, np.where(one == other, 1, 2)).astype(np.int8)


_FIELDS: Mapping[str, Callable[[Values, Codes, Codes], Levels]] = {"date": _dates, "text": _texts, "code": _codes, "gender": _genders}
