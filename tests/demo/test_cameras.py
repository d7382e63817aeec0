"""What the demonstration knows of cameras: footage of each urgency that a visitor may look at."""

import pytest
from tests.world import found_world

from kniha.book.recordings import queries
from kniha.book.recordings.models import Camera, ClockReading
from kniha.runs.demonstration.camera_work import know_cameras

pytestmark = pytest.mark.django_db


def test_the_demonstration_has_footage_that_is_lost_that_will_be_and_of_which_nobody_knows() -> None:
    world = found_world()
    hand = world.hand(world.vera)
    know_cameras(hand, world.hand(world.zoya), world.first)
    assert [queries.urgency_of(row, today=hand.today) for row in queries.to_be_lost(world.vera)] == ["lost", "week", "not-known"]
    assert Camera.objects.count() == 2
    assert ClockReading.objects.get(way="second-camera").offset_ms == 14_000
