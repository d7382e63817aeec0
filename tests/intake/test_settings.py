"""The environment is read strictly: what is not understood is refused by name."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.intake.server import Intake

from kniha.conf.intake import read
from kniha.seal.courier_requests import key_id
from kniha.vocab.errors import ConfigurationError


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {key: value for key, value in Intake(tmp_path, port=8400).environment().items() if key.startswith("KNIHA_")}


def test_what_is_stated_is_read(environ: dict[str, str], tmp_path: Path) -> None:
    settings = read(environ)
    assert settings.folder == tmp_path / "intake"
    assert settings.port == 8400
    assert settings.limit_bytes == 2 * 1024**3
    assert settings.keep_days == 7
    (courier,) = settings.couriers
    assert courier.key_id == key_id(courier.public_key)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("KNIHA_INTAKE_PROT", "8400"),
        ("KNIHA_INTAKE_PORT", "0"),
        ("KNIHA_INTAKE_PORT", "eight"),
        ("KNIHA_INTAKE_LIMIT_BYTES", str(4 * 1024**3)),
        ("KNIHA_INTAKE_SPARE_BYTES", "1 GB"),
        ("KNIHA_INTAKE_KEEP_DAYS", "-1"),
        ("KNIHA_INTAKE_WORKERS", "1.5"),
        ("KNIHA_INTAKE_EXIT", "javascript:alert(1)"),
        ("KNIHA_INTAKE_EXIT", 'https://x"onclick='),
        ("KNIHA_INTAKE_ONION", "example.onion"),
        ("KNIHA_INTAKE_ONION", f"https://{'a' * 56}.onion"),
        ("KNIHA_INTAKE_DATABASE", "mysql://x/y"),
        ("KNIHA_INTAKE_COURIERS", "/nowhere/at/all"),
        ("KNIHA_REGISTER", ""),
        ("KNIHA_REGISTER", "/nowhere"),
    ],
)
def test_what_makes_no_sense_is_refused(environ: dict[str, str], key: str, value: str) -> None:
    with pytest.raises(ConfigurationError):
        read(environ | {key: value})


def test_the_name_of_an_onion_service_is_read(environ: dict[str, str]) -> None:
    assert read(environ).onion == ""
    assert read(environ | {"KNIHA_INTAKE_ONION": f"{'b' * 56}.onion"}).onion == f"{'b' * 56}.onion"


@pytest.mark.parametrize(
    "change",
    [
        {"register": "xy"},
        {"register": "AB" * 32},
        {"recipient": "age1qyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqs3290gq"},
        {"recipient": 1},
        {"name": {"be": "Кніга"}},
        {"name": "Кніга"},
    ],
)
def test_a_register_that_cannot_be_is_refused(environ: dict[str, str], change: dict[str, object]) -> None:
    path = Path(environ["KNIHA_REGISTER"])
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(ConfigurationError):
        read(environ)


def test_the_command_says_what_is_missing_without_a_trace(tmp_path: Path) -> None:
    environment = Intake(tmp_path, port=8400).environment() | {"KNIHA_REGISTER": ""}
    ran = subprocess.run([sys.executable, "-m", "kniha.cli", "intake"], env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert "KNIHA_REGISTER" in ran.stderr
    assert "Traceback" not in ran.stderr
