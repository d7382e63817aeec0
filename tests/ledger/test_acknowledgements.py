"""What an intake signs, and what anyone finds of it: written by `kniha.seal`, read by `kniha.ledger`, which know nothing of each other."""

import io
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kniha.ledger.acknowledgement_file import parse_acknowledgement
from kniha.ledger.acknowledgement_keys import GrantedKey, check_grant, grant
from kniha.ledger.checkpoints import origin_of
from kniha.ledger.given import trusting
from kniha.ledger.keys import Algorithm, SigningKey
from kniha.ledger.verifier import verify_file
from kniha.seal.acknowledgements import Grant, MonthKey, month_of, public_half
from kniha.vocab.errors import BrokenError, MalformedError

REGISTER, SEED, ENVELOPE = b"\x01" * 32, b"\x02" * 32, "ab" * 32
LOG = SigningKey(origin_of(REGISTER), Algorithm.ED25519, b"\x03" * 32)
OWN = (LOG.verifier(),)
DAY = date(2026, 11, 30)

seeds = st.binary(min_size=32, max_size=32)


def granted(month="2026-11", seed=SEED, signer=LOG):
    note = grant(GrantedKey(REGISTER, month, bytes.fromhex(public_half(seed))), signer)
    return MonthKey(month, seed, Grant(note, signer.verifier().text))


def verdict(data, trusted=OWN):
    kind, found = verify_file(io.BytesIO(data), trusting(trusted))
    assert kind == "acknowledgement"
    return found


@given(register=seeds, seed=seeds, log=seeds, envelope=seeds, day=st.dates(min_value=date(2020, 1, 1)))
def test_what_any_intake_signs_holds_for_whoever_knows_its_register(register, seed, log, envelope, day):
    signer = SigningKey(origin_of(register), Algorithm.ED25519, log)
    note = grant(GrantedKey(register, month_of(day), bytes.fromhex(public_half(seed))), signer)
    key = MonthKey(month_of(day), seed, Grant(note, signer.verifier().text))
    data = key.acknowledge(register, envelope.hex(), day)
    found = verdict(data, (signer.verifier(),))
    assert found.holds
    assert envelope.hex() in found.words
    assert day.isoformat() in found.words
    assert (parse_acknowledgement(data).envelope, parse_acknowledgement(data).day) == (envelope, day.isoformat())


@given(place=st.integers(min_value=0), bit=st.integers(min_value=0, max_value=7))
def test_no_bit_of_it_can_be_turned(place, bit):
    data = bytearray(granted().acknowledge(REGISTER, ENVELOPE, DAY))
    data[place % len(data)] ^= 1 << bit
    assert not verify_file(io.BytesIO(bytes(data)), trusting([LOG.verifier()]))[1].holds


def test_without_the_registers_keys_it_holds_and_says_whose_key_is_to_be_compared():
    found = verdict(granted().acknowledge(REGISTER, ENVELOPE, DAY), trusted=())
    assert found.holds
    assert LOG.verifier().fingerprint in found.open[0]


def test_it_is_of_one_length_whatever_was_sent():
    assert len({len(granted().acknowledge(REGISTER, envelope * 32, DAY)) for envelope in ("00", "ab", "ff")}) == 1


def test_a_grant_of_another_register_is_refused_where_keys_are_given():
    stranger = replace(LOG, name=origin_of(b"\x09" * 32))
    found = verdict(granted().acknowledge(REGISTER, ENVELOPE, DAY), trusted=(stranger.verifier(),))
    assert [step.outcome.value for step in found.steps] == ["holds", "wrong", *["not reached"] * 3]


def test_the_key_of_another_register_grants_nothing_here():
    with pytest.raises(MalformedError):
        granted(signer=replace(LOG, name=origin_of(b"\x09" * 32)))


@pytest.mark.parametrize("month", ["2026-00", "2026-13", "26-11", "2026-1", "2026-11-30", "２０２６-11", ""])
def test_a_month_is_written_in_one_way(month):
    with pytest.raises(MalformedError):
        granted(month)


def test_a_grant_says_which_key_it_grants_and_nobody_else_may_have_signed_it():
    note = granted().grant.note
    assert check_grant(note, LOG.verifier()).key.hex() == public_half(SEED)
    with pytest.raises(BrokenError):
        check_grant(note, replace(LOG, seed=b"\x04" * 32).verifier())
