"""Laying key files into a folder: written once, never over another, on the disk before anything is told of them."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kniha.vocab.errors import ConflictError, UnavailableError


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A file to be: its place in the folder of keys, and what stands in it. What does not lie in `public/` is secret."""

    name: str
    data: bytes = field(repr=False)

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it."""
        return self.name.startswith("public/")


def write_keys(folder: Path, files: Sequence[KeyFile]) -> None:
    """Lay `files` into `folder`, secret ones for their owner alone. ConflictError, and nothing written, where one of them is there."""
    check_absent(folder, [file.name for file in files])
    try:
        for file in files:
            _write(folder / file.name, file)
    except OSError as error:
        raise UnavailableError(f"the keys cannot be written: {error.strerror}") from error


def check_absent(folder: Path, names: Sequence[str]) -> None:
    """ConflictError where one of the files `names` is in `folder` already."""
    for name in names:
        if (folder / name).exists():
            raise ConflictError(f"{name} is there already; keys are never overwritten")


def _write(path: Path, file: KeyFile) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o755 if file.is_public else 0o700)
    # O_EXCL: a file that appeared in the meantime is somebody's key, and stays.
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644 if file.is_public else 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(file.data)
        stream.flush()
        os.fsync(descriptor)
