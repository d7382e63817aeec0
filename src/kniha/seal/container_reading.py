"""Reading a report's container as the courier does (docs/spec/envelope.md §5, steps 2 to 6), from a stream, in constant memory.

Files are handed on before the signatures can be checked, for they stand at the end: nothing may be filed before the last event, the
`OpenedReport`, has come.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kniha.seal.frame_reading import FileEnded, FileEvent, FrameReader
from kniha.seal.frames import LARGEST_JSON, MAGIC, Frame
from kniha.seal.reports import LARGEST_REPORT, Report, ReportKeys, check_addresses, check_filled, parse_keys, parse_report
from kniha.seal.signatures import SIGNATURES, check_signatures

_LENGTHS = {
    Frame.REPORT: (2, LARGEST_REPORT),
    Frame.KEYS: (2, LARGEST_JSON),
    Frame.SIGN: (SIGNATURES, SIGNATURES),
}


@dataclass(frozen=True, slots=True)
class OpenedReport:
    """A whole report whose signatures hold: the last event, after which the files before it may be filed."""

    report: Report
    keys: ReportKeys
    payload_digest: bytes
    """`P`, 32 bytes: what the reporter signed, and what a certificate names."""
    files: tuple[FileEnded, ...]


Event = FileEvent | OpenedReport


def read_container(pieces: Iterable[bytes], register_id: bytes) -> Iterator[Event]:
    """Yield what the container in `pieces` holds, for the register `register_id` (`R`, 32 bytes).

    MalformedError (TooLargeError and UnknownTermError among it) and BrokenError as docs/spec/envelope.md §5 says which;
    whatever `pieces` raises comes through. On any error all that was yielded is void.
    """
    reader = FrameReader(pieces, MAGIC, _LENGTHS)
    # (2) magic, then frames in order; (3) each END agrees    docs/spec/envelope.md §5
    reader.check_magic()
    body = b""
    for event in reader.events(Frame.REPORT):
        if isinstance(event, bytes):
            body = event
        else:
            yield event
    report = parse_report(body)
    check_filled(report, len(reader.files))
    keys = parse_keys(reader.expect(Frame.KEYS))
    payload_digest = reader.digest
    signatures = reader.expect(Frame.SIGN)
    # (4) padding
    reader.check_padding()
    # (5) both signatures
    check_signatures(register_id, payload_digest, keys, signatures)
    # (6) where the reply goes
    check_addresses(keys)
    yield OpenedReport(report, keys, payload_digest, tuple(reader.files))
