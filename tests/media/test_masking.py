"""What is covered in a copy is black before it is encoded, wherever it moves; nothing else of the file travels on."""

import io

import av
import numpy as np
import pytest
from PIL import Image, ImageSequence
from tests.media.samples import encoded, jpeg, pdf
from tests.media.test_frames import loud, moving

from kniha.media.masking import Asked, masked_part, masked_picture, read_asked
from kniha.media.masks import MOST_BOXES, read_plan
from kniha.vocab.errors import ImpossibleError, KnihaError, MalformedError

RATE, SIZE, FACE = 25, (640, 360), 64
SECRET = (255, 30, 200)


def ground(seed=3):
    noise = np.random.default_rng(seed).integers(0, 160, (45, 80, 3), dtype=np.uint8)
    return np.asarray(Image.fromarray(noise).resize(SIZE, Image.Resampling.BICUBIC))


def walked(number):
    """Where the face is in picture `number`."""
    return int(540 - abs(1.4 * number % 960 - 480)), int(120 + 60 * np.sin(number / 30))


def walk(seconds=13, *, hidden=(), turn=0, form="avi", codec="mpeg4"):
    """A face that wanders over a ground that moves the other way; in pictures of `hidden` it is not there."""
    face = np.random.default_rng(5).integers(60, 255, (8, 8, 3), dtype=np.uint8).repeat(8, 0).repeat(8, 1)
    written, still = io.BytesIO(), ground()
    with av.open(written, "w", format=form) as container:
        track = container.add_stream(codec, rate=RATE)
        track.width, track.height, track.pix_fmt = *SIZE, "yuv420p"
        track.bit_rate = 3_000_000
        if turn:
            track.set_display_rotation(turn)
        for number in range(RATE * seconds):
            picture = np.roll(still, -number, 1).copy()
            x, y = walked(number)
            if number not in hidden:
                picture[y : y + FACE, x : x + FACE] = face
            container.mux(track.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(track.encode(None))
    return written.getvalue()


def box(number=0, mask=1):
    x, y = walked(number)
    sides = (x / SIZE[0], y / SIZE[1], FACE / SIZE[0], FACE / SIZE[1])
    return f"{mask} {number * 1000 // RATE} " + " ".join(str(round(side * 10_000)) for side in sides)


def made(data, asked):
    """All parts, each going on from what the one before found."""
    found, before = [], ""
    while not found or not found[-1].part.is_last:
        told = Asked(asked.plan, asked.is_followed, asked.is_silent, before)
        found.append(masked_part(io.BytesIO(data), len(found) + 1, told))
        before = found[-1].after
    return found


def pictures(parts):
    for one in parts:
        with av.open(io.BytesIO(one.part.film)) as container:
            for frame in container.decode(video=0):
                yield round(frame.time * RATE), np.asarray(frame.to_image().convert("L"))


def brightest(parts):
    """Of each picture, the brightest point where the face is."""
    for number, picture in pictures(parts):
        x, y = walked(number)
        yield number, int(picture[y : y + FACE, x : x + FACE].max())


def test_a_box_drawn_once_follows_a_face_over_all_parts_of_a_film():
    parts = made(walk(23), Asked(read_plan(box())))
    seen = dict(brightest(parts))
    assert len(parts) == 3
    assert len(seen) == 23 * RATE
    assert max(seen.values()) < 40
    assert all('"lost": []' in one.after for one in parts)


def test_the_rest_of_the_picture_stays():
    data = walk(2)
    (part,) = made(data, Asked(read_plan(box())))
    with av.open(io.BytesIO(data)) as container:
        was = [np.asarray(frame.to_image().convert("L")).astype(int) for frame in container.decode(video=0)]
    for number, picture in pictures([part]):
        x, y = walked(number)
        away = np.ones(picture.shape, bool)
        away[max(0, y - 24) : y + FACE + 24, max(0, x - 24) : x + FACE + 24] = False
        assert abs(picture.astype(int) - was[number])[away].mean() < 8


def test_what_is_lost_stays_covered_where_it_was_and_is_told():
    (part, *_) = made(walk(6, hidden=range(50, 100)), Asked(read_plan(box())))
    assert '"lost": []' not in part.after
    at = next(number for number, _ in pictures([part]) if number == 55)
    picture = dict(pictures([part]))[at]
    x, y = walked(50)
    assert picture[y : y + FACE, x : x + FACE].max() < 40


def test_a_later_box_corrects_and_an_end_ends():
    plan = read_plan(f"{box()}\n{box(100)}\n1 6000 end")
    seen = dict(brightest(made(walk(8), Asked(plan))))
    assert max(value for number, value in seen.items() if number <= 150) < 40
    assert min(value for number, value in seen.items() if number > 156) > 100


def test_a_box_covers_from_the_picture_that_was_seen_when_it_was_drawn():
    seen = dict(brightest(made(walk(3), Asked(read_plan(box(26).replace(" 1040 ", " 1060 "))))))  # drawn in the middle of picture 26
    assert seen[26] < 40
    assert seen[10] > 100


def test_between_boxes_a_mask_moves_evenly():
    plan = read_plan("1 0 0 0 1000 1000\n1 2000 8000 0 1000 1000")
    found = dict(pictures(made(walk(3), Asked(plan, is_followed=False))))
    assert found[25][10:30, 266:310].max() < 40  # half way: at two fifths of the width
    assert found[25][10:30, 0:60].max() > 60
    assert found[70][10:30, 520:570].max() < 40


def test_boxes_lie_on_a_turned_film_as_it_is_seen():
    data = walk(1, turn=90, form="mp4")  # counterclockwise
    (one,) = made(data, Asked(read_plan("1 0 0 0 2500 1000"), is_followed=False))
    ((_, picture), *_) = pictures([one])
    assert picture.shape == (640, 360)
    assert picture[4:60, 4:86].max() < 40
    assert picture[100:200].max() > 60


def test_a_film_without_its_sound_has_none():
    from tests.media.test_played import beeping

    with pytest.raises(MalformedError):
        masked_part(io.BytesIO(beeping(1)), 1, Asked(read_plan(box())))  # a sound has no picture to cover
    (one,) = made(walk(1), Asked(read_plan(box()), is_silent=True))
    with av.open(io.BytesIO(one.part.film)) as container:
        assert [len(container.streams.video), len(container.streams.audio)] == [1, 0]


def test_the_same_boxes_make_the_same_bytes():
    data, asked = walk(12), Asked(read_plan(box()))
    assert [(one.part.film, one.after) for one in made(data, asked)] == [(one.part.film, one.after) for one in made(data, asked)]


@pytest.mark.parametrize(
    "before", ["", "{", "[]", '{"known": {"1": 5}}', '{"known": {"1": {"began": 0, "place": [0, 0, 1], "looks": ""}}}', "\0"]
)
def test_what_a_captured_child_says_of_the_part_before_uncovers_nothing_at_a_box(before):
    (part, *_) = [masked_part(io.BytesIO(walk(2)), 1, Asked(read_plan(box()), before=before))]
    assert dict(brightest([part]))[0] < 40


def secret(size=(400, 300), mode="RGB"):
    """A picture with something to hide in the middle of its left upper quarter."""
    picture = Image.new("RGB", size, "white")
    picture.paste(SECRET, (size[0] // 8, size[1] // 8, size[0] * 3 // 8, size[1] * 3 // 8))
    return picture.convert(mode)


QUARTER = read_plan("1 0 1250 1250 2500 2500")


def shows(data, colour=SECRET):
    with Image.open(io.BytesIO(data)) as picture:
        assert picture.format == "JPEG"
        assert not picture.getexif()
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        pixels = np.asarray(picture.convert("RGB")).astype(int)
    return bool((abs(pixels - np.array(colour)).sum(2) < 120).any())


@pytest.mark.parametrize(
    ("form", "mode"),
    [("JPEG", "RGB"), ("PNG", "RGB"), ("PNG", "RGBA"), ("PNG", "P"), ("TIFF", "RGB"), ("WEBP", "RGB"), ("HEIF", "RGB"), ("JPEG", "CMYK")],
)
def test_what_is_covered_in_a_picture_is_gone_whatever_its_form(form, mode):
    data = encoded(secret(mode=mode), form)
    assert not shows(masked_picture(io.BytesIO(data), QUARTER))
    assert shows(masked_picture(io.BytesIO(data), read_plan("1 0 9000 9000 500 500")))


@pytest.mark.parametrize("held", range(1, 9))
def test_boxes_lie_on_a_picture_as_it_is_seen_however_the_camera_was_held(held):
    back = {
        1: None, 2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_270,
    }[held]  # fmt: skip
    picture = secret()
    stored, exif = picture.transpose(back) if back is not None else picture, Image.Exif()
    exif[0x0112] = held
    exif[0x010E] = "Zakon-77"
    written = io.BytesIO()
    stored.save(written, "JPEG", exif=exif, quality=95, comment=b"Zakon-77")
    copy = masked_picture(io.BytesIO(written.getvalue()), QUARTER)
    assert not shows(copy)
    assert b"Zakon" not in copy
    with Image.open(io.BytesIO(copy)) as found:
        assert found.size == (400, 300)


def test_transparent_pixels_under_a_box_are_gone_too():
    picture = secret(mode="RGBA")
    picture.putalpha(Image.new("L", picture.size, 1))
    assert not shows(masked_picture(io.BytesIO(encoded(picture, "PNG")), QUARTER))


@pytest.mark.parametrize("form", ["GIF", "WEBP", "TIFF", "PNG"])
def test_further_pictures_of_a_file_do_not_travel_on(form):
    written = io.BytesIO()
    Image.new("RGB", (400, 300), "white").save(written, form, save_all=True, append_images=[secret(), secret()])
    copy = masked_picture(io.BytesIO(written.getvalue()), read_plan("1 0 9000 9000 500 500"))
    assert not shows(copy)
    with Image.open(io.BytesIO(copy)) as found:
        assert len(list(ImageSequence.Iterator(found))) == 1


def test_a_thumbnail_in_the_file_does_not_travel_on():
    written = io.BytesIO()
    exif = Image.Exif()
    exif._data = {}
    secret().save(written, "JPEG", quality=95, exif=b"Exif\0\0" + jpeg() * 2)
    copy = masked_picture(io.BytesIO(written.getvalue()), QUARTER)
    assert copy.count(b"\xff\xd8\xff") == 1
    assert not shows(copy)


def test_a_box_at_the_very_edge_and_one_of_the_least_size_cover_whole_pixels():
    copy = masked_picture(io.BytesIO(encoded(secret(), "PNG")), read_plan("1 0 9999 9999 1 1\n2 0 0 0 1 1"))
    with Image.open(io.BytesIO(copy)) as found:
        assert max(found.getpixel((399, 299))) < 60
        assert max(found.getpixel((0, 0))) < 60


@pytest.mark.parametrize("data", [b"", pdf("x"), moving(1), loud(), jpeg()[:300]])
def test_what_is_no_picture_is_not_covered(data):
    with pytest.raises(KnihaError):
        masked_picture(io.BytesIO(data), QUARTER)


BAD = {
    "outside": ("1 0 9000 0 1001 10", ImpossibleError), "no area": ("1 0 0 0 0 10", ImpossibleError),
    "negative": ("1 0 -5 0 10 10", MalformedError), "not a number": ("1 0 nan 0 10 10", MalformedError),
    "infinite": ("1 0 inf 0 10 10", MalformedError), "other digits": ("1 0 ٣ 0 10 10", MalformedError),
    "huge": ("1 0 " + "9" * 13 + " 0 10 10", MalformedError), "a float": ("1 0 0.5 0 10 10", MalformedError),
    "nothing": ("", ImpossibleError), "an end alone": ("1 500 end", ImpossibleError),
    "an end too early": ("1 500 0 0 5 5\n1 400 end", ImpossibleError), "twice at once": ("1 0 0 0 5 5\n1 0 0 0 6 6", ImpossibleError),
    "two ends": ("1 0 0 0 5 5\n1 4 end\n1 5 end", ImpossibleError), "too late": ("1 3600000001 0 0 5 5", ImpossibleError),
    "too many masks": ("\n".join(f"{n} 0 0 0 5 5" for n in range(13)), ImpossibleError),
    "too many boxes": ("\n".join(f"1 {n} 0 0 5 5" for n in range(MOST_BOXES + 1)), ImpossibleError),
    "millions": ("1 0 0 0 5 5\n" * 1_000_000, ImpossibleError), "a word": ("<script>", MalformedError),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_boxes_that_cannot_be_are_refused(name):
    text, error = BAD[name]
    with pytest.raises(error):
        read_plan(text)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"plan": 5}', '{"plan": "", "followed": true, "silent": false}', "NaN"])
def test_a_child_is_asked_in_one_form_only(text):
    with pytest.raises(MalformedError):
        read_asked(text)


def test_a_plan_is_written_in_one_form():
    assert read_plan("  2 7 1 2 3 4\r\n\n1 9 end\n1   0 01 2 3 4").text == "1 0 1 2 3 4\n1 9 end\n2 7 1 2 3 4"
