"""Work on an incident: opened from an account, acts and what hangs on them, other accounts, conclusions drawn anew."""

import pytest
from django.test import Client
from tests.world import PLACE, TIME, World, at

from kniha.book.events.models import Act, Incident
from kniha.book.events.reviewing import send_to_review
from kniha.book.journal import reading
from kniha.book.statements.actions import code_account
from kniha.book.statements.drafts import AccountDraft, When, Where

OPENED = {
    "title": "Збіццё на рагу", "first": "11.08.2020 23:00", "margin": "10", "precision": "about", "zone": "Europe/Minsk",
    "point": "53.9023, 27.5619", "radius_m": "200", "where_words": "рог вуліцы",
}  # fmt: skip


def test_an_incident_is_opened_from_an_account_with_its_time_and_place(world: World, vera: Client) -> None:
    account = world.coded(world.report())
    shown = vera.get(f"/incidents/open/{account.pk}/").content.decode()
    for typed in ('value="11.08.2020 23:00"', 'value="10"', 'value="53.9023, 27.5619"', 'value="200"', 'value="рог вуліцы"'):
        assert typed in shown
    answer = vera.post(f"/incidents/open/{account.pk}/", OPENED)
    incident = Incident.objects.get()
    assert answer["Location"] == f"/incidents/{incident.number}/"
    assert (incident.title, incident.first, incident.last, incident.precision) == ("Збіццё на рагу", TIME.first, TIME.last, "about")
    assert (incident.lat_e7, incident.radius_m, incident.place_words) == (PLACE.lat_e7, 200, "рог вуліцы")


def test_a_time_that_nobody_touched_keeps_its_exact_value(world: World, vera: Client) -> None:
    odd = When(at(18), at(23, 59).replace(second=59, microsecond=999_999), "Europe/Minsk", "part-of-day", "увечары")
    account = code_account(world.hand(world.vera), world.report(), AccountDraft(odd, Where(), ()))
    page = vera.get(f"/incidents/open/{account.pk}/").content.decode()
    assert 'value="11.08.2020 18:00"' in page
    typed = {"title": "Вечар", "first": "11.08.2020 18:00", "last": "11.08.2020 23:59", "precision": "part-of-day", "zone": "Europe/Minsk"}
    vera.post(f"/incidents/open/{account.pk}/", typed)
    assert Incident.objects.get().last == odd.last


def test_what_may_be_told_already_is_offered_first(world: World, vera: Client) -> None:
    incident, _, _ = world.opened()
    other = code_account(world.hand(world.vera), world.report("яшчэ", envelope="e2" * 32), AccountDraft(TIME, Where(), ()))
    assert incident.number in vera.get(f"/incidents/open/{other.pk}/").content.decode()
    vera.post(f"/incidents/{incident.number}/accounts/", {"account": other.pk})
    assert other.citations.get().incident == incident
    assert vera.get(f"/incidents/open/{other.pk}/")["Location"] == f"/incidents/{incident.number}/"


def test_accounts_to_join_are_those_nearest_in_time(world: World, vera: Client) -> None:
    incident, _, _ = world.opened()
    hand = world.hand(world.vera)
    for number, day in enumerate((25, 12, 1)):
        when = When(at(12, day=day), at(13, day=day), "Europe/Minsk", "about", f"словы {day}")
        code_account(hand, world.report(f"іншы {day}", envelope=f"{number:064x}"), AccountDraft(when, Where(), ()))
    shown = vera.get(f"/incidents/{incident.number}/accounts/").content.decode()
    assert shown.index("словы 12") < shown.index("словы 1<") < shown.index("словы 25")


def test_an_act_is_added_with_its_victim_and_accounts(world: World, vera: Client) -> None:
    incident, account, _ = world.opened()
    victim = account.mentions.get(role="victim")
    typed = {
        "kind": "liberty.arbitrary-arrest", "methods": ["baton"], "victim": victim.pk, "victim_words": "", "verification": "reported",
        "accounts": [account.pk],
    }  # fmt: skip
    assert vera.post(f"/incidents/{incident.number}/acts/", typed).status_code == 302
    act = Act.objects.get(kind="liberty.arbitrary-arrest")
    assert (act.methods, act.victim.mentions.get(), act.citations.get().account) == (["baton"], victim, account)


def test_a_group_is_counted(world: World, vera: Client) -> None:
    incident, account, _ = world.opened()
    typed = {"kind": "liberty.arbitrary-arrest", "victim": "group", "verification": "reported", "accounts": [account.pk]}
    refused = vera.post(f"/incidents/{incident.number}/acts/", typed).content.decode()
    assert "Say how many people there were." in refused
    vera.post(f"/incidents/{incident.number}/acts/", {**typed, "victim_count": "12", "victim_words": "мінакі"})
    assert Act.objects.get(victim_count=12).victim_words == "мінакі"


def test_an_injury_and_an_alleged_involvement_are_added(world: World, vera: Client) -> None:
    incident, account, act = world.opened()
    below = f"/incidents/{incident.number}/acts/{act.pk}/"
    vera.post(f"{below}injury/", {"kind": "laceration", "region": "head", "words": "рана"})
    alleged = {"mention": account.mentions.get(role="alleged-part").pk, "degree": "carried-out", "finding": "suspicion", "basis": "мянушка"}
    vera.post(f"{below}involvement/", alleged)
    assert (act.injuries.get().words, act.involvements.get().basis) == ("рана", "мянушка")
    again = vera.post(f"{below}involvement/", alleged)
    assert again.status_code == 200
    assert act.involvements.count() == 1


def test_an_act_is_taken_back_with_a_reason_after_a_second_look(world: World, vera: Client) -> None:
    incident, _, act = world.opened()
    address = f"/incidents/{incident.number}/acts/{act.pk}/withdrawal/"
    assert "stays in the journal" in vera.get(address).content.decode()
    assert vera.post(address, {"reason": ""}).status_code == 200
    assert Act.objects.filter(pk=act.pk).exists()
    vera.post(address, {"reason": "двойчы той самы"})
    assert not Act.objects.filter(pk=act.pk).exists()


def test_a_conclusion_is_drawn_anew_on_chosen_accounts(world: World, vera: Client) -> None:
    incident, account, _ = world.opened()
    shown = vera.get(f"/incidents/{incident.number}/conclusion/").content.decode()
    assert 'value="11.08.2020 23:00"' in shown
    changed = {**OPENED, "title": "Інакш", "first": "11.08.2020", "margin": "", "precision": "", "accounts": [account.pk]}
    assert vera.post(f"/incidents/{incident.number}/conclusion/", changed).status_code == 302
    incident.refresh_from_db()
    assert (incident.title, incident.precision) == ("Інакш", "day")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"first": "31.02.2020", "margin": ""}, "There is no such day"),
        ({"first": "учора"}, "Write a day"),
        ({"zone": "Europe/Nowhere"}, "no such time zone"),
        ({"point": "91, 27.5"}, "A latitude lies"),
        ({"point": "тут"}, "Write latitude and longitude"),
        ({"title": "x"}, "at least 3"),
        ({"last": "01.01.2020"}, "before the beginning"),
    ],
)
def test_a_fault_is_told_beside_its_field_and_what_was_typed_stays(world: World, vera: Client, wrong: dict[str, str], told: str) -> None:
    account = world.coded(world.report())
    shown = vera.post(f"/incidents/open/{account.pk}/", {**OPENED, **wrong}).content.decode()
    assert told in shown
    assert not Incident.objects.exists()
    assert f'value="{next(iter(wrong.values()))}"' in shown


def test_an_unknown_term_or_another_incidents_account_is_refused(world: World, vera: Client) -> None:
    incident, account, act = world.opened()
    stranger = code_account(world.hand(world.vera), world.report("іншае", envelope="e2" * 32), AccountDraft(TIME, Where(), ()))
    typed = {"kind": "liberty.arbitrary-arrest", "victim": "", "verification": "reported", "accounts": [account.pk]}
    for wrong in ({"kind": "liberty.thumbscrew"}, {"accounts": [stranger.pk]}, {"accounts": []}, {"methods": ["x"]}, {"victim": "x"}):
        assert vera.post(f"/incidents/{incident.number}/acts/", {**typed, **wrong}).status_code == 200
    assert list(incident.acts.all()) == [act]


def test_nothing_changes_while_a_lawyer_has_it(world: World, vera: Client) -> None:
    incident, account, act = world.opened()
    send_to_review(world.hand(world.vera), incident)
    size = reading.size()
    below = f"/incidents/{incident.number}/acts/"
    typed = {"kind": "liberty.arbitrary-arrest", "victim": "", "verification": "reported", "accounts": [account.pk]}
    assert vera.post(below, typed).status_code == 403
    assert vera.post(f"{below}{act.pk}/withdrawal/", {"reason": "памылка"}).status_code == 403
    assert vera.post(f"/incidents/{incident.number}/conclusion/", {**OPENED, "accounts": [account.pk]}).status_code == 403
    assert reading.size() == size


def test_a_lawyer_writes_no_acts(world: World, zoya: Client) -> None:
    incident, account, _ = world.opened()
    typed = {"kind": "liberty.arbitrary-arrest", "victim": "", "verification": "reported", "accounts": [account.pk]}
    assert zoya.post(f"/incidents/{incident.number}/acts/", typed).status_code == 403
    assert "Add an act" not in zoya.get(f"/incidents/{incident.number}/").content.decode()


def test_an_account_of_another_compartment_cannot_be_joined(world: World, vera: Client) -> None:
    incident, account, _ = world.opened()
    assert vera.post(f"/incidents/{incident.number}/accounts/", {"account": "0" * 32}).status_code == 404
    assert vera.post(f"/incidents/{incident.number}/accounts/", {"account": account.pk}).status_code == 409


def test_a_form_from_elsewhere_changes_nothing(world: World, at_desk: object) -> None:
    incident, account, act = world.opened()
    strict = at_desk(world.vera, enforce_csrf_checks=True)
    size = reading.size()
    below = f"/incidents/{incident.number}/"
    for address in (f"{below}acts/", f"{below}review/", f"{below}accounts/", f"{below}proof/file/", f"{below}acts/{act.pk}/withdrawal/"):
        assert strict.post(address, {"account": account.pk, "reason": "памылка"}).status_code == 403
    assert reading.size() == size
