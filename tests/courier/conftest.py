"""A real intake, and offices that a courier works for. One intake serves all tests: each sees only the envelopes that it sent."""

import os
import secrets
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.courier.places import admit_specialists, copied, found, free_port
from tests.made_once import MadeOnce

from kniha.conf.keys import KeyFolder
from kniha.remote.filing import file_envelope
from kniha.remote.intake_client import IntakeClient
from kniha.vocab.ids import Id

ROOT = Path(__file__).parents[2]


@dataclass
class Intake:
    """A running intake of the register whose keys lie in `keys`."""

    url: str
    keys: KeyFolder

    def send(self, envelope: bytes) -> str:
        """Send as a browser does; return the id."""
        name = Id(secrets.token_hex(16))
        file_envelope(self.url, envelope, envelope_id=name, timeout=20)
        return name

    def client(self) -> IntakeClient:
        return IntakeClient(self.url, self.keys.request_key(), now=lambda: datetime.now(UTC), random_bytes=secrets.token_bytes, timeout=20)


@pytest.fixture(scope="session")
def founded_home(made_once: MadeOnce) -> Path:
    """The home of an office: keys, and a founded book in a SQLite file. Tests copy it."""
    return made_once("with specialists", lambda folder: admit_specialists(copied(made_once("founded", found), folder))) / "home"


@contextmanager
def running(keys: Path, folder: Path, *, port: int) -> Iterator[Intake]:
    """An intake of the register whose keys lie in `keys`, as a process of its own."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("KNIHA_", "DJANGO_", "TESTS_"))} | {
        "KNIHA_INTAKE_FOLDER": str(folder),
        "KNIHA_INTAKE_PORT": str(port),
        "KNIHA_INTAKE_WORK_BITS": "1",
        "KNIHA_INTAKE_PER_MINUTE": "100000",
        "KNIHA_INTAKE_COURIERS": str(keys / "public/courier.keys"),
        "KNIHA_REGISTER": str(keys / "public/register.json"),
    }
    command = [sys.executable, "-m", "kniha.cli", "intake"]
    process = subprocess.Popen(command, env=environment, cwd=ROOT, stdin=subprocess.DEVNULL)
    intake = Intake(f"http://127.0.0.1:{port}", KeyFolder(keys))
    try:
        wait_for(intake.url, process)
        yield intake
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="session")
def intake(founded_home, tmp_path_factory):
    """The intake of that office's register."""
    with running(founded_home / "keys", tmp_path_factory.mktemp("intake"), port=free_port()) as intake:
        yield intake


@pytest.fixture
def home(founded_home, tmp_path) -> Path:
    """A copy of the founded home for one test."""
    return shutil.copytree(founded_home, tmp_path / "home")


def wait_for(url, process):
    for _ in range(200):
        try:
            urllib.request.urlopen(url, timeout=1).close()
        except OSError:
            assert process.poll() is None, "the intake did not start"
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the intake does not answer")
