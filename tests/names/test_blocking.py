"""Names of one person share a key across scripts; strangers mostly share none, and nobody shares one with all."""

import pytest

from kniha.names.blocking import keys
from kniha.names.parsing import parse


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Яўген Каваленка", "Kovalenko Evgeny"),
        ("Жук А. И.", "Аляксандр Іванавіч Жук"),
        ("Ihar Chyzh", "Чиж Игорь Петрович"),
        ("Cichanoŭski Siarhiej", "Тихановский С."),
        ("Марыя Іванаўна Прыкладная", "Мария Ивановна Жук"),
        ("Олаф Шольц", "Olaf Scholz"),
    ],
)
def test_names_of_one_person_share_a_key(left, right):
    assert keys(parse(left)) & keys(parse(right))


def test_strangers_share_none():
    assert not keys(parse("Яўген Каваленка")) & keys(parse("Евгений Петров"))


@pytest.mark.parametrize("text", ["", "не вядома", "Іваноў, Пятроў, Сідараў", "А"])
def test_nobody_has_no_key(text):
    assert keys(parse(text)) == frozenset()
