"""Whatever the bytes: an answer in words, never a traceback, and never a stamp that nobody gave."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ledger.authorities import AT, IMPRINT, authority

from kniha.ledger import timestamp_der as der
from kniha.ledger.timestamp_replies import parse_reply
from kniha.ledger.timestamp_requests import Request, build_request, parse_request
from kniha.ledger.timestamps import check_kept_stamp
from kniha.vocab.errors import KnihaError, MalformedError, UnknownTermError

CHAIN = authority()
REPLY = CHAIN.reply()
CERTIFICATES = (CHAIN.signer.certificate, CHAIN.middle.certificate, CHAIN.root.certificate)
CRLS = CHAIN.lists()
IDENTIFIERS = st.tuples(st.integers(0, 2), st.lists(st.integers(0, 2**60), min_size=1, max_size=5)).map(
    lambda parts: ".".join(map(str, (parts[0], parts[1][0] % 40 if parts[0] < 2 else parts[1][0], *parts[1][1:])))
)
MUTATIONS = 1_000


def judge(reply=REPLY, certificates=CERTIFICATES, crls=CRLS):
    return check_kept_stamp(reply, certificates, crls, imprint=IMPRINT, roots=[CHAIN.root.certificate])


def mutated(data: bytes, source: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(source.choice([1, 1, 1, 2, 5])):
        place = source.randrange(len(changed))
        match source.randrange(4):
            case 0:
                changed[place] = source.randrange(256)
            case 1:
                changed[place] ^= 1 << source.randrange(8)
            case 2:
                del changed[place : place + source.randrange(1, 9)]
            case _:
                changed[place:place] = source.randbytes(source.randrange(1, 5))
    return bytes(changed)


def altered(source: random.Random) -> dict:
    """One piece of the evidence, mutated; the piece that was given by nobody, the root, included."""
    pieces = {"reply": REPLY, "certificates": CERTIFICATES, "crls": CRLS}
    name = source.choice(list(pieces))
    if name == "reply":
        return {name: mutated(REPLY, source)}
    place = source.randrange(len(pieces[name]))
    return {name: tuple(mutated(data, source) if at == place else data for at, data in enumerate(pieces[name]))}


# the good


def test_a_request_says_what_it_asks_and_is_read_back():
    assert parse_request(build_request(IMPRINT, nonce=2**63, policy="1.2.3")) == Request(IMPRINT, 2**63, "1.2.3")
    assert parse_request(build_request(IMPRINT, nonce=0)).nonce == 0


def test_requests_of_another_client_are_written_as_it_wrote_them(shared):
    for path in (shared / "vectors" / "rfc3161").glob("*/*.der"):
        assert parse_request(path.read_bytes()).encode() == path.read_bytes()


@given(st.integers(-(2**500), 2**500))
def test_a_number_is_read_as_it_was_written(number):
    element = der.read_one(der.encode_integer(number), "a number")
    assert der.read_integer(element.body, "a number") == number


@given(IDENTIFIERS)
def test_an_object_identifier_is_read_as_it_was_written(dotted):
    element = der.read_one(der.encode_oid(dotted), "an identifier")
    assert der.read_oid(element.body, "an identifier") == dotted


@given(st.binary(max_size=70_000), st.sampled_from([der.OCTETS, der.SEQUENCE, der.context(3)]))
def test_an_element_has_one_writing(body, tag):
    written = der.encode(tag, body)
    assert der.read_one(written, "an element") == der.Element(tag, body)
    assert der.read_one(written, "an element").encode() == written


# the bad


@pytest.mark.parametrize(
    "data",
    ["", "30", "3001", "308000", "3081050000000000", "30820005", "3085010000000000", "1f8101", "04020102ff"],
    ids=["nothing", "a tag", "cut", "no length", "a long length", "cut length", "a huge length", "a long tag", "more"],
)
def test_another_writing_than_der_is_refused(data):
    with pytest.raises(MalformedError):
        der.read_one(bytes.fromhex(data), "an element")


@pytest.mark.parametrize("body", ["", "0001", "ff80", "00" * 65])
def test_a_number_in_another_writing_is_refused(body):
    with pytest.raises(MalformedError):
        der.read_integer(bytes.fromhex(body), "a number")


@pytest.mark.parametrize("body", ["", "8001", "2a8001", "2a81", "2a" * 65])
def test_an_object_identifier_in_another_writing_is_refused(body):
    with pytest.raises(MalformedError):
        der.read_oid(bytes.fromhex(body), "an identifier")


@pytest.mark.parametrize("dotted", ["", "1", "3.1", "1.40", "1.-2", "1..2", "1.02", "a.b", "1." + "9" * 80])
def test_what_is_no_object_identifier_is_not_written(dotted):
    with pytest.raises(MalformedError):
        der.encode_oid(dotted)


def test_what_an_authority_cannot_be_asked_is_refused():
    for given_ in ({"imprint": bytes(20), "nonce": 1}, {"imprint": IMPRINT, "nonce": -1}, {"imprint": IMPRINT, "nonce": 2**64}):
        with pytest.raises(MalformedError):
            build_request(**given_)


@pytest.mark.parametrize(
    ("old", "new", "match"),
    [
        ("0201033", "0201043", "version 3"),  # SignedData
        ("60864801650304020105", "60864801650304020405", "hash algorithm"),  # SHA-224 in the imprint
        ("2a864886f70d010904", "2a864886f70d010905", "digest"),  # a signing time in the place of the message digest
        ("2a864886f70d010702", "2a864886f70d010703", "the token's type"),
    ],
)
def test_what_is_unknown_here_is_refused_by_name(old, new, match):
    altered_reply = bytes.fromhex(REPLY.hex().replace(old, new, 1))
    assert altered_reply != REPLY
    with pytest.raises((MalformedError, UnknownTermError), match=match):
        parse_reply(altered_reply)


# the malicious


@given(st.binary(max_size=300))
def test_any_bytes_get_an_answer_in_words(data):
    for pieces in ({"reply": data}, {"certificates": [data]}, {"crls": [data]}):
        with pytest.raises(KnihaError):
            judge(**pieces)


@pytest.mark.soak
@pytest.mark.filterwarnings("ignore:The parsed certificate contained a NULL parameter")
def test_mutated_evidence_never_shows_another_stamp(soaking):
    """100,000 mutations in `make soak`. What still holds is what was stamped: only what nobody signs was touched."""
    source = random.Random() if soaking else random.Random(3161)
    for _ in range(100 * MUTATIONS if soaking else MUTATIONS):
        pieces = altered(source)
        try:
            found = judge(**pieces)
        except KnihaError:
            continue
        assert (found.at, found.authority, found.serial) == (AT, "CN=A signer", 7), pieces
