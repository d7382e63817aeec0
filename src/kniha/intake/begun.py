"""Uploads that broke off: what came of them waits under the sender's own random id, so that they go on where the line broke.

Until the day is over, and no longer: a browser that is closed forgets the envelope, and seals another. Against whoever would fill the disk:
what lies here was sent and worked for, as what is kept was, and small envelopes do not wait at all. Against whoever seizes the host: it is
ciphertext, dated by the day, and gone on the next.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import BinaryIO

from kniha.intake.shelf import Incoming, Shelf, date_file
from kniha.vocab.errors import ConflictError
from kniha.vocab.ids import Id

WORTH = 1_048_576
"""Bytes from which on an upload is gone on with."""


@dataclass(frozen=True, slots=True)
class Begun:
    """What broke off on its way to `shelf`."""

    shelf: Shelf

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return self.shelf.folder / "begun"

    def size(self, envelope: Id) -> int:
        """How many bytes of the envelope came: all of them where it is kept, and only the answer was lost; 0 where nothing is here."""
        return max((size for size, _ in self._lying(envelope)), default=0)

    @contextmanager
    def first(self, envelope: Id, size: int) -> Iterator[BinaryIO | None]:
        """Open what came of the envelope; None where nothing is asked for. ConflictError where fewer than `size` bytes are here."""
        if size == 0:
            yield None
        else:
            with self._longest(envelope, size) as begun:
                yield begun

    def leave(self, incoming: Incoming, envelope: Id, day: date) -> None:
        """Keep what came of an upload that broke off, if it is worth it and more than lies here."""
        if incoming.size >= WORTH and incoming.size >= self.size(envelope):
            incoming.leave(self.folder / envelope, day)

    def forget(self, envelope: Id) -> None:
        """The envelope is kept, whole."""
        (self.folder / envelope).unlink(missing_ok=True)

    def prepare(self, day: date) -> None:
        """At the start, before the shelf is cleared: what was under way when the intake stopped has broken off."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path in self.shelf.under_way():
            envelope, dot, _ = path.name.partition(".")
            size = path.stat().st_size
            if dot and size >= WORTH and size == self.size(Id(envelope)):
                os.truncate(path, size)  # more may have been reserved
                date_file(path, day)
                path.replace(self.folder / envelope)

    def sweep(self, today: date) -> None:
        """Remove what broke off on days that are over."""
        for path in self.folder.glob("*"):
            with suppress(FileNotFoundError):
                if datetime.fromtimestamp(path.stat().st_mtime, UTC).date() < today:
                    path.unlink()

    def _longest(self, envelope: Id, size: int) -> BinaryIO:
        for found, path in sorted(self._lying(envelope), reverse=True):
            with suppress(FileNotFoundError):
                if found >= size:
                    return path.open("rb")
        raise ConflictError("less came of this envelope than its sender says")

    def _lying(self, envelope: Id) -> Iterator[tuple[int, Path]]:
        """Where bytes of the envelope lie, and how many: a line that fell silent tells nobody, and its file goes on being received."""
        kept = self.shelf.place(envelope)
        for path in (kept, self.folder / envelope, *self.shelf.under_way(envelope)):
            with suppress(FileNotFoundError):
                size = path.stat().st_size
                if path == kept or size >= WORTH:
                    yield size, path
