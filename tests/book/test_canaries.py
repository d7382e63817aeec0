"""Canaries: planted by two custodians, opened by nobody who has a reason; whoever opens one is shown."""

import pytest
from tests.world import NOW, World, found_world

from kniha.book.access.limits import uses
from kniha.book.events import queries as events
from kniha.book.journal.sight import seen
from kniha.book.people import queries as people
from kniha.book.people.canaries import canaries, note_person_read, plant_canary, propose_canary, withdraw_canary
from kniha.book.people.models import Canary, SealedField
from kniha.book.statements import queries as statements
from kniha.vocab.errors import ConflictError, MalformedError, RefusedError

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def world() -> World:
    return found_world()


def planted(world: World) -> Canary:
    proposed = propose_canary(world.hand(world.anna), world.first, name="Зымдраль Квазюк")
    return plant_canary(world.hand(world.boris), proposed, contact="нідзе", recipient=world.person_recipient)


def alarms(world: World) -> list[str]:
    found = uses(world.anna, day=NOW.date())
    return [registrar.name for registrar, told in found if any(use.what == "canary" and use.is_unusual for use in told)]


def test_whoever_opens_a_canary_is_shown_to_custodians(world: World):
    person = planted(world).person
    assert person is not None
    assert alarms(world) == []
    note_person_read(world.hand(world.vera), people.person(world.vera, person.pk))
    assert alarms(world) == ["Vera"]


def test_an_ordinary_person_rings_no_bell(world: World):
    planted(world)
    source = world.report().source
    assert source is not None
    note_person_read(world.hand(world.vera), source)
    assert alarms(world) == []


def test_it_stands_in_no_list_of_statements_or_incidents(world: World):
    person = planted(world).person
    assert person is not None
    assert not statements.statements(world.vera).exists()
    assert not events.incidents(world.vera).exists()
    assert [one.pk for one in people.people(world.vera)] == [person.pk]
    assert SealedField.objects.filter(person=person).count() == 1


def test_it_is_planted_by_two_custodians_and_known_to_them_alone(world: World):
    proposed = propose_canary(world.hand(world.anna), world.first, name="Зымдраль Квазюк")
    with pytest.raises(RefusedError):
        plant_canary(world.hand(world.anna), proposed, contact="", recipient=world.person_recipient)
    for registrar in (world.vera, world.zoya, world.marek):
        with pytest.raises(RefusedError):
            propose_canary(world.hand(registrar), world.first, name="Нехта")
        assert not canaries(registrar).exists()
        assert seen(registrar, {("canary", proposed.pk)}, {}) == frozenset()
    with pytest.raises(MalformedError):
        propose_canary(world.hand(world.anna), world.first, name="--")


def test_a_canary_that_is_withdrawn_is_gone_from_every_list(world: World):
    canary = withdraw_canary(world.hand(world.anna), planted(world))
    assert canary.state == "withdrawn"
    assert not people.people(world.vera).exists()
    with pytest.raises(ConflictError):
        withdraw_canary(world.hand(world.anna), canary)
