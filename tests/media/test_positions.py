import pytest
from hypothesis import given
from hypothesis import strategies as st

from kniha.media.positions import Position, parse_iso6709
from kniha.vocab.errors import ImpossibleError, MalformedError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("+53.9006+027.5590/", (539006000, 275590000)),
        ("-33.8568+151.2153+012.300/", (-338568000, 1512153000)),
        ("+5354.036+02733.54/", (539006000, 275590000)),
        ("+535402.16+0273332.4CRSWGS_84/", (539006000, 275590000)),
    ],
)
def test_a_position_in_a_film_is_read(text, expected):
    assert parse_iso6709(text) == Position(*expected)


@given(st.integers(-900_000, 900_000), st.integers(-1_800_000, 1_800_000))
def test_every_position_written_in_degrees_comes_back(latitude, longitude):
    text = f"{latitude / 10_000:+08.4f}{longitude / 10_000:+09.4f}/"
    assert parse_iso6709(text) == Position(latitude * 1000, longitude * 1000)


@pytest.mark.parametrize("text", ["", "53.9,27.5", "+53.9", "+539+0275/", "+53.9006+27.5590/", "+1234567+1234567/", "+53.9+027.5/; drop"])
def test_another_form_is_malformed(text):
    with pytest.raises(MalformedError):
        parse_iso6709(text)


@pytest.mark.parametrize("text", ["+91.0+027.5/", "+53.9+181.0/"])
def test_a_place_not_on_the_earth_is_impossible(text):
    with pytest.raises(ImpossibleError):
        parse_iso6709(text)
