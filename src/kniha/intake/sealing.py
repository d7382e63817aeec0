"""Sealing for a browser without JavaScript: every chunk of a file is under seal before the next one is read.

Against whoever seizes the host, now or later: nothing readable touches the disk. The words of the form and the receipt
live in this process's memory until the answer is sent; the page says plainly that this is so.
"""

import secrets
from collections.abc import Callable

from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest

from kniha.conf.intake import Register
from kniha.intake.shelf import Incoming
from kniha.seal.closing import Sealer
from kniha.seal.containers import ContainerWriter
from kniha.seal.padding import padded_size
from kniha.seal.receipts import Receipt, derive
from kniha.seal.recipients import parse_recipient
from kniha.seal.reports import Report
from kniha.vocab.errors import KnihaError, TooLargeError

_MORE = 16_384
"""Bytes by which an envelope may be longer than its form, before the padding to its size class."""


class SealingUploadHandler(FileUploadHandler):
    """Takes the files of one form into one envelope.

    A fault is kept in `fault`, and the rest of the body goes nowhere, so that the form can still be given back.
    """

    def __init__(self, incoming: Incoming, register: Register, *, largest: int, receipt: Callable[[], Receipt]) -> None:
        super().__init__()
        self.fault: KnihaError | None = None
        self.files = 0
        self._receipt = receipt
        self._register = register.register
        self._incoming = incoming
        self._largest = largest
        self._made: ContainerWriter | None = None
        self._sealer = Sealer([parse_recipient(register.recipient)], random_bytes=secrets.token_bytes)
        self._has_begun = False

    def make_room(self, request: HttpRequest) -> None:
        """Reserve what the form in the body of `request` can come to; without room that is its fault, and its words can be given back."""
        length = request.headers.get("Content-Length", "")
        stated = int(length) if length.isascii() and length.isdigit() else 0
        try:
            # Never more than may be taken: whoever states a terabyte must not hold the disk with it.
            self._incoming.reserve(padded_size(_MORE + stated) if _MORE + stated < self._largest else _MORE)
        except KnihaError as error:
            self.fault = error

    @property
    def _container(self) -> ContainerWriter:
        """The container, begun when it is first needed: whose it is may stand in the form, before its files."""
        if self._made is None:
            self._made = ContainerWriter(self._register, derive(self._receipt(), self._register))
        return self._made

    def new_file(self, field_name: str, file_name: str, content_type: str, *args: object, **named: object) -> None:
        """Begin a file under the name and type that the device gave."""
        del field_name, args, named
        self.files += 1
        try:
            self._seal(self._container.begin_file(file_name, content_type))
        except KnihaError as error:
            self.fault = self.fault or error

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Seal a chunk. Returns nothing: no other handler may have it."""
        del start
        if self.fault:
            return
        try:
            self._seal(self._container.add(raw_data))
        except KnihaError as error:
            self.fault = error

    def file_complete(self, file_size: int) -> None:
        """End the file. Returns nothing: there is no file that a view could open."""
        del file_size
        if self.fault:
            return
        try:
            self._seal(self._container.end_file())
        except KnihaError as error:
            self.fault = error

    def finish(self, report: Report) -> None:
        """Seal the words after the files; the envelope is whole then. Raises the fault met on the way, if any."""
        if self.fault:
            raise self.fault
        for piece in self._container.finish(report):
            self._seal(piece)
        self._take(self._sealer.finish())

    def _seal(self, plain: bytes) -> None:
        if not self._has_begun:
            self._has_begun = True
            self._take(self._sealer.header)
        self._take(self._sealer.update(plain))

    def _take(self, sealed: bytes) -> None:
        if self._incoming.size + len(sealed) > self._largest:
            raise TooLargeError(f"an envelope has at most {self._largest} bytes here")
        self._incoming.write(sealed)
