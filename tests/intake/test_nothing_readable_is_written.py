"""A letter without JavaScript is readable in memory alone: every write of the running server is traced, and every file looked through.

Against whoever seizes the host: the marker stands in the words, in a file's name and all through a file, and must be on no disk.
"""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.intake.server import SERVE, Intake, multipart, running

MARKER = "Zx9-words-that-must-not-be-seen-"
CALLS = "open,openat,openat2,creat,write,pwrite64,writev,pwritev,pwritev2,memfd_create,sendfile,copy_file_range,splice"
OPENED_TO_WRITE = re.compile(r'open(?:at2?)?\((?:AT_FDCWD, |\d+, )?"([^"]*)", [^)]*O_(?:WRONLY|RDWR|CREAT|TMPFILE)')
SIZE = (300 if os.environ.get("SOAK") == "1" else 20) * 1024**2


@pytest.fixture
def traced(tmp_path: Path) -> Iterator[tuple[Intake, Path]]:
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed")
    trace = tmp_path / "trace"
    command = (strace, "-f", "-qq", "-s", "1500000", "-e", f"trace={CALLS}", "-o", str(trace), *SERVE)
    home = tmp_path / "home"
    home.mkdir()
    with running(Intake(home), command=command, PYTHONDONTWRITEBYTECODE="1", TMPDIR=str(tmp_path / "home")) as intake:
        yield intake, trace


@pytest.mark.soak
def test_words_and_files_reach_the_disk_under_seal_alone(traced: tuple[Intake, Path]) -> None:
    intake, trace = traced
    content = (MARKER.encode() * (SIZE // len(MARKER) + 1))[:SIZE]
    body, type_ = multipart({"text": MARKER * 9, "contact": MARKER, "keep": "yes"}, [(f"{MARKER}.mp4", "video/mp4", content)])
    status, _, page = intake.request("POST", "/be/report", body, Content_Type=type_)
    assert status == 200
    receipt = re.findall(r"<li>(\w+)</li>", page.decode())
    assert len(receipt) == 12
    (envelope,) = intake.envelopes()
    opened = intake.open(envelope)
    assert opened.files == ((f"{MARKER}.mp4", "video/mp4", content),)

    assert_no_file_holds(intake.home, MARKER)
    written = set()
    sealed_writes = 0
    with trace.open(errors="replace") as lines:
        for line in lines:
            assert MARKER not in line
            written.update(OPENED_TO_WRITE.findall(line))
            sealed_writes += line.count("write(") and int((re.search(r"= (\d+)$", line.strip()) or [0, "0"])[1])
    assert sealed_writes > SIZE  # the trace saw the envelope go by
    strangers = {path for path in written if not path.startswith((str(intake.folder), "/dev/", "/proc/"))}
    assert not strangers


def test_a_refused_letter_leaves_nothing_readable_either(traced: tuple[Intake, Path]) -> None:
    intake, trace = traced
    body, type_ = multipart({"text": MARKER, "where": MARKER}, [("a", "x/y", MARKER.encode() * 90000)])
    assert intake.request("POST", "/be/report", body, Content_Type=type_)[0] == 400
    # A short one: a server that answers before it has read all may close while a long body is still being sent.
    body, type_ = multipart({"text": MARKER}, [("a", "x/y", MARKER.encode())])
    assert intake.request("POST", f"/be/{MARKER}", body, Content_Type=type_)[0] == 404
    assert_no_file_holds(intake.home, MARKER)
    with trace.open(errors="replace") as lines:
        # The one place where the words may be written is the answer that gives them back, to the socket.
        assert not [line for line in lines if MARKER in line and "HTTP/1.1" not in line and "<html" not in line]


def assert_no_file_holds(home: Path, marker: str) -> None:
    for folder in (home, Path("/dev/shm"), Path("/var/tmp")):
        for path in folder.rglob("*"):
            if path.is_file() and not path.is_socket():
                assert marker.encode() not in path.read_bytes(), path
