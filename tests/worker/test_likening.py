"""Same or nearly, in the register: copies are found and told with their reason, within one compartment, and where a lawyer lets them."""

import io
from functools import cache

import pytest
from PIL import ImageOps
from tests.erasures import WISH, keeper
from tests.media import films
from tests.media.samples import encoded, png_header
from tests.media.scenes import elsewhere, photograph, place
from tests.worker.cupboard import Cupboard
from tests.world import NOW, acquisition_draft

from kniha.book.erasure.actions import agree_to_erasure, ask_erasure
from kniha.book.evidence.acquiring import GatheredFile, add_files, begin_acquisition, decide_uses
from kniha.book.evidence.likening import judge_likeness, pairs, unjudged
from kniha.book.evidence.models import Likeness, NearPrint
from kniha.runs.likening import Likening
from kniha.runs.printing import Printer
from kniha.runs.watching import prints_of
from kniha.worker.duties import FileByFile
from kniha.worker.likening import Comparing

pytestmark = pytest.mark.database


class Shelf(Cupboard):
    """A cupboard whose files are compared."""

    def __init__(self, folder):
        super().__init__(folder)
        self.likening = Likening(Printer(self.shelf))

    def compare(self, ask=prints_of):
        for duty in (
            FileByFile(Printer(self.shelf, ask), lambda: NOW, self.said.append, "no print is made of"),
            Comparing(self.likening, lambda: NOW, self.said.append),
        ):
            while duty.work():
                pass

    def exhibits(self, *files):
        return [self.exhibit(data) for data in files]


@pytest.fixture
def shelf(tmp_path, db):
    return Shelf(tmp_path)


@cache
def taken(number):
    return photograph(place(number), size=(640, 480))


def jpeg(picture, quality=80):
    written = io.BytesIO()
    picture.convert("RGB").save(written, "JPEG", quality=quality)
    return written.getvalue()


def told(registrar, exhibit):
    return {pair.other.pk: [(one.way, one.turn, one.is_copy) for one in pair.likenesses] for pair in pairs(registrar, exhibit)}


def test_a_picture_saved_again_cropped_and_mirrored_is_told_with_the_way(shelf):
    picture = taken(3)
    cut = picture.crop((60, 40, 600, 450))
    first, again, cropped, mirrored, other = shelf.exhibits(
        encoded(picture, "PNG"), jpeg(picture, 40), jpeg(cut), jpeg(ImageOps.mirror(picture)), jpeg(taken(7))
    )
    shelf.compare()
    found = told(shelf.world.vera, first)
    assert set(found) == {again.pk, cropped.pk, mirrored.pk}
    assert found[again.pk] == [("whole", "none", True)]
    assert found[mirrored.pk] == [("whole", "mirrored", True)]
    assert found[cropped.pk][0][2]
    assert told(shelf.world.vera, other) == {}


def test_the_same_bytes_twice_need_no_machine(shelf):
    one, other = shelf.exhibits(jpeg(taken(3)), b"words of a file")
    twice = shelf.exhibit(jpeg(taken(3)))
    assert [(pair.other, pair.is_exact) for pair in pairs(shelf.world.vera, one)] == [(twice, True)]
    assert pairs(shelf.world.vera, other) == ()


def test_another_photograph_of_the_place_is_no_copy(shelf):
    one, other = shelf.exhibits(jpeg(taken(2)), jpeg(photograph(place(2), elsewhere(2), size=(640, 480))))
    shelf.compare()
    assert all(not likeness[2] for likeness in told(shelf.world.vera, one).get(other.pk, []))


def test_a_clip_is_placed_in_its_film(shelf):
    whole = films.encoded(films.film(1, seconds=14), preset="veryfast")
    clip = films.encoded(films.cut(films.decoded(whole), 4, 11), crf="32", preset="veryfast")
    film, part = shelf.exhibits(whole, clip)
    shelf.compare()
    [likeness] = Likeness.objects.all()
    assert {likeness.exhibit, likeness.other} == {film, part}
    inner, outer = (
        (likeness.start_ms, likeness.other_start_ms) if likeness.exhibit == part else (likeness.other_start_ms, likeness.start_ms)
    )
    assert outer - inner == pytest.approx(4000, abs=1500)
    assert likeness.length_ms > 4000


def test_a_still_is_found_in_the_film_that_it_was_taken_from(shelf):
    frames = list(films.film(1, seconds=8))
    film, still = shelf.exhibits(films.encoded(frames, preset="veryfast"), jpeg(frames[len(frames) // 2]))
    shelf.compare()
    assert set(told(shelf.world.vera, still)) == {film.pk}
    assert Likeness.objects.get().is_copy


def test_what_came_later_is_compared_with_what_was_learnt_before_also_after_a_restart(shelf):
    first = shelf.exhibit(jpeg(taken(3)))
    shelf.compare()
    shelf.likening = Likening(Printer(shelf.shelf))
    again = shelf.exhibit(jpeg(taken(3), 40))
    shelf.compare()
    assert set(told(shelf.world.vera, first)) == {again.pk}
    assert not NearPrint.objects.filter(is_compared=False).exists()


def test_a_print_with_a_smaller_number_that_came_later_is_learnt_too(shelf):
    first, again = shelf.exhibits(jpeg(taken(3)), jpeg(taken(3), 40))
    shelf.compare()
    rows = list(NearPrint.objects.order_by("number"))
    Likeness.objects.all().delete()
    NearPrint.objects.filter(pk=rows[0].pk).delete()  # another worker took its number, and has not kept it yet
    later = Likening(Printer(shelf.shelf))
    assert later.learn()
    rows[0].is_compared = False
    rows[0].save(force_insert=True)
    assert not later.learn()
    later.agree()
    assert later.uncompared() == rows[0]
    assert later.compare(rows[0]) == 1
    assert {pair.other for pair in pairs(shelf.world.vera, first)} == {again}


def test_nothing_is_told_over_the_walls_of_compartments(shelf):
    world = shelf.world
    mine = shelf.exhibit(jpeg(taken(3)))
    theirs = brought(shelf, world.marek, world.second, "given")
    shelf.compare()
    assert not Likeness.objects.exists()
    assert pairs(world.vera, mine) == ()
    assert pairs(world.marek, theirs) == ()


def brought(shelf, registrar, compartment, how, data=None):
    with shelf.vault.receive([shelf.shelf.recipient], random_bytes=shelf.shelf.random_bytes) as receiving:
        receiving.write(data or jpeg(taken(3), 40))
        blob = receiving.finish(lambda _: None)
    hand = shelf.world.hand(registrar)
    made = begin_acquisition(hand, acquisition_draft(f"Тэчка {how}", how_obtained=how), compartment)
    add_files(hand, made, [GatheredFile("a.jpg", None, "image/jpeg", blob)])
    return made.exhibits.get()


def test_leaked_files_are_laid_beside_others_when_a_lawyer_lets_them_be_read_and_linked(shelf):
    world = shelf.world
    mine = shelf.exhibit(jpeg(taken(3)))
    leaked = brought(shelf, world.vera, world.first, "leaked")
    shelf.compare()
    assert not NearPrint.objects.filter(exhibit=leaked).exists()
    lawyer = world.hand(world.colleague("Fiodar", "lawyer"))
    decide_uses(lawyer, leaked.acquisition, frozenset({"read"}), words="Чытаць можна, звязваць пакуль нельга.")
    shelf.compare()
    assert NearPrint.objects.filter(exhibit=leaked).exists()
    assert pairs(world.vera, mine) == ()
    decide_uses(lawyer, leaked.acquisition, frozenset({"read", "linked"}), words="Цяпер можна і звязваць з іншымі.")
    shelf.compare()
    assert set(told(world.vera, mine)) == {leaked.pk}
    decide_uses(lawyer, leaked.acquisition, frozenset({"read"}), words="Звязваць зноў нельга, памылка.")
    assert pairs(world.vera, mine) == ()
    assert not unjudged(world.vera).exists()


def test_a_file_that_kills_its_child_is_not_tried_again_and_keeps_nothing_waiting(shelf):
    one, bomb, broken = shelf.exhibits(jpeg(taken(3)), png_header(60_000, 60_000), jpeg(taken(7))[:2000])
    again = shelf.exhibit(jpeg(taken(3), 40))
    asked = []

    def dying(stream, size, task):
        asked.append(task)
        return None if size == len(jpeg(taken(3))) else prints_of(stream, size, task)

    shelf.compare(dying)
    assert len(asked) == 4
    assert {row.exhibit_id for row in NearPrint.objects.filter(blob="")} >= {one.pk, bomb.pk}
    assert NearPrint.objects.exclude(blob="").filter(exhibit=again).exists()
    shelf.compare(dying)
    assert len(asked) == 4
    assert broken.pk in set(NearPrint.objects.values_list("exhibit_id", flat=True))


def test_prints_are_sealed_and_gone_with_the_file(shelf):
    world = shelf.world
    one, other = shelf.exhibits(jpeg(taken(3)), jpeg(taken(3), 40))
    shelf.compare()
    judge_likeness(world.hand(world.vera), one, other, verdict="copy", words="той самы гузік")
    assert not unjudged(world.vera).exists()
    row = NearPrint.objects.get(exhibit=one)
    assert all(b"KNP1" not in path.read_bytes() for path in shelf.sealed())
    kira, olga = keeper(world, "Kira"), keeper(world, "Olga", "lawyer")
    agree_to_erasure(world.hand(olga), ask_erasure(world.hand(kira), ("exhibit", one.pk), WISH))
    assert not NearPrint.objects.filter(pk=row.pk).exists()
    assert not Likeness.objects.exists()
    assert pairs(world.vera, other) == ()
    shelf.likening.agree()
    assert row.number not in shelf.likening._known
