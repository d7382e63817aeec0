"""The mappings that a desk offers: those that ship with Kniha, and those that the operator laid into the register's folder.

One of the operator's takes the place of a shipped one of the same name. One that cannot be read is offered with what is wrong with it.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from kniha.runs.importing.mapping import ListMapping, parse_mapping
from kniha.vocab.errors import KnihaError, MalformedError, UnavailableError

LONGEST_MAPPING = 1 << 20
MOST_MAPPINGS = 200


@dataclass(frozen=True, slots=True)
class Offered:
    """A mapping by its name; `mapping` is None where `fault` says what is wrong with it."""

    name: str
    text: str
    mapping: ListMapping | None
    fault: str = ""
    is_shipped: bool = False

    def head(self) -> tuple[str, ...]:
        """The columns of an empty table for it; none where its lists come out of another program."""
        if self.mapping is None or self.mapping.form.format:
            return ()
        columns = (*self.mapping.columns.in_order(), *self.mapping.medical.columns.in_order())
        return tuple(dict.fromkeys((*columns, *sorted(self.mapping.named() - set(columns)))))


def offered(folder: Path) -> tuple[Offered, ...]:
    """Every mapping, by name."""
    shipped = Path(str(files("kniha.runs.importing") / "mappings"))
    found = {path.stem: _read(path, is_shipped=True) for path in _paths(shipped)}
    found |= {path.stem: _read(path, is_shipped=False) for path in _paths(folder)}
    return tuple(found[name] for name in sorted(found))


def by_name(mappings: Sequence[Offered]) -> Mapping[str, Offered]:
    """Those that can be used."""
    return {one.name: one for one in mappings if one.mapping is not None}


def check_folder(folder: Path) -> None:
    """UnavailableError where nothing can be read in `folder`, MalformedError where more lies there than is offered."""
    try:
        with os.scandir(folder) as lying:
            found = sum(1 for entry in lying if entry.name.endswith(".toml"))
    except OSError as error:
        raise UnavailableError(f"the folder of mappings, {folder}, cannot be read: {error.strerror}") from error
    if found > MOST_MAPPINGS:
        raise MalformedError(f"{found} mappings lie in {folder}, and the first {MOST_MAPPINGS} alone are offered")


def _paths(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.toml"))[:MOST_MAPPINGS] if folder.is_dir() else []


def _read(path: Path, *, is_shipped: bool) -> Offered:
    try:
        if path.stat().st_size > LONGEST_MAPPING:
            raise MalformedError(f"a mapping has at most {LONGEST_MAPPING >> 20} MiB")
        text = path.read_bytes().decode("utf-8-sig")
        return Offered(path.stem, text, parse_mapping(text), is_shipped=is_shipped)
    except UnicodeDecodeError as error:
        return Offered(path.stem, "", None, f"the mapping is not UTF-8 (byte {error.start})", is_shipped)
    except OSError as error:
        return Offered(path.stem, "", None, str(UnavailableError(f"the mapping cannot be read: {error.strerror}")), is_shipped)
    except KnihaError as error:
        return Offered(path.stem, "", None, str(error), is_shipped)
