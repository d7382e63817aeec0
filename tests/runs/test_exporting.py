"""A list leaves the house as far as consent and danger allow, item by item; what stays is counted; every row that leaves is in an entry."""

import csv
import io
import json
import tempfile
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from django.db import transaction
from tests.book.story import enrolled
from tests.world import CHECKED, NOW, World, found_world

from kniha.book.access.actions import admit_member
from kniha.book.access.limits import MOST
from kniha.book.access.models import Registrar
from kniha.book.erasure.actions import Wish, agree_to_erasure, ask_erasure
from kniha.book.events.models import Incident
from kniha.book.events.reviewing import decide, send_to_review
from kniha.book.journal import reading, rows
from kniha.book.journal.replay import replay
from kniha.book.journal.sentences import sentences
from kniha.book.people.actions import RiskDraft, assess_risk
from kniha.book.people.models import Person
from kniha.book.statements.leaving import Handing
from kniha.book.statements.models import Consent, Statement
from kniha.runs.exporting.handing_out import Asked, HandedOut, hand_out, left_out_lines, write
from kniha.runs.exporting.sheets import Sheets
from kniha.runs.exporting.tables import csv_lines, harmless
from kniha.runs.importing import mapping
from kniha.runs.importing.rows import as_rows
from kniha.runs.importing.run import import_rows
from kniha.vocab.errors import KnihaError, MalformedError, RefusedError

pytestmark = [pytest.mark.django_db(databases=["default", "replay"]), pytest.mark.database]

COURT = Handing("share-authority", "The court of T.")
LIST = """
source = "made-up"
kind = "{kind}"
language = "be"
[columns]
id = "id"
{columns}
[zones]
"*" = "Europe/Minsk"
[tags]
arrest = {{ act = "liberty.arbitrary-arrest" }}
[person]
registered = {registered}
[consent.share-authority]
column = "court"
recipient = "{recipient}"
values = {{ "так" = "yes", "не" = "no" }}
[consent.keep]
column = "keep"
values = {{ "не" = "no" }}
"""
COLUMNS = {
    "statements": 'text = ["said"]',
    "incidents": 'title = "said"\ntext = ["said"]\ndate = "day"\npoint = "point"\ntags = "tags"',
    "persons": 'name = "said"',
}


@pytest.fixture
def world() -> World:
    return found_world()


def imported(world: World, kind: str, *rows: dict, recipient: str = COURT.recipient) -> None:
    text = LIST.format(kind=kind, columns=COLUMNS[kind], recipient=recipient, registered="true" if kind == "persons" else "false")
    report = import_rows(world.process("importer"), as_rows(rows), mapping.parse_mapping(text), world.first)
    assert report.refused == 0, report.refusals


def said(number: int, words: str, court: str = "так", **more: str) -> dict:
    return {"id": str(number), "said": words, "court": court, "keep": ""} | more


def handed(world: World, kind: str, form: str = "csv", handing: Handing = COURT, *, by: Registrar | None = None) -> tuple[HandedOut, bytes]:
    hand = world.hand(by or world.zoya)
    made = hand_out(hand, Asked(kind, form, handing, "суд папрасіў"))
    stream = io.BytesIO()
    write(hand, made, stream)
    return made, stream.getvalue()


def table(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode())))


def accepted(world: World, incident: Incident) -> Incident:
    send_to_review(world.hand(world.vera), incident)
    decide(world.hand(world.zoya), incident, decision="accepted", words="", checked=CHECKED)
    return Incident.objects.get(pk=incident.pk)


def test_what_its_source_agreed_to_leaves_and_the_rest_is_counted(world: World) -> None:
    imported(world, "statements", said(1, "Мяне затрымалі."), said(2, "Не давайце нікому.", "не"), said(3, "Не пыталіся.", ""))
    made, data = handed(world, "statements")
    assert [row["text"] for row in table(data)] == ["Мяне затрымалі."]
    assert made.staying == {"consent-refused": 1, "consent-not-known": 1}
    assert "consent-refused,the source does not agree,1" in left_out_lines(made).decode()


@pytest.mark.parametrize(
    ("recipient", "court", "keep", "reason"),
    [
        ("", "так", "", "recipient-not-named"),
        ("Another court", "так", "", "recipient-not-named"),
        ("", "не", "", "consent-refused"),
        (COURT.recipient, "так", "не", "consent-refused"),
        (COURT.recipient, "мабыць", "", "consent-not-known"),
    ],
)
def test_a_consent_holds_for_whom_it_names_and_a_refusal_for_all(world: World, recipient: str, court: str, keep: str, reason: str) -> None:
    imported(world, "statements", said(1, "Мяне затрымалі.", court, keep=keep), recipient=recipient)
    assert handed(world, "statements")[0].staying == {reason: 1}


def test_the_recipient_is_met_in_any_case(world: World) -> None:
    imported(world, "statements", said(1, "Мяне затрымалі."), recipient="THE COURT OF T.")
    assert len(handed(world, "statements")[0].leaving) == 1


def agreed_report(world: World) -> Statement:
    """A report whose source agreed to the court, as an interview would hold it."""
    statement = world.report()
    hand = world.hand(world.vera)
    row = rows.insert(
        Consent, hand.new_id(), statement=statement, purpose="share-authority", recipient=COURT.recipient, answer="yes", giver="self"
    )
    with transaction.atomic():
        hand.enter(hand.acting_as("clerk"), "account.coded", [row], cites=[("statement", statement.pk)])
    return statement


@pytest.mark.parametrize(
    ("level", "circumstances", "days", "reason"),
    [
        ("low", (), 0, ""),
        ("medium", ("in-country",), 0, ""),
        ("high", (), 0, "danger"),
        ("not-known", (), 0, "danger"),
        ("low", ("held",), 0, "held"),
        ("low", (), 40, "danger"),
    ],
)
def test_danger_for_who_spoke_keeps_it_here(world: World, level: str, circumstances: tuple, days: int, reason: str) -> None:
    statement = agreed_report(world)
    draft = RiskDraft(level, circumstances, "", NOW.date() + timedelta(days=30))
    assess_risk(world.hand(world.vera), statement.source, draft)
    hand = world.hand(world.zoya, NOW + timedelta(days=days))
    made = hand_out(hand, Asked("statements", "csv", COURT, "суд папрасіў"))
    assert made.staying == ({reason: 1} if reason else {})


def test_danger_that_nobody_assessed_keeps_it_here(world: World) -> None:
    agreed_report(world)
    assert handed(world, "statements")[0].staying == {"danger": 1}


def test_an_incident_leaves_when_it_is_accepted_and_all_its_sources_agree(world: World) -> None:
    row = {"day": "2020-08-12", "point": "53.9, 27.5", "tags": "arrest"}
    imported(
        world, "incidents", said(1, "Затрыманне ля парка", **row), said(2, "Затрыманне ля метро", "не", **row), said(3, "Чарнавік", **row)
    )
    for title in ("Затрыманне ля парка", "Затрыманне ля метро"):
        accepted(world, Incident.objects.get(title=title))
    made, data = handed(world, "incidents")
    assert [(row["title"], row["acts"], row["latitude"]) for row in table(data)] == [
        ("Затрыманне ля парка", "liberty.arbitrary-arrest", "53.9")
    ]
    assert made.staying == {"consent-refused": 1, "not-accepted": 1}


def test_a_person_leaves_when_all_that_tells_of_them_may(world: World) -> None:
    imported(world, "persons", said(1, "Юры Невядомы"), said(2, "Пятро Ніхто", "не"))
    made, data = handed(world, "persons")
    assert [row["names"] for row in table(data)] == ["Юры Невядомы"]
    assert made.staying == {"consent-refused": 1}


def test_somebody_named_who_is_known_to_be_held_stays(world: World) -> None:
    imported(world, "persons", said(1, "Юры Невядомы"))
    draft = RiskDraft("low", ("held",), "", NOW.date() + timedelta(days=30))
    assess_risk(world.hand(world.vera), Person.objects.get(), draft)
    assert handed(world, "persons")[0].staying == {"held": 1}


def test_the_entry_names_every_row_the_recipient_and_the_reason_and_its_history_tells_it(world: World) -> None:
    imported(world, "statements", said(1, "Мяне затрымалі."), said(2, "Не давайце нікому.", "не"))
    handed(world, "statements")
    statement = Statement.objects.get(text="Мяне затрымалі.")
    (entry,) = [one for one in reading.entries_of([statement.pk]) if one.skeleton.action == "list.handed_out"]
    told = entry.told()
    assert (told["recipient"], told["reason"], told["rows"], told["left_out"]) == (COURT.recipient, "суд папрасіў", 1, 1)
    (sentence,) = sentences(world.vera, [entry], language="en", home="Europe/Minsk")
    assert "Zoya handed a list out to a recipient" in sentence.plain()
    assert "recipient: “The court of T.”" in sentence.plain() or "The court of T." in sentence.plain()
    (other,) = sentences(world.marek, [entry], language="en", home="Europe/Minsk")
    assert "court" not in other.plain()
    assert replay().differences == ()


def test_many_rows_are_cited_in_several_entries(world: World) -> None:
    imported(world, "statements", *(said(number, f"Мяне затрымалі, {number}.") for number in range(501)))
    size = reading.size()
    assert len(handed(world, "statements")[0].leaving) == 501
    assert reading.size() == size + 2


def test_a_registrar_of_another_compartment_hands_out_nothing_of_this_one_and_no_count_tells_of_it(world: World) -> None:
    imported(world, "statements", said(1, "Мяне затрымалі."), said(2, "Не давайце нікому.", "не"))
    made, data = handed(world, "statements", by=world.marek)
    assert (made.leaving, made.staying, table(data)) == ((), {}, [])


@pytest.mark.parametrize(
    ("purpose", "recipient", "error"),
    [("publish-without-name", "the world", RefusedError), ("keep", "somebody", RefusedError), ("share-authority", " ", MalformedError)],
)
def test_a_list_is_handed_out_to_somebody_for_a_purpose_that_hands_out(purpose: str, recipient: str, error: type[KnihaError]) -> None:
    with pytest.raises(error):
        Handing(purpose, recipient)


@pytest.mark.parametrize("change", [{"reason": "  "}, {"kind": "statements", "format": "ftm"}, {"format": "pdf"}])
def test_without_a_reason_or_a_format_that_holds_it_nothing_is_handed_out(change: dict) -> None:
    with pytest.raises(KnihaError):
        Asked(**({"kind": "incidents", "format": "csv", "handing": COURT, "reason": "суд папрасіў"} | change))


def test_a_clerk_hands_out_nothing_and_leaves_no_trace(world: World) -> None:
    size = reading.size()
    with pytest.raises(RefusedError, match="lawyer or publisher"):
        handed(world, "statements", by=world.vera)
    assert reading.size() == size


def test_the_limit_of_a_day_holds(world: World) -> None:
    for _ in range(MOST["export"]):
        handed(world, "statements")
    with pytest.raises(RefusedError, match="limit of this day"):
        handed(world, "statements")


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1+1|cmd", "@SUM(A1)", "\t=1", "\r=1", "＝1+1"])
def test_what_begins_like_a_formula_is_text_in_every_table(world: World, words: str) -> None:
    assert harmless(words) == f"'{words}"
    imported(world, "statements", said(1, f"{words} так"))
    told = Statement.objects.get(record="made-up:1").text
    (row,) = table(handed(world, "statements")[1])
    assert row["text"].lstrip("'") == told.lstrip("'")
    assert row["text"][0] not in "=+-@＝"
    sheet = openpyxl.load_workbook(io.BytesIO(handed(world, "statements", "xlsx")[1]))["statements"]
    assert (sheet["F2"].data_type, sheet["F2"].value) == ("s", told)


def test_a_number_below_zero_stays_a_number() -> None:
    assert list(csv_lines(["n"], [[-27.5], ["-27.5"]], mark="")) == ["", "n\r\n", "-27.5\r\n", "-27.5\r\n"]


def test_a_spreadsheet_has_days_a_frozen_head_and_a_sheet_of_what_stayed(world: World) -> None:
    imported(world, "statements", said(1, "Мяне \x0b затрымалі."), said(2, "x" * 40_000), said(3, "Не.", "не"))
    book = openpyxl.load_workbook(io.BytesIO(handed(world, "statements", "xlsx")[1]))
    sheet, left = book["statements"], book["left out"]
    assert (sheet.freeze_panes, sheet["B2"].value.date(), sheet["B2"].number_format) == ("A2", NOW.date(), "yyyy-mm-dd")
    assert {len(sheet["F2"].value), len(sheet["F3"].value)} == {len("Мяне  затрымалі.") + 1, 32_767}
    assert [[cell.value for cell in row] for row in left.iter_rows(min_row=2)] == [
        ["consent-refused", "the source does not agree", 1],
        ["text-cut", "texts too long for a cell of a spreadsheet, cut with […]: take csv", 1],
    ]


def test_json_ld_carries_its_context_and_every_term_is_in_it(world: World) -> None:
    row = {"day": "2020-08-12", "point": "53.9, 27.5", "tags": "arrest"}
    imported(world, "incidents", said(1, "Затрыманне ля парка", **row))
    accepted(world, Incident.objects.get())
    told = json.loads(handed(world, "incidents", "jsonld")[1])
    (node,) = told["@graph"]
    assert set(node) <= set(told["@context"])
    assert (node["type"], node["acts"], node["first_utc"]) == ("Incident", ["liberty.arbitrary-arrest"], "2020-08-11T21:00:00+00:00")
    assert json.loads(handed(world, "persons", "jsonld")[1])["@graph"] == []


def test_followthemoney_takes_incidents_and_persons(world: World) -> None:
    row = {"day": "2020-08-12", "point": "53.9, 27.5", "tags": "arrest"}
    imported(world, "incidents", said(1, "Затрыманне ля парка", **row))
    accepted(world, Incident.objects.get())
    (event,) = map(json.loads, handed(world, "incidents", "ftm")[1].splitlines())
    assert (event["schema"], event["properties"]["startDate"]) == ("Event", ["2020-08-11"])
    check_entity(event)
    imported(world, "persons", said(7, "Юры Невядомы"))
    (person,) = map(json.loads, handed(world, "persons", "ftm")[1].splitlines())
    assert (person["schema"], person["properties"]["name"]) == ("Person", ["Юры Невядомы"])
    check_entity(person)


def check_entity(entity: dict) -> None:
    """Held against our list of properties; against the library itself where it is installed."""
    from kniha.runs.exporting.linked import FTM_PROPERTIES

    assert set(entity["properties"]) <= set(FTM_PROPERTIES[entity["schema"]])
    assert all(isinstance(value, str) for values in entity["properties"].values() for value in values)
    try:
        from followthemoney import model
    except ImportError:
        return
    proxy = model.get_proxy(entity, cleaned=False)
    assert {name: sorted(proxy.get(name)) for name in entity["properties"]} == {
        name: sorted(values) for name, values in entity["properties"].items()
    }


def test_what_was_erased_since_does_not_leave(world: World) -> None:
    imported(world, "statements", said(1, "Мяне затрымалі."))
    hand = world.hand(world.zoya)
    made = hand_out(hand, Asked("statements", "csv", COURT, "суд папрасіў"))
    keepers = [enrolled(world, name, ("lawyer",)) for name in ("Jana", "Pavel")]
    for keeper in keepers:
        admit_member(world.hand(world.anna), (world.anna, world.boris), world.first, keeper, keeper=True)
    asked = ask_erasure(world.hand(keepers[0]), ("statement", made.leaving[0]), Wish("source", "consent-withdrawn"))
    agree_to_erasure(world.hand(keepers[1]), asked)
    stream = io.BytesIO()
    write(hand, made, stream)
    assert table(stream.getvalue()) == []


def test_a_spreadsheet_is_written_nowhere_but_where_it_goes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "there is no such folder"))
    sheets = Sheets()
    book = openpyxl.load_workbook(io.BytesIO(b"".join([*sheets.add("людзі", ("id",), [("мае словы",)]), *sheets.end()])))
    assert book["людзі"]["A2"].value == "мае словы"


def test_a_long_spreadsheet_comes_piece_by_piece() -> None:
    sheets = Sheets()
    coming = sheets.add("long", ("n", "words"), ((n, f"{n * 7919 % 1_000_003} <&> \ufffe") for n in range(40_000)))
    sizes = [len(piece) for piece in coming]
    assert len(sizes) > 3
    assert max(sizes) < 200_000
