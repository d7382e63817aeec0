"""Lists of medical papers at the desk: from the empty table that ships, by those who may type a paper, and with no word for others."""

import csv
import io
import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.desk.test_lists_forces import duty, entered, work
from tests.erasures import keeper
from tests.runs.test_importing_medical import MEDICAL_WORDS, PAPER, SECOND
from tests.world import World

from kniha.book.access.proposing import ProposalDraft, carry_out, propose
from kniha.book.medicine.models import MedicalReport
from kniha.book.statements.models import Statement
from kniha.book.work.models import BroughtList

pytestmark = pytest.mark.django_db

PERSONS = ({"id": "p1", "first_name": "Іван", "surname": "Невядомы"},)
ROWS = (
    PAPER,
    SECOND,
    PAPER | {"paper": "2", "region": "предплечье в гипсе"},
    PAPER | {"paper": "3", "sexual_violence": "да"},
    PAPER | {"paper": "4", "came_to_be": "перелом"},
)


def bring(client: Client, world: World, *rows: dict[str, str], name: str = "plain-medical") -> BroughtList:
    """The empty table of the mapping, filled as a spreadsheet program does it, and brought; the mapping is found by its columns."""
    head = b"".join(client.get(f"/lists/empty/{name}.csv").streaming_content).decode().strip().lstrip("\ufeff").split(",")
    assert not {key for row in rows for key in row} - set(head)
    text = io.StringIO()
    table = csv.DictWriter(text, head, restval="")
    table.writeheader()
    table.writerows(rows)
    return sent(client, world, text.getvalue())


def sent(client: Client, world: World, text: str) -> BroughtList:
    file = SimpleUploadedFile("papers.csv", text.encode())
    answer = client.post("/lists/", {"file": file, "compartment": world.first.pk})
    return BroughtList.objects.get(pk=re.search(r"/lists/(\w+)/", answer["Location"])[1])


def looked_at(client: Client, world: World, settings: object, *rows: dict[str, str]) -> BroughtList:
    brought = bring(client, world, *(rows or ROWS))
    work(settings)
    brought.refresh_from_db()
    return brought


@pytest.fixture
def people(vera: Client, office: World, settings: object) -> World:
    entered(vera, office, settings, "plain-persons", *PERSONS)
    return office


def lose_role(world: World) -> None:
    """Vera is no investigator any more; two agreed."""
    draft = ProposalDraft("take-role", world.vera, role="investigator")
    proposal = propose(world.hand(world.anna), draft).proposal
    carry_out(world.hand(world.boris), proposal)


def pages(client: Client, brought: BroughtList) -> str:
    """All that the desk shows and gives away of a list, in three languages."""
    told = ""
    for language in ("be", "ru", "en"):
        for path in ("", "report.csv"):
            answer = client.get(f"/lists/{brought.pk}/{path}", headers={"accept-language": language})
            assert answer.status_code == 200
            told += (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()
    return told


def test_papers_are_looked_through_confirmed_and_entered_as_typed_by_who_confirmed(vera: Client, people: World, settings: object) -> None:
    brought = looked_at(vera, people, settings)
    assert (brought.state, brought.mapping_name, brought.kind) == ("looked-at", "plain-medical", "medical-files"), brought.fault
    assert "A medic who is not you checks it" in pages(vera, brought)
    vera.post(f"/lists/{brought.pk}/yes/", {"seen": brought.seen})
    work(settings)
    brought.refresh_from_db()
    assert (brought.state, brought.report["made"], brought.report["refused"]) == ("done", 2, 2)
    assert set(MedicalReport.objects.values_list("written_by", "state")) == {(people.vera.pk, "typed")}
    made = MedicalReport.objects.get(statement__record="plain-medical:L-17")
    assert "Перелом левого предплечья" in vera.get(f"/medical-reports/{made.pk}/").content.decode()


def test_the_pages_of_the_list_hold_no_word_of_a_paper(
    vera: Client, at_desk: Callable[..., Client], people: World, settings: object
) -> None:
    brought = looked_at(vera, people, settings)
    kira = at_desk(keeper(people))
    for who in (vera, kira):
        told = pages(who, brought)
        assert not any(word.casefold() in told.casefold() for word in MEDICAL_WORDS)
    vera.post(f"/lists/{brought.pk}/yes/", {"seen": brought.seen})
    work(settings)
    told = pages(kira, brought)
    assert not any(word.casefold() in told.casefold() for word in MEDICAL_WORDS)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("be", ("слова, якога не ведаюць", "сексуальным гвалтам займаецца спецыяліст", "тут не паўтараецца", "радкоў 5, папер 4")),
        ("ru", ("слово, которого не знают", "сексуальным насилием", "здесь не повторяется", "строк 5, бумаг 4")),
        ("en", ("a word that neither the mapping nor the terms know", "are a specialist", "not repeated here", "5 rows are 4 papers")),
    ],
)
def test_why_a_paper_is_refused_is_told_in_three_languages(
    vera: Client, people: World, settings: object, language: str, words: tuple[str, ...]
) -> None:
    shown = vera.get(f"/lists/{looked_at(vera, people, settings).pk}/", headers={"accept-language": language}).content.decode()
    for told in words:
        assert told in shown


def test_a_clerk_who_brings_papers_is_told_which_role_it_takes_and_nothing_is_looked_through(
    at_desk: Callable[..., Client], people: World, settings: object
) -> None:
    clerk = at_desk(people.colleague("Karol", "clerk"))
    brought = looked_at(clerk, people, settings)
    assert (brought.state, brought.report, brought.fault) == ("unfit", None, "this needs the role medic or specialist or investigator")
    assert clerk.post(f"/lists/{brought.pk}/yes/", {"seen": ""}).status_code >= 400
    assert not MedicalReport.objects.exists()


def test_a_medic_brings_papers_and_no_other_list(at_desk: Callable[..., Client], people: World, settings: object) -> None:
    tamara = at_desk(people.colleague("Tamara", "medic"))
    assert "Bring a list" in tamara.get("/lists/").content.decode()
    assert looked_at(tamara, people, settings).state == "looked-at"
    persons = bring(tamara, people, *PERSONS, name="plain-persons")
    work(settings)
    persons.refresh_from_db()
    assert (persons.state, persons.fault) == ("unfit", "this needs the role clerk or investigator")


def test_whoever_lost_the_role_after_the_look_enters_nothing(vera: Client, people: World, settings: object) -> None:
    brought = looked_at(vera, people, settings)
    lose_role(people)
    assert vera.post(f"/lists/{brought.pk}/yes/", {"seen": brought.seen}).status_code >= 400
    assert BroughtList.objects.get(pk=brought.pk).state == "looked-at"
    assert not MedicalReport.objects.exists()


def test_whoever_loses_the_role_in_mid_work_enters_nothing_more(
    vera: Client, people: World, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kniha.runs.importing.run.BATCH", 1)
    brought = looked_at(vera, people, settings, *(PAPER | {"paper": str(number)} for number in range(3)))
    vera.post(f"/lists/{brought.pk}/yes/", {"seen": brought.seen})
    slow = duty(settings, tick=iter(range(0, 10_000, 100)).__next__)
    slow.work()
    assert MedicalReport.objects.count() == 1
    lose_role(people)
    while slow.work():
        pass
    brought.refresh_from_db()
    assert (brought.state, MedicalReport.objects.count()) == ("stopped", 1)


def test_a_run_whose_worker_died_goes_on_and_enters_nothing_twice(
    vera: Client, people: World, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kniha.runs.importing.run.BATCH", 1)
    brought = looked_at(vera, people, settings, *(PAPER | {"paper": str(number)} for number in range(3)))
    vera.post(f"/lists/{brought.pk}/yes/", {"seen": brought.seen})
    duty(settings, tick=iter(range(0, 10_000, 100)).__next__).work()
    work(settings)  # the same worker's name, begun anew
    brought.refresh_from_db()
    assert (brought.state, brought.report["known"], brought.report["made"], MedicalReport.objects.count()) == ("done", 1, 2, 3)


def test_the_first_row_of_a_table_without_a_head_is_shown_to_who_brought_it_alone(
    vera: Client, at_desk: Callable[..., Client], people: World, settings: object
) -> None:
    brought = sent(vera, people, "L-1,перелом руки,дубинкой\nL-2,гематома,кулаком\n")
    work(settings)
    own = vera.get(f"/lists/{brought.pk}/").content.decode()
    other = at_desk(keeper(people)).get(f"/lists/{brought.pk}/").content.decode()
    assert "перелом" in own
    assert "перелом" not in other
    assert "Whoever brought it sees what is wrong with it." in other


def test_a_statements_clerk_sees_that_there_is_a_report_on_no_page_what_it_says(
    vera: Client, at_desk: Callable[..., Client], people: World, settings: object
) -> None:
    brought = looked_at(vera, people, settings)
    vera.post(f"/lists/{brought.pk}/yes/", {"seen": brought.seen})
    work(settings)
    clerk = at_desk(people.colleague("Karol", "clerk"))
    statement = Statement.objects.get(record="plain-medical:L-17")
    for path in (f"/statements/{statement.pk}/", f"/statements/{statement.pk}/history/", "/statements/"):
        answer = clerk.get(path)
        shown = answer.content.decode()
        assert not any(word in shown for word in MEDICAL_WORDS), path
    assert clerk.get(f"/medical-reports/{MedicalReport.objects.first().pk}/").status_code == 404
