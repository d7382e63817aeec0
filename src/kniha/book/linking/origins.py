"""What accounts have in common that one origin would explain: then they do not confirm each other.

It is a finding on texts, times and files, never on people: words may have been copied, read out, or asked for by the same form. What lies
in another compartment, or is closed to who asks, tells nothing here.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, islice, product

from kniha.book.access.models import Registrar
from kniha.book.evidence import likening
from kniha.book.evidence import queries as evidence
from kniha.book.evidence.models import Exhibit
from kniha.book.linking.repeating import Repeated, repeated
from kniha.book.statements.models import Account, Statement

MOST_PAIRS = 400
"""Pairs of accounts that are looked at; of more, the first."""
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
    return _found(registrar, product(accounts, others), [*accounts, *others])


def origins_among(registrar: Registrar, accounts: Sequence[Account]) -> tuple[Origin, ...]:
    """Return in what accounts, of one incident say, are like one another."""
    return _found(registrar, combinations(accounts, 2), accounts)


def same_minute(one: Account, other: Account) -> bool:
    """Whether two statements tell one and the same exact moment."""
    exact = one.precision == other.precision == "exact" and one.first == one.last
    return exact and one.statement_id != other.statement_id and (one.first, one.last) == (other.first, other.last)


def _found(registrar: Registrar, pairs: Iterable[tuple[Account, Account]], accounts: Sequence[Account]) -> tuple[Origin, ...]:
    files, found, seen = _Files(registrar, {one.statement_id for one in accounts}), list[Origin](), set[frozenset[str]]()
    for one, other in islice(pairs, MOST_PAIRS):
        if same_minute(one, other):
            found.append(Origin(Way.MINUTE, one, other))
        key = frozenset((one.statement_id, other.statement_id))
        if key not in seen:
            seen.add(key)
            found += _of_statements(one, other, files)
    return tuple(found)


def _of_statements(one: Account, other: Account, files: "_Files") -> Iterator[Origin]:
    mine, theirs = one.statement, other.statement
    if mine.pk == theirs.pk:
        yield Origin(Way.STATEMENT, one, other)
        return
    sources = {mine.source_id, theirs.source_id}
    if len(sources) == 1 and None not in sources:
        yield Origin(Way.SOURCE, one, other)
    if words := repeated(mine.text, theirs.text):
        yield Origin(Way.WORDS, one, other, words=words)
    if both := files.of_both(mine, theirs):
        yield Origin(Way.FILE, one, other, files=both)


class _Files:
    """The files of some statements, as far as the registrar may see them, and which are copies of which."""

    def __init__(self, registrar: Registrar, statements: Collection[str]) -> None:
        self._registrar = registrar
        self._of: defaultdict[str, list[Exhibit]] = defaultdict(list)
        for exhibit in evidence.exhibits_with(registrar, statements):
            self._of[exhibit.statement_id or ""].append(exhibit)
        self._copies: dict[str, tuple[Exhibit, ...]] = {}

    def of_both(self, mine: Statement, theirs: Statement) -> tuple[tuple[Exhibit, Exhibit], ...]:
        """The files of the first that are files of the second, or copies of them, unless somebody judged that they are not."""
        if theirs.pk not in self._of:
            return ()
        some = self._of.get(mine.pk, ())[:MOST_FILES]
        return tuple((exhibit, other) for exhibit in some for other in self._copies_of(exhibit) if other.statement_id == theirs.pk)

    def _copies_of(self, exhibit: Exhibit) -> tuple[Exhibit, ...]:
        if exhibit.pk not in self._copies:
            self._copies[exhibit.pk] = tuple(pair.other for pair in likening.pairs(self._registrar, exhibit) if _is_copy(pair))
        return self._copies[exhibit.pk]


def _is_copy(pair: likening.Pair) -> bool:
    if pair.is_exact:
        return True
    return any(one.is_copy for one in pair.likenesses) and (pair.verdict is None or pair.verdict.verdict not in NO_COPIES)
