"""What may happen to incidents: opening, acts, injuries, involvements."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from kniha.book.access.queries import founding, in_use
from kniha.book.events import rules
from kniha.book.events.drafts import ActChange, ActDraft, IncidentDraft
from kniha.book.events.models import Act, Bearing, Citation, Incident, Injury, Involvement, Opinion, Outcome
from kniha.book.events.within import cites_of, locked, must_be_in_use, must_tell_of, one_compartment, person_of
from kniha.book.journal import rows
from kniha.book.journal.acting import Hand
from kniha.book.journal.numbers import draw_number
from kniha.book.journal.versions import must_be_unchanged
from kniha.book.medicine.models import MedicalFinding
from kniha.book.medicine.rules import must_be_usable
from kniha.book.statements.models import Account, Mention
from kniha.vocab.errors import ConflictError, RefusedError
from kniha.vocab.ids import Id

MAY_CONCLUDE = ("investigator", "specialist")


@transaction.atomic
def open_incident(hand: Hand, accounts: Sequence[Account], draft: IncidentDraft) -> Incident:
    """Conclude an incident from `accounts`, which must lie in one compartment."""
    rules.must_have_source(accounts)
    actor = hand.acting_as(*MAY_CONCLUDE)
    must_be_in_use(accounts)
    _must_be_free(accounts)
    compartment = one_compartment(accounts)
    incident = hand.new_id()
    changes = [
        incident_change(
            hand, incident, draft, compartment=compartment, number=draw_number(hand, f"{founding().number_prefix}-", is_number_taken)
        ),
        *(cite(hand, incident, account.pk, about) for account in accounts for about in ("event", "when", "where")),
    ]
    hand.enter(actor, "incident.opened", changes, cites=cites_of(accounts))
    return Incident.objects.get(pk=incident)


@transaction.atomic
def conclude(hand: Hand, incident: Incident, draft: IncidentDraft, *, accounts: Sequence[Account], seen: int | None = None) -> Incident:
    """Set title, time and place anew, citing the accounts on whose strength; ChangedError where somebody did so since `seen`."""
    rules.must_have_source(accounts)
    actor = hand.acting_as(*MAY_CONCLUDE)
    must_be_in_use(accounts)
    incident = locked(incident)
    rules.must_be_open(incident.state)
    must_be_unchanged(("incident", incident.pk), seen)
    older = Citation.objects.filter(incident=incident, about__in=("when", "where"))
    changes = [
        rows.update(incident, **_conclusion(draft)),
        *(rows.delete(citation) for citation in older),
        *(cite(hand, Id(incident.pk), account.pk, about) for account in accounts for about in ("when", "where")),
    ]
    hand.enter(actor, "incident.concluded", changes, cites=cites_of(accounts))
    return Incident.objects.get(pk=incident.pk)


@transaction.atomic
def add_account(hand: Hand, incident: Incident, account: Account) -> None:
    """Say that `account` tells of `incident` as well."""
    actor = hand.acting_as(*MAY_CONCLUDE)
    must_be_in_use([account])
    incident = locked(incident)
    rules.must_be_open(incident.state)
    if one_compartment([account]) != incident.compartment_id:
        raise RefusedError("an account from another compartment enters only by a release of its keeper")
    _must_be_free([account])
    supported = [rows.update(incident, unsupported=False)] if incident.unsupported else []
    changes = [cite(hand, Id(incident.pk), account.pk, "event"), *supported]
    hand.enter(actor, "account.joined", changes, cites=cites_of([account]))


@transaction.atomic
def record_act(hand: Hand, incident: Incident, draft: ActDraft, *, accounts: Sequence[Account]) -> Act:
    """Enter one act under `incident` on the strength of `accounts`."""
    rules.must_have_source(accounts)
    actor = hand.acting_as(*MAY_CONCLUDE)
    must_be_in_use(accounts)
    incident = locked(incident)
    rules.must_be_open(incident.state)
    must_tell_of(incident, accounts)
    act = hand.new_id()
    victim, changes = person_of(hand, incident, draft.victim)
    changes.append(act_change(act, Id(incident.pk), draft, victim=victim, day=hand.today))
    changes += [cite(hand, Id(incident.pk), account.pk, "act", act=act) for account in accounts]
    hand.enter(actor, "act.recorded", changes, cites=[*cites_of(accounts), ("incident", incident.pk)])
    return Act.objects.get(pk=act)


@transaction.atomic
def change_act(hand: Hand, act: Act, draft: ActChange, *, seen: int | None = None) -> Act:
    """Set anew by what means it was done, in what words the victims are told of, and how far it has been checked."""
    actor = hand.acting_as(*MAY_CONCLUDE)
    incident = locked(act.incident)
    rules.must_be_open(incident.state)
    must_be_unchanged(("act", act.pk), seen)
    there = Act.objects.get(pk=act.pk)
    verified_on = rules.verified_on(draft.verification, hand.today, before=there.verification, since=there.verified_on)
    change = rows.update(
        there,
        methods=list(draft.methods),
        victim_words=draft.victim_words.strip(),
        verification=draft.verification,
        verified_on=verified_on,
    )
    hand.enter(actor, "act.changed", [change], cites=[("incident", incident.pk)])
    return Act.objects.get(pk=act.pk)


@transaction.atomic
def withdraw_act(hand: Hand, act: Act, *, reason: str) -> None:
    """Take back an act that was entered in error, with what hangs on it. The entries stay."""
    actor = hand.acting_as(*MAY_CONCLUDE)
    rules.must_be_open(locked(act.incident).state)
    if len(reason.strip()) < 4:
        raise RefusedError("an act is taken back with a reason")
    alleged = act.involvements.all()
    of_alleged = [row for table in (Bearing, Opinion, Outcome) for row in table.objects.filter(involvement__in=alleged)]
    hanging = [*of_alleged, *act.citations.all(), *act.injuries.all(), *alleged]
    gone = [*(rows.delete(row) for row in hanging), rows.delete(act)]
    hand.enter(actor, "act.withdrawn", gone, cites=[("incident", act.incident_id)], reason=reason)


@transaction.atomic
def record_injury(hand: Hand, act: Act, *, kind: str, region: str = "", words: str = "", finding: MedicalFinding | None = None) -> Injury:
    """Enter an injury as told, or on the strength of what a medic found: the finding and its report are cited then."""
    rules.must_be_injury(kind, region)
    actor = hand.acting_as(*MAY_CONCLUDE)
    incident = locked(act.incident)
    rules.must_be_open(incident.state)
    cites = [("incident", incident.pk)]
    if finding is not None:
        statement = in_use(finding.report.statement)
        must_be_usable(finding.report.state)
        rules.must_lie_with(str(statement.compartment_id), incident.compartment_id)
        cites += [("medicalfinding", finding.pk), ("medicalreport", finding.report_id), ("statement", statement.pk)]
    change = rows.insert(Injury, hand.new_id(), act=act, kind=kind, region=region, words=words, finding=finding)
    hand.enter(actor, "injury.recorded", [change], cites=cites)
    return Injury.objects.get(pk=change.id)


@transaction.atomic
def allege_involvement(hand: Hand, act: Act, mention: Mention, *, degree: str, finding: str, basis: str) -> Involvement:
    """Enter the allegation that the person of `mention` took part in `act`: degree, finding reached, basis."""
    rules.must_be_involvement(degree, finding, basis)
    actor = hand.acting_as(*MAY_CONCLUDE)
    must_be_in_use([mention.account])
    incident = locked(act.incident)
    rules.must_be_open(incident.state)
    must_tell_of(incident, [mention.account])
    if act.involvements.filter(person__mentions=mention).exists():
        raise ConflictError("this person is alleged to have taken part in this act already")
    person, changes = person_of(hand, incident, mention)
    change = rows.insert(Involvement, hand.new_id(), act=act, person_id=person, degree=degree, finding=finding, basis=basis)
    hand.enter(
        actor,
        "involvement.alleged",
        [*changes, change],
        cites=[*cites_of([mention.account]), ("mention", mention.pk), ("incident", incident.pk)],
    )
    return Involvement.objects.get(pk=change.id)


def incident_change(hand: Hand, incident: Id, draft: IncidentDraft, *, compartment: str, number: str) -> rows.Change:
    """A new incident, as a row."""
    return rows.insert(
        Incident, incident, number=number, compartment_id=compartment, author=hand.id, opened_on=hand.today, **_conclusion(draft)
    )


def act_change(act: Id, incident: Id, draft: ActDraft, *, victim: str | None, day: date) -> rows.Change:
    """A new act, as a row, entered on `day`."""
    return rows.insert(
        Act, act, incident_id=incident, kind=draft.kind, methods=list(draft.methods), victim_id=victim,
        victim_count=draft.victim_count, victim_words=draft.victim_words, verification=draft.verification,
        verified_on=rules.verified_on(draft.verification, day),
    )  # fmt: skip


def cite(hand: Hand, incident: Id, account: str, about: str, *, act: Id | None = None) -> rows.Change:
    """A conclusion's tie to the account it rests on."""
    return rows.insert(Citation, hand.new_id(), incident_id=incident, act_id=act, about=about, account_id=account)


def is_number_taken(number: str) -> bool:
    """Whether an incident bears this number already."""
    return Incident.objects.filter(number=number).exists()


def _conclusion(draft: IncidentDraft) -> dict[str, object]:
    when, where = draft.when, draft.where
    return {
        "title": draft.title.strip(), "first": when.first, "last": when.last, "zone": when.zone, "precision": when.precision,
        "lat_e7": where.lat_e7, "lon_e7": where.lon_e7, "radius_m": where.radius_m, "place_words": where.words,
    }  # fmt: skip


def _must_be_free(accounts: Sequence[Account]) -> None:
    if Citation.objects.filter(account__in=accounts, about="event").exists():
        raise ConflictError("this account tells of an incident already")
