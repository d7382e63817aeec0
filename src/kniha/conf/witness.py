"""A witness's folder and settings (docs/spec/witness.md §4): its keys, its state, where it listens. Refuses what it does not understand."""

import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from kniha.conf.key_files import KeyFile, write_keys
from kniha.ledger.cosignatures import check_witness_key
from kniha.ledger.keys import Algorithm, SigningKey
from kniha.vocab.canonical import canonical
from kniha.vocab.errors import ConfigurationError, MalformedError
from kniha.vocab.ids import RandomBytes

SECRET = "witness.json"  # noqa: S105  the name of a file
PUBLIC = "public/witness.keys"
STATE = "state.sqlite3"

_KINDS = {"ed25519": Algorithm.ED25519_COSIGNATURE, "mldsa44": Algorithm.MLDSA44}
_KNOWN = {"KNIHA_WITNESS_HOST", "KNIHA_WITNESS_PORT"}
_SEED = 32


@dataclass(frozen=True, slots=True)
class WitnessSettings:
    """Where a witness listens."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class WitnessFolder:
    """What a witness has, under `path`: a secret, its public half, and what it remembers."""

    path: Path

    @property
    def state(self) -> Path:
        """The file of what it remembers."""
        return self.path / STATE

    def make_keys(self, name: str, *, random_bytes: RandomBytes) -> tuple[SigningKey, ...]:
        """Make keys of both kinds under `name`, and return them; MalformedError for a name that no witness bears, ConflictError twice."""
        seeds = {kind: random_bytes(_SEED) for kind in _KINDS}
        signers = _signers(name, {kind: seed.hex() for kind, seed in seeds.items()})
        public = "".join(f"{signer.verifier().text}\n" for signer in signers)
        secret = canonical({"name": name, **{kind: seed.hex() for kind, seed in seeds.items()}})
        write_keys(self.path, (KeyFile(SECRET, secret), KeyFile(PUBLIC, public.encode())))
        return signers

    def signers(self) -> tuple[SigningKey, ...]:
        """Return what the witness signs with: Ed25519 always, ML-DSA-44 where its file has one."""
        stated = self._secret()
        if not (isinstance(stated, dict) and {"name", "ed25519"} <= set(stated) <= {"name", *_KINDS}):
            raise ConfigurationError(f"{SECRET} must be JSON with the keys name, ed25519 and perhaps mldsa44")
        try:
            return _signers(stated["name"], {kind: stated[kind] for kind in _KINDS if kind in stated})
        except (MalformedError, TypeError, ValueError) as error:
            raise ConfigurationError(f"{SECRET} does not hold a witness's name and seeds") from error

    def _secret(self) -> Any:  # Any: JSON from a file
        path = self.path / SECRET
        try:
            if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise ConfigurationError(f"{SECRET} is open to other users of this host; take their rights away: chmod 600")
            return orjson.loads(path.read_bytes())
        except OSError as error:
            raise ConfigurationError(f"this is no witness's folder: {SECRET}: {error.strerror}") from error
        except orjson.JSONDecodeError:
            # No cause: the decoder's error carries the document.
            raise ConfigurationError(f"{SECRET} is not JSON") from None


def read(environ: Mapping[str, str]) -> WitnessSettings:
    """Return the settings that `environ` states; raise ConfigurationError naming the variable that makes no sense."""
    unknown = sorted(key for key in environ if key.startswith("KNIHA_WITNESS_") and key not in _KNOWN)
    if unknown:
        raise ConfigurationError(f"unknown setting {unknown[0]}; known are {', '.join(sorted(_KNOWN))}")
    return WitnessSettings(
        environ.get("KNIHA_WITNESS_HOST", "127.0.0.1"), port("KNIHA_WITNESS_PORT", environ.get("KNIHA_WITNESS_PORT", "8600"))
    )


def port(name: str, text: str) -> int:
    """Return the port that `text`, the value of the setting or option `name`, says."""
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and 0 < int(text) < 65536):
        raise ConfigurationError(f"{name} must be a port number from 1 to 65535, not {text!r}")
    return int(text)


def _signers(name: str, seeds: Mapping[str, str]) -> tuple[SigningKey, ...]:
    signers = tuple(SigningKey(name, _KINDS[kind], bytes.fromhex(seed)) for kind, seed in seeds.items())
    for signer in signers:
        check_witness_key(signer.verifier())
    return signers
