"""From when to when: what is sure, what is possible, and nothing stretched past what was told."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kniha.vocab.errors import ImpossibleError, MalformedError
from kniha.vocab.shown_span import describe_span
from kniha.vocab.span import Span, common, parse_days, span, typed_days

DAY = date(2020, 8, 9)


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("2020", date(2020, 1, 1), date(2020, 12, 31)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("02.2020", date(2020, 2, 1), date(2020, 2, 29)),
        ("9.8.2020", DAY, DAY),
        ("2020-08-09", DAY, DAY),
        ("2020-08..2020-10-02", date(2020, 8, 1), date(2020, 10, 2)),
        (" 2019 .. 2020 ", date(2019, 1, 1), date(2020, 12, 31)),
    ],
)
def test_days_are_read_as_exactly_as_they_were_typed(typed: str, first: date, last: date) -> None:
    assert parse_days(typed) == (first, last)


@given(st.tuples(st.dates(date(1901, 1, 1), date(2099, 1, 1)), st.dates(date(1901, 1, 1), date(2099, 1, 1))).map(sorted).map(tuple))
def test_what_is_typed_again_means_the_same(days: tuple[date, date]) -> None:
    assert parse_days(typed_days(days)) == days


def test_who_was_seen_in_a_post_neither_began_nor_ended_then() -> None:
    seen = span(None, None, [(DAY, DAY)])
    assert (seen.began_from, seen.began_to, seen.ended_from, seen.ended_to) == (None, DAY, DAY, None)
    assert seen.surely == (DAY, DAY)
    assert seen.possibly == (date.min, date.max)


def test_a_month_in_which_something_began_makes_no_day_of_it_sure() -> None:
    begun = span(parse_days("2020-02"), None)
    assert begun.surely is None
    assert begun.possibly == (date(2020, 2, 1), date.max)


def test_it_surely_held_from_the_last_day_of_the_beginning_to_the_first_of_the_end() -> None:
    held = span(parse_days("2019"), parse_days("2020-10"), [parse_days("2020-08")])
    assert held.surely == (date(2019, 12, 31), date(2020, 10, 1))


def test_two_tellings_have_days_in_common_or_none() -> None:
    assert common(parse_days("2020"), parse_days("2020-08..2021")) == (date(2020, 8, 1), date(2020, 12, 31))
    assert common(parse_days("2019"), parse_days("2020")) is None


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("be", "пачатак: 2019 г., прынамсі да: 9 жніўня 2020 г."),
        ("ru", "начало: 2019 г., по меньшей мере до: 9 августа 2020 г."),
        ("en", "from 2019, at least until 9 August 2020"),
    ],
)
def test_a_span_says_what_is_not_known_of_it(language: str, told: str) -> None:
    assert describe_span(span(parse_days("2019"), None, [(DAY, DAY)]), language) == told


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (Span(), "days not known"),
        (Span(began_from=DAY), "not before 9 August 2020, end not known"),
        (Span(began_to=DAY), "by 9 August 2020 at the latest, end not known"),
        (Span(ended_to=DAY), "beginning not known, no longer than 9 August 2020"),
        (Span(None, None, DAY, date(2020, 8, 31)), "beginning not known, until 9–31 August 2020"),
    ],
)
def test_each_end_may_be_open(told: Span, words: str) -> None:
    assert describe_span(told, "en") == words


@pytest.mark.parametrize("typed", ["", "летась", "2020-", "2020-08-09T10:00", "8.9", "2020..", "2020...2021", "20200809"])
def test_words_and_halves_are_no_days(typed: str) -> None:
    with pytest.raises(MalformedError, match="expected days like"):
        parse_days(typed)


@pytest.mark.parametrize("typed", ["2020-13", "31.02.2020", "2020-00-10", "1850", "2021..2020", "0.8.2020"])
def test_days_that_cannot_be_are_refused(typed: str) -> None:
    with pytest.raises(ImpossibleError):
        parse_days(typed)


@pytest.mark.parametrize(
    ("began", "ended", "seen"),
    [("2021", "2020", ()), ("2020-08-09", None, ("2020-08-08",)), (None, "2020-08-09", ("2020-08-10",)), ("2020-08-10", "2020-08-09", ())],
)
def test_what_ends_before_it_begins_is_refused(began: str | None, ended: str | None, seen: tuple[str, ...]) -> None:
    with pytest.raises(ImpossibleError):
        span(began and parse_days(began), ended and parse_days(ended), map(parse_days, seen))
