"""Identifiers: random, 32 lower-case hexadecimal digits, nothing else."""

import pytest

from kniha.vocab.errors import MalformedError
from kniha.vocab.ids import new_id, parse_id


def test_an_id_is_drawn_from_the_randomness_given():
    assert new_id(lambda size: bytes(range(size))) == "000102030405060708090a0b0c0d0e0f"


def test_an_id_is_read_back():
    assert parse_id("000102030405060708090a0b0c0d0e0f") == "000102030405060708090a0b0c0d0e0f"


@pytest.mark.parametrize("text", ["", "0" * 31, "0" * 33, "A" * 32, "g" * 32, "0" * 32 + "\n", " " + "0" * 31, "٠" * 32])
def test_any_other_text_is_refused(text):
    with pytest.raises(MalformedError, match="32 hexadecimal digits"):
        parse_id(text)
