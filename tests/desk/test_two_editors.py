"""Two registrars at the same record: the second sees what the first changed, theirs beside their own, takes either, and loses nothing."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from tests.desk.test_incidents_changing import OPENED
from tests.world import PLACE, TIME, World

from kniha.book.events.actions import allege_involvement, change_act, conclude
from kniha.book.events.drafts import ActChange, IncidentDraft
from kniha.book.events.models import Incident
from kniha.book.journal import reading
from kniha.book.people.actions import describe_person

pytestmark = pytest.mark.django_db


def typed(client: Client, address: str) -> dict[str, list[str]]:
    """What the form at `address` would send if nobody touched it."""
    return carried(client.get(address).content.decode()) | fields(client.get(address))


def carried(page: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for tag in re.findall(r'<input type="hidden"[^>]*>', page):
        name, value = (re.search(f'{part}="([^"]*)"', tag) for part in ("name", "value"))
        if name and value and name[1] != "csrfmiddlewaretoken" and name[1] != "next":
            found.setdefault(name[1], []).append(value[1])
    return found


def fields(answer: object) -> dict[str, list[str]]:
    form = answer.context["form"]
    told = {field.name: field.initial for field in form}
    return {
        name: [str(one) for one in (value if isinstance(value, list | tuple) else [value])]
        for name, value in told.items()
        if value is not None
    }


@pytest.fixture
def office(world: World) -> tuple[World, str, object, object]:
    incident, account, act = world.opened()
    return world, f"/incidents/{incident.number}/conclusion/", account, act


def quicker(world: World, account: object, title: str = "Назва калегі") -> None:
    conclude(world.hand(world.vera), Incident.objects.get(), IncidentDraft(title, TIME, PLACE), accounts=[account])


def test_who_changes_alone_meets_nobody(office: tuple, vera: Client) -> None:
    _, address, _, _ = office
    assert vera.post(address, {**typed(vera, address), "title": "Мая назва"}).status_code == 302
    assert Incident.objects.get().title == "Мая назва"


def test_the_second_sees_what_the_first_changed_and_nothing_is_written(office: tuple, vera: Client) -> None:
    world, address, account, _ = office
    mine = {**typed(vera, address), "title": "Мая назва", "where_words": "мае словы"}
    quicker(world, account)
    size = reading.size()
    answer = vera.post(address, mine)
    page = " ".join(answer.content.decode().split())
    assert (answer.status_code, reading.size()) == (409, size)
    for words in ("Somebody changed this record", "Назва калегі", "Мая назва", "мае словы", "Vera", "both changed it"):
        assert words in page
    assert Incident.objects.get().title == "Назва калегі"


def test_either_is_taken_field_by_field(office: tuple, vera: Client) -> None:
    world, address, account, _ = office
    mine = {**typed(vera, address), "title": "Мая назва", "where_words": "мае словы"}
    quicker(world, account)
    again = carried(vera.post(address, mine).content.decode())
    assert vera.post(address, {**again, "take-title": "theirs", "take-where_words": "yours"}).status_code == 302
    incident = Incident.objects.get()
    assert (incident.title, incident.place_words) == ("Назва калегі", "мае словы")


def test_what_only_one_of_the_two_changed_is_chosen_already(office: tuple, vera: Client) -> None:
    world, address, account, _ = office
    mine = {**typed(vera, address), "where_words": "мае словы"}
    quicker(world, account)
    page = vera.post(address, mine).content.decode()
    assert re.search(r'name="take-title" value="theirs"[^>]* checked', page)
    assert re.search(r'name="take-where_words" value="yours"[^>]* checked', page)


def test_ones_own_words_go_back_into_the_form(office: tuple, vera: Client) -> None:
    world, address, account, _ = office
    mine = {**typed(vera, address), "title": "Мая назва"}
    quicker(world, account)
    again = carried(vera.post(address, mine).content.decode())
    answer = vera.post(address, {**again, "mend": "1"})
    assert 'value="Мая назва"' in answer.content.decode()
    assert vera.post(address, {**carried(answer.content.decode()), **OPENED, "title": "Разам", "accounts": [account.pk]}).status_code == 302
    assert Incident.objects.get().title == "Разам"


def test_a_third_who_comes_between_is_met_as_well(office: tuple, vera: Client) -> None:
    world, address, account, _ = office
    mine = {**typed(vera, address), "title": "Мая назва"}
    quicker(world, account)
    again = carried(vera.post(address, mine).content.decode())
    quicker(world, account, "Назва трэцяй")
    answer = vera.post(address, {**again, "take-title": "yours"})
    assert answer.status_code == 409
    assert "Назва трэцяй" in answer.content.decode()


def test_a_fault_in_the_form_is_told_first_and_the_meeting_after(office: tuple, vera: Client) -> None:
    world, address, account, _ = office
    mine = {**typed(vera, address), "title": "x"}
    quicker(world, account)
    answer = vera.post(address, mine)
    assert answer.status_code == 200
    assert vera.post(address, {**mine, **carried(answer.content.decode()), "title": "Мая назва"}).status_code == 409


def test_what_merely_cites_the_record_is_no_change_of_it(office: tuple, vera: Client) -> None:
    world, address, _, act = office
    mine = {**typed(vera, address), "title": "Мая назва"}
    change_act(world.hand(world.vera), act, ActChange((), "", "pending"))
    assert vera.post(address, mine).status_code == 302


def test_acts_involvements_and_persons_are_met_too(office: tuple, vera: Client) -> None:
    world, _, account, act = office
    hand = world.hand(world.vera)
    alleged = allege_involvement(
        hand, act, account.mentions.get(role="alleged-part"), degree="present", finding="suspicion", basis="мянушка"
    )
    record = f"/incidents/{Incident.objects.get().number}"
    cases: list[tuple[str, dict[str, str], Callable[[], object]]] = [
        (f"{record}/acts/{act.pk}/change/", {"verification": "verified"}, lambda: change_act(hand, act, ActChange((), "", "pending"))),
        (f"/people/{alleged.person_id}/description/", {"age": "30"}, lambda: describe_person(hand, alleged.person, gender="", age="40")),
    ]
    for address, change, other in cases:
        mine = {**typed(vera, address), **change}
        other()
        answer = vera.post(address, mine)
        assert answer.status_code == 409, address
        again = carried(answer.content.decode())
        assert vera.post(address, {**again, **{f"take-{name}": "yours" for name in change}}).status_code == 302
    assert vera.get(f"/incidents/involvements/{alleged.pk}/change/").content.decode().count('name="was-') == 3


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 400, "٣"])
def test_a_forged_place_breaks_nothing(office: tuple, vera: Client, seen: str) -> None:
    _, address, _, _ = office
    mine = {**typed(vera, address), "title": "Мая назва", "seen": seen}
    assert vera.post(address, mine).status_code in {302, 409}


def test_what_a_form_carries_is_text_and_never_html(office: tuple, vera: Client) -> None:
    world, address, account, _ = office
    mine = {**typed(vera, address), "title": "<script>alert(1)</script>", "was-title": "<script>alert(2)</script>"}
    quicker(world, account)
    assert b"<script>alert" not in vera.post(address, mine).content
