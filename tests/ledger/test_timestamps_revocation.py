"""Revocation is judged at the stated time, by lists; where they are missing it is said (docs/spec/timestamps.md §4)."""

import pytest
from cryptography import x509
from cryptography.x509 import ReasonFlags
from tests.ledger.authorities import AT, DAY, IMPRINT, LISTS_AT, YEAR, authority, crl, issue, number_of

from kniha.ledger.timestamp_chains import parse_certificate
from kniha.ledger.timestamp_revocation import check_list, list_addresses, read_list
from kniha.ledger.timestamps import check_kept_stamp
from kniha.vocab.errors import BrokenError, MalformedError, TooLargeError

HARMLESS = [ReasonFlags.affiliation_changed, ReasonFlags.superseded, ReasonFlags.cessation_of_operation]
GRAVE = [None, ReasonFlags.key_compromise, ReasonFlags.ca_compromise, ReasonFlags.certificate_hold, ReasonFlags.privilege_withdrawn]


def scope(**given):
    every = {
        "full_name": None, "relative_name": None, "only_contains_user_certs": False, "only_contains_ca_certs": False,
        "only_some_reasons": None, "indirect_crl": False, "only_contains_attribute_certs": False,
    }  # fmt: skip
    return [(x509.IssuingDistributionPoint(**(every | given)), True)]


def revoked(chain, date, reason, **given):
    return [crl(chain.middle, revoked=[(number_of(chain.signer.certificate), date, reason)], **given), crl(chain.root)]


# the good


@pytest.mark.parametrize(
    "dates",
    [{}, {"made": AT}, {"made": AT + DAY, "until": AT + 2 * DAY}, {"made": AT - YEAR / 2, "until": AT}],
    ids=["around it", "at it", "after it", "until it"],
)
def test_a_list_that_knows_of_the_stated_time_counts(dates):
    chain = authority()
    found = chain.check(crls=chain.lists(**dates))
    assert found.open == ()
    assert found.revocation.startswith("not revoked by lists of ")


@pytest.mark.parametrize("reason", HARMLESS)
def test_a_stamp_outlives_its_authority_that_closed_later(reason):
    chain = authority()
    assert chain.check(crls=revoked(chain, AT + DAY, reason, made=AT + 2 * DAY, until=AT + 3 * DAY)).open == ()


def test_somebody_elses_revocation_is_nothing_to_us():
    chain = authority()
    assert chain.check(crls=[crl(chain.middle, revoked=[(12345, AT - DAY, None)]), crl(chain.root)]).open == ()


def test_the_oldest_list_that_counted_is_named():
    chain = authority()
    lists = [crl(chain.middle, made=AT - DAY), crl(chain.middle, made=AT), crl(chain.root, made=AT + DAY, until=AT + 2 * DAY)]
    assert chain.check(crls=lists).by_lists_of == AT


@pytest.mark.parametrize(
    ("of_signer", "of_middle"),
    [
        ({"only_contains_user_certs": True}, {"only_contains_ca_certs": True}),
        tuple({"full_name": [x509.UniformResourceIdentifier(LISTS_AT.format(name))]} for name in ("A-middle", "A-root")),
    ],
    ids=["by kind", "by address"],
)
def test_a_list_of_the_part_to_which_a_certificate_belongs_counts(of_signer, of_middle):
    chain = authority()
    assert chain.check(crls=[crl(chain.middle, further=scope(**of_signer)), crl(chain.root, further=scope(**of_middle))]).open == ()


def test_where_lists_lie_is_read_from_the_certificate():
    assert list_addresses(parse_certificate(authority().signer.certificate)) == (LISTS_AT.format("A-middle"),)
    assert list_addresses(parse_certificate(authority(lists=None).signer.certificate)) == ()
    elsewhere = [x509.UniformResourceIdentifier("ldap://lists.example/A"), x509.UniformResourceIdentifier("HTTPS://lists.example/A")]
    further = [(x509.CRLDistributionPoints([x509.DistributionPoint(elsewhere, None, None, None)]), False)]
    assert list_addresses(parse_certificate(authority(lists=None, further=further).signer.certificate)) == ("HTTPS://lists.example/A",)


# the bad


@pytest.mark.parametrize("date", [AT - DAY, AT], ids=["before", "at it"])
@pytest.mark.parametrize("reason", HARMLESS)
def test_an_authority_that_was_revoked_before_is_refused(reason, date):
    chain = authority()
    with pytest.raises(BrokenError, match=f"CN=A signer was revoked at {date:%Y-%m-%d}"):
        chain.check(crls=revoked(chain, date, reason))


@pytest.mark.parametrize("date", [AT - DAY, AT + DAY], ids=["before", "after"])
@pytest.mark.parametrize("reason", GRAVE)
def test_a_stolen_key_or_one_revoked_without_reason_takes_all_of_its_stamps_with_it(reason, date):
    """RFC 3161 §4: the thief could date back."""
    chain = authority()
    with pytest.raises(BrokenError, match="none of its stamps can be trusted"):
        chain.check(crls=revoked(chain, date, reason, made=AT + 2 * DAY, until=AT + 3 * DAY))


def test_a_revoked_issuer_takes_the_signer_with_it():
    chain = authority()
    lists = [crl(chain.middle), crl(chain.root, revoked=[(number_of(chain.middle.certificate), AT - DAY, ReasonFlags.superseded)])]
    with pytest.raises(BrokenError, match="CN=A middle was revoked"):
        chain.check(crls=lists)


def test_a_list_that_is_out_of_date_still_tells_what_it_knows():
    chain = authority()
    with pytest.raises(BrokenError, match="was revoked"):
        chain.check(crls=revoked(chain, AT - 9 * DAY, ReasonFlags.superseded, made=AT - 9 * DAY, until=AT - 8 * DAY))


# the malicious


def test_lists_that_were_taken_away_are_missed_aloud():
    chain = authority()
    found = chain.check()
    assert found.revocation == "revocation not checked"
    assert [words.split(" was")[0] for words in found.open] == [
        "whether the certificate of CN=A signer", "whether the certificate of CN=A middle",
    ]  # fmt: skip
    assert len(chain.check(crls=chain.lists()[:1]).open) == 1
    kept = [chain.signer.certificate, chain.middle.certificate, chain.root.certificate]
    assert len(check_kept_stamp(chain.reply(), kept, [], imprint=IMPRINT, roots=None).open) == 2


@pytest.mark.parametrize(
    "given",
    [
        {"made": AT - 3 * DAY, "until": AT - DAY},
        {"made": AT + YEAR + DAY, "until": AT + YEAR + 2 * DAY},
        {"further": scope(only_contains_ca_certs=True)},
        {"further": scope(indirect_crl=True)},
        {"further": scope(only_some_reasons=frozenset([ReasonFlags.key_compromise]))},
        {"further": scope(only_contains_attribute_certs=True)},
        {"further": scope(full_name=[x509.UniformResourceIdentifier("http://lists.example/of-others")])},
        {"further": [(x509.DeltaCRLIndicator(5), True)]},
        {"further": [(x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3"), b"\x05\x00"), True)]},
    ],
    ids=["out of date", "made when the certificate had ended", "of issuers", "indirect", "of some reasons", "of attributes", "of others",
         "a difference", "by an unknown rule"],
)  # fmt: skip
def test_a_list_that_does_not_speak_of_the_certificate_at_that_time_does_not_count(given):
    chain = authority()
    found = chain.check(crls=[crl(chain.middle, **given), crl(chain.root)])
    assert [words[:38] for words in found.open] == ["whether the certificate of CN=A signer"]


def test_a_list_that_its_issuer_did_not_sign_is_refused():
    chain = authority()
    forged = crl(chain.middle, key=issue("thief").key)
    with pytest.raises(BrokenError, match="should be signed by it"):
        chain.check(crls=[forged])
    with pytest.raises(BrokenError):
        check_list(forged, parse_certificate(chain.middle.certificate))


def test_another_issuers_list_does_not_count():
    chain, other = authority(), authority("B")
    assert len(chain.check(crls=other.lists()).open) == 2
    with pytest.raises(BrokenError, match="another's"):
        check_list(crl(other.middle), parse_certificate(chain.middle.certificate))


def test_what_is_no_list_is_refused():
    chain = authority()
    for data in (b"", b"<html>", chain.signer.certificate, b"-----BEGIN X509 CRL-----\n"):
        with pytest.raises(MalformedError):
            read_list(data)
    with pytest.raises(MalformedError):
        chain.check(crls=[b"\x30\x00"])


def test_too_many_lists_or_too_large_a_one_are_refused_unread():
    chain = authority()
    with pytest.raises(TooLargeError):
        chain.check(crls=[bytes(9 << 20)])
    with pytest.raises(TooLargeError):
        chain.check(crls=[bytes([number]) for number in range(17)])
