"""The worker makes copies for playing, part by part, in children that may die of a film; what it made is sealed, and joined."""

import json

import pytest
from tests.media.samples import jpeg
from tests.media.test_frames import loud, moving
from tests.media.test_played import AVI, beeping, shown
from tests.worker.cupboard import EXHIBITS, Cupboard
from tests.worker.test_making import NOT_HERE, all_goes, erase

from kniha.book.evidence.models import Derivative, Exhibit, Making
from kniha.book.evidence.queries import blob_of
from kniha.book.people.models import KeyRow
from kniha.media.webm import HEAD
from kniha.runs import making, playing
from kniha.runs.made_of_files import Made
from kniha.runs.making import Maker
from kniha.runs.playing import joined
from kniha.runs.watching import Seen, make_of
from kniha.vocab.errors import ImpossibleError

pytestmark = pytest.mark.database


@pytest.fixture
def shelf(tmp_path, db):
    return Cupboard(tmp_path)


def parts():
    return list(Derivative.objects.filter(kind="played").order_by("number"))


def copy_of(shelf):
    return joined(parts(), lambda part, start, end: shelf.vault.open_range(blob_of(part), [EXHIBITS], start, end))


def test_a_film_that_browsers_do_not_play_is_made_anew_in_parts_and_each_again_to_the_bit(shelf):
    shelf.exhibit(moving(23, **AVI))
    shelf.make(NOT_HERE)
    assert [(row.name, row.at_ms, row.finding) for row in parts()[:2]] == [("played-1", 10_000, ""), ("played-2", 20_000, "")]
    assert Making.objects.values_list("steps", "done").get() == (5, 5)
    again = [Maker(shelf.shelf, NOT_HERE).made_again(row) for row in parts()]
    assert all(one.is_same and one.then == one.now for one in again)
    assert json.loads(parts()[0].recipe)["with"]["long"] == 1280
    assert set(json.loads(parts()[0].recipe)["by"]) == {"av", "numpy"}
    assert KeyRow.objects.filter(owner__in=[row.sealed_sha256 for row in parts()]).count() == 3


def test_what_is_joined_is_one_film_with_the_original_s_moments_whatever_range_is_asked_for(shelf):
    shelf.exhibit(moving(23, **AVI))
    shelf.make(NOT_HERE)
    copy = copy_of(shelf)
    whole = b"".join(copy.pieces(0, copy.size))
    assert (copy.media_type, copy.until_ms, len(whole)) == ("video/webm", parts()[-1].at_ms, copy.size)
    assert [at for at, _ in shown(whole)] == [100 * number for number in range(230)]
    edges = [0, 1, len(copy.head) - 1, len(copy.head), len(copy.head) + parts()[0].size - HEAD, copy.size // 2, copy.size - 1, copy.size]
    for start in edges:
        for end in edges:
            if start <= end:
                assert b"".join(copy.pieces(start, end)) == whole[start:end]
    for start, end in ((-1, 5), (0, copy.size + 1), (9, 8)):
        with pytest.raises(ImpossibleError):
            copy.pieces(start, end)


def test_a_sound_that_browsers_do_not_play_has_a_copy_too(shelf):
    shelf.exhibit(beeping(3))
    shelf.exhibit(loud())
    shelf.make(NOT_HERE)
    assert copy_of(shelf).media_type == "audio/webm"
    assert len(parts()) == 1  # browsers play the other


def test_a_film_that_tells_no_length_or_a_wrong_one_is_made_to_its_end(shelf, monkeypatch):
    monkeypatch.setattr(Maker, "_film_steps", lambda self, exhibit: 3)
    shelf.exhibit(moving(33, **AVI))
    shelf.make(NOT_HERE)
    assert [row.number for row in parts()] == [1, 2, 3, 4]
    assert Making.objects.values_list("steps", "done").get() == (6, 6)


def test_a_film_that_ends_early_leaves_no_empty_part(shelf, monkeypatch):
    monkeypatch.setattr(Maker, "_film_steps", lambda self, exhibit: 90)
    shelf.exhibit(moving(13, **AVI))
    shelf.make(NOT_HERE)
    assert [bool(row.blob) for row in parts()] == [True, True]
    assert Making.objects.values_list("steps", "done").get() == (4, 4)


def test_no_more_than_four_hours_are_made(shelf, monkeypatch):
    monkeypatch.setattr(making, "MOST_PLAYED", 20)
    shelf.exhibit(moving(33, **AVI))
    shelf.make(NOT_HERE)
    assert [row.number for row in parts()] == [1, 2]
    assert Making.objects.values_list("steps", "done").get() == (4, 4)


def test_a_part_that_ends_its_child_ends_the_copy_with_a_finding(shelf):
    def dying(stream, size, task):
        return None if task == "played 2" else make_of(stream, size, task)

    shelf.exhibit(moving(33, **AVI))
    shelf.make(NOT_HERE, dying)
    assert [(row.number, bool(row.blob), row.finding) for row in parts()] == [(1, True, ""), (2, False, "given-up")]
    assert Making.objects.values_list("steps", "done").get() == (4, 4)


def test_a_worker_killed_between_two_writes_goes_on_where_it_was(shelf):
    shelf.exhibit(moving(33, **AVI))
    shelf.make(NOT_HERE)
    before = [row.sealed_sha256 for row in parts()]
    for done, steps in ((3, 4), (5, 6), (2, 3)):
        Making.objects.update(done=done, steps=steps)
        shelf.make(NOT_HERE)
        assert [row.sealed_sha256 for row in parts()] == before


def test_a_captured_child_cannot_hand_a_page_to_the_browser_as_a_film(shelf):
    asked = []

    def lying(stream, size, task):
        asked.append(task)
        seen = make_of(stream, size, task)
        return Seen(Made(is_last=False), b"", b"") if task.startswith("played") else seen

    exhibit = shelf.exhibit(moving(3, **AVI))
    shelf.make(NOT_HERE, lying)
    assert [row.finding for row in parts()] == ["given-up"]
    assert [task for task in asked if task.startswith("played")] == ["played 1"]
    assert Making.objects.get(exhibit=exhibit).done == 3


def test_first_steps_of_other_files_come_before_the_hundredth_of_a_film(shelf):
    first = shelf.exhibit(moving(43, **AVI))
    shelf.work()
    maker = Maker(shelf.shelf, NOT_HERE)
    for _ in range(5):
        maker.step(Exhibit.objects.get(pk=first.pk))
    second = shelf.exhibit(jpeg())
    shelf.work()
    assert [row.pk for row in maker.waiting()] == [second.pk, first.pk]


def test_an_erasure_takes_the_copy_along(shelf):
    exhibit = shelf.exhibit(moving(13, **AVI))
    shelf.make(NOT_HERE)
    made = [row.sealed_sha256 for row in parts()]
    erase(shelf, exhibit)
    assert not KeyRow.objects.filter(owner__in=made).exists()
    assert parts() == []
    assert all_goes(shelf)


def test_types_that_are_played_are_alike_for_page_and_child():
    assert "video/mp4" in playing.PLAYED
    assert "video/x-msvideo" not in playing.PLAYED
