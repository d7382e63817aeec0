"""Comparing the persons of one compartment with the engine `linkage`, and keeping the pairs that registrars should look at.

Each compartment is read by itself, so that nothing of another affects a pair, its probability or its place. Spellings of one person go into
the engine as held to be the same, decisions of registrars as they stand; what comes out replaces what was found before. Nothing is joined.
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

from kniha.book.access.models import Compartment
from kniha.book.linking import rules
from kniha.book.linking.compared import Row, of_compartment
from kniha.book.linking.models import Pairing, PersonDecision, PersonPair
from kniha.book.linking.needing_two import needing_two
from kniha.book.linking.queries import board_of
from kniha.book.linking.rules import Board, Pair
from kniha.linkage.decisions import SAME, Decided, Decision, standing
from kniha.linkage.linking import Asked, Index, index, linked
from kniha.linkage.mentions import read_mentions
from kniha.linkage.pairs import Told, told
from kniha.linkage.parameters import shipped
from kniha.linkage.reasons import steps
from kniha.linkage.scoring import Step
from kniha.linkage.training import trained
from kniha.vocab.canonical import canonical

MOST_ROWS = 50_000
"""Of a compartment. A larger one is compared by `kniha link people`, and its page says so."""
MOST_PAIRS = 10_000
MOST_OF_A_PERSON = 20
VERSION = "1"
"""Of what is made of the rows: with another all is compared anew."""


@dataclass(frozen=True, slots=True)
class Found:
    """The two rows by which two persons agree most: their places, and the log odds of the two alone and when all is seen."""

    pair: Pair
    left: int
    right: int
    alone: float
    whole: float


def pair_people(compartment: Compartment, *, now: datetime) -> bool:
    """Compare the persons of a compartment, unless nothing changed since they last were; whether they were compared."""
    with transaction.atomic():
        rows = tuple(of_compartment(compartment.pk))
        said = PersonDecision.objects.filter(person__compartment=compartment, second__compartment=compartment)
        board = board_of(said.order_by("number", "pk"))
        two = needing_two(compartment=compartment.pk)
    digest = _digest(rows, board, two)
    if Pairing.objects.filter(compartment=compartment, digest=digest).exists():
        return False
    too_large = len(rows) > MOST_ROWS
    pairs, left_out, count = ((), 0, 0) if too_large or len(rows) < 2 else _compared(rows, board, two)
    people = len({row.person for row in rows})
    with transaction.atomic():
        PersonPair.objects.filter(person__compartment=compartment).delete()
        PersonPair.objects.filter(second__compartment=compartment).delete()
        PersonPair.objects.bulk_create(pairs, batch_size=500)
        Pairing.objects.filter(compartment=compartment).delete()
        Pairing.objects.create(
            compartment=compartment, digest=digest, people=people, found=count, kept=len(pairs), left_out=left_out, is_too_large=too_large,
            compared_at=now,
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


def _compared(rows: Sequence[Row], board: Board, two: frozenset[str]) -> tuple[tuple[PersonPair, ...], int, int]:
    """Return the pairs to keep, how many blocks were too large to compare, and how many pairs there were."""
    columns = sorted({column for row in rows for column in row.told})
    table = {"id": [row.id for row in rows], "source": [row.person for row in rows]}
    mentions = read_mentions(table | {column: [row.told.get(column, "") for row in rows] for column in columns})
    decided = standing(_decisions(rows, board), mentions.ids)
    found = index(mentions, trained(mentions, shipped()).parameters, asked=Asked(across_sources=True))
    best = _best(mentions.ids, told(found, linked(found, decided)))
    settled = _settled(found, rows, board)
    open_ones = [one for one in best if one.pair not in settled]
    chosen = [*settled.values(), *_chosen(open_ones, two)]
    made = tuple(_row(one, waterfall, mentions.ids, two) for one, waterfall in zip(chosen, _reasons(found, chosen, decided), strict=True))
    return made, len(found.left_out), len(open_ones) + len(settled)


def _decisions(rows: Sequence[Row], board: Board) -> Iterator[Decision]:
    """All rows of a person are one; what stands of two persons stands of all rows of both."""
    of = _ids_of(rows)
    for ids in of.values():
        yield from (Decision(ids[0], other, SAME) for other in ids[1:])
    for (person, other), stand in board.stands.items():
        if stand.verdict:
            yield from (Decision(one, another, stand.verdict) for one in of.get(person, ()) for another in of.get(other, ()))


def _ids_of(rows: Sequence[Row]) -> Mapping[str, Sequence[str]]:
    of: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows:
        of[row.person].append(row.id)
    return of


def _best(ids: Sequence[str], pairs: Told) -> Sequence[Found]:
    """Of each two persons the two rows that agree most by themselves."""
    best: dict[Pair, Found] = {}
    columns = (column.tolist() for column in (pairs.left, pairs.right, pairs.alone, pairs.whole))
    for left, right, alone, whole in zip(*columns, strict=True):
        one = _found(ids, (left, right), alone, whole)
        known = best.get(one.pair)
        if known is None or (one.alone, one.whole) > (known.alone, known.whole):
            best[one.pair] = one
    return tuple(best.values())


def _settled(given: Index, rows: Sequence[Row], board: Board) -> Mapping[Pair, Found]:
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
    return Found((_person(ids[left]), _person(ids[right])), left, right, alone, whole)


def _person(row: str) -> str:
    return row.partition(":")[0]


def _chosen(found: Sequence[Found], two: frozenset[str]) -> Sequence[Found]:
    """Those worth most to decide and the likeliest by turns, so many of a person and so many in all: where there are too many, neither
    what may be either nor what is nearly sure is lost to the other.
    """
    by_value = sorted(found, key=lambda one: (-_value(one, two), -one.whole, one.pair))
    likeliest = sorted(found, key=lambda one: (-one.whole, one.pair))
    count: defaultdict[str, int] = defaultdict(int)
    chosen: dict[Pair, Found] = {}
    for one in chain.from_iterable(zip(likeliest, by_value, strict=True)):
        if one.pair not in chosen and all(count[person] < MOST_OF_A_PERSON for person in one.pair):
            chosen[one.pair] = one
            for person in one.pair:
                count[person] += 1
        if len(chosen) == MOST_PAIRS:
            break
    return tuple(chosen.values())


def _value(one: Found, two: frozenset[str]) -> int:
    return rules.value_of(_chance(one.whole), needs_two=not two.isdisjoint(one.pair))


def _reasons(given: Index, found: Sequence[Found], decided: Decided) -> Iterator[tuple[Step, ...]]:
    left, right = (np.array([getattr(one, side) for one in found], dtype=np.int64) for side in ("left", "right"))
    alone, whole = (np.array([getattr(one, name) for one in found], dtype=np.float64) for name in ("alone", "whole"))
    return steps(given, Told(left, right, alone, whole), decided)


def _row(one: Found, waterfall: Sequence[Step], ids: Sequence[str], two: frozenset[str]) -> PersonPair:
    reasons = [[step.about.replace("_", "-"), step.code, round(step.nats * 1000)] for step in waterfall]
    keys = (ids[place].partition(":")[2] for place in (one.left, one.right))
    return PersonPair(
        person_id=one.pair[0], second_id=one.pair[1], probability=round(_chance(one.whole) * 1_000_000),
        alone=round(_chance(one.alone) * 1_000_000), value=_value(one, two), reasons=reasons,
        **dict(zip(("person_row", "second_row"), keys, strict=True)),
    )  # fmt: skip


def _chance(odds: float) -> float:
    return 1 / (1 + math.exp(-max(-500.0, min(500.0, odds))))
