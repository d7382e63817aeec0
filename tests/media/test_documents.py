"""PDF and GPX: what stands in the clear is told, nothing is unpacked, nothing is followed."""

import io

import pytest
from tests.media.samples import xmp

from kniha.media.documents import read_document
from kniha.media.findings import Finding
from kniha.media.tellings import MOST_TELLINGS, About
from kniha.media.tracks import MOST_POINTS


def facts(data):
    return read_document(io.BytesIO(data))


def told(found):
    return [(one.about, one.where, one.read) for one in found.tellings]


PDF = (
    b"%PDF-1.7\n1 0 obj<</CreationDate(D:20200810231500+03'00')/Producer(Zubr \\(1\\))/Author<FEFF042F043D043A0430>>>endobj\n"
    b"startxref\n9\n%%EOF\n"
)


def test_a_pdf_tells_its_time_author_and_program():
    found = facts(PDF)
    assert found.findings == ()
    assert told(found) == [
        (About.CREATED, "pdf CreationDate", "2020-08-10T23:15:00+03:00"),
        (About.SOFTWARE, "pdf Producer", "Zubr (1)"),
        (About.AUTHOR, "pdf Author", "Янка"),
    ]


def test_its_packet_is_told_too():
    found = facts(PDF + b"2 0 obj<</Type/Metadata>>stream\n" + xmp(xmp_CreatorTool="Zubr") + b"\nendstream")
    assert told(found)[-1] == (About.SOFTWARE, "xmp xmp:CreatorTool", "Zubr")


def test_a_pdf_saved_again_or_encrypted_says_so():
    assert facts(PDF + PDF[9:]).findings == (Finding.SAVED_AGAIN,)
    assert facts(PDF.replace(b"<</C", b"<</Encrypt 3 0 R/C")).findings == (Finding.ENCRYPTED,)


def test_a_long_pdf_is_read_at_both_ends():
    found = facts(PDF[:9] + bytes(12 << 20) + PDF[9:])
    assert len(found.tellings) == 3


def gpx(*points, time="2020-08-10T20:15:00Z", head=b"<?xml version='1.0'?>"):
    written = "".join(f"<trkpt lat='{lat}' lon='{lon}'><ele>210</ele><time>{at}</time></trkpt>" for lat, lon, at in points)
    return (
        head
        + (
            f"<gpx xmlns='http://www.topografix.com/GPX/1/1' creator='Zubr'><metadata><time>{time}</time></metadata>"
            f"<trk><name>Walk</name><trkseg>{written}</trkseg></trk></gpx>"
        ).encode()
    )


def test_a_receivers_track_tells_its_points():
    found = facts(gpx((53.9006, 27.559, "2020-08-10T20:15:00Z"), ("53.90070", "+27.559", "2020-08-10T20:15:01.5Z")))
    assert found.findings == ()
    (track,) = found.tracks
    assert [(one.position.text, one.read) for one in track.points] == [
        ("53.9006000 27.5590000", "2020-08-10T20:15:00+00:00"),
        ("53.9007000 27.5590000", "2020-08-10T20:15:01.500+00:00"),
    ]
    assert told(found) == [
        (About.SOFTWARE, "gpx creator", "Zubr"), (About.CREATED, "gpx time", "2020-08-10T20:15:00+00:00"),
        (About.TITLE, "gpx trk name", "Walk"),
    ]  # fmt: skip


def test_a_point_that_cannot_be_is_left_out_and_told():
    found = facts(gpx((91, 27, ""), ("north", 27, ""), ("1e400", 27, ""), ("nan", 27, ""), (53.9, 27.5, "long ago")))
    assert found.findings == (Finding.POSITION_MALFORMED, Finding.TIME_MALFORMED)
    assert [one.position.text for one in found.tracks[0].points] == ["53.9000000 27.5000000"]


def test_a_track_that_breaks_off_is_told_up_to_there():
    whole = gpx((53.9006, 27.559, ""), (53.9007, 27.559, ""))
    found = facts(whole[:-10])
    assert found.findings == (Finding.DAMAGED,)
    assert found.tracks[0].told == 2


def test_a_long_track_is_thinned_and_its_length_told():
    found = facts(gpx(*[(53 + number / 100_000, 27.5, "") for number in range(50_000)]))
    assert found.tracks[0].told == 50_000
    assert len(found.tracks[0].points) <= MOST_POINTS


def test_a_track_of_a_thousand_names_is_cut():
    found = facts(gpx().replace(b"<trkseg>", b"".join(b"<name>%d</name>" % number for number in range(1000)) + b"<trkseg>"))
    assert len(found.tellings) == MOST_TELLINGS
    assert found.findings == (Finding.MORE_METADATA,)


def test_entities_in_a_track_are_not_followed():
    head = b'<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    found = facts(gpx((53.9, 27.5, "&e;"), head=head))
    assert (found.tellings, found.tracks, found.findings) == ((), (), (Finding.DAMAGED,))


@pytest.mark.parametrize("data", [b"", b"words", b"<html>", b"PK\x03\x04"])
def test_other_files_are_no_documents_that_are_read_here(data):
    assert facts(data).findings == ((Finding.UNREADABLE,) if data else (Finding.EMPTY,))


def test_strings_of_pdf_without_end_cost_no_time():
    facts(b"%PDF-1.7" + b"/Title(" * 500_000 + b"\\" * 1_000_000 + b"/Author<" + b" " * 1_000_000)
