"""A place of the vault as one line of the environment names it: a folder, or a bucket behind the S3 interface.

The line holds no secret. The bucket's keys lie in the folder of keys (docs/spec/keys.md) and are read when a connection is made.
"""

import ipaddress
import re
import stat
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import orjson

from kniha.vocab.errors import ConfigurationError

LEAST_LOCK, LONGEST_LOCK = 45, 3650
"""Days. Each file is looked at, and its lock renewed, every thirty: a shorter lock would end between two looks."""

_URL = re.compile(r"https?://", re.IGNORECASE)
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_REGION = re.compile(r"[a-z0-9-]{1,40}")
_LOCK = re.compile(r"(governance|compliance)-([0-9]{1,4})")
_KEY = re.compile(r"[!-~]{1,256}")
_OPEN_TO_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_FORM = "a folder, or https://HOST/BUCKET with ?region=NAME and &lock=governance-DAYS or compliance-DAYS where they are needed"


class LockMode(Enum):
    """Who may remove a locked file before its day: whoever has that right of their own; nobody, the owner included."""

    GOVERNANCE = "GOVERNANCE"
    COMPLIANCE = "COMPLIANCE"


@dataclass(frozen=True, slots=True)
class Lock:
    """For how many days from each look a file is locked."""

    mode: LockMode
    days: int


@dataclass(frozen=True, slots=True)
class BucketSettings:
    """Where a bucket is, and which file holds the keys to it."""

    endpoint: str
    bucket: str
    region: str
    lock: Lock | None
    keys: Path
    authorities: Path
    """Certificates that are trusted for this store instead of the system's, where the file is there."""


Where = Path | BucketSettings
"""A place of the vault."""


@dataclass(frozen=True, slots=True)
class BucketKeys:
    """What a store knows us by."""

    access_key: str
    secret_key: str

    def __repr__(self) -> str:
        return "BucketKeys()"


def parse_where(setting: str, text: str, keys: Path) -> Where:
    """Return the place that `text`, the value of `setting`, names; `keys` is the file of a bucket's keys. No error repeats the value."""
    if not _URL.match(text):
        return Path(text)
    try:
        parts = urlsplit(text)
        port = f":{parts.port}" if parts.port else ""
        stated = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query), max_num_fields=2))
    except ValueError as error:
        raise ConfigurationError(f"{setting} must be {_FORM}") from error
    host, bucket = parts.hostname or "", parts.path.strip("/")
    if parts.username is not None or parts.password is not None:
        raise ConfigurationError(f"{setting} must hold no keys: they belong in the file vault/{keys.name} of the folder of keys")
    if not (host and _BUCKET.fullmatch(bucket)) or parts.fragment or set(stated) - {"region", "lock"}:
        raise ConfigurationError(f"{setting} must be {_FORM}")
    if parts.scheme == "http" and not _is_this_host(host):
        raise ConfigurationError(f"{setting} must begin with https://: without TLS a bucket may lie on this host alone")
    region = stated.get("region", "us-east-1")
    if not _REGION.fullmatch(region):
        raise ConfigurationError(f"{setting} names a region that is none")
    endpoint = f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{port}"
    return BucketSettings(endpoint, bucket, region, _lock(setting, stated.get("lock")), keys, keys.with_suffix(".pem"))


def read_bucket_keys(where: BucketSettings) -> BucketKeys:
    """Return the keys to a bucket; ConfigurationError where the file is missing, malformed, or open to other users of this host."""
    name = f"vault/{where.keys.name}"
    try:
        mode, data = where.keys.stat().st_mode, where.keys.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"the key file {name} cannot be read: {error.strerror}") from error
    if mode & _OPEN_TO_OTHERS:
        raise ConfigurationError(f"{name} is open to other users of this host; take their rights away: chmod 600")
    try:
        stated = orjson.loads(data)
    except orjson.JSONDecodeError:
        stated = None  # and no cause: the decoder's error carries the document
    if not (isinstance(stated, dict) and set(stated) == {"access_key", "secret_key"} and all(map(_is_key, stated.values()))):
        raise ConfigurationError(f"{name} must be JSON with the keys access_key and secret_key, each a text without blanks")
    return BucketKeys(**stated)


def _is_key(value: object) -> bool:
    return isinstance(value, str) and _KEY.fullmatch(value) is not None


def _is_this_host(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False  # "localhost" too: a name is what somebody's resolver makes of it


def _lock(setting: str, text: str | None) -> Lock | None:
    if text is None:
        return None
    found = _LOCK.fullmatch(text)
    if found is None or not LEAST_LOCK <= int(found[2]) <= LONGEST_LOCK:
        raise ConfigurationError(
            f"{setting} must lock by governance-DAYS or compliance-DAYS, {LEAST_LOCK} to {LONGEST_LOCK} days: so long an erased file stays"
        )
    return Lock(LockMode(found[1].upper()), int(found[2]))
