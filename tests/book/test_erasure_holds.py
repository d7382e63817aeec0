"""A hold keeps what an authority asked for, or what speaks for a suspect: sealed and unused, until two lift it."""

from datetime import date

import pytest
from tests.erasures import NEXT_YEAR, PLANTED, TEXT, WISH, Planted, follows, keeper, planted, told

from kniha.book.erasure import queries
from kniha.book.erasure.actions import agree_to_erasure, ask_erasure
from kniha.book.erasure.holding import (
    HoldDraft,
    keep_hold,
    lift_hold,
    look_again,
    place_another_hold,
    place_hold,
    propose_lifting,
    read_held,
    waiting_before,
)
from kniha.book.erasure.models import Erasure, Hold
from kniha.book.events import queries as events
from kniha.book.events.models import Incident, Involvement
from kniha.book.evidence import queries as evidence
from kniha.book.journal import reading, sight
from kniha.book.people import queries as people
from kniha.book.people.models import KeyRow, Person
from kniha.book.statements import queries as statements
from kniha.book.statements.models import Mention, Statement
from kniha.vocab.errors import ConflictError, ImpossibleError, MalformedError, NotFoundError, RefusedError

pytestmark = [pytest.mark.django_db(databases=["default", "replay"]), pytest.mark.database]

DRAFT = HoldDraft("authority-asked", "Суд у Вільні", "", NEXT_YEAR)


def lifted(office: Planted, hold: Hold) -> tuple[Erasure, ...]:
    """By two who had no part in the erasure."""
    danuta, olga = keeper(office.world, f"Danuta {hold.pk[:4]}"), keeper(office.world, f"Olga {hold.pk[:4]}", "lawyer")
    return lift_hold(office.hand(olga), propose_lifting(office.hand(danuta), hold, words="справа скончана"))


def test_what_is_held_is_used_until_somebody_wishes_it_gone() -> None:
    office = planted()
    office.held(office.target)
    assert statements.statement(office.world.vera, office.statement.pk)
    assert Incident.objects.get().state == "accepted"


def test_what_is_held_is_sealed_in_place_of_erased() -> None:
    office = planted()
    office.held(office.target)
    done = office.erased(office.person)
    assert Erasure.objects.get().state == "waiting"
    assert not done.gone
    assert Statement.objects.get(pk=office.statement.pk).text == TEXT
    assert KeyRow.objects.filter(owner=office.person[1]).exists()
    follows()


def test_what_is_sealed_is_in_no_list_page_count_or_proof() -> None:
    office = planted()
    office.held(office.person)
    office.erased(office.target)
    for registrar in (office.world.vera, office.world.zoya, office.kira):
        assert statements.statements(registrar).filter(pk=office.statement.pk).count() == 0
        assert list(events.accounts(registrar, office.incident)) == [office.other]
        assert events.mentions(registrar, office.incident).count() == 0
        for look, row in (
            (statements.statement, office.statement.pk),
            (people.person, office.person[1]),
            (evidence.exhibit, office.exhibit[1]),
        ):
            with pytest.raises(NotFoundError):
                look(registrar, row)
    assert events.kinds_of(office.world.vera, [office.incident.pk]) == {office.incident.pk: ("liberty.arbitrary-arrest",)}
    assert Incident.objects.get().state == "in-review"


def test_a_sealed_person_is_not_named_where_others_speak_of_them() -> None:
    office = planted()
    suspect = Mention.objects.get(name=PLANTED[4]).person
    office.held(("person", suspect.pk), "speaks-for-suspect")
    office.erased(("person", suspect.pk))
    account = statements.accounts(office.world.vera, office.statement).get()
    assert [mention.role for mention in account.mentions.all()] == ["victim"]
    assert not events.whole_acts(office.world.vera, office.incident)[0].involvements.all()
    hidden = Mention.objects.get(name=PLANTED[4])
    asked = [("mention", hidden.pk), ("mention", account.mentions.get(role="victim").pk), ("involvement", Involvement.objects.get().pk)]
    assert sight.seen(office.world.vera, asked, {}) == {asked[1]}


def test_a_part_that_is_not_held_goes_at_once() -> None:
    office = planted()
    office.held(office.exhibit)
    office.erased(office.person)
    assert Statement.objects.get(pk=office.statement.pk).text == ""
    assert evidence.blob_of(office.statement.exhibits.get())
    assert {name for _, name in told(*PLANTED)} <= {"original_name", "why", "data"}
    assert Erasure.objects.get().state == "waiting"
    follows()


def test_lifting_carries_out_the_erasure_that_waited() -> None:
    office = planted()
    hold = office.held(office.person)
    office.erased(office.person)
    assert [erasure.state for erasure in lifted(office, hold)] == ["waiting"]
    assert Erasure.objects.get().state == "done"
    assert told(*PLANTED) == set()
    follows()


def test_a_hold_placed_between_asking_and_agreeing_comes_first() -> None:
    office = planted()
    asked = ask_erasure(office.hand(office.world.zoya), office.target, WISH)
    hold = office.held(office.target)
    agree_to_erasure(office.hand(office.kira), asked)
    assert Statement.objects.get(pk=office.statement.pk).text == TEXT
    assert waiting_before(hold) == (Erasure.objects.get(),)


def test_the_last_of_two_holds_decides() -> None:
    office = planted()
    first = office.held(office.target)
    office.erased(office.person)
    second = place_another_hold(office.hand(office.kira), first, DRAFT)
    assert (second.table, second.row) == (first.table, first.row)
    lifted(office, first)
    assert Statement.objects.get(pk=office.statement.pk).text == TEXT
    assert Erasure.objects.get().state == "waiting"
    lifted(office, second)
    assert Erasure.objects.get().state == "done"
    assert told(*PLANTED) == set()


def test_a_hold_of_which_nothing_waits_is_lifted_and_nothing_goes() -> None:
    office = planted()
    assert lifted(office, office.held(office.target)) == ()
    assert Statement.objects.get(pk=office.statement.pk).text == TEXT


def test_an_incident_that_was_accepted_anew_does_not_return_when_the_hold_is_lifted() -> None:
    from django.db import connection

    office = planted()
    hold = office.held(office.target)
    office.erased(office.target)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE book_incident SET state = 'accepted'")
    lifted(office, hold)
    assert Incident.objects.get().state == "accepted"


def test_a_hold_on_a_statement_covers_what_belongs_to_it() -> None:
    office = planted()
    hold = office.held(office.target)
    covered = queries.covered_by(office.target)
    kept = queries.kept_words(read_held(office.hand(office.kira), hold, reason="перадаць суду"))
    assert ([one.text for one in kept.statements], len(kept.mentions), len(kept.exhibits)) == ([TEXT], 2, 1)
    assert covered["account"] == 1
    assert (covered["mention"], covered["passage"], covered["exhibit"], covered["custodyevent"]) == (2, 2, 1, 3)
    assert covered["person"] == 3  # the source, and the two of whom nobody else tells
    entry = list(reading.entries_of([hold.pk]))[-1]
    assert (entry.skeleton.action, entry.told()["reason"]) == ("hold.read", "перадаць суду")


def test_a_review_gives_a_new_day() -> None:
    office = planted()
    hold = office.held(office.target)
    assert queries.holds_due(office.kira, date(2026, 11, 23)).count() == 0
    assert queries.holds_due(office.kira, date(2027, 4, 20)).count() == 1
    look_again(office.hand(office.kira, days=150), hold, review_on=date(2027, 10, 1), words="суд яшчэ ідзе")
    assert queries.holds_due(office.kira, date(2027, 4, 20)).count() == 0


def test_a_proposal_to_lift_may_be_left() -> None:
    office = planted()
    hold = propose_lifting(office.hand(office.world.zoya), office.held(office.target), words="справа скончана")
    with pytest.raises(ConflictError):
        propose_lifting(office.hand(office.kira), hold, words="справа скончана")
    assert queries.holds_due(office.kira, date(2026, 11, 23)).count() == 1
    assert keep_hold(office.hand(office.kira), hold).lifting_by is None


@pytest.mark.parametrize(
    ("draft", "error"),
    [
        (HoldDraft("authority-asked", " ", "", NEXT_YEAR), MalformedError),
        (HoldDraft("because", "Суд", "", NEXT_YEAR), MalformedError),
        (HoldDraft("speaks-for-suspect", "", "", date(2026, 11, 23)), ImpossibleError),
        (HoldDraft("speaks-for-suspect", "", "", date(2028, 1, 1)), ImpossibleError),
        (HoldDraft("speaks-for-suspect", "", f"бо {PLANTED[0]} казала", NEXT_YEAR), MalformedError),
    ],
)
def test_a_hold_has_a_ground_an_authority_and_an_end_in_sight(draft: HoldDraft, error: type[Exception]) -> None:
    office = planted()
    with pytest.raises(error):
        place_hold(office.hand(office.kira), office.target, draft)


@pytest.mark.parametrize("name", ["vera", "marek", "anna"])
def test_others_neither_place_nor_lift_nor_read(name: str) -> None:
    office = planted()
    hold, hand = office.held(office.target), office.hand(getattr(office.world, name))
    for attempt in (
        lambda: place_hold(hand, office.target, DRAFT),
        lambda: place_another_hold(hand, hold, DRAFT),
        lambda: look_again(hand, hold, review_on=NEXT_YEAR, words="усё добра"),
        lambda: propose_lifting(hand, hold, words="справа скончана"),
        lambda: read_held(hand, hold, reason="хачу ведаць"),
    ):
        with pytest.raises(RefusedError):
            attempt()


def test_a_hold_is_lifted_by_two_of_both_sides() -> None:
    office = planted()
    hold = office.held(office.target)
    with pytest.raises(RefusedError, match="by two"):
        lift_hold(office.hand(office.kira), hold)
    hold = propose_lifting(office.hand(office.kira), hold, words="справа скончана")
    with pytest.raises(RefusedError, match="two registrars"):
        lift_hold(office.hand(office.kira), hold)
    with pytest.raises(RefusedError, match="one is a lawyer"):
        lift_hold(office.hand(keeper(office.world, "Danuta")), hold)
    lift_hold(office.hand(office.world.zoya), hold)
    with pytest.raises(ConflictError):
        lift_hold(office.hand(office.world.zoya), hold)


def test_who_wanted_the_erasure_does_not_lift_the_hold_before_it() -> None:
    office = planted()
    hold = office.held(office.target)
    office.erased(office.target)
    with pytest.raises(RefusedError, match="does not lift"):
        propose_lifting(office.hand(office.kira), hold, words="справа скончана")
    hold = propose_lifting(office.hand(keeper(office.world, "Danuta")), hold, words="справа скончана")
    with pytest.raises(RefusedError, match="does not lift"):
        lift_hold(office.hand(office.world.zoya), hold)


def test_nothing_new_is_said_of_what_is_sealed() -> None:
    from kniha.book.statements.actions import code_account
    from kniha.book.statements.drafts import AccountDraft, When, Where

    office = planted()
    office.held(office.target)
    office.erased(office.target)
    with pytest.raises(NotFoundError):
        code_account(office.hand(office.world.vera), office.statement, AccountDraft(When(), Where(), ()))
    with pytest.raises(NotFoundError):
        ask_erasure(office.hand(office.world.zoya), office.target, WISH)
    assert Person.objects.get(pk=office.person[1]).compartment is None
