"""Medical reports: consent first, nothing taken for granted, the degree a medic's alone, unchanged once signed, read by few."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.world import CONSENTED, World, finding_draft, found_world, medical_draft, stored_file

from kniha.book.access.models import Registrar
from kniha.book.events.actions import record_injury
from kniha.book.events.models import Injury
from kniha.book.journal import reading
from kniha.book.medicine import queries, reporting, signing
from kniha.book.medicine.drafts import Consented, MedicalDraft
from kniha.book.medicine.models import MedicalFinding, MedicalReport
from kniha.book.people.models import Person, SealedField
from kniha.book.statements.models import Statement
from kniha.vocab.errors import ConflictError, ImpossibleError, MalformedError, NotFoundError, RefusedError, UnknownTermError

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def world() -> World:
    return found_world()


@pytest.fixture
def tamara(world: World) -> Registrar:
    return world.colleague("Tamara", "medic")


def drawn(world: World, *findings: object, **more: object) -> MedicalDraft:
    return medical_draft(world.hand(world.vera), *findings, **more)


def written(
    world: World, by: Registrar, draft: MedicalDraft | None = None, *, consented: Consented = CONSENTED, person: Person | None = None
) -> MedicalReport:
    draft = draft or drawn(world)
    return reporting.write_report(world.hand(by), world.first, draft, consented, person=person, sealing=world.sealing)


def typed(world: World, by: Registrar, *findings: object, **more: object) -> MedicalReport:
    return written(world, by, drawn(world, *findings, paper=True, **more))


# The good


def test_a_report_has_a_statement_of_its_own_with_the_consent_of_who_was_examined(world: World, tamara: Registrar) -> None:
    report = written(world, tamara)
    assert (report.statement.kind, report.statement.text, report.statement.came_to_be) == ("medical-report", "", "free")
    assert {(one.purpose, one.answer) for one in report.statement.consents.all()} == {("keep", "yes"), ("contact", "yes")}
    assert (report.state, report.subject, report.written_by, report.medic) == ("draft", report.statement.source, tamara, None)


def test_name_and_contact_of_who_was_examined_are_sealed(world: World, tamara: Registrar) -> None:
    subject = written(world, tamara).subject
    assert set(SealedField.objects.filter(person=subject).values_list("field", flat=True)) == {"contact", "legal-name"}
    assert all("Невядомы" not in str(entry.told()) for entry in reading.entries())


def test_of_somebody_whom_nobody_knows_no_person_is_made(world: World, tamara: Registrar) -> None:
    report = written(world, tamara, consented=replace(CONSENTED, is_unknown=True, giver="next-of-kin"))
    assert report.subject is None
    assert not Person.objects.exists()


def test_what_was_told_in_a_statement_is_not_asked_again(world: World, tamara: Registrar) -> None:
    statement = world.report()
    report = reporting.write_report_on(world.hand(tamara), statement, drawn(world), sealing=world.sealing)
    assert (report.statement, report.subject) == (statement, statement.source)
    assert Statement.objects.count() == 1


def test_a_signature_binds_every_value_and_is_an_entry_with_its_day(world: World, tamara: Registrar) -> None:
    report = signing.sign_report(world.hand(tamara), written(world, tamara))
    assert (report.state, report.attested_by, report.attested_on) == ("signed", tamara, world.hand(tamara).today)
    assert report.digest == signing.digest_of(report)
    entry = list(reading.entries())[-1]
    assert (entry.skeleton.action, entry.told()["role"]) == ("medical_report.signed", "medic")


def test_two_reports_that_differ_in_one_word_of_a_finding_have_two_digests(world: World, tamara: Registrar) -> None:
    report = written(world, tamara)
    before = signing.digest_of(report)
    changed = drawn(world, finding_draft(alternatives="удар аб сцяну"))
    reporting.amend_report(world.hand(tamara), report, changed, sealing=world.sealing)
    assert signing.digest_of(report) != before


def test_until_it_is_signed_its_author_amends_it_and_findings_keep_their_rows(world: World, tamara: Registrar) -> None:
    report = written(world, tamara, drawn(world, finding_draft(), finding_draft(region="knee.left", view="front", x=None, y=None)))
    rows = set(report.findings.values_list("pk", flat=True))
    fewer = drawn(world, finding_draft(kind="abrasion"), room="кабінет 8")
    report = reporting.amend_report(world.hand(tamara), report, fewer, sealing=world.sealing)
    assert report.room == "кабінет 8"
    assert [(one.number, one.kind) for one in queries.findings(tamara, report)] == [(1, "abrasion")]
    assert set(report.findings.values_list("pk", flat=True)) == rows
    emptied = report.findings.get(number=0)
    assert (emptied.kind, emptied.description, emptied.alleged_cause, emptied.degree) == ("", "", "", "")


def test_a_supplement_cites_the_report_that_stays_as_it_is(world: World, tamara: Registrar) -> None:
    former = signing.sign_report(world.hand(tamara), written(world, tamara))
    draft = drawn(world, finding_draft(degree="consistent"))
    later = reporting.supplement_report(world.hand(tamara), former, draft, words="новы здымак", sealing=world.sealing)
    assert (later.supplements, later.statement, later.subject, later.state) == (former, former.statement, former.subject, "draft")
    assert ("medicalreport", former.pk) in list(reading.entries())[-1].skeleton.cites
    assert former.digest == signing.digest_of(former)
    assert list(queries.supplements(tamara, former)) == [later]


def test_a_paper_of_an_outside_medic_keeps_their_degree_and_seals_their_name(world: World, tamara: Registrar) -> None:
    report = typed(world, world.vera)
    assert (report.state, report.written_by, report.secrecy_told, report.kept_where) == ("typed", world.vera, "yes", "сейф бюро, папка 3")
    assert report.medic not in (None, report.subject)
    assert set(SealedField.objects.filter(person=report.medic).values_list("field", flat=True)) == {"legal-name", "qualification"}
    assert all("Лекарская" not in str(entry.told()) for entry in reading.entries())
    checked = signing.check_report(world.hand(tamara), report)
    assert (checked.state, checked.attested_by, checked.findings.get().degree) == ("checked", tamara, "highly-consistent")


def test_a_paper_may_say_neither_hours_nor_alternatives_nor_who_was_there(world: World) -> None:
    silent = dict.fromkeys(("guards", "restrained", "threatened", "photographed", "copy_given"), "not-said")
    report = typed(world, world.vera, finding_draft(alternatives=""), began=None, ended=None, **silent)
    assert (report.guards, report.began, report.findings.get().alternatives) == ("not-said", None, "")


def test_an_injury_on_the_strength_of_a_finding_cites_it(world: World, tamara: Registrar) -> None:
    incident, _account, act = world.opened()
    finding = signing.sign_report(world.hand(tamara), written(world, tamara)).findings.get()
    injury = record_injury(world.hand(world.vera), act, kind=finding.kind, region=finding.region, finding=finding)
    assert Injury.objects.get(pk=injury.pk).finding == finding
    assert {("medicalfinding", finding.pk), ("medicalreport", finding.report_id), ("incident", incident.pk)} <= set(
        list(reading.entries())[-1].skeleton.cites
    )


def test_photographs_are_files_of_the_examined_person(world: World, tamara: Registrar) -> None:
    statement = world.report(files=(stored_file(),))
    photographs = tuple(statement.exhibits.values_list("pk", flat=True))
    draft = drawn(world, finding_draft(photographs=photographs), photographed="yes")
    report = reporting.write_report_on(world.hand(tamara), statement, draft, sealing=world.sealing)
    assert report.findings.get().photographs == list(photographs)
    with pytest.raises(RefusedError, match="files of the statements"):
        written(world, tamara, draft)


# The bad


@pytest.mark.parametrize("answer", ["no", "not-known", None])
def test_without_consent_to_keep_nothing_is_written(world: World, tamara: Registrar, answer: str | None) -> None:
    before = reading.size()
    with pytest.raises(RefusedError, match="consent to keep"):
        written(world, tamara, consented=replace(CONSENTED, consent={"keep": answer} if answer else {}))
    assert reading.size() == before
    assert not Person.objects.exists()


def test_a_statement_whose_source_did_not_agree_bears_no_report(world: World, tamara: Registrar) -> None:
    report = written(world, tamara)
    statement = Statement.objects.get(pk=report.statement_id)
    consent = statement.consents.get(purpose="keep")
    from kniha.book.journal import rows

    hand = world.hand(tamara)
    hand.enter(hand.acting_as("medic"), "medical_report.amended", [rows.update(consent, answer="no")])
    with pytest.raises(RefusedError, match="consent to keep"):
        reporting.write_report_on(hand, statement, drawn(world), sealing=world.sealing)


@pytest.mark.parametrize("field", ["guards", "restrained", "threatened", "photographed", "copy_given"])
@pytest.mark.parametrize("answer", ["", "not-said"])
def test_a_medic_says_yes_or_no(world: World, tamara: Registrar, field: str, answer: str) -> None:
    with pytest.raises(MalformedError):
        written(world, tamara, drawn(world, **{field: answer}))


def test_of_guards_a_paper_needs_an_answer_too(world: World) -> None:
    with pytest.raises(MalformedError, match="yes or no"):
        typed(world, world.vera, guards="")


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"guards": "yes"}, MalformedError),
        ({"restrained": "yes"}, MalformedError),
        ({"threatened": "yes"}, MalformedError),
        ({"copy_given": "no"}, MalformedError),
        ({"way": ""}, UnknownTermError),
        ({"way": "by-dream"}, UnknownTermError),
        ({"guards": "perhaps"}, UnknownTermError),
        ({"began": None}, ImpossibleError),
        ({"ended": None}, ImpossibleError),
        ({"began": None, "ended": None}, ImpossibleError),
    ],
)
def test_what_the_protocol_asks_for_is_not_left_open(world: World, tamara: Registrar, more: dict[str, str], error: type) -> None:
    with pytest.raises(error):
        written(world, tamara, drawn(world, **more))


def test_an_examination_runs_forward_and_is_over(world: World, tamara: Registrar) -> None:
    now = world.hand(tamara).now
    for began, ended in ((now - timedelta(hours=1), now - timedelta(hours=2)), (now, now + timedelta(minutes=1))):
        with pytest.raises(ImpossibleError):
            written(world, tamara, drawn(world, began=began, ended=ended))


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"alleged_cause": " "}, MalformedError),  # no degree without a cause to compare with
        ({"alternatives": " "}, MalformedError),
        ({"degree": "diagnostic", "alternatives": ""}, MalformedError),
        ({"degree": "certain"}, UnknownTermError),
        ({"kind": "curse"}, UnknownTermError),
        ({"region": "soul"}, UnknownTermError),
        ({"region": "", "view": "", "x": None, "y": None}, MalformedError),
        ({"description": ""}, MalformedError),
        ({"view": "front"}, ImpossibleError),
        ({"x": 4000}, ImpossibleError),
        ({"x": None}, MalformedError),
    ],
)
def test_a_finding_that_cannot_be_is_refused(world: World, tamara: Registrar, more: dict[str, object], error: type) -> None:
    with pytest.raises(error):
        written(world, tamara, drawn(world, finding_draft(**more)))
    assert not MedicalReport.objects.exists()


def test_not_consistent_names_no_other_cause_and_psychological_harm_no_region(world: World, tamara: Registrar) -> None:
    nowhere = {"region": "", "view": "", "x": None, "y": None}
    findings = (
        finding_draft(degree="not-consistent", alternatives=""),
        finding_draft(kind="psychological.acute-stress", **nowhere),
        finding_draft(degree="", alleged_cause="", alternatives=""),
    )
    assert written(world, tamara, drawn(world, *findings)).findings.count() == 3


@pytest.mark.parametrize("field", ["history", "examination", "opinion"])
def test_what_is_not_whole_is_not_signed(world: World, tamara: Registrar, field: str) -> None:
    report = written(world, tamara, drawn(world, **{field: ""}))
    with pytest.raises(MalformedError, match="signed with"):
        signing.sign_report(world.hand(tamara), report)


def test_a_cause_that_is_alleged_is_judged_before_the_signature(world: World, tamara: Registrar) -> None:
    report = written(world, tamara, drawn(world, finding_draft(degree="")))
    with pytest.raises(MalformedError, match="a degree for each finding"):
        signing.sign_report(world.hand(tamara), report)


def test_what_is_signed_is_neither_changed_nor_signed_again(world: World, tamara: Registrar) -> None:
    report = signing.sign_report(world.hand(tamara), written(world, tamara))
    with pytest.raises(ConflictError, match="write a supplement"):
        reporting.amend_report(world.hand(tamara), report, drawn(world), sealing=world.sealing)
    for attest in (signing.sign_report, signing.check_report):
        with pytest.raises(ConflictError):
            attest(world.hand(tamara), report)


def test_what_is_not_signed_is_not_supplemented_and_a_supplement_says_why(world: World, tamara: Registrar) -> None:
    report = written(world, tamara)
    with pytest.raises(ConflictError, match="not signed yet"):
        reporting.supplement_report(world.hand(tamara), report, drawn(world), words="новы здымак", sealing=world.sealing)
    signed = signing.sign_report(world.hand(tamara), report)
    with pytest.raises(MalformedError, match="what it corrects"):
        reporting.supplement_report(world.hand(tamara), signed, drawn(world), words=" - ", sealing=world.sealing)


def test_a_paper_says_where_its_original_is_and_whether_the_medic_knows_the_law(world: World) -> None:
    draft = drawn(world, paper=True)
    for more in ({"kept_where": " "}, {"secrecy_told": ""}):
        with pytest.raises(MalformedError):
            written(world, world.vera, replace(draft, paper=replace(draft.paper, **more)))


def test_nothing_is_concluded_before_a_medic_of_the_register_answers_for_it(world: World, tamara: Registrar) -> None:
    _incident, _account, act = world.opened()
    for report in (written(world, tamara), typed(world, world.vera)):
        with pytest.raises(RefusedError, match="signed or checked"):
            record_injury(world.hand(world.vera), act, kind="contusion", finding=report.findings.get())
    assert not Injury.objects.exists()


# The malicious


def test_nobody_but_a_medic_sets_a_degree_or_signs(world: World, tamara: Registrar) -> None:
    for registrar in (world.vera, world.zoya, world.marek, world.anna):
        with pytest.raises(RefusedError):
            written(world, registrar)
    report = written(world, tamara)
    for registrar in (world.vera, world.zoya, world.marek):
        with pytest.raises(RefusedError):
            signing.sign_report(world.hand(registrar), report)
        with pytest.raises(RefusedError):
            reporting.amend_report(world.hand(registrar), report, drawn(world), sealing=world.sealing)


def test_no_medic_signs_or_amends_the_report_of_another(world: World, tamara: Registrar) -> None:
    other = world.colleague("Ales", "medic")
    report = written(world, tamara)
    for attempt in (
        lambda: signing.sign_report(world.hand(other), report),
        lambda: reporting.amend_report(world.hand(other), report, drawn(world), sealing=world.sealing),
    ):
        with pytest.raises(RefusedError, match="only who wrote"):
            attempt()


def test_who_typed_a_paper_does_not_check_it(world: World, tamara: Registrar) -> None:
    report = typed(world, tamara)
    with pytest.raises(RefusedError, match="another than who typed it"):
        signing.check_report(world.hand(tamara), report)
    with pytest.raises(ConflictError):
        signing.sign_report(world.hand(tamara), report)  # another's opinion does not become one's own


def test_a_clerk_types_no_paper(world: World) -> None:
    with pytest.raises(RefusedError):
        typed(world, world.colleague("Nina", "clerk"))


@pytest.mark.parametrize(
    ("findings", "more"),
    [
        ((finding_draft(kind="sexual-trauma", region="pelvis", view="", x=None, y=None),), {}),
        ((finding_draft(region="genitals", view="", x=None, y=None),), {}),
        ((), {"needs_specialist": True}),
    ],
)
def test_what_is_a_specialists_is_written_and_read_by_specialists_alone(
    world: World, tamara: Registrar, findings: tuple[object, ...], more: dict[str, bool]
) -> None:
    draft = drawn(world, *findings, **more)
    with pytest.raises(RefusedError, match="specialist"):
        written(world, tamara, draft)
    olha = world.colleague("Olha", "medic", "specialist")
    report = written(world, olha, draft)
    assert queries.report(olha, report.pk) == report
    assert queries.report(world.colleague("Iryna", "specialist"), report.pk) == report
    for registrar in (tamara, world.zoya, world.vera):
        with pytest.raises(NotFoundError):
            queries.report(registrar, report.pk)
    assert [known.state for known in queries.closed_with(world.zoya, report.statement)] == ["draft"]


def test_a_clerk_learns_that_there_is_one_and_nothing_else(world: World, tamara: Registrar) -> None:
    nina = world.colleague("Nina", "clerk")
    report = signing.sign_report(world.hand(tamara), written(world, tamara))
    assert not queries.reports(nina).exists()
    assert not queries.known_findings(nina).exists()
    assert queries.closed_with(nina, report.statement) == (queries.Known(report.written_on, "signed"),)
    assert queries.closed_on(nina, report.subject) == (queries.Known(report.written_on, "signed"),)
    with pytest.raises(NotFoundError):
        queries.finding(nina, report.findings.get().pk)


def test_medics_lawyers_and_investigators_of_the_compartment_read_it(world: World, tamara: Registrar) -> None:
    report = written(world, tamara)
    for registrar in (tamara, world.vera, world.zoya):
        assert queries.report(registrar, report.pk) == report
        assert queries.closed_with(registrar, report.statement) == ()


def test_another_compartment_learns_nothing_and_writes_nothing(world: World, tamara: Registrar) -> None:
    report = written(world, tamara)
    assert not queries.reports(world.marek).exists()
    assert queries.closed_with(world.marek, report.statement) == ()
    with pytest.raises(RefusedError):
        reporting.write_report_on(world.hand(world.marek), report.statement, drawn(world, paper=True), sealing=world.sealing)


def test_a_frozen_medic_reads_and_signs_nothing(world: World, tamara: Registrar) -> None:
    from kniha.book.access.actions import freeze

    report = written(world, tamara)
    freeze(world.hand(world.anna), tamara)
    frozen = Registrar.objects.get(pk=tamara.pk)
    assert not queries.reports(frozen).exists()
    with pytest.raises(RefusedError):
        signing.sign_report(world.hand(frozen), report)


def test_a_finding_of_another_compartment_supports_nothing_here(world: World, tamara: Registrar) -> None:
    finding = signing.sign_report(world.hand(tamara), written(world, tamara)).findings.get()
    _incident, _account, act = world.opened()
    hand = replace(world.hand(world.vera))
    from kniha.book.access.actions import admit_member

    two = (world.anna, world.boris)
    admit_member(world.hand(world.anna), two, world.second, world.colleague("Ihar", "medic"))
    other = reporting.write_report(
        world.hand(Registrar.objects.get(name="Ihar")), world.second, drawn(world), CONSENTED, person=None, sealing=world.sealing
    )
    foreign = signing.sign_report(world.hand(Registrar.objects.get(name="Ihar")), other).findings.get()
    with pytest.raises(RefusedError, match="another compartment"):
        record_injury(hand, act, kind="contusion", finding=foreign)
    assert record_injury(hand, act, kind="contusion", finding=finding)


def test_the_database_itself_refuses_a_degree_without_a_cause(world: World, tamara: Registrar) -> None:
    from django.db import IntegrityError, connection

    written(world, tamara)
    table = MedicalFinding._meta.db_table
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET alleged_cause = ''")
