import gzip
import hashlib
import json
import secrets
import threading
from base64 import b64decode
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kniha.remote.intake_client import IntakeClient
from kniha.remote.notices import EnvelopeNotice, KeyNotice
from kniha.seal.courier_requests import CourierRequest, check_request, key_id
from kniha.vocab.errors import (
    BrokenError,
    ConfigurationError,
    MalformedError,
    NotFoundError,
    RefusedError,
    TooLargeError,
    UnavailableError,
)

KEY = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
PUBLIC = KEY.public_key().public_bytes_raw()
COURIERS = {key_id(PUBLIC): PUBLIC}
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ENVELOPE = bytes(range(256)) * 4000
ID = "ab" * 16
NOTICE = EnvelopeNotice(ID, len(ENVELOPE), hashlib.sha256(ENVELOPE).hexdigest())
LIST = json.dumps({"envelopes": [{"id": NOTICE.id, "size": NOTICE.size, "digest": NOTICE.digest}]}).encode()


class Answer:
    def __init__(self, body=b"{}", status=200, **headers):
        self.body, self.status, self.headers = body, status, headers


@contextmanager
def intake(answer, couriers=COURIERS):
    """A real server on this machine that checks each request as an intake does and notes what was asked."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def handle_one(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            asked.append((self.command, self.path, body, dict(self.headers)))
            try:
                check_request(CourierRequest(self.command, self.path, body), self.headers, couriers, unix_time=int(NOON.timestamp()))
            except BrokenError:
                return self.say(Answer(b"", 404))
            return self.say(answer(self.path) if callable(answer) else answer)

        def say(self, given):
            self.send_response(given.status)
            for name, value in ({"Content-Length": str(len(given.body))} | given.headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(given.body)

        def log_message(self, *_):
            pass

        do_GET = do_POST = handle_one  # noqa: N815  the standard library's names

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def client(url, **changes):
    return IntakeClient(url, KEY, **{"now": lambda: NOON, "random_bytes": secrets.token_bytes, "timeout": 2.0} | changes)


def test_the_list_of_envelopes_is_read():
    with intake(Answer(LIST)) as (url, asked), client(url) as courier:
        assert courier.envelopes() == (NOTICE,)
    assert [(method, path) for method, path, *_ in asked] == [("GET", "/courier/envelopes")]


def test_an_envelope_comes_in_pieces_and_whole():
    with intake(Answer(ENVELOPE)) as (url, asked), client(url) as courier:
        pieces = list(courier.fetch(NOTICE))
    assert b"".join(pieces) == ENVELOPE
    assert len(pieces) > 1
    assert asked[0][1] == f"/courier/envelopes/{ID}"


def test_confirmations_go_in_lots_of_five_hundred():
    ids = [f"{number:032x}" for number in range(501)]
    with intake(Answer()) as (url, asked), client(url) as courier:
        courier.confirm(ids)
    assert [json.loads(body)["envelopes"] for _, _, body, _ in asked] == [ids[:500], ids[500:]]


def test_confirming_nothing_asks_nothing():
    with intake(Answer()) as (url, asked), client(url) as courier:
        courier.confirm([])
    assert asked == []


def test_a_reply_is_delivered():
    with intake(Answer()) as (url, asked), client(url) as courier:
        courier.deliver_reply("aa" * 32, "bb" * 32, b"sealed \xff reply")
    method, path, body, _ = asked[0]
    stated = json.loads(body)
    assert (method, path) == ("POST", "/courier/replies")
    assert (stated["mailbox"], stated["verifier"], b64decode(stated["body"])) == ("aa" * 32, "bb" * 32, b"sealed \xff reply")


def test_the_keys_of_an_intake_are_read_and_a_grant_is_brought():
    key = {"month": "2026-11", "key": "ab" * 32, "granted": False}
    listed = Answer(json.dumps({"keys": [key]}).encode())
    with intake(lambda path: listed if path.endswith("keys") else Answer()) as (url, asked), client(url) as courier:
        assert courier.acknowledgement_keys() == (KeyNotice("2026-11", "ab" * 32, granted=False),)
        courier.deliver_grant("ab" * 32, "note", "signer")
    assert json.loads(asked[1][2]) == {"granted": "ab" * 32, "grant": "note", "key": "signer"}


@pytest.mark.parametrize(
    "said",
    [
        b"keys", b"[]", b'{"keys": {}}', b'{"keys": [{}]}',
        *(
            json.dumps({"keys": keys}).encode()
            for keys in (
                [{"month": "2026-13", "key": "ab" * 32, "granted": True}], [{"month": "2026-11", "key": "AB" * 32, "granted": True}],
                [{"month": "2026-11", "key": "ab" * 32, "granted": 1}], [{"month": 202611, "key": "ab" * 32, "granted": True}],
                [{"month": "2026-11", "key": "ab" * 32, "granted": True}] * 2,
                [{"month": "2026-11", "key": f"{number:064x}", "granted": True} for number in range(9)],
            )
        ),
    ],
)  # fmt: skip
def test_keys_that_the_spec_does_not_know_are_malformed(said):
    with intake(Answer(said)) as (url, _), client(url) as courier, pytest.raises(MalformedError):
        courier.acknowledgement_keys()


def test_each_request_has_a_nonce_of_its_own_and_tells_nothing_of_the_host():
    with intake(Answer(LIST)) as (url, asked), client(url) as courier:
        courier.envelopes()
        courier.envelopes()
    assert len({headers["Kniha-Nonce"] for *_, headers in asked}) == 2
    assert asked[0][3]["User-Agent"] == "kniha"
    assert "Cookie" not in asked[1][3]


def test_a_proxy_is_used_where_it_is_given_and_never_taken_from_the_environment(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with intake(Answer(LIST)) as (url, asked):
        with client(url) as courier:
            courier.envelopes()
        with client("http://intake.invalid", proxy=url) as courier, pytest.raises(RefusedError):
            courier.envelopes()  # the proxy is asked for an absolute address, which nobody signed
    assert asked[1][1] == "http://intake.invalid/courier/envelopes"


@pytest.mark.parametrize(
    "url",
    [
        "ftp://intake.invalid",
        "intake.invalid",
        "http://",
        "http://intake.invalid/behind",
        "http://user:word@intake.invalid",
        "http://[::1",
        "https://a/?q",
    ],
)
def test_an_address_that_is_more_or_less_than_a_host_is_refused(url):
    with pytest.raises(ConfigurationError):
        client(url)


@pytest.mark.parametrize("host", ["k" * 56 + ".onion", "K" * 56 + ".ONION:80", "k" * 56 + ".onion."])
def test_an_onion_service_is_never_asked_but_through_a_proxy(host):
    with pytest.raises(ConfigurationError, match="through Tor"):
        client(f"http://{host}")
    client(f"http://{host}", proxy="socks5h://127.0.0.1:9").close()


def test_a_proxy_of_another_kind_is_refused():
    with pytest.raises(ConfigurationError):
        client("http://intake.invalid", proxy="gopher://127.0.0.1:9")


def test_an_intake_that_is_not_there_is_unavailable():
    with client("http://127.0.0.1:9") as courier, pytest.raises(UnavailableError) as told:
        courier.envelopes()
    assert "127.0.0.1" not in str(told.value)


def test_an_intake_that_does_not_answer_in_time_is_unavailable():
    silence = threading.Event()

    def answer(_path):
        silence.wait(5)
        return Answer()

    with intake(answer) as (url, _), client(url, timeout=0.2) as courier:
        with pytest.raises(UnavailableError):
            courier.envelopes()
        silence.set()


def test_an_answer_that_breaks_off_is_unavailable():
    with intake(Answer(ENVELOPE[:1000], **{"Content-Length": str(len(ENVELOPE))})) as (url, _):
        envelope = client(url).fetch(NOTICE)
        with pytest.raises(UnavailableError):
            list(envelope)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_an_intake_in_trouble_is_unavailable(status):
    with intake(Answer(status=status)) as (url, _), client(url) as courier, pytest.raises(UnavailableError):
        courier.envelopes()


def test_an_unknown_courier_is_told_so():
    with intake(Answer(LIST), couriers={}) as (url, _), client(url) as courier:
        with pytest.raises(RefusedError):
            courier.envelopes()
        with pytest.raises(RefusedError):
            courier.confirm([ID])


def test_an_envelope_that_is_gone_is_not_found():
    with intake(Answer(status=404)) as (url, _), client(url) as courier, pytest.raises(NotFoundError):
        list(courier.fetch(NOTICE))


@pytest.mark.parametrize(
    "listed",
    [
        b"", b"[]", b"{}", b"<html>", b'{"envelopes": {}}', b'{"envelopes": [], "more": 1}', b'{"envelopes": [7]}', b'{"envelopes": [{}]}',
        LIST.replace(b"ab", b"zz", 1), LIST.replace(b"ab", b"..", 1), LIST.replace(b'"size": 1', b'"size": -1'),
        LIST.replace(b'"size": 1', b'"size": 0.1'),
        LIST.replace(b'"size": ' + str(NOTICE.size).encode(), b'"size": true'), LIST.replace(NOTICE.digest.encode(), b"00"),
        json.dumps({"envelopes": json.loads(LIST)["envelopes"] * 2}).encode(),
        json.dumps({"envelopes": [{"id": f"{n:032x}", "size": 1, "digest": "a" * 64} for n in range(501)]}).encode(),
    ],
)  # fmt: skip
def test_a_list_that_the_spec_does_not_know_is_malformed(listed):
    with intake(Answer(listed)) as (url, _), client(url) as courier, pytest.raises(MalformedError):
        courier.envelopes()


@pytest.mark.parametrize(
    "answer", [Answer(status=201), Answer(status=302, Location="http://127.0.0.1:9/"), Answer(b"ok"), Answer(b'{"a": 1}')]
)
def test_another_answer_to_a_confirmation_is_malformed(answer):
    with intake(answer) as (url, asked), client(url) as courier, pytest.raises(MalformedError):
        courier.confirm([ID])
    assert len(asked) == 1


def test_a_list_without_end_is_not_read_to_it():
    with intake(Answer(b" " * 5_000_000)) as (url, _), client(url) as courier, pytest.raises(TooLargeError):
        courier.envelopes()


def test_an_envelope_longer_than_its_notice_is_not_read_to_its_end():
    with intake(Answer(ENVELOPE + b"x" * 5_000_000)) as (url, _), client(url) as courier:
        taken = []
        with pytest.raises(TooLargeError):
            taken.extend(courier.fetch(NOTICE))
    assert sum(map(len, taken)) <= NOTICE.size


def test_a_compressed_answer_is_not_unpacked():
    with intake(Answer(gzip.compress(LIST), **{"Content-Encoding": "gzip"})) as (url, _):
        courier = client(url)
        with pytest.raises(MalformedError):
            courier.envelopes()
