"""The demonstration's folder: whole or not there. It is filled beside its place and moved there when all is well.

Nothing is ever removed that a demonstration has not made: its folders hold a file that says so.
"""

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kniha.vocab.errors import ConflictError, RefusedError

MARK = "made-by-kniha-demo"
SIGN_INS = "sign-ins.txt"

PATIENCE = 20.0
"""Seconds to wait for the servers of a demonstration that was killed: they end by themselves (`watching`)."""


@contextmanager
def held(home: Path, *, patience: float = PATIENCE) -> Iterator[int]:
    """Hold `home` for this process and its children; ConflictError while another demonstration does. Gives the lock's descriptor."""
    home.parent.mkdir(parents=True, exist_ok=True)
    lock = os.open(home.with_name(f"{home.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _take(lock, time.monotonic() + patience)
        yield lock
    finally:
        os.close(lock)


def is_filled(home: Path) -> bool:
    """Whether a whole demonstration lies in `home`; RefusedError where something else does."""
    if not home.exists() or not any(home.iterdir()):
        return False
    _check_ours(home)
    return True


def partial(home: Path) -> Path:
    """Where `home` is filled."""
    return home.with_name(f"{home.name}.partial")


def begin(home: Path) -> Path:
    """Return the new, empty folder in which `home` is filled; what was begun there before and never finished is removed."""
    place = partial(home)
    if place.exists():
        _remove(place)
    place.mkdir(mode=0o700)
    (place / MARK).write_text("Everything in this folder was made by `kniha demo`. All of it is invented; it may be removed.\n")
    return place


def finish(home: Path) -> None:
    """Move what was filled to its place, in one step."""
    partial(home).replace(home)


def put_away(home: Path) -> None:
    """Move a demonstration out of its place; `begin` removes it."""
    if not is_filled(home):
        return
    if partial(home).exists():
        _remove(partial(home))
    home.replace(partial(home))


def keep_secret(path: Path, text: str) -> None:
    """Write `text` into a new file for its owner alone."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)


def _take(lock: int, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > deadline:
                raise ConflictError("another demonstration is at work in this folder") from error
            time.sleep(0.2)
        else:
            return


def _check_ours(folder: Path) -> None:
    if not (folder / MARK).is_file():
        raise RefusedError(f"{folder} holds something that no demonstration has made; choose another folder with --home")


def _remove(folder: Path) -> None:
    """The mark goes last: a removal that was interrupted is still known as ours."""
    if any(folder.iterdir()):
        _check_ours(folder)
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name != MARK:
            path.unlink()
    (folder / MARK).unlink(missing_ok=True)
    folder.rmdir()
