"""Times that stand in a text in words: "9-га жніўня каля адзінаццаці вечара", "10 августа в 23:10", "on 9 August at about 11 pm".

What is found is a suggestion for whoever codes the text, in the form that `typed_time` reads; it is never taken by itself. What may
mean two things (an hour without its half of the day) is left out, and a year that the text does not say is marked as not said.
The words are data: lexicon/times.json. Own method, after the ways of telling a time in the three languages.
"""

import json
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import chain
from operator import attrgetter
from typing import Any

from kniha.vocab.time import FIRST_YEAR, LAST_YEAR

LONGEST_TEXT = 1_000_000
AROUND_AN_HOUR = 30
AROUND_MINUTES = 15
"""Minutes of margin that "about eleven" and "about 23:10" are suggested with: ours, to be changed by whoever knows better."""
_FARTHEST = 20  # characters between a day and its hour


@dataclass(frozen=True, slots=True)
class ToldTime:
    """Characters `start` to `end` of a text, and the time that they may mean, as a registrar would type it."""

    start: int
    end: int
    first: str
    """`09.08.2020 23:00`, `09.08.2020` or `08.2020`."""
    last: str = ""
    margin: int | None = None
    """Minutes earlier or later; None where the text says no "about"."""
    year_is_said: bool = True


@dataclass(frozen=True, slots=True)
class _Day:
    start: int
    end: int
    first: str
    last: str
    year_is_said: bool


@dataclass(frozen=True, slots=True)
class _Clock:
    start: int
    end: int
    first: str
    last: str
    margin: int | None


def told_times(text: str, *, told_on: date) -> tuple[ToldTime, ...]:
    """Return the times that `text` tells, in its order.

    `told_on` is the day by which the text was there: a day without its year is the last such day up to then.
    Text beyond LONGEST_TEXT characters is not read. Takes time in proportion to the text.
    """
    plain = _plain(text[:LONGEST_TEXT])
    clocks = [clock for found in _clock_pattern().finditer(plain) if (clock := _clock(found)) is not None]
    days = [day for found in _day_pattern().finditer(plain) if (day := _day(found, told_on)) is not None]
    return tuple(_apart(_joined(plain, day, clocks) for day in days))


def _apart(told: Iterable[ToldTime]) -> Iterator[ToldTime]:
    """Leave out a time within an earlier one: the 23.10 of "11.08.2020, 23.10" is no day in October."""
    end = 0
    for one in told:
        if one.start >= end:
            yield one
            end = one.end


def _joined(plain: str, day: _Day, clocks: Sequence[_Clock]) -> ToldTime:
    """The day with the hour that stands beside it, where one does; a span of days and a month have none."""
    if day.last or len(day.first) < len("09.08.2020"):
        return ToldTime(day.start, day.end, day.first, day.last, None, day.year_is_said)
    place = bisect_left(clocks, day.start, key=attrgetter("start"))
    near = (clock for clock in clocks[max(0, place - 1) : place + 2] if clock.end <= day.start or day.end <= clock.start)
    beside = next((clock for clock in near if _are_beside(plain, day, clock)), None)
    if beside is None:
        return ToldTime(day.start, day.end, day.first, day.last, None, day.year_is_said)
    last = f"{day.first} {beside.last}" if beside.last else ""
    start, end = min(day.start, beside.start), max(day.end, beside.end)
    return ToldTime(start, end, f"{day.first} {beside.first}", last, beside.margin, day.year_is_said)


def _are_beside(plain: str, day: _Day, clock: _Clock) -> bool:
    first, second = sorted(((day.start, day.end), (clock.start, clock.end)))
    return second[0] <= first[1] + _FARTHEST and _between().fullmatch(plain, first[1], second[0]) is not None


def _day(found: re.Match[str], told_on: date) -> _Day | None:
    month = int(found["number"]) if found["number"] else _value(_lexicon()["months"], found["month"] or found["english"] or found["alone"])
    said = found["year"] or found["english_year"] or found["alone_year"] or found["dotted_year"]
    if found["alone"]:
        year = int(said) if said else _last_year((1, month), told_on)
        return _Day(found.start(), found.end(), f"{month:02}.{year}", "", said is not None) if _is_year(year) else None
    day = _day_number(found["day"] or found["english_day"] or found["dotted_day"])
    year = int(said) if said else _last_year((day, month), told_on)
    until = int(found["until"]) if found["until"] else day
    if not (_is_day(year, month, day) and _is_day(year, month, until) and day <= until):
        return None
    last = f"{until:02}.{month:02}.{year}" if until > day else ""
    return _Day(found.start(), found.end(), f"{day:02}.{month:02}.{year}", last, said is not None)


def _day_number(said: str) -> int:
    return int(said) if said[0].isdecimal() else _value(_lexicon()["days"], re.sub(r"\s+", " ", said))


def _last_year(day_and_month: tuple[int, int], told_on: date) -> int:
    return told_on.year if day_and_month[::-1] <= (told_on.month, told_on.day) else told_on.year - 1


def _is_year(year: int) -> bool:
    return FIRST_YEAR <= year <= LAST_YEAR


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return _is_year(year)


def _clock(found: re.Match[str]) -> _Clock | None:
    """The hour that is told; None where it may be one of the morning or of the evening."""
    minutes, whole = _minutes_told(found)
    if minutes is None:
        return None
    span = 60 if found["running"] else 0
    start, end = found.start() + len(found[0]) - len(found[0].lstrip()), found.end()
    around = any(re.search(rf"\b{re.escape(word)}\b", found["before"] or "") for word in _lexicon()["around"])
    margin = (AROUND_AN_HOUR if whole else AROUND_MINUTES) if around else None
    return _Clock(start, end, _shown(minutes), _shown(min(minutes + span, 24 * 60 - 1)) if span else "", margin)


def _minutes_told(found: re.Match[str]) -> tuple[int | None, bool]:
    """Minutes since midnight, and whether a whole hour is told."""
    part = next((name for name, words in _lexicon()["parts"].items() if (found["part"] or "").strip() in words), None)
    if found["midnight"] or found["noon"]:
        return (0 if found["midnight"] else 12 * 60), True
    if found["exact_hour"]:
        hour, minute = int(found["exact_hour"]), int(found["exact_minute"])
        hour = _hour_in(part, hour) if part and hour <= 12 else hour
        return (None if hour > 23 or minute > 59 else hour * 60 + minute), False
    if begun := found["begun"] or found["running"]:
        # The eleventh hour begins at ten; half of it is half past ten.
        hour = _value(_lexicon()["hours_begun" if found["begun"] else "hours_running"], begun) - 1
        return (_hour_in(part, hour) * 60 + (30 if found["begun"] else 0) if part else None), False
    return _spoken(found, part)


def _spoken(found: re.Match[str], part: str | None) -> tuple[int | None, bool]:
    said = found["past"] or found["hour"]
    hour = int(re.sub(r"\D", "", said)) if said[0].isdecimal() else _value(_lexicon()["hours"], said)
    minute = 30 if found["past"] else int(found["minute"] or 0)
    is_sure = part is not None or (hour > 12 and found["unit"])
    if hour > 24 or minute > 59 or not is_sure:
        return None, False
    return (_hour_in(part, hour) if part else hour % 24) * 60 + minute, not found["past"] and not minute


def _hour_in(part: str, hour: int) -> int:
    """`hour` of a part of the day by the clocks of 24 hours: nine in the evening is 21, twelve at night is 0."""
    if hour > 12:
        return hour % 24
    match part:
        case "morning":
            return hour % 12
        case "night":
            return hour % 12 + (12 if 8 <= hour < 12 else 0)
        case _:
            return hour % 12 + 12


def _shown(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _plain(text: str) -> str:
    """Lower case, ё as е, character for character: places in it are places in `text`."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a few letters become two
        lowered = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
    return lowered.replace("ё", "е")


def _value(rows: Sequence[Sequence[str]], word: str) -> int:
    return next(number for number, words in enumerate(rows, 1) if word in words)


@cache
def _lexicon() -> Mapping[str, Any]:  # Any: lists of words, and lists of lists
    loaded: Mapping[str, Any] = json.loads((files("kniha.vocab") / "lexicon/times.json").read_text("utf-8"))
    return loaded


def _one_of(*lists: Iterable[str]) -> str:
    """Any of the words, the longest first: "in the morning" before "in"."""
    words = sorted(set(chain.from_iterable(lists)), key=len, reverse=True)
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in words) + ")"


def _all(name: str) -> Iterator[str]:
    return chain.from_iterable(_lexicon()[name])


@cache
def _day_pattern() -> re.Pattern[str]:
    month = _one_of(_all("months"))
    year = r"(?:,?\s+(?P<{}>\d{{4}})\b(?:\s*(?:года|г\.|г\b))?)?"
    number = r"\d{1,2}(?=\D)"
    ordinal = r"(?:\s*-?\s*(?:га|ага|го|ого|е|ае|ое|st|nd|rd|th)\b)?"
    return re.compile(
        rf"""(?<![\w.])(?:
        (?:(?:з|с|from)\s+)?(?P<day>{number}|{_one_of(_all("days"))}){ordinal}(?:\s*(?:[-–—]|па|по|да|до|to)\s*(?P<until>\d{{1,2}}){ordinal})?
            \s+(?:of\s+)?(?P<month>{month})\b{year.format("year")}
      | (?P<english>{month})\s+(?P<english_day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:){year.format("english_year")}
      | (?P<dotted_day>\d{{1,2}})\.(?P<number>0[1-9]|1[0-2])(?:\.(?P<dotted_year>(?:19|20)\d\d)|(?!\.?\d))
      | (?:(?:у|ў|в|in)\s+)(?P<alone>{month})\b{year.format("alone_year")}
        )""",
        re.VERBOSE,
    )


@cache
def _clock_pattern() -> re.Pattern[str]:
    words = _lexicon()
    before = _one_of(words["around"], words["before_an_hour"])
    part = _one_of(*words["parts"].values())
    hours = _one_of(_all("hours"))
    return re.compile(
        rf"""(?<![\w.:])(?P<before>(?:{before}\s+){{0,3}})(?:
        (?P<exact_hour>\d{{1,2}})[:.](?P<exact_minute>\d\d)(?![.:]?\d)
      | (?P<midnight>{_one_of(words["midnight"])})\b | (?P<noon>{_one_of(words["noon"])})\b
      | (?:палов\w+\s+|половин\w+\s+|пол\s*-?\s*)(?P<begun>{_one_of(_all("hours_begun"))})\b
      | (?P<running>{_one_of(_all("hours_running"))})\s+часу\b
      | half\s+past\s+(?P<past>{hours})\b
      | (?P<hour>\d{{1,2}}(?:-?(?:й|я|ой|ай|ти|ці|х)\b)?|{hours}\b)
            (?P<unit>\s*(?:гадзін\w*|час\w*|ч\.|o['’]clock)(?:\s+(?P<minute>\d{{1,2}})\s*(?:хвілін\w*|минут\w*|мин\b|хв\b))?)?
        )(?:\s*(?P<part>{part})(?!\w))?""",
        re.VERBOSE,
    )


@cache
def _between() -> re.Pattern[str]:
    """What may stand between a day and its hour."""
    return re.compile(rf"[\s,]*(?:(?:{_one_of(*_lexicon()['parts'].values())}|года|г\.|г|on|of|і|и|and)[\s,]*)?")
