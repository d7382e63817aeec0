"""Lists of medical papers: typed in the name of whoever confirmed, under the rules of a typed paper; nothing guessed or overwritten."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from tests.world import World, found_world

from kniha.book.access.models import Registrar
from kniha.book.journal import checking, reading
from kniha.book.journal.replay import replay
from kniha.book.medicine import queries, signing
from kniha.book.medicine.models import MedicalFinding, MedicalReport
from kniha.book.people.models import KeyRow, Person, SealedField
from kniha.book.statements.models import Account, Statement
from kniha.book.work import lists
from kniha.runs.importing import mapping, medical_plan
from kniha.runs.importing.medical_entries import Filing
from kniha.runs.importing.opening import open_list
from kniha.runs.importing.report import Report
from kniha.runs.importing.rows import as_rows
from kniha.runs.importing.run import import_rows
from kniha.vocab.errors import MalformedError, RefusedError, UnknownTermError

pytestmark = [pytest.mark.django_db(databases=["default", "replay"]), pytest.mark.database]

FOLDER = Path(__file__).resolve().parents[2] / "examples/mappings"
PAPERS = (FOLDER / "plain-medical.toml").read_text()
PERSONS = (FOLDER / "plain-persons.toml").read_text()
PEOPLE = (
    {"id": "p1", "first_name": "Іван", "surname": "Невядомы", "age": "каля 40"},
    {"id": "p2", "first_name": "Ян", "surname": "Нідзе", "age": "16 гадоў"},
)
PAPER = {
    "paper": "L-17", "person_id": "p1", "examined_on": "12 августа 2020 г., 14:30", "institution": "Гарбальніца 99", "place": "Мінск",
    "kind_of_paper": "выпісны эпікрыз", "words": "Закрытый перелом.", "came_to_be": "free", "under_18": "нет", "still_held": "no",
    "sexual_violence": "не", "examined_how": "лично", "guards": "да", "guards_behaviour": "стояли у двери", "told": "Били дубинкой.",
    "diagnosis": "Перелом левого предплечья", "written_by": "Мария Лекарская", "qualification": "травматолог", "secrecy_told": "yes",
    "original_kept_where": "сейф, папка 3", "finding": "перелом", "region": "левое предплечье", "description": "отёк, 5 см",
    "consent_keep": "да", "consent_count": "не",
}  # fmt: skip
SECOND = {"paper": "L-17", "finding": "contusion", "region": "ягадзіцы", "description": "гематома",
          "alleged_cause": "удар", "degree": "consistent"}  # fmt: skip
MEDICAL_WORDS = ("перелом", "предплеч", "Лекарская", "дубинкой", "гематома", "отёк", "стояли", "Гарбальніца", "травматолог", "эпікрыз")


@pytest.fixture
def world() -> World:
    return found_world()


@pytest.fixture
def people(world: World) -> World:
    import_rows(world.process("importer"), as_rows(PEOPLE), mapping.parse_mapping(PERSONS), world.first)
    return world


@pytest.fixture
def sofia(world: World) -> Registrar:
    return world.colleague("Sofia", "specialist")


def filing(world: World) -> Filing:
    return Filing(world.person_recipient, b"s" * 32)


def run(world: World, folder: Path, *rows: dict[str, str], by: Registrar | None = None, text: str = PAPERS, **more: object) -> Report:
    how, path = mapping.parse_mapping(text), folder / "papers.csv"
    head = sorted(how.named())
    with path.open("w", newline="") as stream:
        table = csv.DictWriter(stream, head, restval="")
        table.writeheader()
        table.writerows(rows)
    found = open_list(path, how)
    report = import_rows(world.hand(by or world.vera), found.rows(), how, world.first, filing=filing(world), **more)
    report.notes = found.notes
    return report


def whys(report: Report) -> list[str]:
    return [noted.what for noted in report.refusals]


def counts() -> dict[str, int]:
    return {model.__name__: model._base_manager.count() for model in apps.get_app_config("book").get_models()}


def subject() -> Person:
    return Person.objects.get(mentions__name="Іван Невядомы")


# The good


def test_a_paper_becomes_a_report_that_somebody_typed_and_waits_for_a_medic(people: World, tmp_path: Path) -> None:
    report = run(people, tmp_path, PAPER, SECOND)
    assert (report.made, whys(report), report.notes[-1]) == (1, [], "2 rows are 1 papers")
    made = MedicalReport.objects.get()
    assert (made.state, made.written_by, made.subject, made.attested_by) == ("typed", people.vera, subject(), None)
    assert (made.statement.kind, made.statement.text, made.statement.source, made.statement.record) == (
        "medical-report", "", subject(), "plain-medical:L-17",
    )  # fmt: skip
    assert (made.way, made.guards, made.demeanour, made.restrained, made.photographed) == (
        "in-person", "yes", "стояли у двери", "not-said", "not-said",
    )  # fmt: skip
    assert (made.opinion, made.place) == ("Перелом левого предплечья", "Гарбальніца 99, Мінск")
    assert (made.secrecy_told, made.kept_where, made.original, made.for_specialists) == ("yes", "сейф, папка 3", None, False)
    found = list(made.findings.order_by("number").values_list("number", "kind", "region", "degree"))
    assert found == [(1, "fracture", "forearm.left", ""), (2, "contusion", "buttocks", "consistent")]
    assert {(one.purpose, one.answer, one.given_on) for one in made.statement.consents.all()} == {
        ("keep", "yes", None), ("count", "no", None), ("share-authority", "not-known", None),
    }  # fmt: skip
    assert not Account.objects.filter(statement=made.statement).exists()


def test_no_hours_are_made_up_and_the_words_stay(people: World, tmp_path: Path) -> None:
    run(people, tmp_path, PAPER)
    made = MedicalReport.objects.get()
    assert (made.began, made.ended) == (None, None)
    assert made.examination == "examined_on: 12 августа 2020 г., 14:30\nkind_of_paper: выпісны эпікрыз\nwords: Закрытый перелом."


def test_hours_that_the_paper_tells_both_are_held_as_such(people: World, tmp_path: Path) -> None:
    run(people, tmp_path, PAPER | {"examined_on": "12 жніўня 2020 14:30", "ended": "12.08.2020 15:10"})
    made = MedicalReport.objects.get()
    assert [at.isoformat() for at in (made.began, made.ended)] == ["2020-08-12T11:30:00+00:00", "2020-08-12T12:10:00+00:00"]
    assert "examined_on" not in made.examination


@pytest.mark.parametrize("words", ["12.08.2020", "2020-08-12", "12 жніўня 2020", "12 августа 2020 г.", "12 August 2020", "August 12, 2020"])
def test_days_are_read_in_three_languages(people: World, tmp_path: Path, words: str) -> None:
    assert run(people, tmp_path, PAPER | {"examined_on": words}).made == 1
    assert f"examined_on: {words}" in MedicalReport.objects.get().examination


def test_who_wrote_the_paper_is_sealed_and_stands_in_no_entry(people: World, tmp_path: Path) -> None:
    run(people, tmp_path, PAPER)
    medic = MedicalReport.objects.get().medic
    assert {one.field: people.person_keys.open(one) for one in SealedField.objects.filter(person=medic)} == {
        "legal-name": "Мария Лекарская", "qualification": "травматолог",
    }  # fmt: skip
    assert KeyRow.objects.filter(owner=medic.pk).count() == 1
    assert all("Лекарская" not in str(entry.told()) for entry in reading.entries())


def test_the_entry_says_that_it_was_imported_and_in_whose_name(people: World, tmp_path: Path) -> None:
    run(people, tmp_path, PAPER)
    entry = list(reading.entries())[-1]
    assert (entry.skeleton.action, entry.told()["registrar"], entry.told()["role"]) == (
        "medical_report.imported", people.vera.pk, "investigator",
    )  # fmt: skip
    assert replay().differences == ()
    assert checking.check_journal() == reading.size()


def test_somebody_else_a_medic_checks_it_and_whoever_confirmed_does_not(people: World, tmp_path: Path) -> None:
    tamara = people.colleague("Tamara", "medic")
    run(people, tmp_path, PAPER, by=tamara)
    made = MedicalReport.objects.get()
    with pytest.raises(RefusedError, match="another"):
        signing.check_report(people.hand(tamara), made)
    assert signing.check_report(people.hand(people.colleague("Lena", "medic")), made).state == "checked"


def test_of_one_whom_nobody_knows_no_person_is_made(people: World, tmp_path: Path) -> None:
    run(people, tmp_path, PAPER | {"person_id": "невядома", "written_by": "", "qualification": ""})
    assert MedicalReport.objects.get().subject is None
    assert Person.objects.count() == len(PEOPLE) + 1  # the medic, of whom nothing is known


def test_a_paper_may_tell_of_no_finding(people: World, tmp_path: Path) -> None:
    assert run(people, tmp_path, PAPER | {"finding": "", "region": "", "description": ""}).made == 1
    assert not MedicalFinding.objects.exists()


def test_a_dry_run_writes_nothing_and_reports_the_same(people: World, tmp_path: Path) -> None:
    rows = (PAPER, SECOND, PAPER | {"paper": "L-18", "region": "у невядомым месцы"}, PAPER | {"paper": "L-19"})
    before = counts()
    dry = run(people, tmp_path, *rows, dry=True).as_json()
    assert counts() == before
    assert run(people, tmp_path, *rows).as_json() == dry | {"dry": False}
    assert (dry["made"], dry["refused"], dry["records"]) == (2, 1, 3)


def test_a_second_run_enters_nothing_twice(people: World, tmp_path: Path) -> None:
    run(people, tmp_path, PAPER, SECOND)
    before = counts()
    assert run(people, tmp_path, PAPER, SECOND).known == 1
    assert counts() == before


def test_a_run_that_was_killed_goes_on_where_it_was(people: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kniha.runs.importing.run.BATCH", 2)
    rows = [PAPER | {"paper": str(number)} for number in range(5)]

    def die(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(people, tmp_path, *rows, progress=die)
    assert MedicalReport.objects.count() == 2
    report = run(people, tmp_path, *rows)
    assert (report.known, report.made, MedicalReport.objects.count()) == (2, 3, 5)
    assert KeyRow.objects.filter(owner__in=MedicalReport.objects.values("medic")).count() == 5


def test_the_kind_has_one_name_here_and_in_the_book() -> None:
    assert lists.OF_PAPERS == medical_plan.OF_PAPERS


# The bad


def refused(world: World, folder: Path, *rows: dict[str, str], **more: object) -> list[str]:
    """Why the only paper of `rows` is refused; nothing of it is left anywhere."""
    before = counts()
    report = run(world, folder, *rows, **more)
    assert (report.made, report.refused) == (0, 1)
    assert counts() == before
    return whys(report)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"person_id": ""}, "column 'person_id' is empty: name the person by their id, or say that nobody knows who they are"),
        ({"person_id": "p9"}, "column 'person_id': nobody of this id is a person of the register here; import the persons first"),
        ({"finding": "пералом душы"}, "column 'finding': a word that neither the mapping nor the terms know"),
        ({"region": "у падвале"}, "column 'region': a word that neither the mapping nor the terms know"),
        ({"guards": "мабыць"}, "column 'guards': a word that neither the mapping nor the terms know"),
        ({"degree": "80 %", "alleged_cause": "удар"}, "column 'degree': a word that neither the mapping nor the terms know"),
        ({"degree": "typical"}, "a degree compares with an alleged cause: say which"),
        ({"region": ""}, "a finding on a body says where on the body"),
        ({"description": ""}, "a finding is described: size, colour, shape, age as the medic says"),
        ({"finding": ""}, "column 'finding' is empty"),
        ({"guards_behaviour": ""}, "guards, restraints and threats that there were are described"),
        ({"examined_how": ""}, "how it was examined is not told: in person, by video, or on paper; no way is taken for granted"),
        ({"secrecy_told": ""}, "say whether the medic was told of secrecy law first"),
        ({"secrecy_told": "not-said"}, "say whether the medic was told of secrecy law first"),
        ({"original_kept_where": ""}, "a typed report says where its signed original is: a file, or where it is kept"),
        ({"consent_keep": ""}, "nothing is kept without the consent to keep it"),
        ({"consent_keep": "не"}, "nothing is kept without the consent to keep it"),
        ({"examined_on": "12.08"}, "found 5 characters of another form"),
        ({"examined_on": "каля 12 жніўня"}, "found 14 characters of another form"),
        ({"examined_on": "31.02.2020"}, "column 'examined_on': expected a date that lies in the calendar and a time of the day"),
        ({"examined_on": "12.08.2030"}, "expected a time that has come, found one after the import"),
        ({"ended": "11.08.2020"}, "the end lies before the beginning"),
        ({"institution": "б" * 301}, "there is room for 300 characters"),
        ({"written_by": "м" * 301}, "there is room for 300 characters, found 301"),
        ({"diagnosis": "д" * 50_001}, "there is room for 50000 characters, found 50001"),
    ],
)  # fmt: skip
def test_a_paper_that_cannot_be_is_refused_with_the_reason_and_without_its_words(
    people: World, tmp_path: Path, change: dict[str, str], why: str
) -> None:
    (told,) = refused(people, tmp_path, PAPER | change)
    assert why in told
    assert not any(value in told for value in (PAPER | change).values() if len(value) > 5)


def test_a_further_row_is_named_where_it_is_wrong(people: World, tmp_path: Path) -> None:
    assert refused(people, tmp_path, PAPER, SECOND | {"finding": "хм"}) == [
        "in row 3: column 'finding': a word that neither the mapping nor the terms know"
    ]


@pytest.mark.parametrize(
    ("second", "why"),
    [
        (SECOND | {"diagnosis": "іншы дыягназ"}, "in row 3: column 'diagnosis' says something else than the first row of the same paper"),
        ({"paper": "L-17"}, "in row 3: a further row of a paper tells of a further finding: its columns are empty"),
        (PAPER, "in row 3: the same finding stands twice"),
    ],
)
def test_two_papers_under_one_number_are_refused(people: World, tmp_path: Path, second: dict[str, str], why: str) -> None:
    assert refused(people, tmp_path, PAPER, second) == [why]


def test_a_paper_whose_rows_stand_apart_stops_the_list_before_anything_is_entered(people: World, tmp_path: Path) -> None:
    before = counts()
    with pytest.raises(MalformedError, match="row 4 belongs to a paper that stands further up: sort the list by the column 'paper'"):
        run(people, tmp_path, PAPER, PAPER | {"paper": "L-18"}, SECOND)
    assert counts() == before


@pytest.mark.parametrize("state", ["typed", "checked"])
def test_a_paper_that_changed_in_its_list_is_told_and_never_written_over(people: World, tmp_path: Path, state: str) -> None:
    run(people, tmp_path, PAPER)
    if state == "checked":
        signing.check_report(people.hand(people.colleague("Tamara", "medic")), MedicalReport.objects.get())
    before = list(MedicalReport.objects.values())
    assert refused(people, tmp_path, PAPER | {"diagnosis": "Растяжение"}) == [
        "this paper was entered before, and its list says something else now: amend or supplement its report"
    ]
    assert list(MedicalReport.objects.values()) == before
    assert run(people, tmp_path, PAPER).known == 1


def test_a_person_of_another_compartment_is_nobody_here(world: World, tmp_path: Path) -> None:
    import_rows(world.process("importer"), as_rows(PEOPLE), mapping.parse_mapping(PERSONS), world.second)
    assert "nobody of this id" in refused(world, tmp_path, PAPER)[0]


def test_a_row_of_a_list_that_made_several_persons_names_nobody(people: World, tmp_path: Path) -> None:
    victims = """
source = "plain-persons"
[columns]
id = "id"
title = "what"
text = ["what"]
name = "who"
[zones]
"*" = "Europe/Minsk"
[person]
role = "victim"
registered = true
"""
    row = {"id": "i1", "what": "Збіццё ў двары", "who": ["Іван Ніхто", "Ян Ніхто"]}
    import_rows(people.process("importer"), as_rows([row]), mapping.parse_mapping(victims), people.first)
    assert refused(people, tmp_path, PAPER | {"person_id": "i1"}) == [
        "column 'person_id': several persons of the register came from the row of this id"
    ]


@pytest.mark.parametrize(
    ("old", "new", "error", "why"),
    [
        ('kind = "medical-files"', 'kind = "persons"', MalformedError, "has no 'name'"),
        ('person = "person_id"\n', "", MalformedError, "has no 'person'"),
        ('unmarked = "specialist"', 'unmarked = "anybody"', MalformedError, "specialist or open"),
        ('unmarked = "specialist"', 'unmarked = "open"\nway = "by-phone"', UnknownTermError, "examination-ways"),
        ('unmarked = "specialist"', 'unmarked = "open"\nsecrecy_told = "not-said"', MalformedError, "yes or no"),
        ("[medical.columns]", '[medical.degrees]\n"" = "typical"\n[medical.columns]', MalformedError, "a degree is named by the paper"),
        ("[medical.columns]", '[medical.degrees]\n"да" = "sure"\n[medical.columns]', UnknownTermError, "istanbul-degrees"),
        ("[medical.columns]", '[medical.columns]\nsoul = "soul"', MalformedError, "unknown key 'soul'"),
        ('date_last = "ended"', 'name = "who"', MalformedError, "has no place for it"),
    ],
)
def test_a_mapping_of_papers_that_makes_no_sense_stops_the_work(old: str, new: str, error: type[Exception], why: str) -> None:
    assert old in PAPERS
    with pytest.raises(error, match=why):
        mapping.parse_mapping(PAPERS.replace(old, new, 1))


# The malicious, and whom it must not reach


SPECIAL = ({"under_18": "да"}, {"still_held": "yes"}, {"sexual_violence": "так"}, {"region": "genitals"}, {"finding": "сексуальная траўма"})


@pytest.mark.parametrize("change", [*SPECIAL, {"under_18": ""}, {"sexual_violence": "not-said"}, {"person_id": "p2"}])
def test_children_held_people_and_sexual_violence_are_a_specialists_and_so_is_what_is_not_told(
    people: World, tmp_path: Path, sofia: Registrar, change: dict[str, str]
) -> None:
    assert refused(people, tmp_path, PAPER | change) == ["children, people still held and sexual violence are a specialist's"]
    assert run(people, tmp_path, PAPER | change, by=sofia).made == 1
    assert MedicalReport.objects.get().for_specialists
    assert (queries.reports(sofia).count(), queries.reports(people.vera).count()) == (1, 0)


def test_a_list_whose_keeper_marks_every_such_paper_may_say_so(people: World, tmp_path: Path) -> None:
    silent = PAPER | {"under_18": "", "still_held": "", "sexual_violence": ""}
    assert run(people, tmp_path, silent, text=PAPERS.replace('"specialist"  ', '"open"  ')).made == 1
    assert not MedicalReport.objects.get().for_specialists


@pytest.mark.parametrize("role", ["clerk", "lawyer", "analyst"])
def test_whoever_may_not_type_a_paper_enters_none(people: World, tmp_path: Path, role: str) -> None:
    karol = people.colleague("Karol", role)
    before = counts()
    with pytest.raises(RefusedError, match="this needs the role medic or specialist or investigator"):
        run(people, tmp_path, PAPER, by=karol)
    assert counts() == before


def test_a_process_types_no_paper(people: World, tmp_path: Path) -> None:
    how = mapping.parse_mapping(PAPERS)
    with pytest.raises(RefusedError, match="in the name of a registrar who may type it"):
        import_rows(people.process("importer"), as_rows([PAPER]), how, people.first, filing=filing(people))


def test_an_investigator_of_another_compartment_types_none_here(people: World, tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="this needs the role"):
        run(people, tmp_path, PAPER, by=people.marek)


def test_a_statements_clerk_learns_that_there_is_a_report_and_nothing_of_it(people: World, tmp_path: Path) -> None:
    run(people, tmp_path, PAPER)
    clerk, statement = people.colleague("Karol", "clerk"), Statement.objects.get(kind="medical-report")
    assert queries.reports(clerk).count() == 0
    assert [known.state for known in queries.closed_with(clerk, statement)] == ["typed"]
    shown = json.dumps({field.name: str(getattr(statement, field.attname)) for field in Statement._meta.concrete_fields})
    assert not any(word in shown for word in MEDICAL_WORDS)


def odd_rows() -> Iterator[dict[str, str]]:
    """Each with what a report tells of: refused, unknown, odd."""
    yield PAPER
    yield SECOND
    for number, (column, value) in enumerate(
        (
            ("finding", "гематома душы"), ("region", "предплечье 9"), ("came_to_be", "от дубинкой битого"), ("consent_count", "перелом"),
            ("diagnosis", "=cmd|'/c перелом'!A1"), ("written_by", "Mapия Лекарская"), ("examined_on", "отёк"), ("guards", "стояли"),
            ("sexual_violence", "да"), ("person_id", "Гарбальніца"), ("ended", "перелом"), ("examined_how", "эпікрыз"),
        )
    ):  # fmt: skip
        yield PAPER | {"paper": f"X{number}", column: value}


def test_the_report_holds_no_word_of_a_paper(people: World, tmp_path: Path) -> None:
    report = run(people, tmp_path, *odd_rows())
    assert report.refused == 8
    assert set(report.flags) == {"unknown-word", "formula-like", "mixed-script"}
    assert dict(report.unknown) == {("came_to_be", ""): 1, ("consent_count", ""): 1}
    told = json.dumps(report.as_json(), ensure_ascii=False) + "\n".join(report.lines())
    assert not any(word.casefold() in told.casefold() for word in MEDICAL_WORDS)
    assert "Невядом" not in told


def test_the_digest_of_a_row_cannot_be_tried_out_without_the_key(people: World, tmp_path: Path) -> None:
    """Who reads the report knows all of the row but the medic's name: a plain digest would tell which name fits."""
    run(people, tmp_path, PAPER)
    first = Statement.objects.get(kind="medical-report").record_digest
    how = mapping.parse_mapping(PAPERS.replace('source = "plain-medical"', 'source = "other"'))
    rows = open_list(tmp_path / "papers.csv", how).rows()
    import_rows(people.hand(people.vera), rows, how, people.first, filing=Filing(people.person_recipient, b"t" * 32))
    assert Statement.objects.get(record="other:L-17").record_digest != first


def test_words_in_a_spreadsheets_formula_are_words(people: World, tmp_path: Path) -> None:
    report = run(people, tmp_path, PAPER | {"diagnosis": "=HYPERLINK(1)"}, SECOND | {"description": "@SUM(A1)"})
    assert dict(report.flags) == {"formula-like": 2}
    assert MedicalReport.objects.get().opinion == "=HYPERLINK(1)"
