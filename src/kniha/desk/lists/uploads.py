"""A list on its way in: each piece is sealed as it arrives, so that no readable byte of it touches a disk (DESIGN §6).

Whatever is not sealed to its end (too large, cut off, sent by who may not) leaves nothing in the vault.
"""

from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from kniha.desk import keys
from kniha.vault.blobs import StoredBlob
from kniha.vault.receiving import Receiving
from kniha.vocab.ids import RandomBytes

LARGEST_LIST = 256 << 20
"""Bytes. A million rows of a spreadsheet have a quarter of it."""

FIELD = "file"


class SealedUpload(UploadedFile):  # type: ignore[type-arg]  # it takes none when it runs
    """A file of a form of which there are sealed bytes alone."""

    def __init__(self, name: str, size: int, receiving: Receiving) -> None:
        super().__init__(None, name, "application/octet-stream", size)
        self._receiving = receiving

    def placed(self) -> StoredBlob:
        """Give it its place in the vault. Never that of an exhibit with the same bytes: this one is removed again."""
        return self._receiving.finish(lambda _name: None)


@dataclass(slots=True)
class Upload:
    """What became of the upload of one request."""

    is_too_large: bool = False
    receiving: Receiving | None = None

    def discard(self) -> None:
        """Leave nothing of what was not placed."""
        if self.receiving is not None:
            self.receiving.discard()


class Sealing(FileUploadHandler):
    """Seals the one file of the form into the vault; of any other nothing is kept."""

    def __init__(self, request: HttpRequest, upload: Upload, random_bytes: RandomBytes) -> None:
        super().__init__(request)
        self._upload = upload
        self._random_bytes = random_bytes
        self._size = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's arguments
        """Begin to seal."""
        super().new_file(*args, **kwargs)
        if self.field_name != FIELD or self._upload.receiving is not None:
            raise SkipFile
        self._upload.receiving = keys.vault().receive([keys.folder().exhibit_recipient()], random_bytes=self._random_bytes)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002  Django's signature
        """Seal a piece. Nothing is handed on."""
        self._size += len(raw_data)
        assert self._upload.receiving is not None  # a skipped file brings no pieces
        if self._size > LARGEST_LIST:
            self._upload.is_too_large = True
            self._upload.discard()
            raise SkipFile
        self._upload.receiving.write(raw_data)

    def file_complete(self, file_size: int) -> SealedUpload | None:
        """The file of the form."""
        if self._upload.receiving is None or self._upload.is_too_large:
            return None
        return SealedUpload(self.file_name or "", file_size, self._upload.receiving)


def receive_sealing(request: HttpRequest, random_bytes: RandomBytes) -> Upload:
    """Make `request` seal what it brings. Before anything asks for its body."""
    upload = Upload()
    request.upload_handlers = [Sealing(request, upload, random_bytes)]
    return upload
