"""Messages on the air, by telephone and in chats: entered, translated, looked for by who spoke within an incident and never without one."""

import json
from dataclasses import replace
from datetime import date

import pytest
from tests.book.readers import plain
from tests.erasures import WISH, keeper
from tests.world import World, acquisition_draft, at, found_world, gathered_file, stored_file

from kniha.book.access.models import Compartment
from kniha.book.communications import actions, communicating, looking, queries
from kniha.book.communications.drafts import CallSignDraft, CommunicationDraft, SpeakerDraft, TranslationDraft
from kniha.book.communications.models import Communication, CommunicationTranslation, Speaker
from kniha.book.erasure.actions import agree_to_erasure, ask_erasure
from kniha.book.evidence.acquiring import add_files, begin_acquisition
from kniha.book.forces import actions as forces
from kniha.book.forces.drafts import Source, UnitDraft, UnitNameDraft
from kniha.book.journal import reading
from kniha.book.journal.replay import replay
from kniha.book.recordings.drafts import ViewDraft, Witness
from kniha.book.statements.drafts import When
from kniha.vocab.errors import ChangedError, ImpossibleError, MalformedError, NotFoundError, RefusedError, TooLargeError, UnknownTermError
from kniha.vocab.span import parse_days, span

pytestmark = pytest.mark.django_db

SAID = Witness(read_in="запісаў радыёаматар")
NUMBER = "+375 (29) 000-00-17"
TALK = (SpeakerDraft("from", "Рысь-1", "call-sign"), SpeakerDraft("to", "База", "call-sign"), SpeakerDraft("to", NUMBER, "number"))
DRAFT = CommunicationDraft(
    "radio", "Выходзім да метро.", "be", "145,500 МГц", When(at(23), at(23, 1), "Europe/Minsk", "exact"), TALK,
    ViewDraft(539023000, 275619000, 400, 120, 60, 2000),
)  # fmt: skip
DIGEST = "d1" * 32


@pytest.fixture
def world(db: None) -> World:
    return found_world()


def entered(world: World, draft: CommunicationDraft = DRAFT, *, into: Compartment | None = None, source: Witness = SAID) -> Communication:
    who = world.marek if into == world.second else world.vera
    return communicating.enter_communication(world.hand(who), into or world.first, draft, source=source)


def test_a_message_keeps_who_spoke_to_whom_as_heard(world: World):
    made = entered(world)
    assert [(one.side, one.kind, one.heard) for one in made.speakers.order_by("place")] == [(s.side, s.kind, s.heard) for s in TALK]
    assert (made.text, made.channel, made.first, made.heading_deg) == ("Выходзім да метро.", "145,500 МГц", at(23), 120)
    assert plain(world.vera, ("communication", made.pk))[0].startswith("Vera entered a message")


def test_call_signs_are_resolved_at_the_moment_of_the_message_and_numbers_are_not(world: World):
    hand, read = world.hand(world.vera), Source(read_in="газета")
    for name, held in (("Рысі", span(parse_days("2020-08-01"), parse_days("2020-08-31"))), ("Зубры", span(parse_days("2021"), None))):
        unit = forces.register_unit(hand, UnitDraft("detachment", "police.riot"), UnitNameDraft(name, "be"), source=read)
        for sign in ("рысь 1", NUMBER):
            actions.enter_call_sign(hand, unit, CallSignDraft(sign, held), source=read)
    rys, base, number = queries.speakers(world.vera, entered(world))
    (candidate,) = rys.resolved.candidates
    assert (candidate.is_sure, candidate.unit.names.get().text) == (True, "Рысі")
    assert base.resolved.candidates == number.resolved.candidates == ()
    unknown = queries.speakers(world.vera, entered(world, replace(DRAFT, when=When())))
    assert unknown[0].resolved.is_ambiguous


def test_the_list_is_narrowed_by_medium_and_days(world: World):
    made = entered(world)
    chat = entered(world, replace(DRAFT, medium="chat", when=When()))
    rows = queries.communications(world.vera)
    assert list(rows) == [made, chat]
    assert list(queries.narrowed(rows, medium="chat")) == [chat]
    assert list(queries.narrowed(rows, first=date(2020, 8, 11), last=date(2020, 8, 11))) == [made]
    assert not queries.narrowed(rows, first=date(2020, 8, 12))


def test_a_translation_stands_beside_the_original_and_may_be_withdrawn(world: World):
    made, hand = entered(world), world.hand(world.vera)
    draft = TranslationDraft("Выходим к метро.", "ru", "machine", "«выходзім» можа быць і «мы ўжо там»")
    row = communicating.translate_communication(hand, made, draft)
    assert (row.way, row.entered_by, list(queries.translations(world.vera, made))) == ("machine", world.vera, [row])
    communicating.withdraw_translation(hand, row, reason="не так зразумела")
    assert not queries.translations(world.vera, made)


def test_a_message_is_corrected_whole_and_withdrawn_whole(world: World):
    made, hand = entered(world), world.hand(world.vera)
    communicating.translate_communication(hand, made, TranslationDraft("Выходим.", "ru"))
    made = communicating.correct_communication(hand, made, replace(DRAFT, speakers=(SpeakerDraft("from", "Рысь-2", "call-sign"),)))
    assert [one.heard for one in made.speakers.all()] == ["Рысь-2"]
    with pytest.raises(ChangedError):
        communicating.correct_communication(hand, made, DRAFT, seen=0)
    communicating.withdraw_communication(hand, made, reason="двойчы")
    assert not any(model.objects.exists() for model in (Communication, Speaker, CommunicationTranslation))


def test_a_file_knows_the_messages_in_it(world: World):
    file = world.report(files=(stored_file(),)).exhibits.get()
    made = entered(world, source=Witness(exhibit=file))
    assert list(queries.communications_in(world.vera, file)) == [made]


@pytest.mark.parametrize("asked", ["рысь 1", "РЫСЬ-1", "375290000017", NUMBER])
def test_who_spoke_is_found_within_an_incident_and_the_entry_keeps_no_word_of_what_was_asked(world: World, asked: str):
    made, incident = entered(world), world.opened()[0]
    found = looking.look_for_speaker(world.hand(world.vera), incident, asked, digest=DIGEST).messages
    assert list(found) == [made]
    last = list(reading.entries())[-1]
    assert last.skeleton.action == "communication.looked_for"
    assert last.told()["speaker_digest"] == DIGEST
    told = json.dumps(last.told(), ensure_ascii=False, default=str) + repr(last.skeleton)
    assert not any(word in told.lower() for word in ("рысь", "рис1", "0000017", "000-00-17"))
    assert any("looked, within the incident" in line for line in plain(world.vera, ("incident", incident.pk)))


def test_a_part_of_a_number_finds_nobody_and_too_little_is_refused(world: World):
    entered(world)
    incident = world.opened()[0]
    assert not looking.look_for_speaker(world.hand(world.vera), incident, "37529", digest=DIGEST).messages
    with pytest.raises(MalformedError):
        looking.look_for_speaker(world.hand(world.vera), incident, "+", digest=DIGEST)


def test_nobody_looks_for_a_number_within_an_incident_of_others_and_nothing_is_found_over_the_wall(world: World):
    entered(world, into=world.second)
    incident = world.opened()[0]
    before = reading.size()
    with pytest.raises(RefusedError):
        looking.look_for_speaker(world.hand(world.marek), incident, NUMBER, digest=DIGEST)
    assert reading.size() == before
    assert not looking.look_for_speaker(world.hand(world.vera), incident, NUMBER, digest=DIGEST).messages


def test_a_registrar_of_another_compartment_sees_no_message(world: World):
    made = entered(world)
    row = communicating.translate_communication(world.hand(world.vera), made, TranslationDraft("Выходим.", "ru"))
    assert not queries.communications(world.marek)
    assert not queries.speakers(world.marek, made)
    for find, pk in ((queries.communication, made.pk), (queries.translation, row.pk)):
        with pytest.raises(NotFoundError):
            find(world.marek, pk)
    with pytest.raises(RefusedError):
        communicating.withdraw_communication(world.hand(world.marek), made, reason="маё")


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"medium": "pigeon"}, UnknownTermError),
        ({"text": " ", "speakers": ()}, MalformedError),
        ({"text": "а" * 20_001}, TooLargeError),
        ({"speakers": TALK[:1] * 51}, ImpossibleError),
        ({"view": ViewDraft(heading_deg=120)}, MalformedError),
    ],
)
def test_a_message_that_cannot_be_is_refused(more: dict[str, object], error: type[Exception]):
    with pytest.raises(error):
        replace(DRAFT, **more)


def test_a_speaker_and_a_translation_have_words(world: World):
    with pytest.raises(MalformedError):
        SpeakerDraft("from", "—", "call-sign")
    with pytest.raises(UnknownTermError):
        SpeakerDraft("from", "Рысь", "plate")
    with pytest.raises(MalformedError):
        TranslationDraft(" ", "ru")


def test_files_that_wait_for_a_lawyer_become_no_message(world: World):
    hand = world.hand(world.vera)
    leaked = begin_acquisition(hand, acquisition_draft(how_obtained="intercepted"), world.first)
    add_files(hand, leaked, [gathered_file()])
    with pytest.raises(RefusedError, match="a lawyer decides first"):
        entered(world, source=Witness(exhibit=leaked.exhibits.get()))


def test_a_statement_that_is_erased_takes_the_messages_that_rest_on_it(world: World):
    account = world.coded(world.report())
    made = entered(world, source=Witness(account=account))
    communicating.translate_communication(world.hand(world.vera), made, TranslationDraft("Выходим.", "ru"))
    stays = entered(world)
    agree_to_erasure(world.hand(world.zoya), ask_erasure(world.hand(keeper(world)), ("statement", account.statement_id), WISH))
    assert list(Communication.objects.all()) == [stays]
    assert Speaker.objects.count() == len(TALK)


@pytest.mark.django_db(databases=["default", "replay"])
def test_the_journal_rebuilds_all_of_it(world: World):
    test_a_message_is_corrected_whole_and_withdrawn_whole(world)
    made = entered(world)
    communicating.translate_communication(world.hand(world.vera), made, TranslationDraft("Выходим.", "ru"))
    assert replay().differences == ()
