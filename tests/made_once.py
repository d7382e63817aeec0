"""What the processes of one run of tests begin with, made by the first of them that needs it, and copied by each test."""

import fcntl
import shutil
from collections.abc import Callable
from pathlib import Path

Make = Callable[[Path], object]
MadeOnce = Callable[[str, Make], Path]
"""Given a name and what fills a new folder: the filled folder of that name, which nobody may change."""


def made_once(folder: Path, name: str, make: Make) -> Path:
    """Return `name` in `folder`, which `make` fills if it is not there; others wait. What was begun and failed is begun anew."""
    place, begun = folder / name, folder / f"{name}.begun"
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            shutil.rmtree(begun, ignore_errors=True)
            begun.mkdir()
            make(begun)
            begun.replace(place)
    return place
