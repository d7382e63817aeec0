"""Spellings of one name meet, names that only look alike do not, and every answer says why."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kniha.names.comparing import compare
from kniha.names.parsing import parse
from kniha.names.reasons import told
from kniha.names.weights import WEIGHTS


def both(left: str, right: str):
    return compare(parse(left), parse(right))


def codes(left: str, right: str) -> set[str]:
    return {reason.code for reason in both(left, right).reasons}


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Святлана Прыкладная", "Светлана Прикладная"),
        ("Яўген Каваленка", "Yauhen Kavalenka"),
        ("Яўген Каваленка", "Евгений Коваленко"),
        ("Uładzimir Karatkievič", "Владимир Короткевич"),
        ("Зміцер Дашкоў", "Dmitry Dashkov"),
        ("Andrzej Korotkiewicz", "Андрэй Караткевіч"),
        ("Володимир Шевченко", "Уладзімір Шаўчэнка"),
        ("Anna Kowalska", "Ганна Кавальская"),
        ("Мікалай Станкевіч", "Станкевич Николай Петрович"),
        ("Аляксандр Іванавіч Жук", "Жук Александр Иванович"),
        ("Жук А. И.", "Аляксандр Іванавіч Жук"),
        ("Я. Жданковіч", "Жданкович Евгений"),
        ("Саша Бобрикович", "Александр Бобрикович"),
        ("Алесь Бабрыковіч", "BABRYKOVICH, Aliaksandr"),
        ("Смiрнoў Алег", "Олег Смирнов"),
        ("Смірноу Алег", "Олег Смирнов"),
        ("Семенов Петр", "Семёнов Пётр"),
        ("Иван Дзержинский", "Иван Дзержниский"),
        ("Фёдор Гаврилюк Иванович", "Фёдор Гаврилук Иванович"),
        ("Natalia Ivanova", "Наталля Іванова"),
        ("Yevgeniya Dyatlov", "Евгения Дятлова"),
        ("Olaf Scholz", "Олаф Шольц"),
        ("Паліна Прыкладная-Жук", "Полина Прикладная"),
    ],
)
def test_spellings_of_one_name_meet(left, right):
    assert both(left, right).same


@pytest.mark.parametrize(
    ("left", "right", "why"),
    [
        ("Сяргей Прыкладны", "Светлана Прикладная", "given-conflicts"),
        ("Яўген Каваленка", "Евгений Коваленков", "surname-longer"),
        ("Іван Новік", "Иван Новиков", "surname-longer"),
        ("Пётр Марчук", "Пётр Марченко", "surname-conflicts"),
        ("Аляксандр Канстанцінавіч Зуб", "Александр Николаевич Зуб", "patronymic-conflicts"),
        ("Жук А. И.", "Александр Петрович Жук", "patronymic-initial-conflicts"),
        ("Жук А.", "Виктор Жук", "given-initial-conflicts"),
        ("Иванова А.", "Иванов А.", "surname-ending-conflicts"),
        ("Аляксандр Пятроў", "Александра Петрова", "given-conflicts"),
        ("Марына Адамовіч", "Мария Адамович", "given-conflicts"),
        ("Алексей Романов", "Роман Алексеев", "surname-conflicts"),
        ("Ганна Кот", "Ганна Код", "surname-nearly-same"),
        ("Паліна Прыкладная-Жук", "Полина Прикладная-Мороз", "second-surname-conflicts"),
    ],
)
def test_names_that_look_alike_do_not(left, right, why):
    assert not both(left, right).same
    assert why in codes(left, right)


def test_an_absent_patronymic_says_nothing_and_a_conflict_speaks_against():
    without = both("Іван Жук", "Жук Иван").nats
    assert both("Іван Жук", "Жук Иван Петрович").nats == pytest.approx(without)
    assert both("Іван Пятровіч Жук", "Жук Иван Петрович").nats > without
    assert both("Іван Сцяпанавіч Жук", "Жук Иван Петрович").nats < without - 5


def test_a_clerk_reads_why():
    reasons = both("Аляксандр Канстанцінавіч Зуб", "Александр Николаевич Зуб").reasons
    assert told(reasons[0], "en") == "patronymic conflicts: Канстанцінавіч / Николаевич"
    assert told(reasons[0], "be") == "імёны па бацьку разыходзяцца: Канстанцінавіч / Николаевич"
    assert told(reasons[0], "ru") == "отчества расходятся: Канстанцінавіч / Николаевич"


def test_reasons_come_by_weight_and_add_up():
    found = both("Жук А. И.", "Александр Петрович Жук")
    assert [abs(one.nats) for one in found.reasons] == sorted((abs(one.nats) for one in found.reasons), reverse=True)
    assert sum(one.nats for one in found.reasons) + WEIGHTS["prior"] == pytest.approx(found.nats)
    assert found.probability == pytest.approx(1 / (1 + math.exp(-found.nats)))


def test_mended_letters_are_told():
    assert "letters-mended" in codes("Смiрноў Алег", "Олег Смирнов")
    assert "letters-mended" not in codes("Смірноў Алег", "Олег Смирнов")


@pytest.mark.parametrize("nobody", ["", "не вядома", "А", "Іваноў, Пятроў, Сідараў", "Ivan Ivanov and Petr Petrov", "Іваноў " * 5_000])
@pytest.mark.parametrize("other", ["Іван Іваноў", "", "не вядома"])
def test_where_there_is_no_name_there_is_no_certainty(nobody, other):
    found = both(nobody, other)
    assert found.probability == pytest.approx(1 / (1 + math.exp(-WEIGHTS["prior"])))
    assert codes(nobody, other) & {"no-name", "several-names"}


def test_a_crowd_is_not_repeated_whole_in_the_reason():
    (reason,) = both("Іваноў " * 5_000, "Іван Іваноў").reasons
    assert len(reason.left) < 100


def test_what_is_unknown_on_both_sides_is_told_of_both():
    assert [(one.left, one.right) for one in both("не вядома", "неизвестно").reasons] == [("не вядома", "неизвестно")]


@pytest.mark.parametrize("word", ["Каваленка", "Аляксандр", "Іванаўна"])
def test_one_word_alone_is_no_certainty(word):
    assert not both(word, word).same


def test_a_surname_alone_beside_a_whole_name_is_no_certainty():
    assert not both("Каваленка", "Яўген Каваленка").same
    assert not both("Яўген", "Яўген Каваленка").same


NAMES = st.lists(
    st.sampled_from(
        ["Іван", "Ivan", "Саша", "Жук", "Жукаў", "Жукова", "Петрович", "Пятроўна", "Stankevich", "А.", "И.", ",", "Дунін-Марцінкевіч", "не"]
    )
    | st.text(max_size=8),
    max_size=6,
).map(" ".join)


@given(NAMES, NAMES)
def test_it_matters_not_which_name_comes_first(left, right):
    one, other = both(left, right), both(right, left)
    assert one.nats == pytest.approx(other.nats)
    assert 0 <= one.probability <= 1


@given(NAMES)
def test_a_name_is_never_less_like_itself_than_like_a_stranger(name):
    assert both(name, name).nats >= both(name, "Квятаслава Вжеcневская").nats - 1e-9
