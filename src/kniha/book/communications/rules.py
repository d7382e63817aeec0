"""What may be, of call signs and of what was said. Pure."""

from datetime import datetime
from zoneinfo import ZoneInfo

from kniha.search.folding import fold
from kniha.vocab.errors import MalformedError, RefusedError
from kniha.vocab.span import Days, Span, common

LONGEST_FOLDED = 120


def folded(heard: str) -> str:
    """A sign, number or name as it is found by: folded as search folds words, and without the gaps between them; digits stay.

    "Рысь-1", "рысь 1" and "РЫСЬ1" are one, and so are "+375 (29) 000-00-00" and "375290000000".
    """
    return "".join(fold(heard))[:LONGEST_FOLDED]


def must_be_sign(sign: str) -> None:
    """A sign has letters or digits."""
    if not folded(sign):
        raise MalformedError("a call sign is written with letters or digits")


def must_be_of(unit: str, posting_unit: str) -> None:
    """The posting is one in this unit."""
    if unit != posting_unit:
        raise RefusedError("a call sign stands for its unit, or for a posting in it")


def days_of(first: datetime | None, last: datetime | None, zone: str) -> Days | None:
    """The days, at the place, between which a moment lies; None where it is not known."""
    if first is None or last is None:
        return None
    there = ZoneInfo(zone or "UTC")
    return first.astimezone(there).date(), last.astimezone(there).date()


def may_have_held(told: Span, days: Days | None) -> bool:
    """Whether what lasted for `told` may have been so on one of `days`; of days that are not known, always."""
    return days is None or common(told.possibly, days) is not None


def surely_held(told: Span, days: Days | None) -> bool:
    """Whether it was surely so on all of `days`: never where a source would have to be stretched."""
    sure = told.surely
    return days is not None and sure is not None and sure[0] <= days[0] and days[1] <= sure[1]
