"""The office's settings: desk, courier, worker and command line share them. Parsed once; refuses what it does not understand."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from kniha.conf.buckets import BucketSettings, Where, parse_where
from kniha.conf.databases import Database, parse_database
from kniha.conf.map_tiles import SETTING, parse_path
from kniha.vocab.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class OfficeSettings:
    """What an office host is told by its environment."""

    home: Path
    database: Database
    keys: Path
    vault: Where
    vault_copy: Where | None
    index: Path
    heads: Path
    heads_every: int
    tiles: Path | None
    map_tiles: Path | None
    mappings: Path
    deliveries: Path
    """Where sealed case files wait until their authority acknowledged them."""
    crimes: Path
    """An operator's own file of crimes and elements; it need not be there."""
    zone: ZoneInfo
    intakes: tuple[str, ...]
    """The addresses of the intakes that the courier asks: one, and its mirrors."""
    intake_proxy: str
    """Through what it asks them: the address of Tor's SOCKS port, or empty."""
    withdrawal_days: int
    desk_host: str
    desk_port: int
    demo: bool


_KNOWN = {
    "KNIHA_HOME", "KNIHA_DATABASE", "KNIHA_KEYS", "KNIHA_VAULT", "KNIHA_VAULT_COPY", "KNIHA_INDEX", "KNIHA_HEADS", "KNIHA_HEADS_EVERY",
    "KNIHA_TILES", "KNIHA_MAP", "KNIHA_MAPPINGS", "KNIHA_ZONE", "KNIHA_INTAKE_URL", "KNIHA_INTAKE_PROXY", "KNIHA_DESK_HOST",
    "KNIHA_DESK_PORT", "KNIHA_DEMO", "KNIHA_REGISTER", "KNIHA_WITHDRAWAL_DAYS", "KNIHA_DELIVERIES",
    "KNIHA_CRIMES",
}  # fmt: skip

_OTHERS = ("KNIHA_INTAKE_", "KNIHA_WITNESS_")
"""Settings of other hosts' programs: one environment may carry them too."""

_DAY = 86_400


def read(environ: Mapping[str, str]) -> OfficeSettings:
    """Return the settings that `environ` states; raise ConfigurationError naming the variable that makes no sense."""
    unknown = sorted(key for key in environ if key.startswith("KNIHA_") and not key.startswith(_OTHERS) and key not in _KNOWN)
    if unknown:
        raise ConfigurationError(f"unknown setting {unknown[0]}; known are {', '.join(sorted(_KNOWN))}")
    home = Path(environ.get("KNIHA_HOME", "var")).absolute()
    keys = Path(environ.get("KNIHA_KEYS", home / "keys"))
    vault, vault_copy = _vault(environ, home, keys)
    return OfficeSettings(
        home=home,
        database=parse_database("KNIHA_DATABASE", environ.get("KNIHA_DATABASE", f"sqlite:///{home}/book.sqlite3")),
        keys=keys,
        vault=vault,
        vault_copy=vault_copy,
        index=Path(environ.get("KNIHA_INDEX", home / "index")),
        heads=Path(environ.get("KNIHA_HEADS", home / "heads")),
        heads_every=_part_of_a_day("KNIHA_HEADS_EVERY", environ.get("KNIHA_HEADS_EVERY", "3600")),
        tiles=Path(environ["KNIHA_TILES"]) if environ.get("KNIHA_TILES") else None,
        map_tiles=parse_path(environ.get(SETTING, "")),
        mappings=Path(environ.get("KNIHA_MAPPINGS", home / "mappings")),
        deliveries=Path(environ.get("KNIHA_DELIVERIES", home / "deliveries")),
        crimes=Path(environ.get("KNIHA_CRIMES", home / "crimes.json")),
        zone=_zone(environ.get("KNIHA_ZONE", "Europe/Minsk")),
        intakes=tuple(environ.get("KNIHA_INTAKE_URL", "").split()) or ("http://127.0.0.1:8400",),
        intake_proxy=environ.get("KNIHA_INTAKE_PROXY", ""),
        withdrawal_days=_days("KNIHA_WITHDRAWAL_DAYS", environ.get("KNIHA_WITHDRAWAL_DAYS", "30")),
        desk_host=environ.get("KNIHA_DESK_HOST", "127.0.0.1"),
        desk_port=_port("KNIHA_DESK_PORT", environ.get("KNIHA_DESK_PORT", "8500")),
        demo=_switch("KNIHA_DEMO", environ.get("KNIHA_DEMO", "0")),
    )


def _vault(environ: Mapping[str, str], home: Path, keys: Path) -> tuple[Where, Where | None]:
    """Where the vault lies, and its second copy: each a folder or a bucket, and two of them."""
    vault = parse_where("KNIHA_VAULT", environ.get("KNIHA_VAULT", str(home / "vault")), keys / "vault" / "bucket.json")
    if not environ.get("KNIHA_VAULT_COPY"):
        return vault, None
    copy = parse_where("KNIHA_VAULT_COPY", environ["KNIHA_VAULT_COPY"], keys / "vault" / "copy-bucket.json")
    if _place(vault) == _place(copy):
        raise ConfigurationError("KNIHA_VAULT_COPY names the vault itself; a second copy lies elsewhere")
    return vault, copy


def _place(where: Where) -> Path | tuple[str, str]:
    return (where.endpoint, where.bucket) if isinstance(where, BucketSettings) else where.absolute()


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ConfigurationError(f"KNIHA_ZONE must be an IANA time zone such as Europe/Minsk, not {name!r}") from error


def _part_of_a_day(key: str, text: str) -> int:
    """Seconds between fixed moments; they are the same moments every day."""
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(_DAY)) and int(text) and _DAY % int(text) == 0):
        raise ConfigurationError(f"{key} must be a number of seconds that divides a day, such as 3600, not {text!r}")
    return int(text)


def _days(key: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 4):
        raise ConfigurationError(f"{key} must be a number of days from 0 to 999, not {text!r}")
    return int(text)


def _port(key: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise ConfigurationError(f"{key} must be a port number from 1 to 65535, not {text!r}")
    return int(text)


def _switch(key: str, text: str) -> bool:
    if text not in {"0", "1"}:
        raise ConfigurationError(f"{key} must be 0 or 1, not {text!r}")
    return text == "1"
