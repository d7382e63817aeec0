"""Whose signatures in files are trusted: files in `keys/public/signers/` (docs/spec/keys.md), `<name>.pem` with roots of a maker or agency.

Pinned by the office, never fetched. Without any, no signed manifest is called trusted.
"""

import re
from base64 import b64encode
from pathlib import Path

from kniha.ledger.timestamp_chains import is_self_issued, parse_certificate, read_certificates
from kniha.vocab.errors import ConfigurationError, MalformedError

FOLDER = "public/signers"
MOST_BYTES = 1 << 20
"""Of all roots together: they are handed to each child that checks a file."""

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}\.pem")


def read_signers(keys: Path) -> bytes:
    """Return the roots (PEM) in the folder of keys, empty where there are none; ConfigurationError naming the file that makes no sense."""
    folder = keys / FOLDER
    found = b"".join(_roots(path) for path in sorted(folder.iterdir())) if folder.is_dir() else b""
    if len(found) > MOST_BYTES:
        raise ConfigurationError(f"{FOLDER} should hold at most {MOST_BYTES} bytes, and holds {len(found)}")
    return found


def _roots(path: Path) -> bytes:
    if not _NAME.fullmatch(path.name):
        raise ConfigurationError(f"{FOLDER}/{path.name} should be a name of a-z, 0-9 and - with the ending .pem")
    try:
        certificates = [parse_certificate(one) for one in read_certificates(path.read_bytes())]
    except OSError as error:
        raise ConfigurationError(f"{FOLDER}/{path.name} cannot be read: {error.strerror}") from error
    except MalformedError as error:
        raise ConfigurationError(f"{FOLDER}/{path.name}: {error}") from error
    if not certificates or not all(is_self_issued(one) for one in certificates):
        raise ConfigurationError(f"{FOLDER}/{path.name} should hold roots alone, certificates that issued themselves")
    return b"".join(_pem(one.der) for one in certificates)


def _pem(der: bytes) -> bytes:
    text = b64encode(der)
    lines = b"\n".join(text[at : at + 64] for at in range(0, len(text), 64))
    return b"-----BEGIN CERTIFICATE-----\n" + lines + b"\n-----END CERTIFICATE-----\n"
