"""Incidents of the register as one account each tells of them: reports of several people on what may be one event."""

from dataclasses import replace
from hashlib import sha256

from tests.world import PLACE, TIME, World, interview_draft, report_draft

from kniha.book.access.models import Registrar
from kniha.book.events.actions import open_incident, record_act
from kniha.book.events.drafts import ActDraft, IncidentDraft
from kniha.book.events.models import Incident
from kniha.book.statements.actions import code_account
from kniha.book.statements.drafts import AccountDraft, MentionDraft, PassageDraft, When, Where
from kniha.book.statements.early import EarlyAnswers
from kniha.book.statements.interviewing import take_interview
from kniha.book.statements.models import Account, Statement
from kniha.book.statements.receiving import StoredFile, receive_report

KINDS = ("integrity.physical-assault",)
AT_THE_CORNER = "На рагу нас спынілі чацвёра ў чорным і білі дубінкамі па спіне. Старэйшага звалі Лагодны Ціхан."
SEEN_FROM_A_WINDOW = "С балкона видела, как на углу четверо в чёрном били парня дубинками по спине. Одного звали Лагодный Тихон."
ELSEWHERE = "На заводзе зачыталі загад, і трыццаць чалавек звольнілі за адну гадзіну."


def told(world: World, text: str, *, of: Registrar | None = None, files: tuple[StoredFile, ...] = (), insider: bool = False) -> Statement:
    """A report that came by the intake; of Marek's compartment, an interview."""
    if of == world.marek:
        hand = world.hand(of)
        draft = interview_draft(hand, text)
        return take_interview(hand, world.second, draft, person=None, recipient=world.person_recipient, opening=world.person_keys)
    envelope = sha256(f"{text}{Statement.objects.count()}".encode()).hexdigest()
    draft = replace(report_draft(text, envelope=envelope, files=files), early=EarlyAnswers(role="insider" if insider else ""))
    statement = receive_report(world.process("courier"), draft, person_recipient=world.person_recipient)
    assert statement is not None
    return statement


def coded(
    world: World, statement: Statement, *, of: Registrar | None = None, when: When | None = TIME, where: Where | None = PLACE,
    kinds: tuple[str, ...] = KINDS, name: str = "", passage: int = 7,
) -> Account:  # fmt: skip
    """What a coder read in it; its first letters are the passage."""
    mentions = (MentionDraft("alleged-part", name=name),) if name else ()
    draft = AccountDraft(when or When(), where or Where(), kinds, (PassageDraft("act", 0, min(passage, len(statement.text))),), mentions)
    return code_account(world.hand(of or world.vera), statement, draft)


def happened(
    world: World, text: str, *, of: Registrar | None = None, when: When | None = TIME, where: Where | None = PLACE, name: str = "",
    kinds: tuple[str, ...] = KINDS, files: tuple[StoredFile, ...] = (), insider: bool = False,
) -> Incident:  # fmt: skip
    """An incident of the compartment of `of` (as it is: Vera's) out of one account, with one act."""
    account = coded(world, told(world, text, of=of, files=files, insider=insider), of=of, when=when, where=where, kinds=kinds, name=name)
    hand = world.hand(of or world.vera)
    incident = open_incident(hand, [account], IncidentDraft(text.partition(".")[0][:60], when or When(), where or Where()))
    record_act(hand, incident, ActDraft(kinds[0]), accounts=[account])
    return incident


def alike(world: World, *, of: Registrar | None = None) -> tuple[Incident, Incident]:
    """Two incidents that may be one event, told in two languages."""
    one = happened(world, AT_THE_CORNER, of=of, name="Лагодны Ціхан")
    return one, happened(world, SEEN_FROM_A_WINDOW, of=of, name="Лагодный Тихон")
