"""Times as files write them: what each standard allows, and nothing else."""

import pytest

from kniha.media.moments import from_1904, from_exif, from_gps, from_iptc, from_iso, from_pdf
from kniha.media.tellings import Zone
from kniha.vocab.errors import MalformedError

READ = {
    "2020-08-10T23:15:00": (from_iso, "2020-08-10T23:15:00", Zone.NONE),
    "2020-08-10T23:15": (from_iso, "2020-08-10T23:15:00", Zone.NONE),
    "2020-08-10T23:15:00Z": (from_iso, "2020-08-10T23:15:00+00:00", Zone.WRITTEN),
    "2020-08-10T23:15:00+0300": (from_iso, "2020-08-10T23:15:00+03:00", Zone.WRITTEN),
    "2020-08-10T23:15:00.2500000-03:30": (from_iso, "2020-08-10T23:15:00.250-03:30", Zone.WRITTEN),
    "2020-08-10": (from_iso, "2020-08-10", Zone.NONE),
    "2020-08": (from_iso, "2020-08", Zone.NONE),
    "2020": (from_iso, "2020", Zone.NONE),
    "2020:08:10 23:15:00": (from_exif, "2020-08-10T23:15:00", Zone.NONE),
    "D:20200810231500+03'00'": (from_pdf, "2020-08-10T23:15:00+03:00", Zone.WRITTEN),
    "D:20200810231500Z00'00'": (from_pdf, "2020-08-10T23:15:00+00:00", Zone.WRITTEN),
    "D:20200810231500Z": (from_pdf, "2020-08-10T23:15:00+00:00", Zone.WRITTEN),
    "D:20200810231500+03": (from_pdf, "2020-08-10T23:15:00+03:00", Zone.WRITTEN),
    "D:202008102315": (from_pdf, "2020-08-10T23:15:00", Zone.NONE),
    "20200810": (from_pdf, "2020-08-10", Zone.NONE),
}


@pytest.mark.parametrize("written", READ)
def test_a_time_is_read_with_the_zone_that_it_tells_and_no_other(written):
    read, expected, zone = READ[written]
    assert (read(written).read, read(written).zone) == (expected, zone)


def test_exif_keeps_offset_and_parts_of_a_second_apart():
    assert from_exif("2020:08:10 23:15:00", offset="+03:00", part="05").read == "2020-08-10T23:15:00.050+03:00"


def test_iptc_keeps_day_and_time_apart():
    assert from_iptc("20200810", "231500+0300").read == "2020-08-10T23:15:00+03:00"
    assert from_iptc("20200810", "").read == "2020-08-10"


def test_a_film_counts_from_1904_and_satellites_within_the_day():
    assert from_1904(3679935300).read == "2020-08-10T20:15:00+00:00"
    assert from_gps("2020:08:10", 20.25).read == "2020-08-10T20:15:00+00:00"


@pytest.mark.parametrize(
    ("read", "written"),
    [
        (from_iso, "yesterday"), (from_iso, "2020-13-10T23:15:00"), (from_iso, "2020-08-32"), (from_iso, "0000-01-01"), (from_iso, ""),
        (from_iso, "2020-08-10T25:15:00"), (from_iso, "2020-08-10T23:15:00+99:00"), (from_iso, "2020-08-10T23:15:00" + "0" * 5000),
        (from_iso, "٢٠٢٠-08-10T23:15:00+14:59"), (from_exif, "2020-08-10 23:15:00"), (from_exif, "0000:00:00 00:00:00"),
        (from_pdf, "D:2020081"), (from_pdf, "20201341"), (from_pdf, "D:20200810231500+0"),
    ],
)  # fmt: skip
def test_what_is_no_time_is_refused(read, written):
    with pytest.raises(MalformedError):
        read(written)


def test_clocks_beyond_the_calendar_are_refused():
    with pytest.raises(MalformedError):
        from_1904(2**63)
    with pytest.raises(MalformedError):
        from_gps("2020:08:10", float("nan"))
