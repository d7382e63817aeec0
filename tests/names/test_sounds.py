"""One name sounds alike in all its spellings; what two words lie apart is a distance, with costs from tables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kniha.names.letters import letters
from kniha.names.sounds import FAR, apart, bits, bones, folded, sound, told_far

WORDS = st.text("абвгдежзійклмнопрстуўфхцчшыьэюя", min_size=1, max_size=14)


def heard(word: str) -> str:
    plain = letters(word)
    return sound(plain.plain, plain.script)


@pytest.mark.parametrize(
    "spellings",
    [
        ("Юрый", "Юрий", "Yury", "Iurii", "Jurij", "Yuriy"),
        ("Марыя", "Мария", "Maria", "Maryja", "Mariia"),
        ("Ковалёў", "Kovaliou", "Kowaliow", "Kovalioŭ"),
        ("Савіцкі", "Савицкий"),
        ("Шчарбак", "Shcharbak", "Szczarbak", "Ščarbak"),
        ("Жук", "Zhuk", "Żuk", "Žuk"),
        ("Дзядок", "Dziadok", "Dzyadok"),
    ],
)
def test_spellings_of_one_word_sound_alike(spellings):
    assert [one for one in spellings if apart(heard(one), heard(spellings[0])) > 0.1] == []


def test_folded_the_signs_of_single_spellings_meet():
    assert folded(heard("Ihar")) == folded(heard("Ігар")) == folded(heard("Ігор"))
    assert folded(heard("Eugenio")) != folded(heard("Eugenia"))


def test_bones_are_consonants_in_classes():
    assert bones(heard("Ціханоўскі")) == bones(heard("Тихановский")) == bones(heard("Tsikhanouski"))


def test_ways_of_writing_cost_little_and_other_words_much():
    assert apart(heard("Каваленка"), heard("Коваленко")) < 1
    assert apart(heard("Ціхан"), heard("Тихон")) < 1
    assert 2 < apart(heard("Каваленка"), heard("Кавалнка")) < 4
    assert 2 < apart(heard("Каваленка"), heard("Кавлаенка")) < 4
    assert apart(heard("Каваленка"), heard("Пракаповіч")) > 9


def test_between_the_scripts_the_learned_costs_hold():
    one, other = heard("Gide"), heard("Жид")
    assert apart(one, other, between=True) < apart(one, other)


@given(WORDS, WORDS)
def test_within_a_script_the_distance_is_one(one, other):
    a, b = heard(one), heard(other)
    assert apart(a, b) == pytest.approx(apart(b, a))
    assert 0 <= apart(a, b) <= FAR
    assert apart(a, a) == 0


@given(WORDS)
def test_one_wrong_consonant_is_never_told_far(word):
    a = heard(word)
    for place in range(len(a)):
        b = a[:place] + "k" + a[place + 1 :]
        assert not told_far(bits(a), bits(b))
