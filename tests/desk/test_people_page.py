"""The page of a person: every spelling and where it stands, mentions by role, what was done to them, what is alleged, what they allow."""

import pytest
from django.test import Client
from tests.world import TIME, World, interview_draft

from kniha.book.events.actions import allege_involvement
from kniha.book.events.drafts import DetentionDraft, ProceedingDraft
from kniha.book.events.surroundings import record_detention, record_proceeding
from kniha.book.people.models import Person, PersonName
from kniha.book.statements.interviewing import take_interview

pytestmark = pytest.mark.django_db


def text_of(answer: object) -> str:
    return " ".join(answer.content.decode().split())


@pytest.fixture
def alleged(world: World) -> Person:
    incident, account, act = world.opened()
    told = {"degree": "present", "finding": "suspicion", "basis": "мянушка"}
    assert incident.number
    return allege_involvement(world.hand(world.vera), act, account.mentions.get(role="alleged-part"), **told).person


def test_a_spelling_is_added_with_its_kind_and_where_it_stands(vera: Client, alleged: Person) -> None:
    typed = {"text": "Ryś", "language": "pl", "kind": "transliteration", "read_in": "чат, 12 жніўня"}
    assert vera.post(f"/people/{alleged.pk}/names/", typed).status_code == 302
    shown = text_of(vera.get(f"/people/{alleged.pk}/"))
    for words in ("Рысь", "Ryś", "Latin", "Cyrillic", "transliteration", "чат, 12 жніўня", "statement of 23 November 2026"):
        assert words in shown
    again = text_of(vera.post(f"/people/{alleged.pk}/names/", typed))
    assert "has this spelling already" in again
    assert 'value="Ryś"' in again


@pytest.mark.parametrize("wrong", [{"text": "123"}, {"text": ""}, {"read_in": " "}, {"kind": "x"}])
def test_a_spelling_without_letters_or_place_is_refused(vera: Client, alleged: Person, wrong: dict[str, str]) -> None:
    typed = {"text": "Ryś", "language": "", "kind": "as-said", "read_in": "спіс", **wrong}
    assert vera.post(f"/people/{alleged.pk}/names/", typed).status_code == 200
    assert PersonName.objects.filter(person=alleged).count() == 1


def test_mentions_and_allegations_are_shown_with_the_presumption_of_innocence(vera: Client, alleged: Person) -> None:
    shown = text_of(vera.get(f"/people/{alleged.pk}/"))
    for words in (
        "How accounts speak of them",
        "alleged to have taken part",
        "presumed innocent",
        "alleged to have been present",
        "KN-2026-",
    ):
        assert words in shown


def test_what_was_done_to_somebody_is_shown_with_where_they_were_held_and_tried(world: World, vera: Client) -> None:
    incident, account, act = world.opened()
    victim, hand = account.mentions.get(role="victim"), world.hand(world.vera)
    record_detention(hand, incident, DetentionDraft("cell", TIME, held=victim, shared_words="яшчэ трое"), account=account)
    victim.refresh_from_db()
    record_proceeding(hand, incident, ProceedingDraft(tried=victim, article="23.34"), account=account)
    shown = text_of(vera.get(f"/people/{act.victim_id}/"))
    for words in ("What was done to them", "physical", "cell of a detention centre", "яшчэ трое", "23.34", f"#act-{act.pk}"):
        assert words in shown


def test_consent_is_told_over_all_statements_and_difference_is_marked(world: World, vera: Client) -> None:
    keys = {"recipient": world.person_recipient, "opening": world.person_keys}
    hand = world.hand(world.vera)
    first = take_interview(hand, world.first, interview_draft(hand), person=None, **keys)
    shown = text_of(vera.get(f"/people/{first.source_id}/"))
    assert "Consent, over all their statements" in shown
    assert "Vera" in shown
    assert "Іван Невядомы" not in shown
    assert "answers differ" not in shown


def test_an_outsider_finds_no_person(marek: Client, alleged: Person) -> None:
    assert marek.get(f"/people/{alleged.pk}/").status_code == 404
    assert marek.post(f"/people/{alleged.pk}/names/", {"text": "Ryś", "kind": "as-said", "read_in": "спіс"}).status_code == 404
    assert marek.post(f"/people/{alleged.pk}/description/", {"age": "40"}).status_code == 404


def test_a_page_of_a_person_costs_the_same_however_much_is_told(world: World, vera: Client, django_assert_max_num_queries: object) -> None:
    incident, account, act = world.opened()
    victim, hand = account.mentions.get(role="victim"), world.hand(world.vera)
    for number in range(12):
        victim.refresh_from_db()
        record_detention(hand, incident, DetentionDraft("cell", TIME, held=victim, place_words=str(number)), account=account)
    vera.get(f"/people/{act.victim_id}/")
    with django_assert_max_num_queries(45):
        vera.get(f"/people/{act.victim_id}/")
