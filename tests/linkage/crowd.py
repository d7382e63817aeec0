"""Invented mentions for the tests of linkage: small tables, and random ones for properties."""

from hypothesis import strategies as st

from kniha.linkage.mentions import read_mentions

COLUMNS = ("id", "name", "dob", "birth_place", "unit", "badge")
BARANCHUK = (
    ("a1", "Баранчук Зміцер Янкавіч", "1984-03-07", "Ашмяны", "Лідскі АМАП", ""),
    ("a2", "Дмитрий Баранчук", "1984", "Ошмяны", "Лидский ОМОН", "В123456"),
    ("a3", "Dzmitry Baranchuk", "1984-03-07", "", "Лідскі АМАП", ""),
    ("a4", "Баранчук Д.", "", "Ашмяны", "Лідскі АМАП", "В123456"),
)
OTHERS = (
    ("b1", "Вольга Шпакоўская", "1990-11-30", "Мазыр", "Мазырскі РАУС", ""),
    ("b2", "Ольга Шпаковская", "1990-11-30", "Мозырь", "", ""),
    ("c1", "Баранчук Сцяпан", "1971-01-15", "Слуцк", "Слуцкі РАУС", "А700001"),
)


def table(*rows):
    """Return rows as columns."""
    return {name: [row[place] for row in rows] for place, name in enumerate(COLUMNS)}


def mentions(*rows, vocabulary=None):
    return read_mentions(table(*rows), vocabulary)


NAMES = (
    "Іван Зубко",
    "Иван Зубко",
    "Зубко И.",
    "Зубка Іван Пятровіч",
    "Пётр Лагун",
    "Лагун Пётр Іванавіч",
    "Piotr Lahun",
    "Зубко",
    "не вядома",
    "",
)
rows_of_mentions = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.sampled_from(("", "1980-05-01", "1980-05-07", "1980", "1979-12-31")),
        st.sampled_from(("", "Мінск", "Минск", "Пінск")),
        st.sampled_from(("", "АМАП", "ОМОН", "РАУС")),
        st.sampled_from(("", "В123456", "В123457")),
    ),
    min_size=2,
    max_size=14,
).map(lambda rows: [(f"m{place:02d}", *row) for place, row in enumerate(rows)])
