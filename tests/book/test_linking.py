"""Decisions on two persons: who may say what, what stays, what an erasure takes along."""

import pytest
from tests.book.persons import named
from tests.erasures import WISH, keeper
from tests.world import World, found_world

from kniha.book.erasure.actions import agree_to_erasure, ask_erasure
from kniha.book.journal.replay import replay
from kniha.book.linking import queries
from kniha.book.linking.actions import decide_on_two
from kniha.book.linking.kinds import PERSONS
from kniha.book.linking.models import PersonDecision
from kniha.book.linking.needing_two import needing_two
from kniha.book.linking.rules import State, pair_of
from kniha.book.people.actions import RiskDraft, assess_risk
from kniha.book.people.models import Person
from kniha.vocab.errors import ConflictError, ImpossibleError, MalformedError, NotFoundError, RefusedError, UnknownTermError

pytestmark = [pytest.mark.django_db(databases=["default", "replay"]), pytest.mark.database]


@pytest.fixture
def world(db) -> World:
    return found_world()


@pytest.fixture
def two(world: World) -> tuple[Person, Person]:
    return named(world, "Каваленка Яўген"), named(world, "Yauhen Kavalenka")


def decide(world: World, two: tuple[Person, Person], verdict: str = "same", **more) -> PersonDecision:
    return decide_on_two(world.hand(more.pop("by", world.vera)), *two, verdict=verdict, words=more.pop("words", "тое самае імя"))


def test_it_does_not_matter_who_is_named_first(world, two):
    one, other = decide(world, two), decide(world, two[::-1], "not-same")
    assert (one.person_id, one.second_id) == (other.person_id, other.second_id) == pair_of(two[0].pk, two[1].pk)
    assert queries.board(world.vera, PERSONS).stand(pair_of(two[0].pk, two[1].pk)).verdict == "not-same"


def test_no_person_changes_and_every_decision_stays(world, two):
    before = list(Person.objects.order_by("pk").values())
    for verdict in ("same", "taken-back", "not-known"):
        decide(world, two, verdict)
    assert list(Person.objects.order_by("pk").values()) == before
    assert PersonDecision.objects.count() == 3


def test_replay_tells_the_same(world, two):
    decide(world, two)
    decide(world, two, "taken-back")
    assert replay().differences == ()


def test_who_is_erased_takes_the_decisions_along_and_what_rested_on_them(world, two):
    third = named(world, "Каваленка Я.")
    decide(world, two)
    decide(world, (two[1], third))
    assert len(queries.board(world.vera, PERSONS).groups) == 3
    kira, olga = keeper(world, "Kira"), keeper(world, "Olga", "lawyer")
    agree_to_erasure(world.hand(olga), ask_erasure(world.hand(kira), ("person", two[1].pk), WISH))
    assert not PersonDecision.objects.exists()
    assert not queries.board(world.vera, PERSONS).groups


def test_suspects_insiders_and_people_in_danger_are_decided_on_by_two(world, two):
    assert not needing_two([one.pk for one in two])
    suspect = named(world, "Лагодны Ціхан", role="alleged-commander")
    assert needing_two([suspect.pk, two[0].pk]) == {suspect.pk}
    assess_risk(world.hand(world.vera), two[0], RiskDraft("high", (), "", world.hand(world.vera).today.replace(month=12)))
    assert needing_two(compartment=world.first.pk) == {suspect.pk, two[0].pk}


def test_what_two_decide_does_not_stand_on_one_word_that_came_before(world, two):
    decide(world, two)
    key = pair_of(two[0].pk, two[1].pk)
    assert queries.board(world.vera, PERSONS).stand(key).verdict == "same"
    assess_risk(world.hand(world.vera), two[0], RiskDraft("high", (), "", world.hand(world.vera).today.replace(month=12)))
    assert queries.board(world.vera, PERSONS).stand(key).state is State.WAITS
    decide(world, two, by=world.zoya)
    assert queries.board(world.vera, PERSONS).groups


@pytest.mark.parametrize(
    ("verdict", "words", "error"),
    [("perhaps", "тое самае", UnknownTermError), ("same", " ", MalformedError), ("same", "бо", MalformedError)],
)
def test_a_decision_has_a_verdict_and_a_reason(world, two, verdict, words, error):
    with pytest.raises(error):
        decide(world, two, verdict, words=words)
    assert not PersonDecision.objects.exists()


def test_nobody_is_compared_with_themselves(world, two):
    with pytest.raises(ImpossibleError):
        decide(world, (two[0], two[0]))


def test_nobody_says_the_same_twice_in_a_row(world, two):
    decide(world, two)
    with pytest.raises(ConflictError):
        decide(world, two)
    decide(world, two, by=world.zoya)


def test_what_nobody_said_is_not_taken_back(world, two):
    with pytest.raises(ConflictError):
        decide(world, two, "taken-back")


def test_a_clerk_or_a_process_decides_nothing(world, two):
    with pytest.raises(RefusedError):
        decide(world, two, by=world.colleague("Хвядос", "clerk"))
    with pytest.raises(RefusedError):
        decide_on_two(world.process("worker"), *two, verdict="same", words="тое самае імя")


def test_who_is_of_another_compartment_decides_nothing(world, two):
    with pytest.raises(NotFoundError):
        decide(world, two, by=world.marek)
    theirs = named(world, "Каваленка Яўген", of=world.marek)
    for by in (world.vera, world.marek):
        with pytest.raises(NotFoundError):
            decide(world, (two[0], theirs), by=by)
    assert not PersonDecision.objects.exists()
