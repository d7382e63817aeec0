"""Key frames and a waveform show what is in a film or a sound, and cost no more than they may, whatever the film says of itself."""

import io
import math
import struct
import time
from array import array

import av
import pytest
from PIL import Image
from tests.media.samples import film, jpeg, movie, sound

from kniha.media import frames as module
from kniha.media.frames import key_frames
from kniha.media.recipes import FRAME_SIDE, MOST_FRAMES, WAVE_HEIGHT, WAVE_WIDTH
from kniha.media.waves import waveform
from kniha.vocab.errors import MalformedError, NotFoundError


def moving(seconds=8, *, gop=250, form="mp4", codec="h264"):
    """A film whose red says which tenth of it is shown, 10 frames a second, a key frame each `gop`."""
    written = io.BytesIO()
    with av.open(written, "w", format=form) as container:
        track = container.add_stream(codec, rate=10)
        track.width, track.height, track.pix_fmt, track.codec_context.gop_size = 160, 120, "yuv420p", gop
        for number in range(seconds * 10):
            picture = Image.new("RGB", (160, 120), (round(250 * number / (seconds * 10)), 0, 0))
            container.mux(track.encode(av.VideoFrame.from_image(picture)))
        container.mux(track.encode())
    return written.getvalue()


def loud(seconds=4, rate=8000):
    """Silence, then a tone."""
    written = io.BytesIO()
    with av.open(written, "w", format="wav") as container:
        track = container.add_stream("pcm_s16le", rate=rate)
        track.layout = "mono"
        frame = av.AudioFrame(format="s16", layout="mono", samples=seconds * rate)
        tone = [round(30_000 * math.sin(at / 3)) if at > seconds * rate // 2 else 0 for at in range(seconds * rate)]
        frame.planes[0].update(array("h", tone).tobytes())
        frame.rate = rate
        container.mux(track.encode(frame))
        container.mux(track.encode(None))
    return written.getvalue()


def reds(found):
    for frame in found:
        with Image.open(io.BytesIO(frame.picture)) as picture:
            assert picture.format == "JPEG"
            yield picture.convert("RGB").getpixel((80, 60))[0] / 250


@pytest.mark.parametrize("options", [{}, {"gop": 10}, {"form": "webm", "codec": "libvpx"}, {"form": "matroska"}])
def test_frames_are_evenly_spaced_and_are_what_is_shown_at_their_times(options):
    found = key_frames(io.BytesIO(moving(**options)))
    assert len(found) == 8
    assert [frame.at_ms for frame in found] == [pytest.approx(500 + 1000 * number, abs=110) for number in range(8)]
    assert list(reds(found)) == [pytest.approx(frame.at_ms / 8000, abs=0.05) for frame in found]


def test_a_longer_film_has_as_many_as_are_kept_and_no_more():
    found = key_frames(io.BytesIO(moving(40)))
    assert len(found) == MOST_FRAMES
    assert [frame.at_ms for frame in found] == sorted({frame.at_ms for frame in found})


def test_where_too_much_would_be_decoded_only_frames_that_stand_by_themselves_are(monkeypatch):
    monkeypatch.setattr(module, "MOST_PIXELS", 160 * 120 * 30)
    found = key_frames(io.BytesIO(moving(40, gop=50)))
    assert 4 <= len(found) <= MOST_FRAMES
    assert all(frame.at_ms < 40_000 for frame in found)
    assert list(reds(found)) == [pytest.approx(frame.at_ms / 40_000, abs=0.05) for frame in found]


def test_a_frame_is_small_and_turned_as_it_was_seen():
    (first, *_) = key_frames(io.BytesIO(film(size=(1280, 720), rotation=90)))
    with Image.open(io.BytesIO(first.picture)) as picture:
        assert picture.size == (270, FRAME_SIDE)


def lasting(data, duration, scale=1):
    """The same film, which says that it lasts so long."""
    changed = bytearray(data)
    for name, offset in ((b"mvhd", 16), (b"mdhd", 16)):
        at = changed.index(name)
        if name == b"mvhd":
            changed[at + offset : at + offset + 4] = struct.pack(">I", scale)
        changed[at + offset + 4 : at + offset + 8] = struct.pack(">I", duration)
    return bytes(changed)


@pytest.mark.parametrize("duration", [0, 1, 0x7FFFFFFF, 0xFFFFFFFE])
def test_a_film_that_lies_about_its_length_ends_soon(duration):
    start = time.process_time()
    try:
        found = key_frames(io.BytesIO(lasting(moving(), duration)))
    except MalformedError:
        found = ()
    assert len(found) <= MOST_FRAMES
    assert time.process_time() - start < 5


@pytest.mark.parametrize("part", [0.3, 0.6, 0.95])
def test_a_film_cut_off_shows_what_there_is(part):
    data = moving(20, form="matroska")
    found = key_frames(io.BytesIO(data[: round(len(data) * part)]))
    assert found
    assert all(frame.at_ms <= 20_000 * part + 3000 for frame in found)


@pytest.mark.parametrize("data", [b"", jpeg(), sound(), movie(), moving()[:200], b"\x1aE\xdf\xa3" + bytes(300)])
def test_what_shows_nothing_has_no_frames(data):
    with pytest.raises(MalformedError):
        key_frames(io.BytesIO(data))


def test_a_frame_of_more_pixels_than_are_decoded_is_refused():
    with pytest.raises(MalformedError):
        key_frames(io.BytesIO(film(size=(8000, 6000), frames=1)))


def test_a_wave_is_high_where_the_sound_is_loud():
    found = waveform(io.BytesIO(loud()))
    assert found.until_ms == 4000
    with Image.open(io.BytesIO(found.picture)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (WAVE_WIDTH, WAVE_HEIGHT))
        quiet, noisy = (picture.crop((left, 0, left + 500, 60)).resize((1, 1), Image.Resampling.BOX).getpixel((0, 0)) for left in (50, 650))
    assert quiet > 240
    assert noisy < 140


@pytest.mark.parametrize(("form", "codec"), [("mp3", "mp3"), ("ogg", "libopus"), ("flac", "flac"), ("mp4", "aac")])
def test_sounds_of_all_kinds_have_a_wave(form, codec):
    assert 900 <= waveform(io.BytesIO(sound(form, codec))).until_ms <= 1200


def test_of_a_long_sound_the_beginning_is_drawn(monkeypatch):
    from kniha.media import waves

    monkeypatch.setattr(waves, "LONGEST_WAVE", 2)
    assert 2000 <= waveform(io.BytesIO(loud(20))).until_ms < 20_000


def test_a_sound_cut_off_is_drawn_up_to_there():
    data = loud(4)
    assert 1000 <= waveform(io.BytesIO(data[: len(data) // 2])).until_ms <= 2100


def test_a_film_without_sound_has_no_wave():
    with pytest.raises(NotFoundError):
        waveform(io.BytesIO(film()))
    with pytest.raises(MalformedError):
        waveform(io.BytesIO(b"RIFF" + bytes(60)))
