"""The body chart: every outline is a region of the list, every region that a body has lies somewhere, and no mark lies beside it."""

import re

import pytest

from kniha.vocab import body_chart, terms
from kniha.vocab.errors import ImpossibleError, MalformedError

NOWHERE = {"whole-body", "not-known"}


def test_every_region_of_the_list_has_its_place_but_for_those_that_are_nowhere() -> None:
    assert {code for code in terms.codes("body-regions") if not body_chart.places(code)} == NOWHERE


def test_left_and_right_are_those_of_the_person() -> None:
    middle = body_chart.size()[0] / 2
    assert body_chart.places("hand.left")["front"][0] > middle > body_chart.places("hand.right")["front"][0]
    assert body_chart.places("hand.left")["back"][0] < middle < body_chart.places("hand.right")["back"][0]
    assert body_chart.places("hand.left")["front"] == body_chart.places("hand.right")["back"]


def test_an_outline_is_drawn_once_in_a_view_and_lies_on_the_chart() -> None:
    width, height = body_chart.size()
    for view in body_chart.VIEWS:
        drawn = body_chart.shapes(view)
        assert len({shape.region for shape in drawn}) == len(drawn) > 20
        for shape in drawn:
            assert re.fullmatch("M[MLCZ0-9 ]+Z", shape.path), shape.region
            numbers = [int(number) for number in re.findall("[0-9]+", shape.path)]
            assert max(numbers[::2]) <= width, shape.region
            assert max(numbers[1::2]) <= height, shape.region


def test_the_chart_shows_no_features() -> None:
    drawn = {shape.region for view in body_chart.VIEWS for shape in body_chart.shapes(view)}
    assert drawn.isdisjoint({"eye.left", "eye.right", "nose", "genitals", "anus"})


@pytest.mark.parametrize(
    "mark", [("chest", "front", 200, 220), ("chest", "front", None, None), ("chest", "", None, None), ("", "", None, None)]
)
def test_a_mark_is_a_point_of_a_view_or_a_view_or_nothing(mark: tuple[str, str, int | None, int | None]) -> None:
    body_chart.check_mark(*mark)


@pytest.mark.parametrize(
    ("mark", "error"),
    [
        (("chest", "front", 200, None), MalformedError),
        (("chest", "", 200, 220), MalformedError),
        (("chest", "above", 200, 220), MalformedError),
        (("chest", "back", 200, 220), ImpossibleError),
        (("chest", "front", 401, 220), ImpossibleError),
        (("chest", "front", 200, -1), ImpossibleError),
        (("whole-body", "front", 200, 220), ImpossibleError),
        (("", "front", 200, 220), ImpossibleError),
    ],
)
def test_a_mark_that_cannot_be_is_refused(mark: tuple[str, str, int | None, int | None], error: type[Exception]) -> None:
    with pytest.raises(error):
        body_chart.check_mark(*mark)
