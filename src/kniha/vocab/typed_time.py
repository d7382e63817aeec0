"""What a registrar types into a field for time, read strictly: a month, a day, or a day with hours and minutes.

`2020-08`, `08.2020`, `2020-08-11`, `11.08.2020`, `11.8.2020 23:10`, `2020-08-11T23:10:05`. No words, no guesses.
"""

import re
from calendar import monthrange
from datetime import date, time

from kniha.vocab.errors import ImpossibleError, MalformedError
from kniha.vocab.time import FIRST_YEAR, LAST_YEAR, Interval, day_interval, moment, month_interval

_SHAPE = re.compile(
    r"""(?: (?P<iso_year>[0-9]{4}) - (?P<iso_month>[0-9]{2}) (?: - (?P<iso_day>[0-9]{2}) )?
          | (?: (?P<day>[0-9]{1,2}) \. )? (?P<month>[0-9]{1,2}) \. (?P<year>[0-9]{4}) )
        (?: (?: [Tt] | ,?[ ]+ ) (?P<hour>[0-9]{1,2}) : (?P<minute>[0-9]{2}) (?: : (?P<second>[0-9]{2}) )? )?""",
    re.VERBOSE,
)


def parse_typed_time(text: str, zone: str) -> Interval:
    """Return the interval that `text` means by the clocks of `zone`; its words are the text as typed.

    Raises MalformedError when the text has another form, ImpossibleError when the day or time cannot be.
    """
    found = _SHAPE.fullmatch(text.strip())
    if not found or (found["hour"] and not (found["day"] or found["iso_day"])):
        raise MalformedError(
            f"expected a time like 2020-08-11, 11.08.2020 or 11.08.2020 23:10, found {len(text)} characters of another form"
        )
    year, month = int(found["year"] or found["iso_year"]), int(found["month"] or found["iso_month"])
    day = found["day"] or found["iso_day"]
    if not day:
        return month_interval(year, month, zone, words=text)
    _check_day(year, month, int(day))
    whole = date(year, month, int(day))
    if not found["hour"]:
        return day_interval(whole, zone, words=text)
    hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    _check_clock(hour, minute, second)
    return moment(whole, time(hour, minute, second), zone, words=text)


def _check_day(year: int, month: int, day: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ImpossibleError(f"expected a year from {FIRST_YEAR} to {LAST_YEAR}, found {year}")
    if not 1 <= month <= 12:
        raise ImpossibleError(f"expected a month from 1 to 12, found {month}")
    days = monthrange(year, month)[1]
    if not 1 <= day <= days:
        raise ImpossibleError(f"expected a day from 1 to {days} in month {month} of {year}, found {day}")


def _check_clock(hour: int, minute: int, second: int) -> None:
    for name, value, most in (("hour", hour, 23), ("minute", minute, 59), ("second", second, 59)):
        if value > most:
            raise ImpossibleError(f"expected {name}s from 0 to {most}, found {value}")
