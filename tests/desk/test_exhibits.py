"""A file stays covered until somebody says what for; then it is shown, and never run."""

import pytest
from django.test import Client
from tests.desk.conftest import FILM, PAGE, PICTURE, Filed, sealed
from tests.world import World

from kniha.book.evidence.models import CustodyEvent, Exhibit, FileFacts
from kniha.book.people.models import KeyRow
from kniha.runs.file_facts import Facts, from_json

pytestmark = pytest.mark.django_db


def opened(client: Client, exhibit: Exhibit) -> Client:
    client.post(f"/exhibits/{exhibit.pk}/", {"why": "каб закадаваць"})
    return client


def test_an_opened_picture_is_shown_by_its_safe_view(vera: Client, filed: Filed) -> None:
    page = opened(vera, filed.picture).get(f"/exhibits/{filed.picture.pk}/").content.decode()
    assert f"/exhibits/{filed.picture.pk}/view/" in page
    view = vera.get(f"/exhibits/{filed.picture.pk}/view/")
    assert view["Content-Type"] == "image/jpeg"
    assert b"".join(view.streaming_content) == PICTURE + b"view"


def test_opening_is_a_step_of_custody_with_name_and_purpose(vera: Client, filed: Filed) -> None:
    page = opened(vera, filed.picture).get(f"/exhibits/{filed.picture.pk}/").content.decode()
    assert CustodyEvent.objects.get(kind="accessed").why == "каб закадаваць"
    assert "каб закадаваць" in page
    assert "Vera" in page


def test_an_original_is_a_download(vera: Client, filed: Filed) -> None:
    answer = opened(vera, filed.page).get(f"/exhibits/{filed.page.pk}/original/")
    assert b"".join(answer.streaming_content) == PAGE
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("asked", "start", "end"), [("bytes=0-99", 0, 100), ("bytes=70000-", 70_000, None), ("bytes=-500", len(FILM) - 500, None)]
)
def test_a_film_is_played_by_ranges(vera: Client, filed: Filed, asked: str, start: int, end: int | None) -> None:
    answer = opened(vera, filed.film).get(f"/exhibits/{filed.film.pk}/original/", headers={"range": asked})
    assert answer.status_code == 206
    assert answer["Content-Type"] == "video/mp4"
    assert b"".join(answer.streaming_content) == FILM[start:end]


def test_a_range_outside_the_file_is_refused(vera: Client, filed: Filed) -> None:
    answer = opened(vera, filed.film).get(f"/exhibits/{filed.film.pk}/original/", headers={"range": "bytes=999999999-"})
    assert answer.status_code == 416


def test_a_word_is_put_on_the_cover(vera: Client, filed: Filed) -> None:
    vera.post(f"/exhibits/{filed.picture.pk}/cover/", {"cover": "beating"})
    assert "shows: beating" in " ".join(vera.get(f"/statements/{filed.statement.pk}/").content.decode().replace("</span>", "").split())


@pytest.mark.parametrize("part", ["view", "original"])
def test_a_covered_file_is_not_served_before_its_access_is_entered(vera: Client, zoya: Client, filed: Filed, part: str) -> None:
    assert vera.get(f"/exhibits/{filed.picture.pk}/{part}/").status_code == 403
    opened(zoya, filed.picture)  # another's purpose does not open it for Vera
    assert vera.get(f"/exhibits/{filed.picture.pk}/{part}/").status_code == 403


def test_an_opening_does_not_last(vera: Client, filed: Filed, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import timedelta

    from kniha.runs import words

    opened(vera, filed.picture)
    monkeypatch.setattr(words, "OPEN_FOR", timedelta(0))
    assert vera.get(f"/exhibits/{filed.picture.pk}/original/").status_code == 403


def test_without_a_purpose_nothing_opens(vera: Client, filed: Filed) -> None:
    assert vera.post(f"/exhibits/{filed.picture.pk}/", {"why": "  "}).status_code == 200
    assert not CustodyEvent.objects.filter(kind="accessed").exists()


def test_an_erased_file_says_so(vera: Client, filed: Filed) -> None:
    KeyRow.objects.filter(owner=filed.picture.sealed_sha256).delete()
    answer = opened(vera, filed.picture).get(f"/exhibits/{filed.picture.pk}/original/")
    assert answer.status_code == 404
    assert b"erased" in answer.content


def kept(office: World, exhibit: Exhibit, facts: Facts) -> None:
    """What the worker leaves after it looked at a file."""
    blob = sealed(office, facts.as_json())
    KeyRow.objects.create(owner=blob.sealed_sha256, wrapped=blob.header)
    FileFacts.objects.create(exhibit=exhibit, blob=blob.name, sealed_sha256=blob.sealed_sha256, sha256=blob.sha256, size=blob.size)


TELLS = from_json(
    b"""{"width": 4000, "height": 3000, "duration_ms": 90061000,
    "tellings": [
        {"about": "make", "where": "exif Make", "written": "<b>Zubr</b>", "read": "<b>Zubr</b>", "zone": ""},
        {"about": "taken", "where": "exif DateTimeOriginal", "written": "2020:08:10 23:15:00", "read": "2020-08-10T23:15:00", "zone": ""},
        {"about": "taken", "where": "mvhd", "written": "3679935300", "read": "2020-08-10T20:15:00+00:00", "zone": "by-standard"},
        {"about": "changed", "where": "xmp xmp:ModifyDate", "written": "2020-08", "read": "2020-08", "zone": ""},
        {"about": "digitised", "where": "exif DateTimeDigitized", "written": "long ago", "read": "", "zone": ""},
        {"about": "place", "where": "exif-gps GPSLatitude", "written": "N 53.9", "read": "53.9006000 27.5590000", "zone": ""}],
    "disagreements": [{"matter": "place", "apart": 1234,
        "first": {"about": "place", "where": "exif-gps", "written": "", "read": "53.9006000 27.5590000", "zone": ""},
        "second": {"about": "place", "where": "xmp", "written": "", "read": "53.9106000 27.5590000", "zone": ""}}],
    "tracks": [{"where": "camm 1", "told": 5, "points": [
        {"position": {"latitude_e7": 539006000, "longitude_e7": -275590000}, "read": "", "at_ms": 0},
        {"position": {"latitude_e7": 539007000, "longitude_e7": -275590000}, "read": "2020-08-10T20:15:00+00:00", "at_ms": 1000}]}],
    "manifest": {"holding": "valid", "signer": "Zubr camera", "issuer": "Zubr", "actions": ["c2pa.created"]},
    "findings": ["position-zero"]}"""
)


def shown(client: Client, exhibit: Exhibit) -> str:
    return " ".join(client.get(f"/exhibits/{exhibit.pk}/").content.decode().split())


def test_an_opened_file_shows_what_it_tells_of_itself(vera: Client, office: World, filed: Filed) -> None:
    kept(office, filed.picture, TELLS)
    page = shown(opened(vera, filed.picture), filed.picture)
    for words in (
        "What the file tells of itself", "10 August 2020, 23:15:00, zone not told",
        "10 August 2020, 20:15:00 UTC, by the standard of the field",
        "53.9006000° N, 27.5590000° E", "1,234 m", "4000 × 3000", "1 d 1:01:01", "5 places", "cannot be read", "long ago", "Zubr camera",
        "fits the file, but anybody could have signed it so", "the place is exactly 0° 0°", "&lt;b&gt;Zubr&lt;/b&gt;",
        "53.9006000° N, 27.5590000° W → 53.9007000° N, 27.5590000° W, 10 August 2020, 20:15:00 UTC",
    ):  # fmt: skip
        assert words in page, words
    assert "<b>Zubr</b>" not in page


@pytest.mark.parametrize(("language", "words"), [("be", "Што файл кажа пра сябе"), ("ru", "Что файл говорит о себе")])
def test_it_is_shown_in_the_readers_language(vera: Client, office: World, filed: Filed, language: str, words: str) -> None:
    kept(office, filed.picture, TELLS)
    opened(vera, filed.picture)
    page = vera.get(f"/exhibits/{filed.picture.pk}/", headers={"accept-language": language}).content.decode()
    assert words in page
    assert "10 жніўня 2020" in page or "10 августа 2020" in page


def test_a_file_that_nobody_looked_at_says_so(vera: Client, filed: Filed) -> None:
    assert "Nobody has read yet what it tells." in shown(opened(vera, filed.picture), filed.picture)


def test_a_file_that_tells_nothing_says_so(vera: Client, office: World, filed: Filed) -> None:
    kept(office, filed.picture, Facts())
    page = shown(opened(vera, filed.picture), filed.picture)
    assert "It tells nothing of times, places or a device." in page
    assert "A signed manifest that is absent means nothing" in page


def test_a_covered_file_tells_nothing(vera: Client, zoya: Client, office: World, filed: Filed) -> None:
    kept(office, filed.picture, TELLS)
    opened(zoya, filed.picture)  # another's purpose does not open it for Vera
    page = shown(vera, filed.picture)
    assert "Zubr" not in page
    assert "What the file tells of itself" not in page


def test_what_it_tells_goes_with_its_key(vera: Client, office: World, filed: Filed) -> None:
    kept(office, filed.picture, TELLS)
    KeyRow.objects.filter(owner=FileFacts.objects.get().sealed_sha256).delete()
    assert opened(vera, filed.picture).get(f"/exhibits/{filed.picture.pk}/").status_code == 404
