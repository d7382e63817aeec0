"""What desk and interface open with: the vault, the exhibit identity, the person identity (docs/spec/keys.md).

The two faces are one process and may not import one another, so what the process holds lies below both.
Plain key files are read when first needed; those under a passphrase are opened by `kniha desk` at its start and handed over with `use`.
"""

from dataclasses import dataclass, field

from django.conf import settings

from kniha.book.people.sealing import PersonKeys
from kniha.conf.keys import Ask, KeyFolder
from kniha.conf.vault import read_vault
from kniha.seal.recipients import HybridIdentity
from kniha.vault.store import Vault
from kniha.vocab.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class DeskKeys:
    """The identities that a running desk holds in memory."""

    exhibit: tuple[HybridIdentity, ...] = field(repr=False)
    person: tuple[HybridIdentity, ...] = field(repr=False)


_held: list[DeskKeys] = []


def use(keys: DeskKeys) -> None:
    """Hold `keys` until this process ends."""
    _held[:] = [keys]


def open_keys(folder: KeyFolder, ask: Ask) -> DeskKeys:
    """Open the desk's identity files; `ask` is asked for the passphrase of each that has one."""
    return DeskKeys(folder.exhibit_identities(ask), folder.person_identities(ask))


def held() -> DeskKeys:
    """The identities at hand."""
    if not _held:
        use(open_keys(folder(), _nobody_to_ask))
    return _held[0]


def folder() -> KeyFolder:
    """The folder of keys of this office."""
    return KeyFolder(settings.OFFICE.keys, demo=settings.OFFICE.demo)


def vault() -> Vault:
    """The vault of this office."""
    found = read_vault(settings.OFFICE.vault, settings.OFFICE.keys)
    return Vault(found.folder, found.naming_key)


def person_keys() -> PersonKeys:
    """Opens what is sealed of persons."""
    return PersonKeys(held().person[0].text)


def person_recipient() -> str:
    """To whom keys of persons are wrapped."""
    return str(folder().person_recipient())


def naming_key() -> bytes:
    """What names blobs; also the root of the key of digests that must not be tried out (docs/spec/keys.md)."""
    return read_vault(settings.OFFICE.vault, settings.OFFICE.keys).naming_key


def _nobody_to_ask(name: str) -> str:
    raise ConfigurationError(f"{name} lies under a passphrase: start the desk with `kniha desk`, which asks for it")
