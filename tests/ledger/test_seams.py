"""Seams by their form and their signatures (docs/spec/ledger.md §11)."""

import pytest

from kniha.ledger.checkpoints import generation_of, origin_of
from kniha.ledger.keys import Algorithm, SigningKey, VerifierKey
from kniha.ledger.notes import Note, parse_note, sign_plain
from kniha.ledger.seams import Seam, add_signature, check_seam, custodian_name, joined, parse_seam, parse_text, sign_seam
from kniha.vocab.errors import BrokenError, ConflictError, KnihaError, MalformedError, UnknownTermError

REGISTER = bytes(range(32))
TEXT = f"""\
kniha-seam/v1
{REGISTER.hex()}
kniha/{REGISTER.hex()}
12
{"q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s="}
kniha/{REGISTER.hex()}/1
7
{"zc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc0="}
5
"""


def seam(**other) -> Seam:
    stated = {
        "register": REGISTER, "old_origin": origin_of(REGISTER), "old_size": 12, "old_root": b"\xab" * 32,
        "new_origin": origin_of(REGISTER, 1), "restored_size": 7, "restored_root": b"\xcd" * 32,
    }  # fmt: skip
    return Seam(**(stated | other))


def custodian(number: int, *, seed: int | None = None, register: bytes = REGISTER) -> SigningKey:
    return SigningKey(custodian_name(register, number), Algorithm.ED25519, bytes([seed or number]) * 32)


FIVE = tuple(custodian(number) for number in range(1, 6))
KNOWN = tuple(key.verifier() for key in FIVE)


def test_a_seam_is_nine_lines_and_says_what_was_lost():
    assert seam().text == TEXT
    assert parse_text(TEXT) == seam()
    assert (seam().lost, seam().generation) == (5, 1)


def test_an_origin_names_its_generation():
    assert [generation_of(origin_of(REGISTER, one)) for one in (0, 1, 10)] == [0, 1, 10]
    assert origin_of(REGISTER, 0) == origin_of(REGISTER)


def test_three_custodians_are_enough():
    note = sign_seam(seam(), FIVE[1:4])
    assert check_seam(note, KNOWN) == KNOWN[1:4]
    assert parse_seam(note) == seam()


def test_each_custodian_adds_a_line_to_what_the_others_signed():
    note = add_signature(add_signature(add_signature(TEXT, FIVE[0]), FIVE[2]), FIVE[4])
    assert note == sign_seam(seam(), FIVE[::2])


def test_lines_that_were_signed_apart_are_joined_each_once():
    apart = [add_signature(TEXT, FIVE[0]), add_signature(TEXT, FIVE[2]), sign_seam(seam(), FIVE[2:])]
    assert joined(apart) == sign_seam(seam(), (FIVE[0], *FIVE[2:]))


def test_copies_of_different_seams_are_not_joined():
    with pytest.raises(MalformedError, match="one and the same"):
        joined([add_signature(TEXT, FIVE[0]), add_signature(seam(old_size=13).text, FIVE[1])])


def test_a_later_seam_leads_from_one_generation_to_the_next():
    assert seam(old_origin=origin_of(REGISTER, 1), new_origin=origin_of(REGISTER, 2)).generation == 2


def test_a_custodian_whose_key_is_no_longer_known_is_passed_over():
    note = sign_seam(seam(), FIVE[:4])
    assert check_seam(note, KNOWN[1:]) == KNOWN[1:4]


def test_one_custodian_signs_once():
    with pytest.raises(ConflictError, match="signed this seam already"):
        add_signature(sign_seam(seam(), FIVE[:2]), FIVE[1])


@pytest.mark.parametrize(
    "other",
    [
        {"restored_size": 12}, {"restored_size": 13}, {"restored_size": 0}, {"old_size": 2**63}, {"old_root": bytes(31)},
        {"restored_root": bytes(33)}, {"old_origin": origin_of(bytes(32))}, {"new_origin": origin_of(REGISTER)},
        {"new_origin": origin_of(REGISTER, 2)}, {"new_origin": origin_of(bytes(32), 1)}, {"register": bytes(32)},
        {"old_origin": "kniha/other"},
    ],
)  # fmt: skip
def test_a_seam_that_cannot_be_is_not_built(other):
    with pytest.raises(MalformedError):
        seam(**other)


@pytest.mark.parametrize(
    "written",
    [
        TEXT[:-1], TEXT + "\n", TEXT + "more\n", TEXT.replace("\n12\n", "\n012\n"), TEXT.replace("\n5\n", "\n6\n"),
        TEXT.replace("\n5\n", "\n-5\n"),
        TEXT.replace("\n7\n", "\n ٧\n"), TEXT.replace("seam/v1", "seam/v2"), TEXT.replace("0a", "0A"), TEXT.replace("6s=", "6t="),
        TEXT.replace("/1\n", "/01\n"), TEXT.replace("\n", "\r\n"), "",
    ],
)  # fmt: skip
def test_any_other_writing_is_refused(written):
    with pytest.raises(MalformedError):
        parse_text(written)


@pytest.mark.parametrize("origin", ["", "kniha/", "kniha/" + "0" * 63, origin_of(REGISTER) + "/0", origin_of(REGISTER) + "/01",
                                    origin_of(REGISTER) + "/", origin_of(REGISTER) + "/1/1", origin_of(REGISTER) + "/1\n"])  # fmt: skip
def test_what_is_no_origin_names_no_generation(origin):
    with pytest.raises(MalformedError):
        generation_of(origin)


def test_there_is_no_generation_below_none():
    with pytest.raises(MalformedError):
        origin_of(REGISTER, -1)


def test_another_format_is_unknown_and_not_passed_over():
    with pytest.raises(UnknownTermError):
        parse_text("kniha-proof/v1\n")


def test_two_custodians_are_too_few():
    with pytest.raises(BrokenError, match="2 of those known signed"):
        check_seam(sign_seam(seam(), FIVE[:2]), KNOWN)


def test_one_custodian_who_signs_three_times_is_one():
    line = sign_plain(FIVE[0], TEXT)
    with pytest.raises(BrokenError, match="1 of those known signed"):
        check_seam(Note(TEXT, (line,) * 3).encode(), KNOWN)


def test_two_keys_of_one_custodian_are_one():
    again = custodian(1, seed=77)
    note = sign_seam(seam(), (FIVE[0], again, FIVE[1]))
    with pytest.raises(BrokenError, match="2 of those known signed"):
        check_seam(note, (*KNOWN, again.verifier()))


def test_one_key_under_two_names_is_no_list_of_custodians():
    twice = custodian(6, seed=1)
    with pytest.raises(MalformedError, match="stands twice"):
        check_seam(sign_seam(seam(), (FIVE[0], twice, FIVE[1])), (*KNOWN, twice.verifier()))


def test_a_stranger_does_not_count():
    strangers = tuple(custodian(number, seed=90 + number) for number in (1, 2, 3))
    with pytest.raises(BrokenError):
        check_seam(sign_seam(seam(), strangers), KNOWN)


def test_a_false_line_of_a_custodian_breaks_the_seam():
    signed = parse_note(sign_seam(seam(), FIVE[:3]))
    other = seam(old_size=13)
    with pytest.raises(BrokenError, match="does not hold"):
        check_seam(Note(other.text, signed.lines).encode(), KNOWN)


def test_a_custodian_of_another_register_signs_nothing_here():
    foreign = custodian(1, register=bytes(32))
    with pytest.raises(MalformedError, match="not the Ed25519 key of a custodian"):
        sign_seam(seam(), (foreign,))
    with pytest.raises(MalformedError, match="not the Ed25519 key of a custodian"):
        check_seam(sign_seam(seam(), FIVE[:3]), (*KNOWN, foreign.verifier()))


@pytest.mark.parametrize("name", ["custodian/0", "custodian/01", "custodian/", "custodian", "custodian/1/2", "release", "1"])
def test_a_key_of_another_name_is_no_custodians(name):
    with pytest.raises(MalformedError):
        sign_seam(seam(), (SigningKey(f"{origin_of(REGISTER)}/{name}", Algorithm.ED25519, bytes(32)),))


def test_a_key_of_another_kind_is_no_custodians():
    key: VerifierKey = SigningKey(custodian_name(REGISTER, 1), Algorithm.MLDSA44, bytes(32)).verifier()
    with pytest.raises(MalformedError):
        check_seam(sign_seam(seam(), FIVE[:3]), (key,))


def test_no_changed_letter_passes():
    note = sign_seam(seam(), FIVE[:3])
    for place in range(len(note)):
        changed = note[:place] + chr(ord(note[place]) ^ 1) + note[place + 1 :]
        with pytest.raises(KnihaError):
            check_seam(changed, KNOWN[:3])
