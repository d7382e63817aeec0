"""Candidates of violations that are told by an area or a route, compiled: counted, the best of them, all of them.

Which places see a ground, and how likely, was computed once (`place_ground`); a ground's clips are laid out once for all violations there.
Clips are looked at in blocks, those first that may have the best clip: a block-max index as text search has it (Ding and Suel, "Faster
top-k document retrieval using block-max indexes", 2011).
"""

from typing import NamedTuple

import numpy as np

from kniha.matching.compiled import Floats, Ints, Longs, Rows, Shorts, at_or_after, compiled, inner
from kniha.matching.kernel_chances import MARGIN, Rule, chance_in_time, most_in_time
from kniha.matching.kernel_held import Best, greatest_first, in_order, least, push, to_the_end
from kniha.matching.kernel_index import CLASSES, Index, class_of
from kniha.matching.kernel_spots import Tools, move, settle
from kniha.matching.kernel_visit import stretches

BLOCK = 64


class Seen(NamedTuple):
    """The clips that may see one ground, by class of length and then by beginning: `clip` is the place in the index.

    `ends`: those of a class in their own order. `intense`: the greatest intensity where each looks, infinite for slices: they are summed
    before they are compared. `most`: of each block, the greatest product of chance, milliseconds and intensity. `low`, `longest`: where
    each class begins, and its longest clip.
    """

    clip: Ints
    start: Longs
    end: Longs
    ends: Longs
    chance: Floats
    intense: Shorts
    most: Floats
    low: Longs
    longest: Longs


def lay_out(index: Index, place: Ints, chance: Floats) -> Seen:
    """Return the clips of the places that may see a ground, each with the chance that its view holds a place on it."""
    sizes = index.place_from[place + 1] - index.place_from[place]
    within = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    rank = index.rank[index.by_place[np.repeat(index.place_from[place], sizes) + within]]
    chances = np.zeros(len(index.places))
    chances[place] = chance
    # Ranks are sorted, not clips by their beginnings: a short number each, without where it came from.
    rank.sort()
    clip, low = by_class(index.start, index.end, index.by_rank[rank])
    start, end, seen = index.start[clip], index.end[clip], chances[index.clips["place"][clip]]
    longest, ends = _longest(start, end, low), end.copy()
    for n in range(len(longest)):
        ends[low[n] : low[n + 1]].sort()
    intense = np.empty(len(clip), np.float32)
    most = _most(index.places, index.clips, end - start, (clip, seen), intense)
    return Seen(clip, start, end, ends, seen, intense, most, low, longest)


@compiled
def by_class(start: Longs, end: Longs, clips: Ints) -> tuple[Ints, Longs]:
    """Return the clips by class of length, those of a class in the order in which they came, and where classes begin."""
    sizes = np.zeros(CLASSES, np.int64)
    for clip in clips:
        sizes[class_of(end[clip] - start[clip])] += 1
    free = np.cumsum(sizes) - sizes
    low = np.append(free[sizes > 0], len(clips))
    laid = np.empty(len(clips), np.int32)
    for clip in clips:
        n = class_of(end[clip] - start[clip])
        laid[free[n]] = clip
        free[n] += 1
    return laid, low


@compiled
def _longest(start: Longs, end: Longs, low: Longs) -> Longs:
    longest = np.zeros(len(low) - 1, np.int64)
    for n in range(len(longest)):
        for i in range(low[n], low[n + 1]):
            longest[n] = max(longest[n], end[i] - start[i])
    return longest


@compiled
def _most(places: Rows, clips: Rows, length: Longs, seen: tuple[Ints, Floats], intense: Shorts) -> Floats:
    most = np.zeros((len(length) + BLOCK - 1) // BLOCK)
    for i in range(len(length)):
        clip = clips[seen[0][i]]
        # The margin is far wider than what a short number loses.
        intense[i] = np.inf if clip.moving >= 0 else places[clip.place].most
        found = MARGIN * seen[1][i] * (length[i] - 2 * clip.pad) * places[clip.place].most
        most[i // BLOCK] = max(most[i // BLOCK], 1e300 if clip.moving >= 0 else found)
    return most


@inner
def _span(seen: Seen, n: int, begins: Longs, ends: Longs, k: int) -> tuple[int, int]:
    """Return the clips of a class that may meet stretch `k` and none before; of them, those do that end late enough."""
    low, high = seen.low[n], seen.low[n + 1]
    upper = at_or_after(seen.start, low, high, ends[k] + 1)
    since = begins[k] - seen.longest[n]
    if k:
        since = max(since, ends[k - 1] + 1)
    return at_or_after(seen.start, low, upper, since), upper


@compiled
def count_on(seen: Seen, told: Rows, rule: Rule) -> Longs:
    """Return how many clips are candidates of each violation told by this ground."""
    counts = np.zeros(len(told), np.int64)
    for v in range(len(counts)):
        begins, ends = stretches(told[v].first, told[v].last, rule)
        for n in range(len(seen.longest)):
            low, high = seen.low[n], seen.low[n + 1]
            if len(begins) == 1:
                # Whoever ended before it began began before it ended: the rest of those that had begun by its end met it.
                counts[v] += at_or_after(seen.start, low, high, ends[0] + 1) - at_or_after(seen.ends, low, high, begins[0])
                continue
            for k in range(len(begins)):
                lower, upper = _span(seen, n, begins, ends, k)
                for i in range(lower, upper):
                    counts[v] += seen.end[i] >= begins[k]
    return counts


@compiled
def every_on(index: Index, seen: Seen, told: Rows, tools: Tools, begin: Longs) -> tuple[Ints, Floats]:
    """Return the recording and chance of every candidate clip, those of violation v from `begin[v]` on: as many as were counted."""
    recording, chance = np.empty(begin[-1], np.int32), np.empty(begin[-1])
    for v in range(len(told)):
        free = begin[v]
        begins, ends = stretches(told[v].first, told[v].last, tools[0])
        for n in range(len(seen.longest)):
            for k in range(len(begins)):
                low, high = _span(seen, n, begins, ends, k)
                for i in range(low, high):
                    if seen.end[i] >= begins[k]:
                        recording[free] = index.clips[seen.clip[i]].recording
                        chance[free] = _chance(index, seen, told, (v, i), tools)
                        free += 1
    return recording, chance


@inner
def _chance(index: Index, seen: Seen, told: Rows, pair: tuple[int, int], tools: Tools) -> float:
    spot, clip = told[pair[0]], index.clips[seen.clip[pair[1]]]
    if seen.chance[pair[1]] <= 0:
        return 0.0
    shown = (seen.start[pair[1]] + clip.pad, seen.end[pair[1]] - clip.pad)
    in_time = chance_in_time((spot.first, spot.last), shown, clip.sigma, tools[0], tools[1], clip.row)
    return float(min(1.0, seen.chance[pair[1]] / spot.mean * in_time))


@compiled
def best_on(index: Index, seen: Seen, told: Rows, tools: Tools, top: int) -> tuple[Ints, Floats]:
    """Return for each violation the recordings of its best candidates (-1: no more) and their chances."""
    recording, chance = np.full((len(told), top), -1, np.int32), np.zeros((len(told), top))
    for v in range(len(told)):
        best = Best(chance[v], recording[v], np.zeros(1, np.int64))
        touched = _best_blocks(index, seen, told, v, tools, best)
        settle(index, tools[2], touched, best)
        in_order(best)
    return recording, chance


@compiled
def _best_blocks(index: Index, seen: Seen, told: Rows, v: int, tools: Tools, best: Best) -> int:
    begins, ends = stretches(told[v].first, told[v].last, tools[0])
    low, high, since, most = _pieces(seen, begins, ends)
    order, left, touched = np.arange(len(most)), len(most), 0
    greatest_first(most, order, left)
    while left:
        n = order[0]
        if most[n] / (told[v].last - told[v].first) / told[v].mean < least(best):
            break
        touched = _best_block(index, seen, (told, v, touched), (low[n], high[n], since[n]), tools, best)
        left -= 1
        to_the_end(most, order, left)
    return touched


@inner
def _best_block(index: Index, seen: Seen, of: tuple[Rows, int, int], clips: tuple[int, int, int], tools: Tools, best: Best) -> int:
    """Let clips (from, to, if they end so late) come among the best of a violation; `of`: all, which, recordings of slices touched."""
    told, v, touched = of
    times, worth, scale = (told[v].first, told[v].last), least(best), MARGIN / told[v].mean
    for i in range(clips[0], clips[1]):
        if seen.end[i] < clips[2] or scale * seen.chance[i] * seen.intense[i] < worth:
            continue
        clip = index.clips[seen.clip[i]]
        share = most_in_time(seen.end[i] - seen.start[i] - 2 * clip.pad, clip.sigma, (seen.start[i], seen.end[i]), times, tools[0])
        if scale * seen.chance[i] * seen.intense[i] * share < worth:
            continue
        found = _chance(index, seen, told, (v, i), tools)
        if clip.moving >= 0:
            touched = move(tools[2], clip.moving, found, touched)
        else:
            push(best, found, clip.recording)
            worth = least(best)
    return touched


@compiled
def _pieces(seen: Seen, begins: Longs, ends: Longs) -> tuple[Longs, Longs, Longs, Floats]:
    """Return all spans cut where blocks end: from, to, the beginning of the stretch, and the most of the block."""
    number = 0
    for n in range(len(seen.longest)):
        for k in range(len(begins)):
            lower, upper = _span(seen, n, begins, ends, k)
            if lower < upper:
                number += (upper - 1) // BLOCK - lower // BLOCK + 1
    low, high, since, most = np.empty(number, np.int64), np.empty(number, np.int64), np.empty(number, np.int64), np.empty(number)
    number = 0
    for n in range(len(seen.longest)):
        for k in range(len(begins)):
            lower, upper = _span(seen, n, begins, ends, k)
            while lower < upper:
                low[number], high[number] = lower, min(upper, (lower // BLOCK + 1) * BLOCK)
                since[number], most[number] = begins[k], seen.most[lower // BLOCK]
                lower = high[number]
                number += 1
    return low, high, since, most
