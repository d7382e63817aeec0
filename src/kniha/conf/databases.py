"""Where a database lies, as one line of the environment says."""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from kniha.vocab.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Database:
    """Where a database lies: a SQLite file, or a PostgreSQL server."""

    engine: str
    name: str
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""


def parse_database(key: str, url: str) -> Database:
    """Return the database that `url`, the value of the setting `key`, names."""
    parts = urlsplit(url)
    match parts.scheme:
        case "sqlite":
            return Database("sqlite", unquote(parts.path[1:] if parts.path.startswith("//") else parts.path))
        case "postgresql" if parts.path.strip("/"):
            return Database(
                "postgresql", unquote(parts.path[1:]), unquote(parts.hostname or ""), parts.port or 5432,
                unquote(parts.username or ""), unquote(parts.password or ""),
            )  # fmt: skip
        case _:
            raise ConfigurationError(f"{key} must be sqlite:///<file> or postgresql://<user>:<password>@<host>:<port>/<name>")
