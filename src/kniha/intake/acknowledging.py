"""The intake's own keys, one a month: made here, granted by the register, forgotten when their month is over.

    <month>.seed   32 bytes in hexadecimal
    <month>.grant  what a courier brought from the register: JSON with `note` and `key`

Against whoever seizes the host: in the name of a month that is over nothing can be signed any more. No key is named by an envelope, and
nobody who sends has one: what is signed tells whose intake it is, which ciphertext, and the day.
"""

import json
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path

from kniha.seal.acknowledgements import Grant, MonthKey, month_of, public_half
from kniha.vocab.errors import MalformedError

AHEAD = timedelta(days=7)
"""How long before its month a key is made: until then its grant must have come."""

LONGEST_GRANT, LONGEST_KEY = 4096, 512
"""Characters."""

_SEED = 32


@dataclass(frozen=True, slots=True)
class KeyOffered:
    """The public half (64 hexadecimal digits) of the key of a month, and whether its grant is here."""

    month: str
    key: str
    granted: bool


@dataclass(frozen=True, slots=True)
class MonthKeys:
    """The keys in `folder`."""

    folder: Path

    def turn(self, today: date) -> None:
        """Make the keys of this month and of the one that is near, and forget the others. By one process alone."""
        months = {month_of(today), month_of(today + AHEAD)}
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path in self.folder.iterdir():
            if path.stem not in months:
                path.unlink()
        whole = {month for month, _ in self._seeds()}
        for month in months - whole:
            self._grant_file(month).unlink(missing_ok=True)  # of a key that is lost
            _write(self._seed_file(month), secrets.token_hex(_SEED))

    def offered(self) -> Sequence[KeyOffered]:
        """The keys, by month."""
        return [KeyOffered(month, public_half(seed), self._grant_file(month).exists()) for month, seed in self._seeds()]

    def take_grant(self, key: str, grant: Grant) -> None:
        """Keep the grant of the key whose public half is `key`; MalformedError where there is none, or for what is too long."""
        if len(grant.note) > LONGEST_GRANT or len(grant.key) > LONGEST_KEY:
            raise MalformedError(f"a grant has at most {LONGEST_GRANT} characters, the key that signed it {LONGEST_KEY}")
        for month, seed in self._seeds():
            if public_half(seed) == key:
                return _write(self._grant_file(month), json.dumps(asdict(grant)))
        raise MalformedError("this is the key of no month that is near")

    def acknowledge(self, register: bytes, envelope: str, day: date) -> str:
        """Return the acknowledgement of the envelope of this digest on `day`; empty where no key of that month was granted yet."""
        month = month_of(day)
        try:
            key = MonthKey(month, _seed(self._seed_file(month)), Grant(**json.loads(self._grant_file(month).read_text())))
        except (OSError, ValueError, TypeError):  # the envelope is kept: whatever is wrong with the keys, its sender is told so
            return ""
        return key.acknowledge(register, envelope, day).decode()

    def _seeds(self) -> Iterator[tuple[str, bytes]]:
        """The seeds that are whole, by month."""
        for path in sorted(self.folder.glob("*.seed")):
            with suppress(OSError, ValueError):  # its month may just have ended
                yield path.stem, _seed(path)

    def _seed_file(self, month: str) -> Path:
        return self.folder / f"{month}.seed"

    def _grant_file(self, month: str) -> Path:
        return self.folder / f"{month}.grant"


def _seed(path: Path) -> bytes:
    seed = bytes.fromhex(path.read_text())
    if len(seed) != _SEED:
        raise ValueError("a seed is 32 bytes")
    return seed


def _write(path: Path, text: str) -> None:
    """Write the file whole or not at all."""
    part = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
