"""Where the vault lies and by which key its blobs are named."""

from dataclasses import dataclass, field
from pathlib import Path

from kniha.conf.buckets import Where
from kniha.vocab.errors import ConfigurationError

_NAMING_KEY = 32


@dataclass(frozen=True, slots=True)
class VaultSettings:
    """Where the vault lies, and the naming key, 32 bytes."""

    folder: Where
    naming_key: bytes = field(repr=False)


def read_vault(folder: Where, keys: Path) -> VaultSettings:
    """Return the settings of the vault in `folder`, which may be a bucket, with the naming key from `keys`'s `vault/naming.key`."""
    path = keys / "vault" / "naming.key"
    try:
        naming_key = path.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"the naming key vault/naming.key cannot be read: {error.strerror}") from error
    if len(naming_key) != _NAMING_KEY:
        raise ConfigurationError(f"the naming key vault/naming.key has {_NAMING_KEY} bytes, not {len(naming_key)}")
    return VaultSettings(folder, naming_key)
