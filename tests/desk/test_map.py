"""The map: points of what one may see, by the facets of the list; nothing from elsewhere."""

import re
from pathlib import Path

from django.contrib.staticfiles import finders
from django.test import Client
from tests.world import PLACE, TIME, World

from kniha.book.events.actions import open_incident
from kniha.book.events.drafts import IncidentDraft
from kniha.book.statements.drafts import Where


def test_points_say_where_what_and_when(world: World, vera: Client) -> None:
    incident, _, _ = world.opened()
    told = vera.get("/map/points").json()
    assert told == {
        "points": [[incident.number, 53.9023, 27.5619, 200, "Збіццё на рагу", "11 August 2020, about 23:00 (±10 min)", "draft"]],
        "left_out": 0,
    }


def test_points_are_narrowed_like_the_list(world: World, vera: Client) -> None:
    world.opened()
    assert vera.get("/map/points", {"state": "accepted"}).json()["points"] == []
    assert len(vera.get("/map/points", {"year": "2020", "kind": "integrity.physical-assault"}).json()["points"]) == 1


def test_without_script_the_page_is_a_list_with_coordinates(world: World, vera: Client) -> None:
    incident, _, _ = world.opened()
    shown = vera.get("/map/").content.decode()
    assert incident.number in shown
    assert "53.9023, 27.5619 (±200 m)" in shown


def test_what_has_no_point_is_counted_beside(world: World, vera: Client) -> None:
    account = world.coded(world.report())
    open_incident(world.hand(world.vera), [account], IncidentDraft("Недзе", TIME, Where(words="недзе")))
    assert "1 incident of this selection has no point yet." in vera.get("/map/").content.decode()


def test_the_page_runs_no_script_of_its_own_text_and_asks_nothing_of_others(world: World, vera: Client) -> None:
    account = world.coded(world.report())
    open_incident(world.hand(world.vera), [account], IncidentDraft("</div><script>alert(1)</script>", TIME, PLACE))
    answer = vera.get("/map/")
    shown = answer.content.decode()
    assert "<script>" not in shown
    assert not re.search(r"https?://", shown)
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert not [name for name in ("desk/map.js", "desk/incidents.css") if "://" in Path(finders.find(name)).read_text()]
    assert not re.search(r"url\(.?(https?:|//)", Path(finders.find("desk/vendor/leaflet/leaflet.css")).read_text())


def test_the_outline_of_the_land_is_small(world: World, vera: Client) -> None:
    assert Path(finders.find("desk/land.json")).stat().st_size <= 1_000_000


def test_an_outsider_sees_no_point(world: World, marek: Client, nobody: Client) -> None:
    incident, _, _ = world.opened()
    assert marek.get("/map/points").json() == {"points": [], "left_out": 0}
    assert incident.number not in marek.get("/map/").content.decode()
    assert nobody.get("/map/points").status_code == 302
