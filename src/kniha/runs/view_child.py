"""The child that looks into a hostile file, one child for one file; forked by a nursery that `kniha.runs.view_nursery` starts.

The nursery has loaded the decoders and never sees a byte of a file: it forks, waits for the parent's word, ends the child. The child
holds no key and no name. It asks its parent for pieces of the file over a pipe, as many as it needs and no more, and answers with
what the file tells of itself and a picture made anew. Before the first byte it gives up what a captured decoder could use: time,
memory, writing to disk, opening anything at all. Its own faults end it; the parent takes that as an answer too.
"""

import io
import json
import os
import pkgutil
import resource
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import asdict
from importlib import import_module
from typing import Any, BinaryIO, NoReturn

import av
from PIL import Image

from kniha.media.credentials import read_credentials
from kniha.media.documents import read_document
from kniha.media.sniffing import HEAD_SIZE, sniff
from kniha.media.videos import read_video
from kniha.media.views import facts_and_view, first_frame
from kniha.runs import view_pipe as pipe
from kniha.vocab.errors import MalformedError

_LOADED_LATE = ("_strptime", "PIL.ImageMode", "PIL.ImagePalette", "PIL.ImageSequence", "PIL.JpegPresets")

_CPU_SECONDS = 30
_MEMORY = 2 << 30


class AskedStream(io.RawIOBase):
    """The file, seekable: each read asks the parent."""

    def __init__(self, source: int, sink: int) -> None:
        super().__init__()
        self._source, self._sink, self._at = source, sink, 0
        self._size, roots = pipe.SIZE.unpack(_read(source, pipe.SIZE.size))
        self.roots = _read(source, roots).decode("ascii", errors="replace")

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


Facts = dict[str, Any]  # Any: dataclasses of the engine, as JSON has them


def look(family: str, stream: BinaryIO, roots: str = "") -> tuple[Facts, bytes]:
    """Return what the file tells, and a JPEG, empty where none can be made. Signers are trusted who lead to one of `roots` (PEM)."""
    match family:
        case "image":
            seen, picture = facts_and_view(stream)
            facts = asdict(seen)
        case "video":
            facts, picture = asdict(read_video(stream)), _made(first_frame, stream)
        case "audio":
            facts, picture = asdict(read_video(stream)), b""
        case "application":
            facts, picture = asdict(read_document(stream)), b""
        case _:
            raise SystemExit(2)
    return _with_credentials(facts, stream, roots), picture


def _with_credentials(facts: Facts, stream: BinaryIO, roots: str) -> Facts:
    stream.seek(0)
    found, odd = read_credentials(stream, sniff(stream.read(HEAD_SIZE)).type, roots)
    return facts | {"credentials": asdict(found) if found else None, "findings": (*facts["findings"], *odd)}


def main() -> None:
    """Fork a child for each file that the parent hands over, until the parent is gone."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)  # a decoder that prints must not speak to anybody
    load()
    with socket.socket(fileno=int(sys.argv[1])) as parent:
        while _serve(parent):
            pass


def _serve(parent: socket.socket) -> bool:
    """One file: two ends of pipes arrive with its family, the child works on them, any word ends it."""
    family, ends, *_ = socket.recv_fds(parent, 20, 2)
    if len(ends) != 2:
        return False
    child = os.fork()
    if child == 0:
        parent.close()
        _be_the_child(family.decode(), *ends)
    for end in ends:
        os.close(end)
    try:
        return bool(parent.recv(1))
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _be_the_child(family: str, source: int, sink: int) -> NoReturn:
    try:
        _give_up()
        _answer(family, source, sink)
    finally:
        os._exit(0)  # whatever happened: nothing of the nursery is run again


def _answer(family: str, source: int, sink: int) -> None:
    asked = AskedStream(source, sink)
    with io.BufferedReader(asked, pipe.LARGEST_PIECE) as stream:
        facts, picture = look(family, stream, asked.roots)
    told = json.dumps(facts, ensure_ascii=False).encode()
    _write(sink, pipe.DONE + pipe.ANSWER.pack(len(told), len(picture)) + told + picture)


def _made(make: Callable[[BinaryIO], bytes], stream: BinaryIO) -> bytes:
    stream.seek(0)
    try:
        return make(stream)
    except MalformedError:
        return b""  # why, the findings among the facts say


def load() -> None:
    """Load now what is else loaded on first use, when nothing can be opened any more."""
    Image.init()
    for name in (*_LOADED_LATE, *(found.name for found in pkgutil.walk_packages(av.__path__, "av."))):
        import_module(name)


def _give_up() -> None:
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
