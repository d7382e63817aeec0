"""A register's public description: `register.json` (docs/spec/ledger.md §7). Other keys in it belong to others and are left alone."""

import re

import orjson

from kniha.ledger.checkpoints import origin_of
from kniha.ledger.keys import VerifierKey, parse_verifier_key
from kniha.vocab.errors import MalformedError

_REGISTER = re.compile(r"[0-9a-f]{64}")


def parse_register(data: bytes) -> tuple[VerifierKey, ...]:
    """Return the checkpoint keys of the register that `data`, the bytes of its register.json, describes.

    Raises MalformedError where id or keys are missing, or a key bears the name of another register.
    """
    try:
        said = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise MalformedError("a register's description is JSON") from error
    register, texts = (said.get("register"), said.get("checkpoint_keys")) if isinstance(said, dict) else (None, None)
    if not (isinstance(register, str) and _REGISTER.fullmatch(register)):
        raise MalformedError("a register's description has its id, 64 hexadecimal digits, under 'register'")
    if not (isinstance(texts, list) and texts and all(isinstance(text, str) for text in texts)):
        raise MalformedError("a register's description has its keys, a list of text, under 'checkpoint_keys'")
    keys = tuple(parse_verifier_key(text) for text in texts)
    for key in keys:
        if key.name != origin_of(bytes.fromhex(register)):
            raise MalformedError(f"{key.label} does not bear the name of register {register}")
    return keys
