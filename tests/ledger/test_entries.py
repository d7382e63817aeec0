"""An entry's bytes follow docs/spec/entry.md §1–3."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kniha.ledger import tree
from kniha.ledger.entries import LEAF_PREFIX, Skeleton, check_count, commitment, leaf_data, leaf_hash_of, parse_skeleton, split_leaf
from kniha.vocab.canonical import canonical, parse_canonical
from kniha.vocab.errors import BrokenError, MalformedError, TooLargeError

INCIDENT, STATEMENT = "0" * 31 + "1", "0" * 31 + "2"
SALT = bytes(range(16))


def skeleton(**changed):
    fields = {
        "action": "incident.opened",
        "changes": (("insert", "incident", INCIDENT), ("update", "statement", STATEMENT)),
        "cites": (("statement", STATEMENT),),
        "paths": ("at", "day", "registrar", "role", "reason", "0/kind", "0/number", "1/state"),
        "schema": 1,
        "seq": 17,
    }
    return Skeleton(**(fields | changed))


def test_a_commitment_hashes_salt_length_path_and_bytes_in_that_order():
    assert commitment(SALT, "0/kind", b'"beating"') == sha256(SALT + b"\x00\x06" + b"0/kind" + b'"beating"').digest()


def test_the_length_of_the_path_keeps_path_and_bytes_apart():
    assert commitment(SALT, "0/kind", b"1") != commitment(SALT, "0/kin", b"d1")


def test_a_skeleton_is_written_with_its_six_keys_in_order_and_no_blank():
    assert skeleton(cites=(), changes=(), paths=("at", "day", "registrar", "role")).encode() == (
        b'{"action":"incident.opened","changes":[],"cites":[],"paths":["at","day","registrar","role"],"schema":1,"seq":17}'
    )


def test_a_skeleton_comes_back_from_its_bytes():
    assert parse_skeleton(skeleton().encode()) == skeleton()


def test_leaf_data_is_prefix_length_skeleton_and_commitments():
    assert leaf_data(b"{}", [b"a" * 32, b"b" * 32]) == LEAF_PREFIX + b"\x00\x00\x00\x02{}" + b"a" * 32 + b"b" * 32


def test_leaf_data_of_exactly_65535_bytes_is_taken_and_one_more_is_refused():
    room = 65_535 - len(LEAF_PREFIX) - 4
    assert len(leaf_data(b"x" * room, [])) == 65_535
    with pytest.raises(TooLargeError, match="make two entries"):
        leaf_data(b"x" * (room + 1), [])


def stored(made, *, shown=b'"so"'):
    """An entry as it lies in a database or a file: leaf data, and each value's salt and bytes."""
    values = [(bytes([place]) * 16, shown) for place, _ in enumerate(made.paths)]
    commitments = [commitment(salt, path, data) for path, (salt, data) in zip(made.paths, values, strict=True)]
    return leaf_data(made.encode(), commitments), values


def test_a_whole_entry_gives_its_leaf_hash_also_when_values_are_erased():
    leaf, values = stored(skeleton())
    assert leaf_hash_of(leaf, values, seq=17) == tree.leaf_hash(leaf)
    assert leaf_hash_of(leaf, [values[0], None, *values[2:-1], None], seq=17) == tree.leaf_hash(leaf)
    assert leaf_hash_of(leaf, [None] * len(values), seq=17) == tree.leaf_hash(leaf)


def test_leaf_data_falls_into_the_parts_it_was_made_of():
    assert split_leaf(leaf_data(b"{}", [b"a" * 32, b"b" * 32])) == (b"{}", b"a" * 32 + b"b" * 32)


@pytest.mark.parametrize("salt", [b"", SALT[:-1], SALT + b"\0"])
def test_a_salt_of_another_length_is_refused(salt):
    with pytest.raises(MalformedError, match="16 bytes"):
        commitment(salt, "day", b"1")


def test_a_path_outside_ascii_is_refused():
    with pytest.raises(MalformedError, match="ASCII"):
        commitment(SALT, "0/дзень", b"1")


def test_a_commitment_of_another_length_does_not_enter_a_leaf():
    with pytest.raises(MalformedError, match="32 bytes"):
        leaf_data(b"{}", [b"a" * 31, b"b" * 33])


@pytest.mark.parametrize(
    "changed",
    [
        {"action": "Incident.Opened"},
        {"action": "opened"},
        {"changes": (("erase", "incident", INCIDENT),)},
        {"changes": (("insert", "Incident", INCIDENT),)},
        {"changes": (("insert", "incident", INCIDENT.replace("1", "A")),)},
        {"changes": (("insert", "incident", "1"),)},
        {"cites": (("statement", "x" * 32),)},
        {"seq": -1},
        {"seq": 2**53},
        {"schema": -1},
        {"paths": ()},
        {"paths": ("at", "day", "role", "registrar")},
        {"paths": ("at", "day", "registrar", "role", "reason", "reason")},
        {"paths": ("at", "day", "registrar", "role", "2/kind")},
        {"paths": ("at", "day", "registrar", "role", "01/kind")},
        {"paths": ("at", "day", "registrar", "role", "1/state", "0/kind")},
        {"paths": ("at", "day", "registrar", "role", "0/kind", "reason")},
        {"paths": ("at", "day", "registrar", "role", "0/від")},
        {"paths": ("at", "day", "registrar", "role", "0/")},
        {"paths": ("at", "day", "registrar", "role", "reason\n")},
    ],
)
def test_a_skeleton_that_breaks_a_rule_cannot_be_made(changed):
    with pytest.raises(MalformedError):
        skeleton(**changed)


@pytest.mark.parametrize(
    ("found", "put"),
    [
        (b'"seq":17', b'"seq":17.0'),
        (b'"seq":17', b'"seq":true'),
        (b'"seq":17', b'"seq": 17'),
        (b'"seq":17', b'"seq":17,"x":1'),
        (b',"seq":17', b""),
        (b'"schema":1', b'"schema":"1"'),
        (b'["insert","incident",', b'["insert",null,'),
        (b'["insert","incident",', b'["insert",'),
        (b'"cites":[["statement",', b'"cites":[["x","statement",'),
        (b'"at","day"', b'"at",1'),
        (b'"action":"incident.opened"', b'"action":["incident.opened"]'),
    ],
)
def test_altered_skeleton_bytes_are_refused(found, put):
    good = skeleton().encode()
    assert found in good
    with pytest.raises(MalformedError):
        parse_skeleton(good.replace(found, put))


@pytest.mark.parametrize("data", [b"", b"[]", b"null", b'"text"', b"\xff", b'{"paths":{}}'])
def test_what_is_no_skeleton_at_all_is_refused(data):
    with pytest.raises(MalformedError):
        parse_skeleton(data)


def test_a_lost_commitment_is_noticed():
    check_count(skeleton(), [bytes(32)] * 8)
    with pytest.raises(MalformedError, match="entry 17 has 8 paths, but 7 commitments"):
        check_count(skeleton(), [bytes(32)] * 7)


def test_a_value_that_is_not_the_one_committed_is_named():
    leaf, values = stored(skeleton())
    with pytest.raises(BrokenError, match="value 'reason' of entry 17 is not the one committed"):
        leaf_hash_of(leaf, [*values[:4], (values[4][0], b'"no"'), *values[5:]], seq=17)


def test_two_values_that_change_places_are_noticed():
    leaf, values = stored(skeleton())
    with pytest.raises(BrokenError, match="'at'"):
        leaf_hash_of(leaf, [values[1], values[0], *values[2:]], seq=17)


def test_an_entry_in_another_place_is_noticed():
    leaf, values = stored(skeleton())
    with pytest.raises(BrokenError, match="entry 17 stands in place 18"):
        leaf_hash_of(leaf, values, seq=18)


def test_a_salt_cannot_lend_bytes_to_the_path():
    leaf, values = stored(skeleton())
    longer = (values[0][0] + b"\x00", values[0][1])
    with pytest.raises(MalformedError, match="16 bytes"):
        leaf_hash_of(leaf, [longer, *values[1:]], seq=17)


@pytest.mark.parametrize("other", [(SALT, '"so"'), ("a" * 16, b'"so"'), (None, b'"so"'), (SALT, None), (SALT, 5)])
def test_what_a_database_keeps_in_place_of_bytes_is_refused(other):
    leaf, values = stored(skeleton())
    with pytest.raises(MalformedError, match="bytes"):
        leaf_hash_of(leaf, [other, *values[1:]], seq=17)
    with pytest.raises(MalformedError, match="bytes"):
        leaf_hash_of("leaf", values, seq=17)


@pytest.mark.parametrize(
    "alter",
    [
        lambda leaf: leaf[:-1],
        lambda leaf: leaf + bytes(32),
        lambda leaf: leaf[:-32],
        lambda leaf: b"kniha/v2/entry\n" + leaf[15:],
        lambda leaf: leaf[:15] + b"\xff\xff\xff\xff" + leaf[19:],
        lambda leaf: leaf[:15] + bytes(4) + leaf[19:],
        lambda leaf: leaf[:10],
        lambda leaf: leaf.replace(b'"schema":1', b'"schema":01'),
        lambda leaf: leaf.replace(b'"role"', b'"r\xd0\xbele"'),
        lambda leaf: leaf.replace(b'"role"', b'"r\xffle"'),
        lambda leaf: b"",
    ],
)
def test_leaf_data_of_another_form_is_refused(alter):
    leaf, values = stored(skeleton())
    with pytest.raises(MalformedError):
        leaf_hash_of(alter(leaf), values, seq=17)


@given(st.binary(min_size=16, max_size=16), st.binary(max_size=50), st.binary(min_size=16, max_size=16), st.binary(max_size=50))
def test_two_different_values_never_share_a_commitment(salt, data, other_salt, other_data):
    same = (salt, data) == (other_salt, other_data)
    assert (commitment(salt, "day", data) == commitment(other_salt, "day", other_data)) is same


@given(st.integers(0, 2**53 - 1), st.lists(st.tuples(st.sampled_from(["insert", "update", "delete"]), st.just("act"), st.just(INCIDENT))))
def test_any_skeleton_round_trips(seq, changes):
    made = skeleton(seq=seq, changes=tuple(changes), paths=("at", "day", "registrar", "role", *(f"{n}/kind" for n in range(len(changes)))))
    assert parse_skeleton(made.encode()) == made


@given(st.integers(0, 500), st.integers(0, 255))
def test_whatever_is_taken_as_a_skeleton_is_canonical_json(place, byte):
    good = skeleton().encode()
    mutated = bytearray(good)
    mutated[place % len(good)] = byte
    try:
        made = parse_skeleton(bytes(mutated))
    except MalformedError:
        return
    assert made.encode() == mutated == canonical(parse_canonical(bytes(mutated)))
