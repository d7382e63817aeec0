"""Interviews: consent first, nobody asked twice without a lawyer's reason, the vulnerable heard by a specialist alone."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.world import World, found_world, interview_draft

from kniha.book.access.actions import Enrolment, admit_member, enrol_registrar
from kniha.book.journal import reading
from kniha.book.people.models import Person, SealedField
from kniha.book.statements import interviewing
from kniha.book.statements.interviewing import InterviewDraft, allow_interview
from kniha.book.statements.models import Consent, Interview, Permission, Statement
from kniha.vocab.errors import ImpossibleError, MalformedError, RefusedError, UnknownTermError

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def world() -> World:
    return found_world()


def taken(world: World, draft: InterviewDraft | None = None, *, person: Person | None = None, by: str = "vera") -> Statement:
    hand = world.hand(getattr(world, by))
    keys = {"recipient": world.person_recipient, "opening": world.person_keys}
    return interviewing.take_interview(hand, world.first, draft or interview_draft(hand), person=person, **keys)


def changed(world: World, **more: object) -> InterviewDraft:
    return interview_draft(world.hand(world.vera), **more)


def test_an_interview_is_a_statement_with_its_consent_and_how_it_was_held(world: World):
    statement = taken(world)
    assert (statement.kind, statement.text) == ("interview", "Пытанне: што было? Адказ: мяне білі ў аўтазаку.")
    assert {(one.purpose, one.answer) for one in Consent.objects.all()} == {("keep", "yes"), ("contact", "yes")}
    assert Interview.objects.get().held_by == world.vera


def test_name_and_contact_of_the_source_are_sealed_and_stand_in_no_entry(world: World):
    taken(world)
    assert {field.field for field in SealedField.objects.all()} == {"contact", "legal-name"}
    assert world.person_keys.open(SealedField.objects.get(field="legal-name")) == "Іван Невядомы"
    assert all("Невядомы" not in str(entry.told()) for entry in reading.entries())


def test_who_has_spoken_is_asked_again_only_by_a_lawyers_leave_and_once(world: World):
    source = taken(world).source
    with pytest.raises(RefusedError, match="has spoken before"):
        taken(world, person=source)
    allow_interview(world.hand(world.zoya), source, words="суд просіць")
    taken(world, person=source)
    assert Permission.objects.get().used
    with pytest.raises(RefusedError, match="has spoken before"):
        taken(world, person=source)


def test_a_reporter_too_is_not_made_to_tell_it_again(world: World):
    with pytest.raises(RefusedError, match="has spoken before"):
        taken(world, person=world.report().source)


def test_nobody_but_a_lawyer_allows_another_interview_and_not_without_a_reason(world: World):
    source = taken(world).source
    with pytest.raises(RefusedError, match="needs the role lawyer"):
        allow_interview(world.hand(world.vera), source, words="суд просіць")
    with pytest.raises(MalformedError, match="reason"):
        allow_interview(world.hand(world.zoya), source, words=" - ")


@pytest.mark.parametrize("answer", ["no", "not-known", None])
def test_without_consent_to_keep_nothing_is_written(world: World, answer: str | None):
    before = reading.size()
    with pytest.raises(RefusedError, match="consent to keep"):
        taken(world, changed(world, consent={"keep": answer} if answer else {}))
    assert reading.size() == before
    assert not Person.objects.exists()


def test_the_vulnerable_are_heard_by_a_specialist_alone(world: World):
    draft = changed(world, needs_specialist=True)
    with pytest.raises(RefusedError, match="needs the role specialist"):
        taken(world, draft)
    hand = world.hand(world.anna)
    olha = enrol_registrar(hand, (world.anna, world.boris), Enrolment("Olha", ("specialist",)))
    admit_member(hand, (world.anna, world.boris), world.first, olha)
    keys = {"recipient": world.person_recipient, "opening": world.person_keys}
    assert interviewing.take_interview(world.hand(olha), world.first, draft, person=None, **keys)


def test_times_that_cannot_be_and_a_missing_plan_are_refused(world: World):

    draft = changed(world)
    late = replace(draft.held, ended=draft.held.ended + timedelta(days=1))
    for held, error in (
        (late, ImpossibleError),
        (replace(draft.held, began=late.ended), ImpossibleError),
        (replace(draft.held, plan=" "), MalformedError),
    ):
        with pytest.raises(error):
            taken(world, replace(draft, held=held))


def test_an_unknown_purpose_or_giver_is_refused(world: World):
    for more in ({"consent": {"keep": "yes", "sell": "yes"}}, {"giver": "neighbour"}):
        with pytest.raises(UnknownTermError):
            taken(world, changed(world, **more))


def test_who_is_no_member_interviews_nobody_there(world: World):
    with pytest.raises(RefusedError):
        taken(world, by="marek")
    foreign = taken(world).source
    keys = {"recipient": world.person_recipient, "opening": world.person_keys}
    with pytest.raises(RefusedError, match="another compartment"):
        interviewing.take_interview(world.hand(world.marek), world.second, changed(world), person=foreign, **keys)
