"""A page of a PDF is drawn to a number of pixels, whatever it says of itself."""

import io
import time

import pytest
from PIL import Image
from tests.media.samples import pdf
from tests.media.scans import RUSSIAN, boxed, paper, scanned

from kniha.media.pages import draw_page, sheet_of
from kniha.vocab.errors import MalformedError, NotFoundError

TOLD = "Ўчора каля Акрэсціна яго білі дубінкай"


def drawn(data, number=1):
    with Image.open(io.BytesIO(draw_page(io.BytesIO(data), number))) as picture:
        picture.load()
        return picture


def test_each_page_is_drawn_by_itself():
    data = scanned(Image.new("RGB", (595, 842), "white"), Image.new("RGB", (842, 595), "teal"))
    first, second = drawn(data), drawn(data, 2)
    assert (first.format, first.size, second.size) == ("JPEG", (1131, 1600), (1600, 1131))
    assert first.getpixel((500, 800)) == (255, 255, 255)
    assert second.getpixel((800, 500))[0] < 20


def test_a_page_with_words_of_its_own_needs_no_recogniser():
    assert sheet_of(io.BytesIO(pdf(TOLD)), 1)[0] is None
    scan, resolution = sheet_of(io.BytesIO(scanned(paper(RUSSIAN))), 1)
    assert (scan.mode, resolution) == ("L", 300)
    assert sheet_of(io.BytesIO(pdf("с. 7")), 1)[0] is not None  # a scanner's own number


@pytest.mark.parametrize("number", [0, 2, 1 << 40])
def test_a_page_that_is_not_there_is_not_drawn(number):
    with pytest.raises(NotFoundError):
        draw_page(io.BytesIO(pdf(TOLD)), number)


def test_a_locked_document_is_told():
    with pytest.raises(PermissionError):
        draw_page(io.BytesIO(pdf(TOLD, locked=True)), 1)


@pytest.mark.parametrize(("width", "height"), [(1_000_000, 1_000_000), (14_400_000_000, 9_000_000_000), (0.001, 0.001)])
def test_a_page_of_any_size_is_drawn_to_the_same_pixels(width, height):
    data = boxed(width, height)
    try:
        assert max(drawn(data).size) in {1600, 1601}
        assert max(sheet_of(io.BytesIO(data), 1)[0].size) <= 4300
    except MalformedError:
        assert width > 10**9  # more than PDFium takes for a size


@pytest.mark.parametrize(("width", "height"), [(1_000_000, 1), (1, 90_000), ("nan", "nan"), (-5, 0)])
def test_a_strip_or_nothing_is_no_page(width, height):
    try:
        picture = drawn(boxed(width, height))
    except MalformedError:
        return
    assert picture.size in {(1236, 1600), (1237, 1600)}  # PDFium takes it for a page of Letter


def test_a_million_pages_are_counted_and_one_is_drawn():
    start = time.process_time()
    assert drawn(boxed(200, 300, count=1_000_000)).size == (1067, 1600)
    assert time.process_time() - start < 5


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4\n", scanned(paper(RUSSIAN))[:300], b"%PDF-1.7\n" + bytes(4000)])
def test_what_is_no_document_has_no_pages(data):
    with pytest.raises((MalformedError, NotFoundError)):
        draw_page(io.BytesIO(data), 1)
