"""Views: what a file tells of itself, and a small clean picture of it, made in a child process that may die of the file.

The desk shows views, never originals. A view is derived: it can be made again, and is no evidence. The file is opened here, piece by
piece as the child asks, so that no readable byte of it touches the disk and a long film is not read to its end.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import IO, BinaryIO

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from kniha.book.access.queries import in_use
from kniha.book.evidence.actions import keep_header
from kniha.book.evidence.models import Exhibit, View
from kniha.book.evidence.queries import blob_of, known_blob
from kniha.book.people.models import KeyRow
from kniha.media.findings import Finding
from kniha.runs import view_pipe as pipe
from kniha.runs.view_nursery import Nursery
from kniha.seal.recipients import Identity, Recipient
from kniha.vault.store import Vault
from kniha.vocab.errors import MalformedError, NotFoundError
from kniha.vocab.ids import RandomBytes

SECONDS = 60.0
"""What a child may take by the clock on the wall; its processor time is limited by itself."""

_FAMILIES = ("image", "video", "audio", "application")
_NURSERY = Nursery()  # it ends when this process closes its end of their channel, as its death does

# SVG is markup, and is never drawn. Documents are not drawn either: what they tell of themselves is read.
_VIEWABLE = ~Q(media_type="image/svg+xml") & (
    Q(media_type__startswith="image/")
    | Q(media_type__startswith="video/")
    | Q(media_type__startswith="audio/")
    | Q(media_type__in=("application/pdf", "application/gpx+xml"))
)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a child answered: facts for the desk, and a JPEG, empty where none could be made."""

    facts: Mapping[str, object]
    picture: bytes


@dataclass(frozen=True, slots=True)
class Viewing:
    """What making views needs: the vault, who opens exhibits, and to whom the views are sealed."""

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
            seen = look_at(stream, blob.size, exhibit.media_type.partition("/")[0], seconds=self.seconds, roots=self.roots)
        return self._keep(exhibit, seen)

    def _keep(self, exhibit: Exhibit, seen: Seen) -> View:
        if not seen.picture:
            with transaction.atomic():
                in_use(exhibit)
                return View.objects.create(exhibit=exhibit, blob="", sealed_sha256="", sha256="", size=0, facts=seen.facts)
        with self.vault.receive([self.recipient], random_bytes=self.random_bytes) as receiving:
            receiving.write(seen.picture)
            blob = receiving.finish(known_blob)
        try:
            with transaction.atomic():
                in_use(exhibit)
                keep_header(blob)
                return View.objects.create(
                    exhibit=exhibit, blob=blob.name, sealed_sha256=blob.sealed_sha256, sha256=blob.sha256, size=blob.size, facts=seen.facts
                )
        except NotFoundError:  # it was erased or sealed while we looked at it
            if not KeyRow.objects.filter(owner=blob.sealed_sha256).exists():
                self.vault.remove(blob.name, blob.sealed_sha256)
            raise


def without_view(*, leaving_out: Collection[str] = ()) -> QuerySet[Exhibit]:
    """Exhibits that a view could be made of and was not yet, the oldest first. Erased ones have no key, and are not among them."""
    has_key = Exists(KeyRow.objects.filter(owner=OuterRef("sealed_sha256")))
    return (
        Exhibit.objects.filter(_VIEWABLE, has_key, view__isnull=True, compartment__isnull=False)
        .exclude(pk__in=leaving_out)
        .order_by("acquired_on", "pk")
    )


def look_at(stream: BinaryIO, size: int, family: str, *, seconds: float, roots: bytes = b"") -> Seen:
    """Return what a child makes of the file of `size` bytes in `stream`; a child that dies has seen nothing.

    `family` is image, video, audio, or application for a document; `roots` are those of signers that are trusted (PEM). What `stream`
    raises comes through.
    """
    if family not in _FAMILIES:
        raise MalformedError(f"a view is of {', '.join(_FAMILIES)}")
    with _NURSERY.child(family, seconds) as (asking, telling):
        try:
            _tell(telling, pipe.SIZE.pack(size, len(roots)) + roots)
            return _served(asking, telling, stream, size)
        except _EndedError:
            return Seen({"findings": [Finding.UNREADABLE.value]}, b"")


def _served(asking: IO[bytes], telling: IO[bytes], stream: BinaryIO, size: int) -> Seen:
    while True:
        match _heard(asking, 1):
            case pipe.WANTED:
                offset, wanted = pipe.PIECE.unpack(_heard(asking, pipe.PIECE.size))
                if wanted > pipe.LARGEST_PIECE or offset + wanted > size:
                    raise _EndedError
                stream.seek(offset)
                piece = stream.read(wanted)
                _tell(telling, pipe.GIVEN.pack(len(piece)) + piece)
            case pipe.DONE:
                return _seen(asking)
            case _:
                raise _EndedError


def _seen(asking: IO[bytes]) -> Seen:
    """Take the child's answer as that of a stranger: of limited size, and of the form that ours have."""
    told, picture = pipe.ANSWER.unpack(_heard(asking, pipe.ANSWER.size))
    if told > pipe.LARGEST_FACTS or picture > pipe.LARGEST_PICTURE:
        raise _EndedError
    try:
        facts = json.loads(_heard(asking, told))
    except ValueError as error:
        raise _EndedError from error
    made = _heard(asking, picture)
    if not isinstance(facts, dict) or (made and not made.startswith(b"\xff\xd8\xff")):
        raise _EndedError
    return Seen(facts, made)


def _heard(asking: IO[bytes], size: int) -> bytes:
    data = asking.read(size)
    if len(data) < size:
        raise _EndedError
    return data


def _tell(telling: IO[bytes], data: bytes) -> None:
    try:
        telling.write(data)
        telling.flush()
    except BrokenPipeError as error:
        raise _EndedError from error


class _EndedError(Exception):
    """The child died, was killed, or spoke nonsense."""
