"""Files that are brought to the desk: only what a form sealed reaches a disk. The first bytes are looked at before any are written.

Somebody tired hands over the photos or notes themselves instead of the sealed file: then nothing of it is kept, and the page says so.
"""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload, TemporaryFileUploadHandler
from django.http import HttpRequest

from kniha.runs.bringing import LARGEST_BROUGHT
from kniha.seal.envelopes import HEADER_SIZE, check_envelope_header
from kniha.vocab.errors import MalformedError


class SealedOnly(FileUploadHandler):
    """Lets a file through from its header on, if that is a sealed file's; of any other nothing passes, and it arrives empty."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's arguments
        """Begin to look."""
        super().new_file(*args, **kwargs)
        self._head = b""
        self._passes: bool | None = None
        self._size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:  # noqa: ARG002  Django's signature
        """Hold bytes back until the header is whole; then pass all, or none."""
        self._size += len(raw_data)
        if self._size > LARGEST_BROUGHT:
            raise StopUpload(connection_reset=True)
        if self._passes is not None:
            return raw_data if self._passes else None
        self._head += raw_data
        if len(self._head) < HEADER_SIZE:
            return None
        self._passes, head, self._head = _is_sealed(self._head[:HEADER_SIZE]), self._head, b""
        return head if self._passes else None

    def file_complete(self, file_size: int) -> None:
        """The handler behind this one makes the file."""


def receive_sealed(request: HttpRequest) -> None:
    """Make `request` take sealed files alone. Before anything asks for its body."""
    request.upload_handlers = [SealedOnly(request), TemporaryFileUploadHandler(request)]


def _is_sealed(header: bytes) -> bool:
    try:
        check_envelope_header(header)
    except MalformedError:
        return False
    return True
