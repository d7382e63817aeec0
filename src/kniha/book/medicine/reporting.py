"""Writing a medical report: consent first, how it was examined, the findings. A medic's own, or typed from the paper of an outside medic.

After the Istanbul Protocol (2022). Until it is signed or checked its author amends it; after that a supplement cites it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain

from django.db import transaction
from django.db.models import Q

from kniha.book.access.models import Compartment
from kniha.book.access.queries import in_use
from kniha.book.access.standing import standing_hand
from kniha.book.evidence.models import Exhibit
from kniha.book.journal import rows
from kniha.book.journal.acting import Hand
from kniha.book.journal.recording import Actor
from kniha.book.medicine import rules
from kniha.book.medicine.drafts import Consented, Examined, FindingDraft, MedicalDraft, Paper
from kniha.book.medicine.models import MedicalFinding, MedicalReport
from kniha.book.people import sealing
from kniha.book.people.actions import first_sealed_field, sealed_field
from kniha.book.people.models import Person
from kniha.book.statements.models import Consent, Statement
from kniha.book.statements.rules import must_be_consent, must_be_consent_first, must_lie_together
from kniha.vocab import terms
from kniha.vocab.ids import Id

MAY_TYPE = ("medic", "specialist", "investigator")
"""Who types the paper of an outside medic. A clerk does not: they see that there is a report, not what it says (docs/adr)."""


@dataclass(frozen=True, slots=True)
class Sealing:
    """What seals of persons: the recipient, and the keys."""

    recipient: str
    opening: sealing.Keys


@transaction.atomic
def write_report(
    hand: Hand, compartment: Compartment, draft: MedicalDraft, consented: Consented, *, person: Person | None, sealing: Sealing
) -> MedicalReport:
    """Enter a report on `person`, or on somebody new (None), with a statement of its own."""
    actor = _actor(hand, compartment, draft)
    must_be_consent_first(consented.consent)
    terms.check_term("statement-origins", consented.came_to_be)
    statement = hand.new_id()
    subject, changes = _subject(hand, compartment, consented, person=person, sealing=sealing)
    must_hold(hand, draft, _at_hand(subject, statement))
    changes.append(
        rows.insert(
            Statement, statement, compartment=compartment, kind="medical-report", language=draft.examined.language,
            came_to_be=consented.came_to_be, received_on=hand.today, source_id=subject,
        )
    )  # fmt: skip
    changes += _consents(hand, statement, consented)
    report = hand.new_id()
    changes += report_changes(hand, report, draft, compartment=compartment, sealing=sealing, statement_id=statement, subject_id=subject)
    hand.enter(actor, "medical_report.written", changes)
    return MedicalReport.objects.get(pk=report)


@transaction.atomic
def write_report_on(hand: Hand, statement: Statement, draft: MedicalDraft, *, sealing: Sealing) -> MedicalReport:
    """Enter a report on the source of `statement`: what they told there need not be asked again."""
    statement = in_use(statement)
    assert statement.compartment is not None  # what is in use lies somewhere
    actor = _actor(hand, statement.compartment, draft)
    rules.must_be_kept(Consent.objects.filter(statement=statement, purpose="keep").values_list("answer", flat=True))
    must_hold(hand, draft, _at_hand(statement.source_id, statement.pk))
    report = hand.new_id()
    tied = {"statement_id": statement.pk, "subject_id": statement.source_id}
    changes = report_changes(hand, report, draft, compartment=statement.compartment, sealing=sealing, **tied)
    hand.enter(actor, "medical_report.written", list(changes), cites=[("statement", statement.pk)])
    return MedicalReport.objects.get(pk=report)


@transaction.atomic
def supplement_report(hand: Hand, former: MedicalReport, draft: MedicalDraft, *, words: str, sealing: Sealing) -> MedicalReport:
    """Enter a new report that corrects or adds to one that is signed, and cites it. The former stays as it is."""
    statement = in_use(former.statement)
    assert statement.compartment is not None  # what is in use lies somewhere
    actor = _actor(hand, statement.compartment, draft)
    former = MedicalReport.objects.get(pk=former.pk)
    rules.must_be_finished(former.state)
    rules.must_be_supplement(words)
    rules.must_be_kept(Consent.objects.filter(statement=statement, purpose="keep").values_list("answer", flat=True))
    must_hold(hand, draft, _at_hand(former.subject_id, statement.pk))
    report = hand.new_id()
    tied = {
        "statement_id": statement.pk, "subject_id": former.subject_id, "medic_id": former.medic_id if draft.paper else None,
        "supplements_id": former.pk, "supplement_words": words.strip(),
    }  # fmt: skip
    changes = report_changes(hand, report, draft, compartment=statement.compartment, sealing=sealing, **tied)
    cites = [("medicalreport", former.pk), ("statement", statement.pk)]
    hand.enter(actor, "medical_report.supplemented", list(changes), cites=cites)
    return MedicalReport.objects.get(pk=report)


@transaction.atomic
def amend_report(hand: Hand, report: MedicalReport, draft: MedicalDraft, *, sealing: Sealing) -> MedicalReport:
    """Write a report anew that nobody has signed or checked yet. What it said before stays in the journal."""
    statement = in_use(report.statement)
    assert statement.compartment is not None  # what is in use lies somewhere
    report = MedicalReport.objects.select_for_update().get(pk=report.pk)
    actor = _actor(hand, statement.compartment, draft)
    rules.must_be_unfinished(report.state)
    rules.must_be_author(report.written_by_id, hand.id)
    must_hold(hand, draft, _at_hand(report.subject_id, statement.pk))
    told = _told(draft)
    medic, sealed = _medic(hand, statement.compartment, draft.paper, known=report.medic_id, sealing=sealing)
    changes = [
        *sealed,
        rows.update(report, medic_id=medic, **told),
        *_findings_anew(hand, report, draft.findings),
    ]
    hand.enter(actor, "medical_report.amended", changes, cites=[("statement", statement.pk)])
    return MedicalReport.objects.get(pk=report.pk)


def _actor(hand: Hand, compartment: Compartment, draft: MedicalDraft) -> Actor:
    """In which role they write: a medic their own report; a paper is typed by whoever may read it."""
    standing = standing_hand(hand, compartment)
    actor = standing.acting_as(*(("medic",) if draft.paper is None else MAY_TYPE))
    if draft.is_for_specialists:
        rules.must_be_specialist(standing.roles)
    return actor


def _subject(
    hand: Hand, compartment: Compartment, consented: Consented, *, person: Person | None, sealing: Sealing
) -> tuple[str | None, list[rows.Change]]:
    if person is not None:
        person = in_use(person)
        must_lie_together(str(person.compartment_id), compartment.pk)
        return person.pk, []
    if consented.is_unknown:
        return None, []
    new = hand.new_id()
    return new, [
        rows.insert(Person, new, compartment=compartment),
        *_sealed(hand, new, consented.sealed, sealing=sealing, into=first_sealed_field),
    ]


def _sealed(hand: Hand, person: str, plain: object, *, sealing: Sealing, into: Callable[..., rows.Change]) -> Iterator[rows.Change]:
    said = {field: text.strip() for field, text in dict(plain).items() if text.strip()} if isinstance(plain, dict) else {}
    if not said:
        return
    unsaved = Person(pk=person)
    key = sealing.opening.key_of(unsaved, recipient=sealing.recipient, random_bytes=hand.random_bytes)
    for field, text in said.items():
        terms.check_term("sealed-fields", field)
        yield into(hand, unsaved, field, text, key=key)


def _medic(
    hand: Hand, compartment: Compartment, paper: Paper | None, *, known: str | None, sealing: Sealing
) -> tuple[str | None, list[rows.Change]]:
    """The outside medic, made now where the register holds none for this report; their name is sealed like any other identity."""
    if paper is None:
        return None, []
    medic = known or hand.new_id()
    made = [] if known else [rows.insert(Person, Id(medic), compartment=compartment)]
    into = sealed_field if known else first_sealed_field
    return medic, [*made, *_sealed(hand, medic, dict(paper.sealed), sealing=sealing, into=into)]


def _consents(hand: Hand, statement: Id, consented: Consented) -> Iterator[rows.Change]:
    for purpose, answer in consented.consent.items():
        must_be_consent(purpose, answer, consented.giver)
        yield rows.insert(
            Consent, hand.new_id(), statement_id=statement, purpose=purpose, answer=answer, giver=consented.giver, given_on=hand.today
        )


def _at_hand(subject: str | None, statement: str) -> frozenset[str]:
    """The files among which photographs of the person, and the original of a paper, are found."""
    theirs = Q(statement__source=subject) if subject else Q()
    found = Exhibit.objects.filter(Q(statement=statement) | theirs if subject else Q(statement=statement), compartment__isnull=False)
    return frozenset(found.values_list("pk", flat=True))


def must_hold(hand: Hand, draft: MedicalDraft, at_hand: frozenset[str]) -> None:
    """All that the Protocol asks of a report, whether it is signed yet or not."""
    told, paper = draft.examined, draft.paper
    terms.check_term("examination-ways", told.way)
    for answer in (told.guards, told.restrained, told.threatened, told.photographed, told.copy_given):
        rules.must_be_answered(answer, is_paper=paper is not None)
    for answer, words in ((told.guards, told.demeanour), (told.restrained, told.restraints), (told.threatened, told.threats)):
        rules.must_be_told_with(answer, words)
    rules.must_be_copy(told.copy_given, told.copy_words)
    rules.must_be_timed(told.began, told.ended, now=hand.now, is_paper=paper is not None)
    for finding in draft.findings:
        rules.must_be_finding(finding, is_paper=paper is not None)
    photographs = chain.from_iterable(finding.photographs for finding in draft.findings)
    originals = [paper.original.pk] if paper and paper.original else []
    rules.must_be_theirs([*photographs, *originals], at_hand)
    if paper is not None:
        rules.must_be_paper(paper.original, paper.kept_where, paper.secrecy_told)


def report_changes(
    hand: Hand, report: Id, draft: MedicalDraft, *, compartment: Compartment, sealing: Sealing, **tied: str | None
) -> list[rows.Change]:
    """The rows of a report that holds: itself, its findings, the outside medic of a paper. Checked before by `must_hold`."""
    medic, sealed = _medic(hand, compartment, draft.paper, known=tied.pop("medic_id", None), sealing=sealing)
    told = rows.insert(
        MedicalReport, report, written_by=hand.registrar, written_on=hand.today, medic_id=medic,
        state="typed" if draft.paper else "draft", **tied, **_told(draft),
    )  # fmt: skip
    return [*sealed, told, *_findings(hand, report, draft.findings)]


def _told(draft: MedicalDraft) -> dict[str, object]:
    examined = {name: getattr(draft.examined, name) for name in Examined.__slots__}
    told: dict[str, object] = {name: value.strip() if isinstance(value, str) else value for name, value in examined.items()}
    told["for_specialists"] = draft.is_for_specialists
    if draft.paper is not None:
        original = draft.paper.original
        told |= {"secrecy_told": draft.paper.secrecy_told, "kept_where": draft.paper.kept_where.strip()}
        told["original_id"] = original.pk if original else None
    return told


def _findings(hand: Hand, report: Id, findings: tuple[FindingDraft, ...]) -> Iterator[rows.Change]:
    for number, one in enumerate(findings, 1):
        yield rows.insert(MedicalFinding, hand.new_id(), report_id=report, **_found(number, one))


def _findings_anew(hand: Hand, report: MedicalReport, findings: tuple[FindingDraft, ...]) -> Iterator[rows.Change]:
    """Rows that are there are written anew, and one too many is emptied: a row that went would keep its words from a later erasure."""
    there = list(report.findings.order_by("pk"))
    for number, one in enumerate(findings, 1):
        told = _found(number, one)
        yield (
            rows.update(there[number - 1], **told)
            if number <= len(there)
            else rows.insert(MedicalFinding, hand.new_id(), report_id=report.pk, **told)
        )
    yield from (rows.update(surplus, **_found(0, FindingDraft(""))) for surplus in there[len(findings) :])


def _found(number: int, one: FindingDraft) -> dict[str, object]:
    return {
        "number": number, "kind": one.kind, "region": one.region, "view": one.view, "x": one.x, "y": one.y,
        "description": one.description.strip(), "alleged_cause": one.alleged_cause.strip(), "degree": one.degree,
        "alternatives": one.alternatives.strip(), "photographs": list(one.photographs),
    }  # fmt: skip
