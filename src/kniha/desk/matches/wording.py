"""Why a recording may show an incident, and how strongly that speaks for it, in words: the engine gives codes and numbers alone."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from kniha.book.matches import rules
from kniha.desk.language import language
from kniha.vocab import terms

Numbers = Sequence[int]
_TURN = 360
_MINUTES = 120
"""Seconds from which on a length is told in minutes."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A likelihood ratio: its word, itself as people read it, and whether it speaks against."""

    words: str
    ratio: str
    is_against: bool


def sentences(reasons: Iterable[Sequence[object]]) -> tuple[str, ...]:
    """Each reason in words, in their order. KeyError for a code that has none: a test holds this table to the engine's codes."""
    return tuple(WORDS[str(code)]([int(str(number)) for number in numbers]) for code, *numbers in reasons)


def weighed(log10_lr: float) -> Weighed:
    """A likelihood ratio in words."""
    weight = rules.weight_of(log10_lr)
    return Weighed(terms.label("likelihood-words", weight.word, language()), ratio(log10_lr), weight.is_against)


def ratio(log10_lr: float) -> str:
    """The ratio with two digits that count; below 1 as 1/n."""
    size = 10 ** abs(log10_lr)
    digits = f"{float(f'{size:.2g}'):,.0f}".replace(",", "\u00a0") if size >= 10 else f"{size:.1f}"
    return digits if log10_lr >= 0 or digits == "1.0" else f"1/{digits}"


def looking(degrees: int) -> str:
    """Where a camera looks, by the eight directions of the compass."""
    words = (
        gettext("it looks north"), gettext("it looks north-east"), gettext("it looks east"), gettext("it looks south-east"),
        gettext("it looks south"), gettext("it looks south-west"), gettext("it looks west"), gettext("it looks north-west"),
    )  # fmt: skip
    return words[_eighth(degrees)]


def away(metres: int, degrees: int) -> str:
    """How far from the camera the place lies, and where."""
    words = (
        gettext("the place lies %(n)s m north of the camera"), gettext("the place lies %(n)s m north-east of the camera"),
        gettext("the place lies %(n)s m east of the camera"), gettext("the place lies %(n)s m south-east of the camera"),
        gettext("the place lies %(n)s m south of the camera"), gettext("the place lies %(n)s m south-west of the camera"),
        gettext("the place lies %(n)s m west of the camera"), gettext("the place lies %(n)s m north-west of the camera"),
    )  # fmt: skip
    return words[_eighth(degrees)] % {"n": metres}


def _eighth(degrees: int) -> int:
    return round(degrees % _TURN / 45) % 8


def _covered(numbers: Numbers) -> str:
    covered, told = (round(number / 1000) for number in numbers)
    if told >= _MINUTES:
        return gettext("covers %(part)s of %(whole)s min") % {"part": _tenth(covered), "whole": _tenth(told)}
    return gettext("covers %(part)s of %(whole)s s") % {"part": covered, "whole": told}


def _tenth(seconds: int) -> str:
    """Minutes; below ten with one digit more, so that something is not told as nothing."""
    minutes = seconds / 60
    return f"{minutes:.0f}" if minutes >= 10 or seconds % 60 == 0 else f"{minutes:.1f}"


def _whole_hour(numbers: Numbers) -> str:
    hours = numbers[0] // 3_600_000
    if hours > 0:
        return gettext("fits best if its clock is %(n)s h fast") % {"n": hours}
    return gettext("fits best if its clock is %(n)s h slow") % {"n": -hours}


def _sigma(numbers: Numbers) -> str:
    seconds = numbers[0] / 1000
    return f"{seconds:.0f}" if seconds >= 2 else f"{seconds:.1f}"


WORDS: Mapping[str, Callable[[Numbers], str]] = {
    "away": lambda n: away(n[0], n[1]),
    "told-within": lambda n: gettext("that distance is known to about %(n)s m") % {"n": n[0]},
    "off-axis": lambda n: gettext("%(n)s° beside the middle of its view") % {"n": n[0]},
    "looking": lambda n: looking(n[0]),
    "any-direction": lambda _: gettext("nobody knows where it looks"),
    "all-round": lambda _: gettext("it sees all round, or nobody knows where it looks"),
    "range": lambda n: gettext("people can be told apart up to %(n)s m") % {"n": n[0]},
    "range-assumed": lambda n: gettext("how far it sees is assumed: %(n)s m") % {"n": n[0]},
    "on-ground": lambda _: gettext("it sees the place that is told of"),
    "covered": _covered,
    "clock": lambda n: gettext("clock ± %(n)s s") % {"n": _sigma(n)},
    "clock-assumed": lambda n: gettext("nobody measured its clock: ± %(n)s s assumed") % {"n": _sigma(n)},
    "whole-hour": _whole_hour,
    "walked": lambda n: gettext("it was carried %(n)s m meanwhile") % {"n": n[0]},
    "place-doubtful": lambda _: gettext("the camera may have stood elsewhere on that day"),
}
"""By code of `kniha.matching.reasons`, and `place-doubtful`."""
