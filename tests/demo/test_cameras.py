"""What the demonstration knows of cameras: footage of each urgency that a visitor may look at, and a yard with what may show it."""

from datetime import datetime

import pytest
from tests.book.footage import picture
from tests.book.happenings import AT_THE_CORNER, happened
from tests.world import MINSK, found_world

from kniha.book.matches import queries as matches
from kniha.book.recordings import queries
from kniha.book.recordings.models import Camera, ClockReading
from kniha.book.statements.drafts import When, Where
from kniha.runs.demonstration.camera_work import know_cameras, know_yard
from kniha.runs.matching import match_compartment

pytestmark = pytest.mark.django_db


def test_the_demonstration_has_footage_that_is_lost_that_will_be_and_of_which_nobody_knows() -> None:
    world = found_world()
    hand = world.hand(world.vera)
    know_cameras(hand, world.hand(world.zoya), world.first)
    assert [queries.urgency_of(row, today=hand.today) for row in queries.to_be_lost(world.vera)] == ["lost", "week", "not-known"]
    assert Camera.objects.count() == 2
    assert ClockReading.objects.get(way="second-camera").offset_ms == 14_000


def test_the_yard_is_shown_by_a_window_and_may_be_by_two_cameras_one_of_which_is_soon_written_over() -> None:
    world = found_world()
    hand = world.hand(world.vera)
    night = When(datetime(2020, 8, 11, 0, 15, tzinfo=MINSK), datetime(2020, 8, 11, 1, 10, tzinfo=MINSK), "Europe/Minsk", "about", "")
    yard = happened(world, AT_THE_CORNER, when=night, where=Where(538627000, 275990000, 300, "двор у Серабранцы"))
    know_yard(hand, yard, picture(world))
    match_compartment(world.first, now=hand.now)
    door, *_, window = matches.of_incident(world.vera, yard, today=hand.today)
    assert (door.recording.label, door.stands, window.stands) == ("Ноч ля пад'езда, копія ў таварыстве", "", "shows")
    assert len(matches.of_incident(world.vera, yard, today=hand.today)) == 3
    assert [line.recording.label for line in matches.shown_in(world.vera, yard)] == ["Двор з акна"]
