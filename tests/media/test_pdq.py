"""Fingerprints: bit by bit those of Facebook's own program, near where pictures are near, of eight turns at once."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sizes import examples

from kniha.media.pdq import BITS, Turn, distance, fingerprint
from kniha.vocab.errors import MalformedError

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "pdq.json").read_text())["pictures"]
TURNED = {
    Turn.NONE: lambda luma: luma,
    Turn.QUARTER: lambda luma: np.rot90(luma, -1),
    Turn.HALF: lambda luma: np.rot90(luma, 2),
    Turn.THREE_QUARTERS: lambda luma: np.rot90(luma, 1),
    Turn.MIRRORED: lambda luma: luma[:, ::-1],
    Turn.MIRRORED_QUARTER: lambda luma: np.rot90(luma[:, ::-1], -1),
    Turn.MIRRORED_HALF: lambda luma: np.rot90(luma[:, ::-1], 2),
    Turn.MIRRORED_THREE_QUARTERS: lambda luma: np.rot90(luma[:, ::-1], 1),
}


def picture(seed, height, width):
    """Waves and hyperbolas in whole numbers: the same on every machine."""
    y, x = np.mgrid[0:height, 0:width].astype(np.int64)
    total, state = np.zeros((height, width), np.int64), seed
    for _ in range(12):
        drawn = []
        for _ in range(4):
            state = (state * 1103515245 + 12345) % 2**31
            drawn.append(state >> 16)
        a, b, c, w = drawn
        period = 16 + w % 200
        wave = (x * (a % 41 - 20) + y * (b % 41 - 20) + (x * y * (c % 7 - 3)) // 64) // 8 % period
        total += np.abs(2 * wave - period) * 255 // period
    return (total // 12).astype(np.float32)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: f"{vector['height']}x{vector['width']}")
def test_bits_and_quality_are_those_of_facebooks_program(vector) -> None:
    of = fingerprint(picture(vector["seed"], vector["height"], vector["width"]))
    assert of.quality == vector["quality"]
    # another processor adds in another order: a frequency that lies at the median may then fall to its other side
    assert distance(of.bits, bytes.fromhex(vector["turns"]["none"])) <= 1


@pytest.mark.parametrize(
    "vector", [each for each in VECTORS if each["height"] >= 64], ids=lambda vector: f"{vector['height']}x{vector['width']}"
)
def test_the_eight_turns_are_those_of_facebooks_program(vector) -> None:
    turns = fingerprint(picture(vector["seed"], vector["height"], vector["width"])).turns
    assert len(turns) == 8
    for turn, bits in turns.items():
        assert distance(bits, bytes.fromhex(vector["turns"][turn])) <= 1


@pytest.mark.parametrize("turn", Turn)
def test_a_turn_is_told_before_the_picture_is_turned(turn) -> None:
    luma = picture(11, 384, 512)
    seen = fingerprint(np.ascontiguousarray(TURNED[turn](luma))).bits
    apart = {told: distance(bits, seen) for told, bits in fingerprint(luma).turns.items()}
    assert apart.pop(turn) <= 24
    assert min(apart.values()) >= 60


@given(seed=st.integers(1, 10**6), pale=st.floats(0.3, 1), lift=st.floats(0, 60))
@settings(max_examples=examples(25), deadline=None)
def test_a_paler_or_brighter_copy_has_the_same_bits(seed, pale, lift) -> None:
    luma = picture(seed, 96, 128)
    assert distance(fingerprint(luma).bits, fingerprint(luma * np.float32(pale) + np.float32(lift)).bits) <= 4


@given(seed=st.integers(1, 10**6))
@settings(max_examples=examples(25), deadline=None)
def test_half_of_the_bits_are_set_and_a_negative_has_the_other_half(seed) -> None:
    luma = picture(seed, 96, 96)
    bits = fingerprint(luma).bits
    assert int.from_bytes(bits).bit_count() == BITS // 2
    assert distance(bits, fingerprint(255 - luma).bits) >= BITS - 4


def test_an_even_picture_says_nothing() -> None:
    of = fingerprint(np.full((80, 80), 90, np.float32))
    assert of.quality == 0
    assert not of.is_telling


@pytest.mark.parametrize(
    "luma",
    [np.zeros((15, 200)), np.zeros((200, 15)), np.zeros((0, 0)), np.zeros(40), np.zeros((20, 20, 3))],
    ids=lambda luma: str(luma.shape),
)
def test_what_is_too_small_or_no_picture_has_none(luma) -> None:
    with pytest.raises(MalformedError, match="at least 16"):
        fingerprint(luma.astype(np.float32))


@pytest.mark.parametrize("odd", [np.nan, np.inf])
def test_a_point_without_a_brightness_is_refused(odd) -> None:
    luma = picture(12, 64, 64)
    luma[5, 5] = odd
    with pytest.raises(MalformedError, match="without one"):
        fingerprint(luma)
