"""Stamps of authorities: judged at the time that they state, and by nothing that a stranger could have put in."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256, sha384, sha512

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from tests.ledger.authorities import AT, DAY, IMPRINT, POLICY, TIME, YEAR, authority, issue, number_of

from kniha.ledger.checkpoints import Checkpoint, origin_of, sign_checkpoint
from kniha.ledger.keys import LOG_ALGORITHMS, SigningKey
from kniha.ledger.notes import Note, parse_note
from kniha.ledger.timestamp_chains import read_certificates
from kniha.ledger.timestamp_der import SEQUENCE, encode, encode_integer
from kniha.ledger.timestamp_replies import parse_reply
from kniha.ledger.timestamps import check_kept_stamp, check_time_stamp, imprint_of, stamped_bytes
from kniha.vocab.errors import BrokenError, MalformedError, RefusedError, TooLargeError

HELLO = b"hello"

VECTORS = {
    "identrust/issue-104.tsr": "holds",
    "sigstage/response-sha256.tsr": "holds",
    "sigstage/response-sha384.tsr": "holds",
    "sigstage/response-sha512.tsr": "holds",
    "sigstage/response-no-embedded-cert.tsr": "holds",
    "sigstage/response-invalid-signature.tsr": "the signature of CN=sigstore-tsa,O=sigstore.dev does not hold",
    "sigstore.mock/response-expired.tsr": "holds",
    "test_tsa/response.tsr": "holds",
    "test_tsa/other_response.tsr": "should lead to one of the given roots",
    "test_tsa/response-injected-certs.tsr": "nothing vouches for it",
}


# the good


@pytest.mark.parametrize(("name", "expected"), VECTORS.items())
def test_every_public_vector_is_judged_right(shared, name, expected):
    path = shared / "vectors" / "rfc3161" / name
    *beside, root = read_certificates((path.parent / "ts_chain.pem").read_bytes())
    message = (path.parent / "payload").read_bytes() if (path.parent / "payload").exists() else HELLO
    reply = path.read_bytes()
    hashed = {32: sha256, 48: sha384, 64: sha512}[len(parse_reply(reply).stated.imprint)]
    given = {"imprint": hashed(message).digest(), "roots": [root], "intermediates": beside}
    if expected == "holds":
        found = check_time_stamp(reply, **given)
        assert found.revocation == "revocation not checked"
        assert found.open
    else:
        with pytest.raises(BrokenError, match=expected):
            check_time_stamp(reply, **given)


def test_no_public_vector_is_left_out(shared):
    folder = shared / "vectors" / "rfc3161"
    assert {path.relative_to(folder).as_posix() for path in folder.glob("*/*.tsr")} == set(VECTORS)


def test_a_stamp_says_when_who_and_under_which_root():
    chain = authority()
    found = chain.check(nonce=4711, policy=POLICY, crls=chain.lists())
    assert (found.at, found.authority, found.serial, found.policy) == (AT, "CN=A signer", 7, POLICY)
    assert found.chain == (chain.signer.certificate, chain.middle.certificate, chain.root.certificate)
    assert found.root_fingerprint == sha256(chain.root.certificate).hexdigest()
    assert found.revocation == "not revoked by lists of 2025-11-22 08:00 UTC"
    assert found.open == ()


def test_a_stamp_holds_after_all_certificates_have_expired():
    long_ago = datetime(2001, 5, 5, tzinfo=UTC)
    span = {"first": long_ago - DAY, "last": long_ago + DAY}
    chain = authority(root=span, middle=span, **span)
    assert chain.check(chain.reply(at=long_ago)).at == long_ago


def test_certificates_that_the_reply_leaves_out_are_found_beside_it():
    chain = authority()
    reply = chain.reply(certificates=())
    beside = [chain.signer.certificate, chain.middle.certificate]
    assert chain.check(reply, intermediates=beside).at == AT
    assert chain.check(reply, certificates=beside).at == AT


def test_of_intermediates_that_the_caller_chose_only_those_that_fit_are_used():
    chain, other = authority(), authority("B")
    assert chain.check(intermediates=[other.middle.certificate]).chain[1] == chain.middle.certificate


def test_certificates_in_any_order_are_read():
    """Real authorities send them so, and strict readers refuse them: evidence.md §3, on DigiCert."""
    chain = authority()
    reply, (first, second) = chain.reply(), sorted((chain.signer.certificate, chain.middle.certificate))
    swapped = reply.replace(first + second, second + first)
    assert swapped != reply
    assert chain.check(swapped).at == AT


def test_a_kept_stamp_is_judged_by_the_root_that_it_brings_where_none_is_given():
    chain = authority()
    kept = [chain.signer.certificate, chain.middle.certificate, chain.root.certificate]
    found = check_kept_stamp(chain.reply(), kept, chain.lists(), imprint=IMPRINT, roots=None)
    assert found.root_fingerprint == sha256(chain.root.certificate).hexdigest()
    assert check_kept_stamp(chain.reply(), kept, chain.lists(), imprint=IMPRINT, roots=[chain.root.certificate]) == found


def test_what_is_stamped_is_the_logs_own_note_without_what_came_later():
    origin = origin_of(bytes(32))
    signers = [SigningKey(origin, algorithm, b"k" * 32) for algorithm in LOG_ALGORITHMS]
    note, keys = sign_checkpoint(Checkpoint(origin, 1, bytes(32)), signers, at=0), [signer.verifier() for signer in signers]
    parsed = parse_note(note)
    assert stamped_bytes(note, keys) == stamped_bytes(note, keys[::-1])
    turned = Note(parsed.text, (*parsed.lines[::-1], replace(parsed.lines[0], name="witness.example"))).encode()
    assert imprint_of(turned, keys) == imprint_of(note, keys) == sha256(stamped_bytes(note, keys)).digest()
    assert len(parse_note(stamped_bytes(turned, keys).decode()).lines) == len(keys)


# the bad


def test_a_stamp_over_another_head_is_refused():
    with pytest.raises(BrokenError, match="should be over"):
        authority().check(imprint=sha256(b"another head").digest())


@pytest.mark.parametrize(("given", "match"), [({"nonce": 4712}, "another request"), ({"policy": "1.2.3"}, "under policy 1.2.3")])
def test_an_answer_to_another_request_is_refused(given, match):
    with pytest.raises(BrokenError, match=match):
        authority().check(**given)


def test_a_reply_without_nonce_answers_no_request_that_had_one():
    chain = authority()
    assert chain.check(chain.reply(nonce=None)).at == AT
    with pytest.raises(BrokenError, match="bears None"):
        chain.check(chain.reply(nonce=None), nonce=4711)


@pytest.mark.parametrize("status", [1, 2, 5])
def test_a_reply_that_grants_nothing_is_refused(status):
    with pytest.raises(RefusedError, match=f"status {status}"):
        authority().check(encode(SEQUENCE, encode(SEQUENCE, encode_integer(status))))


def test_another_authoritys_stamp_is_refused():
    with pytest.raises(BrokenError, match="CN=B signer should lead to one of the given roots"):
        authority("A").check(authority("B").reply())


@pytest.mark.parametrize("at", [AT - 2 * YEAR, AT + 2 * YEAR], ids=["not yet", "no longer"])
def test_an_authority_that_was_not_valid_at_the_stated_time_is_refused(at):
    chain = authority()
    with pytest.raises(BrokenError, match=f"the stamp states {at:%Y-%m-%d}"):
        chain.check(chain.reply(at=at))


@pytest.mark.parametrize("who", ["root", "middle"])
def test_nor_may_any_above_it_have_been_invalid(who):
    with pytest.raises(BrokenError, match="should lead to one of the given roots"):
        authority(**{who: {"last": AT - DAY}}).check()


@pytest.mark.parametrize(
    "purpose",
    [
        {"purposes": None},
        {"critical": False},
        {"purposes": [ExtendedKeyUsageOID.CODE_SIGNING]},
        {"purposes": [*TIME, ExtendedKeyUsageOID.CODE_SIGNING]},
        {"purposes": [ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE]},
    ],
    ids=["none", "not critical", "another", "one more", "any"],
)
def test_a_key_that_is_not_for_time_stamps_alone_is_refused(purpose):
    with pytest.raises(BrokenError, match="for time-stamps alone"):
        authority(**purpose).check()


def test_a_key_that_is_not_for_signatures_is_refused():
    with pytest.raises(BrokenError, match="for signatures"):
        authority(uses=("key_agreement",)).check()


@pytest.mark.parametrize(
    "middle",
    [
        {"ca": False},
        {"uses": ("digital_signature",)},
        {"purposes": [ExtendedKeyUsageOID.CODE_SIGNING]},
        {"further": [(x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3"), b"\x05\x00"), True)]},
    ],
    ids=["no CA", "may not sign certificates", "for code", "an unknown rule"],
)
def test_an_issuer_that_may_not_issue_for_time_is_refused(middle):
    root = issue("A root", ca=True)
    between = issue("A middle", root, **({"ca": True} | middle))
    chain = replace(authority(), root=root, middle=between, signer=issue("A signer", between, purposes=TIME))
    with pytest.raises(BrokenError, match="should lead to one of the given roots"):
        chain.check()


def test_a_path_longer_than_its_root_allows_is_refused():
    with pytest.raises(BrokenError, match="should lead to one of the given roots"):
        authority(root={"path_length": 0}).check()


def test_without_any_root_there_is_nothing_to_judge_by():
    chain = authority()
    with pytest.raises(BrokenError, match="no root"):
        check_kept_stamp(chain.reply(), [chain.middle.certificate], (), imprint=IMPRINT, roots=None)
    with pytest.raises(BrokenError, match="no root"):
        chain.check(roots=[])


def test_a_file_that_is_no_certificate_is_no_root():
    for data in (b"", b"a root", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"):
        with pytest.raises(MalformedError):
            read_certificates(data)


# the malicious


def test_a_forged_stamp_is_refused():
    chain, thief = authority(), authority("thief")
    forged = chain.reply(signer=replace(chain.signer, key=thief.signer.key))
    with pytest.raises(BrokenError, match="the signature of CN=A signer does not hold"):
        chain.check(forged)


def test_a_stated_time_that_was_moved_is_found():
    chain = authority()
    moved = chain.reply().replace(b"20251123080000Z", b"20251122080000Z")
    with pytest.raises(BrokenError, match="the content's is"):
        chain.check(moved)


@pytest.mark.parametrize("name", ["Spoofed", "A signer", "A middle", "A root"])
def test_a_certificate_that_vouches_for_nothing_is_not_let_in(name):
    """GHSA advisory of rfc3161-client: tools named the authority by the first certificate they met."""
    chain = authority()
    stranger = issue(name, ca=True, seed=b"stranger").certificate
    for given in (
        {"reply": chain.reply(certificates=(chain.signer.certificate, chain.middle.certificate, stranger))},
        {"certificates": [stranger]},
    ):
        with pytest.raises(BrokenError, match="nothing vouches for it"):
            chain.check(**given)


def test_a_root_that_comes_along_is_trusted_by_nobody():
    """Libraries that put all they are given into one store take a root of the forger's for one of ours."""
    chain, thief = authority(), authority("thief")
    brought = (thief.signer.certificate, thief.middle.certificate, thief.root.certificate)
    with pytest.raises(BrokenError, match="CN=thief signer should lead to one of the given roots"):
        chain.check(thief.reply(certificates=brought))


def test_the_key_of_one_certificate_signs_under_no_other():
    """The signed digest names the certificate: one revoked or expired cannot be replaced by another over the same key."""
    chain = authority()
    other = issue("A signer", chain.middle, purposes=TIME, number=99)
    assert other.key.public_key() == chain.signer.key.public_key()
    swapped = chain.reply(certificates=(other.certificate, chain.middle.certificate))
    with pytest.raises(BrokenError, match="neither in the reply nor beside it"):
        chain.check(swapped)


def test_a_signer_named_in_two_ways_is_refused():
    chain = authority()
    other = issue("A signer", chain.middle, purposes=TIME, number=number_of(chain.signer.certificate) ^ 1)
    numbers = [encode_integer(number_of(one.certificate)) for one in (chain.signer, other)]
    reply = chain.reply(certificates=())
    start = reply.rindex(numbers[0])
    renamed = reply[:start] + numbers[1] + reply[start + len(numbers[0]) :]
    with pytest.raises(BrokenError, match="signed the digest of another"):
        chain.check(renamed, intermediates=[chain.signer.certificate, other.certificate, chain.middle.certificate])


def test_a_name_that_would_write_to_the_terminal_is_shown_tamely():
    chain = authority("\x1b[2Jnobody\n")
    assert chain.check().authority == "CN=?[2Jnobody? signer"


def test_a_huge_reply_and_a_crowd_of_certificates_are_refused_unread():
    chain = authority()
    with pytest.raises(TooLargeError):
        chain.check(bytes(1 << 21))
    crowd = tuple(issue(f"stranger {number}").certificate for number in range(20))
    with pytest.raises(TooLargeError, match="at most 16 certificates"):
        chain.check(chain.reply(certificates=crowd))


def test_accuracy_and_parts_of_a_second_are_read(shared):
    reply = (shared / "vectors" / "rfc3161" / "sigstage" / "response-sha256.tsr").read_bytes()
    assert parse_reply(reply).stated.accuracy == timedelta(seconds=1)
    with pytest.raises(MalformedError, match="cannot be"):
        parse_reply(authority().reply().replace(b"20251123080000Z", b"20251323080000Z"))
