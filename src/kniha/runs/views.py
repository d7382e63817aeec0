"""Views: a small clean picture of a file, what it tells of itself and the words in it, made in child processes that may die of the file.

The desk shows views, never originals. A view is derived: it can be made again, and is no evidence. The file is opened here, piece by
piece as a child asks, so that no readable byte of it touches the disk and a long film is not read to its end. Facts and words are sealed
as the file is: when and where it was taken, and with whose device, is known to who opened it. Words lie elsewhere in the text index
alone, folded; facts lie nowhere else.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from kniha.book.evidence.models import Exhibit, FileFacts, View, Words
from kniha.book.evidence.queries import blob_of
from kniha.book.people.models import KeyRow
from kniha.runs.beside import Piece, Shelf
from kniha.runs.made_of_files import reading_from_json
from kniha.runs.watching import READ_TYPES, SECONDS, look_at

# SVG is markup, and is never drawn.
_VIEWABLE = ~Q(media_type="image/svg+xml") & (
    Q(media_type__startswith="image/")
    | Q(media_type__startswith="video/")
    | Q(media_type__startswith="audio/")
    | Q(media_type__in=READ_TYPES)
)
_UNMADE = Q(view__isnull=True) | Q(facts__isnull=True)


@dataclass(frozen=True, slots=True)
class Viewing:
    """What making views needs: where they are kept, and whose signatures are trusted (PEM)."""

    shelf: Shelf
    roots: bytes = b""
    seconds: float = SECONDS

    def make(self, exhibit: Exhibit) -> View:
        """Make the view of `exhibit`, also of one that nothing can be seen of: its facts say so, and it is not tried again.

        NotFoundError and BrokenError where the vault does not hold the file as it was.
        """
        blob = blob_of(exhibit)
        with self.shelf.vault.reader(blob, self.shelf.identities) as stream:
            seen = look_at(stream, blob.size, exhibit.media_type, seconds=self.seconds, roots=self.roots)
        words = [Piece(Words, seen.words, {"page": 0})] if seen.words else []
        self.shelf.keep(exhibit, [Piece(View, seen.picture), Piece(FileFacts, seen.facts.as_json()), *words])
        return View.objects.get(exhibit=exhibit)

    def words_in(self, words: Words) -> str:
        """Open the words of a file, its own or a machine's. NotFoundError where they were erased, BrokenError where the vault lost them."""
        data = self.shelf.opened(words)
        return reading_from_json(data).words if words.page else data.decode()


def without_view(*, leaving_out: Collection[str] = ()) -> QuerySet[Exhibit]:
    """Exhibits not looked at since facts are kept, the oldest first."""
    return readable().filter(_VIEWABLE, _UNMADE).exclude(pk__in=leaving_out).order_by("acquired_on", "pk")


def readable() -> QuerySet[Exhibit]:
    """Exhibits that a machine may read. Erased ones have no key, and are not among them; nor are those that wait for a lawyer: a machine
    that reads them in advance would have decided.
    """
    may_be_read = Q(acquisition=None) | Q(acquisition__may_be_read=True)
    has_key = Exists(KeyRow.objects.filter(owner=OuterRef("sealed_sha256")))
    return Exhibit.objects.filter(may_be_read, has_key, compartment__isnull=False)
