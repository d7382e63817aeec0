"""Cameras, recordings and footage at the desk: what a registrar enters, sees and takes away."""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from tests.desk.conftest import Filed
from tests.world import MINSK, NOW, World, acquisition_draft, at

from kniha.book.bulk.actions import BatchDraft, bring_batch
from kniha.book.bulk.rows import load
from kniha.book.evidence.acquiring import begin_acquisition
from kniha.book.journal import reading
from kniha.book.recordings import actions, recording
from kniha.book.recordings.drafts import CameraDraft, PositionDraft, ReadingDraft, RecordingDraft, ViewDraft, Witness
from kniha.book.recordings.models import Camera, ClockReading, Recording
from kniha.vault.blobs import StoredBlob

pytestmark = pytest.mark.django_db

SAID = Witness(read_in="паказаў уладальнік")
VIEW = {"point": "53.9023, 27.5619", "error_m": "15", "heading_deg": "90", "fov_deg": "80", "range_m": "60", "place_words": "над уваходам"}
WAY = "праз адваката гаспадара, на словах"


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return " ".join(answer.content.decode().split())


def camera(world: World, label: str = "Камера крамы", keeps: int | None = None) -> Camera:
    place = PositionDraft(ViewDraft(539023000, 275619000, 15, 90, place_words="над уваходам"))
    draft = CameraDraft(label, "fixed", "business", "крама", keeps)
    return actions.register_camera(world.hand(world.vera), world.first, draft, place, source=SAID)


def known(world: World, of: Camera, label: str = "Уваход у краму", **more: object) -> Recording:
    draft = RecordingDraft(label, of, (at(22, 30), at(23, 30)), **more)
    return recording.enter_recording(world.hand(world.vera), world.first, draft, source=SAID)


def test_a_camera_is_registered_with_where_it_stood(vera: Client, world: World):
    told = {"compartment": world.first.pk, "label": "Камера крамы", "camera_kind": "dome", "owner_kind": "business", "read_in": "крамнік"}
    answer = vera.post("/cameras/new/", told | VIEW | {"retention_days": "14", "began": "2020-08"})
    found = Camera.objects.get()
    assert answer.headers["Location"] == f"/cameras/{found.pk}/"
    page = text(vera, f"/cameras/{found.pk}/")
    for words in ("dome camera", "53.9023, 27.5619 (±15 m)", "looks towards 90°", "80° wide", "14 days", "Nobody measured its clock yet"):
        assert words in page, words
    assert "Камера крамы" in text(vera, "/cameras/?q=крам&kind=dome")


def test_the_clock_is_told_by_what_it_showed_and_what_time_it_was(vera: Client, world: World):
    of = camera(world)
    told = {"shown": "11.08.2020 23:12:00", "true": "11.08.2020 23:10:00", "sigma": "1.5", "way": "owners-word", "read_in": "крамнік"}
    vera.post(f"/cameras/{of.pk}/clock/", told)
    made = ClockReading.objects.get()
    assert (made.offset_ms, made.sigma_ms, made.at) == (120_000, 1_500, at(23, 10))
    assert "120 ± 1.5 s" in text(vera, f"/cameras/{of.pk}/")


def test_events_seen_by_two_cameras_set_the_clock_and_contradictions_are_said_on_the_form(vera: Client, world: World):
    of, other = camera(world), camera(world, "Дом насупраць")
    actions.read_clock(world.hand(world.vera), other, ReadingDraft(at(23), 60_000, 1_000, "owners-word"), source=SAID)
    told = {
        "other": other.pk, "sigma": "0.5", "read_in": "абедзве камеры",
        "here_1": "11.08.2020 23:05:00", "there_1": "11.08.2020 23:07:00",
        "here_2": "11.08.2020 23:06:00", "there_2": "11.08.2020 23:18:00",
    }  # fmt: skip
    page = vera.post(f"/cameras/{of.pk}/comparison/", told).content.decode()
    assert "The events disagree by more than their errors" in page
    assert not of.clock_readings.exists()
    vera.post(f"/cameras/{of.pk}/comparison/", told | {"there_2": "11.08.2020 23:08:00"})
    assert of.clock_readings.get().offset_ms == -60_000
    assert "against a second camera" in text(vera, f"/cameras/{of.pk}/")


def test_footage_stands_in_the_order_in_which_it_is_lost(vera: Client, world: World):
    of, today = camera(world), datetime.now(MINSK).date()
    for label, days in (("Потым", 40), ("Хутка", 3), ("Страчана", -2)):
        known(world, of, label, lost_on=today + timedelta(days=days))
    known(world, of, "Невядома")
    page = text(vera, "/footage/")
    assert page.index("Страчана") < page.index("Хутка") < page.index("Потым") < page.index(">Невядома<")
    assert "written over already" in page
    assert "a lawyer tells the way first" in page
    narrowed = text(vera, "/footage/?urgency=week")
    assert "Хутка" in narrowed
    assert "Потым" not in narrowed


def test_the_list_of_footage_is_taken_away_as_a_table_and_that_is_an_entry(vera: Client, world: World):
    known(world, camera(world, keeps=14))
    before = reading.size()
    table = b"".join(vera.get("/footage/table.csv").streaming_content).decode()
    assert "Уваход у краму" in table
    assert "2020-08-25" in table
    assert reading.size() == before + 1
    for address, words in (("/cameras/table.csv", "Камера крамы"), ("/recordings/table.csv", "Уваход у краму")):
        assert words in b"".join(vera.get(address).streaming_content).decode()


def test_a_file_is_entered_as_a_recording_and_its_page_says_so(vera: Client, world: World, filed: Filed):
    address = f"/recordings/new/?exhibit={filed.picture.pk}"
    assert filed.picture.original_name in text(vera, address)
    told = {"compartment": world.first.pk, "label": "Відэа", "shown_first": "11.08.2020 23:10:05", "shown_last": "11.08.2020 23:11:00"}
    vera.post(address, told | VIEW)
    made = Recording.objects.get()
    assert (made.state, made.exhibit_id) == ("held", filed.picture.pk)
    assert "Відэа" in text(vera, f"/exhibits/{filed.picture.pk}/")
    assert "11.08.2020 23:10:05" in text(vera, f"/recordings/{made.pk}/")


def test_footage_that_an_account_tells_of_is_entered_from_there(vera: Client, world: World):
    account, of = world.coded(world.report()), camera(world, keeps=14)
    address = f"/recordings/new/?account={account.pk}"
    told = {"compartment": world.first.pk, "label": "Уваход", "camera": of.pk, "shown_first": "11.08.2020 22:30:00"}
    page = vera.post(address, told).content.decode()
    assert "A recording has its beginning and its end, or neither is known." in page
    vera.post(
        address, told | {"shown_last": "11.08.2020 23:30:00", "track": "2020-08-11T22:31:00 53.9 27.5 9\n2020-08-11T22:32:00,53.91,27.51"}
    )
    made = Recording.objects.get()
    assert (made.account_id, str(made.lost_on)) == (account.pk, "2020-08-25")
    assert made.track == [[60_000, 539000000, 275000000, 9], [120_000, 539100000, 275100000, 25]]


def test_a_track_with_a_wrong_line_is_refused_and_kept_on_the_page(vera: Client, world: World):
    of = camera(world)
    told = {
        "compartment": world.first.pk, "label": "Уваход", "camera": of.pk, "shown_first": "11.08.2020 22:30:00",
        "shown_last": "11.08.2020 23:30:00", "track": "учора 53.9 27.5 9", "read_in": "так сказалі",
    }  # fmt: skip
    page = vera.post("/recordings/new/", told).content.decode()
    assert "учора 53.9 27.5 9" in page
    assert not Recording.objects.exists()


def test_a_lawyer_tells_the_way_then_it_is_asked_for_refused_and_received(
    vera: Client, zoya: Client, world: World, filed: Filed
):  # fmt: skip
    row = known(world, camera(world))
    address = f"/recordings/{row.pk}/"
    step = {"what": "asked", "on": NOW.date().isoformat()}
    assert "Nobody asks for footage before a lawyer has entered a safe way." in vera.post(f"{address}request/", step).content.decode()
    assert vera.post(f"{address}way/", {"way": WAY}).status_code == 200
    row.refresh_from_db()
    assert row.way_to_ask == ""
    zoya.post(f"{address}way/", {"way": WAY})
    vera.post(f"{address}request/", step)
    assert WAY in text(vera, address)
    assert "There is no such file here." in vera.post(f"{address}receipt/", {"file": "ab" * 32}).content.decode()
    vera.post(f"{address}receipt/", {"file": f"https://desk.example/exhibits/{filed.picture.pk}/"})
    row.refresh_from_db()
    assert (row.state, row.exhibit_id) == ("held", filed.picture.pk)


def test_a_recording_is_corrected_and_withdrawn(vera: Client, world: World):
    row = known(world, camera(world))
    page = text(vera, f"/recordings/{row.pk}/correction/")
    assert 'value="11.08.2020 22:30:00"' in page
    told = {"label": "Іншы ўваход", "camera": row.camera_id, "shown_first": "11.08.2020 22:31:00", "shown_last": "11.08.2020 23:30:00"}
    vera.post(f"/recordings/{row.pk}/correction/", told)
    row.refresh_from_db()
    assert (row.label, row.shown_first) == ("Іншы ўваход", at(22, 31))
    vera.post(f"/recordings/{row.pk}/withdrawal/", {"reason": "запісана двойчы"})
    assert not Recording.objects.exists()


@pytest.mark.parametrize("language", ["be", "ru", "en"])
def test_the_pages_speak_each_language(vera: Client, world: World, language: str):
    of = camera(world)
    row = known(world, of)
    vera.cookies["django_language"] = language
    for address in (
        "/cameras/",
        "/cameras/new/",
        f"/cameras/{of.pk}/",
        f"/cameras/{of.pk}/comparison/",
        f"/recordings/{row.pk}/",
        "/footage/",
    ):
        assert f'<html lang="{language}"' in text(vera, address)


def test_an_index_of_footage_shows_its_rows_once_they_may_be_read(vera: Client, world: World):
    hand = world.hand(world.vera)
    assert "No list came yet" in text(vera, "/batches/")
    given = begin_acquisition(hand, acquisition_draft("Спіс камер"), world.first)
    blob = StoredBlob("e5" * 32, "e6" * 32, 3, "e7" * 32, b"header")
    day = datetime.now(MINSK).date() + timedelta(days=99)
    batch = bring_batch(
        world.hand(world.vera, datetime.now(MINSK)), given, BatchDraft("footage", "Гарадскія камеры", 60, "", "e8" * 32, day), blob
    )
    row = ("крама", 1_597_176_000_000, 1_597_176_600_000, 30_000, 539023000, 275619000, 20, 90, None, 60, None, "D:/1.mp4")
    load(batch, 0, [(f"A-{number:02}", *row) for number in range(60)])
    assert "Гарадскія камеры" in text(vera, "/batches/")
    page = text(vera, f"/batches/{batch.pk}/")
    for words in ("A-00", "11.08.2020 23:00:00 – 11.08.2020 23:10:00 ± 30 s", "53.9023, 27.5619 (±20 m)"):
        assert words in page, words
    assert "A-50" not in page
    following = re.search(r'href="(\?after=[0-9]+)"', page)
    assert "A-50" in text(vera, f"/batches/{batch.pk}/{following[1]}")
    key = re.search(r"/rows/([0-9]+)/", page)[1]
    answer = vera.post(f"/batches/{batch.pk}/rows/{key}/")
    assert "A-00" in text(vera, answer.headers["Location"])
    assert vera.post(f"/batches/{batch.pk}/rows/{key}/").status_code == 409


def test_somebody_elses_file_is_no_source(marek: Client, world: World, filed: Filed):
    assert marek.get(f"/recordings/new/?exhibit={filed.picture.pk}").status_code == 404
    row = known(world, camera(world))
    assert marek.post(f"/recordings/{row.pk}/way/", {"way": WAY}).status_code == 404
