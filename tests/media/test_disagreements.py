"""One thing told in two ways: both are kept, with how far they lie apart; what rounding or an unknown zone explains is not told."""

import io

import pytest
from tests.media.samples import MINSK, degrees, exif, jpeg, xmp

from kniha.media.disagreements import MOST, Matter, disagreements
from kniha.media.findings import Finding
from kniha.media.images import read_image
from kniha.media.tellings import About, Telling, Zone


def facts(data):
    return read_image(io.BytesIO(data))


def matters(found):
    return [(one.matter, one.first.where, one.second.where, one.apart) for one in found.disagreements]


def test_a_photo_that_agrees_with_itself_has_none():
    camera = {"DateTimeOriginal": "2020:08:10 23:15:00", "OffsetTimeOriginal": "+03:00", "ExifImageWidth": 120, "ExifImageHeight": 80}
    place = {**MINSK, "GPSDateStamp": "2020:08:10", "GPSTimeStamp": degrees((20, 1), (14, 1), (30, 1))}
    packet = xmp(
        exif_DateTimeOriginal="2020-08-10T23:15:00.4+03:00", exif_GPSLatitude="53,54.036N", exif_GPSLongitude="27,33.54E",
        tiff_Make="ZUBR  Electronics", tiff_Orientation="1",
    )  # fmt: skip
    found = facts(jpeg(exif=exif(place, camera, Make="Zubr", Orientation=1), xmp=packet))
    assert (found.disagreements, found.findings) == ((), ())


def test_times_places_devices_orientations_and_sizes_are_compared():
    camera = {"DateTimeOriginal": "2020:08:10 23:15:00", "ExifImageWidth": 4000, "ExifImageHeight": 3000}
    packet = xmp(
        exif_DateTimeOriginal="2020-08-11T23:15:10", exif_GPSLatitude="53,55.036N", exif_GPSLongitude="27,33.54E", tiff_Make="Los",
        tiff_Orientation="6",
    )  # fmt: skip
    found = facts(jpeg(exif=exif(MINSK, camera, Make="Zubr", Orientation=1), xmp=packet))
    assert matters(found) == [
        (Matter.TIME, "exif DateTimeOriginal", "xmp exif:DateTimeOriginal", 86410),
        (Matter.PLACE, "exif-gps GPSLatitude", "xmp exif:GPS", 1855),
        (Matter.DEVICE, "exif Make", "xmp tiff:Make", 0),
        (Matter.ORIENTATION, "exif Orientation", "xmp tiff:Orientation", 0),
        (Matter.SIZE, "picture", "exif PixelDimension", 0),
    ]


def test_a_photo_made_smaller_says_so():
    found = facts(jpeg(exif=exif(camera={"ExifImageWidth": 4000, "ExifImageHeight": 3000})))
    assert [(one.first.read, one.second.read) for one in found.disagreements] == [("120 80", "4000 3000")]


def taken(read, zone=Zone.NONE, where="a", about=About.TAKEN):
    return Telling(about, f"{where} {read}", read, read, zone)


def apart(first, second):
    return [(one.matter, one.apart) for one in disagreements([first, second])]


@pytest.mark.parametrize("read", ["2020-08-10T20:15:00", "2020-08-10T20:15:02", "2020-08-11T04:45:01", "2020-08-10"])
def test_a_time_without_a_zone_may_be_of_any(read):
    assert apart(taken("2020-08-10T20:15:00+00:00", Zone.WRITTEN), taken(read)) == []


def test_but_not_minutes_or_days_beside_it():
    assert apart(taken("2020-08-10T20:15:00+00:00", Zone.WRITTEN), taken("2020-08-10T20:20:00")) == [(Matter.TIME, 300)]
    assert apart(taken("2020-08-10T20:15:00+00:00", Zone.WRITTEN), taken("2020-08-12T20:15:00")) == [(Matter.TIME, 172800)]


def test_a_film_whose_clock_shows_local_time_looks_like_a_zone():
    clock, telephone = taken("2020-08-10T23:15:05+00:00", Zone.BY_STANDARD), taken("2020-08-10T23:15:00+03:00", Zone.WRITTEN)
    assert apart(clock, telephone) == [(Matter.ZONE, 10805)]


def test_a_satellite_minutes_away_agrees_and_hours_away_does_not():
    satellite = taken("2020-08-10T20:10:00+00:00", Zone.BY_STANDARD, about=About.GPS_TIME)
    assert apart(taken("2020-08-10T23:15:00+03:00", Zone.WRITTEN), satellite) == []
    assert apart(taken("2020-08-10T23:15:00"), satellite) == []
    assert apart(taken("2020-08-10T23:33:00+03:00", Zone.WRITTEN), satellite) == [(Matter.TIME, 1380)]
    assert apart(taken("2020-08-12T23:15:00"), satellite) == [(Matter.TIME, 183900)]


def test_places_beside_the_line_where_days_change_are_near():
    fiji = [Telling(About.PLACE, where, "x", read) for where, read in (("a", "-16.5000000 179.9999000"), ("b", "-16.5000000 -179.9999000"))]
    assert disagreements(fiji) == ()


def test_a_photo_changed_before_it_was_taken_is_told():
    camera = {"DateTimeOriginal": "2020:08:10 23:15:00"}
    assert facts(jpeg(exif=exif(camera=camera, DateTime="2020:08:10 23:00:00"))).findings == (Finding.CHANGED_BEFORE_TAKEN,)
    assert facts(jpeg(exif=exif(camera=camera, DateTime="2020:08:10 23:15:01"))).findings == ()


def test_a_time_of_zeros_is_no_time_to_compare():
    found = facts(jpeg(exif=exif(camera={"DateTimeOriginal": "2020:08:10 23:15:00", "DateTimeDigitized": "    :  :     :  :  "})))
    assert (found.disagreements, found.findings) == ((), ())


def test_a_thousand_contradictions_are_cut():
    assert len(disagreements([taken(f"2020-01-01T{hour:02}:00:01", where=str(hour)) for hour in range(24)])) == MOST


def test_numbers_that_are_none_do_not_stop_the_comparing():
    strange = [
        taken("9999-99-99T99:99:99"),
        taken("0001-01-01T00:00:00+14:00", Zone.WRITTEN),
        taken("9999-12-31T23:59:59-14:00", Zone.WRITTEN),
    ]
    assert len(disagreements(strange)) == 1
