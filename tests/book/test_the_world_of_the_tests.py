"""What tests begin with is the same whether it is made or laid down from what was made before."""

import random
from contextlib import suppress

import pytest
from django.db import IntegrityError, transaction
from tests import world as worlds
from tests.rows_kept import keeping
from tests.world import found_world, made_world

from kniha.book.journal import checking, reading

pytestmark = [pytest.mark.django_db, pytest.mark.database]


class TakenBackError(Exception):
    """Ends a transaction that shall leave nothing."""


def left_by(make):
    """What `make` leaves: its rows, who is in it, the randomness after it. Afterwards the tables are empty again."""
    left = None
    with suppress(TakenBackError), transaction.atomic():
        world, kept = keeping(make)
        checking.check_journal()
        rows = {table: sorted(found, key=repr) for table, (_, found) in kept.tables.items()}  # PostgreSQL keeps no order
        left = (rows, kept.size), world.register, world.vera, world.second.title, world.person_keys.identity, world.random_bytes(8)
        raise TakenBackError
    assert reading.size() == 0
    return left


@pytest.mark.parametrize("seed", [1, 2])
def test_a_world_that_is_laid_down_is_the_one_that_was_made(seed):
    left_by(lambda: found_world(seed))
    assert seed in worlds._founded
    made, laid = left_by(lambda: made_world(random.Random(seed))), left_by(lambda: found_world(seed))
    assert made == laid
    assert made[0][1] == 9


def test_every_world_has_its_own_people():
    one, other = (left_by(found_world), left_by(found_world))
    assert one[2] == other[2]
    assert one[2] is not other[2]


def test_where_something_has_happened_a_world_is_made_and_not_laid_over_it():
    found_world()
    before = reading.size()
    with pytest.raises(IntegrityError), transaction.atomic():
        worlds._founded[1][2].lay_down()
    assert reading.size() == before
