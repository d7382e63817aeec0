"""The names of backups in a store, and which of them go (docs/spec/backup.md §1, §4.6)."""

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from kniha.vault.places import LockedError, Places
from kniha.vocab.errors import NotFoundError
from kniha.vocab.ids import RandomBytes

FOLDER = "backups"
BOOK, KEYS, MANIFEST = "book", "keys", "manifest"
BOOKS_KEPT, KEYS_KEPT = 7, 3
"""Backups that are kept as a whole, and those whose key table is kept: an erasure is final in them when so many newer ones are made."""

_PARTS = (MANIFEST, BOOK, KEYS)
_NAME = re.compile(r"(\d{4}-\d\d-\d\dT\d{6}Z)-[0-9a-f]{8}")
_A_DAY = timedelta(days=1)


def new_name(now: datetime, random_bytes: RandomBytes) -> str:
    """Return the name of a backup that is begun `now`."""
    return f"{now.astimezone(UTC):%Y-%m-%dT%H%M%SZ}-{random_bytes(4).hex()}"


def place(name: str, part: str) -> str:
    """Where a part of the backup lies."""
    return f"{FOLDER}/{name}.{part}"


def whole(places: Places) -> tuple[str, ...]:
    """The backups that are whole, the newest first."""
    return tuple(sorted(_with(places.names(FOLDER), MANIFEST), reverse=True))


def newest(places: Places) -> str:
    """The newest backup; NotFoundError where there is none."""
    found = whole(places)
    if not found:
        raise NotFoundError("no backup lies there")
    return found[0]


def thin_out(places: Places, *, now: datetime) -> int:
    """Remove what newer backups replace, and what was begun long ago and never ended; return how many backups went.

    What the store keeps locked stays until its day; the next backup tries again.
    """
    lying, kept = places.names(FOLDER), whole(places)
    for name in kept[KEYS_KEPT:]:
        if f"{name}.{KEYS}" in lying:
            _remove(places, name, (KEYS,))
    unended = (_begun(lying) - set(kept)) if kept else set()
    gone = [*kept[BOOKS_KEPT:], *(name for name in unended if _begun_at(name) < now - _A_DAY)]
    for name in gone:
        _remove(places, name, _PARTS)
    return len(gone)


def _remove(places: Places, name: str, parts: Iterable[str]) -> None:
    for part in parts:
        with suppress(LockedError):
            places.remove(place(name, part))


def _with(names: Iterable[str], part: str) -> set[str]:
    return {name.removesuffix(f".{part}") for name in names if name.endswith(f".{part}") and _NAME.fullmatch(name.removesuffix(f".{part}"))}


def _begun(names: Iterable[str]) -> set[str]:
    return {stem for name in names for stem, _, _ in [name.rpartition(".")] if _NAME.fullmatch(stem)}


def _begun_at(name: str) -> datetime:
    return datetime.strptime(name[:18], "%Y-%m-%dT%H%M%SZ").replace(tzinfo=UTC)
