"""What calls for a specialist lies where specialists alone read, and nowhere is it lost. Nina is a specialist, Vera and Marek are not."""

from dataclasses import replace

import pytest
from tests.book.readers import everything, plain
from tests.delicate import DOERS, HURT, SON, delicate_draft, received, specialists
from tests.erasures import WISH, follows, keeper
from tests.world import TEXT, World, found_world, report_draft

from kniha.book.access import actions, queries
from kniha.book.access.actions import Enrolment, freeze
from kniha.book.access.models import Compartment, Proposal, Registrar
from kniha.book.access.proposing import ProposalDraft, carry_out, propose
from kniha.book.erasure.actions import agree_to_erasure, ask_erasure
from kniha.book.evidence.models import Exhibit
from kniha.book.journal import history
from kniha.book.people import queries as people
from kniha.book.people.models import Person
from kniha.book.statements import queries as statements
from kniha.book.statements.early import EarlyAnswers
from kniha.book.statements.models import Statement
from kniha.vocab.errors import ConflictError, MalformedError, NotFoundError, RefusedError, UnknownTermError

pytestmark = [pytest.mark.django_db(databases=["default", "replay"]), pytest.mark.database]

TOLD = ("told_role", "told_safe", "told_held", "told_minor", "told_sexual", "hurt_words", "doers_words")


@pytest.fixture
def world() -> World:
    return found_world()


def by_two(world: World, draft: ProposalDraft) -> Proposal:
    return carry_out(world.hand(world.boris), propose(world.hand(world.anna), draft).proposal).proposal


def test_it_arrives_where_specialists_read_with_its_source_and_files(world: World):
    room, nina = specialists(world)
    other = world.report()
    statement = received(world, delicate_draft())
    assert (statement.compartment, statement.source.compartment, other.compartment) == (room, room, world.first)
    assert list(statements.inbox(nina)) == [statement]
    assert [getattr(statement, name) for name in TOLD] == ["relative", "no", "yes", "no", "", HURT, DOERS]
    assert statement.delicate
    assert not other.delicate
    follows()


@pytest.mark.parametrize("early", [EarlyAnswers(held="yes"), EarlyAnswers(minor="yes"), EarlyAnswers(sexual="yes")])
def test_each_of_the_three_is_enough(world: World, early: EarlyAnswers):
    room, _ = specialists(world)
    assert received(world, delicate_draft(early)).compartment == room


@pytest.mark.parametrize("early", [EarlyAnswers(), EarlyAnswers("insider", "no", held="no", minor="no", sexual="no")])
def test_who_says_no_or_nothing_arrives_with_the_others(world: World, early: EarlyAnswers):
    specialists(world)
    statement = received(world, delicate_draft(early, text=TEXT))
    assert statement.compartment == world.first
    assert not statement.delicate


def test_outsiders_learn_nothing_of_it(world: World):
    _, nina = specialists(world)
    statement = received(world, delicate_draft())
    for outsider in (world.vera, world.zoya, world.marek):
        assert not statements.statements(outsider).filter(delicate=True).exists()
        assert not people.people(outsider).filter(pk=statement.source_id).exists()
        with pytest.raises(NotFoundError):
            history.record(outsider, "statement", statement.pk)
        # Even an entry that is shown to somebody by mistake tells nothing of a record that they may not see.
        assert not any(secret in sentence for sentence in everything(outsider) for secret in (HURT, DOERS, "as told", "relative"))
    assert history.record(nina, "statement", statement.pk)


def test_what_was_told_stands_in_its_history_and_the_role_in_no_sentence(world: World):
    _, nina = specialists(world)
    statement = received(world, delicate_draft(replace(SON, role="insider")))
    told = "\n".join(plain(nina, ("statement", statement.pk)))
    assert HURT in told
    assert "insider" not in told


def test_where_there_is_no_such_place_nothing_is_lost(world: World):
    assert queries.missing_specialists() == "no-compartment"
    statement = received(world, delicate_draft())
    assert statement.compartment == world.first
    assert statements.statement(world.vera, statement.pk).delicate


def test_a_place_where_nobody_reads_is_told_of(world: World):
    _, nina = specialists(world)
    assert queries.missing_specialists() == ""
    freeze(world.hand(world.boris), nina)
    assert queries.missing_specialists() == "no-member"


def test_what_the_receipt_sends_later_lies_where_its_source_lies(world: World):
    room, _ = specialists(world)
    statement = received(world, delicate_draft())
    more = replace(report_draft("Больш.", envelope="d2" * 32), reporter=delicate_draft().reporter)
    later = received(world, more)
    assert (later.source, later.compartment, later.delicate) == (statement.source, room, False)
    open_one = world.report(envelope="d3" * 32)
    again = replace(delicate_draft(envelope="d4" * 32), reporter=report_draft(envelope="d3" * 32).reporter)
    assert received(world, again).compartment == open_one.compartment


def test_only_what_is_delicate_may_be_without_words(world: World):
    with pytest.raises(MalformedError):
        received(world, delicate_draft(EarlyAnswers("relative", held="no")))
    assert not Statement.objects.exists()


@pytest.mark.parametrize("answers", [{"role": "friend"}, {"safe": "never"}, {"held": "perhaps"}, {"minor": "17"}, {"sexual": "no "}])
def test_an_answer_that_nobody_could_give_is_refused(answers: dict[str, str]):
    with pytest.raises(UnknownTermError):
        EarlyAnswers(**answers)


def test_it_comes_first_in_the_queue_and_in_the_list(world: World):
    older, newer = world.report(), world.report(envelope="e2" * 32)
    delicate = received(world, delicate_draft())
    assert statements.next_to_read(world.vera, 2) == [delicate, min(older, newer, key=lambda one: one.pk)]
    assert statements.next_to_read(world.vera, 9) == list(statements.inbox(world.vera))
    assert statements.delicate_first(statements.listed(world.vera)).first() == delicate
    assert list(statements.listed(world.vera, delicate=True)) == [delicate]
    assert list(statements.listed(world.vera, role="relative")) == [delicate]
    assert not statements.listed(world.vera, role="victim").exists()


def test_no_list_tells_who_is_an_insider(world: World):
    with pytest.raises(RefusedError):
        statements.listed(world.vera, role="insider")


def test_its_compartment_is_opened_by_two_and_there_is_one(world: World):
    specialists(world)
    hand, two = world.hand(world.anna), (world.anna, world.boris)
    with pytest.raises(ConflictError):
        actions.open_compartment(hand, two, title="More", receives_reports=False, receives_delicate=True)
    with pytest.raises(RefusedError):
        actions.open_compartment(hand, two, title="All", receives_reports=True, receives_delicate=True)


def test_two_name_a_compartment_and_it_takes_the_place_of_the_one_before(world: World):
    room, _ = specialists(world)
    by_two(world, ProposalDraft("receive-delicate", compartment=world.second))
    assert list(Compartment.objects.filter(receives_delicate=True)) == [world.second]
    assert received(world, delicate_draft()).compartment == world.second
    assert "Second" in plain(world.marek, ("compartment", world.second.pk))[-2]
    by_two(world, ProposalDraft("receive-delicate", compartment=room))
    assert queries.delicate_compartment() == room
    follows()


def test_nobody_names_one_where_it_would_be_open_to_all_or_to_nobody(world: World):
    hand, two = world.hand(world.anna), (world.anna, world.boris)
    empty = actions.open_compartment(hand, two, title="Empty", receives_reports=False)
    for compartment in (world.first, empty):
        with pytest.raises(RefusedError):
            propose(hand, ProposalDraft("receive-delicate", compartment=compartment))
    frozen = actions.enrol_registrar(hand, two, Enrolment("Frost", ("specialist",)))
    actions.admit_member(hand, two, empty, frozen)
    asked = propose(hand, ProposalDraft("receive-delicate", compartment=empty)).proposal
    freeze(world.hand(world.boris), Registrar.objects.get(pk=frozen.pk))
    with pytest.raises(RefusedError):
        carry_out(world.hand(world.boris), asked)
    with pytest.raises(MalformedError):
        ProposalDraft("receive-delicate", registrar=world.vera, compartment=empty)


def test_what_stands_there_already_is_not_named_again(world: World):
    room, _ = specialists(world)
    with pytest.raises(ConflictError):
        propose(world.hand(world.anna), ProposalDraft("receive-delicate", compartment=room))


def test_an_erasure_empties_all_that_was_answered(world: World):
    statement = received(world, delicate_draft())
    asked = ask_erasure(world.hand(world.zoya), ("statement", statement.pk), WISH)
    agree_to_erasure(world.hand(keeper(world)), asked)
    statement.refresh_from_db()
    assert [getattr(statement, name) for name in TOLD] == [""] * len(TOLD)
    assert not statement.delicate
    follows()
    assert not Exhibit.objects.exists()
    assert Person.objects.get(pk=statement.source_id).compartment is None
