import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.media.samples import film, jpeg, sound, told
from tests.sizes import examples

from kniha.media.findings import Finding
from kniha.media.tellings import About
from kniha.media.videos import VideoFacts, read_video
from kniha.vocab.errors import BrokenError


def facts(data):
    return read_video(io.BytesIO(data))


def test_a_film_tells_its_length_size_time_and_place():
    tags = {"creation_time": "2020-08-10T20:15:00Z", "location": "+53.9006+027.5590/", "make": "Zubr", "model": "Z-1"}
    found = facts(film(tags=tags))
    assert replace(found, tellings=()) == VideoFacts(duration_ms=1000, width=64, height=48, codec="h264", frames_per_1000s=10_000)
    assert set(told(found, About.TAKEN)) == {"2020-08-10T20:15:00+00:00"}
    assert set(told(found, About.PLACE)) == {"53.9006000 27.5590000", "53.9005890 27.5589905"}  # 16.16 bits of 3GPP
    assert set(told(found, About.MAKE)) == {"Zubr"}


def test_the_zone_that_a_telephone_adds_is_kept():
    found = facts(film(form="mov", tags={"com.apple.quicktime.creationdate": "2020-08-10T23:15:00+0300"}))
    assert told(found, About.TAKEN, "ffmpeg") == ["2020-08-10T23:15:00+03:00"]
    assert found.findings == (Finding.TIME_NOT_SET,)


@pytest.mark.parametrize(("form", "codec"), [("webm", "libvpx"), ("matroska", "h264"), ("avi", "mpeg4"), ("mov", "h264")])
def test_other_containers_are_read(form, codec):
    found = facts(film(form=form, codec=codec))
    assert (found.width, found.height, found.duration_ms) == (64, 48, 1000)


def test_a_sound_has_a_length_and_no_picture():
    found = facts(sound())
    assert (found.duration_ms, found.findings) == (1000, (Finding.NO_PICTURE,))


def test_an_empty_file_is_told():
    assert facts(b"").findings == (Finding.EMPTY,)


def test_a_film_cut_before_its_index_is_unreadable():
    assert facts(film()[:300]).findings == (Finding.UNREADABLE,)


def test_a_picture_is_no_film():
    assert facts(jpeg()).findings == (Finding.UNREADABLE,)


def test_a_track_of_a_codec_that_nobody_knows_is_told():
    unknown = film().replace(b"avc1", b"zubr")
    found = facts(unknown)
    assert (found.duration_ms, found.findings) == (1000, (Finding.CODEC_UNKNOWN, Finding.TIME_NOT_SET))


def test_a_place_not_on_the_earth_is_kept_as_written_and_told():
    found = facts(film(tags={"location": "+93.9006+027.5590/"}))
    assert set(told(found, About.PLACE, "ffmpeg")) == {"+93.9006+027.5590/"}
    assert set(found.findings) == {Finding.POSITION_MALFORMED, Finding.TIME_NOT_SET}


def test_a_time_that_cannot_be_is_told():
    found = facts(film(form="mov", tags={"com.apple.quicktime.creationdate": "long ago"}))
    assert told(found, About.TAKEN, "ffmpeg") == ["long ago"]
    assert set(found.findings) == {Finding.TIME_MALFORMED, Finding.TIME_NOT_SET}


@pytest.mark.parametrize(
    "playlist",
    [
        b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/hostname\n",
        b"ffconcat version 1.0\nfile '/etc/hostname'\n",
        b"<?xml version='1.0'?><MPD>",
    ],
)
def test_a_playlist_never_opens_what_it_names(playlist):
    assert facts(playlist).findings == (Finding.UNREADABLE,)


def test_an_error_of_the_store_is_not_taken_for_a_fault_of_the_film():
    class Torn(io.BytesIO):
        def read(self, size=-1):
            if self.tell() > 200:
                raise BrokenError("the blob was altered")
            return super().read(min(size, 100) if self.tell() else size)[:300]

    with pytest.raises(BrokenError):
        read_video(Torn(film(frames=50)))


WHOLE = film(tags={"creation_time": "2020-08-10T20:15:00Z", "location": "+53.9006+027.5590/"}, frames=3)


@given(st.lists(st.tuples(st.integers(8, len(WHOLE) - 1), st.integers(0, 255)), min_size=1, max_size=20))
@settings(max_examples=examples(80), deadline=None)
def test_no_damaged_film_raises(changes):
    damaged = bytearray(WHOLE)
    for at, value in changes:
        damaged[at] = value
    assert isinstance(facts(bytes(damaged)), VideoFacts)
