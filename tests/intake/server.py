"""A real intake for the tests: its register, its couriers, a running server, and eyes that open what it keeps."""

import http.client
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kniha.seal.container_reading import OpenedReport, read_container
from kniha.seal.courier_requests import CourierRequest, sign_request
from kniha.seal.frame_reading import FileBegun, FileData, FileEnded
from kniha.seal.opening import opened_envelope
from kniha.seal.recipients import HybridIdentity, new_identity
from kniha.seal.reports import Report, ReportKeys
from kniha.seal.work import solve

NAMES = {"be": "Кніга падзей", "ru": "Книга событий", "en": "Book of Events"}
SERVE = (sys.executable, "-m", "kniha.cli", "intake")


@dataclass(frozen=True)
class Opened:
    """What lay in one envelope."""

    report: Report
    keys: ReportKeys
    files: tuple[tuple[str, str, bytes], ...]


@dataclass
class Intake:
    """A register, and the intake that takes envelopes for it."""

    home: Path
    register: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    identity: HybridIdentity = field(default_factory=lambda: new_identity(secrets.token_bytes))
    courier: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    port: int = 0
    pid: int = 0

    @property
    def folder(self) -> Path:
        return self.home / "intake"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def environment(self) -> dict[str, str]:
        told = {"register": self.register.hex(), "name": NAMES, "recipient": self.identity.recipient.text, "checkpoint_keys": []}
        (self.home / "register.json").write_text(json.dumps(told))
        (self.home / "courier.keys").write_text(self.courier.public_key().public_bytes_raw().hex() + "\n")
        clean = {key: value for key, value in os.environ.items() if not key.startswith(("KNIHA_", "DJANGO_"))}
        return clean | {
            "KNIHA_REGISTER": str(self.home / "register.json"),
            "KNIHA_INTAKE_FOLDER": str(self.folder),
            "KNIHA_INTAKE_COURIERS": str(self.home / "courier.keys"),
            "KNIHA_INTAKE_PORT": str(self.port),
            "KNIHA_INTAKE_WORK_BITS": "1",
            "KNIHA_INTAKE_PER_MINUTE": "100000",
        }

    def envelopes(self) -> list[Path]:
        return sorted((self.folder / "envelopes").iterdir())

    def remains(self) -> list[Path]:
        """What lies half received."""
        return list((self.folder / "incoming").iterdir())

    def nothing_remains(self) -> bool:
        """Whether the server, within a few seconds, clears away what was half received."""
        for _ in range(100):
            if not self.remains():
                return True
            time.sleep(0.05)
        return False

    def open(self, path: Path) -> Opened:
        files: list[tuple[str, str, bytes]] = []
        data = b""
        with path.open("rb") as source:
            for event in read_container(opened_envelope(source, [self.identity]), self.register):
                match event:
                    case FileBegun():
                        data = b""
                    case FileData():
                        data += event.data
                    case FileEnded():
                        files.append((event.label.name, event.label.type, data))
                    case OpenedReport():
                        return Opened(event.report, event.keys, tuple(files))
        raise AssertionError("the container ends without a report")

    def file(self, body: bytes, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Work for an envelope and hand it in, as a sender does."""
        return self.request("POST", "/envelopes", body, **{"Kniha-Work": self.proof(len(body))} | headers)

    def proof(self, size: int) -> str:
        """The work for an envelope of `size` bytes; none where the intake hands out no task."""
        status, _, answer = self.request("GET", f"/task/{size}")
        return solve(json.loads(answer)["task"]) if status == 200 else ""

    def request(self, method: str, target: str, body: bytes = b"", **headers: str) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, target, body or None, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        try:
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def courier_request(self, method: str, target: str, body: bytes = b"") -> tuple[int, dict[str, str], bytes]:
        signed = sign_request(CourierRequest(method, target, body), self.courier, unix_time=int(time.time()), nonce=secrets.token_bytes(16))
        return self.request(method, target, body, **signed)


@contextmanager
def running(intake: Intake, *, command: tuple[str, ...] = SERVE, **settings: str) -> Iterator[Intake]:
    """Run `kniha intake` as it runs in life, in a process group of its own, and stop it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        intake.port = free.getsockname()[1]
    log = (intake.home / "log").open("ab")
    server = subprocess.Popen(command, env=intake.environment() | settings, cwd=intake.home, stdout=log, stderr=log, start_new_session=True)
    intake.pid = server.pid
    try:
        _wait(intake, server)
        yield intake
    finally:
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGTERM)
        server.wait(30)
        log.close()


def _wait(intake: Intake, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        if server.poll() is not None:
            break
        try:
            if intake.request("GET", "/en/")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"the intake does not answer:\n{(intake.home / 'log').read_text()}")


def multipart(fields: dict[str, str], files: list[tuple[str, str, bytes]] = (), boundary: str = "letter7d1") -> tuple[bytes, str]:
    """A form's body as a browser writes it, and its content type."""
    body = b"".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'.encode() for name, text in fields.items()
    )
    for name, type_, data in files:
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\nContent-Type: {type_}\r\n\r\n'
        body += head.encode() + data + b"\r\n"
    return body + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"
