"""The three questions that cross compartments. Vera asks; Kira keeps the second compartment and alone learns what was found there."""

import pytest
from tests.world import PLACE, TIME, World, found_world, interview_draft

from kniha.book.access import actions as access
from kniha.book.access.actions import Enrolment
from kniha.book.access.models import Registrar
from kniha.book.crossing import queries
from kniha.book.crossing.actions import ask_register, keep_silent, tell
from kniha.book.crossing.models import Hint, Inquiry
from kniha.book.events.actions import allege_involvement
from kniha.book.journal import reading
from kniha.book.people.models import Person
from kniha.book.statements.actions import add_mention, code_account
from kniha.book.statements.drafts import AccountDraft, MentionDraft
from kniha.book.statements.interviewing import take_interview
from kniha.runs.crossing import carry_out
from kniha.vocab.errors import ConflictError, MalformedError, NotFoundError, RefusedError, UnknownTermError

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def world() -> World:
    return found_world()


@pytest.fixture
def kira(world: World) -> Registrar:
    two = (world.anna, world.boris)
    registrar = access.enrol_registrar(world.hand(world.anna), two, Enrolment("Kira", ("lawyer",)))
    access.admit_member(world.hand(world.anna), two, world.second, registrar, keeper=True)
    return registrar


def somebody(world: World, name: str) -> Person:
    """A person of the first compartment, alleged to have taken part under this name."""
    incident, account, act = world.opened()
    mention = add_mention(world.hand(world.vera), account, MentionDraft("alleged-part", name=name))
    found = allege_involvement(world.hand(world.vera), act, mention, degree="present", finding="suspicion", basis="назвалі імя")
    assert incident.pk
    return found.person


def elsewhere(world: World, name: str) -> None:
    """Somebody of this name told of in the second compartment."""
    hand = world.hand(world.marek)
    keys = {"recipient": world.person_recipient, "opening": world.person_keys}
    statement = take_interview(hand, world.second, interview_draft(hand), person=None, **keys)
    account = code_account(hand, statement, AccountDraft(TIME, PLACE, ("integrity.physical-assault",)))
    add_mention(hand, account, MentionDraft("witness", name=name))


def asked(world: World, person: Person, kind: str = "speaks-for-suspect") -> Inquiry:
    return ask_register(world.hand(world.vera), person, kind=kind, reason="рыхтуем справу")


def test_a_keeper_alone_learns_of_it_and_tells_what_they_choose(world: World, kira: Registrar):
    person = somebody(world, "Кавальчук Пётр Іванавіч")
    elsewhere(world, "Пётр Ковальчук")
    inquiry = asked(world, person)
    assert carry_out(world.process("register")) == 1
    assert not queries.hints(world.vera).exists()
    assert not queries.hints(world.marek).exists()  # a member, no keeper
    hint = queries.hints_open(kira).get()
    assert (hint.inquiry_id, hint.compartment_id) == (inquiry.pk, world.second.pk)
    assert not queries.told(world.vera, person).exists()
    tell(world.hand(kira), hint, answer="у той дзень ён быў у іншым горадзе: спытайце мяне")
    told = queries.told(world.vera, person).get()
    assert (told.answer, told.decided_by) == ("у той дзень ён быў у іншым горадзе: спытайце мяне", kira)


def test_silence_looks_like_nothing(world: World, kira: Registrar):
    known = somebody(world, "Кавальчук Пётр")
    elsewhere(world, "Пётр Ковальчук")
    inquiry = asked(world, known)
    carry_out(world.process("register"))
    keep_silent(world.hand(kira), queries.hints_open(kira).get())
    nothing = ask_register(world.hand(world.vera), known, kind="same-person", reason="двойчы запісаны?")
    carry_out(world.process("register"))
    shown = [(one.state, one.asked_by_id) for one in queries.inquiries(world.vera, known)]
    assert shown == [("asked", world.vera.pk)] * 2
    assert {inquiry.pk, nothing.pk} == set(queries.inquiries(world.vera, known).values_list("pk", flat=True))
    assert not queries.told(world.vera, known).exists()


def test_an_inquiry_is_one_entry_whether_or_not_anything_was_found(world: World, kira: Registrar):
    nobody_there = asked(world, somebody(world, "Зусім Іншы"))
    size = reading.size()
    assert carry_out(world.process("register")) == 1
    assert reading.size() == size + 1
    assert Inquiry.objects.get(pk=nobody_there.pk).state == "asked"
    assert not Hint.objects.exists()
    assert carry_out(world.process("register")) == 0


def test_what_lies_in_the_own_compartment_is_no_hint(world: World, kira: Registrar):
    person = somebody(world, "Кавальчук Пётр")
    asked(world, person)
    carry_out(world.process("register"))
    assert not Hint.objects.exists()


def test_who_may_not_ask_is_refused_and_a_question_has_its_reason(world: World):
    person = somebody(world, "Кавальчук Пётр")
    with pytest.raises(RefusedError):
        ask_register(world.hand(world.marek), person, kind="same-person", reason="хачу ведаць")
    with pytest.raises(MalformedError):
        ask_register(world.hand(world.vera), person, kind="same-person", reason=" ")
    with pytest.raises(UnknownTermError):
        ask_register(world.hand(world.vera), person, kind="where-does-he-live", reason="хачу ведаць")
    asked(world, person)
    with pytest.raises(ConflictError):
        asked(world, person)


def test_a_hint_is_decided_once_and_by_its_keeper(world: World, kira: Registrar):
    person = somebody(world, "Кавальчук Пётр")
    elsewhere(world, "Пётр Ковальчук")
    asked(world, person)
    carry_out(world.process("register"))
    hint = queries.hints_open(kira).get()
    for registrar in (world.vera, world.marek, world.zoya):
        with pytest.raises(RefusedError):
            tell(world.hand(registrar), hint, answer="нешта")
        with pytest.raises(NotFoundError):
            queries.hint(registrar, hint.pk)
    with pytest.raises(MalformedError):
        tell(world.hand(kira), hint, answer="")
    keep_silent(world.hand(kira), hint)
    with pytest.raises(ConflictError):
        tell(world.hand(kira), hint, answer="усё ж скажу")


def test_a_keeper_reads_the_names_and_the_reason_alone(world: World, kira: Registrar):
    person = somebody(world, "Кавальчук Пётр")
    elsewhere(world, "Пётр Ковальчук")
    asked(world, person)
    carry_out(world.process("register"))
    hint = queries.hints_open(kira).get()
    assert queries.names_asked_for(hint) == ("Кавальчук Пётр",)
