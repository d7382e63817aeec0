"""Incidents at the desk: found in the list, read with their sources, taken away."""

import csv
import io
from dataclasses import replace

import pytest
from django.test import Client
from tests.world import CHECKED, PLACE, TEXT, TIME, World, at

from kniha.book.events.actions import add_account, allege_involvement, open_incident, record_injury
from kniha.book.events.drafts import IncidentDraft
from kniha.book.statements.actions import code_account
from kniha.book.statements.drafts import AccountDraft, When, Where
from kniha.runs.indexing import follow
from kniha.search.index import Index


def text_of(answer: object) -> str:
    if answer.streaming:
        return b"".join(answer.streaming_content).decode()
    return answer.content.decode()


def opened_on(world: World, day: int, title: str, number: int) -> str:
    statement = world.report(f"{TEXT} {number}", envelope=f"{number:064x}")
    when = When(at(12, day=day), at(13, day=day), "Europe/Minsk", "about")
    hand = world.hand(world.vera)
    account = code_account(hand, statement, AccountDraft(when, Where(), ()))
    return open_incident(hand, [account], IncidentDraft(title, when, Where())).number


def test_the_list_says_what_when_where_and_in_which_state(world: World, vera: Client) -> None:
    incident, _, _ = world.opened()
    shown = text_of(vera.get("/incidents/"))
    for words in (incident.number, "Збіццё на рагу", "11 August 2020, about 23:00 (±10 min)", "рог вуліцы", "draft", "1 in all"):
        assert words in shown


def test_each_choice_is_counted_and_opens_what_it_counts(world: World, vera: Client) -> None:
    incident, _, _ = world.opened()
    opened_on(world, 12, "Іншае", 7)
    assert 'state=draft">draft <span class="number">2</span>' in text_of(vera.get("/incidents/"))
    narrowed = text_of(vera.get("/incidents/", {"kind": "integrity.physical-assault", "state": "draft", "year": "2020"}))
    assert incident.number in narrowed
    assert "Іншае" not in narrowed
    assert "2020 (1)" in narrowed


def test_days_narrow_the_list(world: World, vera: Client) -> None:
    world.opened()
    opened_on(world, 13, "Пазней", 7)
    assert "Пазней" not in text_of(vera.get("/incidents/", {"last": "11.08.2020"}))
    assert "Збіццё" not in text_of(vera.get("/incidents/", {"first": "12.08.2020", "last": "08.2020"}))


def test_words_find_incidents_also_by_what_sources_said(world: World, vera: Client, settings: object, tmp_path: object) -> None:
    world.opened()
    opened_on(world, 13, "Пазней", 7)
    settings.OFFICE = replace(settings.OFFICE, index=tmp_path)
    follow(Index(tmp_path))
    assert "Пазней" not in text_of(vera.get("/incidents/", {"q": "збіццё"}))
    assert "2 in all" in text_of(vera.get("/incidents/", {"q": "дубінкай"}))
    assert "Nothing here fits" in text_of(vera.get("/incidents/", {"q": "трамвай"}))


def test_fifty_stand_on_a_page(world: World, vera: Client) -> None:
    for number in range(51):
        opened_on(world, 1 + number % 20, f"Падзея {number}", 100 + number)
    assert "page 1 of 2" in text_of(vera.get("/incidents/"))
    assert "page 2 of 2" in text_of(vera.get("/incidents/", {"page": "2"}))


def test_a_page_of_the_list_costs_the_same_however_many_there_are(
    world: World, vera: Client, django_assert_max_num_queries: object
) -> None:
    for number in range(20):
        opened_on(world, 1 + number, f"Падзея {number}", 100 + number)
    with django_assert_max_num_queries(22):
        vera.get("/incidents/")


def test_the_record_shows_conclusions_with_their_sources(world: World, vera: Client) -> None:
    incident, account, act = world.opened()
    record_injury(world.hand(world.vera), act, kind="laceration", region="head", words="рана")
    allege_involvement(
        world.hand(world.vera), act, account.mentions.get(role="alleged-part"), degree="carried-out", finding="suspicion", basis="мянушка"
    )
    shown = text_of(vera.get(f"/incidents/{incident.number}/"))
    for words in ("What the register concludes", "account 1", "біў", "Рысь", "alleged to have carried it out", "reasonable suspicion"):
        assert words in shown
    for words in (
        "Vera opened the incident",
        " recorded the act ",
        " entered the alleged involvement of ",
        "53.9023, 27.5619",
        f"#{incident.number}",
    ):
        assert words in shown


def test_accounts_that_cannot_both_be_right_are_marked(world: World, vera: Client) -> None:
    incident, _, _ = world.opened()
    hand = world.hand(world.vera)
    later = When(at(4, day=12), at(5, day=12), "Europe/Minsk", "about")
    elsewhere = Where(PLACE.lat_e7 + 10**7, PLACE.lon_e7, 200, "іншае месца")
    other = code_account(hand, world.report("іншае", envelope="e2" * 32), AccountDraft(later, elsewhere, ()))
    add_account(hand, incident, other)
    shown = text_of(vera.get(f"/incidents/{incident.number}/"))
    assert "another time than in account 2" in shown
    assert "another place than in account 1" in shown


@pytest.mark.parametrize("language", ["be", "ru", "en"])
def test_each_language_has_its_pages(world: World, vera: Client, language: str) -> None:
    incident, _, _ = world.opened()
    vera.post("/language/", {"language": language, "next": "/"})
    record = f"/incidents/{incident.number}/"
    for address in ("/incidents/", record, f"{record}acts/", f"{record}conclusion/", f"{record}accounts/", f"{record}proof/", "/map/"):
        answer = vera.get(address)
        assert answer.status_code == 200
        assert f'lang="{language}"' in text_of(answer)


def test_the_list_is_taken_away_as_a_table(world: World, vera: Client) -> None:
    incident, _, _ = world.opened()
    answer = vera.get("/incidents/table.csv", {"state": "draft"})
    assert "attachment" in answer["Content-Disposition"]
    row = next(csv.DictReader(io.StringIO(text_of(answer).removeprefix("\ufeff"))))
    assert (row["number"], row["latitude"], row["acts"]) == (incident.number, "53.9023000", "integrity.physical-assault")


def test_nonsense_in_the_address_is_told_and_narrows_nothing(world: World, vera: Client) -> None:
    incident, _, _ = world.opened()
    shown = text_of(vera.get("/incidents/", {"state": "burnt", "kind": "x", "first": "31.02.2020", "year": "1", "page": "-7"}))
    assert incident.number in shown
    assert "There is no such day" in shown


def test_an_unknown_number_is_not_found(vera: Client) -> None:
    assert vera.get("/incidents/KN-2020-00000/").status_code == 404


def test_an_outsider_learns_of_nothing(world: World, marek: Client, nobody: Client) -> None:
    incident, account, act = world.opened()
    record = f"/incidents/{incident.number}/"
    below = f"{record}acts/{act.pk}/"
    hidden = [
        record, f"{record}conclusion/", f"{record}acts/", f"{record}accounts/", f"{record}proof/", f"/incidents/open/{account.pk}/",
        f"{below}injury/", f"{below}involvement/", f"{below}withdrawal/",
    ]  # fmt: skip
    posted = [*hidden[1:], f"{record}review/", f"{record}decision/", f"{record}proof/file/"]
    assert {marek.get(address).status_code for address in hidden} == {404}
    assert {
        marek.post(address, {"decision": "accepted", "checked": CHECKED}).status_code for address in posted if address != f"{record}proof/"
    } == {404}
    assert incident.number not in text_of(marek.get("/incidents/")) + text_of(marek.get("/incidents/table.csv"))
    assert "draft <span" not in text_of(marek.get("/incidents/"))
    assert {nobody.get(address).status_code for address in [*hidden, "/incidents/", "/map/points"]} == {302}


def test_an_outsiders_act_under_ones_own_incident_is_not_found(world: World, vera: Client) -> None:
    act = world.opened()[2]
    other = opened_on(world, 12, "Іншае", 7)
    assert vera.get(f"/incidents/{other}/acts/{act.pk}/injury/").status_code == 404


def test_titles_are_text_and_never_html_nor_a_formula(world: World, vera: Client) -> None:
    hand = world.hand(world.vera)
    account = world.coded(world.report())
    open_incident(hand, [account], IncidentDraft("=HYPERLINK(<script>alert(1)</script>)", TIME, PLACE))
    assert "<script>alert" not in text_of(vera.get("/incidents/"))
    row = next(csv.DictReader(io.StringIO(text_of(vera.get("/incidents/table.csv")).removeprefix("\ufeff"))))
    assert row["title"].startswith("'=")
