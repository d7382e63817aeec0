"""The worker makes copies in which faces are covered, and seals them; they go with the file, and come out the same to the bit."""

import pytest
from tests.media.samples import encoded
from tests.media.test_masking import QUARTER, box, secret, shows, walk
from tests.worker.cupboard import Cupboard
from tests.worker.test_making import all_goes, erase
from tests.world import NOW

from kniha.book.evidence.actions import access_exhibit
from kniha.book.evidence.masking import MaskDraft, discard_masked_copy, draw_masked_copy, keep_masked_copy, parts_of_copy
from kniha.book.evidence.models import CustodyEvent, Derivative, MaskedCopy, Masking
from kniha.book.people.models import KeyRow
from kniha.runs.made_of_files import Made
from kniha.runs.masking import Masker
from kniha.runs.watching import Seen, make_of
from kniha.vocab.errors import ConflictError, RefusedError
from kniha.worker.duties import FileByFile

pytestmark = pytest.mark.database


@pytest.fixture
def shelf(tmp_path, db):
    return Cupboard(tmp_path)


def drawn(shelf, exhibit, plan=None, **more):
    hand = shelf.world.hand(shelf.world.vera)
    access_exhibit(hand, exhibit, why="каб закрыць твары")
    return draw_masked_copy(hand, exhibit, MaskDraft(plan or QUARTER.text, "для суда", **more))


def make(shelf, ask=make_of):
    duty = FileByFile(Masker(shelf.shelf, ask), lambda: NOW, shelf.said.append, "no copy is made of")
    while duty.work():
        pass


def test_a_picture_is_covered_and_sealed(shelf):
    copy = drawn(shelf, shelf.exhibit(encoded(secret(), "PNG")))
    make(shelf)
    (part,) = parts_of_copy(copy)
    assert not shows(shelf.picture(part))
    assert KeyRow.objects.filter(owner=part.sealed_sha256).exists()
    assert Masking.objects.values_list("done", "is_over", "finding").get() == (1, True, "")
    assert Masker(shelf.shelf).made_again(copy)


def test_a_film_is_covered_part_by_part_and_comes_out_the_same_once_more(shelf):
    copy = drawn(shelf, shelf.exhibit(walk(13)), box())
    make(shelf)
    assert [part.name for part in parts_of_copy(copy)] == ["masked-10001", "masked-10002"]
    assert Masker(shelf.shelf).made_again(copy)
    Derivative.objects.filter(kind="masked", number=10002).update(sha256="0" * 64)  # somebody laid another part in its place
    assert not Masker(shelf.shelf).made_again(copy)


def test_what_is_kept_is_a_step_of_custody_and_is_decided_once(shelf):
    exhibit = shelf.exhibit(encoded(secret(), "PNG"))
    copy, hand = drawn(shelf, exhibit), shelf.world.hand(shelf.world.vera)
    with pytest.raises(ConflictError, match="not made yet"):
        keep_masked_copy(hand, copy, sha256="a" * 64)
    make(shelf)
    keep_masked_copy(hand, copy, sha256=parts_of_copy(copy)[0].sha256)
    event = CustodyEvent.objects.get(kind="copied")
    assert (event.exhibit_id, event.why, event.taker) == (exhibit.pk, "для суда", shelf.world.vera.pk)
    for again in (lambda: keep_masked_copy(hand, copy, sha256="b" * 64), lambda: discard_masked_copy(hand, copy, reason="не тое")):
        with pytest.raises(ConflictError, match="already"):
            again()
    assert MaskedCopy.objects.get().sha256 == parts_of_copy(copy)[0].sha256


def test_what_is_discarded_is_not_made(shelf):
    copy = drawn(shelf, shelf.exhibit(encoded(secret(), "PNG")))
    discard_masked_copy(shelf.world.hand(shelf.world.vera), copy, reason="не той твар")
    make(shelf)
    assert parts_of_copy(copy) == ()


@pytest.mark.parametrize("answer", [None, Seen(Made(), b"", b"")])
def test_a_copy_that_cannot_be_made_says_so_and_cannot_be_kept(shelf, answer):
    copy = drawn(shelf, shelf.exhibit(encoded(secret(), "PNG")))
    make(shelf, lambda stream, size, task, *, given: answer)
    assert Masking.objects.values_list("done", "is_over", "finding").get() == (0, True, "given-up")
    with pytest.raises(ConflictError):
        keep_masked_copy(shelf.world.hand(shelf.world.vera), copy, sha256="a" * 64)


def test_a_film_that_is_cut_off_by_its_child_is_not_kept_as_if_whole(shelf):
    copy = drawn(shelf, shelf.exhibit(walk(13)), box())
    make(shelf, lambda stream, size, task, *, given: None if task == "masked 2" else make_of(stream, size, task, given=given))
    assert Masking.objects.values_list("done", "is_over", "finding").get() == (1, True, "given-up")
    with pytest.raises(ConflictError):
        keep_masked_copy(shelf.world.hand(shelf.world.vera), copy, sha256="a" * 64)


def test_what_a_captured_child_found_is_given_to_the_next_child_alone(shelf):
    given_to = []

    def lying(stream, size, task, *, given):
        given_to.append(given)
        seen = make_of(stream, size, task, given=given)
        return Seen(seen.facts, seen.picture, b'{"known": {"1": {"began": 0, "place": [9000000, 0, 1, 1], "looks": "AAAA"}}}')

    drawn(shelf, shelf.exhibit(walk(13)), box())
    make(shelf, lying)
    assert b"9000000" in given_to[1]
    assert Masking.objects.get().is_over


def test_an_erasure_takes_copies_along(shelf):
    exhibit = shelf.exhibit(encoded(secret(), "PNG"))
    drawn(shelf, exhibit)
    make(shelf)
    made = [row.sealed_sha256 for row in Derivative.objects.filter(kind="masked")]
    erase(shelf, exhibit)
    assert not KeyRow.objects.filter(owner__in=made).exists()
    assert not MaskedCopy.objects.exists()
    assert all_goes(shelf)


def test_nothing_is_drawn_on_a_file_that_is_not_open(shelf):
    exhibit = shelf.exhibit(encoded(secret(), "PNG"))
    with pytest.raises(RefusedError, match="opened for a purpose"):
        draw_masked_copy(shelf.world.hand(shelf.world.vera), exhibit, MaskDraft(QUARTER.text, "для суда"))
