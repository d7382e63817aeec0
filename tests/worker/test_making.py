"""Pages are drawn and letters recognised by children that may die of a file; the worker goes on, and what it made is sealed."""

import io
import json
import secrets
from dataclasses import replace

import pytest
from PIL import Image
from tests.erasures import WISH, keeper
from tests.media.samples import encoded, film, jpeg, pdf, png_header
from tests.media.scans import BELARUSIAN, RUSSIAN, boxed, error_rate, paper, scanned
from tests.media.test_frames import lasting, loud, moving
from tests.worker.cupboard import EXHIBITS, Cupboard
from tests.world import acquisition_draft, gathered_file

from kniha.book.erasure.actions import agree_to_erasure, ask_erasure
from kniha.book.erasure.models import Remains
from kniha.book.evidence.acquiring import add_files, begin_acquisition, decide_uses
from kniha.book.evidence.models import Derivative, Making, Words
from kniha.book.people.models import KeyRow
from kniha.runs import indexing
from kniha.runs.drawing import make, recogniser
from kniha.runs.finding import find
from kniha.runs.made_of_files import Frame, Made, made_from_json, reading_from_json
from kniha.runs.making import Maker
from kniha.runs.watching import Seen, make_of
from kniha.search.index import Index
from kniha.vocab.errors import BrokenError

pytestmark = pytest.mark.database
needs_recogniser = pytest.mark.skipif(recogniser() is None, reason="Tesseract 5 with bel, rus and eng is not installed here")
NOT_HERE = Made()
TOLD = "Ўчора каля Акрэсціна яго білі дубінкай. Ещё ёлка."


@pytest.fixture
def shelf(tmp_path, db):
    return Cupboard(tmp_path)


def without_recogniser(stream, size, task):
    """What a child answers on a host without one."""
    seen = make_of(stream, size, task)
    return replace(seen, facts=Made(is_unread=True), words=b"") if task.startswith("letters") and not seen.facts.has_own_words else seen


def readings(shelf):
    return {row.page: reading_from_json(shelf.shelf.opened(row)) for row in Words.objects.filter(page__gt=0).order_by("page")}


def making():
    return Making.objects.values_list("steps", "done", "unread").get()


@needs_recogniser
def test_a_scan_is_drawn_and_read_page_by_page(shelf):
    exhibit = shelf.exhibit(scanned(paper(BELARUSIAN), paper(RUSSIAN)))
    shelf.make()
    found = readings(shelf)
    assert error_rate(" ".join(BELARUSIAN), found[1].words) <= 0.02
    assert error_rate(" ".join(RUSSIAN), found[2].words) <= 0.02
    assert all(one.confidence >= 85 and one.tool.startswith("tesseract 5") and one.languages == "bel+rus+eng" for one in found.values())
    assert [row.name for row in Derivative.objects.order_by("number")] == ["page-1", "page-2"]
    assert making() == (2, 2, 0)
    with Image.open(io.BytesIO(shelf.picture(Derivative.objects.get(number=2)))) as drawn:
        assert drawn.format == "JPEG"
    assert not Words.objects.filter(exhibit=exhibit, page=0).exists()


@needs_recogniser
def test_what_was_read_is_sealed_and_no_word_of_it_lies_on_the_disk(shelf):
    shelf.exhibit(encoded(paper(BELARUSIAN), "PNG"))
    shelf.make()
    assert "Зымдраля" in readings(shelf)[1].words
    assert KeyRow.objects.filter(owner=Words.objects.get().sealed_sha256).exists()
    files = [path.read_bytes() for path in shelf.folder.rglob("*") if path.is_file()]
    assert files
    assert not [data for data in files if "Зымдраля".encode() in data or b"tesseract" in data]


@needs_recogniser
def test_a_scan_is_found_by_its_words_as_other_files_are(shelf, tmp_path):
    scan = shelf.exhibit(scanned(paper(BELARUSIAN), paper(RUSSIAN)))
    shelf.exhibit(jpeg())
    shelf.make()
    index = Index(tmp_path / "index")
    while indexing.follow(index) + indexing.follow_files(index, shelf.viewing.words_in):
        pass
    for words in ("дубінкай", "автобус", "Зымдраль"):
        assert find(shelf.world.vera, words, kind="exhibit", folder=tmp_path / "index") == (scan.pk,)
    assert find(shelf.world.marek, "дубінкай", kind="exhibit", folder=tmp_path / "index") == ()


@needs_recogniser
def test_a_page_with_words_of_its_own_is_drawn_and_not_recognised(shelf):
    exhibit = shelf.exhibit(pdf(TOLD))
    shelf.make()
    assert readings(shelf) == {}
    assert Words.objects.get(exhibit=exhibit).page == 0
    assert Derivative.objects.get().size > 1000


def test_without_a_recogniser_pages_are_drawn_and_wait_for_one(shelf):
    shelf.exhibit(scanned(paper(BELARUSIAN), paper(RUSSIAN)))
    shelf.exhibit(pdf(TOLD))
    shelf.make(NOT_HERE, without_recogniser)
    assert readings(shelf) == {}
    assert sorted(Making.objects.values_list("steps", "done", "unread")) == [(1, 1, 0), (2, 2, 2)]
    drawn = set(Derivative.objects.values_list("sealed_sha256", flat=True))
    assert len(drawn) == 3
    assert not Maker(shelf.shelf, NOT_HERE, without_recogniser).waiting(leaving_out=()).exists()  # it is not asked again and again
    if recogniser() is not None:
        shelf.make()
        assert sorted(readings(shelf)) == [1, 2]
        assert set(Derivative.objects.values_list("sealed_sha256", flat=True)) == drawn
        assert not Making.objects.filter(unread__gt=0).exists()


def test_the_same_page_is_made_again_to_the_bit(shelf):
    shelf.exhibit(pdf(TOLD))
    shelf.make()
    maker, made = Maker(shelf.shelf, NOT_HERE), Derivative.objects.get()
    again = maker.made_again(made)
    assert again.is_same
    assert again.then == again.now
    assert set(json.loads(made.recipe)["by"]) == {"pypdfium2", "pillow"}
    made.sha256 = "0" * 64  # somebody laid another picture in its place
    assert not maker.made_again(made).is_same


def impatient(stream, size, task):
    return make_of(stream, size, task, seconds=4)


def test_a_film_has_key_frames_and_a_wave_and_each_is_made_again_to_the_bit(shelf):
    shelf.exhibit(moving(4))
    shelf.exhibit(loud())
    shelf.make()
    made = {(row.exhibit.media_type, row.name): (row.at_ms, row.finding) for row in Derivative.objects.all()}
    assert made == {
        **{("video/mp4", f"frame-{number}"): (1000 * number - 500, "") for number in range(1, 5)},
        ("video/mp4", "waveform-1"): (None, "no-sound"),
        ("audio/wav", "waveform-1"): (4000, ""),
    }
    assert sorted(Making.objects.values_list("steps", "done", "unread")) == [
        (2, 2, 0),
        (3, 3, 0),
    ]  # the last step found that browsers play them
    maker = Maker(shelf.shelf, NOT_HERE)
    assert [maker.made_again(row).is_same for row in Derivative.objects.all()] == [True] * 6
    assert {tuple(json.loads(row.recipe)["by"]) for row in Derivative.objects.all()} == {("av", "pillow")}
    assert shelf.picture(Derivative.objects.get(kind="frame", number=2)).startswith(b"\xff\xd8\xff")


def test_a_captured_child_cannot_say_where_one_picture_ends_and_a_page_begins(shelf):
    def lying(stream, size, task):
        if task.startswith("played"):
            return make_of(stream, size, task)
        return Seen(Made(frames=(Frame(at_ms=0, size=5), Frame(at_ms=1, size=6))), b"\xff\xd8\xff__<html>", b"")

    shelf.exhibit(moving(2))
    shelf.make(NOT_HERE, lying)
    assert {(row.blob, row.finding) for row in Derivative.objects.all()} == {("", "given-up")}


HOSTILE = {
    "a million pages": lambda: boxed(200, 300, count=1_000_000),
    "a page of four kilometres": lambda: boxed(1_000_000, 9_000_000),
    "a page that paints without end": lambda: boxed(600, 800, content=b"0 0 600 800 re f\n" * 3_000_000),
    "a document cut off": lambda: scanned(paper(RUSSIAN))[:4000],
    "a film that says it lasts a century": lambda: lasting(moving(3), 0xFFFFFFFE),
    "a film cut off": lambda: moving(3)[:900],
    "a film of giant frames": lambda: film(size=(8000, 6000), frames=1),
    "a picture that promises more than it has": lambda: png_header(15_000, 15_000),
    "a picture cut off": lambda: encoded(paper(RUSSIAN), "PNG")[:500],
    "a picture of a pattern": lambda: encoded(Image.effect_noise((2200, 1700), 120).point(lambda level: 255 if level > 128 else 0), "PNG"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_leaves_a_finding_and_the_worker_goes_on(shelf, name, monkeypatch):
    from kniha.runs import making as module

    monkeypatch.setattr(module, "MOST_PAGES", 2)
    exhibit = shelf.exhibit(HOSTILE[name]())
    shelf.exhibit(pdf(TOLD))
    shelf.make(ask=impatient)
    assert Derivative.objects.exclude(exhibit=exhibit).get().size > 1000
    row = Making.objects.get(exhibit=exhibit)
    assert row.done == row.steps <= 3
    assert shelf.said == []
    seen = shelf.facts(exhibit).findings
    drawn = list(Derivative.objects.filter(exhibit=exhibit).values_list("finding", flat=True))
    assert seen or drawn or row.steps == 1


def test_a_document_whose_pages_paint_without_end_does_not_keep_the_worker(shelf):
    shelf.exhibit(scanned(*[paper(RUSSIAN[:1], size=8)] * 5))
    shelf.make(NOT_HERE, lambda stream, size, task: None)
    assert making() == (3, 3, 0)
    assert list(Derivative.objects.values_list("finding", flat=True)) == ["given-up"] * 3
    assert not Words.objects.exists()


def test_a_child_that_dies_leaves_a_finding_and_is_not_asked_again(shelf):
    asked = []

    def dying(stream, size, task):
        asked.append(task)
        return make_of(stream, size, task, seconds=0.001)

    shelf.exhibit(scanned(paper(RUSSIAN)))
    shelf.make(NOT_HERE, dying)
    assert Derivative.objects.get().finding == "given-up"
    assert Derivative.objects.get().blob == ""
    shelf.make(NOT_HERE, dying)
    assert asked == ["page 1"]


def test_a_picture_that_ends_its_reader_is_not_read_again(shelf):
    shelf.exhibit(jpeg())
    shelf.make(NOT_HERE, lambda stream, size, task: None)
    assert readings(shelf)[1].findings == ("given-up",)
    assert making() == (1, 1, 0)


def test_signs_that_nobody_sees_are_not_kept_of_what_a_child_says(shelf):
    def lying(stream, size, task):
        return Seen(Made(confidence=99), b"", "Зым\u202eдраль\x1b[2J\nмаёр".encode() * 20_000)

    shelf.exhibit(jpeg())
    shelf.make(NOT_HERE, lying)
    words = readings(shelf)[1].words
    assert words.startswith("Зымдраль[2J\nмаёр")
    assert len(words) == 100_000


@pytest.mark.parametrize(
    "said", [b'{"confidence": 101}', b'{"findings": ["<b>"]}', b'{"frames": [{"at_ms": -1, "size": 5}]}', b'{"x": 1}', b"[]"]
)
def test_an_answer_of_another_form_is_none(said):
    with pytest.raises(Exception, match="nothing that was made"):
        made_from_json(said)


def test_what_a_lawyer_has_to_decide_on_is_not_made(shelf):
    world = shelf.world
    leaked = begin_acquisition(world.hand(world.vera), acquisition_draft(how_obtained="leaked"), world.first)
    with shelf.vault.receive([EXHIBITS.recipient], random_bytes=secrets.token_bytes) as receiving:
        receiving.write(jpeg())
        blob = receiving.finish(lambda _: None)
    add_files(world.hand(world.vera), leaked, [replace(gathered_file("0001.jpg"), blob=blob)])
    shelf.make()
    assert not Making.objects.exists()
    decide_uses(world.hand(world.zoya), leaked, frozenset({"read"}), words="грамадскі інтарэс важыць болей")
    shelf.make(NOT_HERE, without_recogniser)
    assert Making.objects.exists()


def test_a_damaged_file_is_said_once(shelf):
    exhibit = shelf.exhibit(scanned(paper(RUSSIAN)))
    shelf.work()

    def broken(stream, size, task):
        raise BrokenError("chunk number 0 was altered, cut or moved")

    shelf.make(NOT_HERE, broken)
    assert shelf.said == [f"nothing is made of exhibit {exhibit.pk[:8]}: chunk number 0 was altered, cut or moved"]


def erase(shelf, exhibit):
    kira, olga = keeper(shelf.world, "Kira"), keeper(shelf.world, "Olga", "lawyer")
    erasure = ask_erasure(shelf.world.hand(kira), ("exhibit", exhibit.pk), WISH)
    return agree_to_erasure(shelf.world.hand(olga), erasure)


def all_goes(shelf):
    """Whether every file that is left in the vault is among those that the erasure left to be removed."""
    left = {one.name.partition("-")[2] for one in Remains.objects.filter(kind="file")}
    return {path.name[-64:] for path in shelf.sealed()} <= left


def test_an_erasure_takes_all_that_was_made_along(shelf):
    exhibit = shelf.exhibit(scanned(paper(RUSSIAN), paper(BELARUSIAN)))
    shelf.make()
    made = {*Derivative.objects.values_list("sealed_sha256", flat=True), *Words.objects.values_list("sealed_sha256", flat=True)}
    assert len(made) >= 2
    erase(shelf, exhibit)
    assert not KeyRow.objects.filter(owner__in=made).exists()
    assert [*Derivative.objects.all(), *Words.objects.all(), *Making.objects.all()] == []
    assert all_goes(shelf)


def test_what_was_erased_meanwhile_is_not_kept(shelf):
    exhibit = shelf.exhibit(scanned(paper(RUSSIAN)))

    def erasing(stream, size, task):
        seen = make_of(stream, size, task)
        if exhibit.sha256:
            exhibit.sha256 = ""
            erase(shelf, exhibit)
        return seen

    shelf.make(NOT_HERE, erasing)
    assert [*Derivative.objects.all(), *Words.objects.all(), *Making.objects.all()] == []
    assert all_goes(shelf)


def test_nothing_is_asked_of_a_child_that_it_cannot_make():
    with pytest.raises(Exception, match="what it can make"):
        make("open /etc/passwd", io.BytesIO())
