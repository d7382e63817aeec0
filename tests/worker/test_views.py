"""A view is small, clean and made by a child that may die of the file; the worker goes on."""

import io

import pytest
from PIL import Image
from tests.media.samples import MINSK, exif, film, jpeg, pdf, png_header, sound
from tests.worker.cupboard import Cupboard

from kniha.book.evidence.models import FileFacts, View, Words
from kniha.book.people.models import KeyRow
from kniha.runs.views import without_view
from kniha.worker.duties import Views

TAKEN = jpeg(size=(2400, 1600), exif=exif(place=MINSK, camera={"DateTimeOriginal": "2020:08:10 23:15:00"}, Make="Acme").tobytes())


@pytest.fixture
def shelf(tmp_path, db):
    return Cupboard(tmp_path)


@pytest.mark.database
def test_a_view_of_a_photograph_is_small_and_holds_nothing_but_the_picture(shelf):
    view = shelf.viewing.make(shelf.exhibit(TAKEN))
    picture = shelf.picture(view)
    with Image.open(io.BytesIO(picture)) as drawn:
        assert (drawn.format, drawn.size, dict(drawn.getexif())) == ("JPEG", (1600, 1067), {})
    assert b"Exif" not in picture
    assert b"Acme" not in picture


@pytest.mark.database
def test_what_a_photograph_tells_is_sealed_as_it_is(shelf):
    exhibit = shelf.exhibit(TAKEN)
    shelf.work()
    told = {(telling.about, telling.read) for telling in shelf.facts(exhibit).tellings}
    assert told >= {("taken", "2020-08-10T23:15:00"), ("place", "53.9006000 27.5590000"), ("make", "Acme")}
    row = FileFacts.objects.get(exhibit=exhibit)
    assert KeyRow.objects.filter(owner=row.sealed_sha256).exists()
    assert not [path for path in shelf.folder.rglob("*") if path.is_file() and b"Acme" in path.read_bytes()]


@pytest.mark.database
def test_a_file_looked_at_before_facts_were_kept_is_looked_at_again_and_its_view_stays(shelf):
    exhibit = shelf.exhibit(TAKEN)
    shelf.work()
    FileFacts.objects.all().delete()
    View.objects.update(blob="an older drawing", sealed_sha256="0" * 64)
    shelf.work()
    assert shelf.facts(exhibit).width == 2400
    assert View.objects.get().blob == "an older drawing"


@pytest.mark.database
def test_a_sealing_that_no_row_names_is_not_kept(shelf):
    """It would outlive the file's erasure."""
    exhibit = shelf.exhibit(TAKEN)
    View.objects.create(exhibit=exhibit, blob="an older drawing", sealed_sha256="0" * 64, sha256="", size=1)
    shelf.work()
    named = {exhibit.sealed_sha256, FileFacts.objects.get().sealed_sha256}
    assert set(KeyRow.objects.filter(owner__in=[path.name[-64:] for path in shelf.sealed()]).values_list("owner", flat=True)) == named
    assert {path.name[-64:] for path in shelf.sealed()} == named


@pytest.mark.database
def test_the_worker_makes_each_view_once(shelf):
    shelf.put(TAKEN, film(), sound(), b"<html>", b"words alone")
    shelf.work()
    made = {view.exhibit.media_type: bool(view.blob) for view in View.objects.all()}
    assert made == {"image/jpeg": True, "video/mp4": True, "audio/wav": False, "text/plain": False}
    assert [words.exhibit.media_type for words in Words.objects.all()] == ["text/plain"]
    assert not without_view().exists()
    before = set(View.objects.values_list("sealed_sha256", flat=True))
    shelf.work()
    assert set(View.objects.values_list("sealed_sha256", flat=True)) == before


@pytest.mark.database
def test_pictures_alike_have_one_sealing_and_open_for_both(shelf):
    shelf.put(TAKEN)
    shelf.put(TAKEN)
    shelf.work()
    first, second = View.objects.all()
    assert first.sealed_sha256 == second.sealed_sha256
    assert shelf.picture(first) == shelf.picture(second)


TOLD = "Ўчора каля Акрэсціна яго білі дубінкай. Ещё ёлка."


@pytest.mark.database
def test_words_are_sealed_as_the_file_is(shelf):
    exhibit = shelf.exhibit(pdf(TOLD))
    shelf.work()
    words = Words.objects.get(exhibit=exhibit)
    assert shelf.viewing.words_in(words).strip() == TOLD
    assert KeyRow.objects.filter(owner=words.sealed_sha256).exists()
    assert not [path for path in shelf.folder.rglob("*") if path.is_file() and TOLD.encode() in path.read_bytes()]


@pytest.mark.database
def test_a_plain_text_and_its_words_are_one_sealing(shelf):
    exhibit = shelf.exhibit(TOLD.encode())
    shelf.work()
    assert Words.objects.get(exhibit=exhibit).sealed_sha256 == exhibit.sealed_sha256


@pytest.mark.database
def test_a_damaged_file_is_said_once_and_the_others_are_seen(shelf):
    _, (broken, whole) = shelf.put(TAKEN, jpeg())
    path = next(path for path in (shelf.folder / "vault").rglob("*") if path.name.endswith(broken.blob.sealed_sha256))
    sealed = bytearray(path.read_bytes())
    sealed[100] ^= 1
    path.write_bytes(sealed)
    duty = Views(shelf.viewing, shelf.said.append)
    while duty.work():
        pass
    assert [view.exhibit.sealed_sha256 for view in View.objects.all()] == [whole.blob.sealed_sha256]
    assert len(shelf.said) == 1
    assert "was altered" in shelf.said[0]


@pytest.mark.database
def test_what_was_erased_is_not_looked_at(shelf):
    exhibit = shelf.exhibit(TAKEN)
    KeyRow.objects.filter(owner=exhibit.sealed_sha256).delete()
    assert not without_view().exists()


@pytest.mark.database
def test_markup_is_never_drawn(shelf):
    shelf.put(b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', b"<!DOCTYPE html><img src=x>")
    assert not without_view().exists()


@pytest.mark.database
def test_a_decompression_bomb_does_not_stop_the_worker(shelf):
    shelf.put(png_header(60_000, 60_000), png_header(15_000, 15_000), TAKEN)
    shelf.work()
    assert sorted(bool(view.blob) for view in View.objects.all()) == [False, False, True]
    assert [shelf.facts(view.exhibit).findings for view in View.objects.filter(blob="")] == [("too-large",)] * 2
