"""A step in a file's life that happened outside the register is entered as what it is: when it was, and when it was told."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.world import NOW, World, found_world, stored_file

from kniha.book.evidence.models import CustodyEvent, Exhibit
from kniha.book.evidence.queries import custody
from kniha.book.evidence.stepping import CustodyDraft, note_custody
from kniha.book.journal import reading
from kniha.vocab.errors import ImpossibleError, RefusedError, UnknownTermError

pytestmark = [pytest.mark.django_db, pytest.mark.database]

OVER = CustodyDraft("handed-over", NOW - timedelta(days=3), False, "рэестр", "лабараторыя", "экспертыза", "дамова 4", "пломба 17, цэлая")


@pytest.fixture
def world() -> World:
    return found_world()


@pytest.fixture
def exhibit(world: World) -> Exhibit:
    return world.report("Збілі.", files=(stored_file(),)).exhibits.get()


def test_a_step_is_entered_with_its_time_and_when_it_was_told(world: World, exhibit: Exhibit):
    note_custody(world.hand(world.vera), exhibit, OVER)
    step = CustodyEvent.objects.get(kind="handed-over")
    assert (step.at, step.noted_at) == (OVER.at, NOW)
    assert (step.giver, step.taken_by, step.taker, step.condition) == ("рэестр", "лабараторыя", "", "пломба 17, цэлая")
    assert custody(world.vera, exhibit)[0] == step  # it happened before the file was received: the order is that of life
    assert list(reading.entries())[-1].skeleton.action == "custody.noted"


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"kind": "accessed"}, RefusedError),  # by this a file would open
        ({"kind": "sealed"}, RefusedError),
        ({"kind": "erased"}, RefusedError),
        ({"kind": "stolen"}, UnknownTermError),
        ({"giver": " "}, RefusedError),
        ({"taker": ""}, RefusedError),
        ({"why": "  ?"}, RefusedError),
        ({"at": NOW + timedelta(seconds=1)}, ImpossibleError),
    ],
)
def test_what_is_no_step_of_custody_is_refused_and_nothing_is_entered(world: World, exhibit: Exhibit, wrong, error):
    before = CustodyEvent.objects.count()
    with pytest.raises(error):
        note_custody(world.hand(world.vera), exhibit, replace(OVER, **wrong))
    assert CustodyEvent.objects.count() == before
