"""Comparing the persons, or the incidents, of one compartment with the engine `linkage`, and keeping the pairs for registrars to look at.

Each compartment is read by itself, so that nothing of another affects a pair, its probability or its place. Spellings of one person, and
accounts of one incident, go into the engine as held to be the same, decisions of registrars as they stand; what comes out replaces what was
found before. Nothing is joined.
"""

import hashlib
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

import numpy as np
from django.db import transaction
from django.db.models import Q

from kniha.book.access.models import Compartment
from kniha.book.linking import rules
from kniha.book.linking.kinds import INCIDENTS, PERSONS, Kind
from kniha.book.linking.models import Pair as Kept
from kniha.book.linking.queries import board_of
from kniha.book.linking.row import Row
from kniha.book.linking.rules import Board, Pair
from kniha.linkage.accounts import read_accounts
from kniha.linkage.clusters import Clustered, clustered
from kniha.linkage.decisions import SAME, Decided, Decision, standing
from kniha.linkage.incidents import index_incidents
from kniha.linkage.linking import Asked, index, linked
from kniha.linkage.mentions import read_mentions
from kniha.linkage.pairs import Compared, Told, told
from kniha.linkage.parameters import shipped
from kniha.linkage.reasons import steps
from kniha.linkage.scoring import Step
from kniha.linkage.training import trained
from kniha.vocab.canonical import canonical

MOST_ROWS = 50_000
"""Of a compartment. A larger one is compared by `kniha link`, and its page says so."""
MOST_PAIRS = 10_000
MOST_OF_ONE = 20
"""Pairs of one person or incident."""
VERSION = "2"
"""Of what is made of the rows: with another all is compared anew."""

Table = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Found:
    """The two rows by which two agree most: their places, and the log odds of the two alone and when all is seen."""

    pair: Pair
    left: int
    right: int
    alone: float
    whole: float


@dataclass(frozen=True, slots=True)
class Linked:
    """What the engine made of the rows: what it compared, what of it is one, what was decided, and how many blocks were too large."""

    compared: Compared
    clusters: Clustered
    decided: Decided
    left_out: int


def pair_people(compartment: Compartment, *, now: datetime) -> bool:
    """Compare the persons of a compartment, unless nothing changed since they last were; whether they were compared."""
    return pair_up(PERSONS, compartment, now=now)


def pair_incidents(compartment: Compartment, *, now: datetime) -> bool:
    """Compare its incidents, likewise."""
    return pair_up(INCIDENTS, compartment, now=now)


def pair_up(kind: Kind, compartment: Compartment, *, now: datetime) -> bool:
    """Compare those of one kind that lie in a compartment, unless nothing changed since they last were; whether they were compared."""
    with transaction.atomic():
        rows = tuple(kind.rows(compartment.pk))
        both = {f"{kind.name}__compartment": compartment, "second__compartment": compartment}
        board = board_of(kind, kind.decisions.filter(**both).order_by("number", "pk"))
        two = kind.needing_two(compartment=compartment.pk)
    digest = _digest(rows, board, two)
    if kind.comparisons.filter(compartment=compartment, digest=digest).exists():
        return False
    too_large = len(rows) > MOST_ROWS
    pairs, left_out, count = ((), 0, 0) if too_large or len(rows) < 2 else _compared(kind, rows, board, two)
    with transaction.atomic():
        here = Q(**{f"{kind.name}__compartment": compartment}) | Q(second__compartment=compartment)
        kind.pairs.filter(here).delete()
        kind.pairs.bulk_create(pairs, batch_size=500)
        kind.comparisons.filter(compartment=compartment).delete()
        kind.comparisons.create(
            compartment=compartment, digest=digest, compared=len({row.whole for row in rows}), found=count, kept=len(pairs),
            left_out=left_out, is_too_large=too_large, compared_at=now,
        )  # fmt: skip
    return True


def _digest(rows: Sequence[Row], board: Board, two: frozenset[str]) -> str:
    """Return the digest of everything that the pairs come from."""
    hashed = hashlib.sha256(VERSION.encode())
    for row in rows:
        hashed.update(canonical([row.id, dict(row.told)]))
    for pair, stand in sorted(board.stands.items()):
        hashed.update(canonical([*pair, stand.verdict]))
    hashed.update(canonical(sorted(two)))
    return hashed.hexdigest()


def _compared(kind: Kind, rows: Sequence[Row], board: Board, two: frozenset[str]) -> tuple[tuple[Kept, ...], int, int]:
    """Return the pairs to keep, how many blocks were too large to compare, and how many pairs there were."""
    columns = sorted({column for row in rows for column in row.told})
    table = {"id": [row.id for row in rows], "source": [row.whole for row in rows]}
    table |= {column: [row.told.get(column, "") for row in rows] for column in columns}
    decisions = tuple(_decisions(rows, board))
    done = _people(table, decisions) if kind is PERSONS else _incidents(table, decisions)
    found = done.compared
    best = _best(found.ids, told(found, done.clusters))
    settled = _settled(found, rows, board)
    open_ones = [one for one in best if one.pair not in settled]
    chosen = [*settled.values(), *_chosen(open_ones, two)]
    waterfalls = _reasons(found, chosen, done.decided)
    made = tuple(_kept(kind, one, waterfall, found.ids, two=two) for one, waterfall in zip(chosen, waterfalls, strict=True))
    return made, done.left_out, len(open_ones) + len(settled)


def _people(table: Table, decisions: Sequence[Decision]) -> Linked:
    mentions = read_mentions(table)
    decided = standing(decisions, mentions.ids)
    found = index(mentions, trained(mentions, shipped()).parameters, asked=Asked(across_sources=True))
    return Linked(found, linked(found, decided), decided, len(found.left_out))


def _incidents(table: Table, decisions: Sequence[Decision]) -> Linked:
    accounts = read_accounts(table)
    decided = standing(decisions, accounts.ids)
    found = index_incidents(accounts, across_sources=True)
    return Linked(found, clustered(accounts.ids, found.edges, decided), decided, len(found.left_out))


def _decisions(rows: Sequence[Row], board: Board) -> Iterator[Decision]:
    """All rows of one are the same; what stands of two stands of all rows of both."""
    of = _ids_of(rows)
    for ids in of.values():
        yield from (Decision(ids[0], other, SAME) for other in ids[1:])
    for pair, stand in board.stands.items():
        if stand.verdict:
            yield from (Decision(one, another, stand.verdict) for one in of.get(pair[0], ()) for another in of.get(pair[1], ()))


def _ids_of(rows: Sequence[Row]) -> Mapping[str, Sequence[str]]:
    of: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows:
        of[row.whole].append(row.id)
    return of


def _best(ids: Sequence[str], pairs: Told) -> Sequence[Found]:
    """Of each two the two rows that agree most by themselves."""
    best: dict[Pair, Found] = {}
    columns = (column.tolist() for column in (pairs.left, pairs.right, pairs.alone, pairs.whole))
    for left, right, alone, whole in zip(*columns, strict=True):
        one = _found(ids, (left, right), alone, whole)
        known = best.get(one.pair)
        if known is None or (one.alone, one.whole) > (known.alone, known.whole):
            best[one.pair] = one
    return tuple(best.values())


def _settled(given: Compared, rows: Sequence[Row], board: Board) -> Mapping[Pair, Found]:
    """The pairs that are decided, as the two agree by themselves: so that machine and registrars can be compared, and nothing is lost when
    a decision is taken back.
    """
    of, places = _ids_of(rows), {one: place for place, one in enumerate(given.ids)}
    settled = {}
    for pair, stand in board.stands.items():
        both = [(places[one], places[other]) for one in of.get(pair[0], ()) for other in of.get(pair[1], ())]
        if stand.voices and both:
            left, right = np.array(both, dtype=np.int64).T
            odds = given.log_odds(left, right)
            at = int(odds.argmax())
            settled[pair] = _found(given.ids, both[at], float(odds[at]), float(odds[at]))
    return settled


def _found(ids: Sequence[str], places: tuple[int, int], alone: float, whole: float) -> Found:
    left, right = sorted(places, key=ids.__getitem__)
    return Found((_whole(ids[left]), _whole(ids[right])), left, right, alone, whole)


def _whole(row: str) -> str:
    return row.partition(":")[0]


def _chosen(found: Sequence[Found], two: frozenset[str]) -> Sequence[Found]:
    """Those worth most to decide and the likeliest by turns, so many of one and so many in all: where there are too many, neither
    what may be either nor what is nearly sure is lost to the other.
    """
    by_value = sorted(found, key=lambda one: (-_value(one, two), -one.whole, one.pair))
    likeliest = sorted(found, key=lambda one: (-one.whole, one.pair))
    count: defaultdict[str, int] = defaultdict(int)
    chosen: dict[Pair, Found] = {}
    for one in chain.from_iterable(zip(likeliest, by_value, strict=True)):
        if one.pair not in chosen and all(count[whole] < MOST_OF_ONE for whole in one.pair):
            chosen[one.pair] = one
            for whole in one.pair:
                count[whole] += 1
        if len(chosen) == MOST_PAIRS:
            break
    return tuple(chosen.values())


def _value(one: Found, two: frozenset[str]) -> int:
    return rules.value_of(_chance(one.whole), needs_two=not two.isdisjoint(one.pair))


def _reasons(given: Compared, found: Sequence[Found], decided: Decided) -> Iterator[tuple[Step, ...]]:
    left, right = (np.array([getattr(one, side) for one in found], dtype=np.int64) for side in ("left", "right"))
    alone, whole = (np.array([getattr(one, name) for one in found], dtype=np.float64) for name in ("alone", "whole"))
    return steps(given, Told(left, right, alone, whole), decided)


def _kept(kind: Kind, one: Found, waterfall: Sequence[Step], ids: Sequence[str], *, two: frozenset[str]) -> Kept:
    reasons = [[step.about.replace("_", "-"), step.code, round(step.nats * 1000)] for step in waterfall]
    first_row, second_row = (ids[place].partition(":")[2] for place in (one.left, one.right))
    return kind.pair(
        **{f"{kind.name}_id": one.pair[0], "second_id": one.pair[1]}, probability=round(_chance(one.whole) * 1_000_000),
        alone=round(_chance(one.alone) * 1_000_000), value=_value(one, two), reasons=reasons, first_row=first_row, second_row=second_row,
    )  # fmt: skip


def _chance(odds: float) -> float:
    return 1 / (1 + math.exp(-max(-500.0, min(500.0, odds))))
