"""What an authority states: TSTInfo (RFC 3161 §2.4.2; docs/spec/timestamps.md §3.1–3.2)."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from kniha.ledger.timestamp_der import (
    BOOLEAN,
    GENERALIZED_TIME,
    INTEGER,
    OID,
    SEQUENCE,
    Fields,
    context,
    encode,
    encode_integer,
    encode_oid,
    fields,
    read_all,
    read_integer,
    read_oid,
)
from kniha.ledger.timestamp_requests import check_version, encode_imprint, read_imprint
from kniha.vocab.errors import MalformedError, UnknownTermError

_VERSION = 1
_TIME = re.compile(r"([0-9]{14})(?:\.([0-9]{0,8}[1-9]))?Z")
_LARGEST_ACCURACY = 10**9  # seconds
_MILLIS, _MICROS = 0x80, 0x81


@dataclass(frozen=True, slots=True)
class Stated:
    """What the token states, TSTInfo: when, over which imprint, under which policy, its number; `accuracy` is None where it says none."""

    at: datetime
    accuracy: timedelta | None
    imprint: bytes
    policy: str
    serial: int
    nonce: int | None

    def encode(self) -> bytes:
        """Return the statement in DER, whole seconds and no accuracy: what an authority signs."""
        nonce = b"" if self.nonce is None else encode_integer(self.nonce)
        at = encode(GENERALIZED_TIME, f"{self.at.astimezone(UTC):%Y%m%d%H%M%SZ}".encode())
        imprint = encode_imprint(self.imprint)
        return encode(SEQUENCE, encode_integer(_VERSION), encode_oid(self.policy), imprint, encode_integer(self.serial), at, nonce)


def parse_stated(content: bytes) -> Stated:
    """Return what a TSTInfo (DER) states; MalformedError for another form, UnknownTermError for an unknown version or extension."""
    info = fields(content, "the stated time")
    check_version(info, _VERSION, "the stated time")
    policy = read_oid(info.take(OID), "the policy")
    imprint = read_imprint(info)
    serial = read_integer(info.take(INTEGER), "the stamp's number")
    at = _time(info.take(GENERALIZED_TIME))
    accuracy = info.take_if(SEQUENCE)
    info.take_if(BOOLEAN)
    nonce = info.take_if(INTEGER)
    info.take_if(context(0))  # the authority's name for itself; its certificate says who it is
    _check_extensions(info.take_if(context(1)) or b"")
    info.end()
    return Stated(
        at=at,
        accuracy=None if accuracy is None else _accuracy(Fields(accuracy, "the accuracy")),
        imprint=imprint,
        policy=policy,
        serial=serial,
        nonce=None if nonce is None else read_integer(nonce, "the nonce"),
    )


def _time(body: bytes) -> datetime:
    found = _TIME.fullmatch(body.decode("ascii", "replace"))
    if found is None:
        raise MalformedError("the stated time should be YYYYMMDDhhmmssZ, perhaps with parts of a second")
    try:
        at = datetime.strptime(found[1], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError as error:
        raise MalformedError(f"the stated time {found[1]} cannot be") from error
    return at.replace(microsecond=int((found[2] or "").ljust(6, "0")[:6]))


def _accuracy(parts: Fields) -> timedelta:
    numbers = [parts.take_if(tag) for tag in (INTEGER, _MILLIS, _MICROS)]
    parts.end()
    seconds, millis, micros = (0 if body is None else read_integer(body, "the accuracy") for body in numbers)
    if not (0 <= seconds <= _LARGEST_ACCURACY and 0 <= millis < 1000 and 0 <= micros < 1000):
        raise MalformedError("the accuracy should be seconds, thousandths and millionths of a second")
    return timedelta(seconds=seconds, milliseconds=millis, microseconds=micros)


def _check_extensions(body: bytes) -> None:
    for extension in read_all(body, "the extensions"):
        parts = fields(extension.encode(), "an extension")
        oid = read_oid(parts.take(OID), "an extension")
        if parts.take_if(BOOLEAN) is not None:
            raise UnknownTermError(f"the stamp has a critical extension {oid}, which nobody here knows")
