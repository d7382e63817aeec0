"""How many people units had, and who left them: entered from a source, seen as the source is, corrected, withdrawn, forgotten."""

from datetime import date

import pytest
from tests.book.readers import plain
from tests.book.test_forces import elsewhere
from tests.erasures import WISH, keeper
from tests.world import World, found_world

from kniha.book.access.actions import freeze
from kniha.book.erasure.actions import agree_to_erasure, ask_erasure
from kniha.book.forces import actions as forces
from kniha.book.forces import leaving, staffing
from kniha.book.forces.drafts import Count, DepartureDraft, HeadcountDraft, Source, UnitDraft, UnitNameDraft
from kniha.book.forces.models import Departure, Headcount, UnitName
from kniha.book.forces.units import Unit
from kniha.book.journal import reading
from kniha.book.journal.replay import replay
from kniha.book.people.models import Person
from kniha.book.statements.models import Account
from kniha.vocab.errors import ChangedError, ConflictError, ImpossibleError, NotFoundError, RefusedError, UnknownTermError

pytestmark = pytest.mark.django_db

READ = Source(read_in="газета «Прыклад», 2 лістапада 2020 г.")
FIRST, LAST = date(2020, 8, 9), date(2020, 8, 31)
STAFF = HeadcountDraft("all", Count(950, 1000, 1100, FIRST, FIRST, "probably-true", "«каля тысячы»"))
LEFT = DepartureDraft("resignation", Count(30, 40, 60, FIRST, LAST))


@pytest.fixture
def world(db: None) -> World:
    return found_world()


@pytest.fixture
def account(world: World) -> Account:
    return world.coded(world.report())


@pytest.fixture
def person(account: Account) -> Person:
    assert account.statement.source is not None
    return account.statement.source


def unit(world: World, name: str = "Рысі", source: Source = READ) -> Unit:
    return forces.register_unit(
        world.hand(world.vera), UnitDraft("detachment", "police.riot", "BY"), UnitNameDraft(name, "be"), source=source
    )


def counted(world: World, of: Unit, draft: HeadcountDraft = STAFF, source: Source = READ) -> Headcount:
    return leaving.enter_headcount(world.hand(world.vera), of, draft, source=source)


def left(world: World, of: Unit, draft: DepartureDraft = LEFT, source: Source = READ) -> Departure:
    return leaving.enter_departure(world.hand(world.vera), of, draft, source=source)


def named(person: Person) -> DepartureDraft:
    return DepartureDraft("resignation", Count(1, 1, 1, FIRST, LAST), person)


# -- the good


def test_both_stand_as_told_and_lie_open_with_an_open_source(world: World):
    of = unit(world)
    had, gone = counted(world, of), left(world, of)
    (seen,) = staffing.headcounts_of(world.marek, of)
    assert (seen, seen.low, seen.likely, seen.high, seen.first_day, seen.confidence) == (had, 950, 1000, 1100, FIRST, "probably-true")
    (seen_gone,) = staffing.departures_of(world.marek, of)
    assert (seen_gone, seen_gone.low, seen_gone.high, seen_gone.last_day) == (gone, 30, 60, LAST)


def test_two_that_contradict_each_other_stand_beside_each_other(world: World):
    of = unit(world)
    counted(world, of)
    counted(world, of, HeadcountDraft("all", Count(400, 400, 400, FIRST, FIRST)))
    assert staffing.headcounts_of(world.vera, of).count() == 2


def test_days_that_no_source_tells_stay_open(world: World):
    made = left(world, unit(world), DepartureDraft("not-said", Count(300, 300, 300, None, LAST)))
    assert (made.first_day, made.last_day) == (None, LAST)


def test_both_are_corrected_and_the_entries_before_stay(world: World):
    of = unit(world)
    had, gone, seen = counted(world, of), left(world, of), reading.size()
    leaving.correct_headcount(world.hand(world.vera), had, HeadcountDraft("posts", Count(1200, 1200, 1200)))
    leaving.correct_departure(world.hand(world.vera), gone, "report", Count(300, 310, 400, None, LAST))
    gone.refresh_from_db()
    assert (gone.kind, gone.low, gone.first_day) == ("report", 300, None)
    lines = plain(world.vera, ("unit", of.pk))
    assert any("corrected how many people “Рысі” had" in line and "1200" in line for line in lines)
    assert any("corrected who left “Рысі”" in line for line in lines)
    with pytest.raises(ChangedError):
        leaving.correct_headcount(world.hand(world.vera), had, STAFF, seen=seen)
    with pytest.raises(ChangedError):
        leaving.correct_departure(world.hand(world.vera), gone, "report", Count(1, 1, 1), seen=seen)


def test_both_are_withdrawn_with_a_reason_and_their_history_stays(world: World):
    of = unit(world)
    for row in (counted(world, of), left(world, of)):
        with pytest.raises(RefusedError):
            leaving.withdraw_count(world.hand(world.vera), row, reason=" ")
        leaving.withdraw_count(world.hand(world.vera), row, reason="іншы атрад")
        with pytest.raises(NotFoundError):
            leaving.withdraw_count(world.hand(world.vera), row, reason="яшчэ раз")
    assert not Headcount.objects.exists()
    assert not Departure.objects.exists()
    assert any("withdrew who left “Рысі”" in line for line in plain(world.vera, ("unit", of.pk)))


# -- who may know of them


def test_what_rests_on_a_closed_account_is_seen_in_its_compartment_alone(world: World, account: Account):
    of = unit(world)
    had, gone = counted(world, of, source=Source(account=account)), left(world, of, source=Source(account=account))
    assert [*staffing.headcounts(world.vera)] == [had]
    assert [*staffing.departures(world.vera)] == [gone]
    assert not staffing.headcounts(world.marek)
    assert not staffing.departures(world.marek)
    with pytest.raises(NotFoundError):
        staffing.departure(world.marek, gone.pk)
    with pytest.raises(NotFoundError):
        staffing.headcount(world.marek, had.pk)


def test_who_left_is_known_to_nobody_who_may_not_know_of_that_person(world: World, person: Person):
    of = unit(world)
    left(world, of, named(person))
    assert staffing.departures_of(world.vera, of).count() == 1
    assert not staffing.departures_of(world.marek, of)


def test_a_frozen_registrar_sees_none(world: World):
    of = unit(world)
    counted(world, of), left(world, of)
    freeze(world.hand(world.anna), world.vera)
    world.vera.refresh_from_db()
    assert not staffing.headcounts_of(world.vera, of)
    assert not staffing.departures_of(world.vera, of)


def test_only_who_may_order_enters_them(world: World):
    of = unit(world)
    with pytest.raises(RefusedError):
        leaving.enter_headcount(world.hand(world.anna), of, STAFF, source=READ)
    with pytest.raises(RefusedError):
        leaving.enter_departure(world.hand(world.anna), of, LEFT, source=READ)


def test_what_lies_in_one_compartment_is_not_tied_to_a_unit_of_another(world: World, account: Account, person: Person):
    closed, theirs = unit(world, "Цень", Source(account=account)), Source(account=elsewhere(world))
    for enter in (counted, left):
        with pytest.raises(RefusedError, match="another compartment"):
            enter(world, closed, source=theirs)
    with pytest.raises(RefusedError, match="another compartment"):
        left(world, unit(world), named(person), source=theirs)
    assert not Headcount.objects.exists()
    assert not Departure.objects.exists()


# -- what is forgotten


def test_a_statement_that_is_erased_takes_those_that_rest_on_it(world: World, account: Account):
    of = unit(world)
    counted(world, of, source=Source(account=account)), left(world, of, source=Source(account=account))
    stay, stays = counted(world, of), left(world, of)
    agree_to_erasure(world.hand(world.zoya), ask_erasure(world.hand(keeper(world)), ("statement", account.statement_id), WISH))
    assert [*Headcount.objects.all()] == [stay]
    assert [*Departure.objects.all()] == [stays]


def test_a_person_who_is_erased_takes_what_says_that_they_left(world: World, account: Account, person: Person):
    of = unit(world)
    left(world, of, named(person))
    stays = left(world, of)
    agree_to_erasure(world.hand(world.zoya), ask_erasure(world.hand(keeper(world)), ("person", person.pk), WISH))
    assert [*Departure.objects.all()] == [stays]


@pytest.mark.django_db(databases=["default", "replay"])
def test_replay_makes_them_again(world: World, person: Person):
    of = unit(world)
    had, gone = counted(world, of), left(world, of)
    left(world, of, named(person))
    leaving.correct_headcount(world.hand(world.vera), had, HeadcountDraft("all", Count(0, 0, 5)))
    leaving.withdraw_count(world.hand(world.vera), gone, reason="не тое")
    assert replay().differences == ()


# -- what may not be


@pytest.mark.parametrize("of", [counted, left])
def test_the_last_name_of_a_unit_of_which_people_are_counted_stays(world: World, of: object):
    found = unit(world)
    of(world, found)  # type: ignore[operator]
    with pytest.raises(ConflictError, match="last name"):
        forces.withdraw_part(world.hand(world.vera), UnitName.objects.get(unit=found), reason="памылка")


def test_one_report_is_entered_once_from_one_source(world: World):
    of = unit(world)
    counted(world, of), left(world, of)
    with pytest.raises(ConflictError):
        counted(world, of)
    with pytest.raises(ConflictError):
        left(world, of)


@pytest.mark.parametrize("numbers", [(-1, 0, 5), (5, 4, 9), (5, 9, 8), (9, 9, 5), (0, 0, 10**8)])
def test_numbers_stand_in_their_order_and_are_such_as_may_be(numbers: tuple[int, int, int]):
    with pytest.raises(ImpossibleError):
        Count(*numbers)


def test_a_report_does_not_end_before_it_begins():
    with pytest.raises(ImpossibleError, match="before it begins"):
        Count(1, 1, 1, LAST, FIRST)
    with pytest.raises(ImpossibleError, match="year"):
        Count(1, 1, 1, date(20, 8, 9))


def test_a_departure_is_of_somebody_and_one_who_is_named_is_one(person: Person):
    with pytest.raises(ImpossibleError, match="one person at least"):
        DepartureDraft("resignation", Count(0, 0, 0))
    with pytest.raises(ImpossibleError, match="counts as one"):
        DepartureDraft("resignation", Count(1, 2, 2), person)


def test_words_that_no_list_has_are_refused():
    with pytest.raises(UnknownTermError):
        HeadcountDraft("most", Count(1, 1, 1))
    with pytest.raises(UnknownTermError):
        DepartureDraft("vanished", Count(1, 1, 1))
    with pytest.raises(UnknownTermError):
        Count(1, 1, 1, confidence="sure")
