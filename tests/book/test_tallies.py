"""The tallies tell what counting would tell, whatever is done; whoever is kept from something is told what is left for them."""

import pytest
from django.core.management import call_command
from django.db import connection
from tests.world import World, found_world

from kniha.book.access.conflicts import step_aside
from kniha.book.access.counting import counted
from kniha.book.access.models import Registrar
from kniha.book.events import queries as events
from kniha.book.events.reviewing import send_to_review
from kniha.book.journal import tallying
from kniha.book.statements import queries as statements

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def world() -> World:
    return found_world()


def test_each_state_is_tallied_and_a_row_moves_from_one_to_the_next(world: World):
    incident, _, _ = world.opened()
    assert counted(world.vera, "incident") == {"draft": 1}
    send_to_review(world.hand(world.vera), incident)
    assert counted(world.vera, "incident") == {"in-review": 1} == events.state_counts(events.incidents(world.vera))
    assert tallying.told() == tallying.truth()


def test_a_statement_is_new_until_its_first_account_is_coded(world: World):
    statement = world.report()
    assert counted(world.vera, "statement") == {"new": 1}
    world.coded(statement)
    assert counted(world.vera, "statement") == {"coded": 1}
    assert tallying.told() == tallying.truth()


def test_another_compartment_is_told_of_nothing(world: World):
    world.opened()
    assert counted(world.marek, "statement") == counted(world.marek, "incident") == {}


def test_who_is_kept_from_a_statement_gets_no_tally_and_is_counted_for_instead(world: World):
    world.report()
    step_aside(world.hand(world.vera), world.report(envelope="e2" * 32), ground="names-them", words="")
    vera = Registrar.objects.get(pk=world.vera.pk)
    assert counted(vera, "statement") is None
    assert statements.listed(vera).count() == 1


def test_a_frozen_account_is_told_of_nothing(world: World):
    world.report()
    world.vera.frozen = True
    assert counted(world.vera, "statement") == {}


def test_a_migration_counts_anew(world: World):
    world.report()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE book_tally SET count = count + 5")
    assert tallying.told() != tallying.truth()
    call_command("migrate", verbosity=0)
    assert tallying.told() == tallying.truth() != {}
