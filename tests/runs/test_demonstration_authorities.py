"""The demonstration's authorities of time: real stamps that are worth nothing, and say so."""

import threading
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from kniha.conf.authorities import FOLDER, read_authorities
from kniha.ledger.timestamp_chains import parse_certificate
from kniha.ledger.timestamp_requests import build_request
from kniha.ledger.timestamps import check_time_stamp
from kniha.remote.authorities import ask_authority, fetch_list
from kniha.runs.demonstration.authority_serving import NAMES, lay_out, read_all, server
from kniha.vocab.errors import MalformedError, NotFoundError, RefusedError

NOW = datetime.now(UTC)
IMPRINT = sha256(b"the head of the demonstration").digest()


@pytest.fixture
def home(tmp_path):
    """Two authorities that answer, and the home in which they are configured."""
    authorities = {}
    serving = server(authorities, 0)
    lay_out(tmp_path, serving.server_port, at=NOW, random_bytes=lambda length: b"\x05" * length)
    authorities |= read_all(tmp_path, serving.server_port, at=NOW)
    threading.Thread(target=serving.serve_forever, args=(0.02,), daemon=True).start()
    yield tmp_path
    serving.shutdown()
    serving.server_close()


def test_both_stamp_and_are_not_revoked(home):
    configured = read_authorities(home / "keys")
    assert tuple(one.name for one in configured) == NAMES
    for one in configured:
        reply = ask_authority(one.address, build_request(IMPRINT, nonce=8))
        crl = fetch_list(f"{one.address}.crl")
        found = check_time_stamp(reply, imprint=IMPRINT, roots=one.roots, crls=[crl], nonce=8)
        assert found.open == ()
        assert abs(found.at - datetime.now(UTC)) < timedelta(minutes=5)
        assert "not trusted" in found.authority
        assert all("not trusted" in parse_certificate(root).name for root in one.roots)


def test_their_roots_stay_when_they_answer_elsewhere_later(home):
    before = read_authorities(home / "keys")
    lay_out(home, 4711, at=NOW, random_bytes=lambda length: b"\x06" * length)
    after = read_authorities(home / "keys")
    assert [one.roots for one in after] == [one.roots for one in before]
    assert [one.address for one in after] == [f"http://127.0.0.1:4711/{name}" for name in NAMES]


def test_their_seeds_are_their_owners_alone(home):
    assert (home / "authorities").stat().st_mode & 0o077 == 0
    assert not list((home / "keys" / FOLDER).glob("*.seed"))


def test_what_is_no_request_is_rejected_and_what_is_not_there_is_not_found(home):
    one = read_authorities(home / "keys")[0]
    with pytest.raises(RefusedError, match="status 2"):
        check_time_stamp(ask_authority(one.address, b"a request"), imprint=IMPRINT, roots=one.roots)
    for address in (f"{one.address}x", one.address.replace(NAMES[0], "")):
        with pytest.raises(NotFoundError):
            ask_authority(address, build_request(IMPRINT, nonce=8))
        with pytest.raises(NotFoundError):
            fetch_list(address)
    with pytest.raises((NotFoundError, MalformedError)):
        ask_authority(one.address, bytes(5000))
