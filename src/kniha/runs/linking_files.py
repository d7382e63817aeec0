"""Tables of mentions in files for the engine `linkage`: mentions in, the person of each out; pairs, decisions, parameters beside them.

Columns are those of DESIGN §8 and of linkage.fields; others are told and left out. A file is there whole or not at all.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from kniha.linkage.clusters import Clustered
from kniha.linkage.decisions import Decided, Decision, standing
from kniha.linkage.fields import COLUMNS
from kniha.linkage.linking import Asked, Index, index, linked, named
from kniha.linkage.mentions import Mentions, read_mentions
from kniha.linkage.pairs import Told, told
from kniha.linkage.parameters import Parameters, as_json, from_json, shipped
from kniha.linkage.reasons import reasons
from kniha.linkage.training import trained
from kniha.runs.table_files import check_written, read_rows, shown, write_rows, written
from kniha.vocab.errors import MalformedError

_AT_ONCE = 100_000


@dataclass(frozen=True, slots=True)
class Files:
    """Where everything is and goes; what is not asked is None."""

    given: str
    out: str
    pairs: str | None = None
    decisions: str | None = None
    previous: str | None = None
    parameters: str | None = None
    learned: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """How it is done: names of columns in the file for ours, pairs across sources alone, reasons in a language or none."""

    columns: Mapping[str, str]
    link_only: bool = False
    reasons: str | None = None


def link_people(files: Files, wanted: Wanted, *, tell: Callable[[str, int, int], None]) -> dict[str, Any]:
    """Link the mentions of a table and write who is one person; return the report of the run."""
    for name in filter(None, (files.out, files.pairs)):
        check_written(name)
    table, ignored = read_table(files.given, wanted.columns)
    given_ids = tuple(table["id"])
    tell("reading names", 0, 0)
    mentions = read_mentions(table)
    del table
    decisions = tuple(read_decisions(files.decisions)) if files.decisions else ()
    decided = standing(decisions, mentions.ids)
    previous = dict(_two_columns(files.previous, ("id", "cluster"))) if files.previous else {}
    parameters = _parameters(files, mentions, tell)
    asked = Asked(across_sources=wanted.link_only, separate=frozenset(one for pair in decisions for one in pair[:2]))
    found = index(mentions, parameters, asked=asked, tell=tell)
    tell("joining", 0, 0)
    clusters = linked(found, decided)
    persons = dict(zip(mentions.ids, named(mentions.ids, clusters.first, previous), strict=True))
    pairs = told(found, clusters) if files.pairs else None
    if files.pairs and pairs:
        with written(files.pairs) as path:
            columns = ["left", "right", "probability", *(["alone", "reasons"] if wanted.reasons else [])]
            write_rows(path, files.pairs, columns, _pair_rows(found, pairs, decided, wanted.reasons))
    if files.learned:
        with written(files.learned) as path:
            path.write_text(as_json(found.scorer.model.parameters) + "\n", encoding="utf-8")
    with written(files.out) as path:
        write_rows(path, files.out, ["id", "cluster"], ((one, persons[one]) for one in given_ids))
    return _report(found, clusters, decided, pairs) | {"ignored_columns": ignored}


def read_table(name: str, columns: Mapping[str, str]) -> tuple[dict[str, list[str]], list[str]]:
    """Return the columns that are known, by our names, and the names of the others. MalformedError where there is no id."""
    head, rows = read_rows(name)
    if missing := sorted(theirs for theirs in columns.values() if theirs not in head):
        raise MalformedError(f"{shown(name)} has no column {missing[0][:80]}")
    ours = {theirs: our for our, theirs in columns.items()}
    names = [ours.get(column, column if column not in columns else "") for column in head]
    if "id" not in names:
        raise MalformedError(f"{shown(name)} has no column id")
    places = [(place, one) for place, one in enumerate(names) if one in COLUMNS]
    if len({one for _, one in places}) < len(places):
        raise MalformedError(f"{shown(name)} has a column twice")
    table: dict[str, list[str]] = {one: [] for _, one in places}
    cells = [(place, table[one]) for place, one in places]
    for row in rows:
        for place, column in cells:
            cell = row[place]
            column.append(cell.strip() if isinstance(cell, str) else "" if cell is None else str(cell))
    return table, sorted(column for column, one in zip(head, names, strict=True) if one not in COLUMNS)


def read_decisions(name: str) -> Iterator[Decision]:
    """Yield the decisions of a table with the columns left, right and verdict, in its order."""
    columns, rows = read_rows(name)
    places = [_place(columns, column, name) for column in ("left", "right", "verdict")]
    for row in rows:
        yield Decision(*(str(row[place] if row[place] is not None else "").strip() for place in places))


def _two_columns(name: str, wanted: tuple[str, str]) -> Iterator[tuple[str, str]]:
    columns, rows = read_rows(name)
    one, other = (_place(columns, column, name) for column in wanted)
    for row in rows:
        yield str(row[one]), str(row[other])


def _place(columns: Sequence[str], wanted: str, name: str) -> int:
    if wanted not in columns:
        raise MalformedError(f"{shown(name)} has no column {wanted}")
    return columns.index(wanted)


def _parameters(files: Files, mentions: Mentions, tell: Callable[[str, int, int], None]) -> Parameters:
    """Read parameters where a file is given, and learn them from the table where none is."""
    if files.parameters:
        return from_json(Path(files.parameters).read_bytes())
    tell("learning", 0, 0)
    return trained(mentions, shipped()).parameters


def _pair_rows(found: Index, pairs: Told, decided: Decided, language: str | None) -> Iterator[Sequence[Any]]:
    ids = found.mentions.ids
    for begin in range(0, len(pairs.left), _AT_ONCE):
        part = pairs.among(slice(begin, begin + _AT_ONCE))
        rows = zip(part.left.tolist(), part.right.tolist(), part.probability.tolist(), strict=True)
        if language is None:
            yield from ((ids[one], ids[other], chance) for one, other, chance in rows)
            continue
        said = reasons(found, part, decided, language)
        for (one, other, chance), alone, words in zip(rows, part.probability_alone.tolist(), said, strict=True):
            yield ids[one], ids[other], chance, alone, words


def _report(found: Index, clusters: Clustered, decided: Decided, pairs: Told | None) -> dict[str, Any]:
    parameters = found.scorer.model.parameters
    return {
        "mentions": len(found.mentions),
        "clusters": len(np.unique(clusters.first)),
        "told_again": int((found.told_first != np.arange(len(found.mentions))).sum()),
        "notes": dict(found.mentions.notes),
        "compared": found.compared,
        "pairs_of_a_block": found.most,
        "left_out": [one._asdict() for one in found.left_out],
        "alone": found.alone,
        "pairs": None if pairs is None else len(pairs.left),
        "prior": parameters.prior,
        "learned_from_pairs": parameters.pairs,
        "conflicts": [{"left": one.left, "right": one.right, "way": list(one.way)} for one in decided.conflicts],
    }
