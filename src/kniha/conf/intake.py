"""The intake's settings, from its environment. Parsed once; refuses what it does not understand."""

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kniha.conf.databases import Database, parse_database
from kniha.seal.courier_requests import key_id
from kniha.vocab.errors import ConfigurationError

LANGUAGES = ("be", "ru", "en")

_KNOWN = {
    "KNIHA_INTAKE_FOLDER", "KNIHA_INTAKE_DATABASE", "KNIHA_INTAKE_HOST", "KNIHA_INTAKE_PORT", "KNIHA_INTAKE_WORKERS",
    "KNIHA_INTAKE_COURIERS", "KNIHA_INTAKE_LIMIT_BYTES", "KNIHA_INTAKE_SPARE_BYTES", "KNIHA_INTAKE_KEEP_DAYS",
    "KNIHA_INTAKE_EXIT", "KNIHA_INTAKE_ONION", "KNIHA_INTAKE_WORK_BITS", "KNIHA_INTAKE_PER_MINUTE",
    "KNIHA_INTAKE_URL", "KNIHA_INTAKE_PROXY",  # the courier's: where intakes are found; one environment may carry both
}  # fmt: skip

_KEY = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Register:
    """What is public of the register that envelopes are sealed to: `public/register.json`."""

    register: bytes
    names: Mapping[str, str]
    recipient: str


@dataclass(frozen=True, slots=True)
class Courier:
    """A courier whose requests the intake answers: the id and the Ed25519 key that it signs with."""

    key_id: str
    public_key: bytes


@dataclass(frozen=True, slots=True)
class IntakeSettings:
    """What an intake host is told by its environment."""

    folder: Path
    database: Database
    host: str
    port: int
    workers: int
    register: Register
    couriers: tuple[Courier, ...]
    limit_bytes: int
    spare_bytes: int
    keep_days: int
    exit: str
    work_bits: int
    """Bits of work that are asked of a sender before an envelope is taken: half a second of a computer's, a second or two of a phone's."""
    per_minute: int
    """Envelopes a minute that are nothing unusual: beyond, each asks for more work, and no more forms without JavaScript are taken."""
    onion: str
    """The name of the same intake as an onion service, `….onion`, or empty."""


def read(environ: Mapping[str, str]) -> IntakeSettings:
    """Return the settings that `environ` states; raise ConfigurationError naming the variable that makes no sense."""
    unknown = sorted(key for key in environ if key.startswith("KNIHA_INTAKE_") and key not in _KNOWN)
    if unknown:
        raise ConfigurationError(f"unknown setting {unknown[0]}; known are {', '.join(sorted(_KNOWN))}")
    folder = Path(environ.get("KNIHA_INTAKE_FOLDER", "var/intake")).absolute()
    return IntakeSettings(
        folder=folder,
        database=parse_database("KNIHA_INTAKE_DATABASE", environ.get("KNIHA_INTAKE_DATABASE", f"sqlite:///{folder}/intake.sqlite3")),
        host=environ.get("KNIHA_INTAKE_HOST", "127.0.0.1"),
        port=_number(environ, "KNIHA_INTAKE_PORT", 8400, most=65535),
        workers=_number(environ, "KNIHA_INTAKE_WORKERS", 1, most=64),
        register=_register(Path(_required(environ, "KNIHA_REGISTER"))),
        couriers=_couriers(environ.get("KNIHA_INTAKE_COURIERS", "")),
        limit_bytes=_number(environ, "KNIHA_INTAKE_LIMIT_BYTES", 2 * 1024**3, most=2 * 1024**3),
        spare_bytes=_number(environ, "KNIHA_INTAKE_SPARE_BYTES", 1024**3, most=1024**5),
        keep_days=_number(environ, "KNIHA_INTAKE_KEEP_DAYS", 7, most=366),
        work_bits=_number(environ, "KNIHA_INTAKE_WORK_BITS", 10, most=20),
        per_minute=_number(environ, "KNIHA_INTAKE_PER_MINUTE", 60, most=10**6),
        exit=_link(environ.get("KNIHA_INTAKE_EXIT", "https://www.wikipedia.org/")),
        onion=_onion(environ.get("KNIHA_INTAKE_ONION", "")),
    )


def _required(environ: Mapping[str, str], key: str) -> str:
    if not environ.get(key):
        raise ConfigurationError(f"{key} must be set: the path of the register's public/register.json")
    return environ[key]


def _number(environ: Mapping[str, str], key: str, default: int, *, most: int) -> int:
    text = environ.get(key, str(default))
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= most):
        raise ConfigurationError(f"{key} must be a whole number from 1 to {most}, not {text!r}")
    return int(text)


def _register(path: Path) -> Register:
    try:
        stated = json.loads(path.read_text())
        register, names, recipient = stated["register"], stated["name"], stated["recipient"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigurationError("KNIHA_REGISTER must name a readable JSON file with register, name and recipient") from error
    if not (isinstance(register, str) and _KEY.fullmatch(register)):
        raise ConfigurationError("the register id must be 64 lower-case hexadecimal digits")
    if not (isinstance(recipient, str) and recipient.startswith("age1pq1")):
        raise ConfigurationError("the register's recipient must be post-quantum: age1pq1…")
    if not (isinstance(names, dict) and all(isinstance(names.get(language), str) for language in LANGUAGES)):
        raise ConfigurationError(f"the register's name must be given in {', '.join(LANGUAGES)}")
    return Register(bytes.fromhex(register), names, recipient)


def _couriers(paths: str) -> tuple[Courier, ...]:
    """Read the public request keys: in each file one key a line, 64 hexadecimal digits."""
    return tuple(courier for path in paths.split(os.pathsep) if path for courier in _courier_file(Path(path)))


def _courier_file(path: Path) -> list[Courier]:
    try:
        lines = path.read_text().split()
    except OSError as error:
        raise ConfigurationError(f"KNIHA_INTAKE_COURIERS names a file that cannot be read: {path}") from error
    if not lines or not all(_KEY.fullmatch(line) for line in lines):
        raise ConfigurationError(f"{path} must hold Ed25519 public keys, 64 lower-case hexadecimal digits a line")
    return [Courier(key_id(bytes.fromhex(line)), bytes.fromhex(line)) for line in lines]


def _onion(name: str) -> str:
    if name and not re.fullmatch(r"[a-z2-7]{56}\.onion", name):
        raise ConfigurationError("KNIHA_INTAKE_ONION must be the name of an onion service: 56 letters and digits, then .onion")
    return name


def _link(url: str) -> str:
    if not re.fullmatch(r"https://[^\s\"'<>\\]+", url):
        raise ConfigurationError("KNIHA_INTAKE_EXIT must be an https address: where the quick exit leads")
    return url
