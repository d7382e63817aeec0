"""The list of persons: within what one may see, narrowed, counted, taken away; and tasks and requests taken away."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.world import NOW, World

from kniha.book.access.conflicts import keep_out
from kniha.book.access.models import Registrar, Use
from kniha.book.events.actions import allege_involvement
from kniha.book.journal import reading
from kniha.book.people.actions import NameDraft, add_name
from kniha.book.people.models import Person
from kniha.book.work.actions import TaskDraft, close_task, give_task
from kniha.book.work.requests import RequestDraft, note_request
from kniha.runs import finding
from kniha.runs.indexing import follow
from kniha.search.index import Index

pytestmark = pytest.mark.django_db


@pytest.fixture
def suspect(office: World) -> Person:
    """Somebody who is called by two spellings, alleged to have taken part; beside them the source and the victim."""
    _, account, act = office.opened()
    told = {"degree": "present", "finding": "suspicion", "basis": "мянушка"}
    person = allege_involvement(office.hand(office.vera), act, account.mentions.get(role="alleged-part"), **told).person
    assert person is not None
    add_name(office.hand(office.vera), person, NameDraft("Rys", "en", "as-said", "спіс"))
    return person


def listed(client: Client, address: str = "/people.csv") -> list[dict[str, str]]:
    answer = client.get(address)
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def test_persons_stand_with_their_spellings_and_as_what_they_are_told_of(vera: Client, suspect: Person) -> None:
    page = vera.get("/people/").content.decode()
    assert f'href="/people/{suspect.pk}/"' in page
    assert '<span class="said-short" lang="en">Rys</span> / <span class="said-short">Рысь</span>' in page
    assert "alleged to have taken part" in page
    assert f"{Person.objects.filter(compartment__isnull=False).count()} in all" in page


def test_the_list_is_narrowed_to_a_role_and_to_sources(vera: Client, suspect: Person) -> None:
    assert [row["id"] for row in listed(vera, "/people.csv?role=alleged-part")] == [suspect.pk]
    sources = listed(vera, "/people.csv?role=source")
    assert {row["statements"] for row in sources} == {"1"}
    assert suspect.pk not in {row["id"] for row in sources}
    assert "Nobody fits" in vera.get("/people/?role=judge").content.decode()


def test_a_name_is_looked_for_in_any_spelling_and_that_is_an_entry(vera: Client, suspect: Person, settings: object, tmp_path: Path) -> None:
    settings.OFFICE = replace(settings.OFFICE, index=tmp_path / "index")
    finding._index.cache_clear()
    follow(Index(tmp_path / "index"))
    start = reading.size()
    assert [row["id"] for row in listed(vera, f"/people.csv?q={quote('Рысь')}")] == [suspect.pk]
    assert [entry.skeleton.action for entry in reading.entries(start=start)] == ["book.searched", "list.exported"]


def test_what_is_taken_away_is_counted_and_entered(vera: Client, office: World, suspect: Person) -> None:
    book = openpyxl.load_workbook(io.BytesIO(vera.get("/people.xlsx?role=alleged-part").content))
    head, row = ([cell.value for cell in line] for line in book.active.iter_rows())
    assert head == ["id", "names", "roles", "statements", "gender_told", "age_told", "compartment"]
    assert (row[1], row[2], row[3], row[6]) == ("Rys / Рысь", "alleged-part", 0, "First")
    (entry,) = [entry for entry in reading.entries() if entry.skeleton.action == "list.exported"]
    assert (entry.told()["among"], entry.told()["rows"]) == ("persons", 1)
    assert Use.objects.get(registrar=office.vera, what="export").count == 1


def test_a_page_costs_the_same_number_of_queries_however_many_stand_on_it(vera: Client, office: World, suspect: Person) -> None:
    vera.get("/people/")  # a session begins with more
    with CaptureQueriesContext(connection) as few:
        vera.get("/people/")
    for number in range(12):
        office.coded(office.report(envelope=f"{number:02x}" * 32))
    with CaptureQueriesContext(connection) as many:
        vera.get("/people/")
    assert len(many) == len(few)


def test_a_search_of_persons_is_kept_under_a_name(vera: Client, suspect: Person) -> None:
    vera.post("/searches/persons/", {"name": "падазраваныя", "query": "role=alleged-part"})
    assert '<a href="/people/?role=alleged-part">падазраваныя</a>' in vera.get("/people/").content.decode()


# The bad and the malicious


@pytest.mark.parametrize("query", ["role=nobody", "compartment=" + "0" * 32, "page=9999&role=", "q=" + "я" * 400])
def test_a_choice_that_is_none_narrows_nothing_and_breaks_nothing(vera: Client, suspect: Person, query: str) -> None:
    assert vera.get(f"/people/?{query}").status_code == 200


def test_who_is_of_another_compartment_counts_nobody(marek: Client, suspect: Person) -> None:
    assert "in all" not in marek.get("/people/").content.decode()
    assert listed(marek) == []
    assert listed(marek, "/people.csv?role=alleged-part") == []


def test_whoever_is_kept_from_somebody_does_not_find_them(vera: Client, office: World, suspect: Person) -> None:
    before = {row["id"] for row in listed(vera)}
    keep_out(office.hand(office.zoya), suspect, office.vera, ground="kin", words="")
    assert {row["id"] for row in listed(vera)} == before - {suspect.pk}


def test_a_name_that_begins_with_a_sign_of_calculation_is_no_formula(vera: Client, office: World, suspect: Person) -> None:
    add_name(office.hand(office.vera), suspect, NameDraft("=HYPERLINK(1)", "", "as-said", "спіс"))
    (row,) = listed(vera, "/people.csv?role=alleged-part")
    assert not row["names"].startswith("=")
    cell = openpyxl.load_workbook(io.BytesIO(vera.get("/people.xlsx?role=alleged-part").content)).active["B2"]
    assert cell.data_type != "f"


# Tasks and requests


def test_tasks_are_taken_away_by_who_has_or_gave_them(
    vera: Client, zoya: Client, at_desk: Callable[[Registrar], Client], office: World
) -> None:
    statement = office.report()
    hand = office.hand(office.vera)
    given = give_task(hand, statement, TaskDraft("read", office.zoya, words="да пятніцы"))
    close_task(office.hand(office.zoya), given, answer="прачытана")
    for client in (vera, zoya):
        (row,) = listed(client, "/tasks.csv")
        assert (row["about"], row["about_id"], row["assignee"], row["given_by"]) == ("statement", statement.pk, "Zoya", "Vera")
        assert (row["state"], row["answer"]) == ("done", "прачытана")
    assert listed(at_desk(office.colleague("Ніна", "clerk")), "/tasks.csv") == []
    assert openpyxl.load_workbook(io.BytesIO(vera.get("/tasks.xlsx").content)).active["B2"].value == "read"


def test_requests_are_taken_away_within_ones_compartments(vera: Client, marek: Client, office: World) -> None:
    note_request(office.hand(office.vera), office.first, RequestDraft("access", "што пра мяне ёсць?", NOW.date()))
    (row,) = listed(vera, "/requests.csv")
    assert (row["kind"], row["state"], row["words"], row["noted_by"]) == ("access", "open", "што пра мяне ёсць?", "Vera")
    assert listed(marek, "/requests.csv") == []
    assert openpyxl.load_workbook(io.BytesIO(vera.get("/requests.xlsx").content)).active["E2"].value == "open"
    entered = [entry.told()["among"] for entry in reading.entries() if entry.skeleton.action == "list.exported"]
    assert entered == ["requests", "requests", "requests"]
