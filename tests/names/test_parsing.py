"""A name is read by its parts in any order and script; what names nobody or several is told so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kniha.names.comparing import compare
from kniha.names.parsing import MOST_SIGNS, parse, parse_parts


def parts(text: str) -> tuple[str, ...]:
    """The likeliest reading: given name, patronymic, surnames; initials with a point."""
    given_name, father, surnames, first, second = parse(text).readings[0]
    shown = [given_name and given_name.written, father and father.written, *(one.written for one in surnames)]
    return tuple(filter(None, [*shown, first and f"{first.written}.", second and f"{second.written}."]))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Аляксандр Бабрыковіч", ("Аляксандр", "Бабрыковіч")),
        ("Бабрыковіч Аляксандр", ("Аляксандр", "Бабрыковіч")),
        ("Станкевич Николай Петрович", ("Николай", "Петрович", "Станкевич")),
        ("Николай Петрович Станкевич", ("Николай", "Петрович", "Станкевич")),
        ("Іванаўна Ганна", ("Ганна", "Іванаўна")),
        ("Ганна Іванаўна", ("Ганна", "Іванаўна")),
        ("BABRYKOVICH, Aliaksandr", ("Aliaksandr", "BABRYKOVICH")),
        ("Иванов И. П.", ("Иванов", "И.", "П.")),
        ("И.П. Иванов", ("Иванов", "И.", "П.")),
        ("Иванов ИП", ("Иванов", "И.", "П.")),
        ("Scholz Olaf", ("Scholz", "Olaf")),
        ("Вінцэнт Дунін-Марцінкевіч", ("Вінцэнт", "Дунін", "Марцінкевіч")),
        ("спадар Алесь Жук", ("Алесь", "Жук")),
        ("Ирина Лукашевич", ("Ирина", "Лукашевич")),
        ("ИринаЛукашевич", ("Ирина", "Лукашевич")),
        ("Али Аль-Басри", ("Али", "Басри")),
    ],
)
def test_the_parts_are_found(text, read):
    assert parts(text) == read


def test_what_cannot_be_decided_is_read_both_ways():
    assert len(parse("Антон Іван").readings) == 2
    assert len(parse("Olaf Scholz").readings) == 2
    assert len(parse("Іван Каваленка").readings) == 1


def test_a_son_of_a_known_father_may_also_be_a_surname():
    ways = [(bool(one.patronymic), len(one.surnames)) for one in parse("Юрый Захаравіч").readings]
    assert ways == [(False, 1), (True, 0)]


@pytest.mark.parametrize(
    "text", ["", " ", "не вядома", "Неизвестно", "unknown", "н/д".replace("/", ""), "?", "А", "б", "...", "123", "–", "\0"]
)
def test_nobody_is_told(text):
    assert parse(text).note == "no-name"
    assert parse(text).readings == ()


@pytest.mark.parametrize(
    "text",
    [
        "Іваноў, Пятроў, Сідараў",
        "Іван Іваноў і Пётр Пятроў",
        "Иванов Иван; Петров Пётр",
        "Ivan Ivanov and Petr Petrov",
        "Іваноў " * 30,
        "Іван Пётр Сідар Алесь Янка Міхась Кастусь",
        "а" * (MOST_SIGNS + 1),
    ],
)
def test_several_are_told(text):
    assert parse(text).note == "several-names"


def test_signs_without_width_and_loose_marks_divide_nothing():
    assert parts("Іван Кава\u200bленка") == ("Іван", "Каваленка")


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ({"given": "Мікалай", "patronymic": "Пятровіч", "surname": "Станкевіч"}, "Станкевич Николай Петрович"),
        ({"given": "М.", "patronymic": "П.", "surname": "Станкевіч"}, "Станкевич Николай Петрович"),
        ({"given": "Антон", "surname": "Іван"}, "Антон Иван"),
        ({"given": "Я.", "surname": "Жук"}, "Жук Евгений"),
        ({"given": "Вінцэнт", "patronymic": "не вядома", "surname": "Дунін-Марцінкевіч"}, "Винцент Дунин-Марцинкевич"),
    ],
)
def test_parts_that_a_table_tells_apart_are_taken_at_their_word(parts, text):
    assert compare(parse_parts(**parts), parse(text)).same
    assert len(parse_parts(**parts).readings) == 1


def test_parts_that_tell_nothing_are_nobody():
    assert parse_parts(given="не вядома", surname=" ").note == "no-name"


@given(st.text(max_size=400))
def test_no_text_is_refused(text):
    name = parse(text)
    assert (name.note is None) == bool(name.readings)
