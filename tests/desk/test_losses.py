"""Losses at the desk: headcounts and departures entered, corrected, withdrawn; months, shares and what rests on what; tables taken away."""

from datetime import date

import pytest
from django.test import Client
from tests.desk.test_units import READ, text, unit
from tests.world import World

from kniha.book.forces import actions, leaving
from kniha.book.forces.drafts import Count, DepartureDraft, HeadcountDraft, PostingDraft, Source
from kniha.book.forces.models import Departure, Headcount
from kniha.book.forces.units import Unit
from kniha.book.statements.models import Account
from kniha.vocab.span import Span

pytestmark = pytest.mark.django_db

AUGUST = (date(2020, 8, 1), date(2020, 8, 31))
TYPED = {
    "way": "resignation", "low": "30", "likely": "40", "high": "60", "first": "2020-08", "last": "31.08.2020",
    "confidence": "probably-true", "words": "«каля сарака»", "read_in": "газета",
}  # fmt: skip


@pytest.fixture
def account(office: World) -> Account:
    return office.coded(office.report(envelope="a9" * 32))


def left(
    office: World, of: Unit, low: int, source: str = "газета", kind: str = "resignation", days: tuple[date, date] = AUGUST
) -> Departure:
    draft = DepartureDraft(kind, Count(low, low, low, *days))
    return leaving.enter_departure(office.hand(office.vera), of, draft, source=Source(read_in=source))


def had(office: World, of: Unit, low: int, high: int) -> Headcount:
    draft = HeadcountDraft("all", Count(low, low, high, AUGUST[0], AUGUST[0]))
    return leaving.enter_headcount(office.hand(office.vera), of, draft, source=READ)


def lines(client: Client, address: str) -> list[list[str]]:
    answer = client.get(address)
    body = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return [line.split(",") for line in body.splitlines()]


# -- what is entered


def test_a_departure_is_entered_corrected_and_withdrawn(vera: Client, office: World):
    of = unit(office, "Першы атрад")
    assert vera.post(f"/units/{of.pk}/departures/", TYPED).status_code == 302
    shown = text(vera, f"/units/{of.pk}/")
    for words in ("«каля сарака»", "30–60", "from 1 August 2020 to 31 August 2020", "probably true"):
        assert words in shown, words
    row = Departure.objects.get()
    page = text(vera, f"/departures/{row.pk}/correction/")
    assert 'value="2020-08-01"' in page
    seen = page.split('name="seen" value="')[1].split('"')[0]
    assert vera.post(f"/departures/{row.pk}/correction/", {**TYPED, "way": "dismissal", "seen": seen}).status_code == 302
    row.refresh_from_db()
    assert (row.kind, row.low, row.likely, row.high, row.first_day) == ("dismissal", 30, 40, 60, AUGUST[0])
    assert "30–60" in text(vera, f"/departures/{row.pk}/withdrawal/")
    assert vera.post(f"/departures/{row.pk}/withdrawal/", {"reason": "іншы атрад"}).status_code == 302
    assert not Departure.objects.exists()


def test_a_headcount_is_entered_corrected_and_withdrawn(vera: Client, office: World):
    of = unit(office, "Першы атрад")
    typed = {
        "staff_kind": "all",
        "likely": "1000",
        "first": "2020-08-01",
        "last": "2020-08-01",
        "confidence": "confirmed",
        "read_in": "закон",
    }
    assert vera.post(f"/units/{of.pk}/headcounts/", typed).status_code == 302
    row = Headcount.objects.get()
    assert (row.low, row.likely, row.high) == (1000, 1000, 1000)
    assert "1000" in text(vera, f"/units/{of.pk}/")
    seen = text(vera, f"/headcounts/{row.pk}/correction/").split('name="seen" value="')[1].split('"')[0]
    assert vera.post(f"/headcounts/{row.pk}/correction/", {**typed, "low": "900", "high": "1100", "seen": seen}).status_code == 302
    row.refresh_from_db()
    assert (row.low, row.likely, row.high) == (900, 1000, 1100)
    assert vera.post(f"/headcounts/{row.pk}/withdrawal/", {"reason": "іншы атрад"}).status_code == 302
    assert not Headcount.objects.exists()


def test_one_person_who_served_there_may_be_named_and_is_a_number_in_figures(vera: Client, office: World, account: Account):
    of, person = unit(office, "Першы атрад"), account.statement.source
    assert person is not None
    hand = office.hand(office.vera)
    actions.enter_posting(hand, person, of, PostingDraft("member", span=Span()), source=Source(account=account))
    page = text(vera, f"/units/{of.pk}/departures/")
    assert f'value="{person.pk}"' in page
    typed = {**TYPED, "low": "", "likely": "", "high": "", "person": person.pk}
    assert vera.post(f"/units/{of.pk}/departures/", typed).status_code == 302
    assert Departure.objects.get().person_id == person.pk
    assert f"/people/{person.pk}/" in text(vera, f"/units/{of.pk}/").split('id="left"')[1]
    losses = text(vera, f"/units/{of.pk}/losses/")
    assert person.pk not in losses


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"low": "-1", "likely": "", "high": ""}, "not below nothing"),
        ({"low": "50"}, "stand in this order"),
        ({"low": "", "likely": "", "high": ""}, "Say how many"),
        ({"low": "0", "likely": "0", "high": "0"}, "one person at least"),
        ({"low": "", "likely": "", "high": "99999999999"}, "No force has so many people"),
        ({"first": "2020-09-01"}, "ends before it begins"),
        ({"first": "2020-13"}, "no such days"),
        ({"last": "надоечы"}, "Write days like"),
        ({"read_in": ""}, "where this is known from"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(vera: Client, office: World, change: dict[str, str], words: str):
    of = unit(office, "Першы атрад")
    answer = vera.post(f"/units/{of.pk}/departures/", {**TYPED, **change}).content.decode()
    assert words in answer
    assert not Departure.objects.exists()


def test_one_report_is_not_entered_twice(vera: Client, office: World):
    of = unit(office, "Першы атрад")
    assert vera.post(f"/units/{of.pk}/departures/", TYPED).status_code == 302
    assert "entered already from this source" in vera.post(f"/units/{of.pk}/departures/", TYPED).content.decode()
    assert Departure.objects.count() == 1


# -- what comes out


def test_a_share_of_the_staff_comes_out_with_bounds_and_sources(vera: Client, office: World):
    city, centre = unit(office, "Гарадское ўпраўленне"), unit(office, "Цэнтральны аддзел")
    actions.place_unit(office.hand(office.vera), centre, city, Span(), source=READ)
    had(office, city, 1000, 1100)
    left(office, city, 180)
    left(office, centre, 29, source="канал")
    page = text(vera, f"/units/{city.pk}/losses/")
    assert "16.4–20.9 % (18 %)" in page
    assert "on 3 sources" in page
    assert "A unit and a part of it, days in common, the same kind" in " ".join(page.split())
    assert 'role="img"' in page
    alone = text(vera, f"/units/{city.pk}/losses/?alone=on")
    assert "16.4–18 % (18 %)" in alone
    assert "Цэнтральны аддзел" not in alone


def test_each_number_opens_the_reports_behind_it(vera: Client, office: World):
    of = unit(office, "Першы атрад")
    left(office, of, 10, source="жнівеньская газета")
    left(office, of, 20, source="вераснёўская газета", days=(date(2020, 9, 1), date(2020, 9, 30)))
    page = text(vera, f"/units/{of.pk}/losses/")
    assert "only=2020-08" in page
    behind = text(vera, f"/units/{of.pk}/losses/?only=2020-08").split('id="behind"')[1].split('id="twice"')[0]
    assert "жнівеньская" in behind
    assert "вераснёўская" not in behind


def test_refusals_and_written_wishes_are_no_losses_and_are_looked_at_by_themselves(vera: Client, office: World):
    of = unit(office, "Першы атрад")
    left(office, of, 300, kind="report")
    assert "No source here says that anybody left" in text(vera, f"/units/{of.pk}/losses/")
    assert "300" in text(vera, f"/units/{of.pk}/losses/?kind=report")


def test_all_units_that_lost_people_stand_in_one_list(vera: Client, office: World):
    of, other = unit(office, "Першы атрад"), unit(office, "Другі атрад")
    left(office, of, 12)
    had(office, other, 5, 5)
    page = text(vera, "/forces/losses/")
    assert "Першы атрад" in page
    assert "Другі атрад" not in page


def test_a_closed_report_is_in_nobodys_number_who_may_not_see_it(vera: Client, marek: Client, office: World, account: Account):
    of = unit(office, "Першы атрад")
    left(office, of, 12)
    draft = DepartureDraft("dismissal", Count(77, 77, 77, *AUGUST))
    leaving.enter_departure(office.hand(office.vera), of, draft, source=Source(account=account))
    assert "89" in text(vera, f"/units/{of.pk}/losses/")
    for address in (f"/units/{of.pk}/losses/", "/forces/losses/"):
        theirs = text(marek, address)
        assert "89" not in theirs
        assert "77" not in theirs
    assert [line[3:6] for line in lines(marek, f"/units/{of.pk}/losses.csv")[1:]] == [["12", "12", "12"]]


def test_the_table_is_taken_away_and_what_may_be_published_apart(vera: Client, office: World, account: Account):
    of = unit(office, "Першы атрад")
    closed = Source(account=account)
    for month, count in ((8, 3), (9, 7), (10, 30)):
        draft = DepartureDraft("dismissal", Count(count, count, count, date(2020, month, 1), date(2020, month, 28)))
        leaving.enter_departure(office.hand(office.vera), of, draft, source=closed)
    assert [line[3:6] for line in lines(vera, f"/units/{of.pk}/losses.csv")[1:]] == [["3"] * 3, ["7"] * 3, ["30"] * 3]
    published = lines(vera, f"/units/{of.pk}/losses.csv?published=1")[1:]
    assert [line[3:6] for line in published] == [[""] * 3, [""] * 3, ["30"] * 3]
    assert lines(vera, "/forces/losses.csv")[1][3:7] == ["40", "40", "40", "1"]
    assert lines(vera, "/forces/losses.csv?published=1")[1][3:7] == ["40", "40", "40", "1"]


@pytest.mark.parametrize("asked", ["first=2020-09-01&last=2020-08-01", "first=0001-01-01", "first=1950-01-01&last=2020-01-01", "kind=??"])
def test_a_time_that_cannot_be_is_said(vera: Client, office: World, asked: str):
    of = unit(office, "Першы атрад")
    left(office, of, 12)
    assert vera.get(f"/units/{of.pk}/losses/?{asked}").status_code == 200
    assert vera.get(f"/forces/losses/?{asked}").status_code == 200


def test_units_in_a_circle_are_counted_once(vera: Client, office: World):
    one, other = unit(office, "Першы атрад"), unit(office, "Другі атрад")
    hand = office.hand(office.vera)
    actions.place_unit(hand, one, other, Span(began_to=date(2020, 8, 1), ended_from=date(2020, 8, 10)), source=READ)
    actions.place_unit(hand, other, one, Span(began_to=date(2020, 8, 20), ended_from=date(2020, 8, 30)), source=READ)
    left(office, one, 12)
    left(office, other, 5)
    assert lines(vera, f"/units/{one.pk}/losses.csv")[1][3:6] == ["12", "12", "17"]
