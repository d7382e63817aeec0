"""A child for each file: it sees what the engine sees, can do nothing else, is believed nothing, and may die."""

import io
import json
import os
import secrets
import signal
import sys
import threading
import time
from pathlib import Path

import pytest
from PIL import Image
from tests.media.samples import MINSK, encoded, exif, film, jpeg, pdf, sound
from tests.media.signing import maker, signed

from kniha.media.sniffing import sniff
from kniha.runs import view_pipe as pipe
from kniha.runs import watching
from kniha.runs.file_facts import Facts, from_json
from kniha.runs.looking import look
from kniha.runs.watching import look_at
from kniha.vocab.errors import BrokenError, MalformedError

TAKEN = jpeg(size=(2400, 1600), exif=exif(place=MINSK, camera={"DateTimeOriginal": "2020:08:10 23:15:00"}, Make="Acme").tobytes())
TOLD = "Ўчора каля Акрэсціна яго білі дубінкай. Ещё ёлка."


def seen(data, media_type="", seconds=30, roots=b""):
    return look_at(io.BytesIO(data), len(data), media_type or sniff(data).type, seconds=seconds, roots=roots)


def engine(data):
    """What the engine says without a child."""
    family = watching._READ.get(sniff(data).type) or sniff(data).type.partition("/")[0]
    return look(family, io.BytesIO(data))


MODES = {
    "png, palette": lambda: encoded(Image.new("P", (40, 30)), "PNG"),
    "png, grey and transparent": lambda: encoded(Image.new("LA", (40, 30)), "PNG"),
    "png, 16 bits": lambda: encoded(Image.new("I;16", (40, 30)), "PNG"),
    "jpeg, four colours": lambda: encoded(Image.new("CMYK", (40, 30)), "JPEG"),
    "tiff, black and white": lambda: encoded(Image.new("1", (40, 30)), "TIFF"),
    "gif": lambda: encoded(Image.new("RGB", (40, 30)), "GIF"),
    "webp": lambda: encoded(Image.new("RGBA", (40, 30)), "WEBP"),
    "avif": lambda: encoded(Image.new("RGB", (40, 30)), "AVIF"),
    "bmp": lambda: encoded(Image.new("RGB", (40, 30)), "BMP"),
    "jpeg with places and times": lambda: TAKEN,
    "film": film,
    "film with tags": lambda: film(tags={"creation_time": "2020-08-10T20:15:00Z", "location": "+53.9006+027.5590/"}),
    "film, webm": lambda: film(form="webm", codec="vp8"),
    "sound": sound,
    "sound, mp3": lambda: sound("mp3", "mp3"),
}


GPX = (
    b'<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1" creator="Zubr"><trk><trkseg>'
    b'<trkpt lat="53.9" lon="27.5"><time>2020-08-10T20:15:00Z</time></trkpt></trkseg></trk></gpx>'
)
MODES |= {
    "pdf": lambda: pdf(TOLD),
    "track": lambda: GPX,
    "signed": lambda: signed(jpeg()),
    "signed film": lambda: signed(film(), "video/mp4"),
}


@pytest.mark.parametrize("name", MODES)
def test_a_child_that_can_open_nothing_sees_what_the_engine_sees(name):
    data = MODES[name]()
    found, meant = seen(data), engine(data)
    assert found.facts.model_copy(update={"manifest": None}) == from_json(json.dumps(meant.facts).encode())
    assert (found.picture, found.words.decode()) == (meant.picture, meant.words)
    assert bool(found.picture) is (sniff(data).family.value in {"image", "video"})


PAPERS = {
    "utf-8": lambda: TOLD.encode(),
    "utf-16": lambda: TOLD.encode("utf-16"),
    "old Windows": lambda: TOLD.encode("cp1251"),
    "pdf": lambda: pdf(TOLD),
}


@pytest.mark.parametrize("name", PAPERS)
def test_a_child_that_can_open_nothing_reads_words(name):
    found = seen(PAPERS[name]())
    assert found.words.decode().strip() == TOLD
    assert (found.picture, found.facts.findings) == (b"", ())


def test_a_signer_is_trusted_by_the_pinned_roots_alone():
    data = signed(jpeg())
    assert seen(data, roots=maker()[1].encode()).facts.manifest.holding == "trusted"
    assert seen(data, roots=maker("Los")[1].encode()).facts.manifest.holding == "valid"
    assert seen(data).facts.manifest.holding == "valid"
    assert seen(jpeg(), roots=maker()[1].encode()).facts.manifest is None


def test_an_altered_file_is_told():
    changed = bytearray(signed(jpeg()))
    changed[-30] ^= 1
    found = seen(bytes(changed), roots=maker()[1].encode())
    assert (found.facts.manifest.holding, found.facts.findings) == ("broken", ("manifest-broken",))
    assert found.picture


def test_a_long_film_is_not_read_to_its_end():
    class Counting(io.BytesIO):
        read_in_all = 0

        def read(self, size=-1):
            data = super().read(size)
            self.read_in_all += len(data)
            return data

    data = film(size=(320, 240), frames=30) + (30 << 20).to_bytes(4, "big") + b"free" + bytes((30 << 20) - 8)
    counting = Counting(data)
    assert look_at(counting, len(data), "video/mp4", seconds=30).picture
    assert counting.read_in_all < 4 << 20


@pytest.mark.parametrize("data", [b"", b"\xff\xd8\xff" + bytes(50), TAKEN[:2000], b"GIF89a" + secrets.token_bytes(300)])
def test_what_cannot_be_decoded_gives_findings_and_no_picture(data):
    found = seen(data, "image/jpeg")
    assert found.picture == b""
    assert found.facts.findings


def test_what_nobody_reads_is_not_given_to_a_child():
    with pytest.raises(MalformedError):
        seen(b"<svg/>", "unknown/svg")


def test_a_child_that_takes_too_long_is_killed():
    found = seen(TAKEN, seconds=0.005)
    assert (found.facts.findings, found.picture) == (("unreadable", "manifest-unreadable"), b"")
    assert seen(TAKEN).picture  # its nursery lives


def test_what_the_vault_says_comes_through():
    class Broken(io.BytesIO):
        def read(self, size=-1):
            raise BrokenError("chunk number 0 was altered, cut or moved")

    with pytest.raises(BrokenError):
        look_at(Broken(TAKEN), len(TAKEN), "image/jpeg", seconds=30)
    assert seen(TAKEN).picture


def test_a_nursery_that_was_killed_is_started_again():
    assert seen(TAKEN).picture
    os.kill(watching._NURSERY._started[0].pid, signal.SIGKILL)
    watching._NURSERY._started[0].wait()
    assert seen(TAKEN).picture


class Slow(io.BytesIO):
    """A file whose first piece takes until somebody lets it go."""

    asked, given = threading.Event(), threading.Event()

    def read(self, size=-1):
        self.asked.set()
        self.given.wait(20)
        return super().read(size)


def test_a_nursery_that_dies_over_a_file_does_not_make_the_file_unreadable():
    seen(TAKEN)
    first, slow, found = watching._NURSERY._started[0], Slow(TAKEN), []
    Slow.asked.clear()
    Slow.given.clear()
    working = threading.Thread(target=lambda: found.append(look_at(slow, len(TAKEN), "image/jpeg", seconds=30)))
    working.start()
    assert Slow.asked.wait(20)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    Slow.given.set()
    working.join()
    assert found[0].picture
    assert found[0].facts.findings == ()


@pytest.mark.skipif(sys.platform != "linux", reason="the parents of processes are read from /proc")
def test_no_child_outlives_its_nursery():
    seen(TAKEN)
    nursery, slow = watching._NURSERY._started[0], Slow(TAKEN)
    Slow.asked.clear()
    Slow.given.clear()
    working = threading.Thread(target=lambda: look_at(slow, len(TAKEN), "image/jpeg", seconds=30))
    working.start()
    assert Slow.asked.wait(20)
    (child,) = _children(nursery.pid)
    os.kill(nursery.pid, signal.SIGKILL)
    nursery.wait()
    until = time.monotonic() + 10
    while Path(f"/proc/{child}").exists() and _state(child) != "Z" and time.monotonic() < until:
        time.sleep(0.01)
    assert not Path(f"/proc/{child}").exists() or _state(child) == "Z"
    Slow.given.set()
    working.join()


@pytest.mark.skipif(sys.platform != "linux", reason="threads are counted in /proc")
def test_the_nursery_forks_with_one_thread_and_holds_no_file():
    seen(TAKEN)
    nursery = watching._NURSERY._started[0].pid
    assert len(list(Path(f"/proc/{nursery}/task").iterdir())) == 1
    held = {str(one.readlink()).partition(":")[0] for one in Path(f"/proc/{nursery}/fd").iterdir()}
    assert held == {"/dev/null", "socket"}
    assert Path(f"/proc/{nursery}/environ").read_bytes() == b"OPENBLAS_NUM_THREADS=1\x00"


def _children(pid):
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _state(pid):
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


EXPECTED = watching._Expected(from_json, watching.is_jpeg)
HOSTILE = {
    "asks for more than there is": pipe.WANTED + pipe.PIECE.pack(90, 11),
    "asks for too much at once": pipe.WANTED + pipe.PIECE.pack(0, 1 << 30),
    "speaks otherwise": b"GET / HTTP/1.1\r\n",
    "says nothing": b"",
    "promises facts without end": pipe.DONE + pipe.ANSWER.pack(1 << 31, 0, 0),
    "promises a picture without end": pipe.DONE + pipe.ANSWER.pack(2, 1 << 31, 0) + b"{}",
    "gives facts that are none": pipe.DONE + pipe.ANSWER.pack(2, 0, 0) + b"[]",
    "gives facts that are no JSON": pipe.DONE + pipe.ANSWER.pack(2, 0, 0) + b"{]",
    "gives a page for a picture": pipe.DONE + pipe.ANSWER.pack(2, 6, 0) + b"{}<html>",
    "promises words without end": pipe.DONE + pipe.ANSWER.pack(2, 0, 1 << 31) + b"{}",
    "gives bytes for words": pipe.DONE + pipe.ANSWER.pack(2, 0, 3) + b"{}\xff\xfe\x00",
    "stops in the middle": pipe.DONE + pipe.ANSWER.pack(2, 600, 0) + b"{}\xff\xd8\xff",
}


HOSTILE |= {
    "tells of what there is no word for": pipe.DONE + pipe.ANSWER.pack(23, 0, 0) + b'{"findings": ["<html>"]}'[:23],
    "tells more than there is": pipe.DONE + pipe.ANSWER.pack(13, 0, 0) + b'{"keys": "x"}',
    "tells a number that is none": pipe.DONE + pipe.ANSWER.pack(15, 0, 0) + b'{"width": -5.5}',
}


@pytest.mark.parametrize("speech", HOSTILE)
def test_a_captured_child_is_believed_nothing(speech):
    with pytest.raises(watching._EndedError):
        watching._served(io.BytesIO(HOSTILE[speech]), io.BytesIO(), watching._File(io.BytesIO(bytes(100)), 100), EXPECTED)


@pytest.mark.parametrize("checked", [Facts(), watching._UNCHECKED])
def test_a_captured_decoder_cannot_vouch_for_a_signer(checked):
    lie = from_json(b'{"manifest": {"holding": "trusted", "signer": "Zubr"}, "findings": []}')
    assert watching._with_manifest(lie, checked).manifest == checked.manifest


def test_a_child_that_cannot_be_shut_in_is_given_no_byte():
    class Untouched(io.BytesIO):
        def read(self, size=-1):
            raise AssertionError("read")

    with pytest.raises(BrokenError, match="shut in"):
        watching._served(io.BytesIO(pipe.OPEN), io.BytesIO(), watching._File(Untouched(TAKEN), len(TAKEN)), EXPECTED)
