"""A story in which everything happens that the book knows of: each action once, so that every journalled table is written.

It returns what the tests look for afterwards. Everybody in it is made up.
"""

import json
from dataclasses import dataclass
from datetime import timedelta

from tests.world import CHECKED, NOW, PLACE, TIME, World, at, found_world, interview_draft, stored_file

from kniha.book.access.actions import Enrolment, admit_member, enrol_registrar, freeze
from kniha.book.access.looking import enter_export_as_of, enter_list_export, enter_search
from kniha.book.access.models import Registrar
from kniha.book.access.proposing import ProposalDraft, carry_out, propose, turn_down
from kniha.book.erasure.actions import Wish, agree_to_erasure, ask_erasure, decline_erasure
from kniha.book.erasure.holding import HoldDraft, lift_hold, place_hold, propose_lifting
from kniha.book.events.actions import (
    add_account,
    allege_involvement,
    conclude,
    open_incident,
    record_act,
    record_injury,
    withdraw_act,
)
from kniha.book.events.drafts import ActDraft, IncidentDraft
from kniha.book.events.models import Act, Incident
from kniha.book.events.reviewing import decide, send_to_review
from kniha.book.evidence.actions import access_exhibit, describe_cover
from kniha.book.journal.acting import Hand
from kniha.book.people.actions import (
    ReferralDraft,
    RiskDraft,
    SafeContactDraft,
    assess_risk,
    follow_referral,
    note_safe_contact,
    offer_referral,
    open_sealed_field,
)
from kniha.book.people.models import SealedField
from kniha.book.statements.actions import add_mention, code_account
from kniha.book.statements.conversation import agree_to_message, note_delivered, sealed_replies, withdraw_message, write_message
from kniha.book.statements.drafts import AccountDraft, MentionDraft, PassageDraft, When
from kniha.book.statements.interviewing import allow_interview, take_interview
from kniha.book.statements.models import Account
from kniha.book.statements.receiving import quarantine_envelope
from kniha.book.work.actions import TaskDraft, close_task, give_task, hand_back, hand_on, take_back
from kniha.book.work.requests import RequestDraft, decide_request, note_request
from kniha.runs.importing import mapping, records
from kniha.runs.importing.run import import_incidents

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
LIST = {
    "items": [{"id": "1", "what": "Затрыманне ля парка", "tags": ["arrest"], "links": [{"url": "https://a.example/1", "text": "відэа"}]}]
}


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
    of_people(story)
    of_files(story)
    reviewed(story)
    imported(world)
    forgotten(world)
    looked_for(world)
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


def interviewed(story: Story) -> None:
    """Somebody new is interviewed; then, by a lawyer's leave, the same person once more."""
    world, hand = story.world, on(story.world, story.world.vera, 2)
    keys = {"recipient": world.person_recipient, "opening": world.person_keys}
    first = take_interview(hand, world.first, interview_draft(hand), person=None, **keys)
    allow_interview(on(world, world.zoya, 2), first.source, words="суд папрасіў удакладніць")
    take_interview(hand, world.first, interview_draft(hand), person=first.source, **keys)


def of_files(story: Story) -> None:
    """A file is covered and opened; an envelope is quarantined."""
    exhibit = story.second.statement.exhibits.get()
    describe_cover(story.world.hand(story.world.vera), exhibit, "blood")
    access_exhibit(story.world.hand(story.world.vera), exhibit, why="каб закадаваць")
    quarantine_envelope(story.world.process("courier"), digest="ab" * 32, size=20000, reason="damaged")


def reviewed(story: Story) -> None:
    """Sent to the lawyers and accepted."""
    send_to_review(on(story.world, story.world.vera, 2), story.incident)
    decide(on(story.world, story.world.zoya, 2), story.incident, decision="accepted", words="дзве крыніцы", checked=CHECKED)


def imported(world: World) -> None:
    """A list of somebody else's."""
    how = mapping.parse_mapping(MAPPING)
    found = records.read_records(json.dumps(LIST).encode(), name="list.json", mapping=how)
    import_incidents(world.process("importer"), found, how, world.first)


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
    enter_export_as_of(world.process("console"), NOW.date(), reason="просьба суда")


def enrolled(world: World, name: str, roles: tuple[str, ...]) -> Registrar:
    """One more registrar."""
    return enrol_registrar(world.hand(world.anna), (world.anna, world.boris), Enrolment(name, roles))
