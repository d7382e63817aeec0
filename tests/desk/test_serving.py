"""`kniha desk` as a process: it refuses a database of another version, and serves without a word on who read what."""

import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from kniha.conf.key_files import write_keys
from kniha.conf.new_keys import new_keys

KNIHA = (sys.executable, "-m", "kniha.cli")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    write_keys(
        tmp_path / "keys", new_keys({"be": "Проба", "ru": "Проба", "en": "Trial"}, random_bytes=secrets.token_bytes, passphrase=None)
    )
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("KNIHA_", "DJANGO_", "TESTS_"))}
    return kept | {"KNIHA_HOME": str(tmp_path), "KNIHA_DESK_PORT": str(port), "DJANGO_SETTINGS_MODULE": "kniha.desk.settings"}


def test_the_desk_is_served(environment: dict[str, str]) -> None:
    subprocess.run([sys.executable, "-m", "django", "migrate", "--verbosity", "0"], env=environment, check=True)
    desk = subprocess.Popen([*KNIHA, "desk"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        page = answer(f"http://127.0.0.1:{environment['KNIHA_DESK_PORT']}/?q=secret-word")
        assert page.headers["X-Frame-Options"] == "DENY"
        assert b"csrfmiddlewaretoken" in page.read()
        style = answer(f"http://127.0.0.1:{environment['KNIHA_DESK_PORT']}/static/desk/base.css")
        assert style.headers["X-Content-Type-Options"] == "nosniff"
        assert b"--paper" in style.read()  # whole, so that no connection is left for the server to wait for
    finally:
        desk.terminate()
        told, _ = desk.communicate(timeout=60)
    assert b"secret-word" not in told
    assert b"Traceback" not in told


def test_tables_of_another_version_are_not_served(environment: dict[str, str]) -> None:
    ended = subprocess.run([*KNIHA, "desk"], env=environment, capture_output=True, timeout=60)
    assert ended.returncode == 2
    assert b"migrate" in ended.stderr


def answer(address: str) -> object:
    """Ask until the server answers; half a minute at most."""
    for _ in range(150):
        try:
            return urllib.request.urlopen(address, timeout=10)
        except urllib.error.URLError:
            time.sleep(0.2)
    raise AssertionError(f"{address} did not answer")
