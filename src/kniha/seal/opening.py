"""Opening age files (C2SP age.md). The intake never imports this module: it holds no identity, and must stay blind.

The errors say what a caller can answer: MalformedError, this is no age file of ours; NoMatchError, none of the identities fits;
BrokenError, it was altered or cut.
"""

from collections.abc import Callable, Iterator, Sequence
from io import BytesIO

from kniha.seal.armor import binary
from kniha.seal.envelopes import check_envelope_header
from kniha.seal.header import check_company, check_mac, parse_header, read_header
from kniha.seal.passphrases import Passphrase
from kniha.seal.payload import opened_payload
from kniha.seal.recipients import ClassicIdentity, HybridIdentity, Identity, parse_identities
from kniha.seal.streams import Sink, Source
from kniha.vocab.errors import MalformedError, NoMatchError


def opened(source: Source, identities: Sequence[Identity]) -> Iterator[bytes]:
    """Yield the plain bytes of the age file in `source` (binary, not armored), at most 64 KiB at a time, in constant memory.

    Raises the module's errors. What was yielded before an error is a true beginning of what was sealed, not the whole.
    """
    header, payload = read_header(source)
    return opened_apart(header, payload, identities)


def opened_apart(header: bytes, payload: Source, identities: Sequence[Identity]) -> Iterator[bytes]:
    """Yield the plain bytes where header and payload were kept apart (docs/spec/keys.md, rule 1)."""
    return opened_payload(payload, unwrap(header, identities))


def opened_envelope(source: Source, identities: Sequence[Identity]) -> Iterator[bytes]:
    """Yield the container of the envelope in `source`: as `opened`, and MalformedError for another outer form than an envelope's.

    This is step 1 of docs/spec/envelope.md §5; `kniha.seal.container_reading` takes the rest.
    """
    header, payload = read_header(source)
    check_envelope_header(header)
    return opened_apart(header, payload, identities)


def open_stream(source: Source, sink: Sink, identities: Sequence[Identity]) -> None:
    """Write the plain bytes of the age file in `source` to `sink`, which is to be thrown away if an error is raised."""
    for piece in opened(source, identities):
        sink.write(piece)


def open_bytes(data: bytes, identities: Sequence[Identity]) -> bytes:
    """Return the plain bytes of the age file `data`, all or none."""
    return b"".join(opened(BytesIO(data), identities))


def unwrap(header: bytes, identities: Sequence[Identity]) -> bytes:
    """Return the file key that `header` wraps, after its MAC held."""
    parsed = parse_header(header)
    check_company(parsed.stanzas)
    for identity in identities:
        file_key = identity.unwrap(parsed.stanzas)
        if file_key is not None:
            check_mac(parsed, file_key)
            return file_key
    raise NoMatchError(f"none of {len(identities)} identities opens this file")


def open_identities(data: bytes, ask: Callable[[], str]) -> tuple[HybridIdentity | ClassicIdentity, ...]:
    """Return the identities of the file `data`; `ask` is called for the passphrase if the file is sealed under one."""
    if data.startswith((b"age-encryption.org/", b"-----BEGIN")):
        data = b"".join(opened(binary(BytesIO(data)), [Passphrase(ask())]))
    try:
        return parse_identities(data.decode())
    except UnicodeDecodeError as error:
        raise MalformedError("an identity file is text") from error
