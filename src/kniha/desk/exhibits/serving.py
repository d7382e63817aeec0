"""Plain bytes of sealed files, to one registrar, after their access is in the book; never as a page.

Whatever a file claims to be, it leaves as an attachment of a type that no browser runs: a reporter, or somebody who plays one, may
send HTML, SVG or a script. Film and sound keep their type, so that they can be played here; `nosniff` and a sandbox hold for all.
"""

import re
from collections.abc import Iterable
from typing import TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from kniha.book.evidence.models import Exhibit
from kniha.desk import keys
from kniha.vault.blobs import StoredBlob

PLAYED = frozenset({"video/mp4", "video/webm", "video/quicktime", "audio/mpeg", "audio/mp4", "audio/ogg", "audio/wav", "audio/x-wav"})
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
_PIECE = 4 * 1024 * 1024
Answer = TypeVar("Answer", bound=HttpResponseBase)


def view_answer(blob: StoredBlob) -> StreamingHttpResponse:
    """The small safe picture that our worker drew."""
    return _shut(StreamingHttpResponse(_pieces(blob), content_type="image/jpeg"))


def original_answer(request: HttpRequest, exhibit: Exhibit, blob: StoredBlob) -> HttpResponseBase:
    """The file as it was handed over, or the range of it that a player asks for."""
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    kind = exhibit.media_type if exhibit.media_type in PLAYED else "application/octet-stream"
    answer: HttpResponseBase
    answer = _whole(blob, kind) if asked is None or not any(asked.groups()) else _part(blob, kind, *_bounds(asked, blob.size))
    answer["Accept-Ranges"] = "bytes"
    answer["Content-Disposition"] = f'attachment; filename="{exhibit.pk[:12]}{_ending(exhibit.original_name)}"'
    return _shut(answer)


def _whole(blob: StoredBlob, kind: str) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(_pieces(blob), content_type=kind)
    answer["Content-Length"] = str(blob.size)
    return answer


def _part(blob: StoredBlob, kind: str, start: int, end: int) -> HttpResponseBase:
    if not 0 <= start < end <= blob.size:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{blob.size}"})
    data = keys.vault().open_range(blob, keys.held().exhibit, start, end)
    answer = StreamingHttpResponse(data, status=206, content_type=kind)
    answer["Content-Range"] = f"bytes {start}-{end - 1}/{blob.size}"
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


def _pieces(blob: StoredBlob) -> Iterable[bytes]:
    return keys.vault().open(blob, keys.held().exhibit)


def _ending(name: str) -> str:
    """The ending of the original name, if it is a plain one; the rest of a name may say who sent it."""
    found = re.search(r"\.[A-Za-z0-9]{1,8}$", name)
    return found[0] if found else ""


def _shut(answer: Answer) -> Answer:
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    return answer
