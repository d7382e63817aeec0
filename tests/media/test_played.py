"""A copy for playing keeps every moment where the original has it, is cut into bounded parts, and one film is joined of them."""

import io
from array import array
from fractions import Fraction

import av
import numpy as np
import pytest
from PIL import Image
from tests.media.samples import film, jpeg, pdf, sound
from tests.media.test_frames import lasting, loud, moving

from kniha.media import reels, webm
from kniha.media.played import played_part, plays_as_it_is
from kniha.media.webm import HEAD, Cue, Tracks
from kniha.vocab.errors import MalformedError, NotFoundError

AVI = {"form": "avi", "codec": "mpeg4"}
HEVC = {"form": "matroska", "codec": "libx265"}


def parts_of(data):
    found, number = [], 1
    while not found or not found[-1].is_last:
        found.append(played_part(io.BytesIO(data), number))
        number += 1
    return found


def joined(parts):
    """As the faces do it."""
    tracks, _ = webm.tracks_of(parts[0].film[:HEAD])
    bodies = [part.film[HEAD:] for part in parts]
    begins = [0, *(part.until_ms for part in parts[:-1])]
    cues = [Cue(at, sum(map(len, bodies[:number]))) for number, at in enumerate(begins)]
    return webm.film_head(tracks, cues, size=sum(map(len, bodies)), until_ms=parts[-1].until_ms) + b"".join(bodies)


def shown(data):
    """Moments in milliseconds, and the red of each picture."""
    with av.open(io.BytesIO(data)) as container:
        for frame in container.decode(video=0):
            yield round(frame.time * 1000), frame.to_image().getpixel((frame.width // 2, frame.height // 2))[0]


def beeping(seconds=25, form="matroska", codec="mp3", at=(0.5, 12.25, 19.99)):
    """Silence with tones of a tenth of a second."""
    rate = 44_100
    tone = [0] * (seconds * rate)
    for begin in at:
        first = round(begin * rate)
        tone[first : first + rate // 10] = [20_000 if number // 30 % 2 else -20_000 for number in range(rate // 10)]
    written = io.BytesIO()
    with av.open(written, "w", format=form) as container:
        track = container.add_stream(codec, rate=rate)
        track.layout = "mono"
        for first in range(0, len(tone), 1152):
            frame = av.AudioFrame(format="s16", layout="mono", samples=1152)
            frame.planes[0].update(array("h", (tone[first : first + 1152] + [0] * 1152)[:1152]).tobytes())
            frame.rate, frame.pts, frame.time_base = rate, first, Fraction(1, rate)
            for one in av.AudioResampler(track.codec_context.format, "mono", rate).resample(frame):
                one.pts = first
                container.mux(track.encode(one))
        container.mux(track.encode(None))
    return written.getvalue()


def loudness(data):
    """When sound begins after silence, in seconds."""
    level, begins = 0.0, []
    with av.open(io.BytesIO(data)) as container:
        for frame in container.decode(audio=0):
            pieces = frame.to_ndarray().reshape(-1)
            for number in range(0, len(pieces), 48):
                heard = float(abs(pieces[number : number + 48]).max())
                now = frame.time + number / 48_000
                if heard > 0.2 and (not begins or now - level > 0.3):
                    begins.append(now)
                if heard > 0.2:
                    level = now
    return begins


@pytest.mark.parametrize("options", [AVI, HEVC, {"form": "matroska", "gop": 7}, {"codec": "mpeg2video", "form": "matroska"}])
def test_every_picture_keeps_its_moment(options):
    data = moving(23, **options)
    parts = parts_of(data)
    assert [part.until_ms for part in parts[:-1]] == [10_000, 20_000]
    assert parts[-1].until_ms == pytest.approx(23_000, abs=120)
    found = list(shown(joined(parts)))
    assert len(found) == 230
    for (at, red), (then, was) in zip(found, shown(data), strict=True):
        assert at == then
        assert red == pytest.approx(was, abs=3)


def test_a_player_may_begin_at_each_part_and_lands_there():
    whole = joined(parts_of(moving(23, **AVI)))
    with av.open(io.BytesIO(whole)) as container:
        assert container.duration == pytest.approx(22_940_000, abs=100_000)
        for moment in (21.0, 10.0, 3.5, 19.9):
            container.seek(round(moment * 1_000_000))
            first = next(container.decode(video=0)).time
            assert first <= moment < first + 10


def test_sound_keeps_its_moment_to_the_hundredth_of_a_second():
    parts = parts_of(beeping())
    assert [part.until_ms for part in parts] == [pytest.approx(25_000, abs=100)]  # of sounds a part is a minute
    assert loudness(parts[0].film) == [pytest.approx(at, abs=0.01) for at in (0.5, 12.25, 19.99)]


def test_a_sound_over_several_parts_has_no_gap_and_no_echo():
    found = list(parts_of(loud(130)))
    assert [part.until_ms for part in found] == [60_000, 120_000, 130_000]
    with av.open(io.BytesIO(joined(found))) as container:
        packets = [packet.pts for packet in container.demux(audio=0) if packet.size]
    assert packets == [20 * number - 7 for number in range(6500)]  # the encoder's delay, which players take off again
    assert loudness(joined(found)) == [pytest.approx(65, abs=0.02)]


def uneven(seconds=12):
    """A film of noise: an encoder that chose its speed by a clock would not make the same of it twice."""
    written, source = io.BytesIO(), np.random.default_rng(4)
    still = np.asarray(Image.fromarray(source.integers(0, 255, (45, 80, 3), dtype=np.uint8)).resize((640, 360)))
    with av.open(written, "w", format="avi") as container:
        track = container.add_stream("mpeg4", rate=25)
        track.width, track.height, track.pix_fmt, track.bit_rate = 640, 360, "yuv420p", 2_000_000
        for number in range(25 * seconds):
            container.mux(track.encode(av.VideoFrame.from_ndarray(np.roll(still, 3 * number, 1), format="rgb24")))
        container.mux(track.encode())
    return written.getvalue()


@pytest.mark.parametrize("film", [lambda: moving(12, **AVI), lambda: moving(12, **HEVC), uneven])
def test_the_same_file_becomes_the_same_bytes(film):
    data = film()
    assert [part.film for part in parts_of(data)] == [part.film for part in parts_of(data)]


def test_a_part_is_turned_as_the_film_was_seen_and_no_larger_than_720_lines():
    (part,) = parts_of(film(size=(1920, 1080), rotation=90, frames=3))
    assert webm.tracks_of(part.film)[0] == Tracks(720, 1280, 0)
    picture = Image.new("RGB", (64, 48), "black")
    picture.paste("white", (0, 0, 64, 8))
    written = io.BytesIO()
    with av.open(written, "w", format="mp4") as container:
        track = container.add_stream("mpeg4", rate=10)
        track.width, track.height, track.pix_fmt = 64, 48, "yuv420p"
        track.set_display_rotation(90)  # counterclockwise: what was above stands on the left
        container.mux(track.encode(av.VideoFrame.from_image(picture)))
        container.mux(track.encode())
    (part,) = parts_of(written.getvalue())
    with av.open(io.BytesIO(part.film)) as container:
        seen = next(container.decode(video=0)).to_image()
    assert seen.size == (48, 64)
    assert seen.getpixel((2, 32))[0] > 180 > 60 > seen.getpixel((40, 32))[0]


def test_sixty_pictures_a_second_become_thirty_and_each_keeps_its_moment():
    written = io.BytesIO()
    with av.open(written, "w", format="matroska") as container:
        track = container.add_stream("mpeg4", rate=60)
        track.width, track.height, track.pix_fmt = 64, 48, "yuv420p"
        for number in range(120):
            container.mux(track.encode(av.VideoFrame.from_image(Image.new("RGB", (64, 48), (2 * number, 0, 0)))))
        container.mux(track.encode())
    found = list(shown(parts_of(written.getvalue())[0].film))
    assert len(found) == 60
    assert all(red / 2 / 60 * 1000 == pytest.approx(at, abs=90) for at, red in found)


def test_what_a_browser_plays_is_told_apart_from_what_it_does_not():
    plays = [moving(1), moving(1, form="webm", codec="libvpx"), sound(), film(rotation=90)]
    does_not = [moving(1, **AVI), moving(1, **HEVC), moving(1, form="mp4", codec="mpeg4"), film(rotation=45), beeping(1)]
    assert [plays_as_it_is(io.BytesIO(data)) for data in plays] == [True] * 4
    assert [plays_as_it_is(io.BytesIO(data)) for data in does_not] == [False] * 5


def test_a_film_without_an_index_is_wound_by_reading_it():
    whole = moving(23, gop=20, **AVI)
    cut = whole[: whole.index(b"idx1")]
    assert shown(joined(parts_of(cut)))
    assert [at for at, _ in shown(joined(parts_of(cut)))] == [100 * number for number in range(230)]


def test_where_the_file_breaks_what_comes_after_still_counts():
    data = bytearray(moving(23, gop=10, **AVI))
    middle = len(data) // 2
    data[middle : middle + 400] = bytes(400)
    parts = parts_of(bytes(data))
    assert parts[-1].until_ms == pytest.approx(23_000, abs=200)
    assert [webm.check_part(part.film) for part in parts] == [None, None, None]


def test_a_film_cut_off_ends_where_it_was_cut():
    data = moving(23, gop=10, form="matroska", codec="mpeg4")
    parts = parts_of(data[: len(data) * 2 // 3])
    assert 10_000 < parts[-1].until_ms < 20_000


def test_a_film_that_says_it_lasts_a_century_ends_where_it_ends():
    parts = parts_of(lasting(moving(3), 0xFFFFFFFE))
    assert [part.until_ms for part in parts] == [pytest.approx(3000, abs=100)]


def test_of_too_many_pixels_only_pictures_that_stand_by_themselves_are_made(monkeypatch):
    monkeypatch.setattr(reels, "MOST_PART_PIXELS", 160 * 120 * 20)
    (part, *_) = parts_of(moving(10, gop=25, form="matroska"))
    assert part.is_thinned
    assert 20 < len(list(shown(part.film))) < 40


def test_a_film_ends_and_then_there_is_no_part():
    with pytest.raises(NotFoundError):
        played_part(io.BytesIO(moving(9, **AVI)), 4)


@pytest.mark.parametrize("data", [jpeg(), pdf("x"), b"", b"RIFF\0\0\0\0AVI LIST", moving(3)[:900]])
def test_what_is_no_film_is_refused(data):
    with pytest.raises(MalformedError):
        played_part(io.BytesIO(data), 1)


def test_nothing_of_what_the_file_tells_of_itself_travels_on():
    (part,) = parts_of(film(tags={"title": "Zakon-77", "location": "+53.9+027.5/"}, frames=3))
    assert b"Zakon" not in part.film
    assert b"53.9" not in part.film


@pytest.mark.parametrize("tracks", [Tracks(1280, 720, 2), Tracks(16, 16, 0), Tracks(0, 0, 1)])
def test_a_head_is_read_as_it_was_written(tracks):
    assert webm.tracks_of(webm.part_head(tracks, size=12_345, until_ms=7_000)) == (tracks, 7_000)


def test_a_head_that_we_would_not_have_written_is_none():
    (part,) = parts_of(moving(1, **AVI))
    webm.check_part(part.film)
    told, passed = webm.tracks_of(part.film), 0
    for place in range(HEAD + 4):
        changed = part.film[:place] + bytes([part.film[place] ^ 1]) + part.film[place + 1 :]
        try:
            webm.check_part(changed)
        except MalformedError:
            continue
        passed += 1
        assert webm.tracks_of(changed) != told  # another number, well written
    assert passed <= 2 + 2 + 8
    for wrong in (b"", part.film[:HEAD], part.film + b"x", part.film[:-1], b"<html>" * 200):
        with pytest.raises(MalformedError):
            webm.check_part(wrong)
