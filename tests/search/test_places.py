"""Places that a text names are found in every case and script, and a common word or a surname is not taken for one."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kniha.search.places import completed, told_places
from kniha.vocab.gazetteer import known_place, known_places

ROOT = Path(__file__).parents[2]


def named(text: str) -> list[tuple[str, str]]:
    return [(text[told.start : told.end], told.places[0].name("en")) for told in told_places(text)]


@pytest.mark.parametrize(
    ("text", "words", "place"),
    [
        ("Нас везлі на Акрэсціна.", "Акрэсціна", "Akrestsina"),
        ("Сидел на Окрестина неделю", "Окрестина", "Akrestsina"),
        ("they took us to okrestina", "okrestina", "Akrestsina"),
        ("пераезд у Жодзіна", "Жодзіна", "Zhodzina"),
        ("был в Жодине", "Жодине", "Zhodzina"),
        ("у Жодзіне трымалі", "Жодзіне", "Zhodzina"),
        ("в жодинской тюрьме", "жодинской тюрьме", "Zhodzina prison"),
        ("near Pushkinskaya metro", "Pushkinskaya", "Pushkinskaya"),
        ("каля метро «Пушкінская»", "Пушкінская", "Pushkinskaya"),
        ("стаялі ля Пушкінскай", "Пушкінскай", "Pushkinskaya"),
        ("на станции Московская", "Московская", "Maskouskaya"),
        ("на плошчы Якуба Коласа", "плошчы Якуба Коласа", "Yakub Kolas Square"),
        ("На площади Победы", "площади Победы", "Victory Square"),
        ("СИЗО № 1 на Володарке", "СИЗО № 1", "Valadarka"),
        ("у Брэсце", "Брэсце", "Brest"),
        ("у Лідзе", "Лідзе", "Lida"),
        ("пад'ехалі да Гродна", "Гродна", "Hrodna"),
        ("пад Магілёвам", "Магілёвам", "Mahilyow"),
        ("в Барановичах", "Барановичах", "Baranovichi"),
        ("у Астраўцы", "Астраўцы", "Astraviec"),
        ("в Городке", "Городке", "Gorodok"),
        ("з Марʼінай Горкі", "Марʼінай Горкі", "Marina Gorka"),
        ("in Baranavichy", "Baranavichy", "Baranovichi"),
        ("из Борисова", "Борисова", "Barysaw"),
        ("у Барысаве", "Барысаве", "Barysaw"),
        ("горад Масты", "Масты", "Mosty"),
    ],
)
def test_a_place_is_found_in_the_form_in_which_it_is_told(text: str, words: str, place: str):
    assert (words, place) in named(text)


@pytest.mark.parametrize(
    "text",
    [
        "Ён крычаў і крычаў, а Крычаў маўчаў.",
        "Ліда сказала, што ў Ліды баліць рука",
        "с Борисовым и у Борисова",
        "вуліца Пушкінская, ул. Московская",
        "минский автобус, Минская область, мінскі рух",
        "восток, горки, мосты, ветка берёзы, узда, барань",
        "московская сумка и партизанская тропа",
        "яны былі гатовы",
        "мір у чэрвені, круглае акно, глыбокае слова",
        "стэла стаяла, малиновка пела",
        "The police beat him under the bridge in a forest.",
        "слон, слонам, слонами",
    ],
)
def test_a_common_word_or_a_surname_is_no_place(text: str):
    assert named(text) == []


@pytest.mark.parametrize("path", ["src/kniha/seal/words/be.txt", "src/kniha/seal/words/ru.txt", "src/kniha/seal/words/en.txt"])
def test_none_of_two_thousand_common_words_is_a_place(path: str):
    assert named((ROOT / path).read_text("utf-8")) == []


def test_the_texts_of_the_demonstration_name_their_places_and_no_others():
    folder = ROOT / "src/kniha/runs/demonstration/texts"
    found = {place for name in ("be", "ru", "en") for _, place in named((folder / f"reports_{name}.toml").read_text("utf-8"))}
    assert found == {
        "Pushkinskaya", "Serabranka", "Niamiha", "Yakub Kolas Square", "Malinauka", "Partyzanski district", "Uruchcha", "Kamennaya Horka",
        "Baranovichi",
    } | ({"Minsk"} & found)  # fmt: skip


@given(st.text(max_size=300))
def test_any_text_has_its_places_in_order_and_within_it(text: str):
    told = told_places(text)
    ends = [0, *(one.end for one in told)]
    assert all(end <= one.start < one.end <= len(text) for end, one in zip(ends, told, strict=False))


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("пушк", "Pushkinskaya"),
        ("Okrest", "Akrestsina"),
        ("акрэс", "Akrestsina"),
        ("Мінск", "Minsk"),
        ("mins", "Minsk"),
        ("ГОМЕЛЬ", "Homyel"),
    ],
)
def test_a_name_is_completed_in_any_script(typed: str, first: str):
    assert first in [place.name("en") for place in completed(typed)][:2]


@pytest.mark.parametrize("typed", ["", " ", "...", "ззззз", "%", "a" * 999])
def test_what_begins_no_name_is_not_completed(typed: str):
    assert completed(typed) == ()


def test_places_have_one_id_each_three_names_and_lie_in_the_country_or_near():
    places = known_places()
    assert len({place.id for place in places}) == len(places)
    for place in places:
        assert all(name.strip() for _, name in place.names)
        assert 51 < place.place.lat_e7 / 10**7 < 56.5, place.id
        assert 23 < place.place.lon_e7 / 10**7 < 33, place.id
        assert 100 <= place.place.radius_m <= 15_000
        assert place.sign in {"none", "capital", "town", "metro"}
        assert place.kind == "town" or known_place(place.within).kind == "town"
