"""The witness over HTTP, as any WSGI server would call it."""

import sqlite3
from hashlib import sha256
from io import BytesIO

import pytest
from tests.witness.logs import SIGNERS, WITNESS, Log, clock

from kniha.ledger.cosignatures import cosignatures
from kniha.ledger.notes import Note, parse_lines
from kniha.ledger.witnessing import LARGEST_REQUEST, SIZE_TYPE, TEXT_TYPE
from kniha.witness.service import Service
from kniha.witness.state import State

LOG = Log()
LIAR = Log(story=b"another past")
HASH = sha256(LOG.origin.encode()).hexdigest()


class Asked:
    """A service, and what it told its operator."""

    def __init__(self, folder):
        self.said = []
        self.state = State(folder / "state.sqlite3")
        self.state.make()
        self.state.trust(LOG.description())
        self.service = Service(self.state, SIGNERS, clock, self.said.append)

    def __call__(self, method, path, body=b"", length=None):
        started = []
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "CONTENT_LENGTH": str(len(body)) if length is None else length,
            "wsgi.input": BytesIO(body),
        }
        answered = b"".join(self.service(environ, lambda *given: started.append(given)))
        ((status, headers),) = started
        return int(status.split(" ")[0]), dict(headers), answered.decode()

    def add(self, request):
        return self("POST", "/add-checkpoint", request.encode())


@pytest.fixture
def asked(tmp_path):
    return Asked(tmp_path)


def test_a_head_is_cosigned_and_shown_to_everybody(asked):
    status, headers, body = asked.add(LOG.request(0, 7))
    assert (status, headers["Content-Type"]) == (200, TEXT_TYPE)
    assert [seen.key for seen in cosignatures(Note(LOG.head(7).text, parse_lines(body)), WITNESS)] == list(WITNESS)
    status, headers, shown = asked("GET", f"/{HASH}/checkpoint")
    assert (status, headers["Content-Type"]) == (200, TEXT_TYPE)
    assert shown.startswith(LOG.head(7).text)
    assert shown.endswith(body)


def test_head_gives_the_headers_of_get(asked):
    asked.add(LOG.request(0, 7))
    _, headers, body = asked("GET", f"/{HASH}/checkpoint")
    assert asked("HEAD", f"/{HASH}/checkpoint") == (200, headers, "")
    assert int(headers["Content-Length"]) == len(body.encode())


def test_a_wrong_old_size_is_answered_in_the_type_of_the_specification(asked):
    asked.add(LOG.request(0, 7))
    status, headers, body = asked.add(LOG.request(3, 9))
    assert (status, headers["Content-Type"], body) == (409, SIZE_TYPE, "7\n")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/checkpoint", 404),
        ("GET", f"/{HASH}/checkpoint", 404),
        ("GET", f"/{HASH.upper()}/checkpoint", 404),
        ("GET", f"/{HASH}/checkpoint/", 404),
        ("GET", f"/{'0' * 64}/checkpoint", 404),
        ("POST", f"/{HASH}/checkpoint", 405),
        ("GET", "/add-checkpoint", 405),
        ("PUT", "/add-checkpoint", 405),
        ("POST", "/sign-subtree", 404),
        ("POST", "/add-checkpoint/", 404),
        ("POST", "//add-checkpoint", 404),
    ],
)
def test_there_are_two_addresses_and_no_more(asked, method, path, status):
    assert asked(method, path)[0] == status


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"old 0\n\n", b"\0" * 1000, "old 0\n\nтэкст\n\n— a AAAA\n".encode()])
def test_what_is_no_request_is_answered_400(asked, body):
    status, headers, _ = asked("POST", "/add-checkpoint", body)
    assert (status, headers["Content-Type"]) == (400, TEXT_TYPE)


def test_an_unknown_log_is_answered_404(asked):
    assert asked.add(Log(register=bytes(32)).request(0, 7))[0] == 404


def test_a_huge_body_is_answered_413_whether_it_says_its_size_or_not(asked):
    class Endless(BytesIO):
        def read(self, size=-1):
            assert 0 <= size <= LARGEST_REQUEST + 1
            return b"x" * size

    for length in (str(LARGEST_REQUEST + 1), "9" * 5000, "", "-1", "many"):
        started = []
        environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/add-checkpoint", "CONTENT_LENGTH": length, "wsgi.input": Endless()}
        list(asked.service(environ, lambda *given, started=started: started.append(given)))
        assert started[0][0].startswith("413 ")


def test_two_heads_of_one_size_are_told_to_the_operator(asked):
    asked.add(LOG.request(0, 7))
    assert asked.add(LIAR.request(7, 7))[0] == 422
    assert asked.said == [f"{LOG.origin} signed two heads of 7 entries; both are kept"]


def test_a_state_that_does_not_answer_is_503_and_signs_nothing(asked):
    connection = sqlite3.connect(asked.state.path)
    connection.execute("DROP TABLE log")
    connection.close()
    status, _, body = asked.add(LOG.request(0, 7))
    assert status == 503
    assert "—" not in body


def test_a_state_that_is_gone_is_500_and_signs_nothing(asked):
    asked.state.path.unlink()
    assert asked.add(LOG.request(0, 7))[0] == 500
    assert not asked.state.path.exists()


def test_the_service_does_not_show_its_seeds(asked):
    assert "w" * 8 not in repr(asked.service)
    assert (b"w" * 32).hex() not in repr(asked.service)
