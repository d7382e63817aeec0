"""The invented world that tests of the office share. Everybody in it is made up.

Vera codes and investigates in the first compartment and may; Zoya is its lawyer; Marek works in the second compartment and must not see
what lies in the first. Anna and Boris founded the register and grant access.
"""

import json
import random
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from tests.rows_kept import Kept, keeping

from kniha.book.access import actions, queries
from kniha.book.access.actions import Enrolment
from kniha.book.access.models import Compartment, Registrar
from kniha.book.events.actions import open_incident, record_act
from kniha.book.events.drafts import ActDraft, IncidentDraft
from kniha.book.events.models import Act, Incident
from kniha.book.evidence.acquiring import AcquisitionDraft, GatheredFile
from kniha.book.evidence.models import Thing
from kniha.book.evidence.stepping import CustodyDraft
from kniha.book.evidence.things import ThingDraft, register_thing
from kniha.book.journal import reading
from kniha.book.journal.acting import Hand
from kniha.book.medicine.drafts import Consented, Examined, FindingDraft, MedicalDraft, Paper
from kniha.book.medicine.reporting import Sealing
from kniha.book.people.sealing import PersonKeys
from kniha.book.statements.actions import code_account
from kniha.book.statements.bringing import BroughtInterview
from kniha.book.statements.drafts import AccountDraft, MentionDraft, PassageDraft, When, Where
from kniha.book.statements.interviewing import Held, InterviewDraft
from kniha.book.statements.models import Account, Statement
from kniha.book.statements.noticing import NoticeDraft
from kniha.book.statements.receiving import ReportDraft, StoredFile, receive_report
from kniha.book.work.lists import ListDraft, bring_list, note_looked_at
from kniha.book.work.models import BroughtList
from kniha.runs.importing.report import Noted, Report
from kniha.seal.recipients import HybridIdentity, new_identity
from kniha.vault.blobs import StoredBlob
from kniha.vocab import terms

MINSK = ZoneInfo("Europe/Minsk")
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=MINSK)
CHECKED = tuple(sorted(terms.codes("review-questions")))
"""What a lawyer answers for before an incident is accepted."""
REPORTER = HybridIdentity(b"\x05" * 32)
"""Opens what is written to the source of every report of this world."""
MAILBOX = json.dumps({"mailbox": "aa" * 32, "verifier": "bb" * 32, "reply": REPORTER.recipient.text})
TEXT = "11 жніўня каля адзінаццатай вечара нас спынілі на рагу. Мужчына ў чорным біў мяне дубінкай па спіне. Яго звалі «Рысь»."


def at(hour: int, minute: int = 0, day: int = 11) -> datetime:
    """An instant of August 2020 in Minsk, in UTC."""
    return datetime(2020, 8, day, hour, minute, tzinfo=MINSK).astimezone(UTC)


PLACE = Where(539023000, 275619000, 200, "рог вуліцы")
TIME = When(at(22, 50), at(23, 10), "Europe/Minsk", "about", "каля адзінаццатай вечара")


@dataclass(frozen=True)
class World:
    register: str
    first: Compartment
    second: Compartment
    anna: Registrar
    boris: Registrar
    vera: Registrar
    zoya: Registrar
    marek: Registrar
    person_recipient: str
    person_keys: PersonKeys
    random_bytes: object

    def hand(self, registrar: Registrar, now: datetime = NOW) -> Hand:
        return Hand(registrar, queries.roles(registrar), now, self.random_bytes)

    def process(self, name: str, now: datetime = NOW) -> Hand:
        return Hand(None, frozenset(), now, self.random_bytes, name)

    @property
    def sealing(self) -> Sealing:
        return Sealing(self.person_recipient, self.person_keys)

    def colleague(self, name: str, *roles: str) -> Registrar:
        """One more member of the first compartment."""
        hand, two = self.hand(self.anna), (self.anna, self.boris)
        registrar = actions.enrol_registrar(hand, two, Enrolment(name, roles))
        actions.admit_member(hand, two, self.first, registrar)
        return registrar

    def report(self, text: str = TEXT, *, envelope: str = "e1" * 32, files: tuple[StoredFile, ...] = (), contact: str = "") -> Statement:
        draft = report_draft(text, envelope=envelope, files=files, contact=contact)
        statement = receive_report(self.process("courier"), draft, person_recipient=self.person_recipient)
        assert statement is not None
        return statement

    def coded(self, statement: Statement) -> Account:
        start = TEXT.index("біў")
        draft = AccountDraft(
            TIME,
            PLACE,
            ("integrity.physical-assault",),
            (PassageDraft("act", start, start + 3),),
            (
                MentionDraft("alleged-part", name="Рысь", passage=PassageDraft("mention", TEXT.index("Рысь"), TEXT.index("Рысь") + 4)),
                MentionDraft("victim"),
            ),
        )
        return code_account(self.hand(self.vera), statement, draft)

    def opened(self) -> tuple[Incident, Account, Act]:
        account = self.coded(self.report(files=(stored_file(),)))
        hand = self.hand(self.vera)
        incident = open_incident(hand, [account], IncidentDraft("Збіццё на рагу", TIME, PLACE))
        victim = account.mentions.get(role="victim")
        act = record_act(hand, incident, ActDraft("integrity.physical-assault", ("baton",), victim=victim), accounts=[account])
        return incident, account, act


def report_draft(text: str = TEXT, *, envelope: str = "e1" * 32, files: tuple[StoredFile, ...] = (), contact: str = "") -> ReportDraft:
    return ReportDraft(
        envelope=envelope,
        language="be",
        sealed_by="browser",
        text=text,
        when_words="11 жніўня, ноч",
        where_words="ля метро",
        contact=contact,
        mailbox=MAILBOX,
        consent={"keep": "yes", "contact": "yes", "count": "no"},
        certificate={"ed25519": "AA==", "mldsa44": "AA==", "payload": "00" * 32},
        files=files,
        reporter=sha256(envelope.encode()).hexdigest(),
    )


def notice_draft(kind: str, *, envelope: str, of: str = "e1" * 32, words: str = "") -> NoticeDraft:
    """A notice by the receipt with which the report in the envelope `of` was sent."""
    keep = "no" if kind == "withdrawal" else "yes"
    consent = {"keep": keep, "contact": keep, "count": keep}
    return NoticeDraft(envelope, kind, "be", "browser", words, consent, sha256(of.encode()).hexdigest(), 30)


def interview_draft(hand: Hand, text: str = "Пытанне: што было? Адказ: мяне білі ў аўтазаку.", **more: object) -> InterviewDraft:
    held = Held(
        plan="не пытаць пра сваякоў", present="перакладчыца", interpreter="Ліда", interpreter_vetted=True, place="ціхі пакой",
        began=hand.now - timedelta(hours=2), ended=hand.now - timedelta(hours=1), breaks="адзін", free_recall=True, read_back=True,
        recorded=False, promised="", is_trained=True,
    )  # fmt: skip
    told = {
        "language": "be", "text": text, "consent": {"keep": "yes", "contact": "yes"}, "giver": "self", "held": held,
        "needs_specialist": False, "sealed": {"contact": "праз сястру", "legal-name": "Іван Невядомы"},
    }  # fmt: skip
    return InterviewDraft(**(told | more))


CONSENTED = Consented({"keep": "yes", "contact": "yes"}, "self", "free", {"legal-name": "Іван Невядомы", "contact": "праз сястру"})
"""What the examined person of `medical_draft` allows."""


def finding_draft(**more: object) -> FindingDraft:
    told = {
        "kind": "contusion", "region": "upper-back", "view": "back", "x": 190, "y": 240, "description": "палоса 12 × 3 см, сіне-фіялетавая",
        "alleged_cause": "удары дубінкай", "degree": "highly-consistent", "alternatives": "удар аб край стала",
    }  # fmt: skip
    return FindingDraft(**(told | more))


def medical_draft(hand: Hand, *findings: FindingDraft, paper: bool = False, needs_specialist: bool = False, **more: object) -> MedicalDraft:
    """A medic's report of today; with `paper`, one that somebody typed from an outside medic's."""
    told = {
        "way": "in-person", "began": hand.now - timedelta(hours=3), "ended": hand.now - timedelta(hours=2), "place": "паліклініка",
        "room": "кабінет 7", "present": "медсястра, з боку паліклінікі", "guards": "no", "demeanour": "", "restrained": "no",
        "restraints": "", "threatened": "no", "threats": "", "language": "be", "interpreter": "", "interpreter_vetted": False,
        "history": "Кажа, што 11 жніўня яго білі дубінкай па спіне.", "complaints_body": "боль у спіне", "complaints_mind": "дрэнна спіць",
        "examination": "Агледжаны ўвесь.", "photographed": "no", "opinion": "Разам гэта адпавядае расказу.", "recommendation": "рэнтген",
        "copy_given": "yes", "copy_words": "",
    }  # fmt: skip
    sealed = {"legal-name": "Марыя Лекарская", "qualification": "траўматолаг"}
    given = Paper("yes", "сейф бюро, папка 3", None, sealed) if paper else None
    return MedicalDraft(Examined(**(told | more)), findings or (finding_draft(),), given, needs_specialist)


def brought_interview(
    hand: Hand, token: str, *, digest: str = "d1" * 32, files: tuple[StoredFile, ...] = (), **more: object
) -> BroughtInterview:
    """What a field form sealed, as the courier opened it."""
    return BroughtInterview(digest, 20_000, token, interview_draft(hand, **more), files)


def acquisition_draft(title: str = "Картка памяці камеры на плошчы", *, how_obtained: str = "given") -> AcquisitionDraft:
    """What is told once of files that came together."""
    told = "перадаў уладальнік крамы", "каб убачыць, хто біў"
    return AcquisitionDraft(title, how_obtained, date(2020, 8, 12), *told, clock="гадзіннік камеры спяшаўся на 2 хвіліны")


def gathered_file(found_at: str = "DCIM/0001.jpg", *, blob: str = "d1" * 32) -> GatheredFile:
    """A file of an acquisition, as it was sealed."""
    at = datetime(2020, 8, 11, 20, 15, tzinfo=UTC)
    return GatheredFile(found_at, at, "image/jpeg", StoredBlob(blob, "da" * 32, 3, blob[::-1], b"header"))


def thing_of(world: World, statement: Statement) -> Thing:
    """A shirt that came with `statement`."""
    came = CustodyDraft("received", datetime(2020, 8, 12, 9, tzinfo=UTC), False, "пацярпелы", "следчы", "каб захаваць")
    shirt = ThingDraft("clothing", "Сіняя кашуля", "без гузіка", "пломба 17", "шафа 3")
    return register_thing(world.hand(world.vera), shirt, came, how_obtained="given", into=statement)


def stored_file(name: str = "здымак.jpg", *, blob: str = "b1" * 32, media_type: str = "image/jpeg") -> StoredFile:
    return StoredFile(name, "image/jpeg", media_type, StoredBlob(blob, "aa" * 32, 3, "bb" * 32, b"header"))


def looked_through(world: World, registrar: Registrar) -> BroughtList:
    """A list that `registrar` brought and the worker looked through: it would make nothing, and refuses one row."""
    blob = StoredBlob("c9" * 32, "ca" * 32, 3, "cb" * 32, b"header")
    draft = ListDraft(world.first, "спіс.csv", "", "2020pb", 'source = "made-up"')
    brought = bring_list(world.hand(registrar), draft, blob)
    report = Report(dry=True, records=1, refused=1, refusals=[Noted(2, "", "column 'id' is empty")])
    note_looked_at(brought, "incidents", "made-up", report.as_json())
    brought.refresh_from_db()
    return brought


_founded: dict[int, tuple[World, tuple[object, ...], Kept]] = {}
"""Worlds made in this process, by seed: the world, the state of its randomness after it, its rows."""


def found_world(seed: int = 1) -> World:
    """A register with two compartments and its staff. It is made once in a process; then its rows are laid down into empty tables."""
    source = random.Random(seed)
    if reading.size():
        return made_world(source)
    if seed not in _founded:
        world, rows = keeping(lambda: made_world(source))
        _founded[seed] = world, source.getstate(), rows
        return world
    world, state, rows = _founded[seed]
    rows.lay_down()
    source.setstate(state)
    cast = {name: type(row).objects.get(pk=row.pk) for name, row in vars(world).items() if isinstance(row, Compartment | Registrar)}
    return replace(world, random_bytes=source.randbytes, person_keys=PersonKeys(world.person_keys.identity), **cast)


def made_world(source: random.Random) -> World:
    """The same by the product's actions, entry after entry."""
    random_bytes = source.randbytes
    register = random_bytes(32).hex()
    start = Hand(None, frozenset(), NOW, random_bytes, "register")
    anna, boris = actions.found_register(
        start,
        register=register,
        number_prefix="KN",
        founders=(Enrolment("Anna", ("administrator", "custodian")), Enrolment("Boris", ("administrator", "custodian"))),
    )
    two = (anna, boris)
    hand = Hand(anna, queries.roles(anna), NOW, random_bytes)
    first = actions.open_compartment(hand, two, title="First", receives_reports=True)
    second = actions.open_compartment(hand, two, title="Second", receives_reports=False)
    vera = actions.enrol_registrar(hand, two, Enrolment("Vera", ("clerk", "investigator")))
    zoya = actions.enrol_registrar(hand, two, Enrolment("Zoya", ("lawyer",)))
    marek = actions.enrol_registrar(hand, two, Enrolment("Marek", ("clerk", "investigator", "lawyer")))
    for compartment, registrar in ((first, vera), (first, zoya), (second, marek)):
        actions.admit_member(hand, two, compartment, registrar)
    identity = new_identity(random_bytes)
    return World(register, first, second, anna, boris, vera, zoya, marek, str(identity.recipient), PersonKeys(identity.text), random_bytes)
