"""What surrounds an incident: links, detention stage by stage, trials, laws and orders; its timeline; accounts value by value."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.world import PLACE, TEXT, TIME, World, at

from kniha.book.events.actions import add_account, conclude, open_incident
from kniha.book.events.drafts import IncidentDraft
from kniha.book.events.models import Context, Detention, Incident, Link, Proceeding
from kniha.book.statements.actions import code_account
from kniha.book.statements.drafts import AccountDraft, MentionDraft, PassageDraft, When, Where
from kniha.desk.incidents.record import HISTORY_SHOWN

pytestmark = pytest.mark.django_db


def text_of(answer: object) -> str:
    return " ".join(answer.content.decode().split())


def another(world: World, title: str = "Ноч у камеры", number: int = 7) -> Incident:
    account = code_account(
        world.hand(world.vera), world.report(f"іншае {number}", envelope=f"{number:064x}"), AccountDraft(TIME, PLACE, ())
    )
    return open_incident(world.hand(world.vera), [account], IncidentDraft(title, TIME, PLACE))


def told_many(world: World, incident: Incident, count: int, *, begin: int = 0) -> None:
    """Join `count` more accounts, each with passages and people."""
    start = TEXT.index("біў")
    for number in range(begin, begin + count):
        when = When(at(20) + timedelta(minutes=number), at(21) + timedelta(minutes=number), "Europe/Minsk", "about", "словы")
        marks = (PassageDraft("when", 0, 10), PassageDraft("where", 11, 20), PassageDraft("act", start, start + 3))
        people = (MentionDraft("victim", name=f"Асоба {number}"), MentionDraft("alleged-part", vehicle="аўтазак"))
        draft = AccountDraft(when, PLACE, ("integrity.physical-assault",), marks, people)
        add_account(
            world.hand(world.vera), incident, code_account(world.hand(world.vera), world.report(envelope=f"{number + 999:064x}"), draft)
        )


def test_incidents_are_linked_and_seen_from_both_sides(world: World, vera: Client) -> None:
    incident, other = world.opened()[0], another(world)
    assert other.number in text_of(vera.get(f"/incidents/{incident.number}/links/"))
    typed = {"kind": "precedes", "other": other.number, "words": "адтуль павезлі"}
    assert vera.post(f"/incidents/{incident.number}/links/", typed).status_code == 302
    assert f'precedes <a class="number" href="/incidents/{other.number}/"' in text_of(vera.get(f"/incidents/{incident.number}/"))
    assert f'follows <a class="number" href="/incidents/{incident.number}/"' in text_of(vera.get(f"/incidents/{other.number}/"))
    back = vera.post(f"/incidents/{other.number}/links/", {"kind": "follows", "other": incident.number})
    assert "linked already" in text_of(back)
    assert Link.objects.count() == 1


def test_a_link_is_taken_back_with_a_reason(world: World, vera: Client) -> None:
    incident, other = world.opened()[0], another(world)
    vera.post(f"/incidents/{incident.number}/links/", {"kind": "causes", "other": other.number})
    address = f"/incidents/parts/link/{Link.objects.get().pk}/withdrawal/"
    assert "stays in the journal" in text_of(vera.get(address))
    assert vera.post(address, {"reason": "памылка"}).status_code == 302
    assert not Link.objects.exists()


def test_an_incident_of_another_compartment_is_not_there_to_link(world: World, vera: Client, marek: Client) -> None:
    incident = world.opened()[0]
    answer = marek.post(f"/incidents/{incident.number}/links/", {"kind": "causes", "other": incident.number})
    assert answer.status_code == 404
    shown = vera.post(f"/incidents/{incident.number}/links/", {"kind": "causes", "other": "KN-2026-00001"})
    assert "There is no such incident here" in text_of(shown)
    assert vera.post(f"/incidents/{incident.number}/links/", {"kind": "causes", "other": incident.number}).status_code == 200
    assert not Link.objects.exists()


def test_a_detention_is_told_stage_by_stage(world: World, vera: Client) -> None:
    incident, account, _ = world.opened()
    victim = account.mentions.get(role="victim")
    typed = {
        "stage": "vehicle", "person": victim.pk, "person_words": "", "place_words": "аўтазак", "first": "11.08.2020 23:30", "last": "",
        "margin": "20", "precision": "", "zone": "", "holder_words": "людзі ў чорным", "shared_words": "трое", "account": account.pk,
    }  # fmt: skip
    assert vera.post(f"/incidents/{incident.number}/detentions/", typed).status_code == 302
    vera.post(f"/incidents/{incident.number}/detentions/", {**typed, "stage": "cell", "person": "", "person_words": "усе"})
    assert Detention.objects.get(stage="vehicle").person == victim.__class__.objects.get(pk=victim.pk).person
    shown = text_of(vera.get(f"/incidents/{incident.number}/"))
    for words in ("людзі ў чорным", "cell of a detention centre", "Timeline"):
        assert words in shown
    nobody = vera.post(f"/incidents/{incident.number}/detentions/", {**typed, "person": "", "person_words": ""})
    assert "Say who it was" in text_of(nobody)


def test_a_trial_and_a_law_are_told(world: World, vera: Client) -> None:
    incident, account, _ = world.opened()
    typed = {"person": "", "person_words": "студэнты", "article": "23.34", "judge": "", "court": "", "sentence": "", "account": account.pk}
    assert vera.post(f"/incidents/{incident.number}/proceedings/", typed).status_code == 302
    assert "Say at least" in text_of(vera.post(f"/incidents/{incident.number}/proceedings/", {**typed, "article": ""}))
    law = {"kind": "order", "title": "Загад", "read_in": "газета, с. 1", "dated": "2020-08-08", "words": "паказвае"}
    page = vera.get(f"/incidents/{incident.number}/context/").content.decode()
    assert all(f'name="{name}"' in page for name in ("kind", "title", "read_in", "dated", "words"))
    assert vera.post(f"/incidents/{incident.number}/context/", law).status_code == 302
    shown = text_of(vera.get(f"/incidents/{incident.number}/"))
    assert "23.34" in shown
    assert "газета, с. 1" in shown
    assert (Proceeding.objects.count(), Context.objects.count()) == (1, 1)


def test_accounts_are_compared_value_by_value(world: World, vera: Client) -> None:
    incident, _, _ = world.opened()
    hand = world.hand(world.vera)
    later = When(at(4, day=12), at(5, day=12), "Europe/Minsk", "about")
    elsewhere = Where(PLACE.lat_e7 + 10**7, PLACE.lon_e7, 200, "іншае месца")
    draft = AccountDraft(later, elsewhere, ("liberty.arbitrary-arrest",), mentions=(MentionDraft("alleged-part", name="Рысь"),))
    add_account(hand, incident, code_account(hand, world.report("іншае", envelope="e2" * 32), draft))
    shown = text_of(vera.get(f"/incidents/{incident.number}/comparison/"))
    for words in ("contradicts account 2", "tell of different things", "agree", "m from the place concluded", "contradict each other"):
        assert words in shown
    assert "Side by side, value by value" in text_of(vera.get(f"/incidents/{incident.number}/"))


def test_the_passage_stands_at_the_value_without_a_script(world: World, vera: Client) -> None:
    incident, _, _ = world.opened()
    shown = text_of(vera.get(f"/incidents/{incident.number}/"))
    assert '<a class="cite" href="#account-1" data-about="act">account 1</a>' in shown
    assert 'id="account-1"' in shown
    assert '<blockquote dir="auto" data-about="act">біў</blockquote>' in shown
    assert "style=" not in shown


def test_an_incident_costs_the_same_number_of_queries_with_five_accounts_and_with_fifty(world: World, vera: Client) -> None:
    incident = world.opened()[0]
    told_many(world, incident, 4)
    counted = []
    for more in (0, 45):
        told_many(world, incident, more, begin=100)
        accounts = [citation.account for citation in incident.citations.filter(about="event")]
        for number in range(HISTORY_SHOWN):  # the same is told of both below their history
            conclude(world.hand(world.vera), incident, IncidentDraft(f"Назва {number}", TIME, PLACE), accounts=accounts[:1])
        for end in ("", "comparison/"):
            vera.get(f"/incidents/{incident.number}/{end}")  # what is read once and kept
            with CaptureQueriesContext(connection) as queries:
                assert vera.get(f"/incidents/{incident.number}/{end}").status_code == 200
            counted.append(len(queries))
    assert counted[:2] == counted[2:]


@pytest.mark.parametrize("language", ["be", "ru", "en"])
def test_each_language_has_its_pages(world: World, vera: Client, language: str) -> None:
    incident, other = world.opened()[0], another(world)
    vera.post(f"/incidents/{incident.number}/links/", {"kind": "precedes", "other": other.number})
    vera.post("/language/", {"language": language, "next": "/"})
    for end in ("", "comparison/", "links/", "detentions/", "proceedings/", "context/", f"acts/{incident.acts.get().pk}/unit/"):
        answer = vera.get(f"/incidents/{incident.number}/{end}")
        assert answer.status_code == 200
        assert f'lang="{language}"' in text_of(answer)
