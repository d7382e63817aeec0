import contextlib
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from tests.media.samples import MINSK, encoded, exif, film, half_and_half, jpeg, png_header, sound
from tests.sizes import examples

from kniha.media.views import VIEW_SIDE, first_frame, safe_view
from kniha.vocab.errors import KnihaError, MalformedError, TooLargeError


def seen(view):
    picture = Image.open(io.BytesIO(view), formats=["JPEG"])
    picture.load()
    return picture


def colour(picture, at):
    red, green, blue = picture.getpixel(at)
    return max(("red", red), ("green", green), ("blue", blue), key=lambda pair: pair[1])[0]


def test_a_view_is_a_small_jpeg():
    view = seen(safe_view(io.BytesIO(jpeg((4000, 1000)))))
    assert (view.format, view.size) == ("JPEG", (VIEW_SIDE, 400))


def test_a_small_picture_is_not_blown_up():
    assert seen(safe_view(io.BytesIO(jpeg((40, 30))))).size == (40, 30)


def test_nothing_but_pixels_travels_on():
    note = PngInfo()
    note.add_text("Comment", "secret-place")
    originals = [
        jpeg(exif=exif(MINSK, Make="Zubr"), comment=b"secret-place", icc_profile=b"secret-place"),
        encoded(Image.new("RGB", (9, 9)), "PNG", pnginfo=note, exif=exif(Make="Zubr")),
    ]
    for original in originals:
        view = safe_view(io.BytesIO(original))
        assert set(seen(view).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert b"secret-place" not in view
        assert b"Zubr" not in view


@pytest.mark.parametrize(
    ("held", "red_corner", "size"), [(1, (5, 5), (120, 80)), (3, (115, 75), (120, 80)), (6, (40, 5), (80, 120)), (8, (40, 115), (80, 120))]
)
def test_a_view_stands_as_the_picture_was_seen(held, red_corner, size):
    view = seen(safe_view(io.BytesIO(encoded(half_and_half(), "JPEG", quality=95, exif=exif(Orientation=held)))))
    assert (view.size, colour(view, red_corner)) == (size, "red")


def test_an_orientation_that_does_not_exist_leaves_the_picture_as_it_lies():
    assert seen(safe_view(io.BytesIO(jpeg(exif=exif(Orientation=99))))).size == (120, 80)


def test_what_was_transparent_is_white():
    view = seen(safe_view(io.BytesIO(encoded(Image.new("RGBA", (20, 20), (0, 0, 0, 0)), "PNG"))))
    assert min(view.getpixel((10, 10))) > 250


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "CMYK", "I;16", "I", "F", "YCbCr", "LAB"])
def test_pictures_of_every_mode_are_drawn(mode):
    picture = Image.new(mode, (20, 20))
    assert seen(safe_view(io.BytesIO(encoded(picture, "JPEG" if mode in {"CMYK", "YCbCr"} else "TIFF")))).size == (20, 20)


def test_sixteen_bits_of_grey_are_drawn_as_grey():
    view = seen(safe_view(io.BytesIO(encoded(Image.new("I;16", (20, 20), 32768), "PNG"))))
    assert 120 < view.getpixel((10, 10))[0] < 136


def test_the_first_frame_of_a_film_is_a_jpeg():
    view = seen(first_frame(io.BytesIO(film(size=(64, 48), colour="red"))))
    assert (view.size, colour(view, (30, 20))) == ((64, 48), "red")


@pytest.mark.parametrize(("rotation", "size"), [(90, (48, 64)), (180, (64, 48)), (-90, (48, 64))])
def test_the_first_frame_stands_as_it_was_filmed(rotation, size):
    assert seen(first_frame(io.BytesIO(film(rotation=rotation)))).size == size


@pytest.mark.parametrize("bad", [b"", b"<svg>", b"GIF89a", jpeg()[:200], encoded(Image.effect_noise((400, 300), 80), "JPEG")[:9000]])
def test_what_is_no_whole_picture_has_no_view(bad):
    with pytest.raises(MalformedError):
        safe_view(io.BytesIO(bad))


@pytest.mark.parametrize("bad", [b"", jpeg(), sound(), film()[:300]])
def test_what_is_no_whole_film_has_no_first_frame(bad):
    with pytest.raises(MalformedError):
        first_frame(io.BytesIO(bad))


@pytest.mark.parametrize("promise", [(15_000, 15_000), (60_000, 60_000)])
def test_a_header_that_promises_too_many_pixels_has_no_view(promise):
    with pytest.raises(TooLargeError):
        safe_view(io.BytesIO(png_header(*promise)))


@given(st.binary(max_size=200))
@settings(max_examples=examples(50), deadline=None)
def test_random_bytes_have_no_view(data):
    with pytest.raises(MalformedError):
        safe_view(io.BytesIO(data))
    with pytest.raises(MalformedError):
        first_frame(io.BytesIO(data))


WHOLE = film(frames=3)


@given(st.lists(st.tuples(st.integers(8, len(WHOLE) - 1), st.integers(0, 255)), min_size=1, max_size=20))
@settings(max_examples=examples(60), deadline=None)
def test_a_damaged_film_gives_a_frame_or_one_of_our_errors(changes):
    damaged = bytearray(WHOLE)
    for at, value in changes:
        damaged[at] = value
    with contextlib.suppress(KnihaError):
        seen(first_frame(io.BytesIO(bytes(damaged))))
