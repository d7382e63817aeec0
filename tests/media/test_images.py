import io
from dataclasses import replace

import pillow_heif
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from tests.media.samples import MINSK, degrees, encoded, exif, jpeg, png_header, told
from tests.sizes import examples

from kniha.media.findings import Finding
from kniha.media.images import ImageFacts, read_image
from kniha.media.tellings import About
from kniha.vocab.errors import BrokenError


def facts(data):
    return read_image(io.BytesIO(data))


def test_a_photo_tells_its_time_place_and_camera():
    camera = {"DateTimeOriginal": "2020:08:10 23:15:00", "OffsetTimeOriginal": "+03:00"}
    found = facts(jpeg(exif=exif(MINSK, camera, Make="Zubr", Model="Z-1", DateTime="2020:08:11 08:00:00", Orientation=6)))
    assert replace(found, tellings=()) == ImageFacts(width=120, height=80)
    assert [(telling.about, telling.read) for telling in found.tellings] == [
        (About.TAKEN, "2020-08-10T23:15:00+03:00"), (About.CHANGED, "2020-08-11T08:00:00"), (About.MAKE, "Zubr"), (About.MODEL, "Z-1"),
        (About.ORIENTATION, "6"), (About.PLACE, "53.9006000 27.5590000"),
    ]  # fmt: skip


def test_south_and_west_are_negative():
    place = {**MINSK, "GPSLatitudeRef": "S", "GPSLongitudeRef": "W"}
    assert told(facts(jpeg(exif=exif(place))), About.PLACE) == ["-53.9006000 -27.5590000"]


@pytest.mark.parametrize("form", ["PNG", "WEBP", "AVIF", "TIFF"])
def test_other_formats_tell_as_much(form):
    found = facts(encoded(Image.new("RGB", (30, 20)), form, exif=exif(Make="Zubr")))
    assert (found.width, found.height, told(found, About.MAKE), found.findings) == (30, 20, ["Zubr"], ())


def test_a_heic_photo_is_read():
    pillow_heif.register_heif_opener()
    found = facts(encoded(Image.new("RGB", (64, 48), "teal"), "HEIF", exif=exif(Make="Zubr")))
    assert (found.width, found.height, told(found, About.MAKE)) == (64, 48, ["Zubr"])


def test_a_picture_without_metadata_has_no_findings():
    assert facts(jpeg()) == ImageFacts(width=120, height=80)


def test_a_second_picture_in_the_file_is_told():
    two = encoded(Image.new("L", (8, 8)), "GIF", save_all=True, append_images=[Image.new("L", (8, 8), 255)])
    assert facts(two).findings == (Finding.MORE_PICTURES,)


def test_an_empty_file_is_told():
    assert facts(b"").findings == (Finding.EMPTY,)


def test_what_is_no_picture_is_told():
    assert facts(b"<svg onload=alert(1)>").findings == (Finding.UNREADABLE,)


def test_a_truncated_photo_keeps_what_its_header_tells():
    whole = encoded(Image.effect_noise((400, 300), 80), "JPEG", exif=exif(Make="Zubr"))
    found = facts(whole[: len(whole) // 2])
    assert (found.width, found.height, told(found, About.MAKE), found.findings) == (400, 300, ["Zubr"], (Finding.DAMAGED,))


@pytest.mark.parametrize("written", ["yesterday", "2020:13:41 23:15:00"])
def test_a_time_that_cannot_be_is_kept_as_written_and_told(written):
    found = facts(jpeg(exif=exif(camera={"DateTimeOriginal": written})))
    assert (told(found, About.TAKEN), found.findings) == ([written], (Finding.TIME_MALFORMED,))


@pytest.mark.parametrize(("written", "findings"), [("0000:00:00 00:00:00", (Finding.TIME_NOT_SET,)), ("    :  :     :  :  ", ())])
def test_a_clock_that_nobody_set_tells_no_time(written, findings):
    found = facts(jpeg(exif=exif(camera={"DateTimeOriginal": written})))
    assert [telling.read for telling in found.tellings if telling.about is About.TAKEN] in ([""], [])
    assert found.findings == findings


@pytest.mark.parametrize(
    "change",
    [
        {"GPSLatitude": degrees((91, 1), (0, 1), (0, 1))}, {"GPSLatitude": degrees((53, 0), (0, 1), (0, 1))},
        {"GPSLatitude": degrees((53, 1))},
        {"GPSLatitudeRef": "north"}, {"GPSLongitudeRef": ""},
    ],
)  # fmt: skip
def test_a_position_that_cannot_be_is_told(change):
    found = facts(jpeg(exif=exif({**MINSK, **change})))
    assert [telling.read for telling in found.tellings] == [""]
    assert found.findings == (Finding.POSITION_MALFORMED,)


def test_half_a_position_is_told():
    found = facts(jpeg(exif=exif({"GPSLatitudeRef": "N", "GPSLatitude": MINSK["GPSLatitude"]})))
    assert [telling.read for telling in found.tellings] == [""]
    assert found.findings == (Finding.POSITION_MALFORMED,)


def test_the_point_that_devices_write_when_they_know_none_is_told():
    zero = degrees((0, 1), (0, 1), (0, 1))
    found = facts(jpeg(exif=exif({**MINSK, "GPSLatitude": zero, "GPSLongitude": zero})))
    assert found.findings == (Finding.POSITION_ZERO,)


def test_an_orientation_that_does_not_exist_is_told():
    found = facts(jpeg(exif=exif(Orientation=99)))
    assert (told(found, About.ORIENTATION), found.findings) == (["99"], (Finding.ORIENTATION_UNKNOWN,))


@pytest.mark.parametrize("promise", [(15_000, 15_000), (60_000, 60_000), (2_000_000_000, 2_000_000_000)])
def test_a_header_that_promises_too_many_pixels_is_not_believed(promise):
    assert facts(png_header(*promise)).findings == (Finding.TOO_LARGE,)


def test_a_text_with_control_characters_and_no_end_is_made_harmless():
    found = facts(jpeg(exif=exif(Make="Zu\x1b[31mbr" + "x" * 5000)))
    (make,) = told(found, About.MAKE)
    assert make.startswith("Zu\ufffd[31mbr")
    assert len(make) == 200


def test_metadata_that_points_outside_the_file_is_told():
    cut = bytearray(jpeg(exif=exif(Make="Zubr, a make that takes more than four letters")))
    at = cut.index(b"\x01\x0f\x00\x02")  # the tag's number and kind; its length and place follow
    cut[at + 8 : at + 12] = b"\x00\xff\xff\xff"
    assert Finding.METADATA_UNREADABLE in facts(bytes(cut)).findings


def test_an_error_of_the_store_is_not_taken_for_a_fault_of_the_picture():
    class Torn(io.BytesIO):
        def read(self, size=-1):
            if self.tell() > 200:
                raise BrokenError("the blob was altered")
            return super().read(size)

    with pytest.raises(BrokenError):
        read_image(Torn(jpeg((400, 300))))


@given(st.binary(max_size=300))
@settings(max_examples=examples(60), deadline=None)
def test_no_bytes_raise(data):
    assert isinstance(facts(data), ImageFacts)


WHOLE = jpeg(exif=exif(MINSK, {"DateTimeOriginal": "2020:08:10 23:15:00"}, Make="Zubr", Orientation=6))


@given(st.lists(st.tuples(st.integers(2, 400), st.integers(0, 255)), min_size=1, max_size=20))
@settings(max_examples=examples(100), deadline=None)
def test_no_damaged_header_raises(changes):
    damaged = bytearray(WHOLE)
    for at, value in changes:
        damaged[at] = value
    assert isinstance(facts(bytes(damaged)), ImageFacts)


@pytest.mark.parametrize("form", ["PNG", "GIF", "WEBP", "AVIF", "TIFF", "BMP"])
@given(data=st.data())
@settings(max_examples=examples(25), deadline=None)
def test_no_damaged_file_of_another_format_raises(form, data):
    damaged = bytearray(encoded(Image.new("RGB", (16, 16), "teal"), form))
    for at in data.draw(st.lists(st.integers(4, len(damaged) - 1), min_size=1, max_size=10)):
        damaged[at] ^= data.draw(st.integers(1, 255))
    assert isinstance(facts(bytes(damaged)), ImageFacts)
