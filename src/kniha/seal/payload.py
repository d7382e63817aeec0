"""The payload of an age file (C2SP age.md, "Payload"): a nonce, then chunks of 64 KiB under ChaCha20-Poly1305.

What closing and opening share. Memory is constant: one chunk is held back, for only the last is marked as the last.
"""

from collections.abc import Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from kniha.seal.header import derive_key
from kniha.seal.streams import Source, read_fully
from kniha.vocab.errors import BrokenError, MalformedError
from kniha.vocab.ids import RandomBytes

CHUNK = 65_536
"""Plain bytes of a chunk; only the last may hold fewer."""

TAG = 16
"""Bytes that sealing adds to each chunk."""

NONCE = 16
"""Bytes at the payload's start."""

_SEALED = CHUNK + TAG


def payload_size(plain: int) -> int:
    """Return the size in bytes of the payload that `plain` bytes make, nonce included."""
    return NONCE + plain + TAG * max(1, -(-plain // CHUNK))


class PayloadSealer:
    """A payload as it is made: what `update` returns, piece after piece, then what `finish` returns."""

    def __init__(self, file_key: bytes, *, random_bytes: RandomBytes) -> None:
        nonce = random_bytes(NONCE)
        self._cipher = _cipher(file_key, nonce)
        self._ready = nonce
        self._held = b""
        self._count = 0

    def update(self, data: bytes | bytearray | memoryview) -> bytes:
        """Take more of the plain bytes; return what is sealed so far and not returned yet. Large pieces are quick pieces."""
        view = memoryview(data)
        if len(self._held) + len(view) <= CHUNK:
            self._held += view
            return self._taken()
        sealed = [self._taken()]
        at = 0
        if self._held:
            at = CHUNK - len(self._held)
            sealed.append(self._seal(self._held + view[:at]))
        # One to CHUNK bytes stay: whether they are the last is not known yet.
        while len(view) - at > CHUNK:
            sealed.append(self._seal(view[at : at + CHUNK]))
            at += CHUNK
        self._held = bytes(view[at:])
        return b"".join(sealed)

    def finish(self) -> bytes:
        """Return the rest, the last chunk among it."""
        return self._taken() + self._cipher.encrypt(_nonce(self._count, last=True), self._held, None)

    def _seal(self, chunk: bytes | memoryview) -> bytes:
        sealed = self._cipher.encrypt(_nonce(self._count, last=False), chunk, None)
        self._count += 1
        return sealed

    def _taken(self) -> bytes:
        ready, self._ready = self._ready, b""
        return ready


def opened_payload(source: Source, file_key: bytes) -> Iterator[bytes]:
    """Yield the plain bytes of the payload, chunk by chunk, each only after its tag held.

    MalformedError where not even the nonce is whole; BrokenError for an altered, cut or lengthened payload. What was yielded
    before an error is a true beginning of what was sealed, and no more than that: callers must not use it as the whole.
    """
    nonce = read_fully(source, NONCE)
    if len(nonce) < NONCE:
        raise MalformedError(f"a payload begins with a nonce of {NONCE} bytes, this one ends after {len(nonce)}")
    cipher = _cipher(file_key, nonce)
    count = 0
    chunk = read_fully(source, _SEALED)
    while following := read_fully(source, _SEALED) if len(chunk) == _SEALED else b"":
        plain, was_last = _open(cipher, chunk, count, last=False)
        yield plain
        if was_last:
            raise BrokenError(f"bytes follow the last chunk, number {count}")
        chunk = following
        count += 1
    plain, was_last = _open(cipher, chunk, count, last=True)
    if not plain and count:
        raise BrokenError("the last chunk is empty, and not the only one")
    yield plain
    if not was_last:
        raise BrokenError(f"the payload ends after chunk number {count}, which is not the last")


class ChunkOpener:
    """Opens single chunks of a payload of which the plain size is known: the way into the middle of a long film."""

    def __init__(self, file_key: bytes, nonce: bytes, *, plain_size: int) -> None:
        self._cipher = _cipher(file_key, nonce)
        self._last = max(0, -(-plain_size // CHUNK) - 1)

    def open(self, number: int, sealed: bytes) -> bytes:
        """Return the plain bytes of chunk `number`, from 0; BrokenError unless `sealed` is that chunk, in that place of that size."""
        try:
            return self._cipher.decrypt(_nonce(number, last=number == self._last), sealed, None)
        except (InvalidTag, ValueError) as error:
            raise BrokenError(f"chunk number {number} was altered, cut or moved") from error


def _open(cipher: ChaCha20Poly1305, chunk: bytes, count: int, *, last: bool) -> tuple[bytes, bool]:
    """Return the plain bytes and whether they were sealed as the last; `last` says what the place in the file suggests."""
    try:
        return cipher.decrypt(_nonce(count, last=last), chunk, None), last
    except (InvalidTag, ValueError) as error:
        if len(chunk) < _SEALED:
            raise BrokenError(f"chunk number {count} was altered or cut") from error
    # A true chunk in a wrong place tells a cut or lengthened file from an altered one.
    try:
        return cipher.decrypt(_nonce(count, last=not last), chunk, None), not last
    except InvalidTag as error:
        raise BrokenError(f"chunk number {count} was altered") from error


def _cipher(file_key: bytes, nonce: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(derive_key(file_key, nonce, b"payload"))


def _nonce(count: int, *, last: bool) -> bytes:
    return count.to_bytes(11, "big") + (b"\1" if last else b"\0")
