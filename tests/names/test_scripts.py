"""Letters of another script within a word are named; words of one script, and texts of several languages, are left in peace."""

import pytest

from kniha.names.scripts import strangers


def found(text: str) -> list[tuple[int, str, str]]:
    return [(one.place, one.letter, one.script) for one in strangers(text)]


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("Смiрноў", [(2, "i", "latin")]),
        ("Алесь Смiрноў", [(8, "i", "latin")]),
        ("Smirnоv", [(5, "о", "cyrillic")]),
        ("КAPATKEВІЧ", [(0, "К", "cyrillic"), (7, "В", "cyrillic"), (8, "І", "cyrillic"), (9, "Ч", "cyrillic")]),
        ("OМОН", [(0, "O", "latin")]),
    ],
)
def test_a_letter_of_another_script_is_named_with_its_place(text: str, letters: list[tuple[int, str, str]]):
    assert found(text) == letters


def test_a_word_half_of_each_is_held_to_be_cyrillic():
    assert found("Оc") == [(1, "c", "latin")]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Смірноў",
        "Smirnoŭ",
        "Ivanov Іваноў",
        "Жан-Pierre",
        "O'Ніл",
        "Дзяніс 2",
        "№ 7A",
        "Łukasz",
        "ქართული",
        "王小明",
        "ё́лка",
        "\0\ud800",
    ],
)
def test_words_of_one_script_are_left_in_peace(text: str):
    assert found(text) == []


def test_the_word_is_named_whole():
    assert strangers("пан Смiрноў")[0].word == "Смiрноў"


def test_a_long_text_takes_no_long_time():
    assert len(strangers("Смiрноў " * 20_000)) == 20_000
