"""The table of given names: whole, of one script in each column, and met by every spelling of a name."""

import re

import pytest

from kniha.names.given import FULL, SHORT, given_names, initials_of, meant_by
from kniha.names.letters import letters
from kniha.names.patronymics import patronymic
from kniha.names.sounds import sound

ROMAN = re.compile(r"[a-zà-ɏ'-]+", re.IGNORECASE)
CYRILLIC = re.compile(r"[а-яёіўїєґ'-]+", re.IGNORECASE)


def heard(word: str) -> str:
    plain = letters(word)
    return sound(plain.plain, plain.script)


def names(word: str) -> set[str]:
    return {given_names()[number].full[1][0] for number in meant_by(heard(word))}


def test_there_are_names_of_women_and_of_men_enough():
    genders = [one.gender for one in given_names()]
    assert genders.count("f") > 200
    assert genders.count("m") > 200


@pytest.mark.parametrize("name", given_names(), ids=lambda name: name.full[1][0])
def test_a_line_has_every_language_in_its_script(name):
    be, ru, uk, pl, latin = name.full
    assert be
    assert ru
    assert uk
    assert all(CYRILLIC.fullmatch(form) for form in be + ru + uk)
    assert all(ROMAN.fullmatch(form) for form in pl + latin)
    assert not [form for form in be if re.search("[ищъИЩЪ]", form)]
    assert not [form for form in ru if re.search("[іўїєІЎЇЄ]", form)]


@pytest.mark.parametrize(
    ("forms", "name"),
    [
        ("Аляксандр Александр Олександр Aleksander Alexander Aliaksandr Alaksandr Саша Шура", "Александр"),
        ("Яўген Евгений Євген Eugeniusz Eugene Yauhen Jaŭhien Yevgeny Жэня", "Евгений"),
        ("Зміцер Дзмітрый Дмитрий Дмитро Dzmitry Zmicier Dmitriy Дима", "Дмитрий"),
        ("Вольга Ольга Olga Volha Wolha Оля", "Ольга"),
        ("Кацярына Екатерина Катерина Katarzyna Katsiaryna Kaciaryna Каця", "Екатерина"),
        ("Рыгор Григорий Григорій Grzegorz Ryhor Hryhorij", "Григорий"),
        ("Святлана Светлана Світлана Sviatlana Śviatłana Svetlana", "Светлана"),
        ("Ігар Игорь Ігор Ihar Igor", "Игорь"),
    ],
)
def test_every_spelling_is_one_name(forms, name):
    assert [form for form in forms.split() if name not in names(form)] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Александр", "Александра"),
        ("Евгений", "Евгения"),
        ("Мария", "Марина"),
        ("Владимир", "Владислав"),
        ("Жанна", "Яна"),
        ("Юрий", "Георгий"),
    ],
)
def test_names_that_look_alike_are_two(one, other):
    assert names(one).isdisjoint(names(other))


def test_a_short_form_is_told_and_is_of_several():
    found = meant_by(heard("Саша"))
    assert set(found.values()) == {SHORT}
    assert {given_names()[number].gender for number in found} == {"f", "m"}
    assert FULL in meant_by(heard("Алена")).values()


def test_initials_are_those_of_belarusian_and_russian():
    (eugene,) = meant_by(heard("Яўген"))
    assert initials_of(eugene) == {"ja", "e"}


def test_a_word_that_is_no_given_name_is_none():
    assert meant_by(heard("Каваленка")) == {}
    assert meant_by("") == {}


@pytest.mark.parametrize(
    "words",
    [
        "Мікалаевіч Николаевич Миколайович Mikalaevich Nikolaevich",
        "Мікалаеўна Николаевна Миколаївна Mikalaeŭna Nikolaevna",
        "Юр'евіч Юрьевич Yurievich Jurjevič",
        "Пятровіч Петрович Piatrovich",
        "Ільіч Ильич Ilyich",
        "Канстанцінаўна Константиновна Kanstantsinauna",
        "Дзмітрыевіч Дмитриевич Dzmitryevich",
    ],
)
def test_patronymics_of_one_father_meet(words):
    found = [patronymic(heard(word)) for word in words.split()]
    assert all(found)
    fathers = [one.fathers for one in found]
    assert frozenset.intersection(*fathers)
    assert len({one.gender for one in found}) == 1


def test_a_father_whom_the_table_lacks_is_known_by_the_ending():
    son = patronymic(heard("Ковбоевич"))
    assert son is not None
    assert (son.fathers, son.gender) == (frozenset(), "m")
    assert patronymic(heard("Каваленка")) is None
