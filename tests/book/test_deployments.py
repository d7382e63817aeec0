"""Where units were: entered from a source, seen as the source is, corrected, withdrawn, forgotten; and what may not be."""

from datetime import date

import pytest
from tests.book.readers import plain
from tests.book.test_forces import elsewhere
from tests.erasures import WISH, keeper
from tests.world import PLACE, World, found_world

from kniha.book.access.actions import freeze
from kniha.book.erasure.actions import agree_to_erasure, ask_erasure
from kniha.book.forces import actions as forces
from kniha.book.forces import deploying, whereabouts
from kniha.book.forces.drafts import DeploymentDraft, Source, Tasking, UnitDraft, UnitNameDraft
from kniha.book.forces.models import Deployment, UnitName
from kniha.book.forces.units import Unit
from kniha.book.journal import reading
from kniha.book.journal.replay import replay
from kniha.book.people.models import Person
from kniha.book.statements.drafts import Where
from kniha.book.statements.models import Account
from kniha.vocab.errors import ChangedError, ConflictError, ImpossibleError, MalformedError, NotFoundError, RefusedError, UnknownTermError
from kniha.vocab.span import Span, parse_days, span

pytestmark = pytest.mark.django_db

READ = Source(read_in="газета «Прыклад», 3 верасня 2020 г.")
THAT_DAY = span(None, None, [parse_days("2020-08-11")])
THERE = DeploymentDraft("deployed", PLACE, THAT_DAY, "22:00", "23:30", "стаялі шэрагам")


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


def deployed(world: World, of: Unit, draft: DeploymentDraft = THERE, source: Source = READ, **tasked: object) -> Deployment:
    return deploying.enter_deployment(world.hand(world.vera), of, draft, source=source, tasking=Tasking(**tasked))


# -- the good


def test_it_stands_as_told_and_lies_open_with_an_open_source(world: World):
    of, above = unit(world), unit(world, "Упраўленне")
    made = deployed(world, of, unit=above)
    (found,) = whereabouts.deployments_of(world.marek, of)
    assert (found, found.began_at, found.ended_at, found.activity) == (made, "22:00", "23:30", "стаялі шэрагам")
    assert whereabouts.span_of(found) == THAT_DAY
    assert [*whereabouts.deployments_tasked_by(world.marek, above)] == [made]


def test_two_that_contradict_each_other_stand_beside_each_other(world: World):
    of = unit(world)
    deployed(world, of)
    deployed(world, of, DeploymentDraft("deployed", Where(527000000, 237000000, 500), THAT_DAY))
    assert whereabouts.deployments_of(world.vera, of).count() == 2


def test_it_is_corrected_and_the_entry_before_stays(world: World):
    of = unit(world)
    made, seen = deployed(world, of), reading.size()
    deploying.correct_deployment(world.hand(world.vera), made, DeploymentDraft("base", Where(words="на ўскраіне")))
    lines = plain(world.vera, ("unit", of.pk))
    assert any("corrected where “Рысі” was" in line and "на ўскраіне" in line for line in lines)
    with pytest.raises(ChangedError):
        deploying.correct_deployment(world.hand(world.vera), made, THERE, seen=seen)


def test_it_is_withdrawn_with_a_reason_and_its_history_stays(world: World):
    of = unit(world)
    made = deployed(world, of)
    with pytest.raises(RefusedError):
        deploying.withdraw_deployment(world.hand(world.vera), made, reason=" ")
    deploying.withdraw_deployment(world.hand(world.vera), made, reason="іншы атрад")
    assert not Deployment.objects.exists()
    assert any("withdrew where “Рысі” was" in line for line in plain(world.vera, ("unit", of.pk)))
    with pytest.raises(NotFoundError):
        deploying.withdraw_deployment(world.hand(world.vera), made, reason="яшчэ раз")


# -- who may know of it


def test_what_rests_on_a_closed_account_is_seen_in_its_compartment_alone(world: World, account: Account):
    of = unit(world)
    made = deployed(world, of, source=Source(account=account))
    assert [*whereabouts.deployments(world.vera)] == [made]
    assert not whereabouts.deployments(world.marek)
    with pytest.raises(NotFoundError):
        whereabouts.deployment(world.marek, made.pk)


def test_on_whose_task_it_was_is_known_to_nobody_who_may_not_know_of_them(world: World, account: Account, person: Person):
    of = unit(world)
    deployed(world, of, unit=unit(world, "Цень", Source(account=account)), source=Source(account=account))
    deployed(world, of, person=person)
    assert whereabouts.deployments_of(world.vera, of).count() == 2
    assert not whereabouts.deployments_of(world.marek, of)


def test_a_frozen_registrar_sees_none(world: World):
    of = unit(world)
    deployed(world, of)
    freeze(world.hand(world.anna), world.vera)
    world.vera.refresh_from_db()
    assert not whereabouts.deployments_of(world.vera, of)


def test_only_who_may_order_enters_one(world: World):
    of = unit(world)
    with pytest.raises(RefusedError):
        deploying.enter_deployment(world.hand(world.anna), of, THERE, source=READ)


def test_what_lies_in_one_compartment_is_not_tied_to_a_unit_of_another(world: World, account: Account):
    closed, of = unit(world, "Цень", Source(account=account)), unit(world)
    theirs = Source(account=elsewhere(world))
    with pytest.raises(RefusedError, match="another compartment"):
        deployed(world, of, unit=closed, source=theirs)
    assert not Deployment.objects.exists()


# -- what is forgotten


def test_a_statement_that_is_erased_takes_those_that_rest_on_it(world: World, account: Account):
    of = unit(world)
    deployed(world, of, source=Source(account=account))
    stays = deployed(world, of)
    agree_to_erasure(world.hand(world.zoya), ask_erasure(world.hand(keeper(world)), ("statement", account.statement_id), WISH))
    assert [*Deployment.objects.all()] == [stays]


def test_a_person_who_is_erased_takes_those_that_say_it_was_on_their_task(world: World, account: Account, person: Person):
    of = unit(world)
    deployed(world, of, person=person)
    stays = deployed(world, of)
    agree_to_erasure(world.hand(world.zoya), ask_erasure(world.hand(keeper(world)), ("person", person.pk), WISH))
    assert [*Deployment.objects.all()] == [stays]


@pytest.mark.django_db(databases=["default", "replay"])
def test_replay_makes_them_again(world: World):
    of = unit(world)
    made = deployed(world, of)
    deploying.correct_deployment(world.hand(world.vera), made, DeploymentDraft("base", PLACE))
    deploying.withdraw_deployment(world.hand(world.vera), deployed(world, of), reason="не тое")
    assert replay().differences == ()


# -- what may not be


def test_the_last_name_of_a_unit_that_was_somewhere_stays(world: World):
    of = unit(world)
    deployed(world, of)
    with pytest.raises(ConflictError, match="last name"):
        forces.withdraw_part(world.hand(world.vera), UnitName.objects.get(unit=of), reason="памылка")


def test_the_same_from_one_source_is_entered_once(world: World):
    of = unit(world)
    deployed(world, of)
    with pytest.raises(ConflictError):
        deployed(world, of)


def test_somewhere_and_a_known_kind_are_needed(world: World):
    with pytest.raises(MalformedError, match="where it was"):
        DeploymentDraft("deployed", Where(words=" "))
    with pytest.raises(UnknownTermError):
        DeploymentDraft("raid", PLACE)


def test_a_deployment_does_not_end_before_it_begins():
    with pytest.raises(ImpossibleError):
        DeploymentDraft("deployed", PLACE, span(parse_days("2020-08-11"), parse_days("2020-08-10")))
    one_day = Span(*[date(2020, 8, 11)] * 4)
    with pytest.raises(ImpossibleError, match="before it begins"):
        DeploymentDraft("deployed", PLACE, one_day, "23:00", "22:00")


@pytest.mark.parametrize("hour", ["24:00", "9:00", "пасля абеду", "22.30"])
def test_an_hour_is_an_hour(hour: str):
    with pytest.raises(MalformedError, match="22:05"):
        DeploymentDraft("deployed", PLACE, THAT_DAY, hour)


def test_an_hour_belongs_to_a_day():
    with pytest.raises(ImpossibleError, match="belongs to a day"):
        DeploymentDraft("deployed", PLACE, Span(), "22:00")


def test_the_task_is_of_a_unit_or_of_a_person(world: World, person: Person):
    with pytest.raises(MalformedError):
        Tasking(unit(world), person)
