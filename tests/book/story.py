"""A story in which everything happens that the book knows of: each action once, so that every journalled table is written.

It returns what the tests look for afterwards. Everybody in it is made up.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

from tests.publishing import REPORT, accepted, publishers
from tests.world import (
    CHECKED,
    CONSENTED,
    NOW,
    PLACE,
    TIME,
    World,
    acquisition_draft,
    at,
    brought_interview,
    finding_draft,
    found_world,
    gathered_file,
    interview_draft,
    looked_through,
    medical_draft,
    notice_draft,
    stored_file,
)  # fmt: skip

from kniha.book.access.actions import Enrolment, admit_member, enrol_registrar, freeze
from kniha.book.access.conflicts import keep_out, propose_readmission, readmit, stay_apart, step_aside
from kniha.book.access.looking import enter_export_as_of, enter_handing_out, enter_list_export, enter_search
from kniha.book.access.models import Registrar
from kniha.book.access.proposing import ProposalDraft, carry_out, propose, turn_down
from kniha.book.access.tokens import TokenDraft, make_token, revoke_token
from kniha.book.bulk.actions import BatchDraft, bring_batch
from kniha.book.bulk.rows import keys, load
from kniha.book.casefiles import delivering
from kniha.book.casefiles.actions import (
    CaseFileDraft,
    CellDraft,
    choose,
    describe_case_file,
    enter_cell,
    open_case_file,
    take_out,
    withdraw_cell,
)
from kniha.book.communications import communicating
from kniha.book.communications.actions import enter_call_sign, withdraw_call_sign
from kniha.book.communications.drafts import CallSignDraft, CommunicationDraft, SpeakerDraft, TranslationDraft
from kniha.book.communications.looking import look_for_speaker
from kniha.book.communications.taking import take_message
from kniha.book.counting.actions import keep_count
from kniha.book.counting.rules import Question
from kniha.book.crossing.actions import ask_register, keep_silent, note_hints, tell
from kniha.book.crossing.drafts import Found
from kniha.book.crossing.models import Hint
from kniha.book.erasure.actions import Wish, agree_to_erasure, ask_erasure, decline_erasure
from kniha.book.erasure.expiring import let_batch_go
from kniha.book.erasure.holding import HoldDraft, lift_hold, place_hold, propose_lifting
from kniha.book.events.actions import (
    add_account,
    allege_involvement,
    change_act,
    conclude,
    open_incident,
    record_act,
    record_injury,
    withdraw_act,
)
from kniha.book.events.drafts import ActChange, ActDraft, ContextDraft, DetentionDraft, IncidentDraft, ProceedingDraft
from kniha.book.events.involving import (
    Allegation,
    OutcomeDraft,
    allege_unit,
    change_involvement,
    close_involvement,
    enter_bearing,
    give_opinion,
    note_outcome,
)
from kniha.book.events.models import Act, Incident
from kniha.book.events.reviewing import decide, send_to_review
from kniha.book.events.surroundings import link_incidents, record_context, record_detention, record_proceeding, take_back_part
from kniha.book.evidence.acquiring import add_files, begin_acquisition, decide_uses
from kniha.book.evidence.actions import access_exhibit, describe_cover
from kniha.book.evidence.likening import judge_likeness
from kniha.book.evidence.masking import NUMBERS, MaskDraft, discard_masked_copy, draw_masked_copy, keep_masked_copy
from kniha.book.evidence.models import Derivative, Exhibit, Masking
from kniha.book.evidence.noting import NoteDraft, note_media, translate_note, withdraw_note
from kniha.book.evidence.rules import Region
from kniha.book.evidence.stepping import CustodyDraft, note_custody, note_thing_step
from kniha.book.evidence.things import ThingDraft, describe_thing, picture_thing, register_thing
from kniha.book.forces import actions as forces
from kniha.book.forces import deploying, leaving
from kniha.book.forces.drafts import (
    Count,
    DepartureDraft,
    DeploymentDraft,
    HeadcountDraft,
    PostingDraft,
    Source,
    Tasking,
    UnitDraft,
    UnitNameDraft,
)
from kniha.book.journal.acting import Hand
from kniha.book.linking.actions import decide_on_two
from kniha.book.matches.actions import Seen, decide_on_match
from kniha.book.medicine.reporting import amend_report, supplement_report, write_report, write_report_on
from kniha.book.medicine.signing import check_report, sign_report
from kniha.book.people.actions import (
    NameDraft,
    ReferralDraft,
    RiskDraft,
    SafeContactDraft,
    add_name,
    assess_risk,
    describe_person,
    follow_referral,
    note_safe_contact,
    offer_referral,
    open_sealed_field,
)
from kniha.book.people.canaries import note_person_read, plant_canary, propose_canary, withdraw_canary
from kniha.book.people.interests import declare_interest
from kniha.book.people.models import Person, SealedField
from kniha.book.publishing.actions import (
    Telling,
    decline_publication,
    end_publication,
    propose_publication,
    release_publication,
    withhold_publication,
)
from kniha.book.publishing.editions import EditionDraft, agree_to_edition, decline_edition, make_edition, propose_edition
from kniha.book.recordings import actions as recordings
from kniha.book.recordings import recording
from kniha.book.recordings.drafts import CameraDraft, PositionDraft, ReadingDraft, RecordingDraft, SeenTwice, Step, ViewDraft, Witness
from kniha.book.recordings.taking import take_row
from kniha.book.statements.actions import add_mention, code_account
from kniha.book.statements.bringing import hold_interview, receive_interview
from kniha.book.statements.conversation import agree_to_message, note_delivered, sealed_replies, withdraw_message, write_message
from kniha.book.statements.drafts import AccountDraft, MentionDraft, PassageDraft, When, Where
from kniha.book.statements.field_forms import let_in, take_form, withdraw_form
from kniha.book.statements.interviewing import allow_interview, take_interview
from kniha.book.statements.leaving import Handing
from kniha.book.statements.models import Account, HeldInterview, Statement
from kniha.book.statements.noticing import receive_notice
from kniha.book.statements.noting_consent import ConsentDraft, note_consent
from kniha.book.statements.receiving import quarantine_envelope
from kniha.book.statements.tying import tie_source
from kniha.book.work.actions import TaskDraft, close_task, give_task, hand_back, hand_on, take_back
from kniha.book.work.agreeing import agree, ask_second, decline, withdraw
from kniha.book.work.lists import confirm_list
from kniha.book.work.requests import RequestDraft, decide_request, note_request
from kniha.runs.importing import mapping
from kniha.runs.importing.medical_entries import Filing
from kniha.runs.importing.rows import as_rows
from kniha.runs.importing.run import import_rows
from kniha.vault.blobs import StoredBlob
from kniha.vocab.crimes.elements import shipped
from kniha.vocab.span import Span, parse_days, span

THREE_LINES = "Першы радок.\nДругі: каля 23:10 нас спынілі.\nТрэці: чалавек у чорным біў дубінкай.\n"
MAPPING = """
source = "made-up"
language = "be"
records = "items"
[columns]
id = "id"
title = "what"
text = ["what"]
tags = "tags"
links = "links"
[zones]
"*" = "Europe/Minsk"
[left_out]
[tags]
arrest = { act = "liberty.arbitrary-arrest" }
"""
LIST = [{"id": "1", "what": "Затрыманне ля парка", "tags": ["arrest"], "links": [{"url": "https://a.example/1", "text": "відэа"}]}]
STATEMENTS = """
source = "words"
kind = "statements"
[columns]
id = "id"
text = "said"
[zones]
"""
PEOPLE = """
source = "people"
kind = "persons"
[columns]
id = "id"
name = "name"
rank = "rank"
[zones]
[person]
role = "alleged-commander"
registered = true
"""
UNITS = """
source = "people"
kind = "units"
[columns]
id = "id"
name = "name"
parent = "above"
[zones]
"""
PAPERS = """
source = "papers"
kind = "medical-files"
[columns]
id = "id"
person = "who"
[medical]
nobody = ["unknown"]
unmarked = "open"
way = "on-paper"
secrecy_told = "yes"
kept_where = "шафа 4"
[medical.columns]
medic_name = "by"
finding = "kind"
region = "where"
description = "what"
[zones]
[consent.keep]
column = "keep"
values = { yes = "yes" }
"""
PAPER = {"id": "m1", "who": "unknown", "by": "Аліна Лекарская", "kind": "abrasion", "where": "knee.left", "what": "здзёрта", "keep": "yes"}
POSTINGS = """
source = "people"
kind = "postings"
[columns]
id = "id"
person = "who"
unit = "where"
post = "as"
[zones]
"""


@dataclass(frozen=True)
class Story:
    """Who is in it, and the incident that it is about."""

    world: World
    incident: Incident
    account: Account
    second: Account
    act: Act


def whole_story(world: World | None = None) -> Story:
    """Let everything happen once, over three days."""
    world = world or found_world()
    story = told(world)
    surrounded(story)
    of_forces(story)
    of_people(story)
    examined(story)
    of_files(story)
    reviewed(story)
    note_consent(
        on(world, world.vera, 2),
        story.second.statement,
        ConsentDraft("share-un", "yes", "self", NOW.date(), "сказала па тэлефоне: «перадавайце ў ААН»"),
    )
    keep_count(on(world, world.vera, 2), Question(rows="kind"), title="Парушэнні за жнівень", version="0.1.0")
    judged(story)
    published(story)
    compared(story)
    case_filed(story)
    imported(world)
    came_back(world)
    forgotten(world)
    looked_for(world)
    listed(world)
    of_access(world)
    return story


def of_access(world: World) -> None:
    """Nina's account is frozen, and thawed by two; she gains and loses what she may do; two proposals come to nothing."""
    anna, boris = world.hand(world.anna), world.hand(world.boris)
    nina = enrolled(world, "Nina", ("clerk",))
    freeze(boris, nina)
    for draft in (
        ProposalDraft("thaw", nina, words="памылка"),
        ProposalDraft("give-role", nina, role="analyst"),
        ProposalDraft("take-role", nina, role="analyst"),
        ProposalDraft("admit", nina, world.second),
        ProposalDraft("admit-keeper", nina, world.second),
        ProposalDraft("dismiss", nina, world.second),
        ProposalDraft("open-compartment", name="Third"),
        ProposalDraft("enrol", name="Olha", role="medic"),
        ProposalDraft("reset-sign-in", nina),
    ):
        carry_out(boris, propose(anna, draft).proposal)
    turn_down(anna, propose(anna, ProposalDraft("give-role", nina, role="lawyer")).proposal)
    turn_down(boris, propose(anna, ProposalDraft("give-role", nina, role="lawyer")).proposal)
    freeze(boris, nina)


def on(world: World, registrar: Registrar, days: int) -> Hand:
    """The hand of `registrar`, some days after the beginning."""
    return world.hand(registrar, NOW + timedelta(days=days))


def told(world: World) -> Story:
    """Day 0: an incident with two acts. Day 1: concluded anew, an act taken back. Day 2: another account."""
    account = coded_lines(world)
    vera = world.hand(world.vera)
    incident = open_incident(vera, [account], IncidentDraft("Збіццё на рагу", TIME, PLACE))
    act = record_act(vera, incident, ActDraft("integrity.physical-assault", ("baton",), victim_count=3), accounts=[account])
    wrong = record_act(vera, incident, ActDraft("liberty.arbitrary-arrest", victim_count=2), accounts=[account])
    record_injury(vera, wrong, kind="contusion", region="upper-back")
    later = When(at(23, 10), at(23, 40), "Europe/Minsk", "exact")
    conclude(on(world, world.vera, 1), incident, IncidentDraft("Збіццё на рагу", later, PLACE), accounts=[account])
    withdraw_act(on(world, world.vera, 1), wrong, reason="запісана двойчы")
    second = world.coded(world.report(envelope="e2" * 32, contact="праз сястру", files=(stored_file(),)))
    add_account(on(world, world.vera, 2), incident, second)
    named = second.mentions.get(role="alleged-part")
    allege_involvement(on(world, world.vera, 2), act, named, degree="carried-out", finding="suspicion", basis="назвалі мянушку")
    return Story(world, incident, account, second, act)


def surrounded(story: Story) -> None:
    """Day 2: the act is changed; the involvement is weighed, changed, followed; a unit is alleged; what surrounds the incident is told."""
    world, hand, incident = story.world, on(story.world, story.world.vera, 2), story.incident
    change_act(hand, story.act, ActChange(("baton", "shoving"), "тры чалавекі", "pending"))
    alleged = story.act.involvements.get()
    enter_bearing(hand, alleged, story.second, direction="for", words="назваў мянушку")
    take_back_part(hand, enter_bearing(hand, alleged, story.account, direction="against", words="не бачыў твару"), reason="не пра гэта")
    enter_bearing(hand, alleged, story.account, direction="against", words="бачыў іншага")
    alleged = change_involvement(hand, alleged, Allegation("present", "reasonable-grounds", "мянушка і форма"))
    add_name(hand, alleged.person, NameDraft("Ryś", "pl", "transliteration", "чат, 12 жніўня"))
    describe_person(hand, alleged.person, gender="мужчына", age="каля 40")
    unit = allege_unit(hand, story.act, "людзі ў чорным, без знакаў", Allegation("present", "suspicion", "форма"), accounts=[story.second])
    note_outcome(hand, unit, OutcomeDraft("shared", "пракуратура", hand.today, "зварот без адказу"))
    close_involvement(hand, unit, why="entered-in-error", words="форма была іншая")

    third = world.coded(world.report(envelope="e9" * 32))
    other = open_incident(hand, [third], IncidentDraft("Ноч у камеры", TIME, PLACE))
    link_incidents(hand, incident, other, kind="precedes", words="адтуль павезлі")
    victim = story.second.mentions.get(role="victim")
    held = DetentionDraft("vehicle", TIME, held=victim, place_words="аўтазак", holder_words="людзі ў чорным", shared_words="яшчэ трое")
    record_detention(hand, incident, held, account=story.second)
    tried = ProceedingDraft(tried=victim, article="23.34", court="суд раёна", judge="невядомы", sentence="10 сутак", held_on=hand.today)
    record_proceeding(hand, incident, tried, account=story.second)
    record_context(hand, incident, ContextDraft("speech", "Зварот", "газета, с. 1", hand.today, "абяцалі абараніць"))


def of_forces(story: Story) -> None:
    """Day 2: two units, one of them known from the second account alone; names, a parent, postings, and what of it was wrong."""
    hand, read = on(story.world, story.world.vera, 2), Source(read_in="газета «Прыклад», 3 верасня 2020 г., с. 2")
    told = Source(account=story.second)
    above = forces.register_unit(hand, UnitDraft("directorate", "police", "BY"), UnitNameDraft("Упраўленне прыкладаў", "be"), source=read)
    below = forces.register_unit(hand, UnitDraft("not-known", "police.riot"), UnitNameDraft("Рысі", "be", "as-said"), source=told)
    forces.describe_unit(hand, below, UnitDraft("detachment", "police.riot", "BY"))
    forces.name_unit(hand, below, UnitNameDraft("Ryś-1", "pl", "call-name", span(None, None, [parse_days("2020-08")])), source=told)
    wrong = forces.place_unit(hand, below, above, Span(), source=told, words="так сказалі")
    forces.withdraw_part(hand, wrong, reason="не тое ўпраўленне")
    forces.place_unit(hand, below, above, span(parse_days("2019"), None, [parse_days("2020-08-11")]), source=told)
    person = story.act.involvements.exclude(person=None).get().person
    posting = forces.enter_posting(hand, person, below, PostingDraft("member", "баец", words="так назвалі"), source=told)
    forces.correct_posting(
        hand, posting, PostingDraft("commander", "камандзір", "маёр", True, span(None, None, [parse_days("2020-08-11")]))
    )
    day = span(None, None, [parse_days("2020-08-11")])
    there = DeploymentDraft("deployed", PLACE, day, "22:00", "23:30", "стаялі шэрагам")
    deployed = deploying.enter_deployment(hand, below, there, source=told, tasking=Tasking(unit=above))
    deploying.correct_deployment(hand, deployed, DeploymentDraft("deployed", PLACE, day, "22:30"))
    deploying.enter_deployment(hand, below, DeploymentDraft("area", PLACE), source=told, tasking=Tasking(person=person))
    wrong_base = deploying.enter_deployment(hand, above, DeploymentDraft("base", Where(words="горад")), source=read)
    deploying.withdraw_deployment(hand, wrong_base, reason="іншы горад")
    count = Count(90, 100, 120, hand.today, hand.today, "possibly-true", "«каля сотні»")
    had = leaving.enter_headcount(hand, below, HeadcountDraft("all", count), source=told)
    leaving.correct_headcount(hand, had, HeadcountDraft("all", Count(95, 100, 120, hand.today, hand.today)))
    wrong_count = leaving.enter_headcount(hand, above, HeadcountDraft("posts", Count(400, 400, 400)), source=read)
    leaving.withdraw_count(hand, wrong_count, reason="іншае ўпраўленне")
    left = leaving.enter_departure(hand, below, DepartureDraft("report", Count(3, 5, 8, None, hand.today)), source=told)
    leaving.correct_departure(hand, left, "resignation", Count(3, 5, 7, None, hand.today))
    leaving.enter_departure(hand, below, DepartureDraft("resignation", Count(1, 1, 1), person), source=told)
    wrong_one = leaving.enter_departure(hand, above, DepartureDraft("not-said", Count(1, 1, 2)), source=read)
    leaving.withdraw_count(hand, wrong_one, reason="ніхто не сышоў")
    borne = CallSignDraft("Рысь-1", span(None, None, [parse_days("2020-08")]))
    enter_call_sign(hand, below, borne, source=told, posting=posting)
    withdraw_call_sign(hand, enter_call_sign(hand, above, CallSignDraft("Горад"), source=read), reason="гэта не пазыўны")
    spoken = add_mention(hand, story.second, MentionDraft("present", unit="рысі", known_unit=below))
    assert spoken.known_unit_id == below.pk
    words = Allegation("present", "suspicion", "мянушка атрада")
    allege_unit(hand, story.act, "рысі", words, accounts=[story.second], unit=below)


def judged(story: Story) -> None:
    """Two lawyers agree to the involvement; their second look comes after the incident was accepted."""
    world, alleged = story.world, story.act.involvements.exclude(person=None).get()
    give_opinion(on(world, world.zoya, 2), alleged, decision="agrees")
    other = enrolled(world, "Halina", ("lawyer",))
    admit_member(world.hand(world.anna), (world.anna, world.boris), world.first, other)
    give_opinion(on(world, other, 2), alleged, decision="agrees", words="дзве незалежныя крыніцы")


def compared(story: Story) -> None:
    """Two persons who may be one: Vera cannot say, Zoya says that they are not; that is taken back again. Two incidents are one event."""
    alleged, source = story.act.involvements.exclude(person=None).get().person, story.second.statement.source
    vera, zoya = on(story.world, story.world.vera, 2), on(story.world, story.world.zoya, 2)
    decide_on_two(vera, alleged, source, verdict="not-known", words="нічога агульнага, акрамя вуліцы")
    decide_on_two(zoya, source, alleged, verdict="not-same", words="крыніца бачыла яго сама")
    decide_on_two(vera, source, alleged, verdict="taken-back", words="паглядзім яшчэ раз")
    decide_on_two(vera, story.incident, story.incident.links.get().other, verdict="same", words="адзін рог і адна ноч")


def coded_lines(world: World) -> Account:
    """An account that rests on the second and third line of its statement."""
    statement = world.report(THREE_LINES, envelope="e3" * 32)
    when, act = (THREE_LINES.index(words) for words in ("каля 23:10", "біў"))
    draft = AccountDraft(
        TIME, PLACE, ("integrity.physical-assault",), (PassageDraft("when", when, when + 10), PassageDraft("act", act, act + 3))
    )
    account = code_account(world.hand(world.vera), statement, draft)
    add_mention(world.hand(world.vera), account, MentionDraft("witness", description="мінак"))
    return account


def of_people(story: Story) -> None:
    """What is noted of the source, and what is opened of what is sealed."""
    world, source = story.world, story.second.statement.source
    hand = on(world, world.vera, 2)
    assess_risk(hand, source, RiskDraft("high", ("in-country",), "", hand.today + timedelta(days=30)))
    draft = SafeContactDraft("signal", "@нехта", "вечарам", "сама", "не тэлефанаваць")
    note_safe_contact(hand, source, draft, recipient=world.person_recipient, opening=world.person_keys)
    field = SealedField.objects.get(person=source, field="contact")
    open_sealed_field(hand, field, reason="дамовіцца пра агляд", opening=world.person_keys)

    message = write_message(hand, story.second.statement, "Калі гэта было?", opening=world.person_keys)
    agree_to_message(on(world, world.zoya, 2), message, opening=world.person_keys)
    for reply in sealed_replies():
        note_delivered(world.process("courier", NOW + timedelta(days=2)), reply)
    withdraw_message(hand, write_message(hand, story.second.statement, "Дзе гэта было?", opening=world.person_keys))

    vera, zoya = on(world, world.vera, 2), on(world, world.zoya, 2)
    give_task(vera, story.incident, TaskDraft("review", world.zoya, vera.today + timedelta(days=7), "калі ласка, да пятніцы"))
    note = give_task(vera, story.second.statement, TaskDraft("see", world.zoya, words="другі аповед"))
    close_task(zoya, note, answer="бачу")
    hand_back(vera, hand_on(zoya, give_task(vera, source, TaskDraft("read", world.zoya)), world.vera), answer="не магу")
    take_back(vera, give_task(vera, story.incident, TaskDraft("read", world.zoya)))

    referral = offer_referral(hand, source, ReferralDraft("medical", "лекар у горадзе", hand.today + timedelta(days=7)))
    follow_referral(zoya, referral, state="followed-up", next_look=None)
    request = note_request(vera, world.first, RequestDraft("access", "што пра мяне запісана?", vera.today, source))
    decide_request(zoya, request, state="refused", answer="справа на разглядзе")

    interviewed(story)
    apart(story)


def apart(story: Story) -> None:
    """Conflicts of interest, canaries, and a question that crosses compartments."""
    world, source = story.world, story.second.statement.source
    kira = enrolled(world, "Kira the keeper", ("lawyer",))
    admit_member(world.hand(world.anna), (world.anna, world.boris), world.first, kira, keeper=True)
    zoya, keeper = on(world, world.zoya, 2), on(world, kira, 2)
    conflict = keep_out(zoya, source, world.vera, ground="kin", words="стрыечная сястра")
    stay_apart(keeper, propose_readmission(zoya, conflict))
    readmit(keeper, propose_readmission(zoya, conflict))
    step_aside(keeper, world.report("Пра суседа.", envelope="f9" * 32), ground="other", words="стары спор")
    declare_interest(zoya, kind="own-names", names="Зоя Невядомая", recipient=world.person_recipient)
    anna, boris = on(world, world.anna, 2), on(world, world.boris, 2)
    proposed = propose_canary(anna, world.first, name="Зымдраль Квазюк")
    withdraw_canary(anna, plant_canary(boris, proposed, contact="нідзе", recipient=world.person_recipient))
    note_person_read(zoya, source)
    inquiry = ask_register(zoya, source, kind="spoken-before", reason="каб не пытаць двойчы")
    hints = [
        Found("person", story.second.statement.source_id, world.first.pk),
        Found("statement", story.second.statement_id, world.first.pk),
    ]
    note_hints(world.process("register", NOW + timedelta(days=2)), inquiry, hints)
    told, silent = Hint.objects.filter(inquiry=inquiry).order_by("table")
    tell(keeper, told, answer="так, спытайце мяне")
    keep_silent(keeper, silent)


def interviewed(story: Story) -> None:
    """Somebody new is interviewed; then, by a lawyer's leave, the same person once more."""
    world, hand = story.world, on(story.world, story.world.vera, 2)
    keys = {"recipient": world.person_recipient, "opening": world.person_keys}
    first = take_interview(hand, world.first, interview_draft(hand), person=None, **keys)
    allow_interview(on(world, world.zoya, 2), first.source, words="суд папрасіў удакладніць")
    take_interview(hand, world.first, interview_draft(hand), person=first.source, **keys)
    brought(story, first.source)


def brought(story: Story, known: Person) -> None:
    """Field forms: one brings an interview with a file, one is held and let in, one is withdrawn, one is for somebody who is known."""
    world, hand = story.world, on(story.world, story.world.vera, 2)
    courier, until = world.process("courier", hand.now), hand.today + timedelta(days=7)
    keys = {"person_recipient": world.person_recipient}
    good = take_form(hand, world.first, person=None, good_until=until)
    files = (stored_file("голас.ogg", blob="b7" * 32, media_type="audio/ogg"),)
    receive_interview(courier, brought_interview(hand, good.token, files=files), **keys)
    again = brought_interview(hand, good.token, digest="d2" * 32)
    hold_interview(courier, again, reason="form-used")
    let_in(on(world, world.zoya, 2), HeldInterview.objects.get(digest="d2" * 32), words="дзве гутаркі за адзін дзень")
    receive_interview(courier, again, **keys)
    withdraw_form(hand, take_form(hand, world.first, person=None, good_until=until).form)
    allow_interview(on(world, world.zoya, 2), known, words="яшчэ адно пытанне суда")
    take_form(hand, world.first, person=known, good_until=until)
    tied = HeldInterview.objects.get(digest="d2" * 32).statement
    assert tied is not None
    tie_source(hand, tied, known, recipient=world.person_recipient, opening=world.person_keys)


def examined(story: Story) -> None:
    """A medic examines the second source and supplements what she signed; a paper of an outside medic is typed and checked."""
    world = story.world
    hand, vera = on(world, world.colleague("Tamara", "medic"), 2), on(world, world.vera, 2)
    report = write_report_on(hand, story.second.statement, medical_draft(hand), sealing=world.sealing)
    report = amend_report(hand, report, medical_draft(hand, finding_draft(), finding_draft(region="buttocks")), sealing=world.sealing)
    report = sign_report(hand, report)
    supplement_report(hand, report, medical_draft(hand), words="зроблены рэнтген", sealing=world.sealing)
    typed = write_report(vera, world.first, medical_draft(vera, paper=True), CONSENTED, person=None, sealing=world.sealing)
    check_report(hand, typed)
    record_injury(vera, story.act, kind="contusion", region="upper-back", finding=report.findings.get(number=1))


def copies_of(story: Story, exhibit: Exhibit) -> None:
    """Faces are covered in two copies: one is kept, one discarded."""
    hand = story.world.hand(story.world.vera)
    copy, other = (draw_masked_copy(hand, exhibit, MaskDraft("1 0 100 100 500 500", "для суда")) for _ in range(2))
    blob = {"blob": "c1" * 32, "sealed_sha256": "c2" * 32, "sha256": "c3" * 32, "size": 5}
    Derivative.objects.create(exhibit=exhibit, kind="masked", number=copy.number * NUMBERS + 1, recipe="{}", **blob)
    Masking.objects.create(exhibit=exhibit, number=copy.number, done=1, is_over=True)
    keep_masked_copy(hand, copy, sha256="c3" * 32)
    discard_masked_copy(hand, other, reason="відаць твар")


def of_files(story: Story) -> None:
    """A file is covered and opened; an envelope is quarantined."""
    exhibit = story.second.statement.exhibits.get()
    describe_cover(story.world.hand(story.world.vera), exhibit, "blood")
    access_exhibit(story.world.hand(story.world.vera), exhibit, why="каб закадаваць")
    said = note_media(
        story.world.hand(story.world.vera), exhibit, NoteDraft("transcript", "Стаяць!", "be", region=Region(0, 0, 2500, 2500))
    )
    meant = translate_note(story.world.hand(story.world.vera), said, words="Стоять!", language="ru")
    withdraw_note(story.world.hand(story.world.vera), meant, reason="не так перакладзена")
    copies_of(story, exhibit)
    shown = CustodyDraft("shown", NOW - timedelta(days=1), True, "", "эксперт", "каб пазнаў гузік", condition="цэлы")
    note_custody(story.world.hand(story.world.vera), exhibit, shown)
    came = CustodyDraft("received", NOW - timedelta(days=2), True, "пацярпелы", "следчы", "каб захаваць", condition="парваная")
    shirt = ThingDraft("clothing", "Кашуля", "сіняя, без гузіка", "пломба 17", "шафа 3")
    with_it = register_thing(story.world.hand(story.world.vera), shirt, came, how_obtained="given", into=story.second.statement)
    describe_thing(story.world.hand(story.world.vera), with_it, replace(shirt, description="сіняя, без двух гузікаў"))
    note_thing_step(story.world.hand(story.world.vera), with_it, shown, seal_number="пломба 18", kept_at="шафа 4")
    picture_thing(story.world.hand(story.world.vera), with_it, exhibit)
    hand, lawyer = story.world.hand(story.world.vera), story.world.hand(story.world.colleague("Fiodar", "lawyer"))
    leaked = begin_acquisition(hand, acquisition_draft(how_obtained="leaked"), story.world.first)
    add_files(hand, leaked, [gathered_file(), gathered_file("DCIM/0002.jpg", blob="d2" * 32)])
    decide_uses(lawyer, leaked, frozenset({"read", "linked"}), words="знята ў грамадскім месцы, нікому не пагражае")
    judge_likeness(hand, exhibit, leaked.exhibits.order_by("pk")[0], verdict="different", words="іншы двор")
    of_cameras(story, exhibit)
    of_messages(story, exhibit)
    of_batches(story)
    quarantine_envelope(story.world.process("courier"), digest="ab" * 32, size=20000, reason="damaged")


def of_messages(story: Story, exhibit: Exhibit) -> None:
    """A message on the air from a file: corrected, translated, looked for within the incident; one that was entered in error."""
    hand, first = story.world.hand(story.world.vera), story.world.first
    speakers = (SpeakerDraft("from", "Рысь-1", "call-sign"), SpeakerDraft("to", "+375 29 000-00-17", "number"))
    draft = CommunicationDraft("radio", "Выходзім да метро.", "be", "145,5", speakers=speakers, view=ViewDraft(539023000, 275619000, 400))
    made = communicating.enter_communication(hand, first, draft, source=Witness(exhibit=exhibit))
    communicating.correct_communication(hand, made, replace(draft, channel="145,500 МГц"))
    communicating.translate_communication(hand, made, TranslationDraft("Выходим к метро.", "ru", "person", "«да» можа быць «ля»"))
    wrong = communicating.translate_communication(hand, made, TranslationDraft("Заходим в метро.", "ru", "machine"))
    communicating.withdraw_translation(hand, wrong, reason="не тое слова")
    look_for_speaker(hand, story.incident, "рысь 1", digest="d1" * 32)
    second = communicating.enter_communication(hand, first, replace(draft, medium="chat"), source=Witness(account=story.second))
    communicating.withdraw_communication(hand, second, reason="запісана двойчы")


def of_batches(story: Story) -> None:
    """An index of footage is brought as a batch, and goes by its day."""
    hand = story.world.hand(story.world.vera)
    given = begin_acquisition(hand, acquisition_draft("Спіс гарадскіх камер"), story.world.first)
    blob = StoredBlob("e5" * 32, "e6" * 32, 3, "e7" * 32, b"header")
    draft = BatchDraft("footage", "Гарадскія камеры", 2, "kind = 'footage'", "e8" * 32, hand.today + timedelta(days=1))
    batch = bring_batch(hand, given, draft, blob)
    line = ("А-1", "крама", 10**12, 10**12 + 1000, 500, 539023000, 275619000, 9, None, None, None, None, "")
    load(batch, 0, [line, line])
    take_row(hand, batch, keys(batch).start)
    heard = bring_batch(hand, given, replace(draft, kind="messages", source_sha256="e9" * 32), replace(blob, name="ea" * 32))
    said = ("1", "radio", "145,5", 10**12, 10**12, "Europe/Minsk", "Рысь-1", "рис1", "База", "|база|", "call-sign")
    load(heard, 0, [(*said, *(None,) * 6, "Выходзім.", "be")] * 2)
    take_message(hand, heard, keys(heard).start)
    let_batch_go(story.world.process("worker", NOW + timedelta(days=1)), batch)


def of_cameras(story: Story, exhibit: Exhibit) -> None:
    """Two cameras, their places and clocks; footage that is asked for, refused, received; a recording that was entered in error."""
    hand, lawyer, first = story.world.hand(story.world.vera), story.world.hand(story.world.zoya), story.world.first
    told, view = Witness(account=story.second), ViewDraft(539023000, 275619000, 15, 90, 80, 60, "над уваходам")
    over_door = recordings.register_camera(
        hand, first, CameraDraft("Камера крамы", "fixed", "business", "крама"), PositionDraft(view), source=told
    )
    phone = recordings.register_camera(
        hand, first, CameraDraft("Тэлефон", "phone"), PositionDraft(ViewDraft(place_words="з балкона")), source=told
    )
    recordings.describe_camera(hand, over_door, CameraDraft("Камера крамы", "dome", "business", "крама", 30))
    wrong = recordings.place_camera(hand, over_door, PositionDraft(view, span(parse_days("2020-09"), None)), source=told)
    recordings.withdraw_camera_part(hand, wrong, reason="іншая крама")
    told_by = Witness(read_in="паказаў уладальнік")
    recordings.read_clock(hand, over_door, ReadingDraft(at(23), 120_000, 1_000, "owners-word", "спяшаецца"), source=told_by)
    seen = [SeenTwice(at(23, 5), at(23, 7), 500), SeenTwice(at(23, 6), at(23, 8), 500)]
    recordings.compare_clocks(hand, phone, over_door, seen, source=Witness(exhibit=exhibit))
    draft = RecordingDraft("Уваход у краму", over_door, (at(22, 30), at(23, 30)), holder_kind="business", holder_words="крама")
    known = recording.enter_recording(hand, first, draft, source=told)
    recordings.describe_camera(hand, over_door, CameraDraft("Камера крамы", "dome", "business", "крама", 14, "гаспадар мяняецца"))
    recording.tell_way(lawyer, known, "праз адваката гаспадара, на словах")
    for what, words in (("asked", ""), ("refused", "няма часу"), ("asked", "")):
        recording.follow_footage(hand, known, Step(what, hand.today, words))
    recording.receive_recording(hand, known, exhibit)
    decide_on_match(hand, story.incident, known, Seen("shows", "відаць двор і двое ў чорным", 12_000, 31_500))
    track = ((0, 539023000, 275619000, 10), (1500, 539023100, 275619100, 10))
    walked = RecordingDraft("З балкона", phone, (at(23), at(23, 1)), track=track, lost_on=hand.today)
    second = recording.enter_recording(hand, first, walked, source=told)
    recording.correct_recording(hand, second, replace(walked, words="дрыжыць"))
    recording.withdraw_recording(hand, second, reason="запісана двойчы")


def reviewed(story: Story) -> None:
    """Sent to the lawyers and accepted."""
    send_to_review(on(story.world, story.world.vera, 2), story.incident)
    decide(on(story.world, story.world.zoya, 2), story.incident, decision="accepted", words="дзве крыніцы", checked=CHECKED)


def published(story: Story) -> None:
    """One incident is released and taken out, one declined, one withheld and let go; an edition is declined, another made."""
    world, who = story.world, publishers(story.world)
    lena, paula, ryhor = (on(world, one, 2) for one in (who.lena, who.paula, who.ryhor))
    telling, end = Telling("month", "town"), {"why": "mistake", "words": "рана яшчэ"}
    incident = accepted(world, "5b" * 32)
    word = propose_publication(lena, incident, telling, answer="nobody-would-know", words="шмат людзей")
    decline_publication(paula, word, words="рана яшчэ")
    word = propose_publication(lena, incident, telling, answer="nobody-would-know", words="шмат людзей")
    end_publication(lena, release_publication(paula, word, words="згодна"), **end)
    end_publication(paula, withhold_publication(lena, incident, why="danger", words="пагражаюць"), **end)
    decline_edition(ryhor, propose_edition(paula, EditionDraft("ab" * 32, 0, REPORT, "")))
    edition = agree_to_edition(ryhor, propose_edition(paula, EditionDraft("cd" * 32, 0, REPORT, "")))
    make_edition(paula, edition, bundle="ef" * 32, content="cd" * 32)


def case_filed(story: Story) -> None:
    """A case file for an authority: chosen, its matrix, what speaks for the suspect, two deliveries, of which one comes to nothing."""
    world, vera, zoya = story.world, on(story.world, story.world.vera, 2), on(story.world, story.world.zoya, 2)
    draft = CaseFileDraft("Збіццё на рагу", "суд", "court", world.person_recipient, "зварот № 5", ("torture",))
    case_file = open_case_file(vera, world.first, draft, shipped())
    describe_case_file(vera, case_file, replace(draft, basis="зварот № 6", crimes=("torture", "by.426")), shipped())
    suspect = story.act.involvements.exclude(person=None).get().person
    exhibits = list(story.second.statement.exhibits.order_by("pk"))
    items = choose(vera, case_file, [story.incident, suspect, *exhibits])
    numbered = next(item for item in items if item.number)
    enter_cell(vera, case_file, CellDraft("torture/pain", "proves", numbered, "відаць удары"), shipped())
    wrong = enter_cell(vera, case_file, CellDraft("torture/aim", "missing", None, "мэты ніхто не чуў"), shipped())
    withdraw_cell(vera, wrong)
    take_out(vera, numbered, why="не той файл")
    choose(vera, case_file, exhibits)
    inquiry = ask_register(vera, suspect, kind="speaks-for-suspect", reason="перад перадачай справы")
    note_hints(world.process("register"), inquiry, [])
    spoken = delivering.DisclosureDraft("Рысь; чорны", "адзін бачыў іншага", "ёсць супярэчлівыя сведчанні", "імя", "небяспека")
    delivering.disclose(zoya, case_file, spoken)
    delivering.note_failed(world.process("worker"), delivering.ask_delivery(zoya, case_file, ("be",)), why="файл у сховішчы пашкоджаны")
    asked = delivering.ask_delivery(zoya, case_file, ("be", "en"))
    carried = tuple(item.pk for item in items)
    made = delivering.note_delivered(on_process(world, 2), asked, delivering.Delivered("aa" * 32, "ab" * 32, 100, carried, {}))
    delivering.acknowledge(vera, made, day=vera.today, words="атрымана, уваходны 12")


def on_process(world: World, days: int) -> Hand:
    """The hand of the worker, some days after the beginning."""
    return world.process("worker", NOW + timedelta(days=days))


def imported(world: World) -> None:
    """A list of somebody else's."""
    import_rows(world.process("importer"), as_rows(LIST), mapping.parse_mapping(MAPPING), world.first)
    words = mapping.parse_mapping(STATEMENTS)
    import_rows(world.process("importer"), as_rows([{"id": "w1", "said": "Бачыла бус без нумароў."}]), words, world.first)
    people = mapping.parse_mapping(PEOPLE)
    import_rows(world.process("importer"), as_rows([{"id": "p1", "name": "Юры Невядомы", "rank": "маёр"}]), people, world.first)
    units = [{"id": "u1", "name": "Палова ночы", "above": "u2"}, {"id": "u2", "name": "Палова дня", "above": ""}]
    import_rows(world.process("importer"), as_rows(units), mapping.parse_mapping(UNITS), world.first)
    held = mapping.parse_mapping(POSTINGS)
    import_rows(world.process("importer"), as_rows([{"id": "h1", "who": "p1", "where": "u1", "as": "камандзір"}]), held, world.first)
    papers, filing = mapping.parse_mapping(PAPERS), Filing(world.person_recipient, b"s" * 32)
    import_rows(world.hand(world.vera), as_rows([PAPER]), papers, world.first, filing=filing)


def came_back(world: World) -> None:
    """A reporter answers otherwise, takes all back, and takes that back."""
    first = "b1" * 32
    world.report("Спачатку баялася.", envelope=first)
    for number, kind in enumerate(("consent", "withdrawal", "return")):
        receive_notice(world.process("courier"), notice_draft(kind, envelope=f"b{number + 2}" * 32, of=first, words="перадумала"))


def forgotten(world: World) -> None:
    """A statement is held, then neither held nor kept; another wish is declined."""
    jana, pavel = (enrolled(world, name, ("lawyer",)) for name in ("Jana", "Pavel"))
    for member in (jana, pavel):
        admit_member(world.hand(world.anna), (world.anna, world.boris), world.first, member, keeper=True)
    gone = world.report("Гэта пра мяне, прашу сцерці.", envelope="e4" * 32)
    target = ("statement", gone.pk)
    review_on = NOW.date() + timedelta(days=60)
    hold = place_hold(world.hand(world.zoya), target, HoldDraft("authority-asked", "суд", "", review_on))
    hold = propose_lifting(world.hand(jana), hold, words="больш не патрэбна")
    lift_hold(world.hand(pavel), hold)
    wish = Wish("source", "consent-withdrawn")
    decline_erasure(world.hand(pavel), ask_erasure(world.hand(jana), target, wish), words="спярша трэба спытаць")
    agree_to_erasure(world.hand(pavel), ask_erasure(world.hand(jana), target, wish))


def looked_for(world: World) -> None:
    """What was searched for and taken away."""
    enter_search(world.hand(world.vera), "Рысь", among="incidents")
    enter_list_export(world.hand(world.vera), among="statements", rows=3)
    told = [*Statement.objects.order_by("pk").values_list("pk", flat=True)[:1]]
    named = {"among": "statements", "rows": told, "left_out": 2, "purpose": "share-authority", "recipient": "суд", "reason": "суд папрасіў"}
    enter_handing_out(world.hand(world.zoya), **named)
    enter_export_as_of(world.process("console"), NOW.date(), reason="просьба суда")
    made = make_token(world.hand(world.vera), TokenDraft("reading", "лічыльнік", NOW.date() + timedelta(days=30)), is_demo=True)
    revoke_token(world.hand(world.anna), made.token)


def listed(world: World) -> None:
    """A list that was brought is confirmed; what stays for danger alone is asked for, agreed to, declined."""
    brought = looked_through(world, world.vera)
    confirm_list(world.hand(world.vera), brought, seen=brought.seen)
    told = [*Statement.objects.filter(compartment=world.first).order_by("pk").values_list("pk", flat=True)[:1]]
    pair = (enrolled(world, "Ружа", ("lawyer",)), enrolled(world, "Мікіта", ("publisher",)))
    for one in pair:
        admit_member(world.hand(world.anna), (world.anna, world.boris), world.first, one)
    for decide_on in (agree, decline):
        handing = Handing("share-authority", "суд")
        asked = ask_second(world.hand(pair[0]), "statements", handing, told, reason="суд папрасіў")
        decide_on(world.hand(pair[1]), asked, reason="глядзеў кожнае")
    withdraw(world.hand(pair[0]), ask_second(world.hand(pair[0]), "statements", handing, told, reason="суд папрасіў"))


def enrolled(world: World, name: str, roles: tuple[str, ...]) -> Registrar:
    """One more registrar."""
    return enrol_registrar(world.hand(world.anna), (world.anna, world.boris), Enrolment(name, roles))
