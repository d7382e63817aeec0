"""Tables in files for the engine `linkage`: mentions or accounts in, the person or incident of each out; pairs and decisions beside them.

Columns are those of DESIGN §8, of linkage.fields and linkage.accounts; others are told and left out. A file is there whole or not at all.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from kniha.linkage.accounts import COLUMNS as ACCOUNT_COLUMNS
from kniha.linkage.accounts import read_accounts
from kniha.linkage.clusters import Clustered, clustered
from kniha.linkage.decisions import Decided, Decision, standing
from kniha.linkage.fields import COLUMNS
from kniha.linkage.incidents import index_incidents
from kniha.linkage.linking import Asked, index, linked, named
from kniha.linkage.mentions import Mentions, read_mentions
from kniha.linkage.pairs import Compared, Told, told
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
    _check_endings(files)
    table, ignored = read_table(files.given, wanted.columns, COLUMNS)
    given_ids = tuple(table["id"])
    tell("reading names", 0, 0)
    mentions = read_mentions(table)
    del table
    decisions = tuple(read_decisions(files.decisions)) if files.decisions else ()
    decided = standing(decisions, mentions.ids)
    previous = read_previous(files.previous)
    parameters = _parameters(files, mentions, tell)
    asked = Asked(across_sources=wanted.link_only, separate=frozenset(one for pair in decisions for one in pair[:2]))
    found = index(mentions, parameters, asked=asked, tell=tell)
    tell("joining", 0, 0)
    clusters = linked(found, decided)
    pairs = _write_pairs(files, wanted, found, (clusters, decided))
    if files.learned:
        with written(files.learned) as path:
            path.write_text(as_json(found.scorer.model.parameters) + "\n", encoding="utf-8")
    _write_clusters(files, given_ids, named(mentions.ids, clusters.first, previous), mentions.ids)
    learned = found.scorer.model.parameters
    return _report(clusters, decided, pairs) | {
        "mentions": len(mentions),
        "told_again": int((found.told_first != np.arange(len(mentions))).sum()),
        "notes": dict(mentions.notes),
        "compared": found.compared,
        "pairs_of_a_block": found.most,
        "left_out": [one._asdict() for one in found.left_out],
        "alone": found.alone,
        "prior": learned.prior,
        "learned_from_pairs": learned.pairs,
        "ignored_columns": ignored,
    }


def link_incidents(files: Files, wanted: Wanted, *, tell: Callable[[str, int, int], None]) -> dict[str, Any]:
    """Link the accounts of a table and write which tell of one incident; return the report of the run."""
    _check_endings(files)
    table, ignored = read_table(files.given, wanted.columns, ACCOUNT_COLUMNS)
    given_ids = tuple(table["id"])
    tell("reading texts", 0, 0)
    accounts = read_accounts(table)
    decided = standing(read_decisions(files.decisions) if files.decisions else (), accounts.ids)
    previous = read_previous(files.previous)
    tell("comparing", 0, 0)
    found = index_incidents(accounts, across_sources=wanted.link_only)
    tell("joining", 0, 0)
    clusters = clustered(accounts.ids, found.edges, decided)
    pairs = _write_pairs(files, wanted, found, (clusters, decided))
    _write_clusters(files, given_ids, named(accounts.ids, clusters.first, previous), accounts.ids)
    return _report(clusters, decided, pairs) | {
        "accounts": len(accounts),
        "notes": dict(accounts.notes),
        "compared": found.compared,
        "left_out": [one._asdict() for one in found.left_out],
        "prior": found.weights.prior,
        "ignored_columns": ignored,
    }


def _check_endings(files: Files) -> None:
    for name in filter(None, (files.out, files.pairs)):
        check_written(name)


def _write_pairs(files: Files, wanted: Wanted, found: Compared, made: tuple[Clustered, Decided]) -> Told | None:
    if files.pairs is None:
        return None
    clusters, decided = made
    pairs = told(found, clusters)
    with written(files.pairs) as path:
        columns = ["left", "right", "probability", *(["alone", "reasons"] if wanted.reasons else [])]
        write_rows(path, files.pairs, columns, _pair_rows(found, pairs, decided, wanted.reasons))
    return pairs


def _write_clusters(files: Files, given_ids: Sequence[str], names: Sequence[str], ids: Sequence[str]) -> None:
    """Write the cluster of each row, in the order of the table that was given."""
    of = dict(zip(ids, names, strict=True))
    with written(files.out) as path:
        write_rows(path, files.out, ["id", "cluster"], ((one, of[one]) for one in given_ids))


def read_table(name: str, columns: Mapping[str, str], known: Collection[str]) -> tuple[dict[str, list[str]], list[str]]:
    """Return the columns that are known, by our names, and the names of the others. MalformedError where there is no id."""
    head, rows = read_rows(name)
    if missing := sorted(theirs for theirs in columns.values() if theirs not in head):
        raise MalformedError(f"{shown(name)} has no column {missing[0][:80]}")
    ours = {theirs: our for our, theirs in columns.items()}
    names = [ours.get(column, column if column not in columns else "") for column in head]
    if "id" not in names:
        raise MalformedError(f"{shown(name)} has no column id")
    places = [(place, one) for place, one in enumerate(names) if one in known]
    if len({one for _, one in places}) < len(places):
        raise MalformedError(f"{shown(name)} has a column twice")
    table: dict[str, list[str]] = {one: [] for _, one in places}
    cells = [(place, table[one]) for place, one in places]
    for row in rows:
        for place, column in cells:
            cell = row[place]
            column.append(cell.strip() if isinstance(cell, str) else "" if cell is None else str(cell))
    return table, sorted(column for column, one in zip(head, names, strict=True) if one not in known)


def read_decisions(name: str) -> Iterator[Decision]:
    """Yield the decisions of a table with the columns left, right and verdict, in its order."""
    columns, rows = read_rows(name)
    places = [_place(columns, column, name) for column in ("left", "right", "verdict")]
    for row in rows:
        yield Decision(*(str(row[place] if row[place] is not None else "").strip() for place in places))


def read_previous(name: str | None) -> dict[str, str]:
    """Return the clusters of an earlier run by id."""
    if name is None:
        return {}
    columns, rows = read_rows(name)
    one, other = (_place(columns, column, name) for column in ("id", "cluster"))
    return {str(row[one]): str(row[other]) for row in rows}


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


def _pair_rows(found: Compared, pairs: Told, decided: Decided, language: str | None) -> Iterator[Sequence[Any]]:
    ids = found.ids
    for begin in range(0, len(pairs.left), _AT_ONCE):
        part = pairs.among(slice(begin, begin + _AT_ONCE))
        rows = zip(part.left.tolist(), part.right.tolist(), part.probability.tolist(), strict=True)
        if language is None:
            yield from ((ids[one], ids[other], chance) for one, other, chance in rows)
            continue
        said = reasons(found, part, decided, language)
        for (one, other, chance), alone, words in zip(rows, part.probability_alone.tolist(), said, strict=True):
            yield ids[one], ids[other], chance, alone, words


def _report(clusters: Clustered, decided: Decided, pairs: Told | None) -> dict[str, Any]:
    return {
        "clusters": len(np.unique(clusters.first)),
        "pairs": None if pairs is None else len(pairs.left),
        "conflicts": [{"left": one.left, "right": one.right, "way": list(one.way)} for one in decided.conflicts],
    }
