"""The invented registrars work: accounts are coded, risks noted, incidents concluded, sent to review and decided, each by whoever may."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from kniha.book.events import actions as events
from kniha.book.events import reviewing
from kniha.book.events.drafts import ActDraft
from kniha.book.events.models import Incident
from kniha.book.evidence.actions import describe_cover
from kniha.book.journal.acting import Hand
from kniha.book.people.actions import RiskDraft, SafeContactDraft, assess_risk, note_safe_contact
from kniha.book.people.sealing import PersonKeys
from kniha.book.statements.actions import code_account
from kniha.book.statements.drafts import MentionDraft
from kniha.book.statements.models import Account, Mention, Statement
from kniha.runs.demonstration.story import ToldAccount, ToldAct, ToldIncident, ToldReport
from kniha.runs.demonstration.surrounding_work import people_of, surround
from kniha.vocab import terms


@dataclass(frozen=True, slots=True)
class Office:
    """Who does what: the hands of four registrars, and what seals and opens of persons."""

    clerk: Hand
    investigator: Hand
    lawyer: Hand
    medic: Hand
    person_recipient: str
    person_keys: PersonKeys


class Coded:
    """What was coded so far: accounts by incident and report, mentions by the id that the story gives them."""

    def __init__(self) -> None:
        self._accounts: dict[str, dict[str, Account]] = {}
        self._mentions: dict[str, str] = {}

    def keep(self, report: str, told: ToldAccount, account: Account) -> None:
        """Remember `account` of `report`."""
        self._accounts.setdefault(told.tells, {})[report] = account
        for name, draft in zip(told.mentions, told.draft.mentions, strict=True):
            self._mentions[name] = _find(account, draft)

    def accounts(self, incident: str, reports: Iterable[str] = ()) -> tuple[Account, ...]:
        """The accounts that tell of `incident`; of these reports alone, where some are named."""
        told = self._accounts[incident]
        return tuple(told[report] for report in tuple(reports) or told)

    def by_report(self, incident: str) -> Mapping[str, Account]:
        """The accounts that tell of `incident`, by their report."""
        return self._accounts[incident]

    def mention(self, name: str) -> Mention:
        """The mention as it is now: an act may have given it a person."""
        return Mention.objects.select_related("account").get(pk=self._mentions[name])


def read_reports(office: Office, reports: Iterable[ToldReport], statements: Mapping[str, Statement]) -> Coded:
    """The clerk's work: code accounts, cover files, note risk and safe contact; `statements` by the story's key."""
    coded = Coded()
    for report in reports:
        statement = statements[report.key]
        for told in report.accounts:
            coded.keep(report.key, told, code_account(office.clerk, statement, told.draft))
        _cover(office, report, statement)
        _note(office, report, statement)
    return coded


def conclude_incidents(office: Office, incidents: Iterable[ToldIncident], coded: Coded) -> Iterator[Incident]:
    """The investigator's and the lawyer's work, one incident after the other."""
    made: dict[str, Incident] = {}
    for told in incidents:
        incident = events.open_incident(office.investigator, coded.accounts(told.key), told.draft)
        for act in told.acts:
            _record(office.investigator, incident, act, coded, accounts=coded.accounts(told.key, act.reports))
        surround(
            office.investigator, incident, told.key, accounts=coded.by_report(told.key),
            mentions={name: coded.mention(name) for name in people_of(told.key)}, made=made,
        )  # fmt: skip
        made[told.key] = incident
        yield _review(office, incident, told)


def _find(account: Account, draft: MentionDraft) -> str:
    return account.mentions.get(role=draft.role, name=draft.name, description=draft.description).pk


def _cover(office: Office, report: ToldReport, statement: Statement) -> None:
    for file in report.files:
        if file.cover:
            describe_cover(office.clerk, statement.exhibits.get(original_name=file.name), file.cover)


def _note(office: Office, report: ToldReport, statement: Statement) -> None:
    person = statement.source
    if person is None:
        return
    if report.risk is not None:
        look = office.clerk.today + timedelta(days=report.risk.days)
        assess_risk(office.clerk, person, RiskDraft(report.risk.level, report.risk.circumstances, report.risk.words, look))
    if report.safe_contact is not None:
        told = report.safe_contact
        draft = SafeContactDraft(told.channel, told.address, told.hours, told.who_may_answer, told.never)
        note_safe_contact(office.clerk, person, draft, recipient=office.person_recipient, opening=office.person_keys)


def _record(hand: Hand, incident: Incident, act: ToldAct, coded: Coded, *, accounts: Sequence[Account]) -> None:
    draft = ActDraft(
        act.kind,
        act.methods,
        victim=coded.mention(act.victim) if act.victim else None,
        victim_count=act.victim_count,
        victim_words=act.victim_words,
        verification=act.verification,
    )
    recorded = events.record_act(hand, incident, draft, accounts=accounts)
    for injury in act.injuries:
        events.record_injury(hand, recorded, kind=injury.kind, region=injury.region, words=injury.words)
    for involved in act.involved:
        events.allege_involvement(
            hand, recorded, coded.mention(involved.mention), degree=involved.degree, finding=involved.finding, basis=involved.basis
        )


def _review(office: Office, incident: Incident, told: ToldIncident) -> Incident:
    if told.state == "draft":
        return incident
    incident = reviewing.send_to_review(office.investigator, incident)
    if told.state != "in-review":
        answered = terms.codes("review-questions") if told.state == "accepted" else ()
        reviewing.decide(office.lawyer, incident, decision=told.state, words=told.words, checked=answered)
    return incident
