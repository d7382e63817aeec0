"""Files written to break a reader: bombs, loops, depth, promises without end, and many files with bytes changed."""

import io
import json
import random
import struct
import time

import pytest
from PIL import Image
from tests.media.samples import MINSK, box, encoded, exif, film, jpeg, movie, pdf, sampled, sound, xmp
from tests.media.signing import signed
from tests.sizes import SOAKING

from kniha.media.film_tracks import MOST_TRACKS_OF_PLACES
from kniha.media.findings import Finding
from kniha.media.images import read_image
from kniha.media.sniffing import sniff
from kniha.media.tellings import MOST_TELLINGS
from kniha.media.tracks import MOST_POINTS
from kniha.media.videos import read_video
from kniha.runs import file_facts
from kniha.runs import view_pipe as pipe
from kniha.runs.looking import look

SECONDS = 5
"""What one hostile file may take here; a child has thirty, and the machine of a test may be busy."""


def tiff(*tags, after=0, more=b""):
    """A TIFF of 1 × 1 with these tags too, whose directory is followed by one at `after`."""
    own = [(256, 3, 1, 1), (257, 3, 1, 1), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), (273, 4, 1, 8), (278, 3, 1, 1), (279, 4, 1, 1)]
    rows = sorted([*own, *tags])
    directory = struct.pack("<H", len(rows)) + b"".join(struct.pack("<HHII", *row) for row in rows) + struct.pack("<I", after)
    return b"II*\x00" + struct.pack("<I", 10) + b"\x00\x00" + directory + more


BOMBS = {
    "a directory that is followed by itself": lambda: tiff(after=10),
    "EXIF that is its own EXIF": lambda: tiff((34665, 4, 1, 10), (34853, 4, 1, 10)),
    "directories, each followed by one more": lambda: tiff(after=200, more=_chain(200, 20_000)),
    "a tag that promises 4 GiB": lambda: tiff((271, 2, 0xFFFFFFFF, 10)),
    "numbers that promise 4 GiB": lambda: tiff((34853, 4, 1, 300), more=bytes(200) + struct.pack("<HHHIII", 1, 2, 5, 0x1FFFFFFF, 8, 0)),
    "a directory of 65,535 tags": lambda: tiff(more=b"", after=0)[:10] + struct.pack("<H", 65535) + _tags(65535),
    "a packet of entities": lambda: jpeg(xmp=b'<!DOCTYPE x [<!ENTITY a "%s">]><x>%s</x>' % (b"ha" * 1000, b"&a;" * 10_000)),
    "a packet as deep as it is long": lambda: jpeg(xmp=b"<a>" * 20_000),
    "an element of a thousand names": lambda: jpeg(xmp=xmp(**{f"exif_n{number}": "x" * 50 for number in range(700)})),
    "boxes in boxes": lambda: movie(_deep(5000)),
    "a box that holds itself": lambda: movie(struct.pack(">I", 0) + b"trak" + struct.pack(">I", 0) + b"mdia"),
    "a box larger than the world": lambda: movie(struct.pack(">I4sQ", 1, b"udta", (1 << 64) - 1)),
    "boxes of nothing": lambda: movie(struct.pack(">I4s", 8, b"free") * 300_000),
    "keys that promise each other": lambda: movie(
        box(b"meta", box(b"hdlr", bytes(24)), box(b"keys", bytes(4), b"\xff" * 400), box(b"ilst"))
    ),
}


def _chain(start, many):
    size = 2 + 8 * 12 + 4
    return bytes(start - 112) + b"".join(tiff(after=start + size * (number + 1))[10:] for number in range(many))


def _tags(many):
    return b"".join(struct.pack("<HHII", 256 + number % 60_000, 4, 1, number) for number in range(many)) + bytes(4)


def _deep(many):
    inner = b""
    for _ in range(many):
        inner = box(b"udta", inner)
    return inner


def family(data):
    return {"text": "text", "application": "document"}.get(sniff(data).type.partition("/")[0], sniff(data).type.partition("/")[0])


def facts(data, kind=""):
    """As the parent would take them."""
    return file_facts.from_json(json.dumps(look(kind or family(data), io.BytesIO(data)).facts).encode())


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_ends_soon_and_leaves_facts(name):
    data = BOMBS[name]()
    start = time.process_time()
    found = facts(data)
    assert found.findings or found.width
    assert time.process_time() - start < SECONDS


def test_more_tracks_of_places_than_are_kept_are_told():
    one = sampled(b"tx3g", [struct.pack(">H", 60) + b"[latitude: 53.900000] [longitude: 27.500000]".ljust(60)])
    moov = one[one.index(b"moov") - 4 :]
    track = moov[moov.index(b"trak") - 4 :]
    many = one[: one.index(b"moov") - 4] + box(b"moov", moov[8 : moov.index(b"trak") - 4], track * 20)
    found = read_video(io.BytesIO(many))
    assert len(found.tracks) == MOST_TRACKS_OF_PLACES
    assert Finding.MORE_METADATA in found.findings


def test_the_most_that_a_file_can_tell_fits_into_an_answer():
    """Else a file that tells much would be one that nobody can read."""
    letter = "\U0001f54a" * 200
    telling = {"about": "description", "where": letter, "written": letter, "read": letter, "zone": "by-standard"}
    point = {
        "position": {"latitude_e7": -899999999, "longitude_e7": -1799999999},
        "read": "2020-08-10T20:15:01.500+00:00",
        "at_ms": 1 << 40,
    }
    told = {
        "tellings": [telling] * MOST_TELLINGS,
        "disagreements": [{"matter": "place", "first": telling, "second": telling, "apart": 1 << 40}] * file_facts.MOST_DISAGREEMENTS,
        "tracks": [{"where": letter, "told": 1 << 40, "points": [point] * MOST_POINTS}] * MOST_TRACKS_OF_PLACES,
        "findings": [finding.value for finding in Finding],
    }
    written = json.dumps(told, ensure_ascii=False).encode()
    assert file_facts.from_json(written)
    assert len(written) < pipe.LARGEST_FACTS


def test_what_a_file_tells_does_not_reach_the_terminal_or_the_page():
    found = read_image(io.BytesIO(jpeg(exif=exif(Make="<script>\x1b[2J\u202e"))))
    (make,) = [one.read for one in found.tellings]
    assert make.isprintable()


SAMPLES = {
    "jpeg": lambda: jpeg(
        exif=exif(MINSK, {"DateTimeOriginal": "2020:08:10 23:15:00"}, Make="Zubr", Orientation=6), xmp=xmp(exif_Make="Zubr")
    ),
    "png": lambda: encoded(Image.new("RGBA", (40, 30)), "PNG", exif=exif(MINSK)),
    "tiff": lambda: tiff((271, 2, 4, 0x00726275), (274, 3, 1, 6)),
    "webp": lambda: encoded(Image.new("RGB", (40, 30)), "WEBP", exif=exif(MINSK)),
    "gif": lambda: encoded(Image.new("RGB", (40, 30)), "GIF"),
    "film": lambda: film(form="mov", tags={"com.apple.quicktime.location.iso6709": "+53.9006+027.5590/"}, frames=3),
    "boxes": lambda: sampled(b"tx3g", [struct.pack(">H", 60) + b"[latitude: 53.900000] [longitude: 27.500000]".ljust(60)] * 3),
    "webm": lambda: film(form="webm", codec="libvpx", frames=3),
    "sound": lambda: sound(),
    "pdf": lambda: pdf("Ўчора"),
    "gpx": lambda: b"<?xml version='1.0'?><gpx xmlns='http://www.topografix.com/GPX/1/1'><trk><trkpt lat='53' lon='27'/></trk></gpx>",
    "signed": lambda: signed(jpeg()),
}
MANY = 100_000 // len(SAMPLES) if SOAKING else 60


def mutated(whole, chance):
    """Some bytes changed, and sometimes cut, doubled or with a number of the largest kind put in."""
    data = bytearray(whole)
    for _ in range(chance.randint(1, 12)):
        data[chance.randrange(len(data))] = chance.choice((0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)))
    at = chance.randrange(len(data))
    match chance.randrange(6):
        case 0:
            return bytes(data[:at])
        case 1:
            return bytes(data[:at] + data[at // 2 :])
        case 2:
            return bytes(data[:at] + b"\xff\xff\xff\xff" + data[at + 4 :])
        case _:
            return bytes(data)


@pytest.mark.parametrize("name", SAMPLES)
def test_no_file_with_bytes_changed_raises_or_tells_what_we_have_no_form_for(name):
    """Each is read as what it was: a sender may call a file what they like, and the first bytes may be all that is left of it."""
    whole = SAMPLES[name]()
    chance, kind = random.Random(9_8_2020), family(whole)
    for number in range(MANY):
        data = mutated(whole, chance)
        try:
            assert facts(data, kind)
            assert facts(data, "manifest").manifest is None or name == "signed"
        except Exception as error:
            raise AssertionError(f"{name}, file {number}") from error
