"""Names of units: met in any form and letters, by words in a row; numbers as they are written."""

import pytest

from kniha.search.called import sought, told_called, told_in, words_of
from kniha.search.known_names import KnownName

NAMES = (
    KnownName("amap", "АМАП"),
    KnownName("first", "Першы атрад прыкладаў"),
    KnownName("first", "1-ы атрад"),
    KnownName("base", "в/ч 3214"),
    KnownName("kdb", "КДБ"),
)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("амап", {"amap"}), ("Amap", {"amap"}), ("першы прыклад", {"first"}), ("прыклада першы", {"first"}), ("1 атрад", {"first"}),
        ("321", {"base"}), ("3215", set()), ("", set()), ("  ", set()), ("нічога", set()),
    ],
)  # fmt: skip
def test_a_unit_is_meant_by_words_of_one_of_its_names(typed: str, found: set[str]) -> None:
    wanted = sought(typed)
    assert {name.id for name in NAMES if wanted and all(any(map(one.meets, words_of(name.text))) for one in wanted)} == found


def test_a_text_tells_those_words_of_names_of_which_it_has_a_form() -> None:
    assert told_in("Іх везлі з Першага атрада", ["першы", "атрад", "прыклад", "3214"]) == {"атрад"} | told_in("Першага", ["першы"])
    assert told_in("у в/ч 3214", []) == {"3214"}  # of numbers none need be known


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Іх везлі з Першага атрада прыкладаў.", ["Першага атрада прыкладаў"]),
        ("амап стаяў побач", ["амап"]),
        ("людзі з КДБ", ["КДБ"]),
        ("кдб", []),  # three letters that are no capitals are a syllable
        ("Першы быў адзін, атрад быў другі", []),
        ("у в/ч 3214 і ў в/ч 3215", ["в/ч 3214"]),
    ],
)
def test_a_text_names_a_unit_by_all_words_in_a_row(text: str, words: list[str]) -> None:
    assert [text[one.start : one.end] for one in told_called(text, NAMES)] == words


def test_of_several_names_of_a_unit_the_longest_place_is_told() -> None:
    names = (KnownName("u", "атрад"), KnownName("u", "атрад прыкладаў"))
    told = told_called("атрад прыкладаў", names)
    assert [(one.start, one.end, one.known.text) for one in told] == [(0, 15, "атрад прыкладаў")]


def test_a_name_without_a_word_meets_nothing() -> None:
    assert told_called("усё", [KnownName("u", "—")]) == ()
    assert words_of("—") == sought("—") == ()
