"""The operator's tiles, by byte ranges, to signed-in registrars: one file, whose place no request can change.

What is asked for is which place somebody looks at: it is neither logged nor counted nor kept in any cache.
"""

import re
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from kniha.conf.map_tiles import MapTiles, read_tiles
from kniha.desk.request import Who, reading

KIND = "application/vnd.pmtiles"
LARGEST_RANGE = 16 << 20
"""Bytes of one answer: a directory or a tile has less."""

_RANGE = re.compile(r"bytes=(\d{1,18})-(\d{1,18})")
_PIECE = 1 << 16


def map_tiles() -> MapTiles | None:
    """The tiles of this office, where there are any; ConfigurationError where the file is not what it should be."""
    path = settings.OFFICE.map_tiles
    return _read(path, path.stat().st_mtime_ns if path.exists() else 0) if path else None


@reading
def tiles(request: HttpRequest, who: Who) -> HttpResponseBase:  # noqa: ARG001  any registrar may look at a map
    """The range that the map asks for. The whole is never given at once: a country has gigabytes."""
    found = map_tiles()
    if found is None:
        raise Http404
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    start, end = (int(asked[1]), min(int(asked[2]) + 1, found.size)) if asked else (0, 0)
    tag = _tag(found)
    if request.headers.get("If-Match", tag) != tag:
        return HttpResponse(status=412)
    if not start < end <= start + LARGEST_RANGE:
        answer: HttpResponseBase = HttpResponse(status=416, headers={"Content-Range": f"bytes */{found.size}"})
    else:
        answer = StreamingHttpResponse(_pieces(found.path, start, end), status=206, content_type=KIND)
        answer["Content-Range"] = f"bytes {start}-{end - 1}/{found.size}"
        answer["Content-Length"] = str(end - start)
    answer["Accept-Ranges"] = "bytes"
    answer["ETag"] = tag
    return answer


def _pieces(path: Path, start: int, end: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        while start < end and (piece := file.read(min(_PIECE, end - start))):
            start += len(piece)
            yield piece


def _tag(found: MapTiles) -> str:
    """Another file gives another tag, so that the map never puts parts of two together."""
    told = f"{found.size} {found.path.stat().st_mtime_ns}"
    return f'"{sha256(told.encode()).hexdigest()[:32]}"'


@cache
def _read(path: Path, _changed: int) -> MapTiles:
    return read_tiles(path)
