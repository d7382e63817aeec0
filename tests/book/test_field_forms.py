"""Field forms: an interview from where there is no network is filed once, by the same rules; what a rule forbids is held, never lost."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.world import NOW, World, brought_interview, found_world, interview_draft, stored_file

from kniha.book.access.actions import Enrolment, admit_member, enrol_registrar, freeze
from kniha.book.access.models import Registrar
from kniha.book.access.proposing import ProposalDraft, carry_out, propose
from kniha.book.evidence.models import CustodyEvent, Exhibit
from kniha.book.journal import reading
from kniha.book.journal.replay import replay
from kniha.book.people.actions import RiskDraft, assess_risk
from kniha.book.people.models import KeyRow, Person, SealedField
from kniha.book.statements import bringing, queries
from kniha.book.statements.bringing import BroughtInterview, HoldError, UnknownFormError, hold_interview, receive_interview
from kniha.book.statements.field_forms import TakenForm, let_in, take_form, withdraw_form
from kniha.book.statements.interviewing import allow_interview
from kniha.book.statements.models import BroughtFile, Consent, FieldForm, HeldInterview, Interview, Permission, Statement
from kniha.book.statements.tying import tie_source
from kniha.vocab.errors import ConflictError, ImpossibleError, MalformedError, NotFoundError, RefusedError, UnknownTermError

pytestmark = [pytest.mark.django_db(databases=["default", "replay"]), pytest.mark.database]
UNTIL = NOW.date() + timedelta(days=14)


@pytest.fixture
def world() -> World:
    return found_world()


def taken(world: World, *, person: Person | None = None, by: Registrar | None = None) -> TakenForm:
    return take_form(world.hand(by or world.vera), world.first, person=person, good_until=UNTIL)


def brought(world: World, token: str, **more: object) -> BroughtInterview:
    return brought_interview(world.hand(world.vera), token, **more)


def received(world: World, one: BroughtInterview, *, days: int = 0) -> Statement | None:
    hand = world.process("courier", NOW + timedelta(days=days))
    return receive_interview(hand, one, person_recipient=world.person_recipient)


def held(world: World, one: BroughtInterview, reason: str) -> HeldInterview:
    with pytest.raises(HoldError) as stopped:
        received(world, one)
    assert stopped.value.reason == reason
    hold_interview(world.process("courier"), one, reason=reason)
    return HeldInterview.objects.get(digest=one.digest)


def test_a_brought_interview_is_a_statement_held_by_who_took_the_form(world: World):
    form = taken(world)
    statement = received(world, brought(world, form.token, files=(stored_file(),)))
    assert statement is not None
    assert (statement.kind, statement.envelope, statement.compartment) == ("interview", "d1" * 32, world.first)
    interview = Interview.objects.get()
    assert (interview.held_by, interview.form) == (world.vera, form.form)
    assert FieldForm.objects.get().state == "used"
    assert {(one.purpose, one.answer) for one in Consent.objects.all()} == {("keep", "yes"), ("contact", "yes")}
    assert Exhibit.objects.get().statement == statement
    assert CustodyEvent.objects.filter(kind="acquired").count() == 1


def test_name_and_contact_are_sealed_and_stand_in_no_entry_nor_does_the_token(world: World):
    form = taken(world)
    received(world, brought(world, form.token))
    assert world.person_keys.open(SealedField.objects.get(field="legal-name")) == "Іван Невядомы"
    journal = str([entry.told() for entry in reading.entries()])
    assert "Невядомы" not in journal
    assert form.token not in journal


def test_more_files_than_an_entry_holds_come_in_further_entries(world: World):
    files = tuple(stored_file(f"{number}.jpg", blob=f"{number:064x}") for number in range(20))
    received(world, brought(world, taken(world).token, files=files))
    assert Exhibit.objects.count() == 20


def test_the_same_file_twice_is_filed_once(world: World):
    form = taken(world)
    received(world, brought(world, form.token))
    size = reading.size()
    assert received(world, brought(world, form.token)) is None
    assert reading.size() == size


def test_a_second_interview_under_one_form_is_held_and_let_in_by_a_lawyer(world: World):
    form = taken(world)
    received(world, brought(world, form.token))
    second = brought(world, form.token, digest="d2" * 32)
    one = held(world, second, "form-used")
    let_in(world.hand(world.zoya), one, words="дзве гутаркі ў адзін дзень")
    assert received(world, second) is not None
    assert HeldInterview.objects.get().state == "filed"
    assert not queries.held_interviews(world.vera).exists()


def test_what_is_held_again_for_the_same_reason_is_entered_once(world: World):
    form = taken(world)
    withdraw_form(world.hand(world.vera), form.form)
    one = brought(world, form.token)
    held(world, one, "form-withdrawn")
    size = reading.size()
    held(world, one, "form-withdrawn")
    assert reading.size() == size


def test_a_form_past_its_day_is_held(world: World):
    form = taken(world)
    with pytest.raises(HoldError) as stopped:
        received(world, brought(world, form.token), days=15)
    assert stopped.value.reason == "form-expired"
    assert received(world, brought(world, form.token), days=14) is not None


def test_who_is_frozen_or_was_dismissed_brings_nothing_in_without_a_lawyer(world: World):
    form = taken(world)
    freeze(world.hand(world.anna), world.vera)
    one = held(world, brought(world, form.token), "interviewer")
    let_in(world.hand(world.zoya), one, words="гутарка была да таго")
    assert received(world, brought(world, form.token)) is not None


def test_who_is_no_member_any_more_brings_nothing_in(world: World):
    form = taken(world)
    draft = ProposalDraft("dismiss", world.vera, compartment=world.first)
    proposed = propose(world.hand(world.anna), draft).proposal
    carry_out(world.hand(world.boris), proposed)
    held(world, brought(world, form.token), "interviewer")


def test_the_vulnerable_are_a_specialists_in_the_field_too(world: World):
    held(world, brought(world, taken(world).token, needs_specialist=True), "interviewer")
    two = (world.anna, world.boris)
    olha = enrol_registrar(world.hand(world.anna), two, Enrolment("Olha", ("specialist",)))
    admit_member(world.hand(world.anna), two, world.first, olha)
    form = taken(world, by=olha)
    assert received(world, brought(world, form.token, digest="d2" * 32, needs_specialist=True)) is not None


def test_a_form_for_who_has_spoken_takes_a_lawyers_leave_before_anybody_travels_and_uses_it_when_filed(world: World):
    known = world.report().source
    assert known is not None
    with pytest.raises(RefusedError, match="has spoken before"):
        taken(world, person=known)
    allow_interview(world.hand(world.zoya), known, words="суд просіць")
    form = taken(world, person=known)
    assert not Permission.objects.get().used
    statement = received(world, brought(world, form.token, sealed={}))
    assert statement is not None
    assert statement.source == known
    assert Permission.objects.get().used


def test_who_was_asked_twice_in_the_field_is_held_until_a_lawyer_allows_it_and_no_lawyer_lets_it_in_otherwise(world: World):
    known = world.report().source
    assert known is not None
    allow_interview(world.hand(world.zoya), known, words="суд просіць")
    first, second = taken(world, person=known), taken(world, person=known)
    received(world, brought(world, first.token, sealed={}))
    one = held(world, brought(world, second.token, digest="d2" * 32, sealed={}), "spoken-before")
    with pytest.raises(RefusedError, match="only what is wrong with the form"):
        let_in(world.hand(world.zoya), one, words="няхай будзе")
    allow_interview(world.hand(world.zoya), known, words="яшчэ адно пытанне")
    assert received(world, brought(world, second.token, digest="d2" * 32, sealed={})) is not None


def test_a_form_for_somebody_known_carries_no_name(world: World):
    known = Person.objects.get(pk=world.report().source_id)
    allow_interview(world.hand(world.zoya), known, words="суд просіць")
    with pytest.raises(MalformedError, match="no name"):
        received(world, brought(world, taken(world, person=known).token))


def test_an_interview_that_ends_later_than_now_waits_for_its_time(world: World):
    one = brought(world, taken(world).token)
    late = replace(one.interview.held, ended=NOW + timedelta(hours=1))
    one = replace(one, interview=replace(one.interview, held=late))
    held(world, one, "ends-later")
    assert received(world, one, days=1) is not None


def test_a_token_of_no_form_is_no_ones(world: World):
    with pytest.raises(UnknownFormError):
        received(world, brought(world, "00" * 32))


@pytest.mark.parametrize("more", [{"consent": {"keep": "yes", "sell": "yes"}}, {"giver": "neighbour"}, {"consent": {"keep": "perhaps"}}])
def test_words_that_are_not_of_the_lists_are_refused(world: World, more: dict[str, object]):
    with pytest.raises((UnknownTermError, RefusedError)):
        received(world, brought(world, taken(world).token, **more))
    assert not Statement.objects.exists()


def test_without_consent_to_keep_nothing_is_filed(world: World):
    with pytest.raises(RefusedError, match="consent to keep"):
        received(world, brought(world, taken(world).token, consent={"keep": "no"}))


@pytest.mark.parametrize("days", [-1, 61])
def test_a_form_is_good_for_some_weeks(world: World, days: int):
    with pytest.raises(ImpossibleError, match="60 days"):
        take_form(world.hand(world.vera), world.first, person=None, good_until=NOW.date() + timedelta(days=days))


def test_nobody_takes_a_form_for_a_compartment_of_others_or_without_a_role(world: World):
    for registrar in (world.marek, world.zoya, world.anna):
        with pytest.raises(RefusedError):
            taken(world, by=registrar)


def test_a_form_is_withdrawn_by_who_took_it_or_a_keeper_and_once(world: World):
    form = taken(world).form
    two = (world.anna, world.boris)
    olha, kira = (enrol_registrar(world.hand(world.anna), two, Enrolment(name, ("clerk",))) for name in ("Olha", "Kira"))
    admit_member(world.hand(world.anna), two, world.first, olha)
    admit_member(world.hand(world.anna), two, world.first, kira, keeper=True)
    for registrar in (world.marek, olha):
        with pytest.raises(RefusedError):
            withdraw_form(world.hand(registrar), form)
    withdraw_form(world.hand(kira), form)
    with pytest.raises(ConflictError):
        withdraw_form(world.hand(world.vera), form)


def test_no_lawyer_lets_in_their_own_interview_and_nobody_else_lets_in_any(world: World):
    two = (world.anna, world.boris)
    both = enrol_registrar(world.hand(world.anna), two, Enrolment("Jana", ("lawyer", "clerk")))
    admit_member(world.hand(world.anna), two, world.first, both)
    form = taken(world, by=both)
    withdraw_form(world.hand(both), form.form)
    one = held(world, brought(world, form.token), "form-withdrawn")
    for registrar in (both, world.vera, world.marek):
        with pytest.raises(RefusedError):
            let_in(world.hand(registrar), one, words="так трэба")
    with pytest.raises(MalformedError, match="reason"):
        let_in(world.hand(world.zoya), one, words=" - ")


def test_others_see_neither_forms_nor_what_is_held(world: World):
    form = taken(world)
    withdraw_form(world.hand(world.vera), form.form)
    one = held(world, brought(world, form.token), "form-withdrawn")
    assert queries.held_interview(world.zoya, one.pk) == one
    for query, row in ((queries.held_interview, one.pk), (queries.field_form, form.form.pk)):
        with pytest.raises(NotFoundError):
            query(world.marek, row)


def test_a_file_lies_before_the_courier_once_and_not_at_all_when_the_book_has_it(world: World):
    for _ in range(2):
        assert bringing.lay("d1" * 32, 20_000, by=world.vera, today=NOW.date())
    assert BroughtFile.objects.count() == 1
    received(world, brought(world, taken(world).token))
    bringing.forget_brought("d1" * 32)
    assert not bringing.lay("d1" * 32, 20_000, by=world.vera, today=NOW.date())
    assert not BroughtFile.objects.exists()


def test_the_draft_of_the_desk_is_the_draft_of_the_field(world: World):
    assert brought(world, "00" * 32).interview == interview_draft(world.hand(world.vera))


def tied(world: World, statement: Statement, person: Person, *, by: Registrar | None = None) -> Statement:
    keys = {"recipient": world.person_recipient, "opening": world.person_keys}
    return tie_source(world.hand(by or world.vera), statement, person, **keys)


def test_an_interview_is_tied_to_who_is_known_by_a_lawyers_leave_and_what_is_sealed_goes_with_it(world: World):
    known = world.report(contact="стары адрас").source
    assert known is not None
    statement = received(world, brought(world, taken(world).token))
    assert statement is not None
    made = statement.source
    with pytest.raises(RefusedError, match="has spoken before"):
        tied(world, statement, known)
    allow_interview(world.hand(world.zoya), known, words="спаткаліся выпадкова")
    assert tied(world, statement, known).source == known
    opened = {field.field: world.person_keys.open(field) for field in SealedField.objects.filter(person=known).exclude(field="mailbox")}
    assert opened == {"contact": "праз сястру", "legal-name": "Іван Невядомы"}
    assert not SealedField.objects.filter(person=made).exists()
    assert not KeyRow.objects.filter(owner=made.pk).exists()
    assert Permission.objects.get().used
    assert replay().differences == ()
    with pytest.raises(ConflictError, match="already"):
        tied(world, statement, known)


def test_a_report_is_tied_to_nobody_and_an_interview_to_nobody_elses(world: World):
    statement = received(world, brought(world, taken(world).token))
    assert statement is not None
    report = world.report()
    with pytest.raises(RefusedError, match="only the source of an interview"):
        tied(world, report, statement.source)
    assert report.source is not None
    for registrar in (world.marek, world.zoya):
        with pytest.raises(RefusedError):
            tied(world, statement, report.source, by=registrar)


def test_of_whom_something_else_is_noted_nobody_ties(world: World):
    statement, other = (received(world, brought(world, taken(world).token, digest=one * 32)) for one in ("d1", "d2"))
    assert statement is not None
    assert other is not None
    draft = RiskDraft("low", (), "", NOW.date() + timedelta(days=30))
    assess_risk(world.hand(world.vera), statement.source, draft)
    allow_interview(world.hand(world.zoya), other.source, words="той самы чалавек")
    with pytest.raises(RefusedError, match="something else"):
        tied(world, statement, other.source)
