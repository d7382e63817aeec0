"""`kniha publish` from the command line: report, make, verify; and what it refuses."""

import json
import secrets
from dataclasses import replace
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from tests.publishing import accepted, released
from tests.releases.conftest import House

from kniha.book.access.models import SignIn
from kniha.book.publishing.editions import agree_to_edition
from kniha.book.publishing.models import Edition
from kniha.cli.main import main
from kniha.conf.key_files import write_keys
from kniha.conf.new_keys import new_keys

pytestmark = pytest.mark.django_db


@pytest.fixture
def keys(house: House, tmp_path: Path, settings: object, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keys of the very register, as new ones are made; the command's clock is that of the invented world."""
    monkeypatch.setattr("kniha.cli.django.process_hand", house.world.process)
    drawn = iter([bytes.fromhex(house.world.register)])
    folder = tmp_path / "keys"
    write_keys(
        folder,
        new_keys(
            dict.fromkeys(("be", "ru", "en"), "Кніга"),
            random_bytes=lambda count: next(drawn, b"") or secrets.token_bytes(count),
            passphrase=None,
        ),
    )
    settings.OFFICE = replace(settings.OFFICE, keys=folder, demo=True)
    for registrar in (house.who.paula, house.who.ryhor):
        SignIn.objects.create(user=User.objects.create(username=registrar.name.lower()), registrar=registrar)
    return folder


def test_report_make_and_verify(house: House, keys: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    word = released(house.world, house.who, accepted(house.world))
    out, report = str(house.out), tmp_path / "report.json"
    assert main(["publish", out, "--registrar", "paula", "--report", str(report)]) == 0
    assert json.loads(report.read_text())["new"] == {"count": 1, "first": [word.number]}
    assert main(["publish", out, "--registrar", "paula"]) == 2
    assert not house.out.exists()
    agree_to_edition(house.world.hand(house.who.ryhor), Edition.objects.get())
    capsys.readouterr()
    assert main(["publish", out, "--registrar", "paula", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["edition"], told["incidents"]) == (1, 1)
    assert main(["verify", out, "--key", str(keys / "public/register.json"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["holds"]
    assert main(["publish", out, "--proof"]) == 2


def test_who_is_no_publisher_makes_nothing(house: House, keys: Path, tmp_path: Path) -> None:
    assert keys.is_dir()
    SignIn.objects.create(user=User.objects.create(username="vera"), registrar=house.world.vera)
    assert main(["publish", str(house.out), "--registrar", "vera", "--report", str(tmp_path / "report.json")]) == 2
    assert not Edition.objects.exists()
