"""Where a clip lies in a film: made-up agreements of seconds, and a film that is encoded, cut, turned and subtitled."""

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.media import films, samples
from tests.sizes import examples

from kniha.media.alignment import Agreement, agreements, films_like, stretches
from kniha.media.film_prints import film_prints
from kniha.media.fitting import Fit
from kniha.media.near import EVERY_MS, MOST_SECONDS, Likeness, Way
from kniha.media.near_index import NearIndex, film_of, numbers_of, seconds_of
from kniha.media.pdq import Turn
from kniha.media.print_bytes import film_read, film_written
from kniha.vocab.errors import ImpossibleError, MalformedError

SAME = Likeness(Way.WHOLE, Turn.NONE, bits=4)
MIRRORED = Likeness(Way.WHOLE, Turn.MIRRORED, bits=4)


def agreeing(start, seconds, other_start, speed=1.0, likeness=SAME):
    return [Agreement(at * 1000, round((other_start + (at - start) * speed) * 1000), likeness) for at in range(start, start + seconds)]


def sampled(seconds):
    return [at * 1000 for at in range(seconds)]


@given(start=st.integers(0, 50), length=st.integers(3, 60), other=st.integers(0, 3000), jitter=st.integers(0, 400))
@settings(max_examples=examples(80), deadline=None)
def test_a_stretch_is_found_wherever_it_lies(start, length, other, jitter) -> None:
    rng = np.random.default_rng(start + length)
    found = [
        Agreement(each.at, max(0, each.other_at + int(rng.integers(-jitter, jitter + 1))), SAME) for each in agreeing(start, length, other)
    ]
    (told,) = stretches(found, sampled(start + length))
    assert (told.start, told.length) == (start * 1000, length * 1000)
    assert abs(told.other_start - other * 1000) <= 700
    assert told.share == 1


@given(seed=st.integers(0, 10**6), count=st.integers(0, 40))
@settings(max_examples=examples(60), deadline=None)
def test_agreements_here_and_there_are_no_stretch(seed, count) -> None:
    rng = np.random.default_rng(seed)
    times = rng.choice(60, min(count, 60), replace=False)
    found = [Agreement(int(at) * 1000, int(rng.integers(0, 10**7)), SAME) for at in times]
    assert not [each for each in stretches(found, sampled(60)) if each.length > 8000]


def test_a_clip_put_together_out_of_pieces_is_told_piece_by_piece() -> None:
    found = agreeing(0, 10, 200) + agreeing(10, 20, 40, likeness=MIRRORED) + agreeing(30, 5, 500)
    told = stretches(found, sampled(35))
    assert [(each.start // 1000, each.length // 1000, each.other_start // 1000) for each in told] == [
        (0, 10, 200),
        (10, 20, 40),
        (30, 5, 500),
    ]
    assert [each.turn for each in told] == [Turn.NONE, Turn.MIRRORED, Turn.NONE]


@pytest.mark.parametrize("speed", [25 / 24, 0.8, 1.25])
def test_another_pace_is_told(speed) -> None:
    (told,) = stretches(agreeing(0, 60, 100, speed), sampled(60))
    assert told.speed == pytest.approx(speed, abs=0.01)
    assert told.length == 60_000
    assert abs(told.other_start - 100_000) <= 1000


def test_where_nothing_moves_it_says_how_loose_the_place_is() -> None:
    found = [Agreement(at * 1000, other * 1000, SAME) for at in range(10) for other in range(60)]
    (told,) = stretches(found, sampled(10))
    assert told.loose >= 20_000


def test_four_seconds_by_marks_alone_are_no_stretch_and_five_are() -> None:
    assert stretches(agreeing(0, 4, 100, likeness=part()), sampled(4)) == ()
    assert len(stretches(agreeing(0, 5, 100, likeness=part()), sampled(5))) == 1


def part(marks=30, exact=0.4, share=0.5, shift=0j, way=Way.PART):
    return Likeness(way, Turn.NONE, fit=Fit(marks, share, exact, 12, 1 + 0j, shift))


def test_whoever_filmed_from_elsewhere_moved_otherwise() -> None:
    steady = [agreeing(at, 1, 100 + at, likeness=part(shift=complex(300 * (at % 3), 0)))[0] for at in range(12)]
    wandering = [agreeing(at, 1, 100 + at, likeness=part(shift=complex(6000 * (at % 5), 4000 * (at % 4))))[0] for at in range(12)]
    assert [each.length for each in stretches(steady, sampled(12))] == [12_000]
    assert stretches(wandering, sampled(12)) == ()


def test_faint_seconds_fill_a_stretch_and_make_none() -> None:
    faint = [each for at in range(12) for each in agreeing(at, 1, 100 + at, likeness=part(10, 0.12, 0.15, way=Way.SCENE))]
    strong = agreeing(3, 1, 103, likeness=part()) + agreeing(8, 1, 108, likeness=part())
    assert stretches(faint, sampled(12)) == ()
    assert [each.length for each in stretches(faint + strong, sampled(12))] == [12_000]


def test_seconds_that_agree_rarely_are_no_stretch() -> None:
    found = [each for each in agreeing(0, 40, 100) if each.at % 4000 == 0]
    assert stretches(found, sampled(40)) == ()
    assert stretches([], sampled(10)) == ()
    assert stretches(agreeing(3, 2, 50), sampled(10)) == ()


# --- films


@pytest.fixture(scope="module")
def film():
    """Twelve seconds by hand, and what somebody else filmed there."""
    frames = films.encoded(films.film(0, 12), crf=23, preset="veryfast")
    return frames, prints(frames), prints(films.encoded(films.other_film(3, 12), crf=26, preset="veryfast"))


def prints(data):
    return tuple(film_prints(io.BytesIO(data)))


def test_a_film_has_a_print_for_each_second(film) -> None:
    assert [at for at, _ in film[1]] == sampled(12)


@pytest.mark.parametrize("name", ["subtitles", "mirror", "crop 10 %", "screen recording"])
def test_an_altered_clip_is_placed_in_its_film(name, film) -> None:
    data, whole, other = film
    clip = prints(films.ASKED[name](films.cut(films.decoded(data), 4, 11), np.random.default_rng(3)))
    index = NearIndex().grown([*seconds_of(7, whole), *seconds_of(8, other)])
    assert films_like(index, clip)[0] == 7
    told = stretches(agreements(clip, whole), [at for at, _ in clip])
    assert len(told) == 1
    assert abs(told[0].other_start - told[0].start - 4000) <= 1000 + told[0].loose
    assert told[0].length >= 5000
    assert stretches(agreements(clip, other), [at for at, _ in clip]) == ()


def test_a_still_is_found_in_its_film_and_a_film_taken_out_is_found_no_more(film) -> None:
    index = NearIndex().grown([*seconds_of(7, film[1]), *seconds_of(8, film[2])])
    still = film[1][5][1]
    assert film_of(index.candidates(still)[0].number) == (7, 5)
    assert films_like(index.without(numbers_of(7)), film[1]) in ((), (8,))
    with pytest.raises(ImpossibleError, match="below"):
        seconds_of(1 << 47, film[1])


def test_what_agrees_too_rarely_does_not_hide_what_agrees() -> None:
    rarely = [each for each in agreeing(0, 80, 900) if each.at % 4000 == 0]
    (told,) = stretches(rarely + agreeing(60, 12, 100), sampled(80))
    assert (told.start, told.length, told.other_start) == (60_000, 12_000, 100_000)


def test_prints_of_a_film_come_back_from_their_bytes(film) -> None:
    assert film_written(film_read(film_written(film[1]))) == film_written(film[1])
    assert film_read(b"") == ()


@pytest.mark.parametrize("cut", [3, 6, 100, -1])
def test_prints_of_a_film_cut_short_are_refused(cut, film) -> None:
    with pytest.raises(MalformedError):
        film_read(film_written(film[1])[:cut])


def test_seconds_that_do_not_go_up_or_go_on_for_ever_are_refused(film) -> None:
    (_, one), (_, two) = film[1][:2]
    for times in ((0, 0), (5000, 1000), (0, MOST_SECONDS * EVERY_MS)):
        with pytest.raises(MalformedError, match="go up"):
            film_read(film_written([(times[0], one), (times[1], two)]))


def test_a_film_that_breaks_gives_what_came_before_and_says_so(film) -> None:
    broken = bytearray(samples.film(frames=60, form="matroska"))
    got = []
    with pytest.raises(MalformedError):
        got.extend(film_prints(io.BytesIO(bytes(broken[:40]))))
    assert got == []


def test_a_sound_and_what_is_no_film_are_refused() -> None:
    for data in (samples.sound(), b"", b"no film" * 50, samples.jpeg()):
        with pytest.raises(MalformedError):
            list(film_prints(io.BytesIO(data)))


def test_a_film_that_lies_about_its_length_is_read_no_further() -> None:
    import av
    from PIL import Image

    written = io.BytesIO()
    with av.open(written, "w", format="matroska") as container:
        track = container.add_stream("mpeg4", rate=10)
        track.width, track.height, track.pix_fmt = 64, 48, "yuv420p"
        for at in (0, 10, MOST_SECONDS * 10 + 10):
            frame = av.VideoFrame.from_image(Image.effect_noise((64, 48), 60).convert("RGB"))
            frame.pts = at
            container.mux(track.encode(frame))
        container.mux(track.encode())
    assert [at for at, _ in film_prints(io.BytesIO(written.getvalue()))] == [0, 1000]


def test_a_film_is_read_stretch_by_stretch_and_the_stretches_are_the_whole() -> None:
    data = samples.film(frames=130)
    whole = [at for at, _ in film_prints(io.BytesIO(data))]
    assert len(whole) > 4
    parts = []
    for begin in range(0, 60_000, 2000):
        part = [at for at, _ in film_prints(io.BytesIO(data), begin_ms=begin, end_ms=begin + 2000)]
        parts += [at for at in part if at < begin + 2000]
        if not part or part[-1] < begin + 2000:
            break
    assert parts == whole


def test_a_turned_film_is_seen_as_it_is_shown() -> None:
    upright, lying = (prints(samples.film(size=(96, 64), rotation=rotation)) for rotation in (0, 90))
    assert (upright[0][1].height < upright[0][1].width) == (lying[0][1].height > lying[0][1].width)
