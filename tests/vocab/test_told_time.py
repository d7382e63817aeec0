"""Times told in words are found where they stand, in three languages; what may mean two things is not guessed."""

from datetime import date

import pytest

from kniha.vocab.told_time import LONGEST_TEXT, ToldTime, told_times
from kniha.vocab.typed_time import parse_typed_time

TOLD_ON = date(2020, 9, 1)


def found(text: str) -> list[tuple[str, str, str, int | None]]:
    return [(text[one.start : one.end], one.first, one.last, one.margin) for one in told_times(text, told_on=TOLD_ON)]


def only(text: str) -> ToldTime:
    (one,) = told_times(text, told_on=TOLD_ON)
    return one


@pytest.mark.parametrize(
    ("text", "first", "margin"),
    [
        ("9-га жніўня каля адзінаццаці вечара", "09.08.2020 23:00", 30),
        ("дзявятага жніўня, прыкладна а дзясятай раніцы", "09.08.2020 10:00", 30),
        ("10 жніўня а 23:10", "10.08.2020 23:10", None),
        ("9 верасня 2019 г. а 15-й гадзіне", "09.09.2019 15:00", None),
        ("9 жніўня, каля трох ночы", "09.08.2020 03:00", 30),
        ("палове дванаццатай ночы 10 жніўня", "10.08.2020 23:30", None),
        ("ў поўнач 10 жніўня", "10.08.2020 00:00", None),
        ("10 августа в 23:10", "10.08.2020 23:10", None),
        ("9 августа вечером, около 23:10", "09.08.2020 23:10", 15),
        ("двадцать первого августа 2020 года, около 15 часов 20 минут", "21.08.2020 15:20", 15),
        ("12 мая 2020 в полдвенадцатого утра", "12.05.2020 11:30", None),
        ("в первом часу ночи 11 августа", "11.08.2020 00:00", None),
        ("9 August at about 11 pm", "09.08.2020 23:00", 30),
        ("at half past eleven in the evening on August 9, 2020", "09.08.2020 23:30", None),
        ("11.08.2020, 23.10", "11.08.2020 23:10", None),
    ],
)
def test_a_day_with_its_hour_is_found_whole(text: str, first: str, margin: int | None):
    one = only(f"Я расказваю: {text}; потым было ціха.")
    assert (one.first, one.margin) == (first, margin)
    assert one.end - one.start >= len(text) - len("on ")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("трыццаць першага снежня", "31.12.2019", ""),
        ("дваццатага лютага 2020", "20.02.2020", ""),
        ("з 9 па 11 жніўня", "09.08.2020", "11.08.2020"),
        ("9–11 августа", "09.08.2020", "11.08.2020"),
        ("у жніўні 2020", "08.2020", ""),
        ("в одиннадцатом часу вечера 9 августа", "09.08.2020 22:00", "09.08.2020 23:00"),
    ],
)
def test_days_spans_and_months_are_found(text: str, first: str, last: str):
    assert (only(text).first, only(text).last) == (first, last)


def test_each_time_of_a_text_stands_in_its_place():
    text = "9 жніўня мяне білі. 11 августа в 14:00 отпустили."
    assert [words for words, *_ in found(text)] == ["9 жніўня", "11 августа в 14:00"]


def test_a_day_without_its_year_is_the_last_one_before_it_was_told_and_marked():
    assert (only("2 верасня").first, only("2 верасня").year_is_said) == ("02.09.2019", False)
    assert only("1 верасня 2020 года").year_is_said


def test_places_are_characters_of_the_text_also_where_lower_case_is_longer():
    text = "İ 😀 9 ЖНІЎНЯ"
    one = only(text)
    assert text[one.start : one.end] == "9 ЖНІЎНЯ"


def test_what_is_suggested_can_be_typed():
    for text in ("9-га жніўня каля адзінаццаці вечара", "з 9 па 11 жніўня", "у жніўні 2020", "в одиннадцатом часу ночи 9 августа"):
        for typed in filter(None, (only(text).first, only(text).last)):
            parse_typed_time(typed, "Europe/Minsk")


@pytest.mark.parametrize("text", ["9 августа в 11 часов", "9 жніўня а адзінаццатай", "9 August at eleven"])
def test_an_hour_of_the_morning_or_of_the_evening_is_not_guessed(text: str):
    assert only(text).first == "09.08.2020"


@pytest.mark.parametrize(
    "text", ["", "31 июня", "29 лютага 2019", "0 мая", "5 мая 1850 года", "мая сястра", "May I go", "дом 9, кв. 11", "v10.08.1"]
)
def test_what_is_no_day_is_not_found(text: str):
    assert found(text) == []


def test_an_hour_that_no_clock_shows_leaves_the_day():
    assert only("9 жніўня а 25:61").first == "09.08.2020"


@pytest.mark.parametrize("piece", ["каля а у ", "9 ", "9-9-", "адзінаццаці ", "9 жніўня 23:"])
def test_a_text_made_to_be_slow_ends(piece: str):
    told_times(piece * (LONGEST_TEXT // 10 // len(piece)), told_on=TOLD_ON)
