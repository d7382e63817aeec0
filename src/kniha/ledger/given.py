"""What the reader of a file brings along: whose keys and which roots they trust (docs/spec/files.md §2)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from kniha.ledger.keys import Algorithm, VerifierKey
from kniha.vocab.errors import BrokenError, MalformedError

_NAME = re.compile(r"kniha/(?P<register>[0-9a-f]{64})(?:/(?:[1-9][0-9]*|(?P<custodian>custodian/[1-9][0-9]*)|(?P<release>release)))?")


@dataclass(frozen=True, slots=True)
class Given:
    """Keys of registers: of logs, custodians and releases; of witnesses; authorities' roots in DER. Where none is given, all pass."""

    logs: tuple[VerifierKey, ...] = ()
    custodians: tuple[VerifierKey, ...] = ()
    releases: tuple[VerifierKey, ...] = ()
    witnesses: tuple[VerifierKey, ...] = ()
    authorities: tuple[bytes, ...] = ()

    def logs_under(self, origin: str) -> tuple[VerifierKey, ...]:
        """Return the log's keys given of the register that `origin` names, as they are named under it (docs/spec/ledger.md §11.1)."""
        return tuple(replace(key, name=origin) for key in self.logs if _register(key.name) == _register(origin))

    def custodians_of(self, register: bytes) -> tuple[VerifierKey, ...]:
        """Return the custodians' keys given of `register`."""
        return tuple(key for key in self.custodians if _register(key.name) == register.hex())

    def check_logs(self, keys: Iterable[VerifierKey]) -> None:
        """Raise BrokenError unless each of `keys` is one of a log's keys given, under any origin of its register."""
        _check_among(keys, self.logs)

    def check_custodians(self, keys: Iterable[VerifierKey]) -> None:
        """Raise BrokenError unless each of `keys` is one of the custodians' keys given."""
        _check_among(keys, self.custodians)

    def check_releases(self, keys: Iterable[VerifierKey]) -> None:
        """Raise BrokenError unless each of `keys` is one of the release keys given."""
        _check_among(keys, self.releases)

    def check_witnesses(self, keys: Iterable[VerifierKey]) -> None:
        """Raise BrokenError unless at least one of `keys` is one of the witnesses' keys given."""
        if self.witnesses and not set(keys) & set(self.witnesses):
            raise BrokenError("none of the witnesses given has cosigned this head")


def trusting(keys: Iterable[VerifierKey], *, witnesses: Iterable[VerifierKey] = (), authorities: Iterable[bytes] = ()) -> Given:
    """Return what is given with registers' `keys`, of which each one's name says what it signs; MalformedError for another name."""
    of: dict[str | None, list[VerifierKey]] = {None: [], "custodian": [], "release": []}
    for key in keys:
        named = _NAME.fullmatch(key.name)
        if named is None:
            raise MalformedError(f"{key.label} does not bear a name that a register's keys have")
        of[named.lastgroup if named.lastgroup != "register" else None].append(key)
    logs, custodians, releases = (tuple(each) for each in of.values())
    return Given(logs, custodians, releases, tuple(witnesses), tuple(authorities))


def _check_among(keys: Iterable[VerifierKey], trusted: tuple[VerifierKey, ...]) -> None:
    known = {_identity(key) for key in trusted}
    for key in keys:
        if known and _identity(key) not in known:
            raise BrokenError(f"{key.label}, fingerprint {key.fingerprint}, is not one of the keys given")


def _identity(key: VerifierKey) -> tuple[Algorithm, bytes, str]:
    return key.algorithm, key.public, _register(key.name)


def _register(name: str) -> str:
    named = _NAME.fullmatch(name)
    return named["register"] if named else name
