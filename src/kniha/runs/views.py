"""Views: what a file tells of itself, a small clean picture of it and the words in it, made in a child process that may die of the file.

The desk shows views, never originals. A view is derived: it can be made again, and is no evidence. The file is opened here, piece by
piece as the child asks, so that no readable byte of it touches the disk and a long film is not read to its end. Words are sealed as the
file is; they lie elsewhere in the text index alone, folded.
"""

import json
import subprocess
import sys
import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import IO, BinaryIO

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from kniha.book.access.queries import in_use
from kniha.book.evidence.actions import keep_header
from kniha.book.evidence.models import Exhibit, View, Words
from kniha.book.evidence.queries import blob_of, known_blob
from kniha.book.people.models import KeyRow
from kniha.media.findings import Finding
from kniha.runs import view_pipe as pipe
from kniha.seal.recipients import Identity, Recipient
from kniha.vault.blobs import StoredBlob
from kniha.vault.store import Vault
from kniha.vocab.errors import MalformedError, NotFoundError
from kniha.vocab.ids import RandomBytes

SECONDS = 60.0
"""What a child may take by the clock on the wall; its processor time is limited by itself."""

_FAMILIES = ("image", "video", "audio", "text", "document")
_READ = {"text/plain": "text", "application/pdf": "document"}

# SVG is markup, and is never drawn.
_VIEWABLE = ~Q(media_type="image/svg+xml") & (
    Q(media_type__startswith="image/")
    | Q(media_type__startswith="video/")
    | Q(media_type__startswith="audio/")
    | Q(media_type__in=sorted(_READ))
)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a child answered: facts for the desk, a JPEG, and words as UTF-8; either is empty where there is none."""

    facts: Mapping[str, object]
    picture: bytes
    words: bytes = b""


@dataclass(frozen=True, slots=True)
class Viewing:
    """What making views needs: the vault, who opens exhibits, and to whom the views are sealed."""

    vault: Vault
    identities: tuple[Identity, ...] = field(repr=False)
    recipient: Recipient
    random_bytes: RandomBytes
    seconds: float = SECONDS

    def make(self, exhibit: Exhibit) -> View:
        """Make the view of `exhibit`, also of one that nothing can be seen of: its facts say so, and it is not tried again.

        NotFoundError and BrokenError where the vault does not hold the file as it was.
        """
        blob = blob_of(exhibit)
        with self.vault.reader(blob, self.identities) as stream:
            seen = look_at(stream, blob.size, _family(exhibit.media_type), seconds=self.seconds)
        return self._keep(exhibit, seen)

    def words_in(self, words: Words) -> str:
        """Open the words of a file. NotFoundError where they were erased, BrokenError where the vault does not hold them as they were."""
        return b"".join(self.vault.open(blob_of(words), self.identities)).decode()

    def _keep(self, exhibit: Exhibit, seen: Seen) -> View:
        picture, words = (self._sealed(data) if data else None for data in (seen.picture, seen.words))
        try:
            with transaction.atomic():
                in_use(exhibit)
                for blob in filter(None, (picture, words)):
                    keep_header(blob)
                if words:
                    Words.objects.update_or_create(exhibit=exhibit, defaults=_columns(words))
                return View.objects.create(exhibit=exhibit, facts=seen.facts, **_columns(picture))
        except NotFoundError:  # it was erased or sealed while we looked at it
            for blob in filter(None, (picture, words)):
                if not KeyRow.objects.filter(owner=blob.sealed_sha256).exists():
                    self.vault.remove(blob.name, blob.sealed_sha256)
            raise

    def _sealed(self, data: bytes) -> StoredBlob:
        with self.vault.receive([self.recipient], random_bytes=self.random_bytes) as receiving:
            receiving.write(data)
            return receiving.finish(known_blob)


def without_view(*, leaving_out: Collection[str] = ()) -> QuerySet[Exhibit]:
    """Exhibits that a view could be made of and was not yet, the oldest first. Erased ones have no key, and are not among them; nor are
    those that wait for a lawyer: a machine that reads them in advance would have decided.
    """
    readable = Q(acquisition=None) | Q(acquisition__may_be_read=True)
    has_key = Exists(KeyRow.objects.filter(owner=OuterRef("sealed_sha256")))
    return (
        Exhibit.objects.filter(_VIEWABLE, readable, has_key, view__isnull=True, compartment__isnull=False)
        .exclude(pk__in=leaving_out)
        .order_by("acquired_on", "pk")
    )


def _family(media_type: str) -> str:
    return _READ.get(media_type) or media_type.partition("/")[0]


def _columns(blob: StoredBlob | None) -> dict[str, str | int]:
    if blob is None:
        return {"blob": "", "sealed_sha256": "", "sha256": "", "size": 0}
    return {"blob": blob.name, "sealed_sha256": blob.sealed_sha256, "sha256": blob.sha256, "size": blob.size}


def look_at(stream: BinaryIO, size: int, family: str, *, seconds: float) -> Seen:
    """Return what a child makes of the file of `size` bytes in `stream`; a child that dies has seen nothing.

    `family` is image, video, audio, text or document. What `stream` raises comes through.
    """
    if family not in _FAMILIES:
        raise MalformedError(f"a view is of {', '.join(_FAMILIES)}")
    with _child(family, seconds) as (asking, telling):
        try:
            return _served(asking, telling, stream, size)
        except _EndedError:
            return Seen({"findings": [Finding.UNREADABLE.value]}, b"")


@contextmanager
def _child(family: str, seconds: float) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    command = [sys.executable, "-I", "-m", "kniha.runs.view_child", family]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}, cwd="/") as child:  # noqa: S603  our own module, and a word of a closed list
        assert child.stdin is not None
        assert child.stdout is not None
        timer = threading.Timer(seconds, child.kill)
        timer.start()
        try:
            yield child.stdout, child.stdin
        finally:
            timer.cancel()
            child.kill()
            with suppress(BrokenPipeError):
                child.stdin.close()


def _served(asking: IO[bytes], telling: IO[bytes], stream: BinaryIO, size: int) -> Seen:
    _tell(telling, pipe.SIZE.pack(size))
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
    told, picture, words = pipe.ANSWER.unpack(_heard(asking, pipe.ANSWER.size))
    if told > pipe.LARGEST_FACTS or picture > pipe.LARGEST_PICTURE or words > pipe.LARGEST_TEXT:
        raise _EndedError
    try:
        facts = json.loads(_heard(asking, told))
    except ValueError as error:
        raise _EndedError from error
    made, said = _heard(asking, picture), _heard(asking, words)
    if not isinstance(facts, dict) or (made and not made.startswith(b"\xff\xd8\xff")) or not _is_text(said):
        raise _EndedError
    return Seen(facts, made, said)


def _is_text(said: bytes) -> bool:
    try:
        return "\0" not in said.decode()
    except UnicodeDecodeError:
        return False


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
