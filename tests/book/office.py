"""An office in which anything may be done by anybody in any order: what tests/book/test_replay_property.py plays with.

Each rule is one action of the book, by whoever and on whatever chance picks. Most are refused at first; a refusal leaves no trace.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

from django.db import models, transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from tests.book.chances import counts, days, early_answers, findings, picks, places, reasons, signs, spans, term, times, titles, words
from tests.world import (
    CHECKED,
    CONSENTED,
    NOW,
    TEXT,
    brought_interview,
    finding_draft,
    found_world,
    gathered_file,
    interview_draft,
    looked_through,
    medical_draft,
    report_draft,
    stored_file,
)  # fmt: skip

from kniha.book.access import actions as access
from kniha.book.access import conflicts, looking, proposing
from kniha.book.access.models import Compartment, Conflict, Proposal, Registrar
from kniha.book.access.rules import FIELDS_OF
from kniha.book.bulk import actions as bulk
from kniha.book.bulk.models import Batch
from kniha.book.bulk.rows import keys, load, loaded
from kniha.book.classes import Journalled
from kniha.book.communications import actions as communications
from kniha.book.communications import communicating
from kniha.book.communications import looking as asking
from kniha.book.communications import taking as taking_messages
from kniha.book.communications.drafts import CallSignDraft, CommunicationDraft, SpeakerDraft, TranslationDraft
from kniha.book.communications.models import CallSign, Communication, CommunicationTranslation
from kniha.book.counting import deriving
from kniha.book.crossing import actions as crossing
from kniha.book.crossing.drafts import Found
from kniha.book.crossing.models import Hint, Inquiry
from kniha.book.erasure import actions as erasing
from kniha.book.erasure import expiring, holding
from kniha.book.erasure.models import Erasure, Hold
from kniha.book.events import actions as events
from kniha.book.events import involving, reviewing, surroundings
from kniha.book.events.drafts import ActChange, ActDraft, ContextDraft, DetentionDraft, IncidentDraft, ProceedingDraft
from kniha.book.events.models import (
    Act,
    Bearing,
    Context,
    Detention,
    Incident,
    Involvement,
    Link,
    Outcome,
    Proceeding,
)
from kniha.book.evidence import acquiring, likening, masking, noting, stepping, things
from kniha.book.evidence import actions as evidence
from kniha.book.evidence.models import Acquisition, Derivative, Exhibit, MaskedCopy, Masking, MediaNote, Thing
from kniha.book.evidence.rules import Region, Stretch
from kniha.book.forces import actions as forces
from kniha.book.forces import deploying, leaving, listing
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
from kniha.book.forces.models import Departure, Deployment, Headcount, Posting, UnitName, UnitParent
from kniha.book.forces.units import Unit
from kniha.book.journal import checking, reading, rows, tallying
from kniha.book.journal.acting import Hand
from kniha.book.journal.replay import replay
from kniha.book.linking import actions as linking
from kniha.book.matches.actions import Seen, decide_on_match
from kniha.book.medicine import reporting, signing
from kniha.book.medicine.drafts import FindingDraft
from kniha.book.medicine.models import MedicalFinding, MedicalReport
from kniha.book.people import actions as people
from kniha.book.people import canaries, interests
from kniha.book.people.models import Canary, Person, Referral, SealedField
from kniha.book.recordings import actions as cameras
from kniha.book.recordings import recording, taking
from kniha.book.recordings.drafts import CameraDraft, PositionDraft, ReadingDraft, RecordingDraft, SeenTwice, Step, ViewDraft, Witness
from kniha.book.recordings.models import Camera, CameraPosition, ClockReading, Recording
from kniha.book.statements import actions as statements
from kniha.book.statements import bringing, conversation, field_forms, interviewing, noticing, receiving, tying
from kniha.book.statements.bringing import BroughtInterview
from kniha.book.statements.drafts import AccountDraft, MentionDraft, PassageDraft, When, Where
from kniha.book.statements.early import EarlyAnswers
from kniha.book.statements.leaving import Handing
from kniha.book.statements.models import Account, FieldForm, HeldInterview, Mention, Message, Statement
from kniha.book.statements.noticing import NoticeDraft
from kniha.book.work import actions as work
from kniha.book.work import agreeing, lists, requests
from kniha.book.work.models import Agreement, BroughtList, Request, Task
from kniha.runs.importing import mapping
from kniha.runs.importing.rows import as_rows
from kniha.runs.importing.run import import_rows
from kniha.vault.blobs import StoredBlob
from kniha.vocab.errors import KnihaError
from kniha.vocab.span import Span

Made = TypeVar("Made")
Row = TypeVar("Row", bound=models.Model)

MAPPING = mapping.parse_mapping(
    """
    source = "made-up"
    language = "be"
    [columns]
    id = "id"
    title = "what"
    text = ["what"]
    tags = "tags"
    links = "links"
    [zones]
    "*" = "Europe/Minsk"
    [tags]
    arrest = { act = "liberty.arbitrary-arrest" }
    """
)
TARGETS = {"person": Person, "statement": Statement, "exhibit": Exhibit, "thing": Thing}
THERE = Where(539023000, 275619000, 200, "рог вуліцы")


class Office(RuleBasedStateMachine):
    """A register with its staff, inside a transaction that is rolled back at the end."""

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.world = found_world()
        self.keepers = [self.keeper(name, roles) for name, roles in (("Kira", ("lawyer",)), ("Ales", ("medic", "specialist")))]
        self.world.coded(self.world.report(envelope="ee" * 32, files=(stored_file(),), contact="праз сястру"))
        self.minutes = 0
        self.tokens: dict[str, str] = {}
        self.done = 0

    def teardown(self) -> None:
        try:
            self.everything_agrees()
        finally:
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)

    # -- what must always hold

    def everything_agrees(self) -> None:
        assert replay().differences == ()
        assert checking.check_journal() == reading.size()
        assert tallying.told() == tallying.truth()
        assert listing.are_true()
        assert deriving.are_true()
        for model in rows.journalled_models():
            for row, told in rows.encoded_rows(models.QuerySet(model), model).items():
                assert history_of(model, row) == told

    @rule(seldom=st.integers(0, 4))
    def look(self, seldom: int) -> None:
        if seldom == 4:
            assert replay().differences == ()
            assert checking.check_journal() == reading.size()
            assert tallying.told() == tallying.truth()
            assert listing.are_true()
            assert deriving.are_true()

    # -- who acts, and on what

    def keeper(self, name: str, roles: tuple[str, ...]) -> Registrar:
        hand = self.world.hand(self.world.anna)
        registrar = access.enrol_registrar(hand, self.two, access.Enrolment(name, roles))
        access.admit_member(hand, self.two, self.world.first, registrar, keeper=True)
        return registrar

    @property
    def two(self) -> tuple[Registrar, Registrar]:
        return self.world.anna, self.world.boris

    def hand(self, pick: int) -> Hand:
        """Somebody's hand, a little later than the last: mostly of those who work in the first compartment."""
        self.minutes += 7
        staff = [self.world.vera, self.world.zoya, *self.keepers] * 3 + list(Registrar.objects.order_by("pk"))
        registrar = Registrar.objects.get(pk=staff[pick % len(staff)].pk)
        return self.world.hand(registrar, NOW + timedelta(minutes=self.minutes))

    def process(self, name: str) -> Hand:
        self.minutes += 7
        return self.world.process(name, NOW + timedelta(minutes=self.minutes))

    def one(self, model: type[Row], pick: int) -> Row | None:
        """Some row, if there is one."""
        ids = list(model.objects.order_by("pk").values_list("pk", flat=True))
        return model.objects.get(pk=ids[pick % len(ids)]) if ids else None

    def attempt(self, action: Callable[..., Made], *arguments: object, **named: object) -> Made | None:
        """Do it, or find that the book refuses and has not changed."""
        if None in arguments:
            return None
        size = reading.size()
        try:
            with transaction.atomic():
                made = action(*arguments, **named)
        except KnihaError:
            assert reading.size() == size
            return None
        self.done += 1
        return made

    def attempt_by_somebody(self, who: int, action: Callable[..., Made], *arguments: object, **named: object) -> Made | None:
        """Let each of the first compartment's people attempt it, until one may: for what few may and seldom happens."""
        staff = [self.world.vera, self.world.zoya, *self.keepers]
        for place in range(len(staff)):
            registrar = Registrar.objects.get(pk=staff[(who + place) % len(staff)].pk)
            self.minutes += 7
            hand = self.world.hand(registrar, NOW + timedelta(minutes=self.minutes))
            made = self.attempt(action, hand, *arguments, **named)
            if made is not None:
                return made
        return None

    # -- access

    @rule(who=picks, name=words, role=term("registrar-roles"))
    def enrol(self, who: int, name: str, role: str) -> None:
        if not Registrar.objects.filter(name=name).exists():
            self.attempt(access.enrol_registrar, self.hand(who), self.two, access.Enrolment(name, (role,)))

    @rule(who=picks, title=words, delicate=st.sampled_from([False, False, True]))
    def open_compartment(self, who: int, title: str, delicate: bool) -> None:
        if not Compartment.objects.filter(title=title).exists():
            self.attempt(access.open_compartment, self.hand(who), self.two, title=title, receives_reports=False, receives_delicate=delicate)

    @rule(who=picks, where=picks, member=picks, keeper=st.booleans())
    def admit(self, who: int, where: int, member: int, keeper: bool) -> None:
        compartment, registrar = self.one(Compartment, where), self.one(Registrar, member)
        if not compartment.memberships.filter(registrar=registrar).exists():
            self.attempt(access.admit_member, self.hand(who), self.two, compartment, registrar, keeper=keeper)

    @rule(who=picks, whom=picks, seldom=st.integers(0, 9))
    def freeze(self, who: int, whom: int, seldom: int) -> None:
        if seldom == 0:
            self.attempt(access.freeze, self.hand(who), self.one(Registrar, whom))

    @rule(who=picks, said=words, among=term("desk-lists"))
    def search(self, who: int, said: str, among: str) -> None:
        self.attempt(looking.enter_search, self.hand(who), said, among=among)

    @rule(who=picks, among=term("desk-lists"), count=st.integers(0, 500))
    def take_away(self, who: int, among: str, count: int) -> None:
        self.attempt(looking.enter_list_export, self.hand(who), among=among, rows=count)

    @rule(who=picks, what=st.sampled_from([("incidents", Incident), ("statements", Statement), ("persons", Person)]), said=words)
    def hand_out(self, who: int, what: tuple[str, type], said: str) -> None:
        rows = list(what[1].objects.order_by("pk").values_list("pk", flat=True))
        named = {"among": what[0], "rows": rows, "left_out": 3, "purpose": "share-un", "recipient": said, "reason": said}
        self.attempt_by_somebody(who, looking.enter_handing_out, **named)

    @rule(who=picks, what=st.sampled_from([("incidents", Incident), ("statements", Statement), ("persons", Person)]), said=words)
    def ask_a_second(self, who: int, what: tuple[str, type], said: str) -> None:
        rows = list(what[1].objects.filter(compartment=self.world.first).order_by("pk").values_list("pk", flat=True)[:5])
        handing = Handing("share-un", "суд")
        self.attempt_by_somebody(who, agreeing.ask_second, what[0], handing, rows, reason=said)

    @rule(who=picks, what=picks)
    def take_back_what_was_asked(self, who: int, what: int) -> None:
        asked = Agreement.objects.order_by("pk")
        if found := asked[what % len(asked)] if asked else None:
            self.attempt_by_somebody(who, agreeing.withdraw, found)

    @rule(who=picks, what=picks, said=words, yes=st.booleans())
    def answer_as_second(self, who: int, what: int, said: str, yes: bool) -> None:
        asked = Agreement.objects.order_by("pk")
        if found := asked[what % len(asked)] if asked else None:
            self.attempt_by_somebody(who, agreeing.agree if yes else agreeing.decline, found, reason=said)

    @rule(who=picks, step=st.sampled_from(["confirm", "stop", "on", "forget"]))
    def import_list(self, who: int, step: str) -> None:
        """A list is brought, looked through and, as one of its steps, confirmed, stopped, gone on with or forgotten."""
        brought = BroughtList.objects.exclude(state="gone").first()
        if brought is None:
            brought = looked_through(self.world, Registrar.objects.get(pk=self.world.vera.pk))
        match step:
            case "confirm":
                self.attempt_by_somebody(who, lists.confirm_list, brought, seen=brought.seen)
            case "stop":
                self.attempt_by_somebody(who, lists.stop_list, brought)
            case "on":
                self.attempt_by_somebody(who, lists.go_on_with_list, brought)
            case _:
                self.attempt_by_somebody(who, lists.forget_list, brought)

    @rule(reason=reasons)
    def take_away_as_of(self, reason: str) -> None:
        self.attempt(looking.enter_export_as_of, self.process("console"), NOW.date(), reason=reason)

    @rule(who=picks, kind=term("access-changes"), whom=picks, where=picks, role=term("registrar-roles"), name=words)
    def propose(self, who: int, kind: str, whom: int, where: int, role: str, name: str) -> None:
        needed = FIELDS_OF[kind]
        given = {"registrar": self.one(Registrar, whom), "compartment": self.one(Compartment, where), "role": role, "name": name}
        draft = {field: value for field, value in given.items() if field in needed}
        self.attempt(lambda hand: proposing.propose(hand, proposing.ProposalDraft(kind, **draft)), self.granting(who))

    @rule(who=picks, what=picks)
    def carry_out(self, who: int, what: int) -> None:
        self.attempt(proposing.carry_out, self.granting(who), self.one(Proposal, what))

    @rule(who=picks, what=picks, seldom=st.integers(0, 3))
    def turn_down(self, who: int, what: int, seldom: int) -> None:
        if seldom == 0:
            self.attempt(proposing.turn_down, self.granting(who), self.one(Proposal, what))

    def granting(self, pick: int) -> Hand:
        """The hand of one of the two who grant."""
        self.minutes += 7
        registrar = Registrar.objects.get(pk=self.two[pick % 2].pk)
        return self.world.hand(registrar, NOW + timedelta(minutes=self.minutes))

    # -- work

    @rule(who=picks, table=st.sampled_from([Statement, Incident, Person]), what=picks, kind=term("task-kinds"), whom=picks, said=words)
    def give_task(self, who: int, table: type, what: int, kind: str, whom: int, said: str) -> None:
        assignee = self.keepers[whom % 2] if whom % 3 else self.world.vera
        self.attempt_by_somebody(who, work.give_task, self.one(table, what), work.TaskDraft(kind, assignee, None, said))

    @rule(who=picks, what=picks, said=words, end=st.sampled_from([work.close_task, work.hand_back]))
    def end_task(self, who: int, what: int, said: str, end: Callable[..., Made]) -> None:
        assert end in {work.close_task, work.hand_back}
        self.attempt_by_somebody(who, end, self.one(Task, what), answer=said)

    @rule(who=picks, what=picks, whom=picks)
    def pass_task(self, who: int, what: int, whom: int) -> None:
        self.attempt_by_somebody(who, work.hand_on, self.one(Task, what), self.keepers[whom % 2])

    @rule(who=picks, what=picks)
    def take_back_task(self, who: int, what: int) -> None:
        self.attempt_by_somebody(who, work.take_back, self.one(Task, what))

    @rule(who=picks, whom=picks, kind=term("referral-kinds"), said=words, ahead=days)
    def offer(self, who: int, whom: int, kind: str, said: str, ahead: int) -> None:
        draft = people.ReferralDraft(kind, said, NOW.date() + timedelta(days=ahead))
        self.attempt_by_somebody(who, people.offer_referral, self.one(Person, whom), draft)

    @rule(who=picks, what=picks, state=term("referral-states"), ahead=days)
    def follow(self, who: int, what: int, state: str, ahead: int) -> None:
        named = {"state": state, "next_look": NOW.date() + timedelta(days=ahead)}
        self.attempt_by_somebody(who, people.follow_referral, self.one(Referral, what), **named)

    @rule(who=picks, whom=picks, kind=term("request-kinds"), said=words, unnamed=st.booleans())
    def ask_register(self, who: int, whom: int, kind: str, said: str, unnamed: bool) -> None:
        draft = requests.RequestDraft(kind, said, NOW.date(), None if unnamed else self.one(Person, whom))
        self.attempt_by_somebody(who, requests.note_request, self.world.first, draft)

    @rule(who=picks, what=picks, state=term("request-states"), said=reasons)
    def answer_request(self, who: int, what: int, state: str, said: str) -> None:
        self.attempt_by_somebody(who, requests.decide_request, self.one(Request, what), state=state, answer=said)

    # -- conflicts of interest, canaries, questions to the whole register

    @rule(who=picks, table=st.sampled_from([Statement, Incident, Person]), what=picks, ground=term("conflict-grounds"), said=words)
    def step_aside(self, who: int, table: type, what: int, ground: str, said: str) -> None:
        self.attempt_by_somebody(who, conflicts.step_aside, self.one(table, what), ground=ground, words=said)

    @rule(who=picks, table=st.sampled_from([Statement, Incident, Person]), what=picks, whom=picks, ground=term("conflict-grounds"))
    def keep_out(self, who: int, table: type, what: int, whom: int, ground: str) -> None:
        colleague = [self.world.vera, *self.keepers][whom % 3]
        self.attempt_by_somebody(who, conflicts.keep_out, self.one(table, what), colleague, ground=ground, words="спрэчка")

    @rule(who=picks, what=picks, end=st.sampled_from([conflicts.propose_readmission, conflicts.readmit, conflicts.stay_apart]))
    def decide_conflict(self, who: int, what: int, end: Callable[..., Made]) -> None:
        self.attempt_by_somebody(who, end, self.one(Conflict, what))

    @rule(what=picks, whom=picks)
    def find_conflict(self, what: int, whom: int) -> None:
        self.attempt(conflicts.note_found, self.process("register"), self.one(Statement, what), self.one(Registrar, whom))

    @rule(who=picks, kind=term("interest-kinds"), said=words)
    def declare(self, who: int, kind: str, said: str) -> None:
        self.attempt(interests.declare_interest, self.hand(who), kind=kind, names=said, recipient=self.world.person_recipient)

    @rule(who=picks, name=words)
    def propose_canary(self, who: int, name: str) -> None:
        self.attempt(canaries.propose_canary, self.granting(who), self.world.first, name=name)

    @rule(who=picks, what=picks, contact=words)
    def plant_canary(self, who: int, what: int, contact: str) -> None:
        how = {"contact": contact, "recipient": self.world.person_recipient}
        self.attempt(canaries.plant_canary, self.granting(who), self.one(Canary, what), **how)

    @rule(who=picks, what=picks, seldom=st.integers(0, 3))
    def withdraw_canary(self, who: int, what: int, seldom: int) -> None:
        if seldom == 0:
            self.attempt(canaries.withdraw_canary, self.granting(who), self.one(Canary, what))

    @rule(who=picks, whom=picks, kind=term("inquiry-kinds"), said=reasons)
    def ask_everywhere(self, who: int, whom: int, kind: str, said: str) -> None:
        self.attempt_by_somebody(who, crossing.ask_register, self.one(Person, whom), kind=kind, reason=said)

    @rule(what=picks, which=picks)
    def find_hints(self, what: int, which: int) -> None:
        statement = self.one(Statement, which)
        if statement is not None and statement.compartment_id:
            found = [Found("statement", statement.pk, statement.compartment_id)]
            self.attempt(crossing.note_hints, self.process("register"), self.one(Inquiry, what), found)

    @rule(who=picks, what=picks, said=words, tells=st.booleans())
    def decide_hint(self, who: int, what: int, said: str, tells: bool) -> None:
        if tells:
            self.attempt_by_somebody(who, crossing.tell, self.one(Hint, what), answer=said)
        else:
            self.attempt_by_somebody(who, crossing.keep_silent, self.one(Hint, what))

    # -- interviews

    @rule(who=picks, whom=picks, new=st.booleans(), seldom=st.booleans(), said=words)
    def interview(self, who: int, whom: int, new: bool, seldom: bool, said: str) -> None:
        person = None if new else self.one(Person, whom)
        keys = {"recipient": self.world.person_recipient, "opening": self.world.person_keys}
        draft = interview_draft(self.process("interviewer"), said, needs_specialist=seldom)
        self.attempt_by_somebody(who, interviewing.take_interview, self.world.first, draft, person=person, **keys)

    @rule(who=picks, whom=picks, said=reasons)
    def allow(self, who: int, whom: int, said: str) -> None:
        self.attempt_by_somebody(who, interviewing.allow_interview, self.one(Person, whom), words=said)

    # -- medical reports

    @rule(who=picks, whom=picks, new=st.booleans(), paper=st.booleans(), delicate=st.booleans(), one=findings())
    def report_medically(self, who: int, whom: int, new: bool, paper: bool, delicate: bool, one: FindingDraft) -> None:
        person = None if new else self.one(Person, whom)
        draft = medical_draft(self.process("medic"), one, paper=paper, needs_specialist=delicate)
        consented = CONSENTED if whom % 3 else replace(CONSENTED, is_unknown=True)
        named = {"person": person, "sealing": self.world.sealing}
        self.attempt_by_somebody(who, reporting.write_report, self.world.first, draft, consented, **named)

    @rule(who=picks, what=picks, paper=st.booleans(), one=findings())
    def report_on(self, who: int, what: int, paper: bool, one: FindingDraft) -> None:
        draft = medical_draft(self.process("medic"), one, finding_draft(), paper=paper)
        self.attempt_by_somebody(who, reporting.write_report_on, self.one(Statement, what), draft, sealing=self.world.sealing)

    @rule(who=picks, what=picks, said=words, one=findings())
    def amend_medical(self, who: int, what: int, said: str, one: FindingDraft) -> None:
        report = self.one(MedicalReport, what)
        paper = report is not None and report.state == "typed"
        draft = medical_draft(self.process("medic"), *[one] * (what % 4), paper=paper, place=said)
        self.attempt_by_somebody(who, reporting.amend_report, report, draft, sealing=self.world.sealing)

    @rule(who=picks, what=picks, said=reasons, one=findings())
    def supplement(self, who: int, what: int, said: str, one: FindingDraft) -> None:
        draft = medical_draft(self.process("medic"), one)
        self.attempt_by_somebody(
            who, reporting.supplement_report, self.one(MedicalReport, what), draft, words=said, sealing=self.world.sealing
        )

    @rule(who=picks, what=picks)
    def attest(self, who: int, what: int) -> None:
        self.attempt_by_somebody(who, signing.sign_report, self.one(MedicalReport, what))
        self.attempt_by_somebody(who, signing.check_report, self.one(MedicalReport, what))

    @rule(who=picks, what=picks, which=picks)
    def injure_by_finding(self, who: int, what: int, which: int) -> None:
        finding = self.one(MedicalFinding, which)
        if finding is not None and finding.kind:
            named = {"kind": finding.kind, "region": finding.region, "words": "як вызначыў медык", "finding": finding}
            self.attempt_by_somebody(who, events.record_injury, self.one(Act, what), **named)

    @rule(who=picks, whom=picks, known=st.booleans(), ahead=days)
    def take_form(self, who: int, whom: int, known: bool, ahead: int) -> None:
        person = self.one(Person, whom) if known else None
        until = NOW.date() + timedelta(days=ahead)
        taken = self.attempt_by_somebody(who, field_forms.take_form, self.world.first, person=person, good_until=until)
        if taken is not None:
            self.tokens[taken.form.pk] = taken.token

    @rule(who=picks, what=picks, seldom=st.integers(0, 3))
    def withdraw_form(self, who: int, what: int, seldom: int) -> None:
        if seldom == 0:
            self.attempt_by_somebody(who, field_forms.withdraw_form, self.one(FieldForm, what))

    @rule(what=picks, file=st.integers(0, 12), said=words, seldom=st.booleans())
    def bring(self, what: int, file: int, said: str, seldom: bool) -> None:
        form = self.one(FieldForm, what)
        if form is None:
            return
        hand = self.process("courier")
        sealed = {} if form.person_id else {"contact": said}
        brought = brought_interview(
            hand, self.tokens[form.pk], digest=f"d{file:063x}", text=said, sealed=sealed, needs_specialist=seldom and file % 2 == 0
        )
        self.lay_open(hand, brought)

    def lay_open(self, hand: Hand, brought: BroughtInterview) -> None:
        """As the courier does: filed, or held with the reason."""
        try:
            with transaction.atomic():
                bringing.check_rules(hand, brought)
                bringing.receive_interview(hand, brought, person_recipient=self.world.person_recipient)
        except bringing.HoldError as held:
            self.attempt(bringing.hold_interview, hand, brought, reason=held.reason)
        except KnihaError:
            return

    @rule(who=picks, what=picks, whom=picks)
    def tie(self, who: int, what: int, whom: int) -> None:
        keys = {"recipient": self.world.person_recipient, "opening": self.world.person_keys}
        self.attempt_by_somebody(who, tying.tie_source, self.one(Statement, what), self.one(Person, whom), **keys)

    @rule(who=picks, what=picks, said=reasons)
    def let_in(self, who: int, what: int, said: str) -> None:
        self.attempt_by_somebody(who, field_forms.let_in, self.one(HeldInterview, what), words=said)

    # -- conversation

    @rule(who=picks, what=picks, said=words)
    def write(self, who: int, what: int, said: str) -> None:
        opening = {"opening": self.world.person_keys}
        self.attempt_by_somebody(who, conversation.write_message, self.one(Statement, what), said, **opening)

    @rule(who=picks, what=picks)
    def agree_to_write(self, who: int, what: int) -> None:
        opening = {"opening": self.world.person_keys}
        self.attempt_by_somebody(who, conversation.agree_to_message, self.one(Message, what), **opening)

    @rule(who=picks, what=picks, seldom=st.integers(0, 3))
    def withdraw_message(self, who: int, what: int, seldom: int) -> None:
        if seldom == 0:
            self.attempt_by_somebody(who, conversation.withdraw_message, self.one(Message, what))

    @rule()
    def carry_messages(self) -> None:
        for reply in list(conversation.sealed_replies()):
            with transaction.atomic():
                conversation.note_delivered(self.process("courier"), reply)

    # -- statements

    @rule(envelope=st.integers(0, 30), contact=words, files=st.integers(0, 20), early=early_answers, hurt=words, doers=words)
    def receive(self, envelope: int, contact: str, files: int, early: EarlyAnswers, hurt: str, doers: str) -> None:
        stored = tuple(
            receiving.StoredFile(
                f"{number}.jpg", "image/jpeg", "image/jpeg", StoredBlob(f"{number:064x}", "aa" * 32, 3, f"{number:064x}", b"header")
            )
            for number in range(files if files > 15 else files // 8)
        )
        draft = report_draft(TEXT, envelope=f"{envelope:064x}", contact=contact, files=stored)
        draft = replace(draft, text="" if early.are_delicate else TEXT, early=early, hurt_words=hurt, doers_words=doers)
        draft = replace(draft, reporter=f"{envelope % 7:064x}")  # some of them come back
        self.attempt(receiving.receive_report, self.process("courier"), draft, person_recipient=self.world.person_recipient)

    @rule(envelope=st.integers(0, 40), kind=term("notice-kinds"), said=words, count=st.sampled_from(["yes", "no"]))
    def notice(self, envelope: int, kind: str, said: str, count: str) -> None:
        keep = "no" if kind == "withdrawal" else "yes"
        consent = {"keep": keep, "contact": keep, "count": count}
        draft = NoticeDraft(f"{envelope:064x}", kind, "be", "browser", said, consent, f"{envelope % 7:064x}", 30)
        self.attempt(noticing.receive_notice, self.process("courier"), draft)

    @rule(envelope=st.integers(0, 40), reason=term("quarantine-reasons"))
    def quarantine(self, envelope: int, reason: str) -> None:
        self.attempt(receiving.quarantine_envelope, self.process("courier"), digest=f"{envelope:064x}", size=envelope, reason=reason)

    @rule(
        who=picks,
        what=picks,
        when=times(),
        where=places(),
        kinds=st.lists(term("act-kinds"), max_size=2),
        name=words,
        role=term("mention-roles"),
    )
    def code(self, who: int, what: int, when: When, where: Where, kinds: list[str], name: str, role: str) -> None:
        passage = PassageDraft("mention", 3, 9)
        draft = AccountDraft(when, where, tuple(kinds), (PassageDraft("act", 5, 8),), (MentionDraft(role, name=name, passage=passage),))
        self.attempt(statements.code_account, self.hand(who), self.one(Statement, what), draft)

    @rule(who=picks, what=picks, name=words, described=words, role=term("mention-roles"))
    def mention(self, who: int, what: int, name: str, described: str, role: str) -> None:
        self.attempt(statements.add_mention, self.hand(who), self.one(Account, what), MentionDraft(role, name=name, description=described))

    @rule(number=st.integers(0, 8), what=st.sampled_from(["Затрыманне ля парка", "Затрыманне ля ракі"]), links=st.integers(0, 3))
    def bring_in(self, number: int, what: str, links: int) -> None:
        record = {
            "id": str(number), "what": what, "tags": ["arrest"],
            "links": [{"url": f"https://a.example/{link}", "text": "відэа"} for link in range(links)],
        }  # fmt: skip
        self.attempt(import_rows, self.process("importer"), as_rows([record]), MAPPING, self.world.first)

    # -- people

    @rule(who=picks, whom=picks, level=term("risk-levels"), about=st.lists(term("risk-circumstances"), max_size=3), said=words, ahead=days)
    def assess(self, who: int, whom: int, level: str, about: list[str], said: str, ahead: int) -> None:
        hand = self.hand(who)
        draft = people.RiskDraft(level, tuple(about), said, hand.today + timedelta(days=ahead))
        self.attempt(people.assess_risk, hand, self.one(Person, whom), draft)

    @rule(who=picks, whom=picks, channel=term("safe-contact-channels"), address=words)
    def note_contact(self, who: int, whom: int, channel: str, address: str) -> None:
        draft = people.SafeContactDraft(channel, address, "вечарам", "сама", "")
        sealing = {"recipient": self.world.person_recipient, "opening": self.world.person_keys}
        self.attempt(people.note_safe_contact, self.hand(who), self.one(Person, whom), draft, **sealing)

    @rule(who=picks, what=picks, reason=reasons)
    def open_sealed(self, who: int, what: int, reason: str) -> None:
        self.attempt(people.open_sealed_field, self.hand(who), self.one(SealedField, what), reason=reason, opening=self.world.person_keys)

    @rule(who=picks, whom=picks, name=words, kind=term("name-kinds"), said=reasons)
    def name(self, who: int, whom: int, name: str, kind: str, said: str) -> None:
        self.attempt_by_somebody(who, people.add_name, self.one(Person, whom), people.NameDraft(name, "be", kind, said))

    @rule(who=picks, whom=picks, gender=st.sampled_from(["", "жанчына", "мужчына"]), age=words)
    def describe(self, who: int, whom: int, gender: str, age: str) -> None:
        self.attempt_by_somebody(who, people.describe_person, self.one(Person, whom), gender=gender, age=age)

    # -- files

    @rule(who=picks, what=picks, why=reasons)
    def open_file(self, who: int, what: int, why: str) -> None:
        self.attempt(evidence.access_exhibit, self.hand(who), self.one(Exhibit, what), why=why)

    @rule(who=picks, what=picks, kind=term("custody-events"), days=st.integers(-1, 900), giver=words, taker=words, why=reasons)
    def note_custody(self, who: int, what: int, kind: str, days: int, giver: str, taker: str, why: str) -> None:
        hand = self.hand(who)
        draft = stepping.CustodyDraft(kind, hand.now - timedelta(days=days), days % 2 == 0, giver, taker, why, condition=why)
        self.attempt(stepping.note_custody, hand, self.one(Exhibit, what), draft)

    @rule(who=picks, into=picks, kind=term("thing-kinds"), title=words, days=st.integers(-1, 900), why=reasons)
    def register_thing(self, who: int, into: int, kind: str, title: str, days: int, why: str) -> None:
        hand, draft = self.hand(who), things.ThingDraft(kind, title, why, why, why)
        came = stepping.CustodyDraft("received", hand.now - timedelta(days=days), True, "суседка", "следчы", why)
        where = (self.one(Statement, into) if days % 2 else None) or self.one(Compartment, into)
        self.attempt(things.register_thing, hand, draft, came, how_obtained="given", into=where)

    @rule(who=picks, what=picks, kind=term("thing-kinds"), title=words, seal=words)
    def describe_thing(self, who: int, what: int, kind: str, title: str, seal: str) -> None:
        self.attempt(things.describe_thing, self.hand(who), self.one(Thing, what), things.ThingDraft(kind, title, "", seal, ""))

    @rule(who=picks, what=picks, kind=term("custody-events"), giver=words, taker=words, why=reasons, seal=words)
    def note_thing_step(self, who: int, what: int, kind: str, giver: str, taker: str, why: str, seal: str) -> None:
        hand = self.hand(who)
        draft = stepping.CustodyDraft(kind, hand.now, False, giver, taker, why)
        self.attempt(stepping.note_thing_step, hand, self.one(Thing, what), draft, seal_number=seal, kept_at=seal)

    @rule(who=picks, what=picks, other=picks, verdict=term("likeness-verdicts"), said=words)
    def judge_likeness(self, who: int, what: int, other: int, verdict: str, said: str) -> None:
        files = self.one(Exhibit, what), self.one(Exhibit, other)
        self.attempt(likening.judge_likeness, self.hand(who), *files, verdict=verdict, words=said)

    @rule(who=picks, whom=picks, other=picks, verdict=term("person-verdicts"), said=reasons)
    def decide_on_two(self, who: int, whom: int, other: int, verdict: str, said: str) -> None:
        two = self.one(Person, whom), self.one(Person, other)
        self.attempt(linking.decide_on_two, self.hand(who), *two, verdict=verdict, words=said)

    @rule(who=picks, what=picks, other=picks, verdict=term("incident-verdicts"), said=reasons)
    def decide_on_two_incidents(self, who: int, what: int, other: int, verdict: str, said: str) -> None:
        two = self.one(Incident, what), self.one(Incident, other)
        self.attempt(linking.decide_on_two, self.hand(who), *two, verdict=verdict, words=said)

    @rule(who=picks, what=picks, other=picks, verdict=term("match-verdicts"), said=reasons, start=st.none() | st.integers(0, 9000))
    def decide_on_match(self, who: int, what: int, other: int, verdict: str, said: str, start: int | None) -> None:
        incident, row = self.one(Incident, what), self.one(Recording, other)
        if incident is not None and row is not None:
            decide = lambda hand: decide_on_match(hand, incident, row, Seen(verdict, said, start, start))  # noqa: E731
            self.attempt(decide, self.hand(who))

    @rule(who=picks, what=picks, kind=term("media-note-kinds"), said=words, start=st.none() | st.integers(0, 9000), is_part=st.booleans())
    def note_media(self, who: int, what: int, kind: str, said: str, start: int | None, is_part: bool) -> None:
        stretch, region = None if start is None else Stretch(start, start + 500), Region(0, 0, 5000, 2500) if is_part else None
        hand, exhibit = self.hand(who), self.one(Exhibit, what)
        self.attempt(evidence.access_exhibit, hand, exhibit, why="каб запісаць")
        self.attempt(noting.note_media, hand, exhibit, noting.NoteDraft(kind, said, "be", stretch, region))

    @rule(who=picks, what=picks, said=words, left=st.integers(0, 9000))
    def draw_masked_copy(self, who: int, what: int, said: str, left: int) -> None:
        hand, exhibit = self.hand(who), self.one(Exhibit, what)
        self.attempt(evidence.access_exhibit, hand, exhibit, why="каб закрыць")
        self.attempt(masking.draw_masked_copy, hand, exhibit, masking.MaskDraft(f"1 0 {left} 0 1000 1000", said))

    @rule(who=picks, what=picks)
    def keep_masked_copy(self, who: int, what: int) -> None:
        copy = self.one(MaskedCopy, what)
        if copy is None:
            return
        Masking.objects.update_or_create(exhibit=copy.exhibit, number=copy.number, defaults={"is_over": True})
        told = {"blob": "c1" * 32, "sealed_sha256": "c2" * 32, "sha256": "c3" * 32, "size": 5, "recipe": "{}"}
        number = copy.number * masking.NUMBERS + 1
        Derivative.objects.get_or_create(exhibit=copy.exhibit, kind="masked", number=number, defaults=told)
        self.attempt(masking.keep_masked_copy, self.hand(who), copy, sha256="c3" * 32)

    @rule(who=picks, what=picks, said=words)
    def discard_masked_copy(self, who: int, what: int, said: str) -> None:
        self.attempt(masking.discard_masked_copy, self.hand(who), self.one(MaskedCopy, what), reason=said)

    @rule(who=picks, what=picks, said=words)
    def translate_note(self, who: int, what: int, said: str) -> None:
        self.attempt(noting.translate_note, self.hand(who), self.one(MediaNote, what), words=said, language="en")

    @rule(who=picks, what=picks, said=words)
    def withdraw_note(self, who: int, what: int, said: str) -> None:
        self.attempt(noting.withdraw_note, self.hand(who), self.one(MediaNote, what), reason=said)

    @rule(who=picks, what=picks, file=picks)
    def picture_thing(self, who: int, what: int, file: int) -> None:
        self.attempt(things.picture_thing, self.hand(who), self.one(Thing, what), self.one(Exhibit, file))

    @rule(who=picks, what=picks, cover=term("covers"))
    def cover(self, who: int, what: int, cover: str) -> None:
        self.attempt(evidence.describe_cover, self.hand(who), self.one(Exhibit, what), cover)

    @rule(who=picks, into=picks, title=titles, how=term("how-obtained"), why=reasons)
    def begin_acquisition(self, who: int, into: int, title: str, how: str, why: str) -> None:
        hand = self.hand(who)
        draft = acquiring.AcquisitionDraft(title, how, hand.today, "перадала суседка", why)
        self.attempt_by_somebody(who, acquiring.begin_acquisition, draft, self.one(Compartment, into))

    @rule(who=picks, what=picks, first=st.integers(0, 9), count=st.integers(1, 20))
    def add_files(self, who: int, what: int, first: int, count: int) -> None:
        files = [gathered_file(f"{number}.jpg", blob=f"{number + 1000:064x}") for number in range(first, first + count)]
        self.attempt_by_somebody(who, acquiring.add_files, self.one(Acquisition, what), files)

    @rule(who=picks, what=picks, uses=st.frozensets(term("file-uses")), why=reasons)
    def decide_uses(self, who: int, what: int, uses: frozenset[str], why: str) -> None:
        self.attempt_by_somebody(who, acquiring.decide_uses, self.one(Acquisition, what), uses, words=why)

    # -- batches

    @rule(who=picks, what=picks, title=titles, source=st.integers(1, 9), count=st.integers(0, 9), ahead=days)
    def bring_batch(self, who: int, what: int, title: str, source: int, count: int, ahead: int) -> None:
        kind = "messages" if source % 2 else "footage"
        day, blob = (
            NOW.date() + timedelta(days=ahead),
            StoredBlob(f"{source + 5000:064x}", "ee" * 32, 3, f"{source + 6000:064x}", b"header"),
        )
        self.attempt_by_somebody(
            who, lambda hand, what: bulk.bring_batch(
                hand, what, bulk.BatchDraft(kind, title, count, f"kind = {kind!r}", f"{source:064x}", day), blob
            ), self.one(Acquisition, what),
        )  # fmt: skip

    @rule(who=picks, what=picks, number=st.integers(0, 3))
    def take_row(self, who: int, what: int, number: int) -> None:
        batch = self.one(Batch, what)
        if batch and batch.state == "kept" and not loaded(batch):
            load(batch, 0, [LINES[batch.kind]] * batch.rows)
        take = taking_messages.take_message if batch and batch.kind == "messages" and number % 3 else taking.take_row
        self.attempt_by_somebody(who, take, batch, keys(batch).start + number if batch else None)

    @rule(who=picks, what=picks, number=st.integers(0, 3))
    def take_message(self, who: int, what: int, number: int) -> None:
        self.take_row(who, what, number)

    @rule(what=picks, later=st.integers(0, 90))
    def let_batch_go(self, what: int, later: int) -> None:
        hand = self.world.process("worker", NOW + timedelta(days=later))
        self.attempt(expiring.let_batch_go, hand, self.one(Batch, what))

    # -- messages

    def communication_draft(self, medium: str, said: str, sign: str, where: Where) -> CommunicationDraft:
        speakers = (SpeakerDraft("from", sign, "call-sign"), SpeakerDraft("to", "+375 29 000-00-17", "number"))
        return CommunicationDraft(medium, said, "be", speakers=speakers, view=view_of(where))

    @rule(who=picks, into=picks, on=picks, medium=term("communication-media"), said=words, sign=signs, where=places())
    def enter_communication(self, who: int, into: int, on: int, medium: str, said: str, sign: str, where: Where) -> None:
        source = self.witness(on)
        action = lambda hand, into: communicating.enter_communication(  # noqa: E731
            hand, into, self.communication_draft(medium, said, sign, where), source=source
        )
        self.attempt_by_somebody(who, action, self.one(Compartment, into)) if source else None

    @rule(who=picks, what=picks, medium=term("communication-media"), said=words, sign=signs, where=places())
    def correct_communication(self, who: int, what: int, medium: str, said: str, sign: str, where: Where) -> None:
        action = lambda hand, one: communicating.correct_communication(  # noqa: E731
            hand, one, self.communication_draft(medium, said, sign, where)
        )
        self.attempt_by_somebody(who, action, self.one(Communication, what))

    @rule(who=picks, what=picks, said=words, way=term("translator-kinds"))
    def translate_communication(self, who: int, what: int, said: str, way: str) -> None:
        action = lambda hand, one: communicating.translate_communication(hand, one, TranslationDraft(said, "ru", way))  # noqa: E731
        self.attempt_by_somebody(who, action, self.one(Communication, what))

    @rule(who=picks, what=picks, reason=reasons)
    def withdraw_translation(self, who: int, what: int, reason: str) -> None:
        self.attempt_by_somebody(who, communicating.withdraw_translation, self.one(CommunicationTranslation, what), reason=reason)

    @rule(who=picks, what=picks, reason=reasons)
    def withdraw_communication(self, who: int, what: int, reason: str) -> None:
        self.attempt_by_somebody(who, communicating.withdraw_communication, self.one(Communication, what), reason=reason)

    @rule(who=picks, what=picks, heard=signs)
    def look_for_speaker(self, who: int, what: int, heard: str) -> None:
        self.attempt_by_somebody(who, asking.look_for_speaker, self.one(Incident, what), heard, digest="d1" * 32)

    # -- cameras and recordings

    def witness(self, pick: int) -> Witness | None:
        """What something rests on, by chance: an account, a file, words."""
        account, exhibit = self.one(Account, pick), self.one(Exhibit, pick)
        return (Witness(account) if account else None, Witness(exhibit=exhibit) if exhibit else None, Witness(read_in="сказаў сусед"))[
            pick % 3
        ]

    @rule(who=picks, into=picks, on=picks, label=titles, kind=term("camera-kinds"), keeps=st.none() | days, where=places())
    def register_camera(self, who: int, into: int, on: int, label: str, kind: str, keeps: int | None, where: Where) -> None:
        source = self.witness(on)
        if source:
            self.attempt_by_somebody(
                who, lambda hand, into: cameras.register_camera(
                    hand, into, CameraDraft(label, kind, retention_days=keeps), PositionDraft(view_of(where)), source=source
                ), self.one(Compartment, into),
            )  # fmt: skip

    @rule(who=picks, what=picks, label=titles, whose=term("owner-kinds"), keeps=st.none() | days)
    def describe_camera(self, who: int, what: int, label: str, whose: str, keeps: int | None) -> None:
        action = lambda hand, camera: cameras.describe_camera(hand, camera, CameraDraft(label, "dome", whose, "", keeps))  # noqa: E731
        self.attempt_by_somebody(who, action, self.one(Camera, what))

    @rule(who=picks, what=picks, on=picks, where=places(), heading=st.integers(0, 359), held=spans())
    def place_camera(self, who: int, what: int, on: int, where: Where, heading: int, held: Span) -> None:
        source = self.witness(on)
        action = lambda hand, camera: cameras.place_camera(  # noqa: E731
            hand, camera, PositionDraft(view_of(where, heading), held), source=source
        )
        self.attempt_by_somebody(who, action, self.one(Camera, what)) if source else None

    @rule(who=picks, what=picks, on=picks, off=st.integers(-(10**7), 10**7), sigma=st.integers(0, 10**5), way=term("clock-ways"))
    def read_clock(self, who: int, what: int, on: int, off: int, sigma: int, way: str) -> None:
        source = self.witness(on)
        action = lambda hand, camera: cameras.read_clock(hand, camera, ReadingDraft(NOW, off, sigma, way), source=source)  # noqa: E731
        self.attempt_by_somebody(who, action, self.one(Camera, what)) if source else None

    @rule(who=picks, what=picks, other=picks, on=picks, apart=st.lists(st.integers(-5000, 5000), min_size=1, max_size=3))
    def compare_clocks(self, who: int, what: int, other: int, on: int, apart: list[int]) -> None:
        source, events = self.witness(on), [SeenTwice(NOW + timedelta(milliseconds=one), NOW, 500) for one in apart]
        if source:
            self.attempt_by_somebody(
                who, cameras.compare_clocks, self.one(Camera, what), self.one(Camera, other), events, source=source
            )  # fmt: skip

    @rule(who=picks, table=st.sampled_from([CameraPosition, ClockReading]), what=picks, reason=reasons)
    def withdraw_camera_part(self, who: int, table: type, what: int, reason: str) -> None:
        self.attempt_by_somebody(who, cameras.withdraw_camera_part, self.one(table, what), reason=reason)

    def recording_draft(self, camera: int, label: str, where: Where, lasting: int, lost: int | None) -> RecordingDraft:
        day = None if lost is None else NOW.date() + timedelta(days=lost)
        shown = (NOW, NOW + timedelta(seconds=lasting))
        return RecordingDraft(label, self.one(Camera, camera), shown, view=view_of(where), lost_on=day, holder_kind="business")

    @rule(who=picks, into=picks, on=picks, of=picks, label=titles, where=places(), lasting=st.integers(-9, 9999), lost=st.none() | days)
    def enter_recording(self, who: int, into: int, on: int, of: int, label: str, where: Where, lasting: int, lost: int | None) -> None:
        source = self.witness(on)
        action = lambda hand, into: recording.enter_recording(  # noqa: E731
            hand, into, self.recording_draft(of, label, where, lasting, lost), source=source
        )
        self.attempt_by_somebody(who, action, self.one(Compartment, into)) if source else None

    @rule(who=picks, what=picks, of=picks, label=titles, where=places(), lasting=st.integers(-9, 9999), lost=st.none() | days)
    def correct_recording(self, who: int, what: int, of: int, label: str, where: Where, lasting: int, lost: int | None) -> None:
        action = lambda hand, one: recording.correct_recording(  # noqa: E731
            hand, one, self.recording_draft(of, label, where, lasting, lost)
        )
        self.attempt_by_somebody(who, action, self.one(Recording, what))

    @rule(who=picks, what=picks, way=st.sampled_from(["", "праз адваката гаспадара"]))
    def tell_way(self, who: int, what: int, way: str) -> None:
        self.attempt_by_somebody(who, recording.tell_way, self.one(Recording, what), way)

    @rule(who=picks, what=picks, step=st.sampled_from(["asked", "refused", "received?"]), said=words, ahead=days)
    def follow_footage(self, who: int, what: int, step: str, said: str, ahead: int) -> None:
        on = NOW.date() + timedelta(days=min(ahead, 1))
        self.attempt_by_somebody(who, recording.follow_footage, self.one(Recording, what), Step(step, on, said))

    @rule(who=picks, what=picks, file=picks)
    def receive_recording(self, who: int, what: int, file: int) -> None:
        self.attempt_by_somebody(who, recording.receive_recording, self.one(Recording, what), self.one(Exhibit, file))

    @rule(who=picks, what=picks, reason=reasons)
    def withdraw_recording(self, who: int, what: int, reason: str) -> None:
        self.attempt_by_somebody(who, recording.withdraw_recording, self.one(Recording, what), reason=reason)

    # -- events

    @rule(who=picks, on=picks, title=titles, when=times(), where=places())
    def open_incident(self, who: int, on: int, title: str, when: When, where: Where) -> None:
        self.attempt(lambda: events.open_incident(self.hand(who), [self.one(Account, on)], IncidentDraft(title, when, where)))

    @rule(who=picks, what=picks, on=picks, title=titles, when=times(), where=places())
    def conclude(self, who: int, what: int, on: int, title: str, when: When, where: Where) -> None:
        incident, account = self.one(Incident, what), self.one(Account, on)
        if incident and account:
            self.attempt(lambda: events.conclude(self.hand(who), incident, IncidentDraft(title, when, where), accounts=[account]))

    @rule(who=picks, what=picks, on=picks)
    def join(self, who: int, what: int, on: int) -> None:
        self.attempt(events.add_account, self.hand(who), self.one(Incident, what), self.one(Account, on))

    @rule(
        who=picks,
        what=picks,
        on=picks,
        kind=term("act-kinds"),
        methods=st.lists(term("methods"), max_size=2),
        count=st.none() | st.integers(1, 9),
    )
    def record(self, who: int, what: int, on: int, kind: str, methods: list[str], count: int | None) -> None:
        incident = self.one(Incident, what)
        told = [citation.account for citation in incident.citations.filter(about="event").order_by("pk")] if incident else []
        if told:
            account = told[on % len(told)]
            victim = account.mentions.order_by("pk").first() if count is None else None
            draft = ActDraft(kind, tuple(methods), victim=victim, victim_count=count)
            self.attempt(events.record_act, self.hand(who), incident, draft, accounts=[account])

    @rule(who=picks, what=picks, reason=reasons)
    def withdraw(self, who: int, what: int, reason: str) -> None:
        self.attempt(events.withdraw_act, self.hand(who), self.one(Act, what), reason=reason)

    @rule(who=picks, what=picks, kind=term("injury-kinds"), region=term("body-regions"), said=words)
    def injure(self, who: int, what: int, kind: str, region: str, said: str) -> None:
        self.attempt(events.record_injury, self.hand(who), self.one(Act, what), kind=kind, region=region, words=said)

    @rule(who=picks, what=picks, whom=picks, degree=term("involvement-degrees"), finding=term("standards-of-proof"), basis=words)
    def allege(self, who: int, what: int, whom: int, degree: str, finding: str, basis: str) -> None:
        named = {"degree": degree, "finding": finding, "basis": basis}
        self.attempt(events.allege_involvement, self.hand(who), self.one(Act, what), self.one(Mention, whom), **named)

    @rule(who=picks, what=picks, methods=st.lists(term("methods"), max_size=2), said=words, how=term("verification-statuses"))
    def change_act(self, who: int, what: int, methods: list[str], said: str, how: str) -> None:
        self.attempt_by_somebody(who, events.change_act, self.one(Act, what), ActChange(tuple(methods), said, how))

    @rule(who=picks, what=picks, on=picks, unit=words, degree=term("involvement-degrees"), finding=term("standards-of-proof"))
    def allege_unit(self, who: int, what: int, on: int, unit: str, degree: str, finding: str) -> None:
        told, account = involving.Allegation(degree, finding, "форма"), self.told_of(self.one(Act, what), on)
        if account:
            known = self.one(Unit, on) if on % 2 else None
            self.attempt(involving.allege_unit, self.hand(who), self.one(Act, what), unit, told, accounts=[account], unit=known)

    # -- forces

    def source(self, read: bool, on: int) -> Source | None:
        account = self.one(Account, on)
        return Source(read_in="газета, с. 2") if read else account and Source(account=account)

    @rule(who=picks, read=st.booleans(), on=picks, kind=term("unit-kinds"), force=term("force-kinds"), called=words)
    def register_unit(self, who: int, read: bool, on: int, kind: str, force: str, called: str) -> None:
        source, name = self.source(read, on), UnitNameDraft(f"атрад {called}")
        if source:
            self.attempt_by_somebody(who, forces.register_unit, UnitDraft(kind, force, "BY"), name, source=source)

    @rule(who=picks, what=picks, kind=term("unit-kinds"), force=term("force-kinds"))
    def describe_unit(self, who: int, what: int, kind: str, force: str) -> None:
        self.attempt_by_somebody(who, forces.describe_unit, self.one(Unit, what), UnitDraft(kind, force))

    @rule(who=picks, what=picks, read=st.booleans(), on=picks, kind=term("unit-name-kinds"), when=spans())
    def name_unit(self, who: int, what: int, read: bool, on: int, kind: str, when: Span) -> None:
        source = self.source(read, on)
        if source:
            name = UnitNameDraft("рысі", "be", kind, when)
            self.attempt_by_somebody(who, forces.name_unit, self.one(Unit, what), name, source=source)

    @rule(who=picks, what=picks, above=picks, read=st.booleans(), on=picks, when=spans())
    def place_unit(self, who: int, what: int, above: int, read: bool, on: int, when: Span) -> None:
        source = self.source(read, on)
        if source:
            self.attempt_by_somebody(who, forces.place_unit, self.one(Unit, what), self.one(Unit, above), when, source=source)

    @rule(who=picks, whom=picks, what=picks, read=st.booleans(), on=picks, kind=term("posting-kinds"), when=spans(), said=words)
    def enter_posting(self, who: int, whom: int, what: int, read: bool, on: int, kind: str, when: Span, said: str) -> None:
        source, draft = self.source(read, on), PostingDraft(kind, said, span=when)
        if source:
            self.attempt_by_somebody(who, forces.enter_posting, self.one(Person, whom), self.one(Unit, what), draft, source=source)

    @rule(who=picks, what=picks, kind=term("posting-kinds"), acting=st.booleans(), when=spans(), said=words)
    def correct_posting(self, who: int, what: int, kind: str, acting: bool, when: Span, said: str) -> None:
        draft = PostingDraft(kind, said, "маёр", acting, when)
        self.attempt_by_somebody(who, forces.correct_posting, self.one(Posting, what), draft)

    @rule(who=picks, what=picks, by=picks, read=st.booleans(), on=picks, kind=term("deployment-kinds"), when=spans(), said=words)
    def enter_deployment(self, who: int, what: int, by: int, read: bool, on: int, kind: str, when: Span, said: str) -> None:
        source, draft = self.source(read, on), DeploymentDraft(kind, THERE, when, activity=said)
        tasking = Tasking(unit=self.one(Unit, by)) if by % 2 else Tasking(person=self.one(Person, by))
        if source:
            self.attempt_by_somebody(who, deploying.enter_deployment, self.one(Unit, what), draft, source=source, tasking=tasking)

    @rule(who=picks, what=picks, kind=term("deployment-kinds"), when=spans(), said=words)
    def correct_deployment(self, who: int, what: int, kind: str, when: Span, said: str) -> None:
        draft = DeploymentDraft(kind, Where(words=said or "плошча"), when)
        self.attempt_by_somebody(who, deploying.correct_deployment, self.one(Deployment, what), draft)

    @rule(who=picks, what=picks, why=reasons)
    def withdraw_deployment(self, who: int, what: int, why: str) -> None:
        self.attempt_by_somebody(who, deploying.withdraw_deployment, self.one(Deployment, what), reason=why)

    @rule(who=picks, what=picks, read=st.booleans(), on=picks, kind=term("headcount-kinds"), count=counts())
    def enter_headcount(self, who: int, what: int, read: bool, on: int, kind: str, count: Count) -> None:
        source, draft = self.source(read, on), HeadcountDraft(kind, count)
        if source:
            self.attempt_by_somebody(who, leaving.enter_headcount, self.one(Unit, what), draft, source=source)

    @rule(who=picks, what=picks, whom=picks, read=st.booleans(), on=picks, kind=term("departure-kinds"), count=counts())
    def enter_departure(self, who: int, what: int, whom: int, read: bool, on: int, kind: str, count: Count) -> None:
        source, person = self.source(read, on), self.one(Person, whom)
        draft = DepartureDraft(kind, Count(1, 1, 1, count.first, count.last), person) if whom % 2 else DepartureDraft(kind, count)
        if source:
            self.attempt_by_somebody(who, leaving.enter_departure, self.one(Unit, what), draft, source=source)

    @rule(who=picks, what=picks, kind=term("headcount-kinds"), count=counts())
    def correct_headcount(self, who: int, what: int, kind: str, count: Count) -> None:
        self.attempt_by_somebody(who, leaving.correct_headcount, self.one(Headcount, what), HeadcountDraft(kind, count))

    @rule(who=picks, what=picks, kind=term("departure-kinds"), count=counts())
    def correct_departure(self, who: int, what: int, kind: str, count: Count) -> None:
        row = self.one(Departure, what)
        told = Count(1, 1, 1, count.first, count.last) if row is not None and row.person_id else count
        self.attempt_by_somebody(who, leaving.correct_departure, row, kind, told)

    @rule(who=picks, what=picks, left=st.booleans(), why=reasons)
    def withdraw_count(self, who: int, what: int, left: bool, why: str) -> None:
        row = self.one(Departure, what) if left else self.one(Headcount, what)
        self.attempt_by_somebody(who, leaving.withdraw_count, row, reason=why)

    @rule(who=picks, what=picks, of=picks, read=st.booleans(), on=picks, sign=signs, when=spans())
    def enter_call_sign(self, who: int, what: int, of: int, read: bool, on: int, sign: str, when: Span) -> None:
        source, posting = self.source(read, on), self.one(Posting, of)
        if source:
            action = lambda hand, unit: communications.enter_call_sign(  # noqa: E731
                hand, unit, CallSignDraft(sign, when), source=source, posting=posting if of % 2 else None
            )
            self.attempt_by_somebody(who, action, posting.unit if posting and of % 2 else self.one(Unit, what))

    @rule(who=picks, what=picks, why=reasons)
    def withdraw_call_sign(self, who: int, what: int, why: str) -> None:
        self.attempt_by_somebody(who, communications.withdraw_call_sign, self.one(CallSign, what), reason=why)

    @rule(who=picks, table=st.sampled_from([UnitName, UnitParent, Posting]), what=picks, why=reasons)
    def withdraw_value(self, who: int, table: type, what: int, why: str) -> None:
        self.attempt_by_somebody(who, forces.withdraw_part, self.one(table, what), reason=why)

    @rule(who=picks, what=picks, on=picks)
    def mention_unit(self, who: int, what: int, on: int) -> None:
        unit = self.one(Unit, what)
        self.attempt(statements.add_mention, self.hand(who), self.one(Account, on), MentionDraft("present", unit="рысі", known_unit=unit))

    @rule(who=picks, what=picks, degree=term("involvement-degrees"), finding=term("standards-of-proof"), basis=reasons)
    def change_involvement(self, who: int, what: int, degree: str, finding: str, basis: str) -> None:
        told = involving.Allegation(degree, finding, basis or "дзве крыніцы")
        self.attempt_by_somebody(who, involving.change_involvement, self.one(Involvement, what), told)

    @rule(who=picks, what=picks, on=picks, direction=term("bearing-directions"), said=words)
    def bear(self, who: int, what: int, on: int, direction: str, said: str) -> None:
        told = {"direction": direction, "words": said}
        self.attempt_by_somebody(who, involving.enter_bearing, self.one(Involvement, what), self.one(Account, on), **told)

    @rule(who=picks, what=picks, decision=term("opinion-decisions"), said=reasons)
    def judge(self, who: int, what: int, decision: str, said: str) -> None:
        self.attempt_by_somebody(who, involving.give_opinion, self.one(Involvement, what), decision=decision, words=said)

    @rule(who=picks, what=picks, kind=term("outcome-kinds"), said=words, ahead=days)
    def follow_elsewhere(self, who: int, what: int, kind: str, said: str, ahead: int) -> None:
        draft = involving.OutcomeDraft(kind, said, NOW.date() + timedelta(days=ahead), said)
        self.attempt_by_somebody(who, involving.note_outcome, self.one(Involvement, what), draft)

    @rule(who=picks, what=picks, why=term("closing-reasons"), said=reasons, seldom=st.integers(0, 3))
    def close(self, who: int, what: int, why: str, said: str, seldom: int) -> None:
        if seldom == 0:
            self.attempt_by_somebody(who, involving.close_involvement, self.one(Involvement, what), why=why, words=said)

    @rule(who=picks, what=picks, with_=picks, kind=term("link-kinds"), said=words)
    def link(self, who: int, what: int, with_: int, kind: str, said: str) -> None:
        told = {"kind": kind, "words": said}
        self.attempt_by_somebody(who, surroundings.link_incidents, self.one(Incident, what), self.one(Incident, with_), **told)

    @rule(who=picks, what=picks, on=picks, stage=term("detention-stages"), when=times(), said=titles, named=st.booleans())
    def detain(self, who: int, what: int, on: int, stage: str, when: When, said: str, named: bool) -> None:
        incident = self.one(Incident, what)
        account = self.told_of(incident, on)
        if account:
            held = account.mentions.order_by("pk").first() if named else None
            self.attempt(
                lambda: surroundings.record_detention(
                    self.hand(who), incident, DetentionDraft(stage, when, held, said, said, said, said), account=account
                )
            )

    @rule(who=picks, what=picks, on=picks, said=titles)
    def try_somebody(self, who: int, what: int, on: int, said: str) -> None:
        incident = self.one(Incident, what)
        account = self.told_of(incident, on)
        if account:
            tried = account.mentions.order_by("pk").first()
            self.attempt(
                lambda: surroundings.record_proceeding(
                    self.hand(who), incident, ProceedingDraft(tried, said, said, said, said, said), account=account
                )
            )

    @rule(who=picks, what=picks, kind=term("context-kinds"), said=titles)
    def surround(self, who: int, what: int, kind: str, said: str) -> None:
        incident = self.one(Incident, what)
        if incident:
            self.attempt(lambda: surroundings.record_context(self.hand(who), incident, ContextDraft(kind, said, said, None, said)))

    @rule(
        who=picks, table=st.sampled_from([Link, Detention, Proceeding, Context, Bearing, Outcome]), what=picks, reason=reasons,
        seldom=st.booleans(),
    )  # fmt: skip
    def take_part_back(self, who: int, table: type, what: int, reason: str, seldom: bool) -> None:
        if seldom:
            self.attempt_by_somebody(who, surroundings.take_back_part, self.one(table, what), reason=reason)

    def told_of(self, what: Incident | Act | None, pick: int) -> Account | None:
        """One of the accounts that tell of an incident, or of the incident of an act."""
        incident = what.incident if isinstance(what, Act) else what
        told = list(incident.citations.filter(about="event").order_by("pk")) if incident else []
        return told[pick % len(told)].account if told else None

    @rule(who=picks, what=picks)
    def send(self, who: int, what: int) -> None:
        self.attempt_by_somebody(who, reviewing.send_to_review, self.one(Incident, what))

    @rule(who=picks, what=picks, decision=term("review-decisions"), said=words)
    def decide(self, who: int, what: int, decision: str, said: str) -> None:
        self.attempt_by_somebody(who, reviewing.decide, self.one(Incident, what), decision=decision, words=said, checked=CHECKED)

    # -- erasure and holds

    def target(self, table: str, pick: int) -> tuple[str, str] | None:
        row = self.one(TARGETS[table], pick)
        return (table, row.pk) if row else None

    @rule(
        who=picks, table=st.sampled_from(sorted(TARGETS)), what=picks, by=term("erasure-wishes"), ground=term("erasure-grounds"), said=words
    )
    def ask_erasure(self, who: int, table: str, what: int, by: str, ground: str, said: str) -> None:
        self.attempt(
            lambda *target: erasing.ask_erasure(self.hand(who), target, erasing.Wish(by, ground, said)),
            *(self.target(table, what) or (None,)),
        )

    @rule(who=picks, what=picks, said=reasons)
    def decline_erasure(self, who: int, what: int, said: str) -> None:
        self.attempt_by_somebody(who, erasing.decline_erasure, self.one(Erasure, what), words=said)

    @rule(who=picks, what=picks)
    def agree_to_erasure(self, who: int, what: int) -> None:
        self.attempt_by_somebody(who, erasing.agree_to_erasure, self.one(Erasure, what))

    @rule(who=picks, table=st.sampled_from(sorted(TARGETS)), what=picks, ground=term("hold-grounds"), said=words, ahead=days)
    def place_hold(self, who: int, table: str, what: int, ground: str, said: str, ahead: int) -> None:
        hand = self.hand(who)
        draft = holding.HoldDraft(ground, "суд", said, hand.today + timedelta(days=ahead))
        self.attempt(lambda *target: holding.place_hold(hand, target, draft), *(self.target(table, what) or (None,)))

    @rule(who=picks, what=picks, ground=term("hold-grounds"), ahead=days)
    def place_another_hold(self, who: int, what: int, ground: str, ahead: int) -> None:
        hand = self.hand(who)
        draft = holding.HoldDraft(ground, "суд", "", hand.today + timedelta(days=ahead))
        self.attempt(holding.place_another_hold, hand, self.one(Hold, what), draft)

    @rule(who=picks, what=picks, ahead=days, said=reasons)
    def look_again(self, who: int, what: int, ahead: int, said: str) -> None:
        hand = self.hand(who)
        self.attempt(holding.look_again, hand, self.one(Hold, what), review_on=hand.today + timedelta(days=ahead), words=said)

    @rule(who=picks, what=picks, said=reasons)
    def propose_lifting(self, who: int, what: int, said: str) -> None:
        self.attempt_by_somebody(who, holding.propose_lifting, self.one(Hold, what), words=said)

    @rule(who=picks, what=picks)
    def keep_hold(self, who: int, what: int) -> None:
        self.attempt_by_somebody(who, holding.keep_hold, self.one(Hold, what))

    @rule(who=picks, what=picks)
    def lift_hold(self, who: int, what: int) -> None:
        self.attempt_by_somebody(who, holding.lift_hold, self.one(Hold, what))

    @rule(who=picks, what=picks, reason=reasons)
    def read_held(self, who: int, what: int, reason: str) -> None:
        self.attempt_by_somebody(who, holding.read_held, self.one(Hold, what), reason=reason)

    @rule(who=picks, what=picks, file=picks, reason=reasons)
    def open_held_file(self, who: int, what: int, file: int, reason: str) -> None:
        self.attempt_by_somebody(who, holding.open_held_file, self.one(Hold, what), self.one(Exhibit, file), reason=reason)


LINES = {
    "footage": ("А-1", "крама", 10**12, 10**12 + 1000, 500, 539023000, 275619000, 9, None, None, None, None, ""),
    "messages": (
        "1", "radio", "145,5", 10**12, 10**12, "Europe/Minsk", "Рысь-1", "рис1", "База", "|база|", "call-sign", *(None,) * 6,
        "Выходзім.", "be",
    ),
}  # fmt: skip


def view_of(where: Where, heading: int | None = None) -> ViewDraft:
    """A place as a camera's, as well or badly as it is told."""
    return ViewDraft(where.lat_e7, where.lon_e7, where.radius_m, heading, place_words=where.words)


def history_of(model: type[Journalled], row: str) -> dict[str, object] | None:
    """A row as its own entries tell it, one after the other; None where the last one took it away."""
    told: dict[str, object] | None = None
    for entry in reading.entries_of([row]):
        for change in reading.changes(entry):
            if change.id != row:
                continue
            match change.verb:
                case rows.Verb.INSERT:
                    assert told is None
                    told = {column.name: column.default for column in rows._columns(model).values()} | dict(change.fields)
                case rows.Verb.UPDATE:
                    assert told is not None
                    told |= change.fields
                case rows.Verb.DELETE:
                    assert told is not None
                    told = None
    return told
