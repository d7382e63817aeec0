"""What a registrar reads and takes away in a day: counted, limited, shown to those who grant access. Vera reads; Anna looks."""

from datetime import timedelta

import pytest
from tests.world import NOW, World, found_world, stored_file

from kniha.book.access import limits
from kniha.book.access.limits import DaysUse, count_use, uses
from kniha.book.access.looking import enter_list_export, enter_search, note_reading
from kniha.book.access.models import Use
from kniha.book.evidence.actions import access_exhibit
from kniha.book.journal import reading
from kniha.book.people.actions import open_sealed_field
from kniha.book.people.models import SealedField
from kniha.vocab.errors import RefusedError, UnknownTermError

pytestmark = [pytest.mark.django_db, pytest.mark.database]

TODAY = NOW.date()


@pytest.fixture
def world() -> World:
    return found_world()


def used(world: World, what: str) -> int:
    return sum(Use.objects.filter(registrar=world.vera, what=what).values_list("count", flat=True))


def test_each_thing_that_is_read_or_taken_away_is_counted(world: World):
    vera, statement = world.hand(world.vera), world.report(files=(stored_file(),), contact="праз сястру")
    note_reading(vera, "statement")
    enter_search(vera, "парк", among="statements")
    enter_list_export(vera, among="statements", rows=3)
    access_exhibit(vera, statement.exhibits.get(), why="каб закадаваць")
    open_sealed_field(vera, SealedField.objects.get(field="contact"), reason="дамовіцца", opening=world.person_keys)
    assert {use.what: use.count for use in Use.objects.all()} == dict.fromkeys(("statement", "search", "export", "file", "identity"), 1)


def test_the_next_day_begins_anew(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(limits, "MOST", {"export": 1})
    enter_list_export(world.hand(world.vera), among="statements", rows=3)
    enter_list_export(world.hand(world.vera, NOW + timedelta(days=1)), among="statements", rows=3)
    assert used(world, "export") == 2


def test_the_limit_of_a_day_stops_before_anything_is_opened_or_entered(world: World):
    world.report(contact="праз сястру")
    field = SealedField.objects.get(field="contact")
    for _ in range(limits.MOST["identity"]):
        open_sealed_field(world.hand(world.vera), field, reason="дамовіцца", opening=world.person_keys)
    before = reading.size()
    with pytest.raises(RefusedError, match="the limit of this day"):
        open_sealed_field(world.hand(world.vera), field, reason="дамовіцца", opening=world.person_keys)
    assert reading.size() == before
    assert used(world, "identity") == limits.MOST["identity"]
    assert open_sealed_field(world.hand(world.zoya), field, reason="дамовіцца", opening=world.person_keys)


def test_what_was_refused_for_another_reason_was_not_used(world: World):
    world.report(contact="праз сястру")
    field = SealedField.objects.get(field="contact")
    with pytest.raises(RefusedError, match="with a reason"):
        open_sealed_field(world.hand(world.vera), field, reason="", opening=world.person_keys)
    assert used(world, "identity") == 0


def test_a_process_is_not_counted(world: World):
    count_use(None, "export", day=TODAY)
    assert not Use.objects.exists()


def test_a_thing_that_no_list_knows_is_refused(world: World):
    with pytest.raises(UnknownTermError):
        count_use(world.vera, "coffee", day=TODAY)


def test_unusual_is_three_times_a_usual_day(world: World):
    for back, count in ((1, 10), (2, 12), (3, 8)):
        Use.objects.create(registrar=world.vera, day=TODAY - timedelta(days=back), what="statement", count=count)
    Use.objects.create(registrar=world.vera, day=TODAY, what="statement", count=31)
    first, (use,) = uses(world.anna, day=TODAY)[0]
    assert first == world.vera
    assert use == DaysUse("statement", 31, 10)
    assert use.is_unusual


@pytest.mark.parametrize(
    ("use", "is_unusual"),
    [
        (DaysUse("statement", 20, 0), False),
        (DaysUse("statement", 21, 0), True),
        (DaysUse("statement", 60, 20), False),
        (DaysUse("identity", 19, 19), False),
        (DaysUse("identity", 20, 20), True),
    ],
)
def test_where_the_unusual_begins(use: DaysUse, is_unusual: bool):
    assert use.is_unusual is is_unusual


def test_who_does_not_grant_access_sees_nobodys_use(world: World):
    note_reading(world.hand(world.vera), "statement")
    assert uses(world.zoya, day=TODAY) == ()
    assert dict(uses(world.boris, day=TODAY))[world.vera]
