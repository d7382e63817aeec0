"""Finding by text, within what a registrar may see."""

from functools import cache
from pathlib import Path

from kniha.book.access import queries
from kniha.book.access.models import Registrar
from kniha.search.index import Index


def find(registrar: Registrar, text: str, *, kind: str, folder: Path, limit: int = 1000) -> tuple[str, ...]:
    """Return ids of `kind` (statement, incident or person) that hold the words of `text`, best first; only what `registrar` may see."""
    if registrar.frozen:
        return ()
    compartments = frozenset(queries.compartments(registrar).values_list("pk", flat=True))
    return _index(folder).find(text, kind=kind, compartments=compartments, limit=limit)


@cache
def _index(folder: Path) -> Index:
    return Index(folder)
