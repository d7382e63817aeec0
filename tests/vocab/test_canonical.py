"""Canonical bytes: RFC 8785 for what an entry may hold, and a refusal for everything else."""

import json
from types import MappingProxyType
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kniha.vocab.canonical import DEEPEST, LARGEST_INTEGER, canonical, parse_canonical
from kniha.vocab.errors import MalformedError

text = st.text(st.characters(exclude_categories=["Cs"]))
keys = st.text(st.characters(max_codepoint=127), max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST_INTEGER, LARGEST_INTEGER) | text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)


class Pair(NamedTuple):
    first: int
    second: str


@given(values)
def test_the_bytes_are_those_of_rfc_8785(value):
    # With ASCII keys and integers below 2⁵³ the standard library, so set, writes what RFC 8785 §3.2 asks.
    assert canonical(value) == json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


@given(values)
def test_what_is_written_is_read_back(value):
    assert parse_canonical(canonical(value)) == value


def test_control_characters_have_their_shortest_escape():
    assert canonical('\b\t\n\f\r\x00\x1f\x7f"\\/') == rb'"\b\t\n\f\r\u0000\u001f' + b"\x7f" + rb'\"\\/"'


def test_read_only_mappings_and_tuples_are_values_too():
    assert canonical(MappingProxyType({"b": (1, 2), "a": Pair(3, "x")})) == b'{"a":[3,"x"],"b":[1,2]}'


def test_values_nest_as_deep_as_the_limit():
    value = 1
    for _ in range(DEEPEST):
        value = [value]
    assert parse_canonical(canonical(value)) == value
    with pytest.raises(MalformedError, match="at most 32 deep"):
        canonical([value])


@pytest.mark.parametrize("value", [1.0, float("nan"), b"bytes", {1, 2}, object(), LARGEST_INTEGER + 1, -LARGEST_INTEGER - 1, 10**400])
def test_a_value_that_no_entry_may_hold_is_refused(value):
    with pytest.raises(MalformedError):
        canonical({"field": [value]})


@pytest.mark.parametrize("key", ["ключ", 1, None, b"key"])
def test_a_key_that_is_not_ascii_text_is_refused(key):
    with pytest.raises(MalformedError, match="ASCII"):
        canonical({key: 1})


@pytest.mark.parametrize("value", ["\ud800", {"a": ["ok", "\udfff"]}])
def test_half_a_surrogate_pair_is_refused(value):
    with pytest.raises(MalformedError, match="surrogate"):
        canonical(value)


OTHER_WRITINGS = [
    b"", b"{", b'{"a": 1}', b'{"b":1,"a":2}', b'{"a":1,"a":1}', b"1.0", b"1e3", b"-0", b"1 ", b"[1,]", b"NaN", b"18446744073709551616",
    b'"\\u0041"', b'"\\/"', b'"\\ud800"', b'"\xff"', b"\xef\xbb\xbf1", b"[" * 5000 + b"]" * 5000,
]  # fmt: skip


@pytest.mark.parametrize("data", OTHER_WRITINGS)
def test_other_writings_of_a_value_are_refused(data):
    with pytest.raises(MalformedError):
        parse_canonical(data)
