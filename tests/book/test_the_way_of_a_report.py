"""A report becomes a reviewed incident; each step is one entry, and replay tells the same."""

import pytest
from tests.world import CHECKED, TEXT, World, at, found_world, report_draft, stored_file

from kniha.book.events import queries as events
from kniha.book.events.actions import ActDraft, allege_involvement, open_incident, record_act, record_injury, withdraw_act
from kniha.book.events.drafts import IncidentDraft
from kniha.book.events.models import Act, Incident
from kniha.book.events.reviewing import decide, send_to_review
from kniha.book.evidence.actions import access_exhibit
from kniha.book.journal import checking, history, reading
from kniha.book.journal.replay import replay
from kniha.book.people.actions import RiskDraft, SafeContactDraft, assess_risk, note_safe_contact, open_sealed_field
from kniha.book.people.models import SealedField
from kniha.book.statements import queries as statements
from kniha.book.statements.actions import code_account
from kniha.book.statements.drafts import AccountDraft, PassageDraft, When, Where
from kniha.book.statements.models import Statement
from kniha.book.statements.receiving import quarantine_envelope, receive_report
from kniha.vocab.errors import ConflictError, ImpossibleError, MalformedError, NotFoundError, RefusedError, UnknownTermError

pytestmark = [pytest.mark.django_db(databases=["default", "replay"]), pytest.mark.database]


@pytest.fixture
def world() -> World:
    return found_world()


def test_a_report_becomes_an_accepted_incident_and_replay_tells_the_same(world: World) -> None:
    incident, account, act = world.opened()
    hand = world.hand(world.vera)
    record_injury(hand, act, kind="contusion", region="upper-back", words="сінякі")
    allege_involvement(
        hand, act, account.mentions.get(role="alleged-part"), degree="carried-out", finding="suspicion", basis="названы сведкам"
    )
    send_to_review(hand, incident)
    decide(world.hand(world.zoya), incident, decision="accepted", words="", checked=CHECKED)
    assert Incident.objects.get().state == "accepted"
    assert events.reviews(world.vera, incident).get().reviewer == world.zoya
    report = replay()
    assert report.differences == ()
    assert report.entries == reading.size() == checking.check_journal()


def test_who_is_no_member_sees_nothing(world: World) -> None:
    incident, account, act = world.opened()
    assert statements.statements(world.vera).count() == 1
    assert statements.statements(world.marek).count() == 0
    for look in (
        lambda: statements.statement(world.marek, account.statement_id),
        lambda: statements.account(world.marek, account.pk),
        lambda: events.incident(world.marek, incident.number),
        lambda: events.act(world.marek, act.pk),
    ):
        with pytest.raises(NotFoundError):
            look()


def test_the_same_envelope_is_filed_once(world: World) -> None:
    world.report()
    again = receive_report(world.process("courier"), report_draft(), person_recipient=world.person_recipient)
    assert again is None
    assert Statement.objects.count() == 1


def test_an_envelope_is_quarantined_once(world: World) -> None:
    size = reading.size()
    for _ in range(2):
        quarantine_envelope(world.process("courier"), digest="ab" * 32, size=20000, reason="damaged")
    assert reading.size() == size + 1


def test_a_sealed_contact_opens_with_a_reason_which_is_an_entry(world: World) -> None:
    statement = world.report(contact="праз сястру")
    field = SealedField.objects.get(person=statement.source, field="contact")
    size = reading.size()
    with pytest.raises(RefusedError):
        open_sealed_field(world.hand(world.vera), field, reason=" ", opening=world.person_keys)
    plain = open_sealed_field(world.hand(world.vera), field, reason="to arrange a medical check", opening=world.person_keys)
    assert plain == "праз сястру"
    assert reading.size() == size + 1
    assert "праз сястру".encode() not in b"".join(value.data or b"" for entry in reading.entries() for value in entry.values)


def test_risk_and_safe_contact_are_noted(world: World) -> None:
    person = world.report().source
    hand = world.hand(world.vera)
    risk = assess_risk(hand, person, RiskDraft("high", ("in-country",), "", hand.today.replace(month=12)))
    contact = note_safe_contact(
        hand, person, SafeContactDraft("signal", "@нехта", "вечарам", "сама", "не тэлефанаваць"),
        recipient=world.person_recipient, opening=world.person_keys,
    )  # fmt: skip
    assert (risk.level, contact.channel) == ("high", "signal")
    with pytest.raises(ImpossibleError):
        assess_risk(hand, person, RiskDraft("high", (), "", hand.today))


def test_an_act_taken_back_leaves_the_entries(world: World) -> None:
    incident, _, act = world.opened()
    size = reading.size()
    withdraw_act(world.hand(world.vera), act, reason="entered twice")
    assert Act.objects.count() == 0
    assert reading.size() == size + 1
    told = [entry.skeleton.action for entry in history.history(world.vera, ("incident", incident.pk))]
    assert told == ["incident.opened", "act.recorded", "act.withdrawn"]
    assert replay().differences == ()


def test_nobody_reviews_what_they_wrote(world: World) -> None:
    incident, _, _ = world.opened()
    send_to_review(world.hand(world.vera), incident)
    with pytest.raises(RefusedError, match="role lawyer"):
        decide(world.hand(world.vera), incident, decision="accepted", words="", checked=CHECKED)
    with pytest.raises(MalformedError, match="says why"):
        decide(world.hand(world.zoya), incident, decision="returned", words=" ")


def test_what_is_in_review_is_not_changed(world: World) -> None:
    incident, account, _ = world.opened()
    send_to_review(world.hand(world.vera), incident)
    with pytest.raises(RefusedError, match="in-review"):
        record_act(world.hand(world.vera), incident, ActDraft("liberty.arbitrary-arrest", victim_count=3), accounts=[account])


def test_an_incident_without_acts_or_time_and_place_is_not_reviewed(world: World) -> None:
    account = world.coded(world.report())
    incident = open_incident(world.hand(world.vera), [account], IncidentDraft("Невядома што", When(), Where()))
    with pytest.raises(RefusedError, match="at least one act"):
        send_to_review(world.hand(world.vera), incident)


def test_an_account_that_tells_of_an_incident_opens_no_other(world: World) -> None:
    _, account, _ = world.opened()
    with pytest.raises(ConflictError):
        open_incident(world.hand(world.vera), [account], IncidentDraft("Яшчэ адно", When(), Where()))


def test_a_file_is_opened_for_a_purpose(world: World) -> None:
    exhibit = world.report(files=(stored_file(),)).exhibits.get()
    with pytest.raises(RefusedError):
        access_exhibit(world.hand(world.vera), exhibit, why="")
    access_exhibit(world.hand(world.vera), exhibit, why="reading the statement")
    assert exhibit.custody.filter(kind="accessed").count() == 1


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda: When(at(23), at(22), "Europe/Minsk", "about"), ImpossibleError),
        (lambda: When(at(23), None, "Europe/Minsk", "about"), ImpossibleError),
        (lambda: Where(95 * 10**7, 0, 10), ImpossibleError),
        (lambda: Where(1, 1, None), ImpossibleError),
        (lambda: AccountDraft(When(), Where(), ("guessed",)), UnknownTermError),
        (lambda: ActDraft("guessed"), UnknownTermError),
        (lambda: ActDraft("liberty.arbitrary-arrest", victim_count=0), ImpossibleError),
        (lambda: IncidentDraft("x", When(), Where()), MalformedError),
    ],
)
def test_what_cannot_be_cannot_be_built(make: object, error: type[Exception]) -> None:
    with pytest.raises(error):
        make()


def test_a_passage_lies_within_its_text(world: World) -> None:
    statement = world.report()
    draft = AccountDraft(When(), Where(), (), (PassageDraft("act", 5, len(TEXT) + 1),))
    with pytest.raises(ImpossibleError):
        code_account(world.hand(world.vera), statement, draft)


def test_a_frozen_account_sees_and_does_nothing(world: World) -> None:
    from kniha.book.access.actions import freeze

    statement = world.report()
    freeze(world.hand(world.boris), world.vera)
    world.vera.refresh_from_db()
    assert statements.statements(world.vera).count() == 0
    with pytest.raises(RefusedError, match="frozen"):
        code_account(world.hand(world.vera), statement, AccountDraft(When(), Where(), ()))
