"""Histories at the desk: pages that read well, lead on, and tell nobody more than they may know; what was looked for is an entry."""

import ast
import csv
import io
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from tests.book.story import Story, on, reviewed, told
from tests.repo.tree import SRC
from tests.world import NOW, World

from kniha.book.events.actions import record_injury
from kniha.book.journal import reading
from kniha.runs.indexing import follow
from kniha.search.index import Index

TODAY = NOW.date()


@pytest.fixture
def story(office: World, settings: object) -> Story:
    """The story of three days, which ends today or before: the desk's clock is the machine's."""
    return told(office)


def text_of(answer: object) -> str:
    body = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", re.sub(r"</t[dh]>|</h2>", " ", body)))


def table_of(answer: object) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def entered(start: int) -> list[tuple[str, dict[str, object]]]:
    """Action and values of the entries from `start` on."""
    return [(entry.skeleton.action, entry.told()) for entry in reading.entries(start=start)]


def address(story: Story, *more: str) -> str:
    return "/".join(("/history/incident", story.incident.pk, *more, ""))


# Sentences


def test_the_page_tells_each_entry_newest_first(story: Story, vera: Client) -> None:
    page = text_of(vera.get(address(story)))
    sentences = (
        "entered the alleged involvement of “Рысь”",
        "took back the act “arbitrary arrest”",
        "set the time of the incident",
        "opened the",
    )
    places = [page.index(sentence) for sentence in sentences]
    assert places == sorted(places)
    assert "8 in all" in page
    assert "23 November 2026, 12:00 · investigator · entry" in page


def test_an_incident_shows_its_newest_entries_and_the_way_to_all(story: Story, vera: Client) -> None:
    answer = vera.get(f"/incidents/{story.incident.number}/").content.decode()
    assert f'href="{address(story)}"' in answer
    assert "Whole history (8)" in answer
    assert f'href="/history/act/{story.act.pk}/"' in answer


@pytest.mark.parametrize(("language", "words"), [("be", "час падзеі"), ("ru", "время события"), ("en", "set the time of the incident")])
def test_each_language_tells_it(story: Story, vera: Client, language: str, words: str) -> None:
    vera.post("/language/", {"language": language, "next": "/"})
    entries = reading.size()
    day = f"?day={TODAY}"
    for page in (address(story), address(story, "as-of") + day, f"/history/incidents/{day}", "/history/office/"):
        answer = vera.get(page)
        assert answer.status_code == 200, page
        assert f'lang="{language}"' in answer.content.decode()
    assert words in text_of(vera.get(address(story)))
    assert reading.size() == entries


def test_a_history_is_narrowed_by_action_and_by_person(story: Story, vera: Client) -> None:
    reviewed(story)
    page = text_of(vera.get(address(story), {"by": story.world.zoya.pk}))
    assert "Zoya decided on the incident" in page
    assert "opened the incident" not in page
    page = text_of(vera.get(address(story), {"action": "act.recorded"}))
    assert "2 in all" in page
    assert "act recorded (2)" in page
    assert "10 in all" in text_of(vera.get(address(story), {"action": "nonsense", "by": "x"}))


def test_twenty_five_stand_on_a_page(story: Story, vera: Client) -> None:
    for number in range(25):
        record_injury(story.world.hand(story.world.vera), story.act, kind="contusion", words=f"сіняк {number}")
    page = text_of(vera.get(address(story)))
    assert "page 1 of 2" in page
    assert "opened the incident" not in page
    assert "opened the incident" in text_of(vera.get(address(story), {"page": "2"}))


def test_every_record_leads_to_its_history_and_back(story: Story, vera: Client) -> None:
    pages = {
        f"/statements/{story.second.statement_id}/": ("statement", "account", "mention"),
        f"/people/{story.second.statement.source_id}/": ("person",),
        f"/exhibits/{story.second.statement.exhibits.get().pk}/": ("exhibit",),
        f"/incidents/{story.incident.number}/": ("incident", "act", "involvement", "compartment"),
        "/history/office/": ("registrar", "compartment"),
    }
    for page, kinds in pages.items():
        shown = vera.get(page).content.decode()
        for kind in kinds:
            found = re.search(rf'href="(/history/{kind}/[0-9a-f]{{32}}/)"', shown)
            assert found, (page, kind)
            assert vera.get(found[1]).status_code == 200
            back = vera.get(f"{found[1]}record/", follow=True)
            assert back.status_code == 200, (kind, back.redirect_chain)


def test_the_way_back_goes_to_the_records_own_page(story: Story, vera: Client) -> None:
    for kind, row, page in (
        ("incident", story.incident.pk, f"/incidents/{story.incident.number}/"),
        ("account", story.account.pk, f"/statements/{story.account.statement_id}/"),
        ("act", story.act.pk, f"/history/act/{story.act.pk}/"),
    ):
        assert vera.get(f"/history/{kind}/{row}/record/")["Location"] == page


# Moments


def test_what_changed_between_two_entries_is_said_by_word_and_sign(story: Story, vera: Client) -> None:
    found = re.findall(r'id="entry-(\d+)"', vera.get(address(story)).content.decode())
    page = vera.get(address(story, "difference"), {"from": found[0], "to": found[-1]})  # either way round
    shown = text_of(page)
    assert "title" not in shown.partition("Field")[2].partition("act “")[0]
    assert "11 August 2020, about 23:00 (±10 min) 11 August 2020, 23:10–23:40 ≠ changed" in shown
    assert "alleged involvement: “Рысь” + added" in shown
    whole = text_of(vera.get(address(story, "difference"), {"from": found[-1], "to": found[0], "all": "1"}))
    assert "“Збіццё на рагу” “Збіццё на рагу” = the same" in whole


def test_two_days_are_moments_too(story: Story, vera: Client) -> None:
    page = text_of(vera.get(address(story, "difference"), {"from": str(TODAY - timedelta(days=1)), "to": str(TODAY)}))
    assert "incident " + story.incident.number + " + added" in page


def test_a_record_as_of_a_day_says_that_later_changes_are_not_shown(story: Story, vera: Client) -> None:
    page = text_of(vera.get(address(story, "as-of"), {"day": str(TODAY)}))
    assert "As of the end of 23 November 2026. Later changes are not shown." in page
    assert "11 August 2020, about 23:00 (±10 min)" in page
    assert "Рысь" not in page  # told on the third day of the story, which is still to come
    empty = text_of(vera.get(address(story, "as-of"), {"day": str(TODAY - timedelta(days=1))}))
    assert "It was not in the register yet" in empty


def test_the_incidents_as_of_a_day_lead_to_each_as_of_that_day(story: Story, vera: Client) -> None:
    answer = vera.get("/history/incidents/", {"day": str(TODAY)})
    assert f'href="{address(story, "as-of")}?day={TODAY}"' in answer.content.decode()
    assert "physical assault" in text_of(answer)
    assert "There was no incident yet." in text_of(vera.get("/history/incidents/", {"day": "2020-01-01"}))
    (row,) = table_of(vera.get("/history/incidents.csv", {"day": str(TODAY)}))
    assert (row["number"], row["state"]) == (story.incident.number, "draft")


@pytest.mark.parametrize("day", ["2999-01-01", "31.02.2020", "", "x" * 500])
def test_a_day_that_cannot_be_is_told_and_shows_nothing(story: Story, vera: Client, day: str) -> None:
    for page in (address(story, "as-of"), "/history/incidents/"):
        answer = vera.get(page, {"day": day})
        assert answer.status_code == 200
        assert 'class="errorlist"' in answer.content.decode()
        assert "Later changes are not shown" not in text_of(answer)


@pytest.mark.parametrize(
    ("moments", "status"),
    [
        ({}, 400), ({"from": "2020-01-01"}, 400), ({"from": "x", "to": "y"}, 400), ({"from": "0", "to": "1"}, 404),
        ({"from": "9" * 15, "to": "1"}, 404), ({"from": "2999-01-01", "to": "2020-01-01"}, 400), ({"from": "٣", "to": "1"}, 400),
    ],
)  # fmt: skip
def test_moments_that_are_none_are_refused(story: Story, vera: Client, moments: dict[str, str], status: int) -> None:
    assert vera.get(address(story, "difference"), moments).status_code == status


def test_pages_need_no_script_and_carry_no_style(story: Story, vera: Client) -> None:
    for page in (address(story), address(story, "difference") + f"?from=2020-01-01&to={TODAY}", address(story, "as-of") + f"?day={TODAY}"):
        shown = vera.get(page).content.decode()
        assert "<script" not in shown
        assert " style=" not in shown


# Reading, searching and taking away are entries


def test_a_search_is_an_entry_once_for_each_list_and_session(story: Story, vera: Client, settings: object, tmp_path: Path) -> None:
    settings.OFFICE = replace(settings.OFFICE, index=tmp_path)
    follow(Index(tmp_path))
    start = reading.size()
    for page in ("/incidents/?", "/incidents/?page=2", "/incidents/table.csv?", "/map/?", "/map/points?", "/statements/?"):
        vera.get(f"{page}&q=Рысь")
    found = [(action, values) for action, values in entered(start) if action != "list.exported"]
    assert [(action, values["among"], values["words"], values["registrar"]) for action, values in found] == [
        ("book.searched", among, "Рысь", story.world.vera.pk) for among in ("incidents", "map", "statements")
    ]
    vera.get("/incidents/", {"q": "іншае"})
    assert entered(start)[-1][1]["words"] == "іншае"


def test_the_session_keeps_no_words(story: Story, vera: Client, settings: object, tmp_path: Path) -> None:
    settings.OFFICE = replace(settings.OFFICE, index=tmp_path)
    follow(Index(tmp_path))
    vera.get("/incidents/", {"q": "Рысь"})
    assert "Рысь" not in str(dict(vera.session))


def test_accounts_looked_for_by_words_are_a_search_too(story: Story, vera: Client, settings: object, tmp_path: Path) -> None:
    settings.OFFICE = replace(settings.OFFICE, index=tmp_path)
    follow(Index(tmp_path))
    start = reading.size()
    vera.get(f"/incidents/{story.incident.number}/accounts/", {"q": "дубінкай"})
    assert [values["among"] for _, values in entered(start)] == ["free-accounts"]


def test_a_list_without_words_is_no_search(story: Story, vera: Client) -> None:
    start = reading.size()
    for page in ("/incidents/", "/statements/", "/map/", "/map/points", f"/incidents/{story.incident.number}/accounts/"):
        vera.get(page)
    assert reading.size() == start


@pytest.mark.parametrize(
    ("page", "among", "rows"),
    [("/statements.csv", "statements", 2), ("/incidents/table.csv", "incidents", 1), ("/history/incidents.csv", "incidents-as-of", 1)],
)
def test_a_list_that_is_taken_away_is_an_entry(story: Story, vera: Client, page: str, among: str, rows: int) -> None:
    start = reading.size()
    text_of(vera.get(page))
    assert [(action, values["among"], values["rows"]) for action, values in entered(start)] == [("list.exported", among, rows)]


def test_a_history_is_taken_away_as_a_table_and_that_is_an_entry(story: Story, vera: Client) -> None:
    start = reading.size()
    rows = table_of(vera.get(f"{address(story)}table.csv"))
    assert rows[-1]["sentence"].startswith(f"Vera opened the incident {story.incident.number}")
    assert [values["among"] for _, values in entered(start)] == ["history"]


def test_the_desk_looks_through_the_index_in_one_place() -> None:
    """Whoever searched past `desk.searching` would leave no entry."""
    callers = {
        path.relative_to(SRC).as_posix()
        for path in SRC.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and re.search(r"kniha\.runs(\.| import .*)finding\b", ast.unparse(node))
    }
    # The last take a kind of question from there, or the names that a text tells; the interface for programs has its own way in.
    assert callers == {
        "desk/searching.py",
        "desk/search/forms.py",
        "desk/search/views.py",
        "desk/statements/suggesting.py",
        "api/wording.py",
    }


# What may not be seen


def test_an_outsider_finds_no_history(story: Story, marek: Client, nobody: Client) -> None:
    pages = [
        address(story), f"{address(story)}table.csv", address(story, "record"), address(story, "as-of"),
        address(story, "difference") + f"?from=2020-01-01&to={TODAY}", f"/history/act/{story.act.pk}/",
        f"/history/statement/{story.account.statement_id}/", f"/history/registrar/{story.world.vera.pk}/",
        f"/history/compartment/{story.world.first.pk}/",
    ]  # fmt: skip
    start = reading.size()
    assert {marek.get(page).status_code for page in pages} == {404}
    assert {nobody.get(page).status_code for page in pages} == {302}
    assert reading.size() == start


def test_an_outsiders_lists_hold_nothing_of_it(story: Story, marek: Client) -> None:
    for page in ("/history/incidents/", "/history/incidents.csv", "/history/office/"):
        assert not re.search(r"KN-|Vera|First", text_of(marek.get(page))), page


@pytest.mark.parametrize("kind", ["entry", "sealedfield", "incidents", "../incident", "registrar%00"])
def test_what_is_no_kind_of_record_is_not_found(story: Story, vera: Client, kind: str) -> None:
    assert vera.get(f"/history/{kind}/{story.incident.pk}/").status_code == 404


def test_words_of_a_source_stay_text(story: Story, vera: Client) -> None:
    record_injury(on(story.world, story.world.vera, 0), story.act, kind="contusion", words='<script>alert("1")</script>')
    assert "<script>alert" not in vera.get(address(story)).content.decode()
    answer = vera.get(f"/history/act/{story.act.pk}/table.csv")
    assert b"<script>" in b"".join(answer.streaming_content)  # a table is text as it is
