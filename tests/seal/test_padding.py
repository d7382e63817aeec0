"""Size classes: few, monotone, and never dear."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kniha.seal.padding import SMALLEST, check_size_class, padded_size, padding
from kniha.vocab.errors import MalformedError

SIZES = st.integers(0, 1 << 40)


def test_the_first_classes_are_these():
    classes = sorted({padded_size(size) for size in range(0, 70_000, 10)})

    assert classes == [1024 * kilo for kilo in (16, 20, 24, 28, 32, 40, 48, 56, 64, 80)]


@given(SIZES)
def test_a_class_holds_what_it_is_for_and_adds_a_quarter_at_most(size):
    padded = padded_size(size)

    assert padded >= size
    assert padded == SMALLEST or (padded - size) * 4 <= size
    assert padded_size(padded) == padded
    check_size_class(padded)


@given(SIZES, SIZES)
def test_more_never_gets_a_smaller_class(one, other):
    assert (padded_size(one) <= padded_size(other)) == (one <= other) or padded_size(one) == padded_size(other)


@given(st.integers(0, 5 << 20))
def test_padding_fills_up_to_the_class(size):
    assert size + sum(map(len, padding(size))) == padded_size(size)


@pytest.mark.parametrize("size", [0, 1, SMALLEST - 1, SMALLEST + 1, 3 << 13, (1 << 30) + 1])
def test_what_is_no_class_is_refused(size):
    if size == 3 << 13:  # 24 KiB is 6 · 2¹²
        check_size_class(size)
    else:
        with pytest.raises(MalformedError):
            check_size_class(size)
