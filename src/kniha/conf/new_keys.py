"""Making a register's keys (docs/spec/keys.md, "Made today"), and laying them into a folder. Chance and passphrase are arguments."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kniha.conf import keys
from kniha.ledger.checkpoints import origin_of
from kniha.ledger.keys import Algorithm, SigningKey
from kniha.seal.closing import seal_under_passphrase
from kniha.seal.passphrases import Passphrase
from kniha.seal.recipients import HybridIdentity, new_identity
from kniha.vocab.canonical import JSON, canonical
from kniha.vocab.errors import ConfigurationError, ConflictError, UnavailableError
from kniha.vocab.ids import RandomBytes

_SEED = 32


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A file to be: its place in the folder of keys, and what stands in it. What does not lie in `public/` is secret."""

    name: str
    data: bytes = field(repr=False)

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it."""
        return self.name.startswith("public/")


def new_keys(names: Mapping[str, str], *, random_bytes: RandomBytes, passphrase: Passphrase | None) -> tuple[KeyFile, ...]:
    """Return all key files of a new register called `names` (by language: be, ru, en).

    Identity files are sealed under `passphrase`; without one they are plain, which is for the demo alone.
    """
    if set(names) != set(keys.LANGUAGES) or not all(name.strip() for name in names.values()):
        raise ConfigurationError(f"a register has a name in each of {', '.join(keys.LANGUAGES)}")
    register = random_bytes(_SEED)
    identities = {
        name: new_identity(random_bytes)
        for name in (keys.REGISTER_IDENTITY, keys.EXHIBIT_IDENTITY, keys.PERSON_IDENTITY, keys.BACKUP_IDENTITY)
    }
    heads, releases = _seeds(random_bytes), _seeds(random_bytes)
    request = random_bytes(_SEED)
    return (
        KeyFile(keys.REGISTER, _register(register, names, identities[keys.REGISTER_IDENTITY], heads)),
        KeyFile(keys.EXHIBIT_RECIPIENT, _line(identities[keys.EXHIBIT_IDENTITY].recipient.text)),
        KeyFile(keys.PERSON_RECIPIENT, _line(identities[keys.PERSON_IDENTITY].recipient.text)),
        KeyFile(keys.BACKUP_RECIPIENTS, _line(identities[keys.BACKUP_IDENTITY].recipient.text)),
        KeyFile(keys.COURIER_KEYS, _line(Ed25519PrivateKey.from_private_bytes(request).public_key().public_bytes_raw().hex())),
        *_identity_files(identities, random_bytes=random_bytes, passphrase=passphrase),
        KeyFile(keys.REQUEST_KEY, _line(request.hex())),
        KeyFile(keys.NAMING_KEY, random_bytes(_SEED)),
        KeyFile(keys.CHECKPOINT_KEYS, canonical({name: seed.hex() for name, seed in heads.items()})),
        KeyFile(keys.RELEASE_KEYS, canonical({name: seed.hex() for name, seed in releases.items()})),
    )


def write_keys(folder: Path, files: Sequence[KeyFile]) -> None:
    """Lay `files` into `folder`, secret ones for their owner alone. ConflictError, and nothing written, where one of them is there."""
    _check_free(folder, [file.name for file in files])
    try:
        for file in files:
            _write(folder / file.name, file)
    except OSError as error:
        raise UnavailableError(f"the keys cannot be written: {error.strerror}") from error


def check_free(folder: Path) -> None:
    """ConflictError where a register's keys lie in `folder` already: asked before anybody is asked for a passphrase."""
    _check_free(folder, [keys.REGISTER, keys.REGISTER_IDENTITY, keys.NAMING_KEY])


def _check_free(folder: Path, names: Sequence[str]) -> None:
    for name in names:
        if (folder / name).exists():
            raise ConflictError(f"{name} is there already; keys are never overwritten")


def _register(register: bytes, names: Mapping[str, str], identity: HybridIdentity, heads: Mapping[str, bytes]) -> bytes:
    origin = origin_of(register)
    signers = (SigningKey(origin, Algorithm.ED25519, heads["ed25519"]), SigningKey(origin, Algorithm.MLDSA44, heads["mldsa44"]))
    public: JSON = {
        "register": register.hex(),
        "name": dict(names),
        "recipient": identity.recipient.text,
        "checkpoint_keys": [signer.verifier().text for signer in signers],
    }
    return canonical(public)


def _identity_files(
    identities: Mapping[str, HybridIdentity], *, random_bytes: RandomBytes, passphrase: Passphrase | None
) -> Iterator[KeyFile]:
    for name, identity in identities.items():
        plain = _line(identity.text)
        yield KeyFile(name, seal_under_passphrase(plain, passphrase, random_bytes=random_bytes) if passphrase else plain)


def _seeds(random_bytes: RandomBytes) -> dict[str, bytes]:
    return {"ed25519": random_bytes(_SEED), "mldsa44": random_bytes(_SEED)}


def _line(text: str) -> bytes:
    return text.encode() + b"\n"


def _write(path: Path, file: KeyFile) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o755 if file.is_public else 0o700)
    # O_EXCL: a file that appeared in the meantime is somebody's key, and stays.
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644 if file.is_public else 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(file.data)
        stream.flush()
        os.fsync(descriptor)
