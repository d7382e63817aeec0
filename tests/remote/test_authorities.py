"""Asking servers that nobody trusts: whatever they do, an answer or an error comes within the time, and nothing leads elsewhere."""

import gzip
import socket
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from kniha.ledger.timestamp_replies import LARGEST_REPLY
from kniha.ledger.timestamp_requests import build_request, parse_request
from kniha.remote.authorities import ask_authority, fetch_list
from kniha.remote.calendars import fetch_timestamp, submit
from kniha.remote.exchanges import check_address
from kniha.vocab.errors import KnihaError, MalformedError, NotFoundError, TooLargeError, UnavailableError

IMPRINT = bytes(range(32))
REQUEST = build_request(IMPRINT, nonce=5)


@contextmanager
def serving(body=b"", status=200, **headers):
    """A server on this machine that notes what it is asked, and answers the same to everything."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            asked.append((self.command, self.path, self.rfile.read(int(self.headers.get("Content-Length", 0))), dict(self.headers)))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST  # noqa: N815  the library's name

        def log_message(self, *words):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def dripping(first=b"", drop=b"x", every=0.05):
    """A server that sends `first` and then a little now and then, for ever."""
    listener = socket.create_server(("127.0.0.1", 0))
    ended = threading.Event()

    def drip():
        connection, _ = listener.accept()
        with connection:
            connection.recv(4096)
            connection.sendall(first)
            while not ended.wait(every):
                try:
                    connection.sendall(drop)
                except OSError:
                    return

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        ended.set()
        listener.close()
        thread.join()


# the good


def test_a_request_is_posted_as_such_and_the_reply_comes_back_raw():
    with serving(b"not even a reply", Content_Type="text/html") as (address, asked):
        assert ask_authority(f"{address}/stamp?kind=1", REQUEST) == b"not even a reply"
    ((method, path, body, headers),) = asked
    assert (method, path, headers["Content-Type"]) == ("POST", "/stamp?kind=1", "application/timestamp-query")
    assert parse_request(body).imprint == IMPRINT
    assert headers["User-Agent"] == "kniha"


def test_a_list_is_fetched():
    with serving(b"a list") as (address, asked):
        assert fetch_list(f"{address}/a.crl") == b"a list"
    assert asked[0][:2] == ("GET", "/a.crl")


def test_a_calendar_is_given_a_digest_and_asked_for_the_rest():
    with serving(b"a timestamp") as (address, asked):
        assert submit(f"{address}/", IMPRINT) == b"a timestamp"
        assert fetch_timestamp(address, b"\x01\xff") == b"a timestamp"
    assert [(method, path) for method, path, _, _ in asked] == [("POST", "/digest"), ("GET", "/timestamp/01ff")]
    assert asked[0][2] == IMPRINT


# the bad


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (404, NotFoundError),
        (429, UnavailableError),
        (500, UnavailableError),
        (503, UnavailableError),
        (400, MalformedError),
        (204, MalformedError),
    ],
)
def test_another_status_than_200_is_told_apart(status, error):
    with serving(status=status) as (address, _), pytest.raises(error):
        ask_authority(address, REQUEST)


def test_a_server_that_is_not_there_is_said():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"http://127.0.0.1:{taken.getsockname()[1]}"
    with pytest.raises(UnavailableError, match="did not answer"):
        fetch_list(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "authority",
        "ftp://a.example/",
        "http://",
        "http://name:secret@a.example/",
        "http://a.example/#b",
        "http://a.example/" + "a" * 2000,
        "http://a\x00.example",
        "http://a.example:70000/",
        "http://ａ.example/",
        "http://a.example/é",
    ],
)
def test_what_is_no_address_is_not_asked(address):
    with pytest.raises(MalformedError):
        check_address(address)
    with pytest.raises(MalformedError):
        fetch_list(address)


# the malicious


def test_a_redirect_leads_nowhere():
    with serving(b"inside") as (inside, asked_inside), serving(status=302, Location=inside) as (address, _):
        for ask in (lambda: fetch_list(address), lambda: ask_authority(address, REQUEST)):
            with pytest.raises(MalformedError, match="302"):
                ask()
    assert asked_inside == []


def test_a_compressed_answer_is_not_unpacked():
    with serving(gzip.compress(bytes(1 << 24)), Content_Encoding="gzip") as (address, _), pytest.raises(MalformedError, match="compressed"):
        fetch_list(address)


def test_a_huge_reply_is_read_no_further_than_it_may_be_long():
    with serving(bytes(LARGEST_REPLY)) as (address, _):
        assert len(ask_authority(address, REQUEST)) == LARGEST_REPLY
    with serving(bytes(LARGEST_REPLY + 1)) as (address, _), pytest.raises(TooLargeError):
        ask_authority(address, REQUEST)
    with serving(bytes(10_001)) as (address, _), pytest.raises(TooLargeError):
        submit(address, IMPRINT)


@pytest.mark.parametrize(
    "first",
    [b"", b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"],
    ids=["no answer", "slow headers", "a slow body"],
)
def test_a_slow_reply_ends_when_its_time_is_over_though_it_never_stops(first):
    """A limit on each read would never be reached: there is always a byte."""
    began = time.monotonic()
    with dripping(first, drop=b"" if not first else b"x") as address, pytest.raises(UnavailableError, match="within 1 s"):
        ask_authority(address, REQUEST, seconds=1)
    assert time.monotonic() - began < 5


def test_an_answer_that_is_no_http_is_said():
    with dripping(b"\x00\x01\x02 hello\r\n\r\n") as address, pytest.raises(UnavailableError):
        fetch_list(address, seconds=2)


@pytest.mark.parametrize("address", ["http://[/", "http://xn--a/", "http://a..b/", f"http://{'a' * 70}/", "http://[1:2:3]/", "http://-/"])
def test_an_odd_address_in_a_certificate_stops_nobody(address):
    with pytest.raises(KnihaError):
        fetch_list(address, seconds=5)


def test_proxies_of_the_environment_are_not_used(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    with serving(b"direct") as (address, _):
        assert fetch_list(address) == b"direct"
