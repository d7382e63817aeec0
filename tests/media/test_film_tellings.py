"""What boxes tell of a film, beside what FFmpeg reads; tracks of places; every number from a stranger."""

import io
import struct

import pytest
from tests.media.samples import box, film, movie, sampled, xmp

from kniha.media import boxes as boxes_of
from kniha.media.boxes import Boxes
from kniha.media.disagreements import Matter
from kniha.media.film_tellings import film_tellings
from kniha.media.film_tracks import film_tracks
from kniha.media.findings import Finding
from kniha.media.positions import Position
from kniha.media.tellings import About, Zone
from kniha.media.tracks import MOST_POINTS, Point, track
from kniha.media.videos import read_video


def opened(data):
    return Boxes(io.BytesIO(data), len(data))


def told(data):
    tellings, odd = film_tellings(opened(data))
    return [(one.about, one.where, one.read) for one in tellings], odd


def text(kind, words):
    data = words.encode()
    return box(kind, struct.pack(">HH", len(data), 0), data)


def keys(**named):
    names = b"".join(box(b"mdta", f"com.apple.quicktime.{name}".replace("_", ".").encode()) for name in named)
    values = b"".join(
        box(struct.pack(">I", number), box(b"data", struct.pack(">II", 1, 0), value.encode()))
        for number, value in enumerate(named.values(), 1)
    )
    return box(b"meta", box(b"hdlr", bytes(4)), box(b"keys", bytes(4), struct.pack(">I", len(named)), names), box(b"ilst", values))


CLOCK = (About.TAKEN, "mvhd creation_time", "2020-08-10T20:15:00+00:00")


def test_the_films_clock_counts_from_1904_and_its_zone_is_the_standards():
    tellings, odd = film_tellings(opened(movie()))
    assert (tellings[0].read, tellings[0].written, tellings[0].zone, odd) == (CLOCK[2], "3679935300", Zone.BY_STANDARD, ())


def test_a_clock_of_64_bits_is_read():
    clock = box(b"mvhd", b"\x01\x00\x00\x00", struct.pack(">QQ", 3679935300, 3679935360), bytes(80))
    found, odd = told(box(b"ftyp", b"isom") + box(b"moov", clock))
    assert found == [CLOCK, (About.CHANGED, "mvhd modification_time", "2020-08-10T20:16:00+00:00")]
    assert odd == ()


def test_a_clock_that_nobody_set_tells_nothing_and_that_is_told():
    assert told(movie(created=0)) == ([], (Finding.TIME_NOT_SET,))


def test_a_clock_that_counts_from_1970_is_told():
    found, odd = told(movie(created=1597090500))
    assert (found[0][2][:4], odd) == ("1954", (Finding.TIME_BEFORE_1970,))


def test_users_data_of_quicktime_is_told():
    data = movie(
        box(b"udta", text(b"\xa9xyz", "+53.9006+027.5590/"), text(b"\xa9mak", "Zubr"), text(b"\xa9day", "2020-08-10T23:15:00+0300"))
    )
    assert told(data) == (
        [
            CLOCK, (About.PLACE, "udta ©xyz", "53.9006000 27.5590000"), (About.MAKE, "udta ©mak", "Zubr"),
            (About.TAKEN, "udta ©day", "2020-08-10T23:15:00+03:00"),
        ],
        (),
    )  # fmt: skip


def test_the_keys_of_a_telephone_are_told():
    named = {"creationdate": "2020-08-10T23:15:00+0300", "location_ISO6709": "+53.9006+027.5590+210.5/", "make": "Zubr", "software": "1.0"}
    found, odd = told(movie(keys(**named)))
    assert odd == ()
    assert found[1:] == [
        (About.TAKEN, "meta com.apple.quicktime.creationdate", "2020-08-10T23:15:00+03:00"),
        (About.PLACE, "meta com.apple.quicktime.location.ISO6709", "53.9006000 27.5590000"),
        (About.MAKE, "meta com.apple.quicktime.make", "Zubr"),
        (About.SOFTWARE, "meta com.apple.quicktime.software", "1.0"),
    ]


def test_the_place_of_3gpp_is_told():
    place = struct.pack(">iii", round(27.559 * 65536), round(53.9006 * 65536), 0)
    found, odd = told(movie(box(b"udta", box(b"loci", bytes(4), b"\x15\xc7", b"here\x00", b"\x00", place, b"earth\x00\x00"))))
    assert (found[1][2][:7], found[1][2][11:18], odd) == ("53.9006", "27.5590", ())


def test_xmp_lies_in_a_box_of_its_own():
    uuid = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
    found, odd = told(movie() + box(b"uuid", uuid, xmp(xmp_CreateDate="2020-08-10T23:15:00+03:00")))
    assert (found[1], odd) == ((About.CREATED, "xmp xmp:CreateDate", "2020-08-10T23:15:00+03:00"), ())


def test_both_readings_of_a_real_encoders_film_agree():
    tags = {"creation_time": "2020-08-10T20:15:00Z", "location": "+53.9006+027.5590/", "make": "Zubr"}
    for form in ("mp4", "mov", "3gp"):
        found = read_video(io.BytesIO(film(form=form, tags=tags)))
        assert {one.where for one in found.tellings} >= {"mvhd creation_time", "ffmpeg creation_time"}
        assert (found.disagreements, found.findings) == ((), ())


def test_a_telephone_and_its_film_that_differ_are_told():
    film_of = film(
        form="mov", tags={"creation_time": "2020-08-10T23:15:00Z", "com.apple.quicktime.creationdate": "2020-08-10T23:15:00+0300"}
    )
    found = read_video(io.BytesIO(film_of))
    assert {(one.matter, one.apart) for one in found.disagreements} == {(Matter.ZONE, 10800)}


@pytest.mark.parametrize("form", ["webm", "matroska"])
def test_of_other_containers_ffmpeg_tells(form):
    found = read_video(io.BytesIO(film(form=form, codec="libvpx", tags={"creation_time": "2020-08-10T20:15:00Z", "title": "Zubr"})))
    assert {(one.about, one.read) for one in found.tellings} >= {(About.TAKEN, "2020-08-10T20:15:00+00:00"), (About.TITLE, "Zubr")}


# Tracks of places


def points(data):
    tracks, odd = film_tracks(opened(data))
    return [[(one.at_ms, one.position.text, one.read) for one in found.points] for found in tracks], odd


def camm(north, east):
    return struct.pack("<HHddd", 0, 5, north, east, 210.0)


def test_the_places_of_a_camera_in_motion_are_told():
    data = sampled(b"camm", [camm(53.9, 27.5), struct.pack("<HHfff", 0, 2, 1, 2, 3), camm(53.9001, 27.5)])
    assert points(data) == ([[(0, "53.9000000 27.5000000", ""), (2000, "53.9001000 27.5000000", "")]], ())


def test_its_moments_too():
    """GPS time is 18 seconds ahead of UTC since 2017; 2020-08-10T20:15:00Z is this second of it."""
    at = struct.pack("<HHdiddfffffff", 0, 6, 1281125718.0, 3, 53.9, 27.5, *[0.0] * 7)
    assert points(sampled(b"camm", [at]))[0] == [[(0, "53.9000000 27.5000000", "2020-08-10T20:15:00+00:00")]]


def test_the_places_of_a_telephone_are_told():
    key = box(struct.pack(">I", 7), box(b"keyd", b"mdta", b"com.apple.quicktime.location.ISO6709"), box(b"dtyp", bytes(8)))
    data = sampled(
        b"mebx", [box(struct.pack(">I", 7), b"+53.9006+027.5590/"), box(struct.pack(">I", 8), b"other")], description=box(b"keys", key)
    )
    assert points(data) == ([[(0, "53.9006000 27.5590000", "")]], ())


def test_the_subtitles_of_a_drone_are_told():
    lines = [b"F/2.8, GPS (27.5590, 53.9006, 15), D 0.5m", b"[iso: 100] [latitude: 53.9007] [longitude: 27.5590]", b"nothing"]
    data = sampled(b"tx3g", [struct.pack(">H", len(one)) + one for one in lines])
    assert points(data) == ([[(0, "53.9006000 27.5590000", ""), (1000, "53.9007000 27.5590000", "")]], ())


def test_a_long_track_is_thinned_and_keeps_its_ends():
    for many in (1, 2, MOST_POINTS, MOST_POINTS + 1, 2 * MOST_POINTS, 123_457):
        found = track("gpx", (Point(Position(number, 0), at_ms=number) for number in range(many)))
        assert found.told == many
        assert len(found.points) <= MOST_POINTS
        assert (found.points[0].at_ms, found.points[-1].at_ms) == (0, many - 1)
        assert len(found.points) > min(many, MOST_POINTS) // 2 - 1
    assert track("gpx", ()) is None


# Strangers


@pytest.mark.parametrize("place", [(float("nan"), 27.5), (float("inf"), 27.5), (91.0, 27.5), (1e300, 27.5)])
def test_a_place_that_cannot_be_is_told(place):
    assert points(sampled(b"camm", [camm(53.9, 27.5), camm(*place)]))[1] == (Finding.POSITION_MALFORMED,)


def test_a_place_of_zeros_is_left_out_and_told():
    assert points(sampled(b"camm", [camm(0.0, 0.0)])) == ([], (Finding.POSITION_ZERO,))


def test_samples_outside_the_film_are_told():
    assert points(sampled(b"camm", [camm(53.9, 27.5)], before=10_000))[1] == (Finding.METADATA_UNREADABLE,)


def test_more_boxes_than_a_film_has_end_the_reading(monkeypatch):
    monkeypatch.setattr(boxes_of, "MOST_BOXES", 100)
    data = movie(box(b"udta", *(text(b"\xa9mak", f"Zubr {number}") for number in range(200))))
    tellings, odd = film_tellings(Boxes(io.BytesIO(data), len(data), 100))
    assert len(tellings) < 100
    assert odd == (Finding.MORE_METADATA,)


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\x00", b"\x00\x00\x00\x07moov", b"\x00\x00\x00\x01moov" + b"\xff" * 8, b"\x00\x00\x00\x00moov\x00\x00\x00\x00mvhd",
        box(b"moov", box(b"mvhd", b"\x01")), box(b"moov", box(b"udta", box(b"\xa9xyz", b"\xff\xff\x00\x00+5"))),
        box(b"moov", box(b"udta", box(b"loci", bytes(6), b"no end"))), box(b"moov", box(b"meta", box(b"hdlr"), box(b"keys", b"\xff" * 12))),
        box(b"moov", box(b"trak", box(b"mdia", box(b"minf", box(b"stbl", box(b"stsd", bytes(12), b"camm")))))),
        box(b"moov") * 1000,
    ],
)  # fmt: skip
def test_boxes_that_break_off_crash_nothing(data):
    told(data)
    points(data)


@pytest.mark.parametrize("table", [b"stsz", b"stsc", b"stts", b"stco", b"mdhd"])
def test_a_track_without_one_of_its_tables_is_told(table):
    """Found by the ten thousand mutated films of the soak: one that had no chunk, and no table of sizes."""
    whole = sampled(b"camm", [camm(53.9, 27.5)])
    for film_of in (whole, whole.replace(struct.pack(">4sII", b"stco", 0, 1), struct.pack(">4sII", b"stco", 0, 0))):
        assert Finding.METADATA_UNREADABLE in points(film_of.replace(table, b"zubr"))[1]


def test_a_table_that_promises_four_thousand_million_samples_ends():
    most = struct.pack(">I", 2**32 - 1)
    data = sampled(b"camm", [camm(53.9, 27.5)])
    data = data.replace(struct.pack(">III", 0, 1, 28), struct.pack(">I", 28) + most + bytes(4))
    data = data.replace(struct.pack(">IIII", 1, 1, 1, 1), struct.pack(">II", 1, 1) + most + struct.pack(">I", 1))
    data = data.replace(struct.pack(">III", 1, 1, 1000), struct.pack(">I", 1) + most + most)
    found, odd = points(data)
    assert sum(map(len, found)) <= 1  # behind the first the film ends
    assert odd == (Finding.METADATA_UNREADABLE,)
