"""The map's tiles: one PMTiles file that the operator lays on the desk's host. Its header is read, and refused when not understood.

The form: github.com/protomaps/PMTiles, spec/v3. Only what this desk draws is taken: vector tiles, packed with gzip or not at all.
"""

import re
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

import orjson

from kniha.vocab.errors import ConfigurationError

SETTING = "KNIHA_MAP"
ENDING = ".pmtiles"

_HEADER = struct.Struct("<7sB11Q6B4iB2i")
_MAGIC, _VERSION = b"PMTiles", 3
_PACKINGS = {1: "none", 2: "gzip", 3: "brotli", 4: "zstd"}
_KINDS = {1: "vector", 2: "png", 3: "jpeg", 4: "webp", 5: "avif"}
_LARGEST_METADATA = 4 << 20


@dataclass(frozen=True, slots=True)
class MapTiles:
    """A file of tiles: where, how many bytes, the zooms it has, and whom it credits, as plain text."""

    path: Path
    size: int
    least_zoom: int
    most_zoom: int
    credit: str


@dataclass(frozen=True, slots=True)
class _Header:
    metadata: tuple[int, int]
    packing: int
    least_zoom: int
    most_zoom: int


def parse_path(text: str) -> Path | None:
    """Return the path that the setting states, None where it states nothing; ConfigurationError for another kind of file."""
    if text and not text.endswith(ENDING):
        raise ConfigurationError(f"{SETTING} must be the path of a file ending in {ENDING}")
    return Path(text).absolute() if text else None


def read_tiles(path: Path) -> MapTiles:
    """Return what the file's header says; ConfigurationError where it cannot be read or is not what this desk draws."""
    try:
        with path.open("rb") as file:
            size = path.stat().st_size
            header = _parse(file.read(_HEADER.size), size)
            file.seek(header.metadata[0])
            return MapTiles(path, size, header.least_zoom, header.most_zoom, _credit(file.read(header.metadata[1]), header.packing))
    except OSError as error:
        raise ConfigurationError(f"{SETTING}: the file of tiles cannot be read: {error.strerror}") from error


def _parse(data: bytes, size: int) -> _Header:
    if len(data) < _HEADER.size or data[:7] != _MAGIC:
        raise ConfigurationError(f"{SETTING}: this is no PMTiles file: it does not begin as one")
    _, version, *numbers = _HEADER.unpack(data)
    if version != _VERSION:
        raise ConfigurationError(f"{SETTING}: PMTiles of version {version}; this desk reads version {_VERSION}")
    places, (_, packing, tile_packing, kind, least, most) = numbers[:11], numbers[11:17]
    sections = list(zip(places[0:8:2], places[1:8:2], strict=True))
    if any(offset + length > size for offset, length in sections):
        raise ConfigurationError(f"{SETTING}: the file ends before its parts do: it was cut short")
    if kind != 1:
        raise ConfigurationError(f"{SETTING}: tiles of the kind {_KINDS.get(kind, 'unknown')}; this desk draws vector tiles")
    if not {packing, tile_packing} <= {1, 2}:
        packed = _PACKINGS.get(max(packing, tile_packing), "something unknown")
        raise ConfigurationError(f"{SETTING}: packed with {packed}; this desk reads gzip or none")
    if sections[1][1] > _LARGEST_METADATA or least > most:
        raise ConfigurationError(f"{SETTING}: the header makes no sense")
    return _Header(sections[1], packing, least, most)


def _credit(metadata: bytes, packing: int) -> str:
    """Whom the makers of the tiles want named. It is HTML there and text here: nothing of the file is put into a page as it is."""
    try:
        plain = _unpacked(metadata) if packing == 2 else metadata
        stated = orjson.loads(plain) if plain else {}
    except (zlib.error, orjson.JSONDecodeError) as error:
        raise ConfigurationError(f"{SETTING}: the file's metadata cannot be read") from error
    credit = stated.get("attribution", "") if isinstance(stated, dict) else ""
    return re.sub(r"<[^>]*>", "", credit)[:200] if isinstance(credit, str) else ""


def _unpacked(data: bytes) -> bytes:
    """Against a few bytes that unpack to a disk's worth: no more is unpacked than metadata may have."""
    unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
    plain = unpacker.decompress(data, _LARGEST_METADATA)
    if unpacker.unconsumed_tail:
        raise ConfigurationError(f"{SETTING}: the file's metadata is larger than {_LARGEST_METADATA} bytes")
    return plain
