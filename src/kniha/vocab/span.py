"""How long something held: from some day to some day, each as exactly as a source told it, and never stretched past that.

Four days at most: it began between `began_from` and `began_to`, and ended between `ended_from` and `ended_to`; an open one is not known.
"He commanded on 9 August" tells neither beginning nor end: it began by that day, and lasted at least to it (STANDARDS: SFM's first and last
citations). Surely it held from `began_to` to `ended_from`; possibly from `began_from` to `ended_to`.
"""

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from kniha.vocab.errors import ImpossibleError, MalformedError
from kniha.vocab.time import FIRST_YEAR, LAST_YEAR

Days: TypeAlias = tuple[date, date]
"""Some day between two, both included."""

_SHAPE = re.compile(
    r"""(?P<iso_year>[0-9]{4}) (?: - (?P<iso_month>[0-9]{1,2}) (?: - (?P<iso_day>[0-9]{1,2}) )? )?
      | (?: (?P<day>[0-9]{1,2}) \. )? (?P<month>[0-9]{1,2}) \. (?P<year>[0-9]{4})""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Span:
    """From some day to some day. Raises ImpossibleError where its days contradict each other."""

    began_from: date | None = None
    began_to: date | None = None
    ended_from: date | None = None
    ended_to: date | None = None

    def __post_init__(self) -> None:
        for day in filter(None, (self.began_from, self.began_to, self.ended_from, self.ended_to)):
            if not FIRST_YEAR <= day.year <= LAST_YEAR:
                raise ImpossibleError(f"expected a year from {FIRST_YEAR} to {LAST_YEAR}, found {day.year}")
        for first, last in ((self.began_from, self.began_to), (self.ended_from, self.ended_to), (self.began_from, self.ended_to)):
            if first is not None and last is not None and first > last:
                raise ImpossibleError("it ends before it begins")

    @property
    def surely(self) -> Days | None:
        """The days on which it surely held; None where no day is sure."""
        if self.began_to is None or self.ended_from is None or self.began_to > self.ended_from:
            return None
        return self.began_to, self.ended_from

    @property
    def possibly(self) -> Days:
        """The days on which it may have held."""
        return self.began_from or date.min, self.ended_to or date.max

    @property
    def told(self) -> Days:
        """What tells it apart from another time: the sure days; where there is none, the possible ones."""
        return self.surely or self.possibly


def span(began: Days | None, ended: Days | None, seen: Iterable[Days] = ()) -> Span:
    """Return what is known where it began and ended on some such days and was so on the days `seen`.

    Raises ImpossibleError where it was so before it can have begun, or after it must have ended.
    """
    sighted = tuple(seen)
    begun = min((last for _, last in (*filter(None, (began,)), *sighted)), default=None)
    lasted = max((first for first, _ in (*filter(None, (ended,)), *sighted)), default=None)
    if (began and begun and begun < began[0]) or (ended and lasted and lasted > ended[1]):
        raise ImpossibleError("it was so on a day before it began or after it ended")
    return Span(began[0] if began else None, begun, lasted, ended[1] if ended else None)


def parse_days(text: str) -> Days:
    """Return the day, month or year that `text` means, or the two ends of a range: `2020`, `2020-08`, `09.08.2020`, `2020-08..2020-10`.

    Raises MalformedError for another form, ImpossibleError for a day that cannot be or a range that runs backwards.
    """
    first, dots, last = text.strip().partition("..")
    if not dots:
        return _one(first)
    days = (_one(first.strip())[0], _one(last.strip())[1])
    if days[0] > days[1]:
        raise ImpossibleError("the range ends before it begins")
    return days


def typed_days(days: Days) -> str:
    """Return `days` as one would type them: a whole year, a whole month, a day, or a range."""
    first, last = days
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return f"{first.year:04}"
    if first.day == 1 and first.replace(day=monthrange(first.year, first.month)[1]) == last:
        return f"{first:%Y-%m}"
    return first.isoformat() if first == last else f"{first.isoformat()}..{last.isoformat()}"


def common(one: Days, other: Days) -> Days | None:
    """The days that two have in common."""
    first, last = max(one[0], other[0]), min(one[1], other[1])
    return (first, last) if first <= last else None


def _one(text: str) -> Days:
    found = _SHAPE.fullmatch(text)
    if not found:
        raise MalformedError(
            f"expected days like 2020, 2020-08, 09.08.2020 or 2020-08..2020-10, found {len(text)} characters of another form"
        )
    year, month, day = (found["year"] or found["iso_year"], found["month"] or found["iso_month"], found["day"] or found["iso_day"])
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise ImpossibleError(f"expected a year from {FIRST_YEAR} to {LAST_YEAR}, found {int(year)}")
    try:
        first = date(int(year), int(month or 1), int(day or 1))
    except ValueError as error:
        raise ImpossibleError("expected a day that lies in the calendar, found another") from error
    if day:
        return first, first
    return first, first.replace(day=monthrange(first.year, first.month)[1]) if month else first.replace(month=12, day=31)
