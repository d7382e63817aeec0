"""Pages of the forces at the desk: where a unit was, the structure on a day, the chain of command, who it could have been."""

from datetime import date

import pytest
from django.test import Client
from tests.desk.test_units import READ, text, unit
from tests.world import PLACE, World

from kniha.book.events.models import Incident, Involvement
from kniha.book.forces import actions, deploying
from kniha.book.forces.drafts import DeploymentDraft, PostingDraft, Source
from kniha.book.forces.models import Deployment
from kniha.book.statements.models import Account
from kniha.vocab.span import Span, parse_days, span

pytestmark = pytest.mark.django_db

THAT_DAY = span(None, None, [parse_days("2020-08-11")])
TYPED = {
    "stay_kind": "deployed", "point": "53.9023, 27.5619", "radius_m": "300", "where_words": "плошча", "sighted": "11.08.2020",
    "began_at": "22:00", "ended_at": "23:30", "activity": "стаялі шэрагам", "read_in": "газета",
}  # fmt: skip


@pytest.fixture
def account(office: World) -> Account:
    return office.coded(office.report(envelope="a9" * 32))


@pytest.fixture
def incident(office: World) -> Incident:
    return office.opened()[0]


# -- where a unit was


def test_where_a_unit_was_is_entered_corrected_and_withdrawn(vera: Client, office: World):
    of, above = unit(office, "Першы атрад"), unit(office, "Упраўленне")
    page = text(vera, f"/units/{of.pk}/deployments/")
    assert "no source says" in page
    looked_up = vera.post(f"/units/{of.pk}/deployments/", {**TYPED, "tasked_words": "упраўленне"}).content.decode()
    assert "Choose which unit is meant" in looked_up
    assert vera.post(f"/units/{of.pk}/deployments/", {**TYPED, "tasked_words": "упраўленне", "tasked": above.pk}).status_code == 302
    shown = text(vera, f"/units/{of.pk}/")
    for words in ("плошча", "стаялі шэрагам", "there by 22:00 of the first day", "there until 23:30 of the last day", "On the task of"):
        assert words in shown, words
    row = Deployment.objects.get()
    assert (row.lat_e7, row.tasking_unit_id, row.began_to) == (539023000, above.pk, date(2020, 8, 11))
    page = text(vera, f"/deployments/{row.pk}/correction/")
    assert 'value="22:00"' in page
    seen = page.split('name="seen" value="')[1].split('"')[0]
    assert vera.post(f"/deployments/{row.pk}/correction/", {**TYPED, "where_words": "рог", "seen": seen}).status_code == 302
    assert Deployment.objects.get().place_words == "рог"
    assert "рог" in text(vera, f"/deployments/{row.pk}/withdrawal/")
    assert vera.post(f"/deployments/{row.pk}/withdrawal/", {"reason": "іншы атрад"}).status_code == 302
    assert not Deployment.objects.exists()


def test_a_named_place_gives_the_point(vera: Client, office: World):
    of = unit(office, "Першы атрад")
    found = vera.post(f"/units/{of.pk}/deployments/", {"place_name": "Гомель", "find_place": "1"}).content.decode()
    assert "take_place" in found
    assert not Deployment.objects.exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"point": "", "where_words": ""}, "say where it was"),
        ({"point": "95, 27"}, "A latitude lies between"),
        ({"began": "2020-09", "ended": "2020-08", "sighted": ""}, "ends before it begins"),
        ({"began_at": "25:00"}, "22:05"),
        ({"sighted": ""}, "belongs to a day"),
        ({"read_in": ""}, "where this is known from"),
    ],
)
def test_what_cannot_be_is_refused_in_words(vera: Client, office: World, change: dict[str, str], said: str):
    of = unit(office, "Першы атрад")
    answer = vera.post(f"/units/{of.pk}/deployments/", TYPED | change).content.decode()
    assert said.lower() in answer.lower()
    assert not Deployment.objects.exists()


def test_a_unit_in_two_places_at_once_is_shown_with_both_sources(vera: Client, office: World):
    of = unit(office, "Першы атрад")
    for lat, source in ((539023000, "газета першая"), (524345000, "газета другая")):
        where = type(PLACE)(lat, 309754000, 300, "")
        draft = DeploymentDraft("deployed", where, THAT_DAY, "22:00", "23:30")
        deploying.enter_deployment(office.hand(office.vera), of, draft, source=Source(read_in=source))
    warned = text(vera, f"/units/{of.pk}/").split('class="warning"')[1]
    assert "in two places at one time" in warned
    assert "газета першая" in warned
    assert "газета другая" in warned


# -- the structure


def test_the_structure_of_a_day_with_its_commanders_moves_and_parts(vera: Client, office: World, account: Account):
    hand, below, above = office.hand(office.vera), unit(office, "Першы атрад"), unit(office, "Упраўленне")
    actions.place_unit(hand, below, above, span(parse_days("2019"), parse_days("2020")), source=READ)
    post = PostingDraft("commander", span=span(parse_days("2020"), None, [parse_days("2021")]))
    actions.enter_posting(hand, account.statement.source, above, post, source=READ)
    shown = text(vera, "/forces/structure/?day=2020-05-01")
    assert shown.index("Упраўленне") < shown.index("Першы атрад")
    assert "Structure of the forces on 1 May 2020" in shown
    assert f"/people/{account.statement.source_id}/" in shown
    assert "perhaps" in shown  # whether the beginning in 2020 lies before that day, no source says
    assert "a year later" in shown
    assert "perhaps" not in text(vera, "/forces/structure/?day=2021-01-01&unit=" + above.pk)
    assert "may have belonged" not in text(vera, "/forces/structure/?day=2022-05-01")
    met = text(vera, "/forces/structure/?day=2020-05-01&q=першы")
    assert "Found in it" in met
    part = text(vera, f"/forces/structure/?day=2020-05-01&unit={below.pk}")
    assert "The whole chart" in part


def test_parents_in_a_circle_are_shown_as_a_contradiction_with_their_sources(vera: Client, office: World, account: Account):
    hand, one, other = office.hand(office.vera), unit(office, "Адзін"), unit(office, "Другі")
    actions.place_unit(hand, one, other, Span(), source=Source(account=account))
    actions.place_unit(office.hand(office.marek), other, one, Span(), source=Source(read_in="газета другая"))
    shown = text(vera, "/forces/structure/")
    assert "would stand above itself" in shown
    assert "газета другая" in shown
    assert "would stand above itself" in text(vera, f"/units/{one.pk}/chain/")


def test_deep_levels_are_folded_and_all_of_them_stand_in_print(vera: Client, office: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("kniha.desk.forces.structure.SHOWN", 2)
    top = unit(office, "Вярхі")
    for number in range(4):
        actions.place_unit(office.hand(office.vera), unit(office, f"Атрад {number}"), top, Span(), source=READ)
    shown = text(vera, "/forces/structure/")
    assert "4 below" in shown
    assert "Атрад 3" not in shown
    assert "Атрад 3" in text(vera, "/forces/structure/?all=1")


def test_the_drawing_is_a_drawing(vera: Client, office: World):
    unit(office, "Атрад <1>")
    answer = vera.get("/forces/structure.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    assert "Атрад &lt;1&gt;" in answer.content.decode()


@pytest.mark.parametrize("asked", ["day=учора", "day=0001-01-01", "day=9999-12-31", "day=2020-02-30"])
def test_a_day_that_is_none_is_said_and_today_is_shown(vera: Client, office: World, asked: str):
    assert vera.get(f"/forces/structure/?{asked}").status_code == 200


def test_a_part_that_nobody_here_knows_of_is_not_there(vera: Client, office: World):
    assert vera.get("/forces/structure/?unit=" + "0" * 32).status_code == 404


# -- command


def test_command_over_time_tells_overlaps_and_gaps(vera: Client, office: World, account: Account):
    of, hand = unit(office, "Першы атрад"), office.hand(office.vera)
    another = office.coded(office.report(envelope="b1" * 32)).statement.source
    for person, began, ended in ((account.statement.source, "2015-01-01", "2016-12-31"), (another, "2016-06-01", "2018-12-31"),
                                 (another, "2019-03-01", "2020-12-31")):  # fmt: skip
        post = PostingDraft("commander", span=span(parse_days(began), parse_days(ended)))
        actions.enter_posting(hand, person, of, post, source=READ)
    shown = text(vera, f"/units/{of.pk}/")
    assert "Two people commanded at once by these sources (June – December 2016)" in shown
    assert "Nobody is known to have commanded it: January – February 2019" in shown


def test_a_person_in_two_units_at_once_is_shown_with_both_sources(vera: Client, office: World, account: Account):
    hand, person = office.hand(office.vera), account.statement.source
    for called, read_in in (("Першы", "газета першая"), ("Другі", "газета другая")):
        of = unit(office, called)
        post = PostingDraft("officer", span=span(parse_days("2019-01-01"), parse_days("2020-12-31")))
        actions.enter_posting(hand, person, of, post, source=Source(read_in=read_in))
    shown = text(vera, f"/people/{person.pk}/")
    assert "In two units at once by these sources" in shown


def test_the_chain_says_what_is_not_known(vera: Client, office: World, account: Account):
    hand, below, above = office.hand(office.vera), unit(office, "Першы атрад"), unit(office, "Упраўленне")
    actions.place_unit(hand, below, above, Span(), source=READ)
    posting = actions.enter_posting(
        hand, account.statement.source, above, PostingDraft("commander", "начальнік", span=THAT_DAY), source=READ
    )
    shown = text(vera, f"/units/{below.pk}/chain/?day=2020-08-11")
    assert "No commander is known for this day." in shown
    assert "начальнік" in shown
    assert "What stood above it on this day is not known here." in shown
    assert "Chain of command on 11 August 2020" in text(vera, f"/postings/{posting.pk}/chain/")


# -- who it could have been


def test_a_candidate_has_its_grounds_and_becomes_an_involvement_by_a_registrar(vera: Client, office: World, incident: Incident):
    of, hand = unit(office, "Першы атрад"), office.hand(office.vera)
    draft = DeploymentDraft("deployed", PLACE, THAT_DAY, "22:00", "23:30")
    deploying.enter_deployment(hand, of, draft, source=READ)
    shown = text(vera, f"/incidents/{incident.number}/forces/")
    for words in ("Першы атрад", "was there over all of that time", "all of this comes from one source", "accuses nobody", READ.read_in):
        assert words in shown, words
    act = incident.acts.get()
    assert not Involvement.objects.exists()
    form = text(vera, f"/incidents/{incident.number}/acts/{act.pk}/unit/?candidate={of.pk}")
    assert f'value="{of.pk}" selected' in form
    assert 'value="Першы атрад"' in form


def test_without_a_candidate_the_page_says_that_this_says_nothing(vera: Client, office: World, incident: Incident):
    assert "That says nothing of who it was." in text(vera, f"/incidents/{incident.number}/forces/?around=20")
    assert vera.get(f"/incidents/{incident.number}/forces/?around=много").status_code == 200


def test_whoever_may_not_see_the_incident_sees_no_candidates(marek: Client, office: World, incident: Incident):
    assert marek.get(f"/incidents/{incident.number}/forces/").status_code == 404
