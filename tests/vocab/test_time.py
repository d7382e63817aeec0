"""Uncertain time: bounds by the clocks of the place, never stretched, never impossible."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kniha.vocab.errors import ImpossibleError, MalformedError, UnknownTermError
from kniha.vocab.time import Interval, about, day_interval, days_interval, moment, month_interval, zone_names

MINSK = "Europe/Minsk"
WARSAW = "Europe/Warsaw"


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def test_a_moment_is_an_instant_by_the_clocks_of_the_place():
    night = moment(date(2020, 8, 11), time(23, 10), MINSK, words="дзесьці ў 23:10")

    assert night == Interval(utc(2020, 8, 11, 20, 10), utc(2020, 8, 11, 20, 10), MINSK, "exact", "дзесьці ў 23:10")
    assert night.local_first.hour == 23


def test_a_day_is_a_day_of_the_place():
    day = day_interval(date(2020, 8, 12), MINSK)

    assert day.first == utc(2020, 8, 11, 21)
    assert day.last == utc(2020, 8, 12, 20, 59, 59, 999999)
    assert day.precision == "day"


def test_days_and_months_are_bounds_with_both_ends_included():
    assert days_interval(date(2020, 8, 9), date(2020, 8, 11), MINSK).last == utc(2020, 8, 11, 20, 59, 59, 999999)
    december = month_interval(2020, 12, MINSK)
    assert (december.local_first.date(), december.local_last.date()) == (date(2020, 12, 1), date(2020, 12, 31))


def test_a_rough_time_has_a_margin_to_both_sides():
    rough = about(date(2020, 8, 11), time(23, 50), MINSK, within=timedelta(minutes=20))

    assert (rough.local_first.day, rough.local_last.day) == (11, 12)
    assert rough.last - rough.first == timedelta(minutes=40)


def test_a_month_told_before_its_end_is_not_stretched_past_the_telling():
    told = utc(2024, 2, 10, 12)

    assert month_interval(2024, 2, MINSK).not_after(told).last == told
    assert month_interval(2024, 1, MINSK).not_after(told) == month_interval(2024, 1, MINSK)


@given(
    st.dates(date(1901, 1, 1), date(2099, 12, 30)),
    st.sampled_from(["Europe/Minsk", "Europe/Warsaw", "America/Havana", "America/Sao_Paulo", "Asia/Beirut"]),
)
def test_a_day_ends_where_the_next_begins(day, zone):
    today, tomorrow = day_interval(day, zone), day_interval(day + timedelta(days=1), zone)

    assert today.last + timedelta(microseconds=1) == tomorrow.first
    assert today.local_first.date() == today.local_last.date() == day


def test_a_day_without_a_midnight_begins_when_the_clocks_have_jumped():
    assert day_interval(date(2018, 11, 4), "America/Sao_Paulo").local_first.hour == 1


def test_an_hour_that_comes_twice_is_not_decided_for_the_source():
    twice = moment(date(2020, 10, 25), time(2, 30), WARSAW)

    assert twice.last - twice.first == timedelta(hours=1)
    assert twice.precision == "about"


def test_an_hour_that_never_was_is_refused():
    with pytest.raises(ImpossibleError, match="never showed 02:30 on 2020-03-29"):
        moment(date(2020, 3, 29), time(2, 30), WARSAW)


def test_a_day_that_never_was_is_refused():
    with pytest.raises(ImpossibleError):
        day_interval(date(2011, 12, 30), "Pacific/Apia")
    with pytest.raises(ImpossibleError, match="went forward"):
        moment(date(2011, 12, 30), time(12), "Pacific/Apia")


def test_an_interval_does_not_end_before_it_begins():
    with pytest.raises(ImpossibleError, match="1 day, 0:00:00 before it begins"):
        Interval(utc(2020, 8, 12), utc(2020, 8, 11), MINSK, "day")


def test_nothing_is_told_before_it_begins():
    with pytest.raises(ImpossibleError):
        month_interval(2024, 2, MINSK).not_after(utc(2024, 1, 31))


@pytest.mark.parametrize(
    "make",
    [
        lambda: day_interval(date(1899, 12, 31), MINSK),
        lambda: day_interval(date(2101, 1, 1), MINSK),
        lambda: day_interval(date.max, MINSK),
        lambda: moment(date.min, time(0), MINSK),
        lambda: moment(date.max, time.max, "America/Havana"),
        lambda: month_interval(0, 1, MINSK),
        lambda: Interval(utc(2020, 1, 1), utc(2101, 2, 1), MINSK, "day"),
        lambda: Interval(datetime.min.replace(tzinfo=UTC), utc(2020, 1, 1), "America/Havana", "day"),
    ],
)
def test_a_year_outside_of_living_memory_is_refused(make):
    with pytest.raises(ImpossibleError, match="expected a year from 1900 to 2100"):
        make()


@pytest.mark.parametrize("month", [0, 13, -1])
def test_a_thirteenth_month_is_refused(month):
    with pytest.raises(ImpossibleError, match="12 months"):
        month_interval(2020, month, MINSK)


@pytest.mark.parametrize("within", [timedelta(0), timedelta(minutes=-5), timedelta.max])
def test_a_margin_is_above_zero_and_within_reason(within):
    with pytest.raises(ImpossibleError, match="margin"):
        about(date(2020, 8, 11), time(23, 10), MINSK, within=within)


@pytest.mark.parametrize("instant", [utc(2020, 8, 11).replace(tzinfo=None), datetime(2020, 8, 11, tzinfo=timezone(timedelta(hours=3)))])
def test_an_instant_that_is_not_in_utc_is_refused(instant):
    with pytest.raises(MalformedError, match="UTC"):
        Interval(instant, instant, MINSK, "exact")


def test_a_local_time_with_an_offset_of_its_own_is_refused():
    with pytest.raises(MalformedError):
        moment(date(2020, 8, 11), time(23, 10, tzinfo=UTC), MINSK)


def test_an_unknown_precision_is_refused():
    with pytest.raises(UnknownTermError):
        Interval(utc(2020, 8, 11), utc(2020, 8, 11), MINSK, "roughly")


@pytest.mark.parametrize(
    "zone", ["Europe/Atlantis", "", "localtime", "Europe", "../../../etc/passwd", "/etc/localtime", "Europe/Minsk\0", "europe/minsk"]
)
def test_an_unknown_zone_is_refused_and_never_opened_as_a_file(zone):
    with pytest.raises(ImpossibleError, match="no time zone of this name"):
        day_interval(date(2020, 8, 11), zone)


def test_the_zones_are_those_of_the_database_and_none_of_this_machine():
    assert {"Europe/Minsk", "Europe/Warsaw", "UTC"} <= zone_names()
    assert "localtime" not in zone_names()
