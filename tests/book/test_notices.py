"""What a reporter sends later with their receipt: more of the same, other answers, a withdrawal, and that it is taken back (issue 6)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.erasures import TEXT as TEXT_OF_OFFICE
from tests.erasures import WISH, planted
from tests.world import NOW, TEXT, World, found_world, interview_draft, notice_draft, report_draft

from kniha.book.erasure.actions import Wish, agree_to_erasure, ask_erasure
from kniha.book.journal import reading
from kniha.book.journal.replay import replay
from kniha.book.people.models import Person
from kniha.book.statements.actions import code_account
from kniha.book.statements.drafts import AccountDraft, When, Where
from kniha.book.statements.interviewing import allow_interview, take_interview
from kniha.book.statements.leaving import Handing, staying
from kniha.book.statements.models import Consent, Notice, Statement
from kniha.book.statements.noticing import receive_notice
from kniha.book.statements.receiving import receive_report
from kniha.vocab.errors import NotFoundError, RefusedError, TooLargeError, UnknownTermError

pytestmark = [pytest.mark.django_db(databases=["default", "replay"]), pytest.mark.database]

FIRST, SECOND, THIRD, OTHER = ("e1" * 32, "e2" * 32, "e3" * 32, "e9" * 32)


@pytest.fixture
def world() -> World:
    return found_world()


@pytest.fixture
def statement(world: World) -> Statement:
    return world.report()


def interview_statement(world: World, person: Person) -> Statement:
    """An interview that a clerk held with the same person, by a lawyer's leave."""
    allow_interview(world.hand(world.zoya), person, words="так трэба")
    hand = world.hand(world.vera)
    return take_interview(
        hand, world.first, interview_draft(hand), person=person, recipient=world.person_recipient, opening=world.person_keys
    )


def answers(statement: Statement) -> dict[str, str]:
    return dict(Consent.objects.filter(statement=statement).values_list("purpose", "answer"))


def addition(world: World, *, envelope: str = SECOND, **changes: object) -> Statement:
    draft = replace(
        report_draft("Успомніла яшчэ: бус быў сіні.", envelope=envelope), reporter=report_draft(envelope=FIRST).reporter, **changes
    )
    found = receive_report(world.process("courier"), draft, person_recipient=world.person_recipient)
    assert found is not None
    return found


def test_what_a_receipt_sends_again_is_of_the_same_source_and_lies_where_they_lie(world: World, statement: Statement):
    people = Person.objects.count()
    more = addition(world)
    assert (more.source_id, more.compartment_id, Person.objects.count()) == (statement.source_id, statement.compartment_id, people)
    assert more.text != statement.text


def test_its_answers_hold_for_all_that_they_sent(world: World, statement: Statement):
    addition(world, consent={"keep": "yes", "contact": "no", "count": "yes"})
    assert answers(statement) == {"keep": "yes", "contact": "no", "count": "yes"}


def test_an_interview_of_the_same_person_keeps_its_own_answers(world: World, statement: Statement):
    taken = interview_statement(world, statement.source)
    before = answers(taken)
    addition(world, consent={"keep": "yes", "contact": "no", "count": "no"})
    receive_notice(world.process("courier"), notice_draft("withdrawal", envelope=THIRD))
    assert answers(taken) == before
    assert set(answers(statement).values()) == {"no"}


def test_however_much_somebody_writes_their_withdrawal_holds(world: World, statement: Statement):
    receive_notice(world.process("courier"), notice_draft("withdrawal", envelope=SECOND, words="баюся " * 100_000))
    assert set(answers(statement).values()) == {"no"}


def test_another_receipt_is_another_source(world: World, statement: Statement):
    other = receive_report(world.process("courier"), report_draft(envelope=OTHER), person_recipient=world.person_recipient)
    assert other is not None
    assert other.source_id != statement.source_id


def test_other_answers_hold_from_their_arrival(world: World, statement: Statement):
    draft = replace(notice_draft("consent", envelope=SECOND), consent={"keep": "yes", "contact": "no", "count": "yes"})
    notice = receive_notice(world.process("courier"), draft)
    assert notice is not None
    assert (notice.state, notice.keep_until) == ("done", None)
    assert answers(statement) == {"keep": "yes", "contact": "no", "count": "yes"}


def test_use_and_sharing_stop_at_once_and_nothing_is_destroyed(world: World, statement: Statement):
    more = addition(world)
    notice = receive_notice(world.process("courier"), notice_draft("withdrawal", envelope=THIRD, words="баюся"))
    assert notice is not None
    assert (notice.state, notice.keep_until) == ("standing", NOW.date() + timedelta(days=30))
    assert {answer for one in (statement, more) for answer in answers(one).values()} == {"no"}
    assert set(staying([statement.pk], Handing("share-un", "Трыбунал", second=True), today=NOW.date())) == {statement.pk}
    with pytest.raises(RefusedError):
        code_account(world.hand(world.vera), statement, AccountDraft(When(), Where(), ()))
    assert Statement.objects.get(pk=statement.pk).text == TEXT


def test_it_is_taken_back_and_only_what_is_said_then_holds(world: World, statement: Statement):
    receive_notice(world.process("courier"), notice_draft("withdrawal", envelope=SECOND))
    back = replace(notice_draft("return", envelope=THIRD), consent={"keep": "yes", "contact": "no", "count": "no"})
    receive_notice(world.process("courier"), back)
    assert answers(statement) == {"keep": "yes", "contact": "no", "count": "no"}
    assert sorted(Notice.objects.values_list("kind", "state")) == [("return", "done"), ("withdrawal", "taken-back")]
    code_account(world.hand(world.vera), statement, AccountDraft(When(), Where(), ()))


def test_while_a_withdrawal_stands_nothing_but_its_return_gives_anything_free(world: World, statement: Statement):
    receive_notice(world.process("courier"), notice_draft("withdrawal", envelope=SECOND))
    receive_notice(world.process("courier"), notice_draft("consent", envelope=THIRD))
    more = addition(world, envelope="e4" * 32)
    assert set(answers(statement).values()) == {"no"}
    assert answers(more)["keep"] == "yes"


def test_a_second_withdrawal_does_not_put_the_day_off(world: World, statement: Statement):
    receive_notice(world.process("courier"), notice_draft("withdrawal", envelope=SECOND))
    later = world.process("courier", NOW + timedelta(days=20))
    receive_notice(later, notice_draft("withdrawal", envelope=THIRD))
    assert [(one.state, one.keep_until) for one in Notice.objects.order_by("received_on")] == [
        ("standing", NOW.date() + timedelta(days=30)), ("done", None),
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["consent", "withdrawal", "return", "certificate"])
def test_the_same_envelope_twice_is_one(world: World, statement: Statement, kind: str):
    assert receive_notice(world.process("courier"), notice_draft(kind, envelope=SECOND)) is not None
    size = reading.size()
    assert receive_notice(world.process("courier"), notice_draft(kind, envelope=SECOND)) is None
    assert reading.size() == size


@pytest.mark.parametrize("kind", ["consent", "withdrawal", "return", "certificate"])
def test_a_receipt_that_sent_nothing_here_does_nothing(world: World, statement: Statement, kind: str):
    before = answers(statement)
    with pytest.raises(NotFoundError):
        receive_notice(world.process("courier"), notice_draft(kind, envelope=SECOND, of=OTHER))
    assert answers(statement) == before
    assert not Notice.objects.exists()


@pytest.mark.parametrize(("wrong", "error"), [({"kind": "confession"}, UnknownTermError), ({"words": "а" * 1_000_001}, TooLargeError)])
def test_a_notice_that_cannot_be_changes_nothing(world: World, statement: Statement, wrong: dict[str, str], error: type[Exception]):
    size = reading.size()
    with pytest.raises(error):
        receive_notice(world.process("courier"), replace(notice_draft("consent", envelope=SECOND), **wrong))
    assert reading.size() == size


def test_what_was_withdrawn_is_not_destroyed_before_its_day():
    office = planted()
    draft = replace(notice_draft("withdrawal", envelope=SECOND), reporter=str(office.statement.source.reporter))
    receive_notice(office.world.process("courier"), draft)
    asked = ask_erasure(office.hand(office.world.zoya), office.target, WISH)
    with pytest.raises(RefusedError, match="take the withdrawal back"):
        agree_to_erasure(office.hand(office.kira, days=29), asked)
    assert Statement.objects.get(pk=office.statement.pk).text == TEXT_OF_OFFICE
    agree_to_erasure(office.hand(office.kira, days=30), asked)
    assert not Statement.objects.get(pk=office.statement.pk).text


def test_danger_does_not_wait():
    office = planted()
    draft = replace(notice_draft("withdrawal", envelope=SECOND), reporter=str(office.statement.source.reporter))
    receive_notice(office.world.process("courier"), draft)
    office.erased(office.target, Wish("source", "danger"))
    assert not Statement.objects.get(pk=office.statement.pk).text


def test_of_the_erased_nothing_is_known_to_their_receipt():
    office = planted()
    reporter = str(office.statement.source.reporter)
    office.erased(office.person)
    with pytest.raises(NotFoundError):
        receive_notice(office.world.process("courier"), replace(notice_draft("return", envelope=SECOND), reporter=reporter))
    draft = replace(report_draft("Пішу яшчэ раз.", envelope=THIRD), reporter=reporter)
    again = receive_report(office.world.process("courier"), draft, person_recipient=office.world.person_recipient)
    assert again is not None
    assert again.source_id != office.statement.source_id


def test_the_journal_replays_to_the_same_tables(world: World, statement: Statement):
    addition(world)
    receive_notice(world.process("courier"), notice_draft("withdrawal", envelope=THIRD, words="баюся"))
    receive_notice(world.process("courier"), notice_draft("return", envelope="e4" * 32))
    assert replay().differences == ()
