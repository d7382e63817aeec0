"""Same or nearly: copies of a small fixed set are told with their reason, photographs of the same place are told apart from them."""

import io
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from tests.media.alterations import ASKED, MORE, jpeg, reopened
from tests.media.scenes import elsewhere, photograph, place
from tests.media.test_pdq import TURNED
from tests.sizes import examples

from kniha.media.borders import trimmed
from kniha.media.brightness import WORKING_POINTS, brightness
from kniha.media.marks import MOST_MARKS, UNIT, marks, turned
from kniha.media.near import Way, alike, place_of, print_of
from kniha.media.near_index import NearIndex, read
from kniha.media.pdq import Turn
from kniha.media.print_bytes import read as read_print
from kniha.media.print_bytes import written
from kniha.vocab.errors import MalformedError

PLACES = (0, 1, 3, 7, 8)
"""A street, a yard, a room, another street, another yard."""


def seen(picture):
    return print_of(brightness(io.BytesIO(jpeg(picture))))


@pytest.fixture(scope="module")
def pictures():
    return {number: reopened(photograph(place(number), size=(640, 480)), 88).convert("RGB") for number in PLACES}


@pytest.fixture(scope="module")
def prints(pictures):
    return {number: seen(picture) for number, picture in pictures.items()}


@pytest.fixture(scope="module")
def others():
    """The same places from elsewhere, and other places built in the same way."""
    return {
        **{100 + number: seen(photograph(place(number), elsewhere(number), (640, 480))) for number in PLACES},
        **{200 + number: seen(photograph(place(number + 1000, number), size=(640, 480))) for number in PLACES},
    }


@pytest.fixture(scope="module")
def index(prints, others):
    return NearIndex().grown([*prints.items()]).grown([*others.items()])


def copies_of(of, index, known):
    found = {each.number: alike(of, known[each.number]) for each in index.candidates(of)}
    return {number: likeness for number, likeness in found.items() if likeness is not None and likeness.is_copy}


@pytest.mark.parametrize("name", [*ASKED, "bars around", "bar and logo on it", "other colours", "filmed off a monitor"])
def test_a_copy_is_told_and_nothing_else_is(name, pictures, prints, others, index) -> None:
    change = {**ASKED, **MORE}[name]
    for number, picture in pictures.items():
        altered = seen(change(picture, np.random.default_rng((9, number))))
        assert set(copies_of(altered, index, {**prints, **others})) == {number}, (name, number)


def test_photographs_of_the_same_place_from_elsewhere_are_no_copies(prints, others, index) -> None:
    for number, of in others.items():
        assert set(copies_of(of, index, {**prints, **others})) == {number}


@pytest.mark.parametrize(("name", "turn"), [("mirror", Turn.MIRRORED), ("crop 10 %", Turn.NONE)])
def test_the_reason_says_how_it_was_turned(name, turn, pictures, prints) -> None:
    likeness = alike(seen(ASKED[name](pictures[0], np.random.default_rng(5))), prints[0])
    assert likeness.turn is turn


def test_a_small_change_is_told_by_fingerprints_a_crop_by_marks_a_frame_within_its_borders(pictures, prints) -> None:
    rng = np.random.default_rng(6)
    saved, cropped, framed = (alike(seen(change(pictures[1], rng)), prints[1]) for change in (
        ASKED["JPEG 25–60, twice"], ASKED["crop 15 %"], MORE["bars around"]
    ))  # fmt: skip
    assert (saved.way, cropped.way, framed.way) == (Way.WHOLE, Way.PART, Way.WITHIN_BORDERS)
    assert saved.bits is not None
    assert saved.fit is None
    assert cropped.fit is not None
    assert cropped.bits is None


def test_the_place_of_a_part_is_where_it_was_cut_out(pictures, prints) -> None:
    cut = pictures[0].crop((160, 120, 480, 420))
    likeness = alike(seen(cut), prints[0])
    expected = [(x * UNIT / 640, y * UNIT / 640) for x, y in ((160, 120), (480, 120), (480, 420), (160, 420))]
    assert np.abs(np.array(place_of(seen(cut), likeness)) - expected).max() < UNIT / 100
    assert place_of(prints[0], alike(prints[0], prints[0])) == ()


def test_the_place_of_a_turned_part_is_where_it_was_cut_out(pictures, prints) -> None:
    cut = seen(pictures[0].crop((160, 120, 480, 420)).transpose(Image.Transpose.ROTATE_90))
    likeness = alike(cut, prints[0])
    assert likeness.turn is Turn.QUARTER
    assert np.abs(np.array(place_of(cut, likeness))[[0, 2]] - np.array([[16384, 12288], [49152, 43008]])).max() < UNIT / 100


@pytest.mark.parametrize("shade", [0, 128, 255])
def test_what_shows_nothing_is_like_nothing(shade) -> None:
    even = seen(Image.new("RGB", (400, 300), (shade,) * 3))
    assert not len(even.marks)
    assert alike(even, even) is None
    assert NearIndex().grown([(1, even)]).candidates(even) == ()


def test_noise_is_not_like_other_noise() -> None:
    rng = np.random.default_rng(7)
    one, other = (print_of(rng.uniform(0, 255, (384, 512)).astype(np.float32)) for _ in range(2))
    assert alike(one, other) is None


def test_a_checkered_wall_is_not_like_another_checkered_wall() -> None:
    y, x = np.mgrid[0:384, 0:512]
    one, other = (print_of((120 + 100 * ((x // size + y // size) % 2)).astype(np.float32)) for size in (23, 31))
    assert alike(one, other) is None


# --- what it is made of


@given(top=st.integers(0, 60), left=st.integers(0, 60), shade=st.integers(0, 255))
@settings(max_examples=examples(30), deadline=None)
def test_even_bars_are_trimmed_and_no_more_than_a_line_of_the_picture(top, left, shade) -> None:
    inner = np.random.default_rng(1).uniform(0, 255, (150, 200)).astype(np.float32)
    framed = np.pad(inner, ((top, 7), (left, 0)), constant_values=np.float32(shade))
    height, width = trimmed(framed).shape
    assert 148 <= height <= 150
    assert 198 <= width <= 200


def test_a_night_is_not_trimmed_away() -> None:
    night = np.zeros((200, 300), np.float32)
    night[90:100, 100:110] = 200
    assert trimmed(night).shape == night.shape
    assert trimmed(np.zeros((50, 60), np.float32)).shape == (50, 60)


@pytest.mark.parametrize("turn", Turn)
def test_marks_turn_as_the_picture_turns(turn, pictures) -> None:
    luma = brightness(io.BytesIO(jpeg(pictures[0])))
    before, after = turned(marks(luma), turn, luma.shape), marks(np.ascontiguousarray(TURNED[turn](luma)))
    apart = np.hypot(*(before[axis].astype(int)[:, None] - after[axis].astype(int)[None] for axis in ("x", "y")))
    differ = np.bitwise_count(before["bits"][:, None] ^ after["bits"][None])
    assert ((apart < UNIT / 200) & (differ <= 8)).any(axis=1).mean() > 0.7


def test_marks_are_few_and_spread_over_the_picture(prints) -> None:
    for of in prints.values():
        assert 20 < len(of.marks) <= MOST_MARKS
    fields = {(int(each["x"]) * 3 // UNIT, int(each["y"]) * 4 // UNIT) for each in prints[0].marks}
    assert len(fields) >= 8


@pytest.mark.parametrize("size", [(1, 1), (3, 4000), (17, 17), (2000, 20)])
def test_a_picture_of_any_shape_has_a_print_or_is_refused(size) -> None:
    picture = Image.effect_noise(size, 80)
    with suppress(MalformedError):
        of = seen(picture)
        assert of.height * of.width <= WORKING_POINTS * 1.1


# --- bytes


def test_a_print_comes_back_from_its_bytes(prints) -> None:
    for of in prints.values():
        again = read_print(written(of))
        assert written(again) == written(of)
        assert len(written(of)) <= 2400
        assert alike(again, of).bits == 0


@given(data=st.data())
@settings(max_examples=examples(300), deadline=None)
def test_bytes_of_a_child_that_lies_are_refused_or_compared_and_nothing_else(data, prints) -> None:
    broken = bytearray(written(prints[0]))
    for at, value in data.draw(st.lists(st.tuples(st.integers(0, len(broken) - 1), st.integers(0, 255)), max_size=12)):
        broken[at] = value
    broken = bytes(broken[: data.draw(st.integers(0, len(broken)))]) if data.draw(st.booleans()) else bytes(broken)
    try:
        of = read_print(broken)
    except MalformedError:
        return
    alike(of, prints[1])
    NearIndex().grown([(1, prints[1])]).grown([(2, of)]).candidates(of)


@pytest.mark.parametrize("cut", [0, 5, 11, 12, 300, -1])
def test_a_print_cut_short_is_refused(cut, prints) -> None:
    with pytest.raises(MalformedError):
        read_print(written(prints[0])[:cut])


# --- the index


def test_an_index_comes_back_from_its_bytes_and_grows_on(prints, others, index) -> None:
    data = b"".join(bytes(piece) for piece in index.written())
    again = read(data)
    for of in prints.values():
        assert again.candidates(of) == index.candidates(of)
    grown = read(b"".join(bytes(piece) for piece in NearIndex().grown([*prints.items()]).written())).grown([*others.items()])
    assert grown.candidates(prints[0]) == index.candidates(prints[0])


def test_a_picture_taken_out_is_found_no_more(prints, index) -> None:
    without = index.without([0])
    assert 0 in {each.number for each in index.candidates(prints[0])}
    assert 0 not in {each.number for each in without.candidates(prints[0])}


@pytest.mark.parametrize("data", [b"", b"x" * 16, bytes(40), b"\xff" * 400])
def test_bytes_that_are_no_index_are_refused(data) -> None:
    with pytest.raises(MalformedError):
        read(data)
