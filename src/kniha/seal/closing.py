"""Sealing: age files for post-quantum recipients, or under one passphrase (C2SP age.md). Never opens anything.

A `Sealer` gives the header apart from the payload, for a vault keeps them apart (docs/spec/keys.md, rule 1).
"""

from collections.abc import Sequence

from kniha.seal.header import FILE_KEY, check_company, format_header
from kniha.seal.passphrases import Passphrase
from kniha.seal.payload import PayloadSealer
from kniha.seal.recipients import Recipient, Wrapping
from kniha.seal.streams import Sink, Source
from kniha.vocab.errors import MalformedError
from kniha.vocab.ids import RandomBytes

_PIECE = 1_048_576


class Sealer:
    """One age file as it is made: `header`, then what each `update` returns, then what `finish` returns."""

    header: bytes

    def __init__(self, recipients: Sequence[Wrapping], *, random_bytes: RandomBytes) -> None:
        if not recipients:
            raise MalformedError("a file is sealed to at least one recipient")
        file_key = random_bytes(FILE_KEY)
        stanzas = tuple(recipient.wrap(file_key, random_bytes=random_bytes) for recipient in recipients)
        check_company(stanzas)
        self.header = format_header(stanzas, file_key)
        self._payload = PayloadSealer(file_key, random_bytes=random_bytes)

    def update(self, data: bytes | bytearray | memoryview) -> bytes:
        """Take more plain bytes, any number; return the payload's next bytes, perhaps none. Pieces of 1 MiB are quick."""
        return self._payload.update(data)

    def finish(self) -> bytes:
        """Return the payload's last bytes. Nothing may be added afterwards."""
        return self._payload.finish()


def seal_stream(source: Source, sink: Sink, recipients: Sequence[Recipient], *, random_bytes: RandomBytes) -> None:
    """Seal all of `source` into `sink`, in constant memory."""
    sealer = Sealer(recipients, random_bytes=random_bytes)
    sink.write(sealer.header)
    while piece := source.read(_PIECE):
        sink.write(sealer.update(piece))
    sink.write(sealer.finish())


def seal_bytes(data: bytes, recipients: Sequence[Recipient], *, random_bytes: RandomBytes) -> bytes:
    """Return `data` as an age file."""
    return _sealed(data, Sealer(recipients, random_bytes=random_bytes))


def seal_under_passphrase(data: bytes, passphrase: Passphrase, *, random_bytes: RandomBytes) -> bytes:
    """Return `data`, an identity file, as an age file that `passphrase` opens."""
    return _sealed(data, Sealer([passphrase], random_bytes=random_bytes))


def _sealed(data: bytes, sealer: Sealer) -> bytes:
    return b"".join((sealer.header, sealer.update(data), sealer.finish()))
