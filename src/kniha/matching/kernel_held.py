"""The best so far of one violation, compiled: a heap in rows of the answer, so that nothing is made for each violation."""

from typing import NamedTuple

from kniha.matching.compiled import Floats, Ints, Longs, inner


class Best(NamedTuple):
    """The best so far of one violation, the least first (a heap by chance, then by the greatest recording); `held`: how many."""

    chance: Floats
    recording: Ints
    held: Longs


@inner
def least(best: Best) -> float:
    """Return the chance below which nothing comes among the best."""
    return -1.0 if best.held[0] < len(best.chance) else float(best.chance[0])


@inner
def push(best: Best, chance: float, recording: int) -> None:
    """Let a candidate come among the best, for the least of them where all room is taken."""
    n = best.held[0]
    if n < len(best.chance):
        best.held[0] += 1
        while n and _worse(chance, recording, best, (n - 1) // 2):
            best.chance[n], best.recording[n] = best.chance[(n - 1) // 2], best.recording[(n - 1) // 2]
            n = (n - 1) // 2
        best.chance[n], best.recording[n] = chance, recording
    elif not _worse(chance, recording, best, 0):
        _sink(best, chance, recording, n)


@inner
def _sink(best: Best, chance: float, recording: int, held: int) -> None:
    """Put a candidate in the place of the least."""
    n = 0
    while True:
        child = 2 * n + 1
        if child >= held:
            break
        if child + 1 < held and _worse(best.chance[child + 1], best.recording[child + 1], best, child):
            child += 1
        if _worse(chance, recording, best, child):
            break
        best.chance[n], best.recording[n] = best.chance[child], best.recording[child]
        n = child
    best.chance[n], best.recording[n] = chance, recording


@inner
def _worse(chance: float, recording: int, best: Best, n: int) -> bool:
    return bool(chance < best.chance[n] or (chance == best.chance[n] and recording > best.recording[n]))


@inner
def in_order(best: Best) -> None:
    """Bring the best into their order, the greatest first."""
    for held in range(best.held[0] - 1, 0, -1):
        chance, recording = best.chance[held], best.recording[held]
        best.chance[held], best.recording[held] = best.chance[0], best.recording[0]
        _sink(best, chance, recording, held)


@inner
def greatest_first(bounds: Floats, order: Longs, number: int) -> None:
    """Lay numbers of bounds as a heap, the greatest first."""
    for n in range(number // 2 - 1, -1, -1):
        _sift(bounds, order, n, number)


@inner
def to_the_end(bounds: Floats, order: Longs, left: int) -> None:
    """Bring the first of a heap behind the `left` others."""
    order[0], order[left] = order[left], order[0]
    _sift(bounds, order, 0, left)


@inner
def _sift(bounds: Floats, order: Longs, n: int, number: int) -> None:
    moved = order[n]
    while True:
        child = 2 * n + 1
        if child >= number:
            break
        if child + 1 < number and bounds[order[child + 1]] > bounds[order[child]]:
            child += 1
        if bounds[order[child]] <= bounds[moved]:
            break
        order[n] = order[child]
        n = child
    order[n] = moved
