"""Are two names one person's? A probability, and the reasons in the order in which they weigh.

The log likelihood ratios of surname, given name and patronymic are added (Fellegi and Sunter 1969; the numbers are data/weights.json). What
is absent on one side says nothing; what conflicts speaks against. Of names that can be read in several ways the readings that meet best
count. The probability is of one person among candidates worth comparing, as far as names can tell: namesakes are beyond it.
"""

import math
from typing import NamedTuple

from kniha.names.given import FULL
from kniha.names.likeness import Genders, as_word, given_likeness, initial_likeness, patronymic_likeness, surname_likeness
from kniha.names.parsing import Name, Reading
from kniha.names.reasons import Reason
from kniha.names.sounds import FAR, told_far
from kniha.names.weights import WEIGHTS
from kniha.names.words import Word

SAME_FROM = 0.5
"""The threshold as shipped: from here on two names are held to be one person's."""
_LONGEST_SHOWN = 80
_PRIOR = WEIGHTS["prior"]
_NO_GIVEN, _NO_SURNAME, _OTHER_ORDER = WEIGHTS["no-given"], WEIGHTS["no-surname"], WEIGHTS["other-order"]
_ALONE_LOSS = WEIGHTS["alone-loss"]
_ALONE, _GENDER = WEIGHTS["alone"], WEIGHTS["gender-conflict"]


class Comparison(NamedTuple):
    """What two names say together: the sum of nats, and the probability from it."""

    nats: float
    probability: float
    told: tuple[Reason, ...]
    """The reasons as they were found."""

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The reasons, the weightiest first."""
        return tuple(sorted(self.told, key=_weight))

    @property
    def same(self) -> bool:
        """Whether the probability reaches the shipped threshold."""
        return self.probability >= SAME_FROM


def compare(left: Name, right: Name) -> Comparison:
    """Return how probable it is that two parsed names are one person's, and why. Symmetric; refuses nothing."""
    if not left.readings or not right.readings:
        return _comparison(_PRIOR, _nothing(left, right))
    if left.alone is not None and right.alone is not None:
        return _alone(left, right)
    if len(left.readings) == 1 and len(right.readings) == 1:
        best, told = _together(left.readings[0], right.readings[0], left, right)
    else:
        best, told = _best(left, right)
    if left.mended or right.mended:
        told = [*told, Reason("letters-mended", _shown(left) if left.mended else "", _shown(right) if right.mended else "", 0.0)]
    return _comparison(_PRIOR + best, told)


def _best(left: Name, right: Name) -> tuple[float, list[Reason]]:
    """Return what the readings that meet best say; of two names in two readings each those in the same order are one question."""
    best, told = -math.inf, list[Reason]()
    for place, one in enumerate(left.readings):
        for other_place, other in enumerate(right.readings if place == 0 or len(right.readings) == 1 else right.readings[:1]):
            nats, reasons = _together(one, other, left, right)
            nats += _OTHER_ORDER if place or other_place else 0.0
            if nats > best:
                best, told = nats, reasons
    return best, told


def _nothing(left: Name, right: Name) -> list[Reason]:
    """Why nothing was compared: of each side, or of both at once where it is the same."""
    if left.note is not None and left.note == right.note:
        return [Reason(left.note, _shown(left), _shown(right), 0.0)]
    told = [Reason(left.note, _shown(left), "", 0.0)] if left.note is not None else []
    return told + ([Reason(right.note, "", _shown(right), 0.0)] if right.note is not None else [])


def _shown(name: Name) -> str:
    """The name as a reason repeats it: a crowd in one cell is not repeated whole."""
    return name.text if len(name.text) <= _LONGEST_SHOWN else f"{name.text[:_LONGEST_SHOWN]}…"


def _comparison(nats: float, told: list[Reason]) -> Comparison:
    probability = 1.0 / (1.0 + math.exp(-nats)) if nats > -500 else 0.0
    return Comparison(nats, probability, tuple(told))


def _weight(reason: Reason) -> float:
    return -abs(reason.nats)


def _together(one: Reading, other: Reading, left: Name, right: Name) -> tuple[float, list[Reason]]:
    told: list[Reason] = []
    nats = _surnames(one, other, (left.gender, right.gender), told)
    nats += _given(one, other, told)
    if (one.patronymic or one.patronymic_initial) or (other.patronymic or other.patronymic_initial):
        nats += _patronymics(one, other, told)
    if left.gender and right.gender and left.gender != right.gender:
        nats += _GENDER
        told.append(Reason("gender-conflicts", "", "", _GENDER))
    return nats, told


def _surnames(one: Reading, other: Reading, genders: Genders, told: list[Reason]) -> float:
    if not one.surnames or not other.surnames:
        told.append(Reason("no-surname", "", "", _NO_SURNAME))
        return _NO_SURNAME
    if len(one.surnames) == 1 and len(other.surnames) == 1:
        mine, theirs = one.surnames[0], other.surnames[0]
        code, nats = surname_likeness(mine, theirs, genders)
        told.append(Reason(code, mine.written, theirs.written, nats))
        return nats
    return _several_surnames(one.surnames, other.surnames, genders, told)


def _several_surnames(ones: tuple[Word, ...], others: tuple[Word, ...], genders: Genders, told: list[Reason]) -> float:
    """The likest two count; of the others each that meets none of the other side is a conflict, and what one side lacks is told once."""
    pairs = [(surname_likeness(a, b, genders), place, at) for place, a in enumerate(ones) for at, b in enumerate(others)]
    pairs.sort(key=lambda pair: (-pair[0].nats, pair[1] + pair[2], abs(pair[1] - pair[2])))
    nats, left, right = 0.0, set(range(len(ones))), set(range(len(others)))
    for found, place, other_place in pairs:
        if place not in left or other_place not in right:
            continue
        if len(left) == len(ones):
            reason = Reason(found.code, ones[place].written, others[other_place].written, found.nats)
        elif found.nats < 0:
            reason = Reason(
                "second-surname-conflicts", ones[place].written, others[other_place].written, WEIGHTS["surname-second-conflict"]
            )
        else:
            reason = Reason("second-surname-same", ones[place].written, others[other_place].written, WEIGHTS["surname-second"])
        nats += reason.nats
        told.append(reason)
        left.remove(place)
        right.remove(other_place)
    if left or right:
        nats += WEIGHTS["surname-second-absent"]
        told.append(Reason("second-surname-absent", "", "", WEIGHTS["surname-second-absent"]))
    return nats


def _given(one: Reading, other: Reading, told: list[Reason]) -> float:
    a, b = one.given or one.given_initial, other.given or other.given_initial
    if a is None or b is None:
        nats = _NO_GIVEN if one.surnames and other.surnames else 0.0
        told.append(Reason("given-absent", a.written if a else "", b.written if b else "", nats))
        return nats
    code, nats = given_likeness(a, b) if one.given and other.given else initial_likeness(a, b, (bool(one.given), bool(other.given)))
    told.append(Reason(code, a.written, b.written, nats))
    return nats


def _patronymics(one: Reading, other: Reading, told: list[Reason]) -> float:
    a, b = one.patronymic or one.patronymic_initial, other.patronymic or other.patronymic_initial
    if a is None or b is None:
        told.append(Reason("patronymic-absent", a.written if a else "", b.written if b else "", 0.0))
        return 0.0
    whole = one.patronymic is not None, other.patronymic is not None
    code, nats = patronymic_likeness(a, b) if all(whole) else initial_likeness(a, b, whole, of="patronymic")
    told.append(Reason(code, a.written, b.written, nats))
    return nats


def _alone(left: Name, right: Name) -> Comparison:
    """One word each: how alike they are spelt, never a certainty; a name of the table counts by its forms as well."""
    a, b = left.alone, right.alone
    assert a is not None
    assert b is not None
    loss = FAR if told_far(a.bits, b.bits) else as_word(a, b)
    both = [number for number in a.names if number in b.names]
    if both:
        loss = min(loss, 2.0 if any(a.names[n] == b.names[n] == FULL for n in both) else 3.5)
    nats = _ALONE - _ALONE_LOSS * loss
    return _comparison(nats, [Reason("one-word-each", a.written, b.written, nats)])
