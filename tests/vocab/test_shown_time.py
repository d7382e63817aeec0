"""Times as people of the place write them."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from kniha.vocab.errors import UnknownTermError
from kniha.vocab.shown_time import describe
from kniha.vocab.time import Interval, about, day_interval, days_interval, moment, month_interval

MINSK = "Europe/Minsk"
DAY = date(2020, 8, 11)
EVENING = time(23, 10)


def shown(interval):
    return tuple(describe(interval, language, home=MINSK) for language in ("be", "ru", "en"))


def from_evening(last_day, last, precision="exact"):
    return Interval(moment(DAY, EVENING, MINSK).first, moment(last_day, last, MINSK).last, MINSK, precision)


def test_an_exact_time():
    assert shown(moment(DAY, EVENING, MINSK)) == ("11 жніўня 2020 г., 23:10", "11 августа 2020 г., 23:10", "11 August 2020, 23:10")


def test_seconds_are_shown_where_they_were_told():
    assert describe(moment(DAY, time(23, 10, 5), MINSK), "en", home=MINSK) == "11 August 2020, 23:10:05"


def test_a_range_within_a_day():
    assert shown(from_evening(DAY, time(23, 40))) == (
        "11 жніўня 2020 г., 23:10–23:40",
        "11 августа 2020 г., 23:10–23:40",
        "11 August 2020, 23:10–23:40",
    )


def test_a_range_over_midnight():
    assert shown(from_evening(date(2020, 8, 12), time(1, 30)))[0] == "11 жніўня 2020 г., 23:10 – 12 жніўня 2020 г., 01:30"


def test_a_rough_time_with_its_margin():
    assert shown(about(DAY, EVENING, MINSK, within=timedelta(minutes=20))) == (
        "11 жніўня 2020 г., каля 23:10 (±20 хв)",
        "11 августа 2020 г., около 23:10 (±20 мин)",
        "11 August 2020, about 23:10 (±20 min)",
    )


@pytest.mark.parametrize(("minutes", "margin"), [(60, "±1 гадз"), (90, "±1 гадз 30 хв"), (180, "±3 гадз")])
def test_a_wide_margin_is_told_in_hours(minutes, margin):
    assert describe(about(DAY, EVENING, MINSK, within=timedelta(minutes=minutes)), "be", home=MINSK).endswith(f"каля 23:10 ({margin})")


def test_a_rough_time_around_midnight_is_of_the_day_of_its_middle():
    assert (
        shown(about(date(2020, 8, 12), time(0, 5), MINSK, within=timedelta(minutes=10)))[1] == "12 августа 2020 г., около 00:05 (±10 мин)"
    )


def test_a_rough_time_without_a_whole_middle_shows_its_ends():
    assert shown(from_evening(DAY, time(23, 15), "about"))[2] == "11 August 2020, about 23:10–23:15"


def test_a_part_of_a_day():
    evening = Interval(moment(DAY, time(18), MINSK).first, day_interval(DAY, MINSK).last, MINSK, "part-of-day")

    assert shown(evening) == (
        "11 жніўня 2020 г., паміж 18:00 і 24:00",
        "11 августа 2020 г., между 18:00 и 24:00",
        "11 August 2020, between 18:00 and 24:00",
    )


def test_a_day():
    assert shown(day_interval(date(2020, 8, 12), MINSK)) == ("12 жніўня 2020 г.", "12 августа 2020 г.", "12 August 2020")


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2020, 8, 9), date(2020, 8, 11), "9–11 жніўня 2020 г."),
        (date(2020, 8, 30), date(2020, 9, 2), "30 жніўня – 2 верасня 2020 г."),
        (date(2020, 12, 31), date(2021, 1, 1), "31 снежня 2020 г. – 1 студзеня 2021 г."),
    ],
)
def test_several_days(first, last, text):
    assert shown(days_interval(first, last, MINSK))[0] == text


def test_a_month():
    assert shown(month_interval(2020, 8, MINSK)) == ("жнівень 2020 г.", "август 2020 г.", "August 2020")


@pytest.mark.parametrize(
    ("year", "month", "text"),
    [(2020, 9, "август – сентябрь 2020 г."), (2021, 2, "август 2020 г. – февраль 2021 г."), (2021, 8, "август 2020 г. – август 2021 г.")],
)
def test_several_months(year, month, text):
    months = Interval(month_interval(2020, 8, MINSK).first, month_interval(year, month, MINSK).last, MINSK, "month")

    assert shown(months)[1] == text


def test_a_month_that_was_not_over_shows_its_days():
    told = datetime(2024, 2, 10, 12, tzinfo=UTC)

    assert shown(month_interval(2024, 2, MINSK).not_after(told))[0] == "1–10 лютага 2024 г."


def test_a_time_not_known_shows_its_bounds():
    bounds = days_interval(date(2020, 8, 9), date(2020, 8, 21), MINSK)
    unknown = Interval(bounds.first, bounds.last, MINSK, "not-known")

    assert shown(unknown) == (
        "час невядомы (9–21 жніўня 2020 г.)",
        "время неизвестно (9–21 августа 2020 г.)",
        "time not known (9–21 August 2020)",
    )


def test_the_zone_is_named_where_readers_do_not_expect_it():
    assert describe(day_interval(date(2020, 8, 12), "Europe/Vilnius"), "en", home=MINSK) == "12 August 2020 (Europe/Vilnius)"
    assert describe(day_interval(date(2020, 8, 12), MINSK), "en") == "12 August 2020 (Europe/Minsk)"


def test_a_language_without_words_is_refused():
    with pytest.raises(UnknownTermError):
        describe(day_interval(date(2020, 8, 12), MINSK), "de", home=MINSK)
