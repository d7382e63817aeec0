"""Who may be one person: the worker compares the persons of each compartment by themselves, under what registrars decided."""

from datetime import timedelta

import pytest
from tests.book.persons import named
from tests.erasures import WISH, keeper
from tests.world import NOW, found_world

from kniha.book.erasure.actions import agree_to_erasure, ask_erasure
from kniha.book.linking import queries
from kniha.book.linking.actions import decide_on_two
from kniha.book.linking.kinds import PERSONS
from kniha.book.linking.models import Pairing as Compared
from kniha.book.linking.models import PersonPair
from kniha.book.linking.rules import pair_of
from kniha.book.people.actions import NameDraft, add_name
from kniha.book.people.canaries import plant_canary, propose_canary
from kniha.runs import pairing
from kniha.vocab import terms
from kniha.worker.compartments import PAIRS, REST, ByCompartment

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def world():
    return found_world()


def compare(world):
    for compartment in (world.first, world.second):
        pairing.pair_people(compartment, now=NOW)
    return {(row.person_id, row.second_id): row for row in PersonPair.objects.all()}


def decide(world, one, other, verdict):
    return decide_on_two(world.hand(world.vera), one, other, verdict=verdict, words="так паказваюць крыніцы")


def test_spellings_of_one_name_in_two_scripts_are_told_with_reasons_that_add_up(world):
    one = named(world, "Каваленка Яўген Канстанцінавіч")
    other = named(world, "Yauhen Kavalenka")
    named(world, "Іваноў Пётр Сяргеевіч")
    [(pair, row)] = compare(world).items()
    assert pair == pair_of(one.pk, other.pk)
    assert row.probability > 50_000
    subjects, levels = terms.codes("link-subjects"), terms.codes("link-levels")
    assert all(about in subjects and (not code or code in levels) for about, code, _ in row.reasons)
    assert {"prior", "given", "surname"} <= {about for about, _, _ in row.reasons}
    nats = sum(nats for *_, nats in row.reasons) / 1000
    assert pairing._chance(nats) == pytest.approx(row.probability / 1_000_000, abs=0.002)


def test_a_patronymic_in_conflict_speaks_against(world):
    one = named(world, "Каваленка Яўген Канстанцінавіч")
    named(world, "Каваленка Яўген Мікалаевіч")
    third = named(world, "Каваленка Яўген Канстанцінавіч")
    found = compare(world)
    assert max(found, key=lambda pair: found[pair].alone) == pair_of(one.pk, third.pk)
    against = [row for pair, row in found.items() if pair != pair_of(one.pk, third.pk)]
    assert all(["patronymic", "conflict"] in [step[:2] for step in row.reasons] for row in against)


def test_a_person_is_compared_by_the_spelling_that_agrees_most(world):
    one = named(world, "Рысь")
    spelling = add_name(world.hand(world.vera), one, NameDraft("Лагодны Ціхан Вінцэнтавіч", "be", "as-said", "газета, с. 2"))
    other = named(world, "Лагодный Тихон Винцентович")
    [row] = compare(world).values()
    assert {row.first_row, row.second_row} == {spelling.pk, other.names.get().pk}


def test_nothing_of_another_compartment_changes_a_pair(world):
    named(world, "Каваленка Яўген Канстанцінавіч")
    named(world, "Yauhen Kavalenka")
    [before] = compare(world).values()
    for _ in range(3):
        named(world, "Каваленка Яўген", of=world.marek)
    pairs = compare(world)
    across = [row for row in pairs.values() if row.person.compartment_id != row.second.compartment_id]
    again = pairs[before.person_id, before.second_id]
    assert not across
    assert (again.probability, again.reasons, again.value) == (before.probability, before.reasons, before.value)
    assert Compared.objects.get(compartment=world.first).compared == 2


def test_what_was_compared_is_compared_again_only_when_something_changed(world):
    one, other = named(world, "Каваленка Яўген"), named(world, "Yauhen Kavalenka")
    assert pairing.pair_people(world.first, now=NOW)
    assert not pairing.pair_people(world.first, now=NOW)
    decide(world, one, other, "same")
    assert pairing.pair_people(world.first, now=NOW)
    assert not pairing.pair_people(world.first, now=NOW)


def test_a_decided_pair_is_kept_with_what_the_two_say_by_themselves(world):
    one, other = named(world, "Каваленка Яўген"), named(world, "Yauhen Kavalenka")
    [before] = compare(world).values()
    for verdict in ("not-same", "same", "not-known"):
        decide(world, one, other, verdict)
        [row] = compare(world).values()
        assert row.probability == row.alone == pytest.approx(before.alone, abs=100)  # the engine keeps thousandths of nats
        assert row.reasons[-1][0] == "decided"


def test_a_decision_bears_on_the_pairs_with_a_third(world):
    one, other, third = (named(world, name) for name in ("Каваленка Яўген", "Яўген Каваленка", "Kavalenka Y."))
    before = compare(world)
    decide(world, one, other, "not-same")
    after = compare(world)
    pairs = [pair_of(one.pk, third.pk), pair_of(other.pk, third.pk)]
    assert all(after[pair].alone == before[pair].alone for pair in pairs if pair in after and pair in before)
    assert any(pair in after for pair in pairs)


def test_a_crowd_of_one_name_is_bounded(world, monkeypatch):
    monkeypatch.setattr(pairing, "MOST_OF_ONE", 3)
    monkeypatch.setattr(pairing, "MOST_PAIRS", 5)
    for _ in range(8):
        named(world, "Каваленка Яўген")
    found = compare(world)
    assert 0 < len(found) <= 5
    of = [person for pair in found for person in pair]
    assert max(map(of.count, of)) <= 3
    assert Compared.objects.get(compartment=world.first).found > len(found)


def test_a_compartment_too_large_says_so(world, monkeypatch):
    monkeypatch.setattr(pairing, "MOST_ROWS", 1)
    named(world, "Каваленка Яўген")
    named(world, "Yauhen Kavalenka")
    assert not compare(world)
    assert Compared.objects.get(compartment=world.first).is_too_large


@pytest.mark.parametrize("name", ["не вядома", "Я", "—", ""])
def test_who_is_not_named_is_nobodys_pair(world, name):
    named(world, name)
    named(world, name)
    assert not compare(world)


def test_an_invented_person_is_laid_beside_nobody(world):
    named(world, "Каваленка Яўген")
    canary = propose_canary(world.hand(world.anna), world.first, name="Каваленка Яўген")
    plant_canary(world.hand(world.boris), canary, contact="", recipient=world.person_recipient)
    assert not compare(world)


def test_a_pair_of_who_is_erased_is_gone_at_once(world):
    one, other = named(world, "Каваленка Яўген"), named(world, "Yauhen Kavalenka")
    decide(world, one, other, "same")
    assert compare(world)
    kira, olga = keeper(world, "Kira"), keeper(world, "Olga", "lawyer")
    agree_to_erasure(world.hand(olga), ask_erasure(world.hand(kira), ("person", one.pk), WISH))
    assert not PersonPair.objects.exists()
    assert not queries.decisions(world.vera, PERSONS).exists()
    assert not compare(world)


def test_the_worker_looks_when_the_journal_has_grown_and_rests_between(world):
    now = [NOW]
    duty = ByCompartment(lambda: now[0], PAIRS)
    named(world, "Каваленка Яўген")
    while duty.work():
        pass
    assert Compared.objects.count() == 2
    named(world, "Yauhen Kavalenka")
    assert not duty.work()
    assert not PersonPair.objects.exists()
    now[0] += REST + timedelta(seconds=1)
    while duty.work():
        pass
    assert PersonPair.objects.count() == 1


def test_where_there_are_too_many_the_likeliest_are_kept_too(world, monkeypatch):
    for name in ("Каваленка Яўген Канстанцінавіч", "Каваленка Яўген Канстанцінавіч", "Забэла Агата", "Забэла А.", "Забела Агафья"):
        named(world, name)
    every = compare(world)
    likeliest = max(every, key=lambda pair: every[pair].probability)
    worth_most = max(every, key=lambda pair: every[pair].value)
    assert len(every) > 2
    assert likeliest != worth_most
    monkeypatch.setattr(pairing, "MOST_PAIRS", 2)
    monkeypatch.setattr(pairing, "VERSION", "other")
    assert set(compare(world)) == {likeliest, worth_most}
