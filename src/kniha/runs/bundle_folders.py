"""A bundle as a folder on a disk (docs/spec/files.md §7). Links are never followed, and nothing is written over a file."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from kniha.vocab.errors import BrokenError

_NO_LINKS = getattr(os, "O_NOFOLLOW", 0)  # where the system has no such flag, `paths` has looked before


@dataclass(frozen=True, slots=True)
class FolderFiles:
    """The files of a bundle below `top`."""

    top: Path

    def paths(self) -> Iterator[str]:
        """Yield the path of every file; BrokenError for what is neither file nor folder."""
        folders = [""]
        while folders:
            inside = folders.pop()
            with os.scandir(self.top / inside) as found:
                for each in found:
                    path = inside + each.name
                    if each.is_dir(follow_symlinks=False):
                        folders.append(path + "/")
                    elif each.is_file(follow_symlinks=False):
                        yield path
                    else:
                        raise BrokenError(f"{path} is neither a file nor a folder")

    @contextmanager
    def open(self, path: str) -> Iterator[BinaryIO]:
        """Open one of the files."""
        with os.fdopen(os.open(self.top / path, os.O_RDONLY | _NO_LINKS), "rb") as file:
            yield file


@dataclass(frozen=True, slots=True)
class FolderTarget:
    """Writes a bundle below `top`, a folder that is empty: for its owner alone, until it is handed over."""

    top: Path

    def write(self, path: str, pieces: Iterable[bytes]) -> None:
        """Write one file, which is not there yet."""
        place = self.top / path
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for piece in pieces:
                file.write(piece)
