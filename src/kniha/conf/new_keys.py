"""Making a register's keys (docs/spec/keys.md, "Made today"). Chance and passphrase are arguments."""

from collections.abc import Mapping
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kniha.conf import keys
from kniha.conf.key_files import KeyFile, check_absent
from kniha.ledger.checkpoints import origin_of
from kniha.ledger.keys import Algorithm, SigningKey
from kniha.ledger.registers import release_name
from kniha.ledger.seams import custodian_name
from kniha.seal.closing import seal_under_passphrase
from kniha.seal.passphrases import Passphrase
from kniha.seal.recipients import new_identity
from kniha.vocab.canonical import JSON, canonical
from kniha.vocab.errors import ConfigurationError
from kniha.vocab.ids import RandomBytes

_SEED = 32
_KINDS = (("ed25519", Algorithm.ED25519), ("mldsa44", Algorithm.MLDSA44))


def new_keys(names: Mapping[str, str], *, random_bytes: RandomBytes, passphrase: Passphrase | None) -> tuple[KeyFile, ...]:
    """Return all key files of a new register called `names` (by language: be, ru, en).

    Identity files and the custodians' signing keys are sealed under `passphrase`; without one they are plain, which is for the demo
    alone.
    """
    if set(names) != set(keys.LANGUAGES) or not all(name.strip() for name in names.values()):
        raise ConfigurationError(f"a register has a name in each of {', '.join(keys.LANGUAGES)}")
    register = random_bytes(_SEED)
    identities = {
        name: new_identity(random_bytes)
        for name in (keys.REGISTER_IDENTITY, keys.EXHIBIT_IDENTITY, keys.PERSON_IDENTITY, keys.BACKUP_IDENTITY)
    }
    heads, releases = _seeds(random_bytes), _seeds(random_bytes)
    custodians = _custodians(register, random_bytes)
    request = random_bytes(_SEED)
    public: JSON = {
        "register": register.hex(),
        "name": dict(names),
        "recipient": identities[keys.REGISTER_IDENTITY].recipient.text,
        "checkpoint_keys": [SigningKey(origin_of(register), kind, heads[name]).verifier().text for name, kind in _KINDS],
        "custodian_keys": [key.verifier().text for key in custodians.values()],
        "release_keys": [SigningKey(release_name(register), Algorithm.ED25519, releases["ed25519"]).verifier().text],
    }
    sealed = {name: _line(identity.text) for name, identity in identities.items()}
    sealed |= {name: canonical({"ed25519": key.seed.hex(), "name": key.name}) for name, key in custodians.items()}
    return (
        KeyFile(keys.REGISTER, canonical(public)),
        KeyFile(keys.EXHIBIT_RECIPIENT, _line(identities[keys.EXHIBIT_IDENTITY].recipient.text)),
        KeyFile(keys.PERSON_RECIPIENT, _line(identities[keys.PERSON_IDENTITY].recipient.text)),
        KeyFile(keys.BACKUP_RECIPIENTS, _line(identities[keys.BACKUP_IDENTITY].recipient.text)),
        KeyFile(keys.COURIER_KEYS, _line(Ed25519PrivateKey.from_private_bytes(request).public_key().public_bytes_raw().hex())),
        *(KeyFile(name, _under(passphrase, plain, random_bytes)) for name, plain in sealed.items()),
        KeyFile(keys.REQUEST_KEY, _line(request.hex())),
        KeyFile(keys.NAMING_KEY, random_bytes(_SEED)),
        KeyFile(keys.CHECKPOINT_KEYS, canonical({name: seed.hex() for name, seed in heads.items()})),
        KeyFile(keys.RELEASE_KEYS, canonical({name: seed.hex() for name, seed in releases.items()})),
    )


def check_free(folder: Path) -> None:
    """ConflictError where a register's keys lie in `folder` already: asked before anybody is asked for a passphrase."""
    check_absent(folder, [keys.REGISTER, keys.REGISTER_IDENTITY, keys.NAMING_KEY])


def _custodians(register: bytes, random_bytes: RandomBytes) -> dict[str, SigningKey]:
    return {
        name: SigningKey(custodian_name(register, number), Algorithm.ED25519, random_bytes(_SEED))
        for number, name in enumerate(keys.CUSTODIAN_KEYS, 1)
    }


def _under(passphrase: Passphrase | None, plain: bytes, random_bytes: RandomBytes) -> bytes:
    return seal_under_passphrase(plain, passphrase, random_bytes=random_bytes) if passphrase else plain


def _seeds(random_bytes: RandomBytes) -> dict[str, bytes]:
    return {name: random_bytes(_SEED) for name, _ in _KINDS}


def _line(text: str) -> bytes:
    return text.encode() + b"\n"
