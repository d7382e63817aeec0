"""Plain bytes of sealed files, to one registrar, after their access is in the book; never as a page.

Whatever a file claims to be, it leaves as an attachment of a type that no browser runs: a reporter, or somebody who plays one, may
send HTML, SVG or a script. Film and sound keep their type, so that they can be played here; `nosniff` and a sandbox hold for all.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from kniha.book.evidence.models import Exhibit
from kniha.desk import keys
from kniha.runs import playing
from kniha.runs.playing import Copy
from kniha.vault.blobs import StoredBlob

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
_PIECE = 4 * 1024 * 1024
Answer = TypeVar("Answer", bound=HttpResponseBase)


def view_answer(blob: StoredBlob, *, content_type: str = "image/jpeg") -> StreamingHttpResponse:
    """What our worker made: a small safe picture, or a part of a film."""
    return _shut(StreamingHttpResponse(_pieces(blob), content_type=content_type))


def copy_answer(request: HttpRequest, copy: Copy) -> HttpResponseBase:
    """The copy for playing, or the range of it that a player asks for."""
    source = _Source(copy.size, copy.media_type, copy.pieces)
    return _shut(_asked(request, source))


def named(answer: HttpResponseBase, name: str) -> HttpResponseBase:
    """As a file to be taken away by this name."""
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def original_answer(request: HttpRequest, exhibit: Exhibit, blob: StoredBlob) -> HttpResponseBase:
    """The file as it was handed over, or the range of it that a player asks for."""
    kind = exhibit.media_type if exhibit.media_type in playing.PLAYED else "application/octet-stream"
    answer = _asked(request, _Source(blob.size, kind, partial(_range, blob)))
    answer["Content-Disposition"] = f'attachment; filename="{exhibit.pk[:12]}{_ending(exhibit.original_name)}"'
    return _shut(answer)


@dataclass(frozen=True, slots=True)
class _Source:
    """So many bytes of a type, and what opens them from one up to, not including, another."""

    size: int
    kind: str
    opened: Callable[[int, int], Iterable[bytes]]


def _asked(request: HttpRequest, source: _Source) -> HttpResponseBase:
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    answer = _whole(source) if asked is None or not any(asked.groups()) else _part(source, *_bounds(asked, source.size))
    answer["Accept-Ranges"] = "bytes"
    return answer


def _whole(source: _Source) -> HttpResponseBase:
    answer = StreamingHttpResponse(source.opened(0, source.size), content_type=source.kind)
    answer["Content-Length"] = str(source.size)
    return answer


def _part(source: _Source, start: int, end: int) -> HttpResponseBase:
    if not 0 <= start < end <= source.size:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{source.size}"})
    answer = StreamingHttpResponse(source.opened(start, end), status=206, content_type=source.kind)
    answer["Content-Range"] = f"bytes {start}-{end - 1}/{source.size}"
    answer["Content-Length"] = str(end - start)
    return answer


def _bounds(asked: re.Match[str], size: int) -> tuple[int, int]:
    """First byte and the byte after the last, a few megabytes at most: a player asks again."""
    first, last = asked.groups()
    if not first:
        return max(0, size - min(int(last), _PIECE)), size
    start = int(first)
    end = min(size, int(last) + 1) if last else size
    return start, min(end, start + _PIECE)


def _range(blob: StoredBlob, start: int, end: int) -> Iterable[bytes]:
    vault, identities = keys.vault(), keys.held().exhibit
    return vault.open(blob, identities) if (start, end) == (0, blob.size) else vault.open_range(blob, identities, start, end)


def _pieces(blob: StoredBlob) -> Iterable[bytes]:
    return keys.vault().open(blob, keys.held().exhibit)


def _ending(name: str) -> str:
    """The ending of the original name, if it is a plain one; the rest of a name may say who sent it."""
    found = re.search(r"\.[A-Za-z0-9]{1,8}$", name)
    return found[0] if found else ""


def _shut(answer: Answer) -> Answer:
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    return answer
