"""What may be one event: the worker compares the incidents of each compartment by themselves, under what registrars decided."""

from datetime import timedelta

import pytest
from tests.book.happenings import AT_THE_CORNER, ELSEWHERE, SEEN_FROM_A_WINDOW, alike, coded, happened, told
from tests.erasures import WISH, keeper
from tests.world import NOW, PLACE, TIME, at, found_world

from kniha.book.erasure.actions import agree_to_erasure, ask_erasure
from kniha.book.events.actions import add_account, open_incident
from kniha.book.events.drafts import IncidentDraft
from kniha.book.linking.actions import decide_on_two
from kniha.book.linking.models import IncidentPair, IncidentPairing
from kniha.book.linking.rules import pair_of
from kniha.book.statements.drafts import When, Where
from kniha.runs import pairing
from kniha.vocab import terms
from kniha.worker.compartments import PAIRS, ByCompartment

pytestmark = [pytest.mark.django_db, pytest.mark.database]

FAR = Where(521000000, 237000000, 200, "Брэст")
PASSAGE = AT_THE_CORNER.index(".")
LATER = When(at(10, day=20), at(11, day=20), "Europe/Minsk", "about", "раніцай")


@pytest.fixture
def world():
    return found_world()


def compare(world):
    for compartment in (world.first, world.second):
        pairing.pair_incidents(compartment, now=NOW)
    return {(row.incident_id, row.second_id): row for row in IncidentPair.objects.all()}


def decide(world, one, other, verdict):
    return decide_on_two(world.hand(world.vera), one, other, verdict=verdict, words="так паказваюць крыніцы")


def test_one_event_told_in_two_languages_is_found_with_reasons_that_add_up(world):
    one, other = alike(world)
    happened(world, ELSEWHERE, when=LATER, where=FAR, kinds=("pressure.dismissal",))
    [(pair, row)] = compare(world).items()
    assert pair == pair_of(one.pk, other.pk)
    assert row.probability > 500_000
    subjects, levels = terms.codes("link-subjects"), terms.codes("link-levels")
    assert all(about in subjects and (not code or code in levels) for about, code, _ in row.reasons)
    assert {"prior", "time", "site", "kinds", "people", "text"} <= {about for about, _, _ in row.reasons}
    nats = sum(nats for *_, nats in row.reasons) / 1000
    assert pairing._chance(nats) == pytest.approx(row.probability / 1_000_000, abs=0.002)
    first = one if one.pk == pair[0] else other
    assert row.first_row == first.citations.get(about="event").account_id


def test_the_same_words_elsewhere_and_later_are_less_probable(world):
    one, other = alike(world)
    third = happened(world, AT_THE_CORNER, when=LATER, where=FAR)
    found = compare(world)
    assert max(found, key=lambda pair: found[pair].probability) == pair_of(one.pk, other.pk)
    assert all(row.probability < 500_000 for pair, row in found.items() if third.pk in pair)


def test_accounts_of_one_incident_are_no_pair_and_the_one_that_agrees_most_tells(world):
    one = happened(world, ELSEWHERE, when=LATER, where=FAR)
    more = coded(world, told(world, AT_THE_CORNER), name="Лагодны Ціхан")
    add_account(world.hand(world.vera), one, more)
    other = happened(world, SEEN_FROM_A_WINDOW, name="Лагодный Тихон")
    [(pair, row)] = compare(world).items()
    assert pair == pair_of(one.pk, other.pk)
    assert more.pk in {row.first_row, row.second_row}


def test_of_a_statement_that_tells_of_two_events_the_passages_alone_are_compared(world):
    statement = told(world, AT_THE_CORNER)
    hand = world.hand(world.vera)
    for when, where in ((TIME, PLACE), (LATER, FAR)):
        account = coded(world, statement, when=when, where=where, passage=PASSAGE)
        open_incident(hand, [account], IncidentDraft("Падзея", when, where))
    assert {row.told["text"] for row in pairing.INCIDENTS.rows(world.first.pk)} == {AT_THE_CORNER[:PASSAGE]}


def test_nothing_of_another_compartment_changes_a_pair(world):
    alike(world)
    [before] = compare(world).values()
    for _ in range(3):
        happened(world, AT_THE_CORNER, of=world.marek, name="Лагодны Ціхан")
    pairs = compare(world)
    assert all(row.incident.compartment_id == row.second.compartment_id for row in pairs.values())
    again = pairs[before.incident_id, before.second_id]
    assert (again.probability, again.reasons, again.value) == (before.probability, before.reasons, before.value)
    assert IncidentPairing.objects.get(compartment=world.first).compared == 2


def test_what_was_compared_is_compared_again_only_when_something_changed(world):
    one, other = alike(world)
    assert pairing.pair_incidents(world.first, now=NOW)
    assert not pairing.pair_incidents(world.first, now=NOW)
    decide(world, one, other, "same")
    assert pairing.pair_incidents(world.first, now=NOW)
    assert not pairing.pair_incidents(world.first, now=NOW)


def test_a_decided_pair_is_kept_with_what_the_two_say_by_themselves(world):
    one, other = alike(world)
    [before] = compare(world).values()
    for verdict in ("not-same", "same", "not-known"):
        decide(world, one, other, verdict)
        [row] = compare(world).values()
        assert row.probability == row.alone == pytest.approx(before.alone, abs=100)  # the engine keeps thousandths of nats
        assert row.reasons[-1][0] == "decided"


def test_a_night_of_one_place_is_bounded(world, monkeypatch):
    monkeypatch.setattr(pairing, "MOST_OF_ONE", 3)
    monkeypatch.setattr(pairing, "MOST_PAIRS", 5)
    for _ in range(8):
        happened(world, AT_THE_CORNER)
    found = compare(world)
    assert 0 < len(found) <= 5
    of = [incident for pair in found for incident in pair]
    assert max(map(of.count, of)) <= 3


def test_a_compartment_too_large_says_so(world, monkeypatch):
    monkeypatch.setattr(pairing, "MOST_ROWS", 1)
    alike(world)
    assert not compare(world)
    assert IncidentPairing.objects.get(compartment=world.first).is_too_large


@pytest.mark.parametrize("words", ["Не ведаю.", "———", "не вядома"])
def test_an_incident_of_which_nothing_is_known_is_no_pair(world, words):
    for _ in range(2):
        happened(world, words, when=None, where=None)
    assert not compare(world)


def test_a_pair_whose_source_is_erased_is_gone_at_once(world):
    one, _ = alike(world)
    assert compare(world)
    statement = one.citations.get(about="event").account.statement
    kira, olga = keeper(world, "Kira"), keeper(world, "Olga", "lawyer")
    agree_to_erasure(world.hand(olga), ask_erasure(world.hand(kira), ("statement", statement.pk), WISH))
    assert not IncidentPair.objects.exists()
    assert not compare(world)


def test_the_worker_compares_persons_and_incidents_by_turns(world):
    alike(world)
    duty = ByCompartment(lambda: NOW + timedelta(hours=1), PAIRS)
    turns = 1
    while duty.work():
        turns += 1
    assert turns == 4
    assert IncidentPair.objects.count() == 1
    assert IncidentPairing.objects.count() == 2
