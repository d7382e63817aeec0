"""The acknowledgement: in the sender's hands, that an intake of the register held an envelope on a day (docs/spec/files.md §11)."""

from dataclasses import dataclass

from kniha.ledger.file_forms import base64_bytes, day, hexadecimal, parse_file, text

FORMAT = "kniha-acknowledgement/v1"
SUFFIX = ".kniha-acknowledgement"

_KEYS = frozenset({"day", "digest", "envelope", "format", "grant", "key", "signature"})
_PURPOSE = "kniha/v1/acknowledgement"
_HASH = 32


@dataclass(frozen=True, slots=True)
class AcknowledgementFile:
    """What an acknowledgement says. Nothing in it is believed until it is verified."""

    day: str
    envelope: bytes
    grant: str
    key: str
    signature: bytes

    @property
    def month(self) -> str:
        """The month of the day."""
        return self.day[:7]

    def message(self, register: bytes) -> bytes:
        """Return what the key of the month has signed, in the name of `register`."""
        return "\n".join((_PURPOSE, register.hex(), self.envelope.hex(), self.day)).encode()


def parse_acknowledgement(data: bytes) -> AcknowledgementFile:
    """Return what the bytes of an acknowledgement say, or raise MalformedError for any byte that is not as it must be (§1.3)."""
    found = parse_file(data, FORMAT, _KEYS)
    return AcknowledgementFile(
        day=day(found["day"]),
        envelope=hexadecimal(found["envelope"], _HASH),
        grant=text(found["grant"], "the grant"),
        key=text(found["key"], "the key"),
        signature=base64_bytes(found["signature"], "the signature"),
    )
