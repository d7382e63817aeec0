"""A table of numbers out of facts in memory: the same as `queries.table` asks of the database, by sets of what is counted. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import TypeVar

from kniha.book.counting.facts import CountedDeed, CountedOne, Span
from kniha.book.counting.rules import DIMENSIONS, NARROWING, UNCHECKED, Code, Question, Table, code_of


@dataclass(frozen=True, slots=True)
class _Fact:
    """One act, or one incident where no act is asked for: what it counts by measure, and its codes by dimension."""

    counts: Mapping[str, str | None]
    codes: Mapping[str, Sequence[Code]]
    lies: str
    first_day: date | None
    last_day: date | None


def table_over(question: Question, ones: Iterable[CountedOne], deeds: Iterable[CountedDeed]) -> tuple[Table, frozenset[str]]:
    """The numbers that `question` asks for over these incidents and acts, and the ids of what they count."""
    facts = _of_acts(deeds) if question.asks_of_acts else _of_incidents(ones)
    cells: defaultdict[tuple[Code, Code], set[str]] = defaultdict(set)
    by_row: defaultdict[Code, set[str]] = defaultdict(set)
    by_column: defaultdict[Code, set[str]] = defaultdict(set)
    every: set[str] = set()
    for fact in facts:
        counted = fact.counts[question.measure]
        if counted is None or not _fits(question, fact):
            continue
        every.add(counted)
        columns = fact.codes[question.columns] if question.columns else ("",)
        for row, column in product(fact.codes[question.rows], columns):
            cells[row, column].add(counted)
            by_row[row].add(counted)
            by_column[column].add(counted)
    found = Table(
        question, tuple(sorted(by_row)), tuple(sorted(by_column)) if question.columns else ("",), _numbers(cells), _numbers(by_row),
        _numbers(by_column) if question.columns else {}, len(every),
    )  # fmt: skip
    return found, frozenset(every)


Codes = TypeVar("Codes", Code, tuple[Code, Code])


def _numbers(found: Mapping[Codes, set[str]]) -> dict[Codes, int]:
    return {codes: len(counted) for codes, counted in found.items()}


def _of_incidents(ones: Iterable[CountedOne]) -> Iterator[_Fact]:
    for one in ones:
        if not one.left_out:
            yield _Fact({"incidents": one.id}, _shared(one, one.sources, one.let), one.lies, one.span.first_day, one.span.last_day)


def _of_acts(deeds: Iterable[CountedDeed]) -> Iterator[_Fact]:
    for deed in deeds:
        if not deed.left_out:
            told = {"group": deed.group, "kind": deed.kind, "verification": deed.verification, "late": deed.late}
            codes = _shared(deed.of, deed.sources, deed.let) | {name: (code,) for name, code in told.items()}
            codes["unit"] = deed.units or ("",)
            counts = {"incidents": deed.of.id, "acts": deed.id, "named": deed.victim}
            yield _Fact(counts, codes, deed.of.lies, deed.of.span.first_day, deed.of.span.last_day)


def _shared(one: CountedOne, sources: int, let: str) -> dict[str, Sequence[Code]]:
    codes = {name: code_of(name, _times(one.span, name)) for name in ("year", "month", "day")}
    codes |= {"place": one.place, "state": one.state, "sources": str(sources), "let": let}
    return {name: (code,) for name, code in codes.items()}


def _times(span: Span, dimension: str) -> list[int]:
    return [getattr(span, name) for name in DIMENSIONS[dimension]]


def _fits(question: Question, fact: _Fact) -> bool:
    if question.first and not (fact.first_day and fact.first_day >= question.first):
        return False
    if question.last and not (fact.last_day and fact.last_day <= question.last):
        return False
    if question.compartment and fact.lies != question.compartment:
        return False
    if question.unchecked and fact.codes["verification"][0] not in UNCHECKED:
        return False
    wanted = ((name, getattr(question, name)) for name in (*NARROWING, "unit"))
    return all(code in fact.codes[name] for name, code in wanted if code)
