"""`kniha import medical-files`: in the name of a registrar who may type papers, and nobody else's."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from tests.runs.test_importing_medical import FOLDER, MEDICAL_WORDS, PAPER, PEOPLE, PERSONS, SECOND
from tests.world import World, found_world

from kniha.book.access.models import Registrar, SignIn
from kniha.book.medicine.models import MedicalReport
from kniha.book.people.models import SealedField
from kniha.cli.main import main
from kniha.runs.importing import mapping
from kniha.runs.importing.rows import as_rows
from kniha.runs.importing.run import import_rows

pytestmark = [pytest.mark.django_db(databases=["default", "replay"]), pytest.mark.database]


@pytest.fixture
def world(settings: object, tmp_path: Path) -> World:
    world = found_world()
    keys = tmp_path / "keys"
    for name, data in (("public/person.recipient", world.person_recipient.encode()), ("vault/naming.key", b"n" * 32)):
        (keys / name).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        (keys / name).write_bytes(data)
        (keys / name).chmod(0o600)
    settings.OFFICE = replace(settings.OFFICE, keys=keys, vault=tmp_path / "vault")
    import_rows(world.process("importer"), as_rows(PEOPLE), mapping.parse_mapping(PERSONS), world.first)
    signs_in(world.vera)
    return world


def signs_in(registrar: Registrar) -> None:
    SignIn.objects.create(user=User.objects.create_user(registrar.name.lower()), registrar=registrar)


def command(folder: Path, *rows: dict[str, str], by: str = "vera") -> list[str]:
    path, text = folder / "papers.jsonl", (FOLDER / "plain-medical.toml").read_text()
    head = sorted(mapping.parse_mapping(text).named())
    path.write_text("".join(json.dumps({name: row.get(name, "") for name in head}, ensure_ascii=False) + "\n" for row in rows))
    return ["import", "medical-files", "--registrar", by, "--mapping", str(FOLDER / "plain-medical.toml"), str(path)]


def test_papers_are_entered_in_the_name_of_the_registrar(world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = command(tmp_path, PAPER, SECOND)
    assert main([*asked, "--dry-run"]) == 0
    assert not MedicalReport.objects.exists()
    assert main(asked) == 0
    assert "made 1, changed 0, known already 0, refused 0, of 1" in capsys.readouterr().out
    made = MedicalReport.objects.get()
    assert (made.written_by, made.state, made.findings.count()) == (world.vera, "typed", 2)
    assert {world.person_keys.open(one) for one in SealedField.objects.filter(person=made.medic)} == {"Мария Лекарская", "травматолог"}
    assert main(asked) == 0
    assert MedicalReport.objects.count() == 1


def test_the_report_that_it_writes_holds_no_word_of_a_paper(world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = command(
        tmp_path, PAPER, PAPER | {"paper": "2", "region": "предплечье в гипсе"}, PAPER | {"paper": "3", "came_to_be": "перелом"}
    )
    assert main([*asked, "--report", str(tmp_path / "report.json")]) == 1
    assert main([*asked, "--report", str(tmp_path / "report.txt")]) == 1
    told = capsys.readouterr().out + (tmp_path / "report.json").read_text() + (tmp_path / "report.txt").read_text()
    assert not any(word in told for word in MEDICAL_WORDS)


def test_whoever_may_not_type_papers_lends_their_name_to_none(world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for registrar in (world.zoya, world.marek, world.colleague("Karol", "clerk")):
        signs_in(registrar)
        assert main(command(tmp_path, PAPER, by=registrar.name.lower())) == 2
        assert "this needs the role medic or specialist or investigator" in capsys.readouterr().err
    assert main(command(tmp_path, PAPER, by="nobody-here")) == 2
    assert not MedicalReport.objects.exists()


def test_without_a_name_nothing_is_entered(world: World, tmp_path: Path) -> None:
    asked = command(tmp_path, PAPER)
    with pytest.raises(SystemExit) as left:
        main(["import", "medical-files", *asked[4:]])
    assert left.value.code == 2
