"""Files of a form on their way in: each piece is sealed as it arrives, so that no readable byte of it touches a disk (DESIGN §6).

Whatever is not sealed to its end (too large, cut off, sent by who may not) leaves nothing in the vault.
"""

from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from kniha.desk import keys
from kniha.runs.gathering.arriving import Arriving
from kniha.vocab.ids import RandomBytes


@dataclass(frozen=True, slots=True)
class Room:
    """What a form takes: the name of its field, the bytes of a file and the number of files at most."""

    field: str
    largest: int
    most: int = 1


class SealedUpload(UploadedFile):  # type: ignore[type-arg]  # it takes none when it runs
    """A file of a form of which there are sealed bytes alone."""

    def __init__(self, size: int, arriving: Arriving) -> None:
        super().__init__(None, arriving.name, "application/octet-stream", size)
        self.arriving = arriving


@dataclass(slots=True)
class Upload:
    """What became of the files of one request."""

    is_too_large: bool = False
    is_too_many: bool = False
    arriving: list[Arriving] = field(default_factory=list)

    def discard(self) -> None:
        """Leave nothing of what has no place."""
        for each in self.arriving:
            each.discard()


class Sealing(FileUploadHandler):
    """Seals the files of one field into the vault; of any other nothing is kept."""

    def __init__(self, request: HttpRequest, upload: Upload, room: Room, random_bytes: RandomBytes) -> None:
        super().__init__(request)
        self._upload = upload
        self._room = room
        self._random_bytes = random_bytes

    def new_file(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's arguments
        """Begin to seal."""
        super().new_file(*args, **kwargs)
        if self.field_name != self._room.field:
            raise SkipFile
        if len(self._upload.arriving) == self._room.most:
            self._upload.is_too_many = True
            raise SkipFile
        receiving = keys.vault().receive([keys.folder().exhibit_recipient()], random_bytes=self._random_bytes)
        self._upload.arriving.append(Arriving(self.file_name or "", receiving))

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002  Django's signature
        """Seal a piece. Nothing is handed on."""
        arriving = self._upload.arriving[-1]
        if arriving.size + len(raw_data) > self._room.largest:
            self._upload.is_too_large = True
            arriving.discard()
            raise SkipFile
        arriving.write(raw_data)

    def file_complete(self, file_size: int) -> SealedUpload:
        """A file of the form."""
        return SealedUpload(file_size, self._upload.arriving[-1])


def receive_sealing(request: HttpRequest, room: Room, random_bytes: RandomBytes) -> Upload:
    """Make `request` seal what it brings. Before anything asks for its body."""
    upload = Upload()
    request.upload_handlers = [Sealing(request, upload, room, random_bytes)]
    return upload
