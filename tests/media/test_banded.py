"""Rows of bits by their bands: held against looking at every row, however the index grew, was cut down or was written."""

from contextlib import suppress
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sizes import examples

from kniha.media.banded import Banded, Plan
from kniha.media.banded_bytes import pieces, read, size
from kniha.vocab.errors import ImpossibleError, MalformedError

WHOLE = Plan(words=4, width=16, reach=1, within=31)
PARTS = Plan(words=1, width=21, reach=0, within=10)


def rows_of(seed, count, words, spread=31):
    """Rows of which every second is the one before with some bits changed."""
    rng = np.random.default_rng(seed)
    rows = rng.integers(0, 2**64, (count, words), dtype=np.uint64)
    for number in range(1, count, 2):
        rows[number] = flipped(rows[number - 1], rng.choice(64 * words, int(rng.integers(0, spread + 6)), replace=False))
    return rows


def flipped(row, bits):
    changed = row.copy()
    for bit in bits:
        changed[bit // 64] ^= np.uint64(1) << np.uint64(bit % 64)
    return changed


def told(found):
    return set(zip(found.asked.tolist(), found.owners.tolist(), found.bits.tolist(), strict=True))


def looked_at(plan, rows, owners, asked):
    """What is near, by looking at every row."""
    best = {}
    for number, one in enumerate(asked):
        for row, owner in zip(rows, owners, strict=True):
            bits = int(np.bitwise_count(row ^ one).sum())
            if bits <= plan.within and agree(plan, row, one):
                best[number, owner] = min(bits, best.get((number, owner), 999))
    return {(number, owner, bits) for (number, owner), bits in best.items()}


def agree(plan, row, one):
    return any(
        int(np.bitwise_count(plan.keys(row[None], band) ^ plan.keys(one[None], band))[0]) <= plan.reach for band in range(plan.bands)
    )


@given(
    seed=st.integers(0, 2**32),
    count=st.integers(1, 60),
    cuts=st.lists(st.integers(0, 60), max_size=5),
    plan=st.sampled_from((WHOLE, PARTS)),
)
@settings(max_examples=examples(60), deadline=None)
def test_however_it_grew_it_finds_what_looking_at_every_row_finds(seed, count, cuts, plan) -> None:
    rows, owners = rows_of(seed, count, plan.words), np.arange(count) // 2 * 7
    index, edges = Banded(plan), sorted({0, count, *(min(cut, count) for cut in cuts)})
    for start, end in pairwise(edges):
        index = index.grown(rows[start:end], owners[start:end])
    assert len(index) == count
    assert told(index.near(rows)) == looked_at(plan, rows, owners.tolist(), rows)


@given(seed=st.integers(0, 2**32), bits=st.sets(st.integers(0, 255), max_size=31))
@settings(max_examples=examples(100), deadline=None)
def test_no_fingerprint_within_31_bits_is_missed(seed, bits) -> None:
    row = np.random.default_rng(seed).integers(0, 2**64, 4, dtype=np.uint64)
    found = Banded(WHOLE).grown(row[None], np.array([5])).near(flipped(row, bits)[None])
    assert told(found) == {(0, 5, len(bits))}


@given(seed=st.integers(0, 2**32), count=st.integers(1, 60), gone=st.sets(st.integers(0, 60)), steps=st.integers(1, 4))
@settings(max_examples=examples(40), deadline=None)
def test_what_was_taken_out_is_as_if_it_had_never_been_there(seed, count, gone, steps) -> None:
    rows, owners = rows_of(seed, count, 1), np.arange(count) // 2
    index = Banded(PARTS)
    for part in np.array_split(np.arange(count), steps):
        index = index.grown(rows[part], owners[part])
    index = index.without(gone)
    stays = ~np.isin(owners, list(gone))
    assert told(index.near(rows)) == looked_at(PARTS, rows[stays], owners[stays].tolist(), rows)
    held = b"".join(bytes(piece) for piece in pieces(index))
    alone = [row for row, stayed in zip(rows, stays, strict=True) if not stayed and not (rows[stays] == row).all(axis=1).any()]
    assert not [row for row in alone if row.tobytes() in held], "the bits of what was taken out are gone too"


@given(seed=st.integers(0, 2**32), sizes=st.lists(st.integers(1, 30), max_size=5), plan=st.sampled_from((WHOLE, PARTS)))
@settings(max_examples=examples(30), deadline=None)
def test_bytes_give_the_same_index_and_grow_on(seed, sizes, plan) -> None:
    rows = rows_of(seed, sum(sizes) + 1, plan.words)
    owners, index, at = np.arange(len(rows)), Banded(plan), 0
    for each in sizes:
        index = index.grown(rows[at : at + each], owners[at : at + each])
        at += each
    data = b"".join(bytes(piece) for piece in pieces(index))
    assert len(data) == size(index)
    again = read(plan, data)
    assert told(again.near(rows)) == told(index.near(rows))
    assert told(again.grown(rows[-1:], owners[-1:]).near(rows)) == told(index.grown(rows[-1:], owners[-1:]).near(rows))


def test_there_are_never_many_blocks_and_growing_leaves_the_old_index_as_it_was() -> None:
    index, rows = Banded(PARTS), rows_of(1, 500, 1)
    before = index
    for number in range(500):
        index = index.grown(rows[number : number + 1], np.array([number]))
        assert len(index.blocks) <= 6
    assert len(before) == 0
    assert len(index) == 500


def test_what_looks_like_everything_is_not_looked_at_where_a_plan_says_so() -> None:
    plan = Plan(words=1, width=21, reach=0, within=10, crowd=50)
    rows = np.concatenate([np.full((60, 1), 7, np.uint64), np.array([[2**40 + 1]], np.uint64)])
    index = Banded(plan).grown(rows, np.arange(61))
    assert not len(index.near(np.array([[7]], np.uint64)).owners)
    assert told(index.near(np.array([[2**40 + 1]], np.uint64))) == {(0, 60, 0)}


def test_nothing_asked_and_nothing_held_give_nothing() -> None:
    assert not len(Banded(PARTS).near(np.zeros((3, 1), np.uint64)).owners)
    index = Banded(PARTS).grown(np.zeros((1, 1), np.uint64), np.array([1]))
    assert not len(index.near(np.zeros((0, 1), np.uint64)).owners)
    assert index.grown(np.zeros((0, 1), np.uint64), np.zeros(0, np.int64)) is index


def test_rows_of_another_width_are_refused() -> None:
    with pytest.raises(MalformedError, match="2 owners have 2 × 4 words"):
        Banded(WHOLE).grown(np.zeros((2, 1), np.uint64), np.arange(2))
    with pytest.raises(MalformedError, match="rows of 4 words"):
        Banded(WHOLE).near(np.zeros((2, 1), np.uint64))


@pytest.mark.parametrize(("width", "reach"), [(0, 0), (33, 0), (8, 9), (8, -1)])
def test_a_plan_that_cannot_be_cut_is_refused(width, reach) -> None:
    with pytest.raises(ImpossibleError, match="cannot be cut"):
        Plan(words=1, width=width, reach=reach, within=3)


@given(data=st.data())
@settings(max_examples=examples(300), deadline=None)
def test_bytes_that_are_no_index_are_refused_or_answered_and_nothing_else(data) -> None:
    rows = rows_of(3, 20, 1)
    whole = b"".join(bytes(piece) for piece in pieces(Banded(PARTS).grown(rows[:14], np.arange(14)).grown(rows[14:], np.arange(14, 20))))
    broken = bytearray(whole)
    for at, value in data.draw(st.lists(st.tuples(st.integers(0, len(whole) - 1), st.integers(0, 255)), max_size=8)):
        broken[at] = value
    broken = bytes(broken[: data.draw(st.integers(0, len(whole)))]) if data.draw(st.booleans()) else bytes(broken)
    with suppress(MalformedError):
        read(PARTS, broken).near(rows)


@pytest.mark.parametrize("cut", [0, 10, 31, 40, 100, -1, -8])
def test_an_index_cut_short_is_refused(cut) -> None:
    whole = b"".join(bytes(piece) for piece in pieces(Banded(PARTS).grown(rows_of(3, 20, 1), np.arange(20))))
    with pytest.raises(MalformedError):
        read(PARTS, whole[:cut])


def test_an_index_of_another_plan_or_with_more_behind_it_is_refused() -> None:
    whole = b"".join(bytes(piece) for piece in pieces(Banded(PARTS).grown(rows_of(3, 20, 1), np.arange(20))))
    with pytest.raises(MalformedError, match="4 words in bands of 16"):
        read(WHOLE, whole)
    with pytest.raises(MalformedError, match="ends at"):
        read(PARTS, whole + bytes(8))
