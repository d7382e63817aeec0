"""A file stays covered until somebody says what for; then it is shown, and never run."""

import pytest
from django.test import Client
from tests.desk.conftest import FILM, PAGE, PICTURE, Filed

from kniha.book.evidence.models import CustodyEvent, Exhibit
from kniha.book.people.models import KeyRow

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
