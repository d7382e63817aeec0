"""Requests gone wrong in every way, thousands of them: the intake never fails, writes nothing readable, and takes the next letter."""

import random
import re
import secrets
import socket
from collections.abc import Iterator

import pytest
from tests.intake.server import Intake, multipart, running

from kniha.seal.closing import seal_bytes

MARKER = "Zq7-words-that-must-not-be-seen-"
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "СЛОВА", "")
PATHS = (
    "/", "/be/", "/be/report", "/ru/back", "/en/answers", "/mailbox", "/envelopes", "/task/20000", "/task/999999999999", "/room/1",
    "/courier/envelopes", "/courier/envelopes/" + "0" * 32, "/courier/confirmations", "/courier/replies", "/static/intake/letter.css",
    "/static/../../register.json", "/be/report/", "/%2e%2e/", "/be%00/", "//evil.example/", "/кніга",
)  # fmt: skip
TYPES = (
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "application/json",
    "application/x-www-form-urlencoded",
    "text/plain; charset=utf-16",
    "",
)
ODD = (b"\0", b"\r\n", b"\r\n\r\n", b"--", b'"', b"\xff\xfe", b"%", b"A" * 5000, b"\xed\xa0\x80", b"{", b"[" * 2000, b"9" * 400)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Intake]:
    with running(Intake(tmp_path_factory.mktemp("fuzz"))) as intake:
        yield intake


_PATIENCE = 0.3
"""Seconds: some requests promise more than they bring."""


class Chance:
    """Draws requests: good ones, of which some part was spoilt."""

    def __init__(self, intake: Intake, seed: int) -> None:
        self._draw = random.Random(seed)
        self._intake = intake
        self._sealed = seal_bytes(bytes(16_384), [intake.identity.recipient], random_bytes=secrets.token_bytes)

    def request(self) -> bytes:
        draw = self._draw
        method, path, make = draw.choice((
            ("POST", "/be/report", self._form), ("POST", "/ru/back", self._form), ("POST", "/envelopes", self._sealing),
            ("POST", "/mailbox", self._json), ("GET", draw.choice(PATHS), self._nothing),
            (draw.choice(METHODS), draw.choice(PATHS), draw.choice((self._form, self._sealing, self._json, self._nothing))),
        ))  # fmt: skip
        body, kind = make()
        headers = {
            "Host": draw.choice(("x", "127.0.0.1", "evil.example", "evil.example:99999", "", "а" * 300)),
            "Content-Type": kind,
            "Content-Length": draw.choice((str(len(body)),) * 6 + ("0", "-1", str(len(body) + 9), str(10**13), "x", "")),
            "Kniha-Envelope": draw.choice((secrets.token_hex(16), "..", "A" * 32, "")),
            "Kniha-Work": draw.choice((self._intake.proof(len(body)) if path == "/envelopes" else "", "0" * 93, "x.y")),
            "Accept-Language": draw.choice(("be", "ru,en;q=0.5", ";;;", "*" * 3000)),
            "Transfer-Encoding": "chunked",
            "X-Forwarded-For": MARKER,
            "Cookie": f"sessionid={MARKER}",
            "Connection": "close",
        }
        kept = {name: value for name, value in headers.items() if name in {"Host", "Connection"} or draw.random() < _LIKELY.get(name, 0.5)}
        head = "\r\n".join([f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in kept.items())])
        return self._spoilt(head.encode("utf-8", "surrogatepass"), 0.1) + b"\r\n\r\n" + body

    def _form(self) -> tuple[bytes, str]:
        draw = self._draw
        fields = {name: draw.choice(("yes", "no", MARKER, "held", "report", "")) for name in _FIELDS if draw.random() < 0.6}
        sizes = [draw.choice((1, 3000)) for _ in range(draw.choice((0, 0, 1, 70)))]
        files = [(f"{MARKER}{number}.mp4", "video/mp4", MARKER.encode() * size) for number, size in enumerate(sizes)]
        body, kind = multipart(fields, files)
        return self._spoilt(body, 0.5), draw.choice((kind, kind, kind, draw.choice(TYPES)))

    def _sealing(self) -> tuple[bytes, str]:
        return self._spoilt(self._sealed, 0.5), "application/octet-stream"

    def _json(self) -> tuple[bytes, str]:
        good = b'{"mailbox": "%s", "secret": "%s"}' % (b"a" * 64, MARKER.encode() * 2)
        return self._spoilt(good, 0.7), "application/json"

    def _nothing(self) -> tuple[bytes, str]:
        return b"", self._draw.choice(TYPES)

    def _spoilt(self, good: bytes, chance: float) -> bytes:
        draw = self._draw
        while draw.random() < chance and good:
            at = draw.randrange(len(good))
            match draw.randrange(4):
                case 0:
                    good = good[:at]
                case 1:
                    good = good[:at] + draw.choice(ODD) + good[at:]
                case 2:
                    good = good[:at] + bytes([draw.randrange(256)]) + good[at + 1 :]
                case _:
                    good = good[:at] + good[at + draw.randrange(1, 40) :]
        return good


_FIELDS = (
    "text", "when", "where", "hurt", "doers", "contact", "role", "safe", "held", "minor", "sexual", "keep", "reach", "count", "words",
    "does", "website",
)  # fmt: skip
_LIKELY = {"Content-Length": 0.95, "Content-Type": 0.95, "Transfer-Encoding": 0.03, "Kniha-Work": 0.9}


def answered(intake: Intake, request: bytes) -> int:
    """The status that `request` was answered with; 0 where the connection was only closed."""
    with socket.create_connection(("127.0.0.1", intake.port), timeout=_PATIENCE) as line:
        try:
            line.sendall(request)
            answer = line.recv(64)
        except OSError:  # it waits for bytes that were promised, or wants no more
            return 0
    status = re.match(rb"HTTP/1\.[01] (\d{3})", answer)
    return int(status[1]) if status else 0


@pytest.mark.soak
def test_the_intake_never_fails_and_writes_nothing_readable(own: Intake, soaking: bool) -> None:
    seed = secrets.randbits(32) if soaking else 7
    chance = Chance(own, seed)
    told: dict[int, int] = {}
    for number in range(100_000 if soaking else 600):
        request = chance.request()
        status = answered(own, request)
        told[status] = told.get(status, 0) + 1
        assert status < 500, (seed, number, request[:2000])
    assert {200, 201, 400, 404, 405, 428} <= set(told), told
    assert told[0] < sum(told.values()) / 2
    assert own.nothing_remains()
    for path in own.home.rglob("*"):
        assert not path.is_file() or MARKER.encode() not in path.read_bytes(), path
    body, kind = multipart({"text": "мае словы", "keep": "yes"})
    assert own.request("POST", "/be/report", body, Content_Type=kind)[0] == 200
