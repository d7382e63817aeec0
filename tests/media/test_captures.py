"""A capture of the web tells its pages, moments and program, and what is missing or altered; a hostile ZIP breaks nothing."""

import io
import random
import zipfile

import pytest
from tests.media.captures import ADDRESS, WHOLE, capture, index_line, page

from kniha.media.captures import read_capture
from kniha.media.documents import read_document
from kniha.media.findings import Finding
from kniha.media.tellings import About


def told(data):
    tellings, odd = read_capture(io.BytesIO(data))
    return [(each.about, each.read) for each in tellings], set(odd)


@pytest.mark.parametrize("zipped_index", [True, False])
def test_a_whole_capture_tells_its_page_and_nothing_is_odd(zipped_index):
    tellings, odd = told(capture(zipped_index=zipped_index))
    assert odd == set()
    assert (About.ADDRESS, ADDRESS) in tellings
    assert (About.TITLE, "Плошча ўвечары") in tellings
    assert (About.SOFTWARE, "Browsertrix 1.5") in tellings
    assert (About.CAPTURED, "2020-08-12T20:15:00+00:00") in tellings


@pytest.mark.parametrize(
    ("data", "finding"),
    [
        (capture(pages=()), Finding.CAPTURE_WITHOUT_ADDRESS),
        (capture(index=WHOLE[1:]), Finding.CAPTURE_WITHOUT_HTML),
        (capture(index=(index_line(ADDRESS, "text/html", "404"), WHOLE[1])), Finding.CAPTURE_WITHOUT_HTML),
        (capture(index=WHOLE[:1]), Finding.CAPTURE_WITHOUT_PICTURE),
        (capture(pages=(page(), page("https://example.org/2"))), Finding.CAPTURE_WITHOUT_PICTURE),
        (capture(change=lambda parts: {"archive/data.warc.gz": b"other"}), Finding.CAPTURE_ALTERED),
        (capture(change=lambda parts: {"archive/more.warc.gz": b"more"}), Finding.CAPTURE_ALTERED),
        (capture(without=("archive/data.warc.gz",)), Finding.CAPTURE_ALTERED),
        (capture(digests={"resources": "none"}), Finding.CAPTURE_ALTERED),
        (capture(pages=(page(ts="калісьці"),)), Finding.TIME_MALFORMED),
        (capture(change=lambda parts: {"pages/pages.jsonl": b"{"}), Finding.UNREADABLE),
        (capture(change=lambda parts: {"indexes/index.cdx.gz": b"no gzip"}), Finding.UNREADABLE),
        (capture(change=lambda parts: {"datapackage.json": b"[" * 100_000}), Finding.UNREADABLE),
    ],
)
def test_what_is_missing_or_altered_is_a_finding(data, finding):
    assert finding in told(data)[1]


def test_two_parts_of_one_name_are_told():
    written = io.BytesIO(capture())
    with zipfile.ZipFile(written, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("archive/data.warc.gz", b"what another program shows")
    assert Finding.CAPTURE_ALTERED in told(written.getvalue())[1]


def test_any_other_zip_tells_nothing():
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("../../etc/passwd", b"root")
        archive.writestr("datapackage.json", b'{"name": "another package"}')
    assert told(written.getvalue()) == ([], set())
    assert read_document(io.BytesIO(written.getvalue())).findings == ()


def test_a_list_that_unpacks_without_end_is_read_no_further(monkeypatch):
    monkeypatch.setattr("kniha.media.captures.MOST_READ", 1 << 20)
    assert told(capture(change=lambda parts: {"pages/pages.jsonl": b" " * (2 << 20)}))[1] == {Finding.UNREADABLE}


def test_a_larger_one_is_read_and_not_checked(monkeypatch):
    monkeypatch.setattr("kniha.media.captures.MOST_CHECKED", 100)
    assert told(capture(change=lambda parts: {"archive/data.warc.gz": b"other"}))[1] == {Finding.CAPTURE_UNCHECKED}


def test_thousands_of_broken_ones_end_in_findings(soaking):
    chance, whole = random.Random(4), capture()
    for _ in range(100_000 if soaking else 1500):
        data = bytearray(whole[: chance.randrange(len(whole))] if chance.random() < 0.3 else whole)
        for _ in range(chance.randrange(1, 12)):
            if data:
                data[chance.randrange(len(data))] = chance.randrange(256)
        read_capture(io.BytesIO(bytes(data)))
