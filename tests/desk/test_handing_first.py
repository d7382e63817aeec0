"""A lawyer hands a list out at the desk: what was looked at is what leaves, once, and nothing leaves unseen."""

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import openpyxl
import pytest
from django.db import transaction
from django.test import Client
from tests.runs.test_exporting import COURT, accepted, agreed_report, imported, said
from tests.world import World

from kniha.book.access.limits import MOST, used
from kniha.book.access.models import Registrar
from kniha.book.events.models import Incident
from kniha.book.forces import actions as forces
from kniha.book.forces.drafts import Source, UnitDraft, UnitNameDraft
from kniha.book.journal import reading, rows
from kniha.book.people.actions import NameDraft, RiskDraft, add_name, assess_risk
from kniha.book.people.models import Person
from kniha.book.statements.models import Consent, Statement
from kniha.book.work import agreeing, looks
from kniha.book.work.models import Agreement, Look
from kniha.desk.handing import first
from kniha.runs.exporting import looking

pytestmark = pytest.mark.django_db

TO_COURT = {"recipient": COURT.recipient, "purpose": COURT.purpose, "format": "csv", "reason": "суд папрасіў"}


def looked(client: Client, among: str = "statements", query: str = "", **more: str) -> str:
    """The address of the look."""
    answer = client.post(f"/handing/new/?among={among}&{query}", TO_COURT | more)
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def seen(client: Client, look: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', client.get(look).content.decode())
    return found[1] if found else ""


def handed(client: Client, look: str, mark: str = "") -> bytes:
    answer = client.post(f"{look}out/", {"seen": mark or seen(client, look)})
    assert answer.status_code == 302
    return body(client.get(f"{look}file/"))


def body(answer: object) -> bytes:
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def entries(action: str = "list.handed_out") -> list[dict]:
    return [one.told() for one in reading.entries() if one.skeleton.action == action]


def told(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.fixture
def three(world: World) -> None:
    imported(world, "statements", said(1, "Мяне затрымалі."), said(2, "Не давайце нікому.", "не"), said(3, "=HYPERLINK(1)"))


# -- the good


def test_a_look_tells_what_would_leave_and_what_stays_by_reason_and_nothing_leaves_by_it(zoya: Client, three: None, world: World) -> None:
    size = reading.size()
    page = told(zoya.get(looked(zoya)).content.decode())
    assert "What would leave 2" in page
    assert "the source does not agree 1" in page
    assert f"0 of {MOST['export']} lists" in page
    assert reading.size() == size
    assert used(world.zoya, "export", day=world.hand(world.zoya).today) == 0


def test_what_was_looked_at_leaves_as_an_entry_and_a_file(zoya: Client, three: None) -> None:
    look = looked(zoya)
    data = handed(zoya, look)
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert sorted(row["text"] for row in rows) == ["'=HYPERLINK(1)", "Мяне затрымалі."]
    (entry,) = entries()
    assert (entry["recipient"], entry["reason"], entry["rows"], entry["left_out"]) == (COURT.recipient, "суд папрасіў", 2, 1)
    left = zoya.get(f"{look}left-out.csv").content.decode()
    assert "consent-refused,the source does not agree,1" in left
    assert "Handed out" in told(zoya.get(look).content.decode())


@pytest.mark.parametrize("form", ["xlsx", "jsonld"])
def test_in_every_format_that_holds_the_kind(zoya: Client, three: None, form: str) -> None:
    data = handed(zoya, looked(zoya, format=form))
    if form == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(data))
        cells = {(row[5].value, row[5].data_type) for row in book["statements"].iter_rows(min_row=2)}
        assert cells == {("Мяне затрымалі.", "s"), ("=HYPERLINK(1)", "s")}
    else:
        assert len(json.loads(data)["@graph"]) == 2


def test_persons_leave_for_other_peoples_tools_and_statements_are_not_offered_a_schema_that_has_no_place_for_them(
    zoya: Client, world: World
) -> None:
    imported(world, "persons", said(1, "Юры Невядомы"))
    (line,) = handed(zoya, looked(zoya, "persons", format="ftm")).splitlines()
    assert json.loads(line)["properties"]["name"] == ["Юры Невядомы"]
    answer = zoya.post("/handing/new/?among=statements", TO_COURT | {"format": "ftm"})
    assert answer.status_code == 200
    assert not Look.objects.filter(among="statements").exists()


def test_a_list_is_narrowed_as_it_is_on_its_own_page(zoya: Client, world: World) -> None:
    row = {"day": "2020-08-12", "point": "53.9, 27.5", "tags": "arrest"}
    imported(world, "incidents", said(1, "Затрыманне", **row), said(2, "Пазней", **(row | {"day": "2021-02-03"})))
    for title in ("Затрыманне", "Пазней"):
        accepted(world, Incident.objects.get(title=title))
    assert "/handing/new/?among=incidents&amp;year=2020" in zoya.get("/incidents/?year=2020").content.decode()
    assert "1 row is chosen" in told(zoya.get("/handing/new/?among=incidents&year=2020").content.decode())
    (title,) = [
        row["title"] for row in csv.DictReader(io.StringIO(handed(zoya, looked(zoya, "incidents", "year=2020")).decode("utf-8-sig")))
    ]
    assert title == "Затрыманне"


def in_danger(world: World) -> Statement:
    statement = agreed_report(world)
    assess_risk(world.hand(world.vera), statement.source, RiskDraft("high", (), "", world.hand(world.vera).today + timedelta(days=30)))
    return statement


def answered(world: World, ruza: Registrar, decide: Callable[..., None] = agreeing.agree) -> None:
    from datetime import datetime

    hand = replace(world.hand(ruza), now=datetime.now(world.hand(ruza).now.tzinfo))
    decide(hand, Agreement.objects.get(), reason="глядзела кожнае")


def test_a_second_is_asked_from_the_look_and_their_yes_is_used_once(zoya: Client, world: World) -> None:
    statement, ruza = in_danger(world), world.colleague("Ружа", "lawyer")
    look = looked(zoya)
    assert "1 of these stays for danger alone" in told(zoya.get(look).content.decode())
    for _ in range(2):  # the same click twice asks once
        assert zoya.post(f"{look}second/", {"seen": seen(zoya, look)}).status_code == 302
    assert "waits for a second" in told(zoya.get("/handing/").content.decode())
    answered(world, ruza)
    assert "a second agreed" in told(zoya.get("/handing/").content.decode()).lower()
    assert "A second agreed" in zoya.get("/").content.decode()
    zoya.post(f"{look}again/")
    assert statement.text in handed(zoya, look).decode()
    assert entries()[0]["second"] == ruza.pk
    assert Agreement.objects.get().state == "used"
    assert "danger is high" in told(zoya.get(looked(zoya)).content.decode())


def test_what_was_asked_for_is_taken_back(zoya: Client, world: World) -> None:
    in_danger(world)
    ruza = world.colleague("Ружа", "lawyer")
    look = looked(zoya)
    zoya.post(f"{look}second/", {"seen": seen(zoya, look)})
    assert zoya.post(f"/handing/{Agreement.objects.get().pk}/withdrawal/").status_code == 302
    assert Agreement.objects.get().state == "withdrawn"
    assert len(entries("list.second_withdrawn")) == 1
    assert agreeing.agreements(ruza) == []
    assert "taken back" in told(zoya.get("/handing/").content.decode())
    assert zoya.post(f"/handing/{Agreement.objects.get().pk}/withdrawal/").status_code == 409


def test_a_declined_request_says_so(zoya: Client, world: World) -> None:
    in_danger(world)
    look = looked(zoya)
    zoya.post(f"{look}second/", {"seen": seen(zoya, look)})
    answered(world, world.colleague("Ружа", "lawyer"), agreeing.decline)
    assert "a second declined" in told(zoya.get("/handing/").content.decode())


# -- what changed between the look and the handing out


def test_a_danger_assessed_anew_stops_it_and_is_shown(zoya: Client, world: World) -> None:
    statement = agreed_report(world)
    today = world.hand(world.vera).today
    assess_risk(world.hand(world.vera), statement.source, RiskDraft("low", (), "", today + timedelta(days=300)))
    look = looked(zoya)
    mark = seen(zoya, look)
    assess_risk(world.hand(world.vera), statement.source, RiskDraft("high", (), "", today + timedelta(days=300)))
    zoya.post(f"{look}out/", {"seen": mark})
    page = told(zoya.get(look).content.decode())
    assert "1 row does not leave any more" in page
    assert "0 before, 1 now" in page
    assert zoya.get(f"{look}file/").status_code == 409
    assert entries() == []


def test_a_row_that_reads_otherwise_meanwhile_is_shown_before_it_leaves(zoya: Client, world: World) -> None:
    imported(world, "persons", said(1, "Юры Невядомы"))
    look = looked(zoya, "persons")
    mark = seen(zoya, look)
    add_name(world.hand(world.vera), Person.objects.get(), NameDraft("Юрась", "be", read_in="спіс"))
    zoya.post(f"{look}out/", {"seen": mark})
    assert "1 row that leaves reads otherwise now" in told(zoya.get(look).content.decode())
    assert entries() == []
    assert "Юрась" in handed(zoya, look).decode()


def test_a_consent_withdrawn_meanwhile_stops_it(zoya: Client, world: World, three: None) -> None:
    look = looked(zoya)
    mark = seen(zoya, look)
    statement = Statement.objects.get(text="Мяне затрымалі.")
    hand = world.hand(world.vera)
    row = rows.insert(Consent, hand.new_id(), statement=statement, purpose=COURT.purpose, recipient="", answer="no", giver="self")
    with transaction.atomic():
        hand.enter(hand.acting_as("clerk"), "account.coded", [row], cites=[("statement", statement.pk)])
    zoya.post(f"{look}out/", {"seen": mark})
    assert "the source does not agree: 1 before, 2 now" in told(zoya.get(look).content.decode())
    assert entries() == []


def test_what_came_since_the_look_does_not_leave_unseen(zoya: Client, world: World, three: None) -> None:
    look = looked(zoya)
    mark = seen(zoya, look)
    imported(world, "statements", said(9, "Пасля агляду."))
    assert "Пасля агляду" not in handed(zoya, look, mark).decode()


def test_a_page_that_is_older_than_the_last_look_hands_nothing_out(zoya: Client, world: World, three: None) -> None:
    look = looked(zoya)
    assert zoya.post(f"{look}out/", {"seen": "0" * 64}).status_code == 302
    assert "older than your last look" in told(zoya.get(look).content.decode())
    assert entries() == []


# -- the bad


def test_two_clicks_and_the_back_button_hand_out_once(zoya: Client, three: None) -> None:
    look = looked(zoya)
    mark = seen(zoya, look)
    first_file, second_file = handed(zoya, look, mark), handed(zoya, look, mark)
    assert first_file == second_file
    assert len(entries()) == 1


def test_the_file_is_given_for_an_hour(zoya: Client, three: None) -> None:
    look = looked(zoya)
    handed(zoya, look)
    Look.objects.update(handed_at=Look.objects.get().handed_at - timedelta(hours=1, minutes=1))
    assert zoya.get(f"{look}file/").status_code == 409
    assert "The hour in which the file could be taken is over" in zoya.get(look).content.decode()


def test_the_limit_of_a_day_holds_and_what_was_refused_is_not_handed_out(zoya: Client, three: None) -> None:
    for _ in range(MOST["export"]):
        handed(zoya, looked(zoya))
    look = looked(zoya)
    assert zoya.post(f"{look}out/", {"seen": seen(zoya, look)}).status_code == 403
    assert zoya.get(f"{look}file/").status_code == 409
    assert len(entries()) == MOST["export"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"reason": "ок"}, "4"),
        ({"recipient": " "}, "required"),
        ({"purpose": "publish-without-name"}, "valid choice"),
        ({"format": "pdf"}, "choice"),
    ],
)
def test_without_a_reason_a_recipient_a_purpose_or_a_format_nothing_is_looked_at(
    zoya: Client, three: None, change: dict, words: str
) -> None:
    answer = zoya.post("/handing/new/?among=statements", TO_COURT | change)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not Look.objects.exists()


def test_facets_that_cannot_be_read_widen_nothing(zoya: Client, three: None) -> None:
    answer = zoya.post("/handing/new/?among=incidents&first=калісьці", TO_COURT)
    assert answer.status_code == 200
    assert "must not go out wider" in answer.content.decode()
    assert not Look.objects.exists()


def test_a_list_that_is_too_long_says_so(zoya: Client, three: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "MOST_ROWS", 2)
    answer = zoya.post("/handing/new/?among=statements", TO_COURT)
    assert "narrow the list" in answer.content.decode()
    assert not Look.objects.exists()


def test_where_nothing_may_leave_nothing_is_handed_out(zoya: Client, world: World) -> None:
    imported(world, "statements", said(1, "Не давайце нікому.", "не"))
    look = looked(zoya)
    assert f"{look}out/" not in zoya.get(look).content.decode()
    page = zoya.get(look).content.decode()
    assert "Nothing of this may leave" in page
    mark = looks.seen(Look.objects.get())
    assert zoya.post(f"{look}out/", {"seen": mark}).status_code == 403
    assert entries() == []


def test_empty_pages_teach(zoya: Client) -> None:
    page = zoya.get("/handing/").content.decode()
    assert "This is how a list leaves" in page
    assert "Nothing is asked." in page


# -- the malicious


def test_who_has_no_part_in_it_finds_no_page(vera: Client, marek: Client, zoya: Client, three: None) -> None:
    look = looked(zoya)
    handed(zoya, look)
    for client in (vera, marek):
        for address in (look, f"{look}file/", f"{look}left-out.csv"):
            assert client.get(address).status_code == 404, address
        for step in ("out", "again", "second", "forgetting"):
            assert client.post(f"{look}{step}/", {"seen": "x"}).status_code == 404, step
    assert vera.get("/handing/new/").status_code == 404
    assert vera.post("/handing/new/?among=statements", TO_COURT).status_code == 404
    answer = marek.post("/handing/new/?among=statements", TO_COURT)  # a lawyer, of another compartment
    assert "there is nothing to hand out" in answer.content.decode()
    assert Look.objects.count() == 1


def test_another_lawyer_finds_nothing_of_a_look_that_is_not_theirs(
    zoya: Client, at_desk: Callable[..., Client], world: World, three: None
) -> None:
    look = looked(zoya)
    handed(zoya, look)
    ruza = at_desk(world.colleague("Ружа", "lawyer"))
    assert {ruza.get(address).status_code for address in (look, f"{look}file/", f"{look}left-out.csv")} == {404}
    assert ruza.post(f"{look}out/", {"seen": "x"}).status_code == 404
    assert COURT.recipient not in ruza.get("/handing/").content.decode()


def test_an_unknown_list_is_no_page(zoya: Client) -> None:
    assert zoya.get("/handing/new/?among=medical-reports").status_code == 404


def test_a_forged_form_changes_nothing(at_desk: Callable[..., Client], world: World, three: None) -> None:
    strict = at_desk(world.zoya, enforce_csrf_checks=True)
    assert strict.post("/handing/new/?among=statements", TO_COURT).status_code == 403
    assert not Look.objects.exists()


def test_a_role_lost_meanwhile_ends_it(zoya: Client, world: World, three: None) -> None:
    from kniha.book.access.actions import freeze

    look = looked(zoya)
    handed(zoya, look)
    freeze(world.hand(world.anna), world.zoya)
    assert zoya.get(f"{look}file/").status_code == 403


def test_what_is_not_as_it_was_handed_out_is_not_given_again(zoya: Client, world: World) -> None:
    imported(world, "persons", said(1, "Юры Невядомы"))
    look = looked(zoya, "persons")
    handed(zoya, look)
    add_name(world.hand(world.vera), Person.objects.get(), NameDraft("Юрась", "be", read_in="спіс"))
    assert zoya.get(f"{look}file/").status_code == 409


def test_what_is_erased_is_in_no_look_and_in_no_file_any_more(zoya: Client, world: World, three: None) -> None:
    look = looked(zoya)
    handed(zoya, look)
    looks.forget_about({Statement.objects.get(text="Мяне затрымалі.").pk})
    assert not Look.objects.exists()
    assert zoya.get(f"{look}file/").status_code == 404


def test_a_recipient_who_is_a_formula_or_a_script_stays_words(zoya: Client, three: None) -> None:
    look = looked(zoya, recipient="<script>alert(1)</script>")
    assert "<script>alert(1)" not in zoya.get(look).content.decode() + zoya.get("/handing/").content.decode()


def test_types_and_endings_are_those_of_every_format() -> None:
    from kniha.runs.exporting.handing_out import FORMATS

    assert set(first._TYPES) == set(first._ENDINGS) == set(FORMATS)


def test_units_leave_as_a_whole_and_their_rows_are_told(zoya: Client, world: World) -> None:
    hand = world.hand(world.vera)
    forces.register_unit(
        hand, UnitDraft("detachment", "police.riot"), UnitNameDraft("Атрад «Алмаз»"), source=Source(read_in="загад на сайце")
    )
    page = zoya.get("/handing/new/?among=units").content.decode()
    assert "This list goes as a whole" in page
    look = looked(zoya, "units", format="ftm")
    assert "Атрад «Алмаз»" in zoya.get(look).content.decode()
    assert "Алмаз" in handed(zoya, look).decode()
