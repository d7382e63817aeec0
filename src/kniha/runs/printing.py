"""Prints by which a picture, or each second of a film, is known again: made in a child that may die of the file, kept sealed.

A film comes minute by minute. Where a child dies, or nothing can be made, an empty print says so, and the file is not tried again.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import BinaryIO

from django.db.models import Exists, OuterRef, Q, QuerySet

from kniha.book.evidence.models import Exhibit, NearPrint
from kniha.book.evidence.queries import blob_of
from kniha.media.near import EVERY_MS, MOST_SECONDS, FilmPrints
from kniha.media.print_bytes import film_read, film_written, read
from kniha.runs.beside import Piece, Shelf
from kniha.runs.drawing import PART_MS
from kniha.runs.views import readable
from kniha.runs.watching import prints_of

_FILM = Q(media_type__startswith="video/")
_PICTURE = Q(media_type__startswith="image/") & ~Q(media_type="image/svg+xml")
Ask = Callable[[BinaryIO, int, str], bytes | None]
"""Has a child do a task with a file of so many bytes; None where it died of it."""


@dataclass(frozen=True, slots=True)
class Printer:
    """Makes and reads prints. `ask`: who asks a child."""

    shelf: Shelf
    ask: Ask = prints_of

    def step(self, exhibit: Exhibit) -> None:
        """Make the print of a picture, or of the next minute of a film. NotFoundError and BrokenError as the vault has them."""
        part = NearPrint.objects.filter(exhibit=exhibit).count() + 1
        is_film = exhibit.media_type.startswith("video/")
        made = self._asked(exhibit, f"prints {part}" if is_film else "print") or b""
        is_last = True
        if is_film and made:
            seconds, end = film_read(made), part * PART_MS
            within = tuple((at, each) for at, each in seconds if at < end)
            is_last = len(within) == len(seconds) or end >= MOST_SECONDS * EVERY_MS
            made = film_written(within)
        self.shelf.keep(exhibit, [Piece(NearPrint, made, {"part": part}, {"is_last": is_last})])

    def waiting(self, *, leaving_out: Collection[str] = ()) -> QuerySet[Exhibit]:
        """Pictures and films without all their prints, the oldest first."""
        done = Exists(NearPrint.objects.filter(exhibit=OuterRef("pk"), is_last=True))
        return readable().filter(~done, _FILM | _PICTURE).exclude(pk__in=leaving_out).order_by("acquired_on", "pk")

    def read(self, row: NearPrint) -> FilmPrints:
        """What a row holds: a picture is a film of one second. Nothing where nothing could be made. Errors as the vault has them."""
        if not row.blob:
            return ()
        data = self.shelf.opened(row)
        return film_read(data) if row.exhibit.media_type.startswith("video/") else ((0, read(data)),)

    def read_all(self, exhibit: Exhibit) -> FilmPrints:
        """All prints of a file, in their order."""
        rows = NearPrint.objects.filter(exhibit=exhibit).select_related("exhibit").order_by("part")
        return tuple(each for row in rows for each in self.read(row))

    def _asked(self, exhibit: Exhibit, task: str) -> bytes | None:
        blob = blob_of(exhibit)
        with self.shelf.vault.reader(blob, self.shelf.identities) as stream:
            return self.ask(stream, blob.size, task)
