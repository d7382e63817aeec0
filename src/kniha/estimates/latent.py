"""Latent classes: people of a few kinds that nobody told apart, each on a list by a chance of its kind, lists independent within a kind.

Fitted from several starts drawn by a seed, the best is kept: some turns of expectation and maximisation (Dempster, Laird and Rubin 1977),
those on no list filled in at each, then Fisher's scoring, damped where a step would lose. One kind is the model of independent lists. The
likelihood is that of the counts given that somebody is on a list, so AIC and BIC compare with those of log-linear models of the same table.
"""

from dataclasses import dataclass
from math import lgamma, log

import numpy as np
from numpy.typing import NDArray

from kniha.estimates.tables import Table

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

STARTS, TURNS, STEPS = 60, 200, 400
_STILL = 1e-8
_HEAVIEST, _FURTHEST = 1e8, 25.0
_ALIKE = 0.02
"""Log-likelihoods nearer than this are as good as each other."""
_APART = 1.05
_WIDEST = 1e4
_RIM = 1e-4
_FLAT = 1e-7


@dataclass(frozen=True, slots=True)
class Kinds:
    """A fit with so many kinds: how many in all, how well it fits, shares and chances by list, and what speaks against it.

    `doubts` are codes: too-many-parameters, not-identified (some parameters can change and no chance of a history does), several-answers
    (other starts fit as well and say another number), at-the-rim (a chance is 0 or 1), runs-away (a kind that is hardly ever on a list, and
    without bound), still-moving (the steps ended first).
    """

    kinds: int
    estimate: float | None
    aic: float | None
    bic: float | None
    shares: tuple[float, ...]
    chances: tuple[tuple[float, ...], ...]
    doubts: tuple[str, ...]


def latent(table: Table, *, most: int = 3, seed: int = 1) -> tuple[Kinds, ...]:
    """Return the fits with one kind to `most`; a fit that the histories are too few for has no estimate, and says so."""
    return tuple(_kinds(table, kinds, np.random.default_rng([seed, kinds])) for kinds in range(1, most + 1))


def _kinds(table: Table, kinds: int, draw: np.random.Generator) -> Kinds:
    lists = len(table.lists)
    size = kinds * (lists + 1)
    if size > len(table.counts):
        return Kinds(kinds, None, None, None, (), (), ("too-many-parameters",))
    marks = ((np.arange(2**lists)[:, None] >> np.arange(lists)) & 1).astype(np.float64)
    shares, chances, worth, moving = _climbed(table, marks, draw, kinds)
    top = int(worth.argmax())
    rows = _histories(marks, shares, chances)
    with np.errstate(divide="ignore"):
        totals = table.observed / np.maximum(0.0, 1.0 - rows.sum(axis=2)[:, 0])
    order = np.argsort(-shares[top])
    loss = -2.0 * (float(worth[top]) + _constant(table))
    doubts = {
        "not-identified": not _identified(marks, shares[top], chances[top]),
        "several-answers": _several(totals[worth > worth[top] - _ALIKE]),
        "at-the-rim": bool(((chances[top] < _RIM) | (chances[top] > 1 - _RIM)).any() or (shares[top] < _RIM).any()),
        "runs-away": bool(totals[top] > _WIDEST * table.observed),
        "still-moving": bool(moving[top]),
    }
    return Kinds(
        kinds=kinds,
        estimate=float(totals[top]) if np.isfinite(totals[top]) else None,
        aic=loss + 2.0 * size,
        bic=loss + log(table.observed) * size,
        shares=tuple(shares[top][order].tolist()),
        chances=tuple(tuple(row) for row in chances[top][order].tolist()),
        doubts=tuple(code for code, holds in doubts.items() if holds),
    )


def _climbed(table: Table, marks: Floats, draw: np.random.Generator, kinds: int) -> tuple[Floats, Floats, Floats, Flags]:
    """Return shares, chances and log-likelihood of each start, and whether it still moved when the steps ended."""
    starts = 1 if kinds == 1 else STARTS
    shares = draw.dirichlet(np.full(kinds, 2.0), starts)
    chances = draw.uniform(0.02, 0.9, (starts, kinds, len(table.lists)))
    counts = np.concatenate([[0.0], table.array])
    for _ in range(TURNS):
        shares, chances = _turned(counts, marks, shares, chances)
    near = np.clip(chances, _RIM, 1 - _RIM)
    parameters = np.concatenate([np.log(np.maximum(shares, _RIM)), np.log(near / (1 - near)).reshape(starts, -1)], axis=1)
    return _scored(counts, marks, parameters, kinds)


def _turned(counts: Floats, marks: Floats, shares: Floats, chances: Floats) -> tuple[Floats, Floats]:
    """Take one turn of expectation and maximisation."""
    rows = _histories(marks, shares, chances)
    whole = rows.sum(axis=2)
    filled = np.broadcast_to(counts, whole.shape).copy()
    filled[:, 0] = counts.sum() * whole[:, 0] / (1.0 - whole[:, 0])
    people = rows * (filled / np.maximum(whole, 1e-300))[:, :, None]
    each = people.sum(axis=1)
    chances = np.einsum("shk,hl->skl", people, marks) / np.maximum(each, 1e-300)[:, :, None]
    return each / each.sum(axis=1, keepdims=True), chances


def _scored(counts: Floats, marks: Floats, parameters: Floats, kinds: int) -> tuple[Floats, Floats, Floats, Flags]:
    """Climb by Fisher's scoring: parameters are logarithms of shares and log odds of chances, a row for each start."""
    damping = np.full(len(parameters), 1e-3)
    moving = np.ones(len(parameters), dtype=bool)
    worth, slope, curve = _slopes(counts, marks, parameters, kinds)
    for _ in range(STEPS):
        weight = damping[:, None] * (np.einsum("sii->si", curve) + 1e-6)
        step = np.linalg.solve(curve + weight[:, :, None] * np.eye(parameters.shape[1]), slope[:, :, None])[:, :, 0]
        tried = parameters + np.clip(step, -4.0, 4.0)
        tried[:, kinds:] = np.clip(tried[:, kinds:], -_FURTHEST, _FURTHEST)
        after = _slopes(counts, marks, tried, kinds)
        better = after[0] >= worth
        moving = (np.einsum("sp,sp->s", slope, step) > _STILL) & (damping < _HEAVIEST)
        parameters = np.where(better[:, None], tried, parameters)
        worth = np.where(better, after[0], worth)
        slope = np.where(better[:, None], after[1], slope)
        curve = np.where(better[:, None, None], after[2], curve)
        damping = np.clip(np.where(better, damping / 4.0, damping * 4.0), 1e-9, _HEAVIEST)
        if not moving.any():
            break
    return *_natural(parameters, kinds), worth, moving


def _natural(parameters: Floats, kinds: int) -> tuple[Floats, Floats]:
    raised = np.exp(parameters[:, :kinds] - parameters[:, :kinds].max(axis=1, keepdims=True))
    chances = 1.0 / (1.0 + np.exp(-parameters[:, kinds:]))
    return raised / raised.sum(axis=1, keepdims=True), chances.reshape(len(parameters), kinds, -1)


def _slopes(counts: Floats, marks: Floats, parameters: Floats, kinds: int) -> tuple[Floats, Floats, Floats]:
    """Return the log-likelihood of each row given that somebody is on a list, how it changes, and the information."""
    shares, chances = _natural(parameters, kinds)
    rows = _histories(marks, shares, chances)
    whole = np.maximum(rows.sum(axis=2), 1e-300)
    parts = rows / whole[:, :, None]
    leaning = (parts[:, :, :, None] * (marks[None, :, None, :] - chances[:, None, :, :])).reshape(*whole.shape, -1)
    changes = np.concatenate([parts - shares[:, None, :], leaning], axis=2)
    given = whole[:, 1:] / (1.0 - whole[:, :1])
    centred = changes[:, 1:] - np.einsum("sh,shp->sp", given, changes[:, 1:])[:, None, :]
    worth = np.log(given) @ counts[1:]
    slope = np.einsum("h,shp->sp", counts[1:], centred)
    curve = counts.sum() * np.einsum("sh,shp,shq->spq", given, centred, centred)
    return worth, slope, curve


def _histories(marks: Floats, shares: Floats, chances: Floats) -> Floats:
    """Return for each start and history the chance that somebody is of each kind and has that history."""
    near = np.clip(chances, 1e-15, 1 - 1e-15)
    found: Floats = np.exp(np.einsum("hl,skl->shk", marks, np.log(near)) + np.einsum("hl,skl->shk", 1.0 - marks, np.log1p(-near)))
    return found * shares[:, None, :]


def _constant(table: Table) -> float:
    """Return what a Poisson log-likelihood of the counts has besides that of their shares: the total fits itself."""
    return table.observed * log(table.observed) - table.observed - sum(lgamma(count + 1) for count in table.counts)


def _identified(marks: Floats, shares: Floats, chances: Floats) -> bool:
    """Say whether the chances of histories fix the parameters nearby: the rank of how they change (Goodman 1974)."""
    inside = np.clip(chances, _RIM, 1 - _RIM)
    rows = _histories(marks, shares[None], inside[None])[0]
    steps = marks[:, None, :] - inside[None, :, :]
    changes = np.concatenate([rows, (rows[:, :, None] * steps).reshape(len(rows), -1)], axis=1)[1:]
    scaled = changes / np.sqrt(np.maximum(rows.sum(axis=1)[1:, None], 1e-300))
    values = np.linalg.svd(scaled / np.maximum(np.linalg.norm(scaled, axis=0), 1e-300), compute_uv=False)
    return bool(values[-1] > _FLAT * values[0])


def _several(totals: Floats) -> bool:
    return bool(totals.max() > _APART * totals.min())
