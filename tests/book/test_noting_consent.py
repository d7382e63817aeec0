"""What a source tells a registrar of consent: entered with how it was given; a withdrawal stands against any yes; nobody else enters it."""

from datetime import timedelta

import pytest
from tests.world import NOW, World, found_world, notice_draft

from kniha.book.statements.leaving import Handing, staying
from kniha.book.statements.models import Consent
from kniha.book.statements.noticing import receive_notice
from kniha.book.statements.noting_consent import ConsentDraft, note_consent
from kniha.vocab.errors import ImpossibleError, KnihaError, MalformedError, RefusedError

pytestmark = [pytest.mark.django_db, pytest.mark.database]

TOLD = {"giver": "self", "given_on": NOW.date(), "words": "сказаў па тэлефоне, што згодны"}


@pytest.fixture
def world() -> World:
    return found_world()


def test_a_yes_to_one_authority_lets_the_statement_go_there_and_nowhere_else(world: World):
    statement = world.report()
    note_consent(world.hand(world.vera), statement, ConsentDraft("share-authority", "yes", recipient=" Трыбунал ", **TOLD))
    court, other = (
        staying([statement.pk], Handing("share-authority", name, second=True), today=NOW.date()) for name in ("Трыбунал", "Іншы суд")
    )
    assert "consent" not in court.get(statement.pk, "")
    assert other[statement.pk] == "recipient-not-named"


def test_the_last_answer_for_a_purpose_holds_and_is_one_row(world: World):
    statement, hand = world.report(), world.hand(world.vera)
    note_consent(hand, statement, ConsentDraft("publish-without-name", "yes", **TOLD))
    note_consent(hand, statement, ConsentDraft("publish-without-name", "no", **TOLD))
    assert [one.answer for one in Consent.objects.filter(statement=statement, purpose="publish-without-name")] == ["no"]


def test_an_answer_of_the_report_itself_is_changed(world: World):
    statement = world.report()
    note_consent(world.hand(world.vera), statement, ConsentDraft("count", "yes", **TOLD))
    assert Consent.objects.get(statement=statement, purpose="count").answer == "yes"


def test_what_was_withdrawn_by_receipt_gets_no_yes_but_a_no(world: World):
    statement = world.report()
    receive_notice(world.process("courier"), notice_draft("withdrawal", envelope="e5" * 32))
    with pytest.raises(RefusedError, match="withdrawn"):
        note_consent(world.hand(world.vera), statement, ConsentDraft("count", "yes", **TOLD))
    note_consent(world.hand(world.vera), statement, ConsentDraft("share-un", "no", **TOLD))


def test_who_may_not_and_who_sees_nothing_of_it_enter_nothing(world: World):
    statement = world.report()
    with pytest.raises(KnihaError):
        note_consent(world.hand(world.anna), statement, ConsentDraft("count", "yes", **TOLD))
    assert Consent.objects.get(statement=statement, purpose="count").answer == "no"


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"words": "  "}, MalformedError),
        ({"purpose": "share-authority"}, MalformedError),
        ({"purpose": "count", "recipient": "суд"}, MalformedError),
        ({"purpose": "keep"}, RefusedError),
        ({"purpose": "everything"}, KnihaError),
        ({"answer": "maybe"}, KnihaError),
        ({"giver": "a friend"}, KnihaError),
        ({"given_on": NOW.date() + timedelta(days=1)}, ImpossibleError),
    ],
)
def test_what_is_no_answer_is_refused(world: World, wrong: dict, error: type[Exception]):
    statement, told = world.report(), {"purpose": "count", "answer": "yes"} | TOLD | wrong
    with pytest.raises(error):
        note_consent(world.hand(world.vera), statement, ConsentDraft(**told))
