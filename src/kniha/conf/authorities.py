"""Which authorities state the time of heads: files in `keys/public/authorities/` (docs/spec/keys.md).

`<name>.url` with the address of an authority (RFC 3161); `<name>.pem` with its roots, and with what lies below them where its replies leave
that out; `<name>.policy`, where only one will do, with its object identifier. `<name>.calendar` with the addresses of a calendar of
OpenTimestamps, one a line: digests go to the first.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kniha.ledger.timestamp_chains import is_self_issued, parse_certificate, read_certificates
from kniha.ledger.timestamp_der import encode_oid
from kniha.vocab.errors import ConfigurationError, MalformedError

FOLDER = "public/authorities"

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_ENDINGS = {".url", ".pem", ".policy", ".calendar"}


@dataclass(frozen=True, slots=True)
class TimeAuthority:
    """An authority after RFC 3161: its name here, its address, its roots and what may lie below them (DER), the policy demanded of it."""

    name: str
    address: str
    roots: tuple[bytes, ...]
    intermediates: tuple[bytes, ...] = ()
    policy: str | None = None


@dataclass(frozen=True, slots=True)
class Calendar:
    """A calendar of OpenTimestamps: its name here, and its addresses."""

    name: str
    addresses: tuple[str, ...]


def read_authorities(keys: Path) -> tuple[TimeAuthority | Calendar, ...]:
    """Return the authorities configured in the folder of keys, by name; ConfigurationError naming the file that makes no sense."""
    folder = keys / FOLDER
    found: dict[str, dict[str, Path]] = {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.suffix not in _ENDINGS or not _NAME.fullmatch(path.stem):
            raise ConfigurationError(
                f"{FOLDER}/{path.name} should be a name of a-z, 0-9 and - with the ending {', '.join(sorted(_ENDINGS))}"
            )
        found.setdefault(path.stem, {})[path.suffix] = path
    return tuple(_calendar(name, files) if ".calendar" in files else _authority(name, files) for name, files in sorted(found.items()))


def _authority(name: str, files: Mapping[str, Path]) -> TimeAuthority:
    if not {".url", ".pem"} <= files.keys():
        raise ConfigurationError(f"{FOLDER}/{name} should have an address and roots: {name}.url and {name}.pem")
    addresses = _lines(files[".url"])
    if len(addresses) != 1:
        raise ConfigurationError(f"{FOLDER}/{name}.url should hold one address, and holds {len(addresses)}")
    policy = _policy(files[".policy"]) if ".policy" in files else None
    return TimeAuthority(name, addresses[0], *_roots(files[".pem"]), policy)


def _calendar(name: str, files: Mapping[str, Path]) -> Calendar:
    addresses = _lines(files[".calendar"])
    if not addresses or len(files) != 1:
        raise ConfigurationError(f"{FOLDER}/{name}.calendar should hold addresses, and stand alone under its name")
    return Calendar(name, addresses)


def _roots(path: Path) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
    """The certificates that issued themselves, and the others."""
    try:
        certificates = read_certificates(_read(path))
        roots = tuple(one for one in certificates if is_self_issued(parse_certificate(one)))
    except MalformedError as error:
        raise ConfigurationError(f"{FOLDER}/{path.name}: {error}") from error
    if not roots:
        raise ConfigurationError(f"{FOLDER}/{path.name} should hold a root, a certificate that issued itself")
    return roots, tuple(one for one in certificates if one not in roots)


def _policy(path: Path) -> str:
    policy = " ".join(_lines(path))
    try:
        encode_oid(policy)
    except MalformedError as error:
        raise ConfigurationError(f"{FOLDER}/{path.name}: {error}") from error
    return policy


def _lines(path: Path) -> tuple[str, ...]:
    text = _read(path).decode("utf-8", "replace")
    return tuple(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"{FOLDER}/{path.name} cannot be read: {error.strerror}") from error
