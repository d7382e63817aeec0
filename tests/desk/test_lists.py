"""Lists of others at the desk: brought sealed, looked through by the worker, confirmed by who saw what they would make, and entered."""

import io
import random
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook
from tests.erasures import keeper
from tests.world import NOW, World

from kniha.book.access import actions
from kniha.book.events.models import Incident
from kniha.book.journal import reading
from kniha.book.people.models import KeyRow
from kniha.book.statements.models import Statement
from kniha.book.work import lists
from kniha.book.work.models import BroughtList
from kniha.desk import keys
from kniha.desk.lists import views
from kniha.desk.uploads import Room
from kniha.runs.importing.brought import Importer
from kniha.runs.importing.medical_entries import Filing
from kniha.vocab.errors import ConflictError, NotFoundError
from kniha.worker.lists import Lists

pytestmark = pytest.mark.django_db


def filing() -> Filing:
    return Filing(keys.person_recipient(), b"s" * 32)


MAPPING = """
source = "sheet"
language = "be"
[columns]
id = "id"
title = "what"
text = ["what", "story"]
date = "day"
tags = "tags"
[zones]
"*" = "Europe/Minsk"
[tags]
arrest = { act = "liberty.arbitrary-arrest" }
"""
SECRET = "Мяне спынілі ля крамы Кветкавая"
ROWS = (
    "id,what,story,day,tags\n"
    f"1,Затрыманне ля парка,{SECRET},2020-08-11,arrest\n"
    "2,Затрыманне ля ракі,=HYPERLINK(1),2020-08-12,arrest\n"
    "3,Затрыманне ля лесу,Словы,не ведаю калі,arrest\n"
    "4,Затрыманне ля поля,Словы,2020-08-13,невядомы тэг\n"
)


@pytest.fixture
def office(office: World, settings: object) -> World:
    folder = settings.OFFICE.keys.parent / "mappings"
    folder.mkdir()
    (folder / "sheet.toml").write_text(MAPPING)
    settings.OFFICE = settings.OFFICE.__class__(**{**_fields(settings.OFFICE), "mappings": folder})
    return office


def _fields(office: object) -> dict[str, object]:
    return {name: getattr(office, name) for name in office.__slots__}


def importer(settings: object) -> Importer:
    return Importer(keys.vault(), keys.held().exhibit, settings.OFFICE.mappings, lambda: NOW, random.Random(3).randbytes, filing())


def work(settings: object) -> None:
    duty = Lists(importer(settings), "w" * 32, lambda: NOW)
    while duty.work():
        pass


def bring(client: Client, world: World, text: str | bytes = ROWS, *, name: str = "list.csv", **more: object) -> BroughtList:
    data = text.encode() if isinstance(text, str) else text
    answer = client.post("/lists/", {"file": SimpleUploadedFile(name, data), "compartment": world.first.pk, **more})
    assert answer.status_code == 302, answer.content.decode()
    return BroughtList.objects.get(pk=re.search(r"/lists/(\w+)/", answer["Location"])[1])


def looked_at(client: Client, world: World, settings: object, text: str | bytes = ROWS, **more: object) -> BroughtList:
    brought = bring(client, world, text, **more)
    work(settings)
    brought.refresh_from_db()
    return brought


def content(client: Client, brought: BroughtList, language: str = "en") -> str:
    return client.get(f"/lists/{brought.pk}/", headers={"accept-language": language}).content.decode()


# -- the good


def test_a_clerk_brings_a_table_sees_what_it_would_make_and_enters_it(vera: Client, office: World, settings: object) -> None:
    brought = looked_at(vera, office, settings)
    assert (brought.state, brought.mapping_name, brought.kind) == ("looked-at", "sheet", "incidents")
    assert not Incident.objects.exists()
    page = content(vera, brought)
    assert "expected a date like 2020-08-12, found 13 characters of another form" in page
    assert "невядомы тэг" in page
    assert "words that a spreadsheet would calculate as a formula: taken as words: column &#x27;story&#x27;" in page

    answer = vera.post(f"/lists/{brought.pk}/yes/", {"seen": brought.seen})
    assert answer.status_code == 302
    work(settings)
    brought.refresh_from_db()
    assert brought.state == "done"
    assert Incident.objects.count() == 3
    assert (brought.report["made"], brought.report["refused"], brought.report["dry"]) == (3, 1, False)


def test_each_row_is_entered_in_the_name_of_who_confirmed_and_the_yes_is_an_entry(vera: Client, office: World, settings: object) -> None:
    brought = looked_at(vera, office, settings)
    start = reading.size()
    vera.post(f"/lists/{brought.pk}/yes/", {"seen": brought.seen})
    work(settings)
    entries = list(reading.entries(start=start))
    assert [one.skeleton.action for one in entries] == ["list.imported", *["record.imported"] * 3]
    assert {one.told()["registrar"] for one in entries} == {office.vera.pk}
    told = entries[0].told()
    assert (told["list_kind"], told["rows"], told["list_file"]) == ("incidents", 4, brought.sha256)


def test_the_mended_file_enters_only_what_was_not_there(vera: Client, office: World, settings: object) -> None:
    brought = looked_at(vera, office, settings)
    vera.post(f"/lists/{brought.pk}/yes/", {"seen": brought.seen})
    work(settings)
    again = looked_at(vera, office, settings, ROWS.replace("не ведаю калі", "2020-08-14"))
    assert (again.report["made"], again.report["known"]) == (1, 3)
    vera.post(f"/lists/{again.pk}/yes/", {"seen": again.seen})
    work(settings)
    assert Incident.objects.count() == 4


def test_a_spreadsheet_is_read_out_of_the_vault(vera: Client, office: World, settings: object) -> None:
    book, stream = Workbook(), io.BytesIO()
    for line in ROWS.splitlines()[:2]:
        book.active.append(line.split(","))
    book.save(stream)
    brought = looked_at(vera, office, settings, stream.getvalue(), name="list.xlsx")
    assert (brought.state, brought.report["made"]) == ("looked-at", 1)


def test_json_is_read_too_by_a_mapping_that_is_named(vera: Client, office: World, settings: object) -> None:
    data = '[{"id": "1", "what": "Затрыманне ля парка", "story": "", "day": "2020-08-11", "tags": ["arrest"]}]'
    brought = looked_at(vera, office, settings, data, name="list.json", mapping="sheet")
    assert (brought.state, brought.report["made"]) == ("looked-at", 1)


def test_the_whole_report_is_taken_away_as_a_table_in_the_readers_language(vera: Client, office: World, settings: object) -> None:
    brought = looked_at(vera, office, settings)
    answer = vera.get(f"/lists/{brought.pk}/report.csv", headers={"accept-language": "be"})
    table = b"".join(answer.streaming_content).decode()
    assert "чакалася дата, як 2020-08-12, знойдзена 13 знакаў іншай формы" in table
    assert brought.sha256 in table
    assert SECRET not in table


@pytest.mark.parametrize(("language", "words"), [("be", "слупок"), ("ru", "столбец"), ("en", "column")])
def test_why_a_row_is_refused_is_said_in_three_languages(vera: Client, office: World, settings: object, language: str, words: str) -> None:
    assert f"{words} &#x27;day&#x27;" in content(vera, looked_at(vera, office, settings), language)


def test_a_run_that_is_stopped_goes_on_and_enters_nothing_twice(
    vera: Client, office: World, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kniha.runs.importing.run.BATCH", 1)
    brought = looked_at(vera, office, settings)
    vera.post(f"/lists/{brought.pk}/yes/", {"seen": brought.seen})
    duty = Lists(importer(settings), "w" * 32, lambda: NOW, iter(range(0, 10_000, 100)).__next__)
    duty.work()
    brought.refresh_from_db()
    assert (brought.state, brought.done, brought.count) == ("confirmed", 1, 4)
    assert 'max="4"' in content(vera, brought)
    vera.post(f"/lists/{brought.pk}/stop/")
    duty.work()
    work(settings)
    brought.refresh_from_db()
    assert brought.state == "stopped"
    before = Incident.objects.count()
    assert before < 3
    vera.post(f"/lists/{brought.pk}/on/")
    work(settings)
    brought.refresh_from_db()
    assert (brought.state, Incident.objects.count(), brought.report["known"]) == ("done", 3, before)


def test_a_list_of_a_worker_that_died_is_taken_up_by_another(vera: Client, office: World, settings: object) -> None:
    brought = bring(vera, office)
    assert lists.claimed("a" * 32, NOW) == brought
    assert lists.claimed("b" * 32, NOW + timedelta(minutes=1)) is None
    assert lists.claimed("b" * 32, NOW + timedelta(minutes=11)) == brought


def test_when_several_mappings_fit_somebody_chooses(vera: Client, office: World, settings: object) -> None:
    (settings.OFFICE.mappings / "other.toml").write_text(MAPPING.replace('"sheet"', '"other"'))
    brought = looked_at(vera, office, settings)
    assert brought.state == "choose"
    assert "sheet (incidents) — fits" in content(vera, brought)
    vera.post(f"/lists/{brought.pk}/mapping/", {"mapping": "other"})
    work(settings)
    brought.refresh_from_db()
    assert (brought.state, brought.mapping_name, brought.source) == ("looked-at", "other", "other")


def test_an_empty_table_of_a_mapping_is_one_that_it_reads(vera: Client, office: World, settings: object) -> None:
    head = b"".join(vera.get("/lists/empty/sheet.csv").streaming_content).decode()
    assert head.strip().lstrip("\ufeff") == "id,what,story,day,tags"


def test_the_page_teaches_whoever_has_no_list(vera: Client, office: World) -> None:
    page = vera.get("/lists/").content.decode()
    assert "No list is here. This is how one comes in:" in page
    assert "whowasincommand-persons" in page


# -- the bad


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("list.pdf", b"%PDF-1.7", "a list ends in .csv, .tsv, .xlsx, .json or .jsonl, not in .pdf"),
        ("list.csv", b"", ""),
        ("list.csv", "id,what\n1,Я\n".encode("cp1251"), "the file is not UTF-8 (byte 10)"),
        ("list.csv", b"id,what,what\n", "two columns are called"),
        ("list.xlsx", b"not a zip", "it is no ZIP container"),
        ("list.csv", b"id,what,story,day,tags,more\n1,a,b,2020-08-11,arrest,x\n", "says nothing of the column"),
    ],
)
def test_a_wrong_file_is_refused_with_what_is_wrong_and_nothing_is_entered(
    vera: Client, office: World, settings: object, name: str, data: bytes, words: str
) -> None:
    answer = vera.post("/lists/", {"file": SimpleUploadedFile(name, data), "compartment": office.first.pk, "mapping": "sheet"})
    if answer.status_code == 200:  # Django itself: an empty file
        assert "empty" in answer.content.decode()
        assert not BroughtList.objects.exists()
        return
    work(settings)
    brought = BroughtList.objects.get()
    assert brought.state == "unfit"
    assert words in content(vera, brought), brought.fault
    assert not Statement.objects.exists()


def test_where_no_mapping_fits_each_says_why(vera: Client, office: World, settings: object) -> None:
    brought = looked_at(vera, office, settings, "a,b\n1,2\n")
    assert (brought.state, brought.mapping) == ("choose", "")
    page = content(vera, brought, "be")
    assert "Ніводная адпаведнасць не пасуе файлу" in page
    assert "адпаведнасць называе слупок" in page


def test_a_mapping_that_the_operator_spoilt_is_shown_with_what_is_wrong(vera: Client, office: World, settings: object) -> None:
    (settings.OFFICE.mappings / "spoilt.toml").write_text("source = ")
    page = vera.get("/lists/").content.decode()
    assert "cannot be used" in page
    assert "the mapping is not TOML" in page


def test_a_file_that_is_too_large_is_refused_in_words_and_leaves_nothing(
    vera: Client, office: World, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "ROOM", Room("file", largest=100_000))
    answer = vera.post("/lists/", {"file": SimpleUploadedFile("list.csv", b"x" * 200_000), "compartment": office.first.pk})
    assert answer.status_code == 200
    assert "The file has more than" in answer.content.decode()
    assert vault_files(settings) == []


def test_a_yes_to_what_was_looked_through_before_is_none_to_what_lies_there_now(vera: Client, office: World, settings: object) -> None:
    brought = looked_at(vera, office, settings)
    seen = brought.seen
    (settings.OFFICE.mappings / "sheet.toml").write_text(MAPPING.replace("arbitrary-arrest", "enforced-disappearance"))
    vera.post(f"/lists/{brought.pk}/mapping/", {"mapping": "sheet"})
    work(settings)
    assert vera.post(f"/lists/{brought.pk}/yes/", {"seen": seen}).status_code == 409
    assert BroughtList.objects.get().state == "looked-at"
    assert not Incident.objects.exists()


def test_a_mapping_changed_after_the_look_changes_nothing_of_what_was_confirmed(vera: Client, office: World, settings: object) -> None:
    brought = looked_at(vera, office, settings)
    (settings.OFFICE.mappings / "sheet.toml").write_text("source = ")
    vera.post(f"/lists/{brought.pk}/yes/", {"seen": brought.seen})
    work(settings)
    assert Incident.objects.count() == 3


def test_whoever_left_the_compartment_enters_nothing_more(vera: Client, office: World, settings: object) -> None:
    brought = looked_at(vera, office, settings)
    vera.post(f"/lists/{brought.pk}/yes/", {"seen": brought.seen})
    actions.freeze(office.hand(office.anna), office.vera)
    work(settings)
    brought.refresh_from_db()
    assert (brought.state, brought.fault) == ("stopped", "this account is frozen")
    assert not Incident.objects.exists()


def test_a_damaged_sealed_file_is_said_and_nothing_is_entered(vera: Client, office: World, settings: object) -> None:
    bring(vera, office)
    (path,) = vault_files(settings)
    data = bytearray(path.read_bytes())
    data[40] ^= 1
    path.write_bytes(bytes(data))
    work(settings)
    brought = BroughtList.objects.get()
    assert (brought.state, brought.fault) == ("unfit", "the sealed file is not as it was brought: bring it again")


# -- the malicious


def vault_files(settings: object) -> list[Path]:
    return sorted(path for path in settings.OFFICE.vault.rglob("*") if path.is_file())


def test_no_readable_byte_of_a_list_touches_a_disk(vera: Client, office: World, settings: object, tmp_path: Path) -> None:
    bring(vera, office)
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or SECRET.encode() not in path.read_bytes(), path
    assert len(vault_files(settings)) == 1


def test_after_it_is_entered_neither_file_nor_key_is_left(vera: Client, office: World, settings: object) -> None:
    brought = looked_at(vera, office, settings)
    vera.post(f"/lists/{brought.pk}/yes/", {"seen": brought.seen})
    work(settings)
    assert vault_files(settings) == []
    assert not KeyRow.objects.filter(owner=brought.sealed_sha256).exists()


def test_what_is_forgotten_is_gone_with_its_key_and_report(vera: Client, office: World, settings: object) -> None:
    brought = looked_at(vera, office, settings)
    assert vera.post(f"/lists/{brought.pk}/forgetting/").status_code == 302
    assert not KeyRow.objects.filter(owner=brought.sealed_sha256).exists()
    assert vera.get(f"/lists/{brought.pk}/").status_code == 404
    work(settings)
    assert not BroughtList.objects.exists()
    assert vault_files(settings) == []


def test_lists_are_forgotten_after_two_weeks(vera: Client, office: World, settings: object) -> None:
    brought = looked_at(vera, office, settings)
    lists.sweep(brought.brought_at + timedelta(days=13))
    assert BroughtList.objects.get().state == "looked-at"
    lists.sweep(brought.brought_at + timedelta(days=15))
    assert BroughtList.objects.get().state == "gone"


def test_an_erased_record_takes_files_and_reports_of_its_list_with_it(vera: Client, office: World, settings: object) -> None:
    brought = looked_at(vera, office, settings)
    lists.forget_records({"another:1"})
    assert BroughtList.objects.get(pk=brought.pk).state == "looked-at"
    lists.forget_records({"sheet:1"})
    gone = BroughtList.objects.get(pk=brought.pk)
    assert (gone.state, gone.report, gone.mapping, gone.name) == ("gone", None, "", "")
    assert not KeyRow.objects.filter(owner=brought.sealed_sha256).exists()


def test_a_colleague_of_the_same_compartment_gets_404_and_its_keeper_reads_only(
    vera: Client, zoya: Client, at_desk: Callable[..., Client], office: World, settings: object
) -> None:
    brought = looked_at(vera, office, settings)
    kira = at_desk(keeper(office))
    for path in ("", "report.csv"):
        assert zoya.get(f"/lists/{brought.pk}/{path}").status_code == 404
        assert kira.get(f"/lists/{brought.pk}/{path}").status_code == 200
    assert "Yes, enter it" not in content(kira, brought)
    for step in ("yes", "stop", "on", "forgetting", "mapping"):
        answer = kira.post(f"/lists/{brought.pk}/{step}/", {"seen": brought.seen, "mapping": "sheet"})
        assert answer.status_code in {403, 404}, step
    assert BroughtList.objects.get().state == "looked-at"


def test_a_lawyer_has_no_such_page_and_a_file_that_they_send_is_not_kept(zoya: Client, office: World, settings: object) -> None:
    assert zoya.get("/lists/").status_code == 404
    answer = zoya.post("/lists/", {"file": SimpleUploadedFile("list.csv", ROWS.encode()), "compartment": office.first.pk})
    assert answer.status_code == 404
    assert vault_files(settings) == []
    assert zoya.get("/lists/empty/sheet.csv").status_code == 404


def test_a_file_without_the_forms_token_or_sign_in_leaves_nothing(
    nobody: Client, at_desk: Callable[..., Client], office: World, settings: object
) -> None:
    strict = at_desk(office.vera, enforce_csrf_checks=True)
    file = {"file": SimpleUploadedFile("list.csv", ROWS.encode()), "compartment": office.first.pk}
    assert strict.post("/lists/", file).status_code == 403
    assert nobody.post("/lists/", {"file": SimpleUploadedFile("list.csv", ROWS.encode())}).status_code == 302
    assert vault_files(settings) == []
    assert not BroughtList.objects.exists()


def test_nothing_is_brought_into_a_compartment_of_others(marek: Client, office: World, settings: object) -> None:
    answer = marek.post("/lists/", {"file": SimpleUploadedFile("list.csv", ROWS.encode()), "compartment": office.first.pk})
    assert answer.status_code == 200
    assert not BroughtList.objects.exists()
    assert vault_files(settings) == []


def test_two_answers_to_one_page_confirm_once(vera: Client, office: World, settings: object) -> None:
    brought = looked_at(vera, office, settings)
    hand = office.hand(office.vera)
    lists.confirm_list(hand, brought, seen=brought.seen)
    with pytest.raises(ConflictError):
        lists.confirm_list(hand, brought, seen=brought.seen)
    with pytest.raises(NotFoundError):
        lists.confirm_list(office.hand(office.marek), brought, seen=brought.seen)


def test_not_more_than_thirty_lists_of_one_lie_here(vera: Client, office: World, settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "MOST_LISTS", 1)
    bring(vera, office)
    answer = vera.post("/lists/", {"file": SimpleUploadedFile("list.csv", ROWS.encode()), "compartment": office.first.pk})
    assert "Thirty lists of yours lie here already" in answer.content.decode()
    assert BroughtList.objects.count() == 1


def test_a_list_with_a_name_of_its_own_is_another_list_whatever_its_ids_are(vera: Client, office: World, settings: object) -> None:
    first = looked_at(vera, office, settings)
    vera.post(f"/lists/{first.pk}/yes/", {"seen": first.seen})
    work(settings)
    second = looked_at(vera, office, settings, source="ліст з Гродна")
    assert (second.source, second.report["made"], second.report["known"]) == ("ліст з Гродна", 3, 0)


def test_the_plain_table_that_ships_is_filled_and_read(vera: Client, office: World, settings: object) -> None:
    head = b"".join(vera.get("/lists/empty/plain-incidents.csv").streaming_content).decode().strip().lstrip("\ufeff")
    told = {
        "id": "1",
        "title": "Збіццё ля парка",
        "date": "11.08.2020",
        "acts": "збіццё",
        "victims": "Іван Невядомы",
        "consent_keep": "так",
    }
    row = ",".join(told.get(name, "") for name in head.split(","))
    brought = looked_at(vera, office, settings, f"{head}\n{row}\n")
    assert (brought.state, brought.mapping_name) == ("looked-at", "plain-incidents"), brought.fault
    assert (brought.report["made"], brought.report["without_consent"], brought.report["rows"]["act"]) == (1, 0, 1)
