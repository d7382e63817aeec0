"""Prints are made where a stranger's bytes are decoded: shut in, nothing to open, few calls of the system, two gigabytes, one thread."""

import os
import subprocess
import sys

from tests.media import samples
from tests.media.scenes import photograph, place

CHILD = """
import io, sys
from kniha.media.brightness import brightness
from kniha.media.film_prints import film_prints
from kniha.media.near import print_of
from kniha.media.print_bytes import film_written, written
from kniha.runs.shutting_in import load, shut_in
kind, data = sys.argv[1], sys.stdin.buffer.read()
load()
shut_in()
stream = io.BytesIO(data)
made = written(print_of(brightness(stream))) if kind == "picture" else film_written(tuple(film_prints(stream)))
sys.stdout.buffer.write(made)
sys.stdout.buffer.flush()
"""


def made(kind, data):
    """What the child writes, shut in as `kniha.runs` shuts in."""
    environment = {"PYTHONPATH": os.pathsep.join(sys.path), "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run([sys.executable, "-c", CHILD, kind], input=data, capture_output=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr.decode()[-600:]
    return done.stdout


def test_a_picture_has_its_print_there() -> None:
    assert len(made("picture", samples.jpeg(size=(900, 700)))) >= 268
    assert len(made("picture", samples.encoded(photograph(place(0), size=(640, 480)), "PNG"))) > 1500


def test_a_film_has_its_prints_there() -> None:
    assert len(made("film", samples.film(frames=30))) >= 3 * 268
