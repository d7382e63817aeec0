"""The world as tests of erasures and holds need it: Kira keeps the first compartment, Zoya is its lawyer, Anna a custodian and a member.

Every word planted here is found nowhere else, so that a test can look for it in every byte.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db import connection
from tests.world import CHECKED, NOW, PLACE, TIME, World, at, found_world, report_draft, stored_file

from kniha.book.access import actions
from kniha.book.access.actions import Enrolment
from kniha.book.access.models import Registrar
from kniha.book.erasure.actions import Wish, agree_to_erasure, ask_erasure
from kniha.book.erasure.carrying import Carrying
from kniha.book.erasure.holding import HoldDraft, place_hold
from kniha.book.erasure.models import Hold
from kniha.book.erasure.parts import Ref
from kniha.book.events.actions import add_account, allege_involvement, open_incident, record_act, record_injury
from kniha.book.events.drafts import ActDraft, IncidentDraft
from kniha.book.events.models import Act, Incident
from kniha.book.events.reviewing import decide, send_to_review
from kniha.book.evidence.actions import access_exhibit
from kniha.book.journal import checking
from kniha.book.journal.acting import Hand
from kniha.book.journal.replay import replay
from kniha.book.people.actions import RiskDraft, SafeContactDraft, assess_risk, note_safe_contact, open_sealed_field
from kniha.book.people.models import SealedField
from kniha.book.statements.actions import add_mention, code_account
from kniha.book.statements.drafts import AccountDraft, MentionDraft, PassageDraft, When, Where
from kniha.book.statements.early import EarlyAnswers
from kniha.book.statements.models import Account, Statement
from kniha.book.statements.receiving import StoredFile, receive_report

WISH = Wish("source", "consent-withdrawn")
NEXT_YEAR = date(2027, 5, 1)
PLANTED = (
    "Зымдраліна", "квазюліўся", "трумбодзь", "шмяргелям", "Ублюнскага", "вурдыганам", "Пшыкнуцька", "гыргалом", "жмуркадзіл", "клябуцэр",
    "zibbrak", "цмыглявы", "Фуфлянчык", "брыкмадзе", "хмызлядня", "плюхтарык", "ушмоўглы", "нячхалда", "дзюбліца", "ёхларыя", "змургач",
    "вымдзёрка", "грукацень",
)  # fmt: skip
TEXT = f"Мяне завуць {PLANTED[0]}. Я {PLANTED[1]} каля {PLANTED[2]}, і {PLANTED[3]} мяне білі двое: {PLANTED[4]} і яшчэ адзін."


@dataclass(frozen=True)
class Planted:
    """One source whose words are everywhere, and another who told of the same event."""

    world: World
    kira: Registrar
    statement: Statement
    account: Account
    incident: Incident
    act: Act
    other: Account

    @property
    def person(self) -> Ref:
        return ("person", str(self.statement.source_id))

    @property
    def target(self) -> Ref:
        return ("statement", self.statement.pk)

    @property
    def exhibit(self) -> Ref:
        return ("exhibit", self.statement.exhibits.get().pk)

    def hand(self, registrar: Registrar, *, days: int = 0) -> Hand:
        return self.world.hand(registrar, NOW + timedelta(days=days))

    def erased(self, target: Ref, wish: Wish = WISH) -> Carrying:
        asked = ask_erasure(self.hand(self.world.zoya), target, wish)
        return agree_to_erasure(self.hand(self.kira), asked)

    def held(self, target: Ref, ground: str = "authority-asked") -> Hold:
        return place_hold(self.hand(self.kira), target, HoldDraft(ground, "Суд у Вільні", "Справа 12", NEXT_YEAR))


def keeper(world: World, name: str = "Kira", *roles: str) -> Registrar:
    """Somebody more in the first compartment who answers for it."""
    hand = world.hand(world.anna)
    registrar = actions.enrol_registrar(hand, (world.anna, world.boris), Enrolment(name, roles))
    actions.admit_member(hand, (world.anna, world.boris), world.first, registrar, keeper=True)
    return registrar


def planted(world: World | None = None, *, files: tuple[StoredFile, ...] | None = None, alone: bool = False) -> Planted:
    """A report whose every field holds a planted word, coded, concluded, accepted; with `alone` it is the incident's only source."""
    world = world or found_world()
    kira = keeper(world)
    statement = _report(world, (stored_file(f"{PLANTED[5]}.jpg"),) if files is None else files)
    _notes(world, statement)
    account = _coded(world, statement)
    vera = world.hand(world.vera)
    incident = open_incident(vera, [account], IncidentDraft("Збіццё на рагу", TIME, replace(PLACE, words=PLANTED[6])))
    other = _other(world)
    if not alone:
        add_account(vera, incident, other)
    act = _act(world, incident, [account])
    if not alone:
        record_act(vera, incident, ActDraft("liberty.arbitrary-arrest", victim_count=3), accounts=[account, other])
    send_to_review(vera, incident)
    decide(world.hand(world.zoya), incident, decision="accepted", words="", checked=CHECKED)
    return Planted(world, kira, statement, account, Incident.objects.get(pk=incident.pk), act, other)


def _report(world: World, files: tuple[StoredFile, ...]) -> Statement:
    draft = report_draft(TEXT, envelope="aa" * 32, files=files, contact=f"праз {PLANTED[7]}")
    told = replace(
        draft,
        when_words=f"у {PLANTED[8]}",
        where_words=f"ля {PLANTED[9]}",
        hurt_words=f"я і {PLANTED[21]}",
        doers_words=f"{PLANTED[22]} з раёна",
    )
    early = EarlyAnswers("insider", "no", held="no", minor="no", sexual="no")
    told = replace(told, early=early)
    statement = receive_report(world.process("courier"), told, person_recipient=world.person_recipient)
    assert statement is not None
    return statement


def _notes(world: World, statement: Statement) -> None:
    vera, person = world.hand(world.vera), statement.source
    assess_risk(vera, person, RiskDraft("high", ("in-country",), f"сусед {PLANTED[10]}", NEXT_YEAR))
    draft = SafeContactDraft("signal", f"@{PLANTED[11]}", f"пасля {PLANTED[12]}", f"сястра {PLANTED[13]}", f"не ўзгадваць {PLANTED[14]}")
    note_safe_contact(vera, person, draft, recipient=world.person_recipient, opening=world.person_keys)
    field = SealedField.objects.get(person=person, field="contact")
    open_sealed_field(vera, field, reason=f"спытаць {PLANTED[15]}", opening=world.person_keys)
    for exhibit in statement.exhibits.all():
        access_exhibit(vera, exhibit, why=f"паглядзець {PLANTED[16]}")


def _coded(world: World, statement: Statement) -> Account:
    vera = world.hand(world.vera)
    start = TEXT.index(PLANTED[4])
    when = When(at(22), at(23), "Europe/Minsk", "about", f"у {PLANTED[8]}")
    account = code_account(
        vera,
        statement,
        AccountDraft(
            when,
            Where(539000000, 275000000, 300, f"ля {PLANTED[9]}"),
            ("integrity.physical-assault",),
            (PassageDraft("act", start, start + 5),),
            (MentionDraft("victim", name=PLANTED[0], description=PLANTED[17]),),
        ),
    )
    mention = MentionDraft(
        "alleged-part", name=PLANTED[4], rank=PLANTED[18], passage=PassageDraft("mention", start, start + len(PLANTED[4]))
    )
    add_mention(vera, account, mention)
    return account


def _other(world: World) -> Account:
    """Somebody else who told of the same hour; their words are their own."""
    statement = world.report("Я бачыў з акна, як на рагу білі чалавека. Іх было трое.", envelope="bb" * 32)
    return code_account(
        world.hand(world.vera),
        statement,
        AccountDraft(When(at(22), at(23), "Europe/Minsk", "about"), PLACE, ("integrity.physical-assault",)),
    )


def _act(world: World, incident: Incident, accounts: list[Account]) -> Act:
    vera = world.hand(world.vera)
    draft = ActDraft(
        "integrity.physical-assault", ("baton",), victim=accounts[0].mentions.get(role="victim"), victim_words=f"студэнт {PLANTED[19]}"
    )
    act = record_act(vera, incident, draft, accounts=accounts)
    record_injury(vera, act, kind="contusion", region="upper-back", words=f"ад {PLANTED[20]}")
    allege_involvement(
        vera, act, accounts[0].mentions.get(role="alleged-part"), degree="carried-out", finding="suspicion", basis=f"назваў {PLANTED[0]}"
    )
    return act


def cells() -> list[tuple[str, str, bytes]]:
    """Every value of every column of every table, as bytes."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                found += [
                    (table, name, bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode())
                    for name, value in zip(names, row, strict=True)
                ]
    return found


def told(*words: str) -> set[tuple[str, str]]:
    """Where any of these words stands, whole or but for its beginning."""
    return {(table, name) for table, name, data in cells() for word in words if word.encode() in data or word[2:].encode() in data}


def follows() -> None:
    """Tables follow from the journal, the journal from its tree."""
    report = replay()
    assert report.differences == ()
    checking.check_journal()
