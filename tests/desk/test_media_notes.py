"""Work on a picture or a film at the desk: notes with time and region, what is said and its translation; covered as the file is."""

from datetime import timedelta

import pytest
from django.test import Client
from tests.desk.conftest import FILM, PICTURE, Filed, sealed
from tests.desk.test_exhibits import opened
from tests.desk.test_exhibits_made import note as made_of
from tests.world import World

from kniha.book.evidence import noting, rules
from kniha.book.evidence.models import Derivative, Exhibit, FileFacts, MediaNote
from kniha.book.journal import reading
from kniha.book.statements.receiving import StoredFile
from kniha.runs import words
from kniha.runs.file_facts import Facts

pytestmark = pytest.mark.django_db

SAID = {"kind": "transcript", "words": "Стаяць, рукі за галаву!", "language": "be", "start": "0:01:02.500", "end": "1:04"}
SEEN = {"kind": "seen", "words": "чорны бус без нумароў", "left": "10", "top": "20.5", "width": "30", "height": "40"}


def work(exhibit: Exhibit) -> str:
    return f"/exhibits/{exhibit.pk}/working/"


def text(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def said(vera: Client, filed: Filed) -> MediaNote:
    opened(vera, filed.film).post(work(filed.film), SAID)
    return MediaNote.objects.get(kind="transcript")


def test_a_note_on_a_film_stands_in_order_of_time_with_its_region(vera: Client, filed: Filed) -> None:
    opened(vera, filed.film)
    for start in ("10:00", "0:00:03.040", "59"):
        assert vera.post(work(filed.film), SEEN | {"start": start}).status_code == 302
    assert list(noting.notes(MediaNote.objects.all()[0].noted_by, filed.film).values_list("start_ms", flat=True)) == [3040, 59_000, 600_000]
    page = text(vera, work(filed.film))
    assert 'data-jump="3040">0:00:03.040' in page
    assert 'data-region="1000 2050 3000 4000" data-at="3040"' in page
    assert "чорны бус без нумароў" in page
    assert page.index("0:00:03.040") < page.index("0:00:59.000") < page.index("0:10:00.000")


def test_a_note_on_a_picture_has_no_time(vera: Client, filed: Filed) -> None:
    opened(vera, filed.picture)
    assert vera.post(work(filed.picture), SEEN).status_code == 302
    page = text(vera, work(filed.picture))
    assert f'<img data-media src="/exhibits/{filed.picture.pk}/view/"' in page
    assert 'name="start"' not in page
    assert MediaNote.objects.get().start_ms is None


def test_what_is_said_is_translated_beside_it_and_printed_with_who_did_it(vera: Client, filed: Filed) -> None:
    note = said(vera, filed)
    assert vera.post(f"/exhibits/{filed.film.pk}/notes/{note.pk}/translation/", {"words": "Стоять!", "language": "ru"}).status_code == 302
    page = text(vera, f"/exhibits/{filed.film.pk}/transcript/")
    assert "0:01:02.500–0:01:04.000" in page
    assert "Стаяць, рукі за галаву!" in page
    assert "Стоять!" in page
    assert "translated by Vera" in page
    assert filed.film.sha256 in page
    translation = MediaNote.objects.get(kind="translation")
    assert (translation.original, translation.start_ms, translation.end_ms) == (note, 62_500, 64_000)


def test_a_withdrawn_note_stays_with_the_reason_and_leaves_the_transcript(vera: Client, filed: Filed) -> None:
    note = said(vera, filed)
    assert vera.post(f"/exhibits/{filed.film.pk}/notes/{note.pk}/withdrawal/", {"reason": "гэта іншы голас"}).status_code == 302
    page = text(vera, work(filed.film))
    assert "Стаяць, рукі за галаву!" in page
    assert "withdrawn by Vera: гэта іншы голас" in page
    assert "Стаяць" not in text(vera, f"/exhibits/{filed.film.pk}/transcript/")
    again = vera.post(f"/exhibits/{filed.film.pk}/notes/{note.pk}/withdrawal/", {"reason": "яшчэ раз не тое"})
    assert "This note is withdrawn" in again.content.decode()
    late = vera.post(f"/exhibits/{filed.film.pk}/notes/{note.pk}/translation/", {"words": "Стоять!", "language": "ru"})
    assert "This note is withdrawn" in late.content.decode()
    assert MediaNote.objects.count() == 1


def test_the_history_tells_that_and_how_long_but_not_what(vera: Client, filed: Filed) -> None:
    said(vera, filed)
    page = text(vera, f"/history/exhibit/{filed.film.pk}/")
    assert "entered a note on" in page
    assert "what is said, as it sounds" in page
    assert "Стаяць" not in page


def test_the_step_is_one_frame_where_the_file_tells_how_many_it_has(vera: Client, office: World, filed: Filed) -> None:
    opened(vera, filed.film)
    assert "1/25 of a second, and no frame" in text(vera, work(filed.film))
    made_of(office, filed.film, FileFacts, Facts(frames_per_1000s=29_970).as_json())
    page = text(vera, work(filed.film))
    assert 'data-frames-per-1000s="29970"' in page
    assert "by the 29.97 frames a second" in page


def test_a_film_that_no_browser_plays_says_so_and_shows_its_key_frames(vera: Client, office: World) -> None:
    file = StoredFile("відэа.avi", "video/x-msvideo", "video/x-msvideo", sealed(office, FILM + b"avi"))
    film = office.report("Другое.", envelope="e7" * 32, files=(file,)).exhibits.get()
    made_of(office, film, Derivative, PICTURE + b"\x01", kind="frame", number=1, at_ms=4_000, recipe="{}")
    page = text(opened(vera, film), work(film))
    assert "A browser does not play this file (video/x-msvideo)" in page
    assert "<video" not in page
    assert f"/exhibits/{film.pk}/made/frame-1/" in page
    assert vera.post(work(film), SAID).status_code == 302


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"start": "1:04", "end": "1:03.999"}, "A note does not end before it begins"),
        ({"start": "опоўначы"}, "Write hours, minutes and seconds"),
        ({"start": ""}, "This field is required"),
        ({"start": "999:00:00", "end": "999999:00"}, "Write hours, minutes and seconds"),
        ({"start": "999:999:999999"}, "A moment of a file lies in its first thousand hours"),
        ({"left": "60", "top": "0", "width": "40.01", "height": "10"}, "A region is a part of the picture"),
        ({"left": "0", "top": "0", "width": "0", "height": "10"}, "A region is a part of the picture"),
        ({"left": "0", "top": "0"}, "A region is told by four numbers"),
        ({"left": "-1", "top": "0", "width": "5", "height": "5"}, "greater than or equal to 0"),
        ({"left": "NaN", "top": "0", "width": "5", "height": "5"}, "Enter a number"),
        ({"language": ""}, "What is said says in which language"),
        ({"words": "   "}, "This field is required"),
        ({"kind": "translation"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_refused_with_a_word_and_what_was_typed_stays(
    vera: Client, filed: Filed, wrong: dict[str, str], told: str
) -> None:
    opened(vera, filed.film)
    answer = vera.post(work(filed.film), SAID | wrong)
    assert answer.status_code == 200
    assert told in answer.content.decode()
    assert not MediaNote.objects.exists()


def test_a_note_that_took_longer_than_half_an_hour_is_not_lost(vera: Client, filed: Filed, monkeypatch: pytest.MonkeyPatch) -> None:
    opened(vera, filed.film)
    monkeypatch.setattr(words, "OPEN_FOR", timedelta(0))
    monkeypatch.setattr(rules, "OPEN_FOR", timedelta(0))
    answer = vera.post(work(filed.film), SAID)
    assert "Стаяць, рукі за галаву!" in answer.content.decode()
    assert "Nothing is entered yet" in answer.content.decode()
    assert "<video" not in answer.content.decode()
    assert not MediaNote.objects.exists()


def test_nor_is_a_translation(vera: Client, filed: Filed, monkeypatch: pytest.MonkeyPatch) -> None:
    note = said(vera, filed)
    monkeypatch.setattr(words, "OPEN_FOR", timedelta(0))
    answer = vera.post(f"/exhibits/{filed.film.pk}/notes/{note.pk}/translation/", {"words": "Стоять!", "language": "ru"})
    assert "Стоять!" in answer.content.decode()
    assert "Стаяць" not in answer.content.decode()
    assert "Nothing is entered yet" in answer.content.decode()


def test_words_of_a_note_are_never_run(vera: Client, filed: Filed) -> None:
    opened(vera, filed.film).post(work(filed.film), SAID | {"words": "<script>alert(1)</script>"})
    for address in (work(filed.film), f"/exhibits/{filed.film.pk}/transcript/", f"/history/exhibit/{filed.film.pk}/"):
        assert "<script>alert" not in vera.get(address).content.decode()
    assert "&lt;script&gt;" in vera.get(work(filed.film)).content.decode()


def test_a_covered_file_shows_no_note_and_no_player(vera: Client, zoya: Client, filed: Filed) -> None:
    note = said(vera, filed)
    page = text(zoya, work(filed.film))
    assert "Стаяць" not in page
    assert "<video" not in page
    assert zoya.get(f"/exhibits/{filed.film.pk}/transcript/").status_code == 403
    assert zoya.get(f"/exhibits/{filed.film.pk}/notes/{note.pk}/withdrawal/").status_code == 403
    zoya.post(work(filed.film), SAID)
    assert MediaNote.objects.count() == 1


def test_another_compartment_gets_404(vera: Client, marek: Client, filed: Filed) -> None:
    note = said(vera, filed)
    size = reading.size()
    for address in (work(filed.film), *(f"/exhibits/{filed.film.pk}/notes/{note.pk}/{step}/" for step in ("translation", "withdrawal"))):
        assert marek.get(address).status_code == 404
        assert marek.post(address, SAID | {"reason": "не тое"}).status_code == 404
    assert reading.size() == size


def test_a_note_is_reached_through_its_own_file_alone(vera: Client, filed: Filed) -> None:
    note = said(vera, filed)
    opened(vera, filed.picture)
    assert vera.post(f"/exhibits/{filed.picture.pk}/notes/{note.pk}/withdrawal/", {"reason": "памылка"}).status_code == 404


def test_a_page_of_html_is_no_media(vera: Client, filed: Filed) -> None:
    assert opened(vera, filed.page).get(work(filed.page)).status_code == 404
