"""Days and moments as a list writes them: ISO 8601 always, and the patterns that its mapping names. Nothing is guessed: 01.02 is no date.

A day of the list is a day of the place: where its zone is one of several, from the first midnight to the last among them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import lru_cache

from kniha.vocab.errors import ImpossibleError, MalformedError
from kniha.vocab.time import Interval, day_interval, moment, month_interval
from kniha.vocab.told_time import told_times

_TOKENS = {
    "YYYY": r"(?P<year>\d{4})", "MM": r"(?P<month>\d{1,2})", "DD": r"(?P<day>\d{1,2})", "hh": r"(?P<hour>\d{1,2})",
    "mm": r"(?P<minute>\d{2})", "ss": r"(?P<second>\d{2})(?:\.\d{1,9})?",
}  # fmt: skip
_TOKEN = re.compile("|".join(_TOKENS))
_ISO = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{2})(?:-(?P<day>\d{2})"
    r"(?:[T ](?P<hour>\d{2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d{1,9})?)?(?P<offset>Z|[+-]\d{2}:?\d{2})?)?)?"
)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A way of writing days or moments, such as `DD.MM.YYYY hh:mm`."""

    words: str
    shape: re.Pattern[str]


def parse_pattern(words: str) -> Pattern:
    """Return the pattern that a mapping names; MalformedError for one that tells no day or month."""
    pieces, end = [], 0
    for token in _TOKEN.finditer(words):
        pieces += [re.escape(words[end : token.start()]), _TOKENS[token[0]]]
        end = token.end()
    try:
        shape = re.compile("".join((*pieces, re.escape(words[end:]))))
    except re.error as error:
        raise MalformedError(f"a pattern of dates names each part once, unlike {words!r}") from error
    if not {"year", "month"} <= shape.groupindex.keys() or ("hour" in shape.groupindex) != ("minute" in shape.groupindex):
        raise MalformedError(f"a pattern of dates is written with YYYY, MM, DD, hh, mm, ss, unlike {words!r}")
    return Pattern(words, shape)


_TYPED = tuple(map(parse_pattern, ("DD.MM.YYYY hh:mm", "DD.MM.YYYY", "MM.YYYY")))
"""How `told_times` gives what it found."""
_AFTER = re.compile(r"\s*(?:г\.?|года|гадзін\w*|час\w*|ч\.?)?\s*", re.IGNORECASE)


@lru_cache(maxsize=4096)  # many rows of a list have the same day
def read_time(words: str, patterns: Sequence[Pattern], zones: Sequence[str]) -> Interval:
    """Return when `words` say, by the clocks of the zones in which the place may lie."""
    found = _ISO.fullmatch(words) or next(filter(None, (one.shape.fullmatch(words) for one in patterns)), None)
    if found is None:
        known = ", ".join(("2020-08-12", *(one.words for one in patterns)))
        raise MalformedError(f"expected a date like {known}, found {len(words)} characters of another form")
    parts = found.groupdict()
    if parts.get("offset"):
        return _instant(words, zones[0])
    intervals = [_in_zone(parts, zone, words) for zone in zones]
    first, last = min(one.first for one in intervals), max(one.last for one in intervals)
    return Interval(first, last, zones[0], intervals[0].precision, words)


def read_told(words: str, patterns: Sequence[Pattern], zones: Sequence[str], *, told_on: date) -> Interval:
    """As `read_time`, or as people write days in Belarusian, Russian or English: "12 жніўня 2020 г., 14:30". The year is never guessed."""
    try:
        return read_time(words, patterns, zones)
    except MalformedError:
        found = told_times(words, told_on=told_on)
        if len(found) != 1 or not found[0].year_is_said or found[0].last or found[0].margin is not None:
            raise
        told = found[0]
        if told.start or _AFTER.fullmatch(words, told.end) is None:
            raise
        return replace(read_time(told.first, _TYPED, zones), words=words)


def _instant(words: str, zone: str) -> Interval:
    try:
        at = datetime.fromisoformat(words).astimezone(UTC)
    except ValueError as error:
        raise ImpossibleError("expected a date and time that lie in the calendar, found another") from error
    return Interval(at, at, zone, "exact", words)


def _in_zone(parts: dict[str, str | None], zone: str, words: str) -> Interval:
    year, month = int(parts["year"] or 0), int(parts["month"] or 0)
    if not parts.get("day"):
        return month_interval(year, month, zone, words=words)
    try:
        day = date(year, month, int(parts["day"] or 0))
        if not parts.get("hour"):
            return day_interval(day, zone, words=words)
        clock = time(int(parts["hour"] or 0), int(parts["minute"] or 0), int(parts.get("second") or 0))
    except ValueError as error:
        raise ImpossibleError("expected a date that lies in the calendar and a time of the day, found another") from error
    return moment(day, clock, zone, words=words)
