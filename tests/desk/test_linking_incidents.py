"""One event or two, at the desk: incidents side by side with what they rest on, decided with a reason, taken back, shown together."""

from collections.abc import Callable

import pytest
from django.test import Client
from tests.book.happenings import AT_THE_CORNER, ELSEWHERE, SEEN_FROM_A_WINDOW, alike, coded, happened, told
from tests.world import NOW, PLACE, World, at

from kniha.book.access.conflicts import keep_out
from kniha.book.access.models import Registrar
from kniha.book.events.actions import add_account
from kniha.book.events.models import Incident
from kniha.book.linking.actions import decide_on_two
from kniha.book.linking.models import IncidentDecision
from kniha.book.statements.drafts import When, Where
from kniha.runs.pairing import pair_incidents

pytestmark = pytest.mark.django_db

Two = tuple[Incident, Incident]
MINUTE = When(at(23, 7), at(23, 7), "Europe/Minsk", "exact", "у 23:07")


@pytest.fixture
def two(world: World) -> Two:
    found = alike(world)
    pair_incidents(world.first, now=NOW)
    return found


@pytest.fixture
def delicate(world: World) -> Two:
    found = happened(world, AT_THE_CORNER, insider=True), happened(world, SEEN_FROM_A_WINDOW)
    pair_incidents(world.first, now=NOW)
    return found


def text(client: Client, address: str, *, language: str = "en") -> str:
    answer = client.get(address, headers={"accept-language": language})
    assert answer.status_code == 200, address
    return " ".join(answer.content.decode().split())


def beside(two: Two) -> str:
    return f"/incidents/{two[0].number}/same/{two[1].number}/"


def say(client: Client, two: Two, verdict: str, words: str = "той самы рог, час і людзі ў чорным") -> object:
    return client.post(beside(two), {"verdict": verdict, "words": words})


# The good


def test_a_pair_is_listed_and_laid_side_by_side_with_reasons_and_sources(vera: Client, two: Two) -> None:
    listed = text(vera, "/same/incidents/")
    for words in (two[0].number, two[1].number, "0 of 1 pairs decided", 'href="/same/"'):
        assert words in listed
    shown = text(vera, beside(two))
    for words in (
        "Лагодный Тихон",
        "place of the event",
        "before comparing",
        "statement of",
        "Nothing is merged",
        "0 m between the points",
    ):
        assert words in shown
    assert "What was decided" not in shown
    assert "They may have one origin" not in shown
    assert 'href="/same/incidents/"' in text(vera, "/same/")


@pytest.mark.parametrize(("language", "words"), [("be", "месца падзеі"), ("ru", "место события"), ("en", "place of the event")])
def test_reasons_are_told_in_the_readers_language_with_what_was_compared(vera: Client, two: Two, language: str, words: str) -> None:
    shown = text(vera, beside(two), language=language)
    waterfall = shown.partition('class="waterfall"')[2].partition("</table>")[0]
    for said in (words, "рог вуліцы</td>", "Лагодны Ціхан</td>", "Лагодный Тихон</td>"):
        assert said in waterfall


def test_said_to_be_one_they_name_each_other_until_that_is_taken_back(vera: Client, two: Two) -> None:
    page = f"/incidents/{two[0].number}/"
    assert "May be the same event" in text(vera, page)
    answer = say(vera, two, "same")
    assert (answer.status_code, answer["Location"]) == (302, "/same/incidents/")
    shown = text(vera, page)
    assert "Said to be the same event" in shown
    assert two[1].number in shown
    assert "1 of 1 pairs decided" in text(vera, "/same/incidents/")
    say(vera, two, "taken-back", "гэта быў іншы рог")
    assert "Said to be" not in text(vera, page)
    assert "0 of 1 pairs decided" in text(vera, "/same/incidents/")
    assert Incident.objects.count() == 2


def test_what_both_sides_contradict_each_other_in_is_shown(vera: Client, world: World) -> None:
    far = Where(539500000, 275619000, 100, "іншы раён")
    found = happened(world, AT_THE_CORNER), happened(world, SEEN_FROM_A_WINDOW, where=far)
    shown = text(vera, beside(found))
    assert "another place than in account 2" in shown
    assert "another place than in account 1" in shown
    assert "beyond what is uncertain" in shown


def test_what_follows_is_said_before_it_is_decided(vera: Client, world: World, two: Two) -> None:
    third = happened(world, AT_THE_CORNER)
    assert "the others are named as the same event" in text(vera, beside(two))
    hand = world.hand(world.vera)
    decide_on_two(hand, two[0], third, verdict="same", words="адзін рог")
    decide_on_two(hand, two[1], third, verdict="not-same", words="розны час")
    assert "It would contradict other decisions" in text(vera, beside(two))
    say(vera, two, "same")
    assert "Decisions that contradict each other" in text(vera, "/same/incidents/")
    shown = text(vera, f"/incidents/{third.number}/")
    assert "contradict each other: nothing is shown as one" in shown
    assert "Said to be" not in shown


def test_the_history_tells_who_decided_what_and_why(vera: Client, two: Two) -> None:
    say(vera, two, "not-same", "у адзін час у двух месцах")
    for one in two:
        history = text(vera, f"/history/incident/{one.pk}/")
        assert "decided whether these are one event" in history
        assert "у адзін час у двух месцах" in history
        assert "not the same event" in history


def test_where_an_insider_tells_two_decide_who_judge_by_themselves(vera: Client, zoya: Client, delicate: Two) -> None:
    assert "two decide" in text(vera, "/same/incidents/")
    say(vera, delicate, "same", "тыя самыя словы каманды")
    page, history = f"/incidents/{delicate[0].number}/", f"/history/incident/{delicate[0].pk}/"
    assert "Said to be" not in text(vera, page)
    assert "It waits for a second registrar" in text(vera, beside(delicate))
    assert "You see what they said once you have said" in text(zoya, beside(delicate))
    for address in (beside(delicate), history, page):
        assert "тыя самыя словы каманды" not in text(zoya, address)
    assert "тыя самыя словы каманды" in text(vera, history)
    assert "waits for a second" in text(zoya, "/same/incidents/")
    say(zoya, delicate, "same", "час і месца супадаюць")
    assert "Said to be the same event" in text(vera, page)
    assert "тыя самыя словы каманды" in text(zoya, history)


def test_two_that_no_machine_proposes_are_decided_on_as_well(vera: Client, world: World) -> None:
    found = happened(world, AT_THE_CORNER), happened(world, ELSEWHERE, where=None, when=None)
    assert "A machine does not propose these two" in text(vera, beside(found))
    assert say(vera, found, "not-known").status_code == 302
    assert IncidentDecision.objects.count() == 1


def test_nothing_to_compare_is_said_so(vera: Client) -> None:
    assert "No two incidents wait" in text(vera, "/same/incidents/")


def test_words_and_minutes_that_are_alike_are_told_as_one_possible_origin(vera: Client, world: World) -> None:
    found = happened(world, AT_THE_CORNER, when=MINUTE), happened(world, f"Пішу ўсім. {AT_THE_CORNER}", when=MINUTE)
    shown = text(vera, beside(found))
    for words in (
        "They may have one origin", "the accounts do not confirm each other", "says nothing of anybody",
        "Account 1 and account 2 say the same word for word, in 100 %", AT_THE_CORNER.rstrip("."), "one and the same minute",
    ):  # fmt: skip
        assert words in shown


def test_accounts_of_one_incident_in_the_same_words_are_told_beside_where_they_agree(vera: Client, world: World) -> None:
    incident = happened(world, AT_THE_CORNER)
    address = f"/incidents/{incident.number}/comparison/"
    add_account(world.hand(world.vera), incident, coded(world, told(world, SEEN_FROM_A_WINDOW)))
    assert "They may have one origin" not in text(vera, address)
    add_account(world.hand(world.vera), incident, coded(world, told(world, f"Пішу ўсім. {AT_THE_CORNER}")))
    assert "say the same word for word, in 100 %" in text(vera, address)


# The bad


@pytest.mark.parametrize(
    "wrong",
    [{}, {"verdict": "same"}, {"words": "бо так"}, {"verdict": "perhaps", "words": "бо так яно"}, {"verdict": "same", "words": "  —"}],
)
def test_without_a_known_verdict_and_a_reason_nothing_is_entered(vera: Client, two: Two, wrong: dict[str, str]) -> None:
    assert vera.post(beside(two), wrong).status_code == 200
    assert not IncidentDecision.objects.exists()


def test_a_clerk_reads_and_does_not_decide(at_desk: Callable[[Registrar], Client], world: World, two: Two) -> None:
    clerk = at_desk(world.colleague("Хвядос", "clerk"))
    assert "Enter the decision" not in text(clerk, beside(two))
    assert say(clerk, two, "same").status_code == 200
    assert not IncidentDecision.objects.exists()


# The malicious


def test_another_compartment_learns_of_nothing(marek: Client, vera: Client, world: World, two: Two) -> None:
    before = text(marek, "/same/incidents/").partition("<main")[2]
    assert two[0].number not in before
    assert marek.get(beside(two)).status_code == 404
    assert say(marek, two, "same").status_code == 404
    say(vera, two, "same")
    assert text(marek, "/same/incidents/").partition("<main")[2] == before
    mine = happened(world, AT_THE_CORNER, of=world.marek, name="Лагодны Ціхан")
    for compartment in (world.first, world.second):
        pair_incidents(compartment, now=NOW)
    assert "May be" not in text(marek, f"/incidents/{mine.number}/")
    for across in ((mine, two[0]), (two[0], mine)):
        for client in (marek, vera):
            assert client.get(beside(across)).status_code == 404
            assert say(client, across, "same").status_code == 404
    assert IncidentDecision.objects.count() == 1


def test_who_is_kept_from_one_of_the_two_sees_neither_pair_nor_decision(vera: Client, zoya: Client, world: World, two: Two) -> None:
    say(zoya, two, "same")
    keep_out(world.hand(world.zoya), two[1].citations.get(about="event").account.statement, world.vera, ground="kin", words="")
    assert vera.get(beside(two)).status_code == 404
    assert say(vera, two, "not-same").status_code == 404
    assert "Said to be" not in text(vera, f"/incidents/{two[0].number}/")
    assert "pairs decided" not in text(vera, "/same/incidents/")
    assert "той самы рог, час" not in text(vera, f"/history/incident/{two[0].pk}/")


def test_an_incident_is_not_laid_beside_itself_nor_beside_what_is_not_there(vera: Client, two: Two) -> None:
    assert vera.get(beside((two[0], two[0]))).status_code == 404
    assert vera.get(f"/incidents/{two[0].number}/same/KN-2020-00000/").status_code == 404
    assert vera.get(f"/incidents/{two[0].number}/same/{two[1].pk}/").status_code == 404


def test_a_forged_form_decides_nothing(at_desk: Callable[..., Client], world: World, two: Two) -> None:
    strict = at_desk(world.vera, enforce_csrf_checks=True)
    assert say(strict, two, "same").status_code == 403
    assert not IncidentDecision.objects.exists()


def test_what_a_source_said_is_never_markup(vera: Client, world: World) -> None:
    words = f"<b>Чорныя</b> {AT_THE_CORNER}"
    found = happened(world, words, where=PLACE, name="<i>Рысь</i>"), happened(world, words)
    pair_incidents(world.first, now=NOW)
    for address in (beside(found), "/same/incidents/", f"/incidents/{found[0].number}/"):
        shown = text(vera, address)
        assert "<b>Чорныя" not in shown
        assert "<i>Рысь" not in shown
