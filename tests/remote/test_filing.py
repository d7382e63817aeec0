import json
import threading
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from kniha.remote.filing import answers, file_envelope
from kniha.seal.work import Task, parse_proof
from kniha.vocab.errors import BrokenError, MalformedError, RefusedError, UnavailableError

ENVELOPE = b"sealed" * 1000
TASK = Task(hour=1, bits=3, exponent=13, random=bytes(16)).text(b"key")
DIGEST = sha256(ENVELOPE).hexdigest()
ID = "ab" * 16


@contextmanager
def server(body=b"", status=201):
    """A real server on this machine that asks for work, then gives one answer, and notes what it was sent."""
    sent = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.answer(200, json.dumps({"task": TASK}).encode()) if self.path.startswith("/task/") else self.answer(status, body)

        def do_POST(self):
            proof = parse_proof(self.headers["Kniha-Work"]).checked(b"key")
            sent.append((self.path, self.headers["Kniha-Envelope"], proof.exponent, self.rfile.read(int(self.headers["Content-Length"]))))
            self.answer(status, body)

        def answer(self, status, body):
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.server_address[1]}", sent
    finally:
        listening.shutdown()
        listening.server_close()
        thread.join()


def filed(url):
    return file_envelope(url, ENVELOPE, envelope_id=ID, timeout=5)


def test_an_envelope_is_sent_whole_under_its_id_and_its_digest_returned():
    with server(json.dumps({"digest": DIGEST}).encode()) as (url, sent):
        assert filed(url) == DIGEST
    assert sent == [("/envelopes", ID, 13, ENVELOPE)]


def test_an_intake_that_kept_other_bytes_is_not_believed():
    with server(json.dumps({"digest": "00" * 32}).encode()) as (url, _), pytest.raises(BrokenError):
        filed(url)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"{}"])
def test_an_answer_without_a_digest_is_refused(body):
    with server(body) as (url, _), pytest.raises(MalformedError):
        filed(url)


@pytest.mark.parametrize("status", [400, 413, 500, 302])
def test_an_intake_that_will_not_keep_it_is_named_by_its_answer(status):
    with server(status=status) as (url, _), pytest.raises(RefusedError, match=str(status)):
        filed(url)


def test_nobody_there_is_said():
    with server() as (url, _):
        pass
    with pytest.raises(UnavailableError):
        filed(url)
    assert not answers(f"{url}/", timeout=1)


@pytest.mark.parametrize(("status", "well"), [(200, True), (302, True), (404, True), (500, False), (503, False)])
def test_a_server_answers_unless_it_is_at_fault(status, well):
    with server(status=status) as (url, _):
        assert answers(f"{url}/", timeout=5) is well
