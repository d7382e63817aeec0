"""What a captured child could try: each attempt runs in a process of its own that has shut itself in."""

import platform
import subprocess
import sys

import pytest

IS_FILTERED = sys.platform == "linux" and platform.machine() in {"x86_64", "aarch64"}
SHUT = "import ctypes, os, signal, socket, subprocess, threading\nfrom kniha.runs import shutting_in\nshutting_in.shut_in()\n"
LIBC = "libc = ctypes.CDLL(None, use_errno=True)\n"


def tried(attempt, folder, before=SHUT):
    return subprocess.run([sys.executable, "-I", "-c", before + attempt], cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "attempt",
    [
        "open('/etc/hostname')", "open('taken', 'w')", "os.stat('/etc/hostname')", "os.listdir('/')", "socket.socket()", "os.pipe()",
        "subprocess.run(['true'])", "bytearray(3 << 30)", "os.dup(1)",
    ],
)  # fmt: skip
def test_a_captured_child_can_open_write_and_start_nothing(tmp_path, attempt):
    done = tried(attempt, tmp_path)
    assert done.returncode == 1
    assert done.stderr.strip().splitlines()[-1].startswith(("OSError: [Errno 24]", "PermissionError: [Errno 1]", "MemoryError"))
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(not IS_FILTERED, reason="the filter of calls is Linux's")
@pytest.mark.parametrize(
    "attempt",
    [
        "os.fork()", "os.execv('/bin/true', ['true'])", "os.kill(os.getppid(), 0)", "os.kill(os.getpid(), signal.SIGTERM)", "os.setuid(1)",
        "os.nice(-5)", "os.memfd_create('x')",
    ],
)  # fmt: skip
def test_a_captured_child_reaches_no_other_process(tmp_path, attempt):
    done = tried(attempt, tmp_path)
    assert done.returncode == 1
    assert done.stderr.strip().splitlines()[-1].startswith("PermissionError: [Errno 1]")


@pytest.mark.skipif(not IS_FILTERED, reason="the filter of calls is Linux's")
def test_a_captured_child_cannot_read_the_memory_of_the_worker(tmp_path):
    """Of the same user, and with no file to open: process_vm_readv and ptrace ask for neither."""
    numbers = {"x86_64": (310, 101), "aarch64": (270, 117)}[platform.machine()]
    attempt = LIBC + "".join(
        f"assert libc.syscall({one}, os.getppid(), 0, 0, 0, 0, 0) == -1 and ctypes.get_errno() == 1\n" for one in numbers
    )
    assert tried(attempt, tmp_path).returncode == 0, tried(attempt, tmp_path).stderr


@pytest.mark.skipif(not IS_FILTERED, reason="the filter of calls is Linux's")
def test_a_thread_may_begin_and_ends_with_the_child(tmp_path):
    done = tried("found = []\none = threading.Thread(target=lambda: found.append(1))\none.start()\none.join()\nprint(found)", tmp_path)
    assert (done.stdout, done.returncode) == ("[1]\n", 0), done.stderr


@pytest.mark.skipif(platform.machine() != "x86_64" or sys.platform != "linux", reason="numbers of another machine's calls")
@pytest.mark.parametrize("number", [0x40000000 | 57, 0x40000000 | 257])
def test_the_second_table_of_calls_is_no_way_around(tmp_path, number):
    """x32: the same calls, by other numbers."""
    assert tried(LIBC + f"assert libc.syscall({number}, 0, 0, 0, 0, 0, 0) == -1 and ctypes.get_errno() == 1", tmp_path).returncode == 0


@pytest.mark.parametrize("attempt", ["while True: pass", "import itertools; set(map(bytes, itertools.repeat(9)))"])
def test_a_child_that_only_burns_time_is_ended_by_the_system(tmp_path, attempt):
    quick = SHUT.replace("shutting_in.shut_in()", "shutting_in.CPU_SECONDS = 1; shutting_in.shut_in()")
    assert tried(attempt, tmp_path, before=quick).returncode < 0


def test_the_limits_hold_where_there_is_no_filter(tmp_path):
    plain = SHUT.replace("shutting_in.shut_in()", "shutting_in._CALLS = {}; shutting_in.shut_in()")
    done = tried("open('/etc/hostname')", tmp_path, before=plain)
    assert done.stderr.strip().splitlines()[-1].startswith("OSError: [Errno 24]")
