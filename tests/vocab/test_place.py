"""Uncertain places: exact decimals in, integers inside, nothing that cannot be."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kniha.vocab.errors import ImpossibleError, MalformedError, UnknownTermError
from kniha.vocab.place import DEGREE, Place, describe_place, distance_m, parse_place

RECORDS = Path(__file__).parents[2].parent / "shared" / "data" / "2020pb" / "incidents.json"
HERE = Place(539023000, 275619000, 50)

places = st.builds(Place, st.integers(-90 * DEGREE, 90 * DEGREE), st.integers(-180 * DEGREE, 180 * DEGREE), st.integers(0, 20_000_000))


@pytest.mark.parametrize(
    "text",
    [
        "53.9023, 27.5619",
        "53.9023,27.5619",
        "53.9023 27.5619",
        "53,9023 27,5619",
        "53,9023, 27,5619",
        "53,9023; 27,5619",
        " 53.90230;27.5619 ",
        "+53.9023 27.56190000",
    ],
)
def test_coordinates_are_read_with_point_or_comma(text):
    assert parse_place(text, radius_m=50) == HERE


def test_whole_degrees_and_the_other_hemispheres_are_read():
    assert parse_place("-33, -70.5", radius_m=0) == Place(-330000000, -705000000, 0)
    assert parse_place("−33.5 151", radius_m=0) == Place(-335000000, 1510000000, 0)


def test_no_digit_is_lost_to_floating_point():
    assert parse_place("35.0835569, -106.6518393", radius_m=0) == Place(350835569, -1066518393, 0)
    assert parse_place("0.00000015 0.00000025", radius_m=0) == Place(2, 2, 0)


@given(places)
def test_what_is_shown_is_read_back(place):
    assert parse_place(describe_place(place, "be").split(" (")[0], radius_m=place.radius_m) == place


@pytest.mark.parametrize(
    ("radius", "language", "text"),
    [
        (0, "be", "53.9023, 27.5619"),
        (50, "be", "53.9023, 27.5619 (±50 м)"),
        (1500, "ru", "53.9023, 27.5619 (±1500 м)"),
        (2000, "en", "53.9023, 27.5619 (±2 km)"),
    ],
)
def test_a_place_is_shown_with_its_radius(radius, language, text):
    assert describe_place(Place(539023000, 275619000, radius), language) == text


def test_a_degree_of_latitude_is_111_kilometres():
    assert distance_m(Place(530000000, 270000000, 0), Place(540000000, 270000000, 9)) == pytest.approx(111_195.1, abs=0.1)


def test_distances_hold_over_the_date_line_and_at_the_other_end_of_the_earth():
    assert distance_m(Place(0, 1799999999, 0), Place(0, -1799999999, 0)) == pytest.approx(0.022, abs=0.001)
    assert distance_m(Place(900000000, 0, 0), Place(-900000000, 0, 0)) == pytest.approx(20_015_114, abs=1)


@given(places, places)
def test_a_distance_is_the_same_both_ways(a, b):
    assert distance_m(a, b) == pytest.approx(distance_m(b, a))
    assert 0 <= distance_m(a, b) <= 20_015_115


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("91, 27", "expected a latitude from -90 to 90 degrees, found 91"),
        ("-90.0000001, 27", "found -90.0000001"),
        ("53.9, 180.5", "expected a longitude from -180 to 180 degrees, found 180.5"),
    ],
)
def test_degrees_that_cannot_be_are_refused(text, reason):
    with pytest.raises(ImpossibleError, match=reason):
        parse_place(text, radius_m=0)


@pytest.mark.parametrize("radius", [-1, 20_000_001])
def test_a_radius_that_cannot_be_is_refused(radius):
    with pytest.raises(ImpossibleError, match="radius"):
        Place(0, 0, radius)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "53.9023",
        "53,9023",
        "53,27",
        "53,9023,27,5619",
        "53.9023 27.5619 3",
        "53.9 N 27.5 E",
        "53°54′ 27°33′",
        "lat, lon",
        "1e2 3",
        "nan inf",
    ],
)
def test_another_form_is_refused(text):
    with pytest.raises(MalformedError, match="expected latitude and longitude"):
        parse_place(text, radius_m=0)


@pytest.mark.parametrize(
    "text",
    [
        "٥٣.9023, 27.5619",
        "53.9023,\n27.5619",
        "5" * 100_000,
        "53." + "9" * 100_000 + ", 27",
        "53.9023," + " " * 100_000 + "x",
        "53.9\0, 27",
    ],
)
def test_text_made_to_confuse_is_refused(text):
    with pytest.raises(MalformedError):
        parse_place(text, radius_m=0)


def test_an_unknown_language_is_refused():
    with pytest.raises(UnknownTermError):
        describe_place(HERE, "de")


def test_the_coordinates_of_real_records_are_read():
    if not RECORDS.exists():
        pytest.skip("the shared records are not beside this checkout")
    written = [record["geolocation"] for record in json.loads(RECORDS.read_text(encoding="utf-8"))["data"] if record["geolocation"]]

    assert len([parse_place(text, radius_m=100) for text in written]) == len(written) > 1000
