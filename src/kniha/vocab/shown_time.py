"""An interval as people of the place write it, in Belarusian, Russian or English, never more exact than it was told.

"11 жніўня 2020 г., каля 23:10 (±20 хв)", "11 августа 2020 г., 23:10–23:40", "9–11 August 2020", "August 2020".
The words are in the lists `months`, `months-after-day` and `time-phrases`.
"""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta

from kniha.vocab.terms import label
from kniha.vocab.time import Interval, month_interval

_TICK = timedelta(microseconds=1)
_MINUTE = timedelta(minutes=1)


def describe(interval: Interval, language: str, *, home: str = "") -> str:
    """Return the interval as text in "be", "ru" or "en"; the zone is named unless it is `home`, the zone that readers expect.

    Raises UnknownTermError for another language.
    """
    text = _described(interval, language)
    return text if interval.zone == home else f"{text} ({interval.zone})"


def describe_days(first: date, last: date, language: str) -> str:
    """Return some day between two in "be", "ru" or "en": a day, whole months, a whole year, or from day to day."""
    if first == last:
        return _day(first, language)
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return _year(first, language) if first.year == last.year else f"{first.year}–{_year(last, language)}"
    whole = first.day == 1 and last.day == monthrange(last.year, last.month)[1]
    return _months(first, last, language) if whole else _days(first, last, language)


def _described(interval: Interval, language: str) -> str:
    first, last = interval.local_first, interval.local_last
    match interval.precision:
        case "not-known":
            return _phrase("not-known", language).format(_days(first, last, language))
        case "month" if _is_whole_months(interval):
            return _months(first, last, language)
        case "month" | "day":
            return _days(first, last, language)
        case "about":
            return _about(interval, language)
        case "part-of-day":
            return _hours(first, last, language, between=_phrase("between", language))
        case _:
            return _hours(first, last, language)


def _about(interval: Interval, language: str) -> str:
    """Write middle and margin where both are whole minutes, else the two ends."""
    about = _phrase("about", language)
    margin = (interval.last - interval.first) / 2
    middle = (interval.first + margin).astimezone(interval.local_first.tzinfo)
    if margin % _MINUTE or middle.second or middle.microsecond:
        return _hours(interval.local_first, interval.local_last, language, between=about.format("{}–{}"))
    text = f"{_day(middle, language)}, {about.format(_clock(middle))}"
    return f"{text} (±{_margin(margin, language)})" if margin else text


def _hours(first: datetime, last: datetime, language: str, *, between: str = "{}–{}") -> str:
    day, begins = _day(first, language), _clock(first)
    if first == last:
        return f"{day}, {begins}"
    if first.date() == last.date():
        return f"{day}, {between.format(begins, _closing_clock(last))}"
    return f"{day}, {begins} – {_day(last, language)}, {_closing_clock(last)}"


def _days(first: date, last: date, language: str) -> str:
    if (first.year, first.month, first.day) == (last.year, last.month, last.day):
        return _day(first, language)
    if first.year != last.year:
        return f"{_day(first, language)} – {_day(last, language)}"
    if first.month != last.month:
        return f"{first.day} {label('months-after-day', str(first.month), language)} – {_day(last, language)}"
    return f"{first.day}–{_day(last, language)}"


def _months(first: date, last: date, language: str) -> str:
    begins, ends = (label("months", str(day.month), language) for day in (first, last))
    if first.year != last.year:
        return f"{begins} {_year(first, language)} – {ends} {_year(last, language)}"
    return f"{ends} {_year(last, language)}" if first.month == last.month else f"{begins} – {ends} {_year(last, language)}"


def _day(day: date, language: str) -> str:
    return f"{day.day} {label('months-after-day', str(day.month), language)} {_year(day, language)}"


def _year(day: date, language: str) -> str:
    return _phrase("year", language).format(day.year)


def _clock(local: datetime) -> str:
    return f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"


def _closing_clock(local: datetime) -> str:
    """Write the last microsecond of a day as 24:00, of an hour as the next hour."""
    if local.microsecond != 999_999:
        return _clock(local)
    following = (local.astimezone(UTC) + _TICK).astimezone(local.tzinfo)
    return _clock(following) if following.date() == local.date() else "24:00"


def _margin(margin: timedelta, language: str) -> str:
    hours, minutes = divmod(margin // _MINUTE, 60)
    parts = (_phrase(unit, language).format(number) for unit, number in (("hours", hours), ("minutes", minutes)) if number)
    return " ".join(parts)


def _phrase(code: str, language: str) -> str:
    return label("time-phrases", code, language)


def _is_whole_months(interval: Interval) -> bool:
    first, last = interval.local_first, interval.local_last
    return (
        interval.first == month_interval(first.year, first.month, interval.zone).first
        and interval.last == month_interval(last.year, last.month, interval.zone).last
    )
