"""Tasks: asked of a colleague who may see and do it; handed on without a reason; nobody closes another's."""

from datetime import timedelta

import pytest
from tests.erasures import planted
from tests.world import World, found_world

from kniha.book.access.actions import Enrolment, admit_member, enrol_registrar, freeze
from kniha.book.access.models import Registrar
from kniha.book.journal import reading
from kniha.book.statements.models import Statement
from kniha.book.work import queries
from kniha.book.work.actions import TaskDraft, close_task, give_task, hand_back, hand_on, take_back
from kniha.book.work.models import Task
from kniha.vocab.errors import ConflictError, ImpossibleError, MalformedError, NotFoundError, RefusedError

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def world() -> World:
    return found_world()


@pytest.fixture
def statement(world: World) -> Statement:
    return world.report()


@pytest.fixture
def olha(world: World) -> Registrar:
    """Another clerk of the first compartment."""
    two, hand = (world.anna, world.boris), world.hand(world.anna)
    registrar = enrol_registrar(hand, two, Enrolment("Olha", ("clerk",)))
    admit_member(hand, two, world.first, registrar)
    return registrar


def given(world: World, statement: Statement, to: Registrar, kind: str = "read", **more: object) -> Task:
    return give_task(world.hand(world.vera), statement, TaskDraft(kind, to, **more))


def test_a_task_waits_for_who_has_it_and_is_known_to_who_gave_it(world: World, statement: Statement):
    task = given(world, statement, world.zoya, words="калі ласка")
    assert list(queries.mine(world.zoya)) == [task]
    assert list(queries.given(world.vera)) == [task]
    assert not queries.mine(world.vera).exists()


def test_the_most_urgent_stands_first_and_those_without_a_day_last(world: World, statement: Statement):
    today = world.hand(world.vera).today
    later, open_, soon = (given(world, statement, world.zoya, due=due) for due in (today + timedelta(days=9), None, today))
    assert list(queries.mine(world.zoya)) == [soon, later, open_]


def test_a_task_is_done_with_words_for_who_asked(world: World, statement: Statement):
    done = close_task(world.hand(world.zoya), given(world, statement, world.zoya), answer=" усё добра ")
    assert (done.state, done.answer) == ("done", "усё добра")
    assert list(queries.answered(world.vera)) == [done]


def test_anyone_hands_a_task_on_without_a_reason(world: World, statement: Statement, olha: Registrar):
    task = hand_on(world.hand(world.zoya), given(world, statement, world.zoya), olha)
    assert list(queries.mine(olha)) == [task]
    assert hand_back(world.hand(olha), task).state == "handed-back"


def test_who_asked_takes_it_back(world: World, statement: Statement):
    assert take_back(world.hand(world.vera), given(world, statement, world.zoya)).state == "taken-back"


@pytest.mark.parametrize("kind", ["review", "examine"])
def test_nobody_is_asked_for_what_their_roles_do_not_allow(world: World, statement: Statement, olha: Registrar, kind: str):
    with pytest.raises(RefusedError, match="none of the roles"):
        given(world, statement, olha, kind)
    if kind == "review":
        with pytest.raises(RefusedError, match="none of the roles"):
            hand_on(world.hand(world.zoya), given(world, statement, world.zoya, kind), olha)


def test_a_task_goes_to_nobody_who_may_not_see_what_it_is_about(world: World, statement: Statement, olha: Registrar):
    freeze(world.hand(world.anna), olha)
    for colleague in (world.marek, world.anna, Registrar.objects.get(pk=olha.pk)):
        with pytest.raises(RefusedError, match="may see what it is about"):
            given(world, statement, colleague)
    with pytest.raises(RefusedError, match="may see what it is about"):
        give_task(world.hand(world.marek), statement, TaskDraft("read", world.marek))


def test_nobody_closes_or_takes_back_what_is_anothers(world: World, statement: Statement, olha: Registrar):
    task = given(world, statement, world.zoya)
    for action, registrar in ((close_task, world.vera), (hand_back, olha), (take_back, world.zoya)):
        with pytest.raises(RefusedError, match="somebody else's"):
            action(world.hand(registrar), task)


def test_a_task_is_closed_once(world: World, statement: Statement):
    task = close_task(world.hand(world.zoya), given(world, statement, world.zoya))
    for late in (close_task, hand_back):
        with pytest.raises(ConflictError, match="closed already"):
            late(world.hand(world.zoya), task)


def test_what_is_no_task_is_refused_and_nothing_is_entered(world: World, statement: Statement):
    today, before = world.hand(world.vera).today, reading.size()
    with pytest.raises(MalformedError, match="a note says something"):
        given(world, statement, world.zoya, "see", words="  ")
    for due in (today - timedelta(days=1), today + timedelta(days=999)):
        with pytest.raises(ImpossibleError):
            given(world, statement, world.zoya, due=due)
    assert reading.size() == before


def test_another_compartment_knows_of_no_task(world: World, statement: Statement):
    task = given(world, statement, world.zoya)
    assert not queries.tasks(world.marek).exists()
    assert not queries.colleagues(world.marek, world.first).exists()
    with pytest.raises(NotFoundError):
        queries.task(world.marek, task.pk)


def test_the_words_of_tasks_are_erased_with_what_they_are_about():
    office = planted()
    vera = office.world.hand(office.world.vera)
    give_task(vera, office.statement, TaskDraft("see", office.world.zoya, words="шрыбзюк"))
    give_task(vera, office.statement.source, TaskDraft("see", office.world.zoya, words="шрыбзюк"))
    office.erased(office.target)
    assert not Task.objects.exists()
    assert all("шрыбзюк" not in str(entry.told()) for entry in reading.entries())


def test_the_words_of_an_incidents_tasks_go_when_its_only_source_is_erased():
    office = planted(alone=True)
    give_task(office.world.hand(office.world.vera), office.incident, TaskDraft("see", office.world.zoya, words="шрыбзюк"))
    office.erased(office.target)
    assert Task.objects.get().words == ""
    assert all("шрыбзюк" not in str(entry.told()) for entry in reading.entries())
