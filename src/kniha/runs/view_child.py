"""The nursery: `python -I -m kniha.runs.view_child CHANNEL`, started by `kniha.runs.view_nursery` alone; it forks a child for each file.

The nursery has loaded the decoders and never sees a byte of a file: it forks, waits for the parent's word, ends the child. The child
holds no key and no name. It asks its parent for pieces of the file over a pipe, as many as it needs and no more, and answers with
what the file tells of itself, a picture made anew, and the words in it. Before the first byte it shuts itself in. Its own faults end
it; the parent takes that as an answer too.
"""

import io
import json
import os
import signal
import socket
import sys
from typing import NoReturn

from kniha.runs import view_pipe as pipe
from kniha.runs.asked_stream import AskedStream, write
from kniha.runs.looking import look
from kniha.runs.shutting_in import CPU_SECONDS, LONG_CPU_SECONDS, load, shut_in


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
        try:
            shut_in(LONG_CPU_SECONDS if pipe.is_long(family) else CPU_SECONDS)
        except OSError:
            os.write(sink, pipe.OPEN)
        else:
            _answer(family, source, sink)
    finally:
        os._exit(0)  # whatever happened: nothing of the nursery is run again


def _answer(family: str, source: int, sink: int) -> None:
    asked = AskedStream(source, sink)
    with io.BufferedReader(asked, pipe.LARGEST_PIECE) as stream:
        answer = look(family, stream, asked.roots)
    told, said = json.dumps(answer.facts, ensure_ascii=False).encode(), answer.words.encode()
    write(sink, pipe.DONE + pipe.ANSWER.pack(len(told), len(answer.picture), len(said)) + told + answer.picture + said)


if __name__ == "__main__":
    main()
