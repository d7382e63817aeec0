"""Entries as the desk tells them: in the reader's language, by the office's clocks, within what the one who asks may know."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from kniha.book.journal import history
from kniha.book.journal.moments import Ref
from kniha.book.journal.reading import StoredEntry
from kniha.book.journal.sentence import Sentence
from kniha.book.journal.sentences import sentences
from kniha.book.journal.wording import Wording
from kniha.desk.language import language
from kniha.desk.request import Who


@dataclass(frozen=True, slots=True)
class Recent:
    """The newest sentences of a history, and how many entries it has in all."""

    ref: Ref
    count: int
    sentences: tuple[Sentence, ...]


def home() -> str:
    """The zone that needs no name."""
    return str(settings.OFFICE.zone)


def told(who: Who, entries: Sequence[StoredEntry]) -> tuple[Sentence, ...]:
    """`entries` as sentences, in their order."""
    return sentences(who.registrar, entries, language=language(), home=home())


def recent(who: Who, kind: str, row: str, *, most: int) -> Recent:
    """What the page of a record shows of its history: the newest first."""
    ref = history.record(who.registrar, kind, row)
    entries = history.history(who.registrar, ref)
    return Recent(ref, len(entries), told(who, entries[: -most - 1 : -1]))


def called(who: Who, ref: Ref) -> str:
    """What people call the record."""
    return Wording(history.facts(who.registrar, ref), language(), home()).record(ref)
