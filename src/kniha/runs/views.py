"""Views: a small clean picture of a file, what it tells of itself and the words in it, made in child processes that may die of the file.

The desk shows views, never originals. A view is derived: it can be made again, and is no evidence. The file is opened here, piece by
piece as a child asks, so that no readable byte of it touches the disk and a long film is not read to its end. Facts and words are sealed
as the file is: when and where it was taken, and with whose device, is known to who opened it. Words lie elsewhere in the text index
alone, folded; facts lie nowhere else.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from kniha.book.access.queries import in_use
from kniha.book.evidence.actions import keep_header
from kniha.book.evidence.models import Exhibit, FileFacts, View, Words
from kniha.book.evidence.queries import blob_of, known_blob
from kniha.book.people.models import KeyRow
from kniha.runs.watching import READ_TYPES, SECONDS, Seen, look_at
from kniha.seal.recipients import Identity, Recipient
from kniha.vault.blobs import StoredBlob
from kniha.vault.store import Vault
from kniha.vocab.ids import RandomBytes

# SVG is markup, and is never drawn. Documents are not drawn either: what they tell of themselves is read.
_VIEWABLE = ~Q(media_type="image/svg+xml") & (
    Q(media_type__startswith="image/")
    | Q(media_type__startswith="video/")
    | Q(media_type__startswith="audio/")
    | Q(media_type__in=READ_TYPES)
)
Derived = View | FileFacts | Words
_UNMADE = Q(view__isnull=True) | Q(facts__isnull=True)


@dataclass(frozen=True, slots=True)
class Viewing:
    """What making views needs: the vault, who opens exhibits, to whom the views are sealed, and whose signatures are trusted (PEM)."""

    vault: Vault
    identities: tuple[Identity, ...] = field(repr=False)
    recipient: Recipient
    random_bytes: RandomBytes
    roots: bytes = b""
    seconds: float = SECONDS

    def make(self, exhibit: Exhibit) -> View:
        """Make the view of `exhibit`, also of one that nothing can be seen of: its facts say so, and it is not tried again.

        NotFoundError and BrokenError where the vault does not hold the file as it was.
        """
        blob = blob_of(exhibit)
        with self.vault.reader(blob, self.identities) as stream:
            seen = look_at(stream, blob.size, exhibit.media_type, seconds=self.seconds, roots=self.roots)
        return self._keep(exhibit, seen)

    def words_in(self, words: Words) -> str:
        """Open the words of a file. NotFoundError where they were erased, BrokenError where the vault does not hold them as they were."""
        return b"".join(self.vault.open(blob_of(words), self.identities)).decode()

    def _keep(self, exhibit: Exhibit, seen: Seen) -> View:
        """What stands there already stays: a sealing that no row names any more would outlive the file's erasure."""
        made: dict[type[Derived], StoredBlob | None] = {View: self._sealed(seen.picture), FileFacts: self._sealed(seen.facts.as_json())}
        if seen.words:
            made[Words] = self._sealed(seen.words)
        try:
            with transaction.atomic():
                in_use(exhibit)
                for model, blob in made.items():
                    _, is_new = model.objects.get_or_create(exhibit=exhibit, defaults=_columns(blob))
                    if is_new and blob:
                        keep_header(blob)
                return View.objects.get(exhibit=exhibit)
        finally:  # where it was erased or sealed while we looked at it, too
            for blob in filter(None, made.values()):
                if not KeyRow.objects.filter(owner=blob.sealed_sha256).exists():
                    self.vault.remove(blob.name, blob.sealed_sha256)

    def _sealed(self, data: bytes) -> StoredBlob | None:
        if not data:
            return None
        with self.vault.receive([self.recipient], random_bytes=self.random_bytes) as receiving:
            receiving.write(data)
            return receiving.finish(known_blob)


def without_view(*, leaving_out: Collection[str] = ()) -> QuerySet[Exhibit]:
    """Exhibits not looked at since facts are kept, the oldest first. Erased ones have no key, and are not among them; nor are those that
    wait for a lawyer: a machine that reads them in advance would have decided.
    """
    readable = Q(acquisition=None) | Q(acquisition__may_be_read=True)
    has_key = Exists(KeyRow.objects.filter(owner=OuterRef("sealed_sha256")))
    return (
        Exhibit.objects.filter(_VIEWABLE, _UNMADE, readable, has_key, compartment__isnull=False)
        .exclude(pk__in=leaving_out)
        .order_by("acquired_on", "pk")
    )


def _columns(blob: StoredBlob | None) -> dict[str, str | int]:
    if blob is None:
        return {"blob": "", "sealed_sha256": "", "sha256": "", "size": 0}
    return {"blob": blob.name, "sealed_sha256": blob.sealed_sha256, "sha256": blob.sha256, "size": blob.size}
