"""`kniha import`, `kniha book verify` and `kniha book replay`, as an operator runs them."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connection
from tests.runs.log import log_of
from tests.runs.test_importing import MAPPING, RECORD
from tests.world import World, found_world

from kniha.book.events.models import Incident
from kniha.book.journal.models import Checkpoint
from kniha.cli.main import main
from kniha.runs import heads

pytestmark = [pytest.mark.django_db(databases=["default", "replay"]), pytest.mark.database]


@pytest.fixture
def world() -> World:
    return found_world()


@pytest.fixture
def listed(tmp_path: Path) -> list[str]:
    (tmp_path / "list.json").write_text(json.dumps({"items": [RECORD]}))
    (tmp_path / "mapping.toml").write_text(MAPPING)
    return ["import", "incidents", "--mapping", str(tmp_path / "mapping.toml"), str(tmp_path / "list.json")]


def test_an_import_reports_what_it_did(world: World, listed: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(listed) == 0
    out = capsys.readouterr().out
    assert out.startswith("made 1, changed 0, known already 0, refused 0, of 1\n")
    assert "unknown in column 'tags': 'dancing', 1 times: not taken" in out
    assert main([*listed, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["known"] == 1


def test_a_refused_record_makes_the_exit_status_1(world: World, listed: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    path = Path(listed[-1])
    path.write_text(json.dumps({"items": [RECORD | {"day": "2020-02-30"}]}))
    assert main(listed) == 1
    assert "refused row 1: column 'day': expected a date" in capsys.readouterr().out


def test_a_dry_run_says_what_would_be(world: World, listed: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*listed, "--dry-run"]) == 0
    assert capsys.readouterr().out.startswith("would be made 1")
    assert Incident.objects.count() == 0


def test_the_whole_report_goes_into_a_file_for_its_owner_alone(world: World, listed: list[str], tmp_path: Path) -> None:
    for name in ("report.json", "report.txt"):
        assert main([*listed, "--dry-run", "--report", str(tmp_path / name)]) == 0
        assert (tmp_path / name).stat().st_mode & 0o077 == 0
    told = json.loads((tmp_path / "report.json").read_text())
    assert (told["made"], told["dry"], len(told["file"]), told["rows"]["incident"]) == (1, True, 64, 1)
    assert "would be made 1" in (tmp_path / "report.txt").read_text()


def test_a_mapping_of_another_kind_or_encoding_could_not_run(world: World, listed: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "persons", *listed[2:]]) == 2
    assert "the mapping is of incidents" in capsys.readouterr().err
    Path(listed[3]).write_bytes(MAPPING.encode("utf-16"))
    assert main(listed) == 2
    assert "the mapping is not UTF-8" in capsys.readouterr().err


@pytest.fixture
def export(world: World) -> list[str]:
    from django.contrib.auth.models import User

    from kniha.book.access.models import SignIn

    SignIn.objects.create(user=User.objects.create(username="zoya"), registrar=world.zoya)
    named = ["--purpose", "share-un", "--recipient", "OHCHR", "--reason", "яны папрасілі"]
    return ["export", "statements", "--registrar", "zoya", *named]


def test_an_export_writes_what_may_leave_and_counts_the_rest_beside_it(
    world: World, export: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    world.report()
    out = tmp_path / "list.csv"
    assert main([*export, str(out)]) == 0
    assert capsys.readouterr().out.startswith("handed out 0, left out 1\n  1: it is not known whether the source agrees")
    assert out.read_text().splitlines() == [
        "id,received_on,kind,language,came_to_be,text,when_words,where_words,hurt_words,doers_words,url"
    ]
    assert "consent-not-known" in (tmp_path / "list.csv.left-out.csv").read_text()
    assert out.stat().st_mode & 0o077 == 0
    assert main([*export, "--json", "--format", "jsonld", "-"]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["@graph"] == []
    assert json.loads(told.err) == {"leaving": 0, "left_out": {"consent-not-known": 1}}


@pytest.mark.parametrize(
    ("old", "new"), [("zoya", "nobody"), ("share-un", "publish-with-name"), ("яны папрасілі", ""), ("statements", "incidents.pdf")]
)
def test_an_export_that_may_not_be_writes_nothing(world: World, export: list[str], tmp_path: Path, old: str, new: str) -> None:
    out = tmp_path / ("list.csv" if "." not in new else new)
    words = [new if word == old and "." not in new else word for word in export]
    assert main([*words, str(out)]) == 2
    assert list(tmp_path.iterdir()) == []


def test_the_compartment_may_be_named(world: World, listed: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*listed, "--compartment", "Second"]) == 0
    assert Incident.objects.get().compartment == world.second
    assert main([*listed, "--compartment", "Third"]) == 2


def test_a_file_that_is_not_there_could_not_run(world: World, listed: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*listed[:-1], "nowhere.json"]) == 2
    assert capsys.readouterr().err == "kniha: nowhere.json cannot be read: No such file or directory\n"


def test_a_whole_book_is_verified_and_replayed(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.opened()
    assert main(["book", "verify"]) == 0
    assert "entries, 0 signed heads" in capsys.readouterr().out
    assert main(["book", "replay", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["same"] is True


def test_a_row_written_past_the_journal_is_found_by_replay(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    incident, _, _ = world.opened()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE book_incident SET title = 'another' WHERE id = %s", [incident.pk])
    assert main(["book", "replay"]) == 1
    told = capsys.readouterr()
    assert f"incident {incident.pk} title" in told.err
    assert "do NOT follow" in told.out


def test_a_row_taken_away_past_the_journal_is_found_by_replay(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.report()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM book_consent")
    assert main(["book", "replay"]) == 1
    assert capsys.readouterr().err.count("only in the journal") == 3


def test_a_signed_head_of_another_journal_is_found_by_verify(
    world: World, tmp_path: Path, settings: object, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.OFFICE = replace(settings.OFFICE, keys=tmp_path)
    log_of(world, tmp_path).publish(tmp_path)
    head = replace(heads.current_head(), size=3, root=b"x" * 32)
    Checkpoint.objects.create(size=3, note=log_of(world, tmp_path).note(head))
    assert main(["book", "verify"]) == 1
    assert "the signed head of size 3 has another root" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        (
            "UPDATE book_entryvalue SET data = salt WHERE entry_id = 1 AND place = 2",
            "value 'registrar' of entry 1 is not the one committed",
        ),
        ("DELETE FROM book_entryvalue WHERE entry_id = 1 AND place = 6", "entry 1 has"),
        (
            "UPDATE book_node SET hash = (SELECT salt FROM book_entryvalue WHERE entry_id = 0 AND place = 0) WHERE level = 0 AND index = 0",
            "node 0/0",
        ),
        ("DELETE FROM book_node WHERE level = 1", "node 1/0"),
    ],
)
def test_whoever_gets_past_the_triggers_is_found_by_verify(
    world: World, capsys: pytest.CaptureFixture[str], statement: str, why: str
) -> None:
    with connection.cursor() as cursor:
        for event in ("change", "delete"):
            for table in ("entryvalue", "node"):
                cursor.execute(f"DROP TRIGGER kniha_{table}_no_{event}" + ("" if connection.vendor == "sqlite" else f" ON book_{table}"))
        cursor.execute(statement.replace("index = 0", '"index" = 0'))
    assert main(["book", "verify"]) == 1
    assert why in capsys.readouterr().out
