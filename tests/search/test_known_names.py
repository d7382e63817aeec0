"""Names that are known are pointed out in a text in any case and script, and a name that says too little is not."""

import pytest

from kniha.search.known_names import KnownName, capitalised, told_names

KNOWN = [
    KnownName("k", "Мікалай Кавальчук"),
    KnownName("r", "Рысь"),
    KnownName("i", "Ivan Petrov"),
    *[KnownName(f"n{n}", f"Мікалай {n}") for n in range(5)],
]


def told(text: str) -> list[tuple[str, str]]:
    return [(text[one.start : one.end], one.known.id) for one in told_names(text, KNOWN)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Мяне біў Мікалай Кавальчук.", [("Мікалай Кавальчук", "k")]),
        ("бачыў Кавальчука Мікалая там", [("Кавальчука Мікалая", "k")]),
        ("его звали Ковальчук", [("Ковальчук", "k")]),
        ("вместе с Ковальчуком", [("Ковальчуком", "k")]),
        ("a man called Kovalchuk", [("Kovalchuk", "k")]),
        ("Яго звалі «Рысь»", [("Рысь", "r")]),
        ("з Іванам Пятровым і Іванам Петровым", [("Іванам Петровым", "i")]),
    ],
)
def test_a_known_name_is_met_in_every_form(text: str, found: list[tuple[str, str]]):
    assert [one for one in told(text) if one[1] in {"k", "r", "i"}] == found


@pytest.mark.parametrize("text", ["Мікалай прыйшоў", "рысь у лесе", "кавальчук", "", "Ён", "Каваленка і Кавалёў"])
def test_a_first_name_of_many_a_common_word_or_another_name_is_not(text: str):
    assert told(text) == []


def test_only_words_with_a_capital_are_looked_up():
    assert capitalised("Учора Іван біў рысь, Іван") == ("учора", "иван")
