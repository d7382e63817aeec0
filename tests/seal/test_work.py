"""Proof of work: what solves a task, and what is no task or no solution."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kniha.seal.work import Task, exponent_of, parse_proof, solve
from kniha.vocab.errors import BrokenError, MalformedError

KEY = b"k" * 32


def task(bits: int = 4) -> str:
    return Task(hour=496_000, bits=bits, exponent=20, random=b"\7" * 16).text(KEY)


@pytest.mark.parametrize("bits", [0, 1, 5, 8])
def test_what_is_solved_is_told_again(bits: int) -> None:
    assert parse_proof(solve(task(bits))).checked(KEY) == Task(496_000, bits, 20, b"\7" * 16)


def test_half_of_what_is_tried_solves_a_task_of_one_bit_and_a_sixteenth_one_of_four() -> None:
    def share(bits: int) -> float:
        return sum(solved(task(bits), number) for number in range(400)) / 400

    assert 0.4 < share(1) < 0.6
    assert 0.02 < share(4) < 0.12


def solved(text: str, number: int) -> bool:
    try:
        parse_proof(f"{text}.{number:016x}").checked(KEY)
    except BrokenError:
        return False
    return True


@given(place=st.integers(0, 21), other=st.integers(1, 255))
def test_a_task_that_was_changed_is_none_of_ours(place: int, other: int) -> None:
    text, _, answer = solve(task(0)).partition(".")
    changed = bytearray.fromhex(text)
    changed[place] ^= other
    with pytest.raises(BrokenError, match="none of ours"):
        parse_proof(f"{changed.hex()}.{answer}").checked(KEY)


def test_another_key_knows_it_not() -> None:
    with pytest.raises(BrokenError, match="none of ours"):
        parse_proof(solve(task())).checked(b"l" * 32)


NO_PROOFS = ("", "x", task(), task() + ".", f"{task()}.00", f"{task().upper()}.{'0' * 16}", f"{task()}.{'0' * 17}", "я" * 93)


@pytest.mark.parametrize("text", NO_PROOFS)
def test_what_is_no_proof_is_said_to_be_none(text: str) -> None:
    with pytest.raises(MalformedError):
        parse_proof(text)


@pytest.mark.parametrize("text", ["", "zz", "00" * 37, "00" * 4 + "21" + "00" * 33])
def test_what_is_no_task_is_not_begun(text: str) -> None:
    with pytest.raises(MalformedError):
        solve(text)


@given(st.integers(1, 2**40))
def test_the_exponent_is_the_least_that_is_enough(size: int) -> None:
    exponent = exponent_of(size)
    assert size <= 2**exponent
    assert exponent == 0 or size > 2 ** (exponent - 1)
