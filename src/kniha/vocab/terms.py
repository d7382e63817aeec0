"""Controlled terms: the lists that a registrar chooses from, as data with three labels each, never as constants in code.

A list is a file `terms/<list>.json`. Its codes are stable: a code once entered in a journal is never renamed or reused.
An unknown list, code or language is refused; nothing unknown is skipped.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

from kniha.vocab.errors import UnknownTermError

Counts: TypeAlias = Literal["victims", "events"]

LANGUAGES = ("be", "ru", "en")

_CODE = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*")
_FOLDER = files("kniha.vocab") / "terms"


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a list: its code, what people read, and where it comes from."""

    code: str
    be: str
    ru: str
    en: str
    source: str
    group: str | None = None
    counts: Counts | None = None
    """Whether a published figure of this act counts people or happenings (MRM); set for kinds of act only."""
    same_as: tuple[tuple[str, str], ...] = ()
    """The same term elsewhere, as (scheme, code): `("huridocs-4", "010101020000")` is list 4 of the HURIDOCS thesauri."""

    def label(self, language: str) -> str:
        """Return what people read in `language`: "be", "ru" or "en"; raise UnknownTermError for another."""
        match language:
            case "be":
                return self.be
            case "ru":
                return self.ru
            case "en":
                return self.en
            case _:
                raise UnknownTermError(f"labels are in {', '.join(LANGUAGES)}; there is no language {_shown(language)}")


@cache
def list_names() -> tuple[str, ...]:
    """Return the names of all lists, sorted."""
    return tuple(sorted(entry.name.removesuffix(".json") for entry in _FOLDER.iterdir() if entry.name.endswith(".json")))


def terms(list_name: str) -> tuple[Term, ...]:
    """Return the terms of a list in the order in which people should see them; raise UnknownTermError for an unknown list."""
    return tuple(_by_code(list_name).values())


def term(list_name: str, code: str) -> Term:
    """Return one term of a list; raise UnknownTermError if the list or the code is unknown."""
    found = _by_code(list_name).get(code)
    if found is None:
        raise UnknownTermError(f"the list {list_name} has no term {_shown(code)}")
    return found


def codes(list_name: str) -> frozenset[str]:
    """Return the codes of a list; raise UnknownTermError for an unknown list."""
    return frozenset(_by_code(list_name))


def check_term(list_name: str, code: str) -> None:
    """Raise UnknownTermError unless `code` is in the list."""
    term(list_name, code)


def label(list_name: str, code: str, language: str) -> str:
    """Return what people read for `code` in "be", "ru" or "en"; raise UnknownTermError for anything unknown."""
    return term(list_name, code).label(language)


@cache
def _by_code(list_name: str) -> Mapping[str, Term]:
    # Only a name from the folder's own listing is opened: a list name may come from a mapping file that a stranger wrote.
    if list_name not in list_names():
        raise UnknownTermError(f"there is no list of terms {_shown(list_name)}")
    rows = json.loads((_FOLDER / f"{list_name}.json").read_text(encoding="utf-8"))["terms"]
    return MappingProxyType({row["code"]: _term(row) for row in rows})


def _term(row: dict[str, Any]) -> Term:  # Any: JSON of our own; tests/vocab/test_terms.py holds its form
    return Term(
        code=row["code"],
        be=row["be"],
        ru=row["ru"],
        en=row["en"],
        source=row["source"],
        group=row.get("group"),
        counts=row.get("counts"),
        same_as=tuple(row.get("same_as", {}).items()),
    )


def _shown(text: str) -> str:
    # A wrong column may hold a name or a story: only what looks like a code is repeated in an error.
    return repr(text) if len(text) <= 60 and _CODE.fullmatch(text) else f"of {len(text)} characters"
