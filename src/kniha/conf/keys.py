"""The folder of keys (docs/spec/keys.md): one folder per holder, so that a host is given only what it may hold.

Whatever is missing, malformed or open to other users of the host is a ConfigurationError that names the file by its place in the
folder. No error, repr or log line ever holds what stands in a secret file.
"""

import re
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kniha.conf.buckets import Where
from kniha.conf.vault import VaultSettings, read_vault
from kniha.ledger.checkpoints import origin_of
from kniha.ledger.keys import Algorithm, SigningKey
from kniha.ledger.registers import Register, parse_register, release_name
from kniha.seal.armor import binary
from kniha.seal.opening import open_identities, opened
from kniha.seal.passphrases import Passphrase
from kniha.seal.recipients import HybridIdentity, Recipient, parse_recipient
from kniha.vocab.errors import BrokenError, ConfigurationError, MalformedError, NoMatchError

REGISTER = "public/register.json"
EXHIBIT_RECIPIENT = "public/exhibit.recipient"
PERSON_RECIPIENT = "public/person.recipient"
BACKUP_RECIPIENTS = "public/backup.recipients"
COURIER_KEYS = "public/courier.keys"
REGISTER_IDENTITY = "courier/register.identity"
REQUEST_KEY = "courier/request.key"
EXHIBIT_IDENTITY = "desk/exhibit.identity"
PERSON_IDENTITY = "desk/person.identity"
NAMING_KEY = "vault/naming.key"
CHECKPOINT_KEYS = "worker/checkpoint.json"
RELEASE_KEYS = "worker/release.json"
BACKUP_IDENTITY = "custodian/backup.identity"
CUSTODIAN_KEYS = tuple(f"custodian/{number}.signing" for number in range(1, 6))
"""Five, as there are five shares of an identity; three of them sign a seam."""

LANGUAGES = ("be", "ru", "en")

Ask = Callable[[str], str]
"""Asks a person for the passphrase of the file of this name: at a terminal, never from arguments or environment."""

_OPEN_TO_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_KEY = re.compile(r"[0-9a-f]{64}")
_SEALED = (b"age-encryption.org/", b"-----BEGIN AGE ENCRYPTED FILE-----")


@dataclass(frozen=True, slots=True)
class RegisterPublic:
    """What everybody may know of a register: its id (32 bytes), its name by language, to whom reports are sealed, who signs for it."""

    register: bytes
    name: Mapping[str, str]
    recipient: str
    keys: Register

    @property
    def checkpoint_keys(self) -> tuple[str, ...]:
        """The text of the keys that sign its heads."""
        return tuple(key.text for key in self.keys.checkpoint_keys)


@dataclass(frozen=True, slots=True)
class KeyFolder:
    """The keys under `path`. In the demo alone they may be readable by others (docs/spec/keys.md, rule 3)."""

    path: Path
    demo: bool = False

    def register(self) -> RegisterPublic:
        """What is public of the register."""
        return read_register(self.path / REGISTER)

    def exhibit_recipient(self) -> Recipient:
        """To whom files are sealed."""
        return self._recipient(EXHIBIT_RECIPIENT)

    def person_recipient(self) -> Recipient:
        """To whom the keys of persons are wrapped."""
        return self._recipient(PERSON_RECIPIENT)

    def backup_recipients(self) -> tuple[Recipient, ...]:
        """To whom backups are sealed: the custodians, one a line."""
        lines = _read(self.path / BACKUP_RECIPIENTS, BACKUP_RECIPIENTS).decode(errors="replace").split()
        try:
            return tuple(map(parse_recipient, lines))
        except MalformedError as error:
            raise ConfigurationError(f"{BACKUP_RECIPIENTS} holds post-quantum recipients, age1pq1…, one a line") from error

    def register_identities(self, ask: Ask) -> tuple[HybridIdentity, ...]:
        """The courier's, the newest first; an older one opens what was under way when keys were changed."""
        return self._identities(REGISTER_IDENTITY, ask)

    def exhibit_identities(self, ask: Ask) -> tuple[HybridIdentity, ...]:
        """Open files; for desk and worker."""
        return self._identities(EXHIBIT_IDENTITY, ask)

    def person_identities(self, ask: Ask) -> tuple[HybridIdentity, ...]:
        """Open the keys of persons; for desk and worker."""
        return self._identities(PERSON_IDENTITY, ask)

    def vault(self, folder: Where) -> VaultSettings:
        """The vault in `folder` or bucket, with the key that names its blobs."""
        self._check_private(NAMING_KEY)
        return read_vault(folder, self.path)

    def checkpoint_signers(self) -> tuple[SigningKey, ...]:
        """What the worker signs heads with, named as the register's origin; both are among the public keys."""
        register = self.register()
        stated = _object(self._secret(CHECKPOINT_KEYS), CHECKPOINT_KEYS, {"ed25519", "mldsa44"})
        origin = origin_of(register.register)
        signers = tuple(
            SigningKey(origin, algorithm, _seed(stated[name], CHECKPOINT_KEYS))
            for name, algorithm in (("ed25519", Algorithm.ED25519), ("mldsa44", Algorithm.MLDSA44))
        )
        if {signer.verifier().text for signer in signers} - set(register.checkpoint_keys):
            raise ConfigurationError(f"{CHECKPOINT_KEYS} holds other keys than those that {REGISTER} publishes")
        return signers

    def release_signer(self) -> SigningKey:
        """What is released is signed with this (docs/spec/files.md §7.3); its other half is among the public keys."""
        register = self.register()
        stated = _object(self._secret(RELEASE_KEYS), RELEASE_KEYS, {"ed25519", "mldsa44"})
        signer = SigningKey(release_name(register.register), Algorithm.ED25519, _seed(stated["ed25519"], RELEASE_KEYS))
        if signer.verifier() not in register.keys.release_keys:
            raise ConfigurationError(f"{RELEASE_KEYS} holds another key than those that {REGISTER} publishes")
        return signer

    def request_key(self) -> Ed25519PrivateKey:
        """What the courier signs its requests to the intake with."""
        return Ed25519PrivateKey.from_private_bytes(_seed(self._secret(REQUEST_KEY).decode(errors="replace").strip(), REQUEST_KEY))

    def is_sealed(self, name: str) -> bool:
        """Whether the identity file `name` lies under a passphrase."""
        return self._secret(name).startswith(_SEALED)

    def _identities(self, name: str, ask: Ask) -> tuple[HybridIdentity, ...]:
        data = self._secret(name)
        try:
            identities = open_identities(data, lambda: ask(name))
        except NoMatchError as error:
            raise NoMatchError(f"this passphrase does not open {name}") from error
        except (MalformedError, BrokenError) as error:
            raise ConfigurationError(f"{name} is no identity file") from error
        hybrid = tuple(identity for identity in identities if isinstance(identity, HybridIdentity))
        if len(hybrid) != len(identities):
            raise ConfigurationError(f"{name} holds a classic identity; a register's are post-quantum")
        return hybrid

    def _recipient(self, name: str) -> Recipient:
        try:
            return parse_recipient(_read(self.path / name, name).decode().strip())
        except (MalformedError, UnicodeDecodeError) as error:
            raise ConfigurationError(f"{name} is no post-quantum recipient, age1pq1…") from error

    def _secret(self, name: str) -> bytes:
        self._check_private(name)
        return _read(self.path / name, name)

    def _check_private(self, name: str) -> None:
        try:
            mode = (self.path / name).stat().st_mode
        except OSError as error:
            raise ConfigurationError(f"the key file {name} cannot be read: {error.strerror}") from error
        if mode & _OPEN_TO_OTHERS and not self.demo:
            raise ConfigurationError(f"{name} is open to other users of this host; take their rights away: chmod 600")


def read_register(path: Path) -> RegisterPublic:
    """Return what the `register.json` at `path` says; ConfigurationError where it is missing or malformed."""
    name = f"{path.parent.name}/{path.name}"
    data = _read(path, name)
    try:
        public = parse_register(data)
        stated = orjson.loads(data)
        recipient = parse_recipient(_text(stated.get("recipient")))
    except MalformedError as error:
        raise ConfigurationError(f"{name}: {error}") from error
    names = stated.get("name")
    if not (isinstance(names, dict) and all(isinstance(names.get(language), str) for language in LANGUAGES)):
        raise ConfigurationError(f"{name}: the register's name must be given in {', '.join(LANGUAGES)}")
    return RegisterPublic(public.id, names, recipient.text, public)


def read_custodian_key(path: Path, ask: Ask) -> SigningKey:
    """Return the custodian's signing key in the file `path`, wherever they keep it; `ask` is asked for its passphrase if it has one."""
    data = _read(path, path.name)
    if data.startswith(_SEALED):
        try:
            data = b"".join(opened(binary(BytesIO(data)), [Passphrase(ask(path.name))]))
        except NoMatchError as error:
            raise NoMatchError(f"this passphrase does not open {path.name}") from error
        except (MalformedError, BrokenError) as error:
            raise ConfigurationError(f"{path.name} is no custodian's signing key") from error
    stated = _object(data, path.name, {"ed25519", "name"})
    try:
        return SigningKey(_text(stated["name"]), Algorithm.ED25519, _seed(stated["ed25519"], path.name))
    except MalformedError as error:
        raise ConfigurationError(f"{path.name} is no custodian's signing key") from error


def _text(value: Any) -> str:  # Any: JSON from a file, here and below
    if not isinstance(value, str):
        raise MalformedError("this is text")
    return value


def _read(path: Path, name: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"the key file {name} cannot be read: {error.strerror}") from error


def _object(data: bytes, name: str, keys: set[str]) -> dict[str, Any]:
    try:
        stated = orjson.loads(data)
    except orjson.JSONDecodeError:
        stated = None  # and no cause: the decoder's error carries the document
    if not (isinstance(stated, dict) and set(stated) == keys):
        raise ConfigurationError(f"{name} must be JSON with the keys {', '.join(sorted(keys))}")
    return stated


def _seed(text: Any, name: str) -> bytes:
    if not (isinstance(text, str) and _KEY.fullmatch(text)):
        raise ConfigurationError(f"{name} must hold 64 lower-case hexadecimal digits a key")
    return bytes.fromhex(text)
