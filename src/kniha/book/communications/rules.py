"""What may be, of call signs and of what was said. Pure."""

from datetime import datetime
from zoneinfo import ZoneInfo

from kniha.search.folding import fold
from kniha.vocab import terms
from kniha.vocab.errors import ImpossibleError, MalformedError, RefusedError, TooLargeError
from kniha.vocab.span import Days, Span, common

LONGEST_FOLDED = 120
MOST_SPEAKERS = 50
LONGEST_TEXT = 20_000
SHORTEST_ASKED = 2
"""Letters and digits: with fewer of them one would ask for half of all that spoke."""


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


def must_be_communication(medium: str, text: str, speakers: int) -> None:
    """A known medium; words, or somebody who spoke; not more of either than an entry has room for."""
    terms.check_term("communication-media", medium)
    if not text.strip() and not speakers:
        raise MalformedError("a message has its words, or at least who spoke")
    if len(text) > LONGEST_TEXT:
        raise TooLargeError("a message has up to 20000 letters")
    if speakers > MOST_SPEAKERS:
        raise ImpossibleError("a message has up to 50 speakers")


def must_be_speaker(side: str, kind: str, heard: str) -> None:
    """Who spoke or was spoken to, of a known kind, with letters or digits."""
    terms.check_term("speaker-sides", side)
    terms.check_term("speaker-kinds", kind)
    if not folded(heard):
        raise MalformedError("a speaker is written with letters or digits, as heard")


def must_be_translation(text: str, language: str, way: str) -> None:
    """Words, their language, and who or what made them."""
    terms.check_term("translator-kinds", way)
    if not text.strip() or not language:
        raise MalformedError("a translation has its words and its language")
    if len(text) > LONGEST_TEXT:
        raise TooLargeError("a message has up to 20000 letters")


def must_be_asked(heard: str) -> None:
    """Enough to ask for."""
    if len(folded(heard)) < SHORTEST_ASKED:
        raise MalformedError("ask for a whole call sign, number or name, as heard")
