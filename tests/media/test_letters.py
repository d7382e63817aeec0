"""Letters in pictures are read in three languages, with few mistakes, and what are no letters is left alone."""

import io
import time

import pytest
from PIL import Image
from tests.media.samples import encoded, png_header
from tests.media.scans import BELARUSIAN, MIXED, RUSSIAN, error_rate, paper, photographed

from kniha.media import letters
from kniha.media.letters import _letters
from kniha.media.scans import scan_of
from kniha.runs.drawing import recogniser
from kniha.vocab.errors import MalformedError, NotFoundError, TooLargeError

needs_recogniser = pytest.mark.skipif(recogniser() is None, reason="Tesseract 5 with bel, rus and eng is not installed here")
PAPERS = {"Belarusian": (BELARUSIAN, 0.01), "Russian": (RUSSIAN, 0.01), "both, with names in Latin letters": (MIXED, 0.03)}
"""The last bound is higher: OMON is written alike in both alphabets, and no machine can know."""


def read(picture, form="PNG", **options):
    scan, resolution = scan_of(io.BytesIO(encoded(picture, form, **options)))
    return recogniser().read(scan, resolution=resolution)


@needs_recogniser
@pytest.mark.parametrize("language", PAPERS)
@pytest.mark.parametrize("size", [34, 18])
def test_print_is_read_with_one_letter_wrong_in_a_hundred_at_most(language, size):
    lines, bound = PAPERS[language]
    found = read(paper(lines, size=size))
    assert error_rate(" ".join(lines), found.words) <= bound
    assert found.confidence >= 85


@needs_recogniser
@pytest.mark.parametrize("language", PAPERS)
def test_a_paper_that_was_photographed_askew_is_read(language):
    lines, _ = PAPERS[language]
    found = read(photographed(paper(lines)), "JPEG", quality=60)
    assert error_rate(" ".join(lines), found.words) <= 0.05


@needs_recogniser
def test_a_dark_screen_is_read():
    assert error_rate(" ".join(RUSSIAN), read(paper(RUSSIAN, size=24, ink=230, ground=20)).words) <= 0.03


@needs_recogniser
def test_what_a_telephone_held_on_its_side_took_is_read_upright():
    turned = paper(BELARUSIAN).transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6
    assert error_rate(" ".join(BELARUSIAN), read(turned, "JPEG", exif=exif.tobytes()).words) <= 0.02


@needs_recogniser
@pytest.mark.parametrize("picture", [Image.new("L", (800, 600), 255), Image.effect_noise((1200, 900), 90)])
def test_where_no_letters_are_none_are_read(picture):
    assert read(picture).words == ""


def test_words_keep_their_lines_and_unsure_ones_are_left_out():
    row = "5\t1\t{}\t1\t{}\t1\t0\t0\t9\t9\t{}\t{}"
    table = "\n".join(
        ["4\t1\t1\t1\t1\t0\t0\t0\t9\t9\t-1\t", row.format(1, 1, 96.5, "Загад"), row.format(1, 1, 91.5, "№5"), row.format(1, 1, 12, "ўёъ"),
         row.format(1, 2, 90, "—"), row.format(2, 1, 80, "a\tb"), "5\t1\tcut off"]
    )  # fmt: skip
    found = _letters(table)
    assert (found.words, found.confidence, found.left_out) == ("Загад №5\n\na\tb", 89, 1)


@needs_recogniser
def test_a_page_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(letters, "SECONDS", 0.05)
    full = paper(BELARUSIAN * 10, size=30)
    start = time.process_time()
    with pytest.raises(MalformedError, match="within"):
        read(full)
    assert time.process_time() - start < 5
    monkeypatch.undo()
    assert read(paper(BELARUSIAN)).words  # it is as it was


@pytest.mark.parametrize("side", [15_000, 60_000])
def test_a_bomb_is_not_decoded(side):
    with pytest.raises(TooLargeError):
        scan_of(io.BytesIO(png_header(side, side)))


def test_a_picture_that_ends_early_is_no_scan():
    with pytest.raises(MalformedError):
        scan_of(io.BytesIO(encoded(paper(RUSSIAN), "PNG")[:400]))


@pytest.mark.parametrize(
    ("name", "value"), [("_LIBRARIES", ("libnowhere.so.5",)), ("_FOLDERS", ("/nowhere",)), ("LANGUAGES", ("bel", "qqq"))]
)
def test_a_host_without_it_says_so(monkeypatch, name, value):
    if name != "_LIBRARIES" and recogniser() is None:
        pytest.skip("Tesseract 5 is not installed here")
    monkeypatch.setattr(letters, name, value)
    with pytest.raises(NotFoundError):
        letters.load()
