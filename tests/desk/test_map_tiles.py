"""The operator's tiles: by ranges, to registrars alone, from one file; nothing is logged, kept or asked of anybody else."""

import gzip
import logging
import struct
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.contrib.staticfiles import finders
from django.db import connections
from django.test import Client
from playwright.sync_api import Route, expect
from tests.intake import browser as browsers
from tests.world import World

from kniha.book.access.models import Use
from kniha.book.journal import reading
from kniha.conf.map_tiles import parse_path, read_tiles
from kniha.conf.office import read
from kniha.runs.checkup import State, examine
from kniha.vocab.errors import ConfigurationError

ROOT = Path(__file__).parents[2]
WATER = 6


def varint(number: int) -> bytes:
    out = b""
    while number >= 0x80:
        out += bytes([number & 0x7F | 0x80])
        number >>= 7
    return out + bytes([number])


def message(field: int, data: bytes) -> bytes:
    return varint(field << 3 | 2) + varint(len(data)) + data


def square(name: str) -> bytes:
    """A vector tile with one layer, whose one polygon covers the tile."""
    ring = [9, 0, 0, 26, 8192, 0, 0, 8192, 8191, 0, 15]  # to 0,0; three lines along the edges; close
    feature = varint(3 << 3) + varint(3) + message(4, b"".join(map(varint, ring)))
    layer = message(1, name.encode()) + message(2, feature) + varint(5 << 3) + varint(4096) + varint(15 << 3) + varint(2)
    return message(3, layer)


def written(tile: bytes, *, most: int = WATER, metadata: bytes = b"{}", packing: int = 1, **more: int) -> bytes:
    """A PMTiles 3 file in which every tile of every zoom up to `most` is `tile`."""
    count = (4 ** (most + 1) - 1) // 3
    directory = varint(1) + varint(0) + varint(count) + varint(len(tile)) + varint(1)
    if packing == 2:
        directory, metadata, tile = gzip.compress(directory), gzip.compress(metadata), tile
    at = 127 + len(directory)
    header = struct.pack(
        "<7sB11Q6B4iB2i", b"PMTiles", more.get("version", 3), 127, len(directory), at, len(metadata), at + len(metadata), 0,
        at + len(metadata), more.get("length", len(tile)), count, 1, 1, 1, packing, 1, more.get("kind", 1), 0, most, -1_800_000_000,
        -850_000_000, 1_800_000_000, 850_000_000, 0, 0, 0,
    )  # fmt: skip
    return header + directory + metadata + tile


@pytest.fixture
def tiles(tmp_path: Path, settings: Any) -> Path:
    path = tmp_path / "invented.pmtiles"
    path.write_bytes(written(square("water"), metadata=b'{"attribution": "<a href=\\"https://elsewhere.example\\">Invented Mappers</a>"}'))
    settings.OFFICE = replace(settings.OFFICE, map_tiles=path)
    return path


def ask(client: Client, range_: str, **headers: str) -> Any:
    return client.get("/map/tiles.pmtiles", headers={"Range": range_, **headers})


def test_a_range_is_served_byte_by_byte_with_its_tag(vera: Client, tiles: Path) -> None:
    answer = ask(vera, "bytes=0-126")
    assert answer.status_code == 206
    assert b"".join(answer.streaming_content) == tiles.read_bytes()[:127]
    assert answer["Content-Range"] == f"bytes 0-126/{tiles.stat().st_size}"
    assert answer["Cache-Control"] == "no-store"
    assert answer["ETag"] == ask(vera, "bytes=5-9")["ETag"]
    assert answer["Accept-Ranges"] == "bytes"


def test_a_range_past_the_end_is_cut_and_one_behind_it_is_refused(vera: Client, tiles: Path) -> None:
    size = tiles.stat().st_size
    answer = ask(vera, f"bytes={size - 3}-{size + 5000}")
    assert b"".join(answer.streaming_content) == tiles.read_bytes()[-3:]
    for asked in (
        f"bytes={size}-{size + 5}",
        "bytes=9-3",
        "bytes=-5",
        "bytes=5-",
        "bytes=0-1,3-4",
        "lines=0-5",
        "bytes=0-99999999999999999999",
        "",
    ):
        refused = ask(vera, asked)
        assert refused.status_code == 416, asked
        assert refused["Content-Range"] == f"bytes */{size}"


def test_more_than_a_tile_may_have_is_not_given_at_once(vera: Client, tiles: Path) -> None:
    with tiles.open("r+b") as file:
        file.truncate(32 << 20)
    assert ask(vera, f"bytes=0-{(16 << 20) - 1}").status_code == 206
    assert ask(vera, f"bytes=0-{16 << 20}").status_code == 416


def test_another_file_has_another_tag_and_the_old_one_is_told(vera: Client, tiles: Path) -> None:
    old = ask(vera, "bytes=0-9")["ETag"]
    tiles.write_bytes(written(square("earth"), metadata=b'{"n": 1}'))
    assert ask(vera, "bytes=0-9")["ETag"] != old
    assert ask(vera, "bytes=0-9", **{"If-Match": old}).status_code == 412


def test_what_somebody_looks_at_is_neither_logged_nor_counted_nor_entered(vera: Client, tiles: Path, caplog: Any) -> None:
    caplog.set_level(logging.DEBUG)
    before, uses, sessions = reading.size(), Use.objects.count(), Session.objects.count()
    for asked in ("bytes=127-140", "bytes=9-3"):
        ask(vera, asked)
    assert (reading.size(), Use.objects.count(), Session.objects.count()) == (before, uses, sessions)
    assert not [record for record in caplog.records if "127-140" in record.getMessage() or "bytes" in record.getMessage()]


def test_nobody_and_the_frozen_get_no_tile_and_no_address_leads_out_of_the_file(
    nobody: Client, vera: Client, world: World, tiles: Path
) -> None:
    assert ask(nobody, "bytes=0-9").status_code == 302
    for address in ("/map/tiles.pmtiles/../../secret", "/map/..%2f..%2fsecret.pmtiles", "/map/invented.pmtiles", "/map/tiles.pmtiles/"):
        assert vera.get(address, headers={"Range": "bytes=0-9"}).status_code == 404, address
    from kniha.book.access.actions import freeze

    freeze(world.hand(world.anna), world.vera)
    assert ask(vera, "bytes=0-9").status_code == 403


def test_without_a_file_the_map_is_the_outline_and_the_address_leads_nowhere(vera: Client, world: World) -> None:
    assert ask(vera, "bytes=0-9").status_code == 404
    page = vera.get("/map/").content.decode()
    assert "data-tiles" not in page
    assert "protomaps" not in page


def test_the_page_credits_the_makers_as_text(vera: Client, tiles: Path) -> None:
    page = vera.get("/map/").content.decode()
    assert 'data-credit="Invented Mappers"' in page
    assert "elsewhere.example" not in page


# -- the file


def test_a_file_says_its_zooms_and_credit_also_when_it_is_packed(tmp_path: Path) -> None:
    path = tmp_path / "a.pmtiles"
    path.write_bytes(written(b"t", packing=2, metadata=b'{"attribution": "<b>N</b>"}'))
    found = read_tiles(path)
    assert (found.least_zoom, found.most_zoom, found.credit) == (0, WATER, "N")


BAD = {
    "no PMTiles": (b"PNG" + bytes(200), "does not begin as one"),
    "empty": (b"", "does not begin as one"),
    "an older version": (written(b"t", version=2), "version 2"),
    "pictures": (written(b"t", kind=2), "kind png"),
    "a kind of tomorrow": (written(b"t", kind=9), "kind unknown"),
    "an unknown packing": (written(b"t", packing=4), "packed with zstd"),
    "cut short": (written(b"t", length=5000), "cut short"),
    "metadata that is no JSON": (written(b"t", metadata=b"{"), "metadata cannot be read"),
    "metadata that unpacks without end": (written(b"t", packing=2, metadata=b" " * (6 << 20)), "metadata is larger"),
}


@pytest.mark.parametrize("fault", BAD)
def test_a_file_that_is_not_understood_is_refused_in_words(tmp_path: Path, fault: str) -> None:
    data, told = BAD[fault]
    path = tmp_path / "bad.pmtiles"
    path.write_bytes(data)
    with pytest.raises(ConfigurationError, match=told):
        read_tiles(path)


def test_a_setting_that_names_another_kind_of_file_is_refused() -> None:
    assert parse_path("") is None
    assert read({"KNIHA_MAP": "/srv/a.pmtiles"}).map_tiles == Path("/srv/a.pmtiles")
    with pytest.raises(ConfigurationError, match="KNIHA_MAP must be the path"):
        read({"KNIHA_MAP": "/srv/streets.mbtiles"})


def test_the_doctor_says_whether_the_file_is_readable(world: World, tiles: Path, settings: Any) -> None:
    def said() -> list[tuple[State, str]]:
        return [(one.state, one.words) for one in examine(settings.OFFICE) if one.words.startswith("map")]

    assert said() == [(State.GOOD, "map: the file of tiles can be read, and the desk draws its kind")]
    tiles.unlink()
    assert said() == [(State.WRONG, "map: KNIHA_MAP: the file of tiles cannot be read: No such file or directory")]


def test_the_kept_library_is_the_one_that_was_looked_at() -> None:
    code = Path(finders.find("desk/vendor/protomaps-leaflet/protomaps-leaflet.js")).read_bytes()
    assert sha256(code).hexdigest() in (ROOT / "data/LICENCES.md").read_text()
    for forbidden in (b"eval(", b"new Function", b"new Worker", b"document.write", b"localStorage", b"document.cookie"):
        assert forbidden not in code


# -- in a browser

HOST = "https://desk.invented"


def served_by(client: Client, here: Any, asked: list[tuple[str, str]]) -> Callable[[Route], None]:
    """The browser's requests, answered by the desk itself: the journal's tables cannot be flushed, as a live server's would be."""

    def answer(route: Route) -> None:
        url, range_ = route.request.url, route.request.headers.get("range", "")
        asked.append((url, range_))
        if not url.startswith(HOST):
            return route.abort()
        connections["default"] = here  # Playwright answers in a loop of its own, for which Django would open another connection
        told = client.get(url.removeprefix(HOST), headers={"Range": range_} if range_ else {})
        body = b"".join(told.streaming_content) if told.streaming else told.content
        return route.fulfill(status=told.status_code, headers=dict(told.items()), body=body)

    return answer


@pytest.mark.story
def test_the_map_draws_the_operators_tiles_and_asks_nobody_else(
    vera: Client, world: World, tiles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright runs a loop in this thread, and the desk answers in it
    world.opened()
    here = connections["default"]
    asked: list[tuple[str, str]] = []
    faults: list[str] = []
    with browsers.browser() as running:
        context = running.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light")
        context.route("**/*", served_by(vera, here, asked))
        page = context.new_page()
        page.on("console", lambda one: faults.append(one.text) if one.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(f"{HOST}/map/")
        tile = page.locator("#map canvas.leaflet-tile").first
        expect(tile).to_be_visible(timeout=30_000)
        colour = "one => [...one.getContext('2d').getImageData(one.width / 2, one.height / 2, 1, 1).data]"
        page.wait_for_timeout(1000)
        red, green, blue, alpha = tile.evaluate(colour)
        expect(page.locator(".leaflet-control-attribution")).to_contain_text("Invented Mappers")
    assert alpha == 255
    assert blue > red  # the invented world is water
    assert green > red
    assert [one for one in asked if one[0] == f"{HOST}/map/tiles.pmtiles" and one[1].startswith("bytes=")]
    assert all(url.startswith((HOST, "data:", "blob:")) for url, _ in asked)
    assert faults == []
