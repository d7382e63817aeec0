"""Letters of a name are made plain; look-alikes are mended and told, words of one script are not touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kniha.names.letters import letters


@pytest.mark.parametrize(
    ("word", "plain", "script"),
    [
        ("Ціханоўская", "ціханоўская", "cyrillic"),
        ("Дар'я", "даря", "cyrillic"),
        ("Дар’я", "даря", "cyrillic"),
        ("Łukasz", "łukasz", "latin"),
        ("José", "jose", "latin"),
        ("е\u0308лка", "ёлка", "cyrillic"),
        ("王小明", "王小明", None),
        ("", "", None),
        ("-'", "", None),
    ],
)
def test_a_word_of_one_script_is_made_plain(word, plain, script):
    found = letters(word)
    assert (found.plain, found.script, found.mended) == (plain, script, False)


@pytest.mark.parametrize(
    ("word", "plain"),
    [("Смiрноў", "смірноў"), ("Дap'я", "даря"), ("Kaвaль", "каваль"), ("Smirnоv", "smirnov"), ("К0валь", "коваль"), ("Smirn0v", "smirnov")],
)
def test_a_strange_letter_becomes_what_it_looks_like_and_is_told(word, plain):
    found = letters(word)
    assert (found.plain, found.mended) == (plain, True)


@given(st.text(max_size=80))
def test_no_text_is_refused_and_nothing_but_letters_is_left(text):
    assert all(letter.isalpha() for letter in letters(text).plain)
