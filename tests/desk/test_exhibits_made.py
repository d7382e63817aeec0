"""What was made of a file stands on its page once it is opened, marked as a machine's, and is given to nobody else."""

import pytest
from django.test import Client
from tests.desk.conftest import PICTURE, Filed, sealed
from tests.desk.test_exhibits import opened
from tests.world import World

from kniha.book.evidence.models import Derivative, Exhibit, Making, Words
from kniha.book.people.models import KeyRow
from kniha.runs.made_of_files import Reading

pytestmark = pytest.mark.django_db
READ = Reading(words="Загад нумар 5\nбіць <b>дубінкамі</b>", confidence=87, left_out=2, tool="tesseract 5.3.0", languages="bel+rus+eng")


def note(office: World, exhibit: Exhibit, model: type, data: bytes, **columns: object) -> None:
    blob = sealed(office, data) if data else None
    if blob:
        KeyRow.objects.get_or_create(owner=blob.sealed_sha256, defaults={"wrapped": blob.header})
    told = (blob.name, blob.sealed_sha256, blob.sha256, blob.size) if blob else ("", "", "", 0)
    model.objects.create(exhibit=exhibit, **dict(zip(("blob", "sealed_sha256", "sha256", "size"), told, strict=True)), **columns)


@pytest.fixture
def scan(office: World, filed: Filed) -> Exhibit:
    """A document of two pages drawn and read, and a third that could not be drawn."""
    for number in (1, 2):
        note(office, filed.picture, Derivative, PICTURE + bytes([number]), kind="page", number=number, recipe="{}")
    note(office, filed.picture, Derivative, b"", kind="page", number=3, recipe="{}", finding="given-up")
    note(office, filed.picture, Words, READ.as_json(), page=2)
    Making.objects.create(exhibit=filed.picture, steps=4, done=3)
    return filed.picture


def page_of(client: Client, exhibit: Exhibit, asked: str = "") -> str:
    return " ".join(client.get(f"/exhibits/{exhibit.pk}/{asked}").content.decode().split())


def test_pages_are_turned_without_a_script(vera: Client, scan: Exhibit) -> None:
    opened(vera, scan)
    first = page_of(vera, scan)
    assert f"/exhibits/{scan.pk}/made/page-1/" in first
    assert 'rel="next" href="?page=2#page"' in first
    assert 'rel="prev"' not in first
    second = page_of(vera, scan, "?page=2")
    assert f"/exhibits/{scan.pk}/made/page-2/" in second
    assert "page 2 of 3, drawn" in second
    answer = vera.get(f"/exhibits/{scan.pk}/made/page-2/")
    assert answer["Content-Type"] == "image/jpeg"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert b"".join(answer.streaming_content) == PICTURE + b"\x02"


def test_what_a_machine_read_is_marked_as_its_own(vera: Client, scan: Exhibit) -> None:
    opened(vera, scan)
    page = page_of(vera, scan, "?page=2")
    assert "tesseract 5.3.0 (bel+rus+eng)" in page
    assert "sure to 87 of 100" in page
    assert "2 words it was too unsure of are left out" in page
    assert "біць &lt;b&gt;дубінкамі&lt;/b&gt;" in page
    assert "Words in the file" not in page
    assert "дубінкамі" not in page_of(vera, scan)


def test_what_could_not_be_drawn_and_what_is_still_to_come_are_said(vera: Client, scan: Exhibit) -> None:
    opened(vera, scan)
    page = page_of(vera, scan, "?page=3")
    assert "Page 3 could not be drawn: given up" in page
    assert "The worker is still at it: 3 of 4" in page
    assert vera.get(f"/exhibits/{scan.pk}/made/page-3/").status_code == 404


def test_a_scan_that_nobody_here_can_read_says_so(vera: Client, filed: Filed) -> None:
    Making.objects.create(exhibit=filed.picture, steps=1, done=1, unread=1)
    opened(vera, filed.picture)
    assert "Not read: there is no recogniser of letters here" in page_of(vera, filed.picture)


@pytest.mark.parametrize("asked", ["?page=0", "?page=99999999999", "?page=-1", "?page=%3Cb%3E", "?page=²"])
def test_a_page_that_is_not_there_leads_to_one_that_is(vera: Client, scan: Exhibit, asked: str) -> None:
    opened(vera, scan)
    assert vera.get(f"/exhibits/{scan.pk}/{asked}").status_code == 200


@pytest.mark.parametrize("name", ["page-9", "page-", "page-²", "page", "frame-1", "page-99999999999999999999", "-1"])
def test_what_was_not_made_is_not_there(vera: Client, scan: Exhibit, name: str) -> None:
    opened(vera, scan)
    assert vera.get(f"/exhibits/{scan.pk}/made/{name}/").status_code == 404


def test_a_covered_file_shows_nothing_that_was_made_of_it(vera: Client, zoya: Client, marek: Client, scan: Exhibit) -> None:
    opened(zoya, scan)
    assert "дубінкамі" not in page_of(vera, scan, "?page=2")
    assert "made/page" not in page_of(vera, scan, "?page=2")
    assert vera.get(f"/exhibits/{scan.pk}/made/page-1/").status_code == 403
    assert marek.get(f"/exhibits/{scan.pk}/made/page-1/").status_code == 404


def test_frames_of_a_film_stand_with_their_times_and_its_sound_as_a_wave(vera: Client, office: World, filed: Filed) -> None:
    for number in (1, 2):
        note(office, filed.film, Derivative, PICTURE + bytes([number]), kind="frame", number=number, at_ms=3_725_400 * number, recipe="{}")
    note(office, filed.film, Derivative, PICTURE + b"wave", kind="waveform", number=1, at_ms=59_000, recipe="{}")
    opened(vera, filed.film)
    page = page_of(vera, filed.film)
    assert 'alt="frame at 1:02:05"' in page
    assert 'alt="frame at 2:04:10"' in page
    assert 'alt="loudness of the sound from its beginning to 0:00:59"' in page
    assert b"".join(vera.get(f"/exhibits/{filed.film.pk}/made/waveform-1/").streaming_content) == PICTURE + b"wave"


def test_a_film_that_shows_nothing_says_why(vera: Client, office: World, filed: Filed) -> None:
    note(office, filed.film, Derivative, b"", kind="frame", number=1, recipe="{}", finding="unreadable")
    opened(vera, filed.film)
    assert "key frame: no reader of ours can make anything of it" in page_of(vera, filed.film)
