"""What accounts of two incidents have in common that one origin would explain: then they do not confirm each other.

It is a finding on texts, times and files, never on people: words may have been copied, read out, or asked for by the same form. What lies
in another compartment, or is closed to who asks, tells nothing here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice, product

from kniha.book.access.models import Registrar
from kniha.book.evidence import likening
from kniha.book.evidence import queries as evidence
from kniha.book.evidence.models import Exhibit
from kniha.book.linking.repeating import Repeated, repeated
from kniha.book.statements.models import Account, Statement

MOST_STATEMENTS = 400
"""Pairs of statements of two incidents that are looked at; of more, the first."""
MOST_FILES = 50
"""Files of one statement."""
NO_COPIES = frozenset({"different", "same-event"})
"""What registrars conclude of two files of which none was made from the other."""


class Way(StrEnum):
    """In which way two accounts may have one origin."""

    STATEMENT = "one-statement"
    SOURCE = "one-source"
    WORDS = "words"
    MINUTE = "minute"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Origin:
    """One way in which two accounts are alike, and in what: words, an account that tells the minute, files."""

    way: Way
    one: Account
    other: Account
    words: Repeated | None = None
    files: tuple[tuple[Exhibit, Exhibit], ...] = ()


def origins(registrar: Registrar, accounts: Sequence[Account], others: Sequence[Account]) -> tuple[Origin, ...]:
    """Return in what accounts on one side are like those on the other. They come with their statements, as the registrar may see them."""
    found: list[Origin] = []
    seen: set[tuple[str, str]] = set()
    for one, other in islice(product(accounts, others), MOST_STATEMENTS):
        if same_minute(one, other):
            found.append(Origin(Way.MINUTE, one, other))
        key = (one.statement_id, other.statement_id)
        if key not in seen:
            seen.add(key)
            found += _of_statements(registrar, one, other)
    return tuple(found)


def same_minute(one: Account, other: Account) -> bool:
    """Whether two statements tell one and the same exact moment."""
    exact = one.precision == other.precision == "exact" and one.first == one.last
    return exact and one.statement_id != other.statement_id and (one.first, one.last) == (other.first, other.last)


def _of_statements(registrar: Registrar, one: Account, other: Account) -> Iterator[Origin]:
    mine, theirs = one.statement, other.statement
    if mine.pk == theirs.pk:
        yield Origin(Way.STATEMENT, one, other)
        return
    if mine.source_id is not None and mine.source_id == theirs.source_id:
        yield Origin(Way.SOURCE, one, other)
    if words := repeated(mine.text, theirs.text):
        yield Origin(Way.WORDS, one, other, words=words)
    if files := tuple(_files(registrar, mine, theirs)):
        yield Origin(Way.FILE, one, other, files=files)


def _files(registrar: Registrar, mine: Statement, theirs: Statement) -> Iterator[tuple[Exhibit, Exhibit]]:
    """The files of the first that are files of the second, or copies of them, unless somebody judged that they are not."""
    if not evidence.exhibits(registrar, theirs).exists():
        return
    for exhibit in evidence.exhibits(registrar, mine)[:MOST_FILES]:
        for pair in likening.pairs(registrar, exhibit):
            if pair.other.statement_id == theirs.pk and _is_copy(pair):
                yield exhibit, pair.other


def _is_copy(pair: likening.Pair) -> bool:
    if pair.is_exact:
        return True
    return any(one.is_copy for one in pair.likenesses) and (pair.verdict is None or pair.verdict.verdict not in NO_COPIES)
