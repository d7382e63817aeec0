"""Writing to a source: sealed to their receipt, only with their consent, in danger only by two, and never to who is held."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.world import NOW, REPORTER, World, found_world, report_draft

from kniha.book.journal import reading
from kniha.book.people.actions import RiskDraft, assess_risk
from kniha.book.people.models import SealedField
from kniha.book.statements import queries
from kniha.book.statements.conversation import agree_to_message, note_delivered, sealed_replies, withdraw_message, write_message
from kniha.book.statements.models import Message, SealedReply, Statement
from kniha.book.statements.receiving import receive_report
from kniha.seal import opening
from kniha.vocab.errors import ConflictError, MalformedError, NotFoundError, RefusedError, TooLargeError

pytestmark = [pytest.mark.django_db, pytest.mark.database]

WORDS = "Дзякуй. Ці памятаеце вы нумар аўтобуса? 🙂"


@pytest.fixture
def world() -> World:
    return found_world()


@pytest.fixture
def statement(world: World) -> Statement:
    return world.report()


def assessed(world: World, statement: Statement, level: str, *circumstances: str, days: int = 30) -> None:
    hand = world.hand(world.vera)
    assess_risk(hand, statement.source, RiskDraft(level, circumstances, "", hand.today + timedelta(days=days)))


def written(world: World, statement: Statement, text: str = WORDS) -> Message:
    return write_message(world.hand(world.vera), statement, text, opening=world.person_keys)


def opened(reply: SealedReply) -> str:
    return opening.open_bytes(bytes(reply.body), [REPORTER]).rstrip(b"\0").decode()


def test_a_message_is_sealed_to_the_receipt_and_waits_for_the_courier(world: World, statement: Statement):
    assessed(world, statement, "low")
    assert written(world, statement).state == "ready"
    (reply,) = sealed_replies()
    assert (reply.mailbox, reply.verifier) == ("aa" * 32, "bb" * 32)
    assert opened(reply) == WORDS


def test_one_letter_and_four_hundred_have_one_size_on_the_way(world: World, statement: Statement):
    assessed(world, statement, "low")
    for text in ("Я", "Я" * 400):
        written(world, statement, text)
    assert len({len(reply.body) for reply in sealed_replies()}) == 1


@pytest.mark.parametrize("level", ["high", "not-known", None])
def test_in_danger_a_message_leaves_when_another_agrees(world: World, statement: Statement, level: str | None):
    if level:
        assessed(world, statement, level)
    message = written(world, statement)
    assert message.state == "waits"
    assert not list(sealed_replies())
    assert message in queries.messages_waiting(world.zoya)
    assert agree_to_message(world.hand(world.zoya), message, opening=world.person_keys).state == "ready"
    assert [opened(reply) for reply in sealed_replies()] == [WORDS]


def test_an_assessment_that_is_overdue_counts_as_none(world: World, statement: Statement):
    assessed(world, statement, "low", days=1)
    later = world.hand(world.vera, NOW + timedelta(days=3))
    assert write_message(later, statement, WORDS, opening=world.person_keys).state == "waits"


def test_what_the_courier_laid_is_noted_once(world: World, statement: Statement):
    assessed(world, statement, "low")
    written(world, statement)
    (reply,) = sealed_replies()
    for _ in range(2):
        note_delivered(world.process("courier"), reply)
    assert Message.objects.get().state == "delivered"
    assert not SealedReply.objects.exists()


def test_a_message_is_taken_back_while_it_has_not_left(world: World, statement: Statement):
    assessed(world, statement, "low")
    message = written(world, statement)
    assert withdraw_message(world.hand(world.zoya), message).state == "withdrawn"
    assert not list(sealed_replies())
    with pytest.raises(ConflictError, match="further on its way"):
        withdraw_message(world.hand(world.zoya), message)


def test_nobody_agrees_to_their_own_message(world: World, statement: Statement):
    message = written(world, statement)
    with pytest.raises(RefusedError, match="neither of them alone"):
        agree_to_message(world.hand(world.vera), message, opening=world.person_keys)


def test_who_is_held_is_not_written_to_whoever_agrees(world: World, statement: Statement):
    message = written(world, statement)
    assessed(world, statement, "medium", "held")
    with pytest.raises(RefusedError, match="is held"):
        written(world, statement)
    with pytest.raises(RefusedError, match="is held"):
        agree_to_message(world.hand(world.zoya), message, opening=world.person_keys)


def test_an_arrest_stops_what_is_on_its_way_and_a_release_lets_it_go(world: World, statement: Statement):
    assessed(world, statement, "low")
    written(world, statement)
    assessed(world, statement, "high", "held")
    assert not list(sealed_replies())
    assert SealedReply.objects.count() == 1


@pytest.mark.parametrize("answer", ["no", "not-known"])
def test_without_consent_nothing_is_written(world: World, answer: str):
    draft = replace(report_draft(envelope="e2" * 32), consent={"keep": "yes", "contact": answer, "count": "no"})
    silent = receive_report(world.process("courier"), draft, person_recipient=world.person_recipient)
    with pytest.raises(RefusedError, match="did not agree"):
        written(world, silent)


def test_a_source_without_a_mailbox_is_not_written_to(world: World):
    draft = replace(report_draft(envelope="e2" * 32), mailbox="")
    silent = receive_report(world.process("courier"), draft, person_recipient=world.person_recipient)
    with pytest.raises(RefusedError, match="no mailbox"):
        written(world, silent)


@pytest.mark.parametrize(
    ("text", "error"), [("", MalformedError), (" \n", MalformedError), ("Я" * 20_001, TooLargeError), ("а\0", MalformedError)]
)
def test_a_message_that_is_none_is_refused_and_nothing_is_entered(world: World, statement: Statement, text: str, error: type[Exception]):
    before = reading.size()
    with pytest.raises(error):
        written(world, statement, text)
    assert reading.size() == before
    assert not SealedReply.objects.exists()


def test_another_compartment_knows_of_nothing(world: World, statement: Statement):
    message = written(world, statement)
    assert not queries.messages_waiting(world.marek).exists()
    with pytest.raises(NotFoundError):
        queries.message(world.marek, message.pk)


def test_the_mailbox_stands_in_no_entry_in_clear(world: World, statement: Statement):
    assessed(world, statement, "low")
    written(world, statement)
    assert SealedField.objects.filter(field="mailbox").exists()
    for entry in reading.entries():
        assert "aa" * 32 not in str(entry.told())
