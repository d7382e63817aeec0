"""A register's public description: `register.json` (docs/spec/ledger.md §7). Other keys in it belong to others and are left alone."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import orjson

from kniha.ledger.checkpoints import origin_of
from kniha.ledger.keys import LOG_ALGORITHMS, Algorithm, VerifierKey, parse_verifier_key
from kniha.ledger.seams import check_custodians
from kniha.vocab.errors import MalformedError

_REGISTER = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Register:
    """The public keys of a register: of its log, under the name of generation 0; of its custodians; of what it releases."""

    id: bytes
    checkpoint_keys: tuple[VerifierKey, ...]
    custodian_keys: tuple[VerifierKey, ...] = ()
    release_keys: tuple[VerifierKey, ...] = ()

    def checkpoint_keys_of(self, generation: int) -> tuple[VerifierKey, ...]:
        """Return the log's keys as they are named in `generation` of the log: the same public keys (§11.1)."""
        return tuple(replace(key, name=origin_of(self.id, generation)) for key in self.checkpoint_keys)


def release_name(register: bytes) -> str:
    """Return the name that a register's release key bears (§7)."""
    return f"{origin_of(register)}/release"


def parse_register(data: bytes) -> Register:
    """Return the keys of the register that `data`, the bytes of its register.json, describes.

    Raises MalformedError where id or checkpoint keys are missing, or a key bears another name than such a key of this register.
    """
    try:
        said = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise MalformedError("a register's description is JSON") from error
    register = said.get("register") if isinstance(said, dict) else None
    if not (isinstance(register, str) and _REGISTER.fullmatch(register)):
        raise MalformedError("a register's description has its id, 64 hexadecimal digits, under 'register'")
    found = Register(bytes.fromhex(register), _keys(said, "checkpoint_keys"), _keys(said, "custodian_keys"), _keys(said, "release_keys"))
    if not found.checkpoint_keys:
        raise MalformedError("a register's description has its keys, a list of text, under 'checkpoint_keys'")
    _check_names(found)
    return found


def _check_names(register: Register) -> None:
    for keys, name in ((register.checkpoint_keys, origin_of(register.id)), (register.release_keys, release_name(register.id))):
        for key in keys:
            if key.name != name:
                raise MalformedError(f"{key.label} does not bear the name of register {register.id.hex()}")
    for key in register.checkpoint_keys:
        if key.algorithm not in LOG_ALGORITHMS:
            raise MalformedError(f"{key.label} is of a witness's kind; a log signs its heads with Ed25519 and ML-DSA-44")
    for key in register.release_keys:
        if key.algorithm is not Algorithm.ED25519:
            raise MalformedError(f"{key.label} is not of Ed25519: what is released is signed as text")
    check_custodians(register.id, register.custodian_keys)


def _keys(said: Mapping[str, Any], name: str) -> tuple[VerifierKey, ...]:  # Any: JSON from a file
    texts = said.get(name, [])
    if not (isinstance(texts, list) and all(isinstance(text, str) for text in texts)):
        raise MalformedError(f"a register's description has its keys, a list of text, under '{name}'")
    return tuple(parse_verifier_key(text) for text in texts)
