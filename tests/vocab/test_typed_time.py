"""What a registrar types for time: a few exact forms, clear refusals, no guesses."""

from datetime import date, time

import pytest

from kniha.vocab.errors import ImpossibleError, MalformedError
from kniha.vocab.time import day_interval, moment, month_interval
from kniha.vocab.typed_time import parse_typed_time

MINSK = "Europe/Minsk"


@pytest.mark.parametrize("text", ["2020-08-11", "11.08.2020", "11.8.2020", " 11.08.2020 "])
def test_a_day_is_read(text):
    assert parse_typed_time(text, MINSK) == day_interval(date(2020, 8, 11), MINSK, words=text)


@pytest.mark.parametrize("text", ["2020-08-11 23:10", "2020-08-11T23:10", "11.8.2020 23:10", "11.08.2020, 23:10", "11.08.2020  23:10:00"])
def test_a_day_with_its_hour_is_read(text):
    assert parse_typed_time(text, MINSK) == moment(date(2020, 8, 11), time(23, 10), MINSK, words=text)


@pytest.mark.parametrize("text", ["2020-08", "08.2020", "8.2020"])
def test_a_month_is_read(text):
    assert parse_typed_time(text, MINSK) == month_interval(2020, 8, MINSK, words=text)


def test_midnight_is_an_hour_and_not_a_whole_day():
    assert parse_typed_time("11.08.2020 0:00", MINSK).precision == "exact"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("31.02.2020", "expected a day from 1 to 29 in month 2 of 2020, found 31"),
        ("29.02.2021", "expected a day from 1 to 28 in month 2 of 2021, found 29"),
        ("2020-00-11", "expected a month from 1 to 12, found 0"),
        ("13.2020", "12 months"),
        ("00.08.2020", "expected a day from 1 to 31"),
        ("11.08.2020 24:00", "expected hours from 0 to 23, found 24"),
        ("11.08.2020 23:60", "expected minutes from 0 to 59, found 60"),
        ("11.08.2020 23:10:60", "expected seconds from 0 to 59, found 60"),
        ("11.08.1820", "expected a year from 1900 to 2100, found 1820"),
        ("08.0000", "expected a year from 1900 to 2100, found 0"),
    ],
)
def test_a_time_that_cannot_be_is_refused_with_what_could(text, reason):
    with pytest.raises(ImpossibleError, match=reason):
        parse_typed_time(text, MINSK)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2020",
        "11.08.20",
        "08/11/2020",
        "11 жніўня",
        "2020-8-11",
        "11.08.2020 23",
        "08.2020 23:10",
        "2020-08 23:10",
        "11.08.2020T",
        "2020-08-11T23:10Z",
    ],
)
def test_another_form_is_refused(text):
    with pytest.raises(MalformedError, match=r"expected a time like 2020-08-11, 11\.08\.2020"):
        parse_typed_time(text, MINSK)


@pytest.mark.parametrize(
    "text", ["１１.08.2020", "11.08.2020\n23:10", "11.08.2020" + " " * 100_000 + "x", "9" * 100_000, "-1.08.2020", "11.08.2020\0"]
)
def test_text_made_to_confuse_is_refused(text):
    with pytest.raises(MalformedError):
        parse_typed_time(text, MINSK)


def test_what_was_typed_is_not_repeated_in_the_error():
    with pytest.raises(MalformedError) as refusal:
        parse_typed_time("Алеся была дома", MINSK)
    assert "Алеся" not in str(refusal.value)
