"""Words of files, what they tell of themselves, what a machine read in them: for who has opened the file, for a purpose, as the file."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from kniha.book.access.models import Registrar
from kniha.book.evidence import queries
from kniha.book.evidence.models import Exhibit, SealedBeside
from kniha.book.evidence.rules import OPEN_FOR
from kniha.runs import keyring
from kniha.runs.file_facts import Facts, from_json
from kniha.runs.made_of_files import Reading, reading_from_json


def is_open(registrar: Registrar, exhibit: Exhibit, *, now: datetime) -> bool:
    """Whether `registrar` said a short while ago what they open the file for."""
    return queries.has_opened(registrar, exhibit, since=now - OPEN_FOR)


def words_of(registrar: Registrar, exhibit: Exhibit) -> str:
    """The words that were read in a file, empty where there are none. The caller sees to it that the file is open."""
    words = queries.words_of(registrar, exhibit)
    return _opened(words).decode() if words else ""


def reading_of(registrar: Registrar, exhibit: Exhibit, page: int) -> Reading | None:
    """What a machine read on one page, None where it read none. The caller sees to it that the file is open."""
    words = queries.letters_of(registrar, exhibit).filter(page=page).first()
    return reading_from_json(_opened(words)) if words else None


def readings_of(registrar: Registrar, exhibit: Exhibit) -> tuple[tuple[int, Reading], ...]:
    """What a machine read in a file, page by page. The caller sees to it that the file is open."""
    return tuple((words.page, reading_from_json(_opened(words))) for words in queries.letters_of(registrar, exhibit))


def facts_of(registrar: Registrar, exhibit: Exhibit) -> Facts | None:
    """What a file tells of itself, None before the worker looked at it. The caller sees to it that the file is open."""
    facts = queries.facts_of(registrar, exhibit)
    return from_json(_opened(facts)) if facts else None


def _opened(sealed: SealedBeside) -> bytes:
    return b"".join(keyring.vault().open(queries.blob_of(sealed), keyring.held().exhibit))


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
    return {row.pk: FoundFile(row, _all_words_of(registrar, row) if row.pk in opened else None) for row in rows}


def _all_words_of(registrar: Registrar, exhibit: Exhibit) -> str:
    """In the order in which the text index has them."""
    read = (reading.words for _, reading in readings_of(registrar, exhibit))
    return "\n".join(filter(None, (words_of(registrar, exhibit), *read)))
