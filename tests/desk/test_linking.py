"""One person or two, at the desk: pairs by what deciding them is worth, side by side, decided with a reason, taken back, shown together."""

from collections.abc import Callable

import pytest
from django.test import Client
from tests.book.persons import named
from tests.world import NOW, World

from kniha.book.access.conflicts import keep_out
from kniha.book.access.models import Registrar
from kniha.book.linking.actions import decide_on_two
from kniha.book.linking.models import PersonDecision
from kniha.book.people.models import Person
from kniha.runs.pairing import pair_people

pytestmark = pytest.mark.django_db

Two = tuple[Person, Person]


@pytest.fixture
def two(world: World) -> Two:
    found = named(world, "Каваленка Яўген Канстанцінавіч"), named(world, "Yauhen Kavalenka")
    pair_people(world.first, now=NOW)
    return found


@pytest.fixture
def suspects(world: World) -> Two:
    found = tuple(named(world, "Лагодны Ціхан", role="alleged-part", badge="МА-0117") for _ in range(2))
    pair_people(world.first, now=NOW)
    return found


def text(client: Client, address: str, *, language: str = "en") -> str:
    answer = client.get(address, headers={"accept-language": language})
    assert answer.status_code == 200, address
    return " ".join(answer.content.decode().split())


def beside(two: Two) -> str:
    return f"/people/{two[0].pk}/same/{two[1].pk}/"


def say(client: Client, two: Two, verdict: str, words: str = "тое самае імя па бацьку і двор") -> object:
    return client.post(beside(two), {"verdict": verdict, "words": words})


# The good


def test_a_pair_is_listed_and_laid_side_by_side_with_reasons_and_sources(vera: Client, two: Two) -> None:
    listed = text(vera, "/same/")
    assert "Каваленка Яўген Канстанцінавіч" in listed
    assert "Yauhen Kavalenka" in listed
    assert "0 of 1 pairs decided" in listed
    shown = text(vera, beside(two))
    for words in ("Адказ: Yauhen Kavalenka", "given name", "surname", "before comparing", "statement of", "Nobody is merged"):
        assert words in shown
    assert "What was decided" not in shown


@pytest.mark.parametrize(("language", "words"), [("be", "прозвішча"), ("ru", "фамилия"), ("en", "surname")])
def test_reasons_are_told_in_the_readers_language_with_the_words_compared(vera: Client, two: Two, language: str, words: str) -> None:
    shown = text(vera, beside(two), language=language)
    waterfall = shown.partition('class="waterfall"')[2].partition("</table>")[0]
    assert words in waterfall
    assert "Каваленка</td>" in waterfall
    assert "Kavalenka</td>" in waterfall


def test_said_to_be_one_they_are_shown_together_until_that_is_taken_back(vera: Client, two: Two) -> None:
    page = f"/people/{two[0].pk}/"
    assert "May be the same person" in text(vera, page)
    answer = say(vera, two, "same")
    assert (answer.status_code, answer["Location"]) == (302, "/same/")
    shown = text(vera, page)
    assert "Said to be the same person" in shown
    assert "Yauhen Kavalenka" in shown
    assert "1 of 1 pairs decided" in text(vera, "/same/")
    say(vera, two, "taken-back", "гэта быў стрыечны брат")
    assert "Said to be" not in text(vera, page)
    assert "0 of 1 pairs decided" in text(vera, "/same/")
    assert Person.objects.filter(pk__in=[one.pk for one in two], compartment__isnull=False).count() == 2


def test_after_a_decision_the_next_pair_comes(vera: Client, world: World, two: Two) -> None:
    third, fourth = named(world, "Забэла Агата Янаўна"), named(world, "Забела Агата")
    pair_people(world.first, now=NOW)
    address = say(vera, two, "not-known")["Location"]
    assert address in {f"/people/{one.pk}/same/{other.pk}/" for one, other in ((third, fourth), (fourth, third))}
    assert f'href="{address}"' in text(vera, beside(two))


def test_what_follows_is_said_before_it_is_decided(vera: Client, world: World, two: Two) -> None:
    third = named(world, "Каваленка Я.")
    assert "the others are named as the same person" in text(vera, beside(two))
    hand = world.hand(world.vera)
    decide_on_two(hand, two[0], third, verdict="same", words="адзін двор")
    decide_on_two(hand, two[1], third, verdict="not-same", words="розны ўзрост")
    assert "It would contradict other decisions" in text(vera, beside(two))
    say(vera, two, "same")
    listed = text(vera, "/same/")
    assert "Decisions that contradict each other" in listed
    shown = text(vera, f"/people/{third.pk}/")
    assert "contradict each other" in shown
    assert "Said to be" not in shown


def test_the_history_tells_who_decided_what_and_why(vera: Client, two: Two) -> None:
    say(vera, two, "not-same", "абодва былі там у адзін час")
    for one in two:
        told = text(vera, f"/history/person/{one.pk}/")
        assert "decided whether these are one person" in told
        assert "абодва былі там у адзін час" in told
        assert "not the same person" in told


def test_a_suspect_is_decided_on_by_two_who_judge_by_themselves(vera: Client, zoya: Client, suspects: Two) -> None:
    assert "two decide" in text(vera, "/same/")
    say(vera, suspects, "same", "той самы жэтон")
    page = f"/people/{suspects[0].pk}/"
    assert "Said to be" not in text(vera, page)
    assert "It waits for a second registrar" in text(vera, beside(suspects))
    assert "0 of 1 pairs decided" in text(vera, "/same/")
    unseen = text(zoya, beside(suspects))
    assert "той самы жэтон" not in unseen
    assert "You see what they said once you have said" in unseen
    history = f"/history/person/{suspects[0].pk}/"
    assert "той самы жэтон" in text(vera, history)
    assert "той самы жэтон" not in text(zoya, history)
    assert "waits for a second" in text(zoya, "/same/")
    say(zoya, suspects, "same", "нумар жэтона супадае")
    assert "Said to be the same person" in text(vera, page)
    assert "той самы жэтон" in text(zoya, beside(suspects))
    assert "той самы жэтон" in text(zoya, history)
    assert "decided on 1 pairs; on 1 of them they agree" in text(vera, "/same/")


def test_where_two_differ_nothing_stands(vera: Client, zoya: Client, suspects: Two) -> None:
    say(vera, suspects, "same", "той самы жэтон")
    say(zoya, suspects, "not-same", "розны рост і голас")
    assert "Registrars do not agree: nothing stands" in text(vera, beside(suspects))
    assert "Said to be" not in text(vera, f"/people/{suspects[1].pk}/")
    for client in (vera, zoya):
        listed = text(client, "/same/")
        assert "decided on 1 pairs; on 0 of them they agree" in listed
        assert "two do not agree" in listed


def test_two_whom_no_machine_proposes_are_decided_on_as_well(vera: Client, world: World) -> None:
    found = named(world, "Рысь"), named(world, "Забэла Агата Янаўна")
    assert "A machine does not propose these two" in text(vera, beside(found))
    assert say(vera, found, "same").status_code == 302
    assert PersonDecision.objects.count() == 1


def test_the_likeliest_may_come_first(vera: Client, world: World, two: Two) -> None:
    for _ in range(2):
        named(world, "Забэла Агата Янаўна", badge="МА-0117", rank="капітан")
    pair_people(world.first, now=NOW)
    order = [text(vera, address).index("Забэла") < text(vera, address).index("Каваленка") for address in ("/same/", "/same/?order=likely")]
    assert order == [False, True]


def test_nothing_to_compare_is_said_so(vera: Client) -> None:
    assert "No two persons wait" in text(vera, "/same/")


# The bad


@pytest.mark.parametrize(
    "wrong",
    [{}, {"verdict": "same"}, {"words": "бо так"}, {"verdict": "perhaps", "words": "бо так яно"}, {"verdict": "same", "words": "  —"}],
)
def test_without_a_known_verdict_and_a_reason_nothing_is_entered(vera: Client, two: Two, wrong: dict[str, str]) -> None:
    assert vera.post(beside(two), wrong).status_code == 200
    assert not PersonDecision.objects.exists()


def test_nobody_says_the_same_twice_or_takes_back_what_nobody_said(vera: Client, two: Two) -> None:
    assert say(vera, two, "taken-back").status_code == 200
    say(vera, two, "same")
    again = say(vera, two, "same")
    assert "You have said so already" in again.content.decode()
    assert PersonDecision.objects.count() == 1


def test_a_clerk_reads_and_does_not_decide(at_desk: Callable[[Registrar], Client], world: World, two: Two) -> None:
    clerk = at_desk(world.colleague("Хвядос", "clerk"))
    assert "Enter the decision" not in text(clerk, beside(two))
    assert "this needs the role" not in say(clerk, two, "same").content.decode()
    assert not PersonDecision.objects.exists()


# The malicious


def test_another_compartment_learns_of_nothing(marek: Client, vera: Client, world: World, two: Two) -> None:
    before = text(marek, "/same/").partition("<main")[2]
    assert "Каваленка" not in before
    assert marek.get(beside(two)).status_code == 404
    assert say(marek, two, "same").status_code == 404
    say(vera, two, "same")
    assert text(marek, "/same/").partition("<main")[2] == before
    mine = named(world, "Каваленка Яўген Канстанцінавіч", of=world.marek)
    pair_people(world.second, now=NOW)
    assert "May be" not in text(marek, f"/people/{mine.pk}/")
    across = (mine, two[0])
    for client in (marek, vera):
        assert client.get(beside(across)).status_code == 404
        assert client.get(beside(across[::-1])).status_code == 404
        assert say(client, across, "same").status_code == 404
    assert PersonDecision.objects.count() == 1


def test_who_is_kept_from_one_of_the_two_sees_neither_pair_nor_decision(vera: Client, zoya: Client, world: World, two: Two) -> None:
    say(zoya, two, "same")
    keep_out(world.hand(world.zoya), two[1], world.vera, ground="kin", words="")
    assert vera.get(beside(two)).status_code == 404
    assert say(vera, two, "not-same").status_code == 404
    assert "Said to be" not in text(vera, f"/people/{two[0].pk}/")
    assert "pairs decided" not in text(vera, "/same/")
    assert "тое самае імя па бацьку" not in text(vera, f"/history/person/{two[0].pk}/")


def test_a_person_is_not_laid_beside_themselves(vera: Client, two: Two) -> None:
    assert vera.get(beside((two[0], two[0]))).status_code == 404


def test_a_forged_form_decides_nothing(at_desk: Callable[..., Client], world: World, two: Two) -> None:
    strict = at_desk(world.vera, enforce_csrf_checks=True)
    assert say(strict, two, "same").status_code == 403
    assert not PersonDecision.objects.exists()


def test_a_name_is_never_markup(vera: Client, world: World) -> None:
    found = named(world, "<b>Каваленка</b> Яўген"), named(world, "Каваленка Яўген")
    assert "<b>Каваленка" not in text(vera, beside(found))


def test_what_one_began_waits_for_a_second_also_where_no_machine_proposes_it(vera: Client, zoya: Client, world: World) -> None:
    found = tuple(named(world, "", role="alleged-part", call_sign=sign) for sign in ("Грак", "Грач"))
    say(vera, found, "same", "адно слова на дзвюх мовах")
    listed = text(zoya, "/same/")
    for words in ("Грак", "Грач", "waits for a second", "0 of 1 pairs decided"):
        assert words in listed
    assert "waits for a second" not in text(vera, "/same/")
