"""Which witnesses the office asks: `keys/public/witnesses`, a key of a witness a line, `<url> <verifier key>` (docs/spec/witness.md §5).

The address is the witness's submission prefix. Its keys come from its operator in another way than the address does.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kniha.ledger.cosignatures import parse_witness_key
from kniha.ledger.keys import VerifierKey
from kniha.vocab.errors import ConfigurationError, MalformedError

WITNESSES = "public/witnesses"


@dataclass(frozen=True, slots=True)
class Witness:
    """A witness: where it is asked, and the keys that its lines are checked under."""

    address: str
    keys: tuple[VerifierKey, ...]

    @property
    def name(self) -> str:
        """What it is called."""
        return self.keys[0].name


def read_witnesses(keys: Path) -> tuple[Witness, ...]:
    """Return the witnesses configured in the folder of keys, none where the file is missing; ConfigurationError names the line at fault."""
    try:
        lines = (keys / WITNESSES).read_text("utf-8").splitlines()
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{WITNESSES} cannot be read") from error
    found: dict[str, list[VerifierKey]] = {}
    for number, line in enumerate(lines, 1):
        address, key = _line(number, line)
        found.setdefault(address, []).append(key)
    _check_distinct([key for keys_there in found.values() for key in keys_there])
    return tuple(Witness(address, _of_one(address, keys_there)) for address, keys_there in found.items())


def witness_lines(address: str, keys: Iterable[VerifierKey]) -> str:
    """Return the lines that configure one witness."""
    return "".join(f"{address} {key.text}\n" for key in keys)


def _line(number: int, line: str) -> tuple[str, VerifierKey]:
    address, _, text = line.partition(" ")
    if not address.startswith(("http://", "https://")):
        raise ConfigurationError(f"line {number} of {WITNESSES} should begin with the witness's address, https://…")
    try:
        return address, parse_witness_key(text)
    except MalformedError as error:
        raise ConfigurationError(f"line {number} of {WITNESSES}: {error}") from error


def _check_distinct(keys: Iterable[VerifierKey]) -> None:
    """One key, or one public half, stands once: else one witness could pass for two."""
    seen = set()
    for key in keys:
        if key.public in seen or (key.name, key.key_id) in seen:
            raise ConfigurationError(f"{key.label} stands twice in {WITNESSES}")
        seen |= {key.public, (key.name, key.key_id)}


def _of_one(address: str, keys: Iterable[VerifierKey]) -> tuple[VerifierKey, ...]:
    found = tuple(keys)
    if len({key.name for key in found}) != 1:
        raise ConfigurationError(f"{WITNESSES} gives {address} the keys of two witnesses")
    return found
