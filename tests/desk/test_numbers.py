"""Numbers at the desk: each figure opens what it counts; tables to take away; counts kept; nobody learns what they may not see."""

import csv
import io
import re
import xml.etree.ElementTree as ET
from html import unescape

import pytest
from django.test import Client
from tests.book.test_counting import BREST, told
from tests.world import World

from kniha.book.access.models import Use
from kniha.book.counting.models import Count

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def counted(world: World) -> World:
    told(world, 1)
    told(world, 2, where=BREST, kind="liberty.arbitrary-arrest")
    return world


def test_an_empty_register_says_where_numbers_come_from(vera: Client):
    assert "nothing to count yet" in vera.get("/numbers/").content.decode()


def test_every_figure_of_the_dashboard_opens_as_many_records(vera: Client, counted: World):
    page = vera.get("/numbers/").content.decode()
    figures = re.findall(r'<a[^>]* href="(/numbers/records/[^"]*)">(\d+)</a>', page) + re.findall(
        r'<a href="(/numbers/records/[^"]*)">(\d+)</a>', page
    )
    assert len(figures) > 10
    for address, number in set(figures):
        behind = vera.get(unescape(address))
        assert behind.status_code == 200
        assert behind.context["rows"].paginator.count == int(number), address
        assert len(behind.context["rows"].object_list) == int(number), address


def test_a_table_across_is_the_same_as_a_file(vera: Client, counted: World):
    query = "measure=acts&rows=place&columns=kind"
    page = vera.get(f"/numbers/table/?{query}")
    assert [line.label for line in page.context["shown"].lines] == ["Minsk", "Brest"]
    answer = vera.get(f"/numbers/table.csv?{query}")
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert len(rows) == 4
    assert [int(row[-1]) for row in rows[1:]] == [1, 1, 2]
    assert vera.get(f"/numbers/table.xlsx?{query}").content[:2] == b"PK"
    drawing = ET.fromstring(vera.get(f"/numbers/table.svg?{query}").content)
    assert "Minsk: 1." in "".join(drawing.itertext())
    assert Use.objects.get(registrar=counted.vera, what="export").count == 3


def test_a_count_is_kept_and_compared_with_now(vera: Client, counted: World):
    kept = vera.post("/numbers/keep/", {"measure": "acts", "rows": "kind", "title": "Парушэнні <b>"}, follow=True)
    assert "Парушэнні &lt;b&gt;" in kept.content.decode()
    assert "all numbers are the same" in kept.content.decode()
    told(counted, 3)
    count = Count.objects.get()
    later = vera.get(f"/numbers/kept/{count.pk}/")
    assert [(one.was, one.now) for _, _, one in later.context["moved"]] == [(2, 3), (1, 2)]
    assert "Парушэнні &lt;b&gt;" in vera.get("/numbers/kept/").content.decode()
    assert b"".join(vera.get(f"/numbers/kept/{count.pk}/table.csv").streaming_content).count(b"\n") == 4


def test_what_is_left_out_is_listed_with_its_reason(vera: Client, counted: World):
    told(counted, 4, count="no")
    page = vera.get("/numbers/").content.decode()
    assert "/numbers/left-out/refused/" in page
    assert vera.get("/numbers/left-out/refused/").context["rows"].paginator.count >= 1
    assert vera.get("/numbers/left-out/nothing/").status_code == 404


def test_who_may_see_nothing_counts_nothing(marek: Client, counted: World):
    page = marek.get("/numbers/").content.decode()
    assert "nothing to count yet" in page
    assert marek.get("/numbers/records/?measure=acts&rows=month").context["rows"].paginator.count == 0


@pytest.mark.parametrize(
    "query",
    [
        "first=2020-09-01&last=2020-08-01",
        "rows=kind&columns=kind",
        "kind=no.such",
        "first=0001-01-01",
        "first=х",
        "sources=9",
        "measure=all",
        "unit=zz",
    ],
)
def test_what_cannot_be_asked_is_told_beside_its_field_and_narrows_nothing(vera: Client, counted: World, query: str):
    page = vera.get(f"/numbers/table/?{query}")
    assert page.status_code == 200
    if not query.startswith("unit"):
        assert page.context["form"].errors
    for file in ("table.csv", "table.svg", "records/"):
        assert vera.get(f"/numbers/{file}?{query}").status_code in {200, 400}


@pytest.mark.parametrize("query", ["rows=month&row=2020-13-99-1", "rows=sources&row=many", "rows=kind&row=no.such"])
def test_a_record_behind_nothing_is_no_fault_of_the_server(vera: Client, counted: World, query: str):
    assert vera.get(f"/numbers/records/?{query}").status_code in {200, 400}
