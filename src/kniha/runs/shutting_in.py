"""What a child gives up before it meets the first byte of a hostile file: time, memory, files, and all calls of the system but a few.

Limits hold everywhere. The filter of calls (seccomp) is Linux's, on the two machines whose numbers stand here: without it a captured
decoder could still fork, kill, or read the memory of another process of the same user, the worker with its keys among them.
"""

import ctypes
import os
import pkgutil
import platform
import resource
import signal
import sys
from importlib import import_module
from struct import Struct

import av
from PIL import Image

from kniha.runs.drawing import recogniser

CPU_SECONDS = 30
LONG_CPU_SECONDS = 90
"""For a part of a film made anew."""
MEMORY = 2 << 30

_LOADED_LATE = (
    "encodings.cp1251",
    "encodings.cp437",
    "encodings.cp1252",
    "encodings.utf_16",
    "encodings.utf_16_be",
    "encodings.utf_16_le",
    "_strptime",
    "PIL.ImageMode",
    "PIL.ImagePalette",
    "PIL.ImageSequence",
    "PIL.JpegPresets",
)

# Reading and writing what is open, memory, time, waiting, the end; threads. No opening, no socket, no process, no signal to others.
_CALLS = {
    "x86_64": (0xC000003E, 56, (
        0, 1, 3, 5, 8, 9, 10, 11, 12, 13, 14, 15, 19, 20, 24, 25, 28, 35, 39, 60, 96, 98, 131, 186, 201, 202, 204, 219, 228, 229, 230, 231,
        273, 318, 324, 334,
    )),
    "aarch64": (0xC00000B7, 220, (
        63, 64, 57, 80, 62, 222, 226, 215, 214, 134, 135, 139, 65, 66, 124, 216, 233, 101, 172, 93, 169, 165, 132, 178, 98, 123, 128, 113,
        114, 115, 94, 99, 278, 283, 293,
    )),
}  # fmt: skip
"""By machine: its number for the kernel, and its numbers of clone and of read, write, close, fstat, lseek, mmap, mprotect, munmap, brk,
rt_sigaction, rt_sigprocmask, rt_sigreturn, readv, writev, sched_yield, mremap, madvise, nanosleep, getpid, exit, gettimeofday, getrusage,
sigaltstack, gettid, (x86: time), futex, sched_getaffinity, restart_syscall, clock_gettime, clock_getres, clock_nanosleep, exit_group,
set_robust_list, getrandom, membarrier, rseq. Source: Linux, syscall_64.tbl and asm-generic/unistd.h.
"""
_CLONE3 = 435  # its flags lie behind a pointer that a filter cannot follow: "not there" makes the C library ask for clone
_THREAD = 0x00010000 | 0x00000100  # CLONE_THREAD, CLONE_VM: part of this process, under its limits, ended with it
_STEP = Struct("=HBBI")  # struct sock_filter of linux/filter.h
_LOAD, _MASK, _IF_EQUAL, _RETURN = 0x20, 0x54, 0x15, 0x06
_ALLOW, _DENY, _NOT_THERE, _KILL = 0x7FFF0000, 0x00050000 | 1, 0x00050000 | 38, 0x80000000  # EPERM, ENOSYS
_NUMBER_AT, _MACHINE_AT, _FLAGS_AT = 0, 4, 16  # in struct seccomp_data; both machines have the lower half of an argument first
_PDEATHSIG, _SECCOMP, _NO_NEW_PRIVILEGES, _FILTER = 1, 22, 38, 2


class _Program(ctypes.Structure):
    _fields_ = (("steps", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def load() -> None:
    """Load now what is else loaded on first use, when nothing can be opened any more."""
    Image.init()
    os.environ["OMP_THREAD_LIMIT"] = "1"  # the recogniser of letters would take every processor of the host
    recogniser()
    for name in (*_LOADED_LATE, *(found.name for found in pkgutil.walk_packages(av.__path__, "av."))):
        import_module(name)


def shut_in(cpu_seconds: int | None = None) -> None:
    """Give it all up, for good. OSError where the system does not let us: then no byte may be read."""
    for limit, value in (
        (resource.RLIMIT_CPU, CPU_SECONDS if cpu_seconds is None else cpu_seconds),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 0),
    ):
        resource.setrlimit(limit, (value, value))
    if sys.platform == "linux":
        _filter_calls()


def _filter_calls() -> None:
    control = ctypes.CDLL(None, use_errno=True).prctl
    _must_be_zero(control(_PDEATHSIG, signal.SIGKILL, 0, 0, 0))  # no child outlives its nursery
    if (calls := _CALLS.get(platform.machine())) is None:
        return
    steps = _steps(*calls)
    program = _Program(len(steps) // _STEP.size, steps)
    _must_be_zero(control(_NO_NEW_PRIVILEGES, 1, 0, 0, 0))
    _must_be_zero(control(_SECCOMP, _FILTER, ctypes.byref(program), 0, 0))


def _steps(machine: int, clone: int, calls: tuple[int, ...]) -> bytes:
    """A program of the kernel's: calls of another machine end the child, those of the list pass, all others fail. Jumps are relative."""
    steps = [
        (_LOAD, 0, 0, _MACHINE_AT), (_IF_EQUAL, 1, 0, machine), (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER_AT), (_IF_EQUAL, 0, 1, _CLONE3), (_RETURN, 0, 0, _NOT_THERE),
        (_IF_EQUAL, 0, 5, clone), (_LOAD, 0, 0, _FLAGS_AT), (_MASK, 0, 0, _THREAD), (_IF_EQUAL, 0, 1, _THREAD),
        (_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _DENY),
        *((_IF_EQUAL, len(calls) - at, 0, number) for at, number in enumerate(calls)),
        (_RETURN, 0, 0, _DENY), (_RETURN, 0, 0, _ALLOW),
    ]  # fmt: skip
    return b"".join(_STEP.pack(*step) for step in steps)


def _must_be_zero(answer: int) -> None:
    if answer != 0:
        raise OSError(ctypes.get_errno(), "the system does not let a process give up its rights")
