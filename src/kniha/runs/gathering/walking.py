"""The files of a folder, in an order that is the same each time. What cannot be taken is told, never left out in silence."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

LONGEST_PATH = 1000
"""Characters of a path that the book keeps."""


class Passed(Enum):
    """Why a file was not taken, as a code of the list `gathering-reasons`."""

    LINK = "link"
    NOT_A_FILE = "not-a-file"
    UNREADABLE = "unreadable"
    CHANGED = "changed-while-read"
    PATH_TOO_LONG = "path-too-long"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Found:
    """A file as it lies: its path for us, its path within the folder for the book, size in bytes, time of change in nanoseconds."""

    path: Path
    within: str
    size: int
    changed_ns: int


@dataclass(frozen=True, slots=True)
class NotTaken:
    """Something that lies there and is not taken."""

    within: str
    why: Passed


def walk(folder: Path) -> Iterator[Found | NotTaken]:
    """Yield what lies below `folder`, name by name. Links are not followed: they may lead out of it, or round in a ring."""
    yield from _below(folder, "")


def _below(folder: Path, within: str) -> Iterator[Found | NotTaken]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: os.fsencode(entry.name))
    except OSError:
        yield NotTaken(within or ".", Passed.UNREADABLE)
        return
    for entry in entries:
        name = f"{within}/{shown(entry.name)}" if within else shown(entry.name)
        if len(name) > LONGEST_PATH:
            yield NotTaken(f"{name[:100]}…", Passed.PATH_TOO_LONG)
        elif entry.is_symlink():
            yield NotTaken(name, Passed.LINK)
        elif entry.is_dir(follow_symlinks=False):
            yield from _below(Path(entry.path), name)
        else:
            yield _one(entry, name)


def _one(entry: "os.DirEntry[str]", name: str) -> Found | NotTaken:
    try:
        told = entry.stat(follow_symlinks=False)
    except OSError:
        return NotTaken(name, Passed.UNREADABLE)
    if not stat.S_ISREG(told.st_mode):
        return NotTaken(name, Passed.NOT_A_FILE)
    return Found(Path(entry.path), name, told.st_size, told.st_mtime_ns)


def shown(name: str) -> str:
    """A name as text: bytes that are no UTF-8 (an old disk's) stand as %XX, so that two names stay two. A line end stands as one too."""
    return "".join(_byte(ord(letter) - 0xDC00) if "\udc80" <= letter <= "\udcff" else _plain(letter) for letter in name)


def _plain(letter: str) -> str:
    return _byte(ord(letter)) if letter < " " or letter == "\x7f" else letter


def _byte(value: int) -> str:
    return f"%{value:02X}"
