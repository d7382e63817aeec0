"""Areas and routes out of GeoJSON: what is read, and what is refused without a stack of anything."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kniha.matching.geojson import read_grounds
from kniha.vocab.errors import KnihaError, MalformedError

RING = [[27.55, 53.90], [27.56, 53.90], [27.56, 53.91], [27.55, 53.91], [27.55, 53.90]]


def collection(*features):
    return {"type": "FeatureCollection", "features": list(features)}


def feature(name, kind, coordinates, **more):
    return {"type": "Feature", "properties": {"area": name} | more, "geometry": {"type": kind, "coordinates": coordinates}}


def test_polygons_are_areas_and_lines_are_routes():
    east = [[[lon + 1, lat] for lon, lat in RING]]
    yard, part, way = read_grounds(
        collection(
            feature("yard", "Polygon", [RING]),
            feature("way", "LineString", RING[:3], width_m=40),
            feature("two", "MultiPolygon", [[RING], east]),
        )
    )[::-1]
    assert (yard.name, part.name, way.name) == ("yard", "way", "two")
    assert part.width_m == 40
    assert way.size == pytest.approx(2 * yard.size, rel=0.01)


def test_features_of_one_name_are_one_area():
    whole = read_grounds(collection(feature("a", "Polygon", [RING]), feature("a", "Polygon", [[[lon + 0.1, lat] for lon, lat in RING]])))
    assert [one.name for one in whole] == ["a"]
    assert whole[0].size == pytest.approx(2 * read_grounds(collection(feature("a", "Polygon", [RING])))[0].size, rel=0.01)


@pytest.mark.parametrize(
    "wrong",
    [
        None, [], {"type": "Feature"}, {"type": "FeatureCollection"}, collection(5), collection({"type": "Feature"}),
        collection(feature("", "Polygon", [RING])), collection(feature(5, "Polygon", [RING])), collection(feature("a", "Point", [1, 2])),
        collection(feature("a", "Polygon", RING)), collection(feature("a", "Polygon", [[[1, "x"], [2, 2], [3, 3]]])),
        collection(feature("a", "Polygon", [[[float("nan"), 1], [2, 2], [3, 3]]])), collection(feature("a", "Polygon", "x")),
        collection(feature("a", "LineString", RING, width_m="wide")),
        collection(feature("a", "Polygon", [RING]), feature("a", "LineString", RING)),
    ],
)  # fmt: skip
def test_another_form_is_refused(wrong):
    with pytest.raises(MalformedError):
        read_grounds(wrong)


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(json_values, max_size=3), st.sampled_from(("Polygon", "MultiPolygon", "LineString")), json_values)
def test_whatever_json_holds_is_read_or_refused(features, kind, coordinates):
    with suppress(KnihaError):
        read_grounds(collection(*features, feature("a", kind, coordinates)))
