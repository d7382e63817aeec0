"""The words of files, for somebody who has opened the file: a file is opened for a purpose, and so are the words in it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from kniha.book.access.models import Registrar
from kniha.book.evidence import queries
from kniha.book.evidence.models import Exhibit
from kniha.runs import keyring

OPEN_FOR = timedelta(minutes=30)
"""So long after its access was entered a file stays open to who entered it."""


def is_open(registrar: Registrar, exhibit: Exhibit, *, now: datetime) -> bool:
    """Whether `registrar` said a short while ago what they open the file for."""
    return queries.has_opened(registrar, exhibit, since=now - OPEN_FOR)


def words_of(registrar: Registrar, exhibit: Exhibit) -> str:
    """The words that were read in a file, empty where there are none. The caller sees to it that the file is open."""
    words = queries.words_of(registrar, exhibit)
    return b"".join(keyring.vault().open(queries.blob_of(words), keyring.held().exhibit)).decode() if words else ""


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that a search found; its words are None as long as it is not open."""

    exhibit: Exhibit
    words: str | None

    @property
    def text(self) -> str:
        """In what may be shown of the file."""
        return "\n".join(filter(None, (self.exhibit.original_name, self.words)))


def found(registrar: Registrar, ids: Collection[str], *, now: datetime) -> dict[str, FoundFile]:
    """Files that a search found, with the words of those that are open."""
    opened = queries.opened(registrar, ids, since=now - OPEN_FOR)
    rows = queries.exhibits_of(registrar, ids)
    return {row.pk: FoundFile(row, words_of(registrar, row) if row.pk in opened else None) for row in rows}
