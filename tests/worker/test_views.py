"""A view is small, clean and made by a child that may die of the file; the worker goes on."""

import io
import json
import secrets
import subprocess
import sys

import pytest
from PIL import Image
from tests.media.samples import MINSK, encoded, exif, film, jpeg, png_header, sound
from tests.world import found_world

from kniha.book.evidence.models import Exhibit, View
from kniha.book.evidence.queries import blob_of
from kniha.book.people.models import KeyRow
from kniha.book.statements.receiving import StoredFile
from kniha.media.sniffing import sniff
from kniha.runs import view_pipe as pipe
from kniha.runs import views
from kniha.runs.view_child import look
from kniha.runs.views import Viewing, look_at, without_view
from kniha.seal.recipients import HybridIdentity
from kniha.vault.store import Vault
from kniha.vocab.errors import BrokenError, MalformedError
from kniha.worker.duties import Views

EXHIBITS = HybridIdentity(b"\x04" * 32)
TAKEN = jpeg(size=(2400, 1600), exif=exif(place=MINSK, camera={"DateTimeOriginal": "2020:08:10 23:15:00"}, Make="Acme").tobytes())


class Shelf:
    """A vault with exhibits in it, and what makes views of them."""

    def __init__(self, folder):
        self.folder, self.world = folder, found_world()
        self.vault = Vault(folder / "vault", b"n" * 32)
        self.viewing = Viewing(self.vault, (EXHIBITS,), EXHIBITS.recipient, secrets.token_bytes)
        self.said = []

    def put(self, *files):
        stored = []
        for data in files:
            with self.vault.receive([EXHIBITS.recipient], random_bytes=secrets.token_bytes) as receiving:
                receiving.write(data)
                blob = receiving.finish(lambda _: None)
            stored.append(StoredFile("file", "", sniff(data).type, blob))
        statement = self.world.report(envelope=secrets.token_hex(32), files=tuple(stored))
        return {exhibit.sealed_sha256: exhibit for exhibit in Exhibit.objects.filter(statement=statement)}, stored

    def exhibit(self, data):
        (found,) = self.put(data)[0].values()
        return found

    def work(self):
        while Views(self.viewing, self.said.append).work():
            pass

    def picture(self, view):
        return b"".join(self.vault.open(blob_of(view), [EXHIBITS]))


@pytest.fixture
def shelf(tmp_path, db):
    return Shelf(tmp_path)


def seen(data, family=None, seconds=30):
    return look_at(io.BytesIO(data), len(data), family or sniff(data).type.partition("/")[0], seconds=seconds)


@pytest.mark.database
def test_a_view_of_a_photograph_is_small_and_holds_nothing_but_the_picture(shelf):
    view = shelf.viewing.make(shelf.exhibit(TAKEN))
    picture = shelf.picture(view)
    with Image.open(io.BytesIO(picture)) as drawn:
        assert (drawn.format, drawn.size, dict(drawn.getexif())) == ("JPEG", (1600, 1067), {})
    assert b"Exif" not in picture
    assert b"Acme" not in picture
    assert view.facts["taken"] == "2020:08:10 23:15:00"
    assert view.facts["position"] == {"latitude_e7": 539006000, "longitude_e7": 275590000}


@pytest.mark.database
def test_the_worker_makes_each_view_once(shelf):
    shelf.put(TAKEN, film(), sound(), b"<html>", b"words alone")
    shelf.work()
    made = {view.exhibit.media_type: bool(view.blob) for view in View.objects.all()}
    assert made == {"image/jpeg": True, "video/mp4": True, "audio/wav": False}
    assert not without_view().exists()
    before = set(View.objects.values_list("sealed_sha256", flat=True))
    shelf.work()
    assert set(View.objects.values_list("sealed_sha256", flat=True)) == before


@pytest.mark.database
def test_pictures_alike_have_one_sealing_and_open_for_both(shelf):
    shelf.put(TAKEN)
    shelf.put(TAKEN)
    shelf.work()
    first, second = View.objects.all()
    assert first.sealed_sha256 == second.sealed_sha256
    assert shelf.picture(first) == shelf.picture(second)


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


@pytest.mark.parametrize("name", MODES)
def test_a_child_that_can_open_nothing_sees_what_the_engine_sees(name):
    data = MODES[name]()
    facts, _ = look(sniff(data).type.partition("/")[0], io.BytesIO(data))
    found = seen(data)
    assert dict(found.facts) == json.loads(json.dumps(facts))
    assert bool(found.picture) is (sniff(data).family.value != "audio")


def test_a_long_film_is_not_read_to_its_end():
    class Counting(io.BytesIO):
        read_in_all = 0

        def read(self, size=-1):
            data = super().read(size)
            self.read_in_all += len(data)
            return data

    data = film(size=(320, 240), frames=30) + (30 << 20).to_bytes(4, "big") + b"free" + bytes((30 << 20) - 8)
    counting = Counting(data)
    assert look_at(counting, len(data), "video", seconds=30).picture
    assert counting.read_in_all < 4 << 20


@pytest.mark.parametrize("data", [b"", b"\xff\xd8\xff" + bytes(50), TAKEN[:2000], b"GIF89a" + secrets.token_bytes(300)])
def test_what_cannot_be_decoded_gives_findings_and_no_picture(data):
    found = seen(data, "image")
    assert found.picture == b""
    assert found.facts["findings"]


def test_what_is_no_picture_is_not_given_to_a_child():
    with pytest.raises(MalformedError):
        seen(b"<svg/>", "text")


@pytest.mark.database
def test_a_damaged_file_is_said_once_and_the_others_are_seen(shelf):
    _, (broken, whole) = shelf.put(TAKEN, jpeg())
    path = next(path for path in (shelf.folder / "vault").rglob("*") if path.name.endswith(broken.blob.sealed_sha256))
    sealed = bytearray(path.read_bytes())
    sealed[100] ^= 1
    path.write_bytes(sealed)
    duty = Views(shelf.viewing, shelf.said.append)
    while duty.work():
        pass
    assert [view.exhibit.sealed_sha256 for view in View.objects.all()] == [whole.blob.sealed_sha256]
    assert len(shelf.said) == 1
    assert "was altered" in shelf.said[0]


@pytest.mark.database
def test_what_was_erased_is_not_looked_at(shelf):
    exhibit = shelf.exhibit(TAKEN)
    KeyRow.objects.filter(owner=exhibit.sealed_sha256).delete()
    assert not without_view().exists()


@pytest.mark.database
def test_markup_is_never_drawn(shelf):
    shelf.put(b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', b"<!DOCTYPE html><img src=x>")
    assert not without_view().exists()


@pytest.mark.database
def test_a_decompression_bomb_does_not_stop_the_worker(shelf):
    shelf.put(png_header(60_000, 60_000), png_header(15_000, 15_000), TAKEN)
    shelf.work()
    assert sorted(bool(view.blob) for view in View.objects.all()) == [False, False, True]
    assert sorted(str(view.facts["findings"]) for view in View.objects.filter(blob="")) == ["['too-large']", "['too-large']"]


def test_a_child_that_takes_too_long_is_killed():
    found = seen(TAKEN, seconds=0.02)
    assert (dict(found.facts), found.picture) == ({"findings": ["unreadable"]}, b"")


def test_what_the_vault_says_comes_through():
    class Broken(io.BytesIO):
        def read(self, size=-1):
            raise BrokenError("chunk number 0 was altered, cut or moved")

    with pytest.raises(BrokenError):
        look_at(Broken(TAKEN), len(TAKEN), "image", seconds=30)


@pytest.mark.parametrize(
    "attempt",
    [
        "open('/etc/hostname')",
        "open('taken', 'w')",
        "__import__('socket').socket()",
        "__import__('subprocess').run(['true'])",
        "bytearray(3 << 30)",
    ],
)
def test_a_captured_child_can_open_write_and_start_nothing(tmp_path, attempt):
    code = f"import socket, subprocess\nfrom kniha.runs import view_child\nview_child._give_up()\n{attempt}"
    done = subprocess.run([sys.executable, "-I", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.strip().splitlines()[-1].startswith(("OSError: [Errno 24]", "MemoryError"))
    assert not list(tmp_path.iterdir())


HOSTILE = {
    "asks for more than there is": pipe.WANTED + pipe.PIECE.pack(90, 11),
    "asks for too much at once": pipe.WANTED + pipe.PIECE.pack(0, 1 << 30),
    "speaks otherwise": b"GET / HTTP/1.1\r\n",
    "says nothing": b"",
    "promises facts without end": pipe.DONE + pipe.ANSWER.pack(1 << 31, 0),
    "promises a picture without end": pipe.DONE + pipe.ANSWER.pack(2, 1 << 31) + b"{}",
    "gives facts that are none": pipe.DONE + pipe.ANSWER.pack(2, 0) + b"[]",
    "gives facts that are no JSON": pipe.DONE + pipe.ANSWER.pack(2, 0) + b"{]",
    "gives a page for a picture": pipe.DONE + pipe.ANSWER.pack(2, 6) + b"{}<html>",
    "stops in the middle": pipe.DONE + pipe.ANSWER.pack(2, 600) + b"{}\xff\xd8\xff",
}


@pytest.mark.parametrize("speech", HOSTILE)
def test_a_captured_child_is_believed_nothing(speech):
    with pytest.raises(views._EndedError):
        views._served(io.BytesIO(HOSTILE[speech]), io.BytesIO(), io.BytesIO(bytes(100)), 100)
