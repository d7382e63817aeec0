"""Levels of agreement, for many pairs at once: dates with a digit wrong, places in two languages, numbers with a sign wrong, names."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kniha.linkage.fields import folded, read_day
from kniha.linkage.levels import LEVELS, Judge, kind_of
from kniha.linkage.mentions import read_mentions


def level(field, left, right, *, column=None):
    read = read_mentions({"id": ["a", "b"], column or field: [left, right]})
    one, other = Judge(read.vocabulary.words).levels(read, field, np.array([0, 1]), np.array([1, 0]))
    assert one == other
    return LEVELS[kind_of(field)][one]


@pytest.mark.parametrize(
    ("left", "right", "said"),
    [
        ("1984-03-07", "07.03.1984", "same"),
        ("1984", "1984-03-07", "same-year"),
        ("1984-03-07", "1984-03-08", "one-digit"),
        ("1984-03-07", "1984-07-03", "one-digit"),
        ("1984-03-07", "1984-03-28", "year-and-part"),
        ("1984-03-07", "1984-11-28", "year"),
        ("1984-03-07", "1985-11-28", "near-year"),
        ("1984-03-07", "1990-11-28", "decade"),
        ("1984-03-07", "1961-11-28", "conflict"),
        ("1984-03-07", "", "absent"),
        ("1984-73-07", "1984-03-07", "one-digit"),
    ],
)
def test_dates(left, right, said):
    assert level("dob", left, right) == said


@pytest.mark.parametrize(
    ("field", "left", "right", "said"),
    [
        ("birth_place", "Мінск", "Minsk", "same"),
        ("birth_place", "Ашмяны", "Ошмяны", "same"),
        ("birth_place", "г. Мінск, Беларусь", "Мінск", "in-part"),
        ("birth_place", "Мінск", "Гомель", "conflict"),
        ("birth_place", "не вядома", "Гомель", "absent"),
        ("postcode", "wr11 7qp", "WR117QP", "same"),
        ("postcode", "wr11 7qp", "wr11 7qw", "one-sign"),
        ("postcode", "ta4 2uu", "ta4 2sz", "beginning"),
        ("badge", "АВ 12", "AB12", "same"),
        ("badge", "АВ 12", "77-5", "conflict"),
        ("badge", "БЖ 12", "ЦФ 12", "conflict"),
        ("badge", "БЖ 12", "БЦ 12", "one-sign"),
        ("phone", "+375 29 123-45-67", "375291234568", "one-sign"),
        ("dob", "19840307", "1984-03-07", "same"),
        ("dob", "не вядома", "1984-03-07", "absent"),
        ("gender", "муж.", "male", "same"),
        ("gender", "ж", "male", "conflict"),
        ("gender", "?", "male", "absent"),
    ],
)
def test_fields(field, left, right, said):
    assert level(field, left, right) == said


@pytest.mark.parametrize(
    ("field", "left", "right", "said"),
    [
        ("surname", "Яўген Каваленка", "Евгений Коваленко", "one-name"),
        ("surname", "Яўген Кавалевіч", "Евгений Ковалевич", "same"),
        ("given", "Яўген Каваленка", "Евгений Коваленко", "one-name"),
        ("given", "Саша Зубко", "Аляксандр Зубко", "one-name"),
        ("given", "Я. Каваленка", "Яўген Каваленка", "initial"),
        ("given", "Балабан Д.В.", "Балабан Зміцер", "initial"),
        ("given", "Балабан С.В.", "Балабан Зміцер", "conflict"),
        ("patronymic", "Балабан Д.В.", "Балабан Зміцер Уладзіміравіч", "initial"),
        ("surname", "Іван Зубко", "Іван Лагун", "conflict"),
        ("patronymic", "Зуб Аляксандр Канстанцінавіч", "Зуб Александр Николаевич", "conflict"),
        ("patronymic", "Зуб Аляксандр Канстанцінавіч", "Зуб Александр", "absent"),
        ("surname", "не вядома", "Іван Лагун", "absent"),
    ],
)
def test_names(field, left, right, said):
    assert level(field, left, right, column="name") == said


@given(st.sampled_from(("date", "text", "code", "gender")), st.text(max_size=30))
def test_any_cell_can_be_folded(kind, cell):
    plain = folded(kind, cell)
    assert plain is None or isinstance(plain, str)


@given(st.dates(min_value=date(1000, 1, 1), max_value=date(2999, 12, 31)))
def test_a_date_reads_the_same_in_both_orders(day):
    assert read_day(day.isoformat()) == read_day(day.strftime("%d.%m.%Y").zfill(10)) == (day.year, day.month, day.day)
