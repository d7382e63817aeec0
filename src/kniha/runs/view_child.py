"""The child that looks into a hostile file: `python -I -m kniha.runs.view_child FAMILY`, started by `kniha.runs.views` alone.

It holds no key and no name. It asks its parent for pieces of the file over a pipe, as many as it needs and no more, and answers with
what the file tells of itself, a picture made anew, and the words in it. Before the first byte it gives up what a captured decoder could
use: time, memory, writing to disk, opening anything at all. Its own faults end it; the parent takes that as an answer too.
"""

import io
import json
import os
import pkgutil
import resource
import sys
from collections.abc import Callable
from dataclasses import asdict
from importlib import import_module
from typing import Any, BinaryIO

import av
from PIL import Image

from kniha.media.images import ImageFacts, read_image
from kniha.media.texts import TextFacts, read_pdf, read_plain
from kniha.media.videos import VideoFacts, read_video
from kniha.media.views import first_frame, safe_view
from kniha.runs import view_pipe as pipe
from kniha.vocab.errors import MalformedError

_LOADED_LATE = (
    "encodings.cp1251",
    "encodings.utf_16",
    "encodings.utf_16_le",
    "_strptime",
    "PIL.ImageMode",
    "PIL.ImagePalette",
    "PIL.ImageSequence",
    "PIL.JpegPresets",
)

_CPU_SECONDS = 30
_MEMORY = 2 << 30


class AskedStream(io.RawIOBase):
    """The file, seekable: each read asks the parent."""

    def __init__(self, source: int, sink: int) -> None:
        super().__init__()
        self._source, self._sink, self._at = source, sink, 0
        (self._size,) = pipe.SIZE.unpack(_read(source, pipe.SIZE.size))

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go to `offset`."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        if start + offset < 0:
            raise ValueError("a file has no bytes before its first")
        self._at = start + offset
        return self._at

    def readinto(self, buffer: Any, /) -> int:  # Any: what can be written to has no name before Python 3.12
        """Fill `buffer` with what the parent gives."""
        view = memoryview(buffer).cast("B")
        wanted = max(0, min(len(view), pipe.LARGEST_PIECE, self._size - self._at))
        if not wanted:
            return 0
        os.write(self._sink, pipe.WANTED + pipe.PIECE.pack(self._at, wanted))
        (given,) = pipe.GIVEN.unpack(_read(self._source, pipe.GIVEN.size))
        view[:given] = _read(self._source, given)
        self._at += given
        return int(given)


Facts = ImageFacts | VideoFacts | TextFacts


def look(family: str, stream: BinaryIO) -> tuple[Facts, bytes, str]:
    """Return what the file tells, a JPEG, and its words; either of the last is empty where there is none."""
    match family:
        case "image":
            return read_image(stream), _made(safe_view, stream), ""
        case "video":
            return read_video(stream), _made(first_frame, stream), ""
        case "audio":
            return read_video(stream), b"", ""
        case "text":
            facts, words = read_plain(stream)
            return facts, b"", words
        case "document":
            facts, words = read_pdf(stream)
            return facts, b"", words
        case _:
            raise SystemExit(2)


def main() -> None:
    """Look, answer, end."""
    sink = os.dup(1)
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)  # a decoder that prints must not speak to our parent
    _give_up()
    with io.BufferedReader(AskedStream(0, sink), pipe.LARGEST_PIECE) as stream:
        facts, picture, words = look(sys.argv[1], stream)
    told = json.dumps(asdict(facts), ensure_ascii=False).encode()
    said = words.encode()
    _write(sink, pipe.DONE + pipe.ANSWER.pack(len(told), len(picture), len(said)) + told + picture + said)


def _made(make: Callable[[BinaryIO], bytes], stream: BinaryIO) -> bytes:
    stream.seek(0)
    try:
        return make(stream)
    except MalformedError:
        return b""  # why, the findings among the facts say


def _give_up() -> None:
    # What is loaded on first use is loaded now, for soon nothing can be opened any more.
    Image.init()
    for name in (*_LOADED_LATE, *(found.name for found in pkgutil.walk_packages(av.__path__, "av."))):
        import_module(name)
    for limit, value in (
        (resource.RLIMIT_CPU, _CPU_SECONDS),
        (resource.RLIMIT_AS, _MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 0),
    ):
        resource.setrlimit(limit, (value, value))


def _read(source: int, size: int) -> bytes:
    data = b""
    while len(data) < size:
        piece = os.read(source, size - len(data))
        if not piece:
            raise SystemExit(3)  # the parent is gone
        data += piece
    return data


def _write(sink: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(sink, view) :]


if __name__ == "__main__":
    main()
