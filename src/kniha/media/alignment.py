"""Where one film lies in another: "this clip is seconds 12 to 47 of that one", through cuts and other speeds.

Each second of the clip that looks like a second of the other film votes for an offset. The offset with most votes is fitted as a line (a
film at 25 frames that was shot at 24 runs faster), its stretches are taken out, and what is left votes again: so a clip put together out
of several pieces is told piece by piece. Where nothing moves, many offsets fit; how far the offset may be off is told too.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kniha.media.fitting import Fit
from kniha.media.marks import UNIT
from kniha.media.near import COPY, EVERY_MS, FilmPrints, Likeness, by_fingerprints, by_marks
from kniha.media.near_index import NearIndex, film_of
from kniha.media.pdq import Turn

_TOLERANCE_MS = 1100
"""Two films are sampled at other moments: half a second each, and a frame."""
_GAP_MS = 4500
_LEAST_AGREEING = 3
_LEAST_BY_MARKS = 5
"""So many seconds, unless fingerprints are near: whoever filmed the same wall from elsewhere may have shown it alike for a moment."""
_LEAST_COPIES = 2
"""So many of them as in a copy; the others may be faint."""
_MOST_APART, _MOST_LARGER = UNIT / 25, 0.06
"""How far the clip's picture may wander in the other's, and by what part be larger there."""
_LEAST_SHARE = 0.5
_MOST_STRETCHES = 16
_MOST_FILMS = 50
_SPEEDS = (1.0, 0.5, 0.67, 0.8, 1.25, 1.5, 2.0)
"""The first is the usual one; between them lies what a line through a minute finds by itself."""
_CLEARLY_MORE = 1.3
_FIELD_MS = 500
_LEAST_FOR_PACE_MS = 20_000
"""Over less, half a second at each end looks like another pace."""
_Times = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Agreement:
    """A moment of the clip that looks like a moment of the other film."""

    at: int
    other_at: int
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `start`, for `length` milliseconds, the clip shows what the other film shows from `other_start`, at `speed` times its pace.

    `share` of the seconds sampled in it agree. `loose` says by how many milliseconds the other start may be off: where little moves, much.
    """

    start: int
    length: int
    other_start: int
    speed: float
    share: float
    loose: int
    turn: Turn


def films_like(index: NearIndex, clip: FilmPrints) -> tuple[int, ...]:
    """The films in `index` that seconds of the clip look like, those first that most seconds do; as many must as make a stretch.

    The index holds each second under a number of its own, `seconds_of`; what comes back are the numbers of films.
    """
    votes = Counter(film for _, of in clip for film in {film_of(candidate.number)[0] for candidate in index.candidates(of)})
    return tuple(number for number, count in votes.most_common(_MOST_FILMS) if count >= _LEAST_AGREEING)


def agreements(clip: FilmPrints, other: FilmPrints) -> tuple[Agreement, ...]:
    """Which seconds of the clip look like which of the other film."""
    index = NearIndex().grown([(number, each) for number, (_, each) in enumerate(other)])
    found = []
    for at, each in clip:
        for candidate in index.candidates(each):
            other_at, seen = other[candidate.number]
            likeness = by_fingerprints(each, seen) or by_marks(each, seen, (candidate.turn,))
            if likeness is not None and (likeness.is_copy or _is_faint(likeness)):
                found.append(Agreement(at, other_at, likeness))
    return tuple(found)


def _is_faint(likeness: Likeness) -> bool:
    """Whether marks lie exactly, though few of those that could: what is left of smooth things once a film is pressed together."""
    return likeness.fit is not None and likeness.fit.exact >= COPY.of_share * likeness.fit.share


def stretches(found: Sequence[Agreement], sampled: Sequence[int]) -> tuple[Stretch, ...]:
    """The stretches in which clip and film run together, in the order of the clip; `sampled` are the clip's times that were looked at."""
    left = list(found)
    told: list[Stretch] = []
    times = np.array(sorted(sampled))
    for _ in range(_MOST_STRETCHES):
        if len(left) < _LEAST_AGREEING:
            break
        run, stretch = _longest(left, times)
        if stretch is None:
            left = [each for each in left if each not in run]
            continue
        told.append(stretch)
        end = stretch.start + stretch.length
        left = [each for each in left if not stretch.start <= each.at < end]
    return tuple(sorted(told, key=lambda each: each.start))


def _longest(found: Sequence[Agreement], times: _Times) -> tuple[frozenset[Agreement], Stretch | None]:
    """What runs together longest, and the stretch that it is, if it is enough for one."""
    at, other = np.array([each.at for each in found]), np.array([each.other_at for each in found])
    guess = _guess(at, other)
    speed, shift = _line(at, other, guess)
    on_line = np.abs(at * speed + shift - other) <= _TOLERANCE_MS
    run = _run(np.unique(at[on_line]))
    together = [each for each, is_on in zip(found, on_line, strict=True) if is_on and run[0] <= each.at <= run[-1]]
    agreeing = _steady(together)
    run = _run(np.unique([each.at for each in agreeing]))
    within = times[(times >= run[0]) & (times <= run[-1])] if len(run) else times[:0]
    if len(run) < max(1, _LEAST_SHARE * len(within)) or not _is_enough(agreeing, len(run)):
        return frozenset(together or found), None
    turns = [each.likeness.turn for each in agreeing]
    start = int(run[0])
    return frozenset(agreeing), Stretch(
        start=start, length=int(run[-1]) - start + EVERY_MS, other_start=max(0, round(start * speed + shift)), speed=round(speed, 3),
        share=len(run) / len(within), loose=guess.loose, turn=max(sorted(set(turns)), key=turns.count),
    )  # fmt: skip


def _steady(together: Sequence[Agreement]) -> list[Agreement]:
    """Those in which the clip's picture lies in one place of the other's: whoever filmed the same wall from elsewhere moved otherwise."""
    fits = [(each.likeness.turn, each.likeness.fit) for each in together if each.likeness.fit is not None and each.likeness.is_copy]
    if not fits:
        return [each for each in together if each.likeness.fit is None]
    turns = [turn for turn, _ in fits]
    turn = max(sorted(set(turns)), key=turns.count)
    alike = [fit for its, fit in fits if its is turn]
    middle = complex(np.median([_middle(fit).real for fit in alike]), np.median([_middle(fit).imag for fit in alike]))
    scale = float(np.median([fit.scale for fit in alike]))

    def lies_there(likeness: Likeness) -> bool:
        if likeness.fit is None:
            return True
        apart, larger = abs(_middle(likeness.fit) - middle), abs(likeness.fit.scale / scale - 1)
        return likeness.turn is turn and apart <= _MOST_APART and larger <= _MOST_LARGER

    return [each for each in together if lies_there(each.likeness)]


def _middle(fit: Fit) -> complex:
    return fit.change * complex(UNIT / 2, UNIT / 2) + fit.shift


def _is_enough(agreeing: Sequence[Agreement], count: int) -> bool:
    """Whether so many seconds, and these, are a stretch and not a moment that looks alike."""
    by_bits = {each.at for each in agreeing if each.likeness.bits is not None}
    copies = {each.at for each in agreeing if each.likeness.is_copy}
    return len(by_bits) >= _LEAST_AGREEING or (count >= _LEAST_BY_MARKS and len(copies) >= _LEAST_COPIES)


@dataclass(frozen=True, slots=True)
class _Guess:
    """A pace and an offset, how many seconds of the clip agree on them, and by how much the offset may be off."""

    speed: float
    offset: int
    votes: int
    loose: int


def _guess(at: _Times, other: _Times) -> _Guess:
    """The pace and offset that most seconds agree on; another pace than the usual one only where clearly more do."""
    usual, *others = (_at_speed(at, other, speed) for speed in _SPEEDS)
    best = max(others, key=lambda each: each.votes)
    return best if best.votes > _CLEARLY_MORE * usual.votes else usual


def _at_speed(at: _Times, other: _Times, speed: float) -> _Guess:
    """The offset that most seconds of the clip agree on; as many, but for a tenth, agree on others `loose` milliseconds away."""
    fields = np.round((other - at * speed) / _FIELD_MS).astype(np.int64)
    reach = np.arange(-(_TOLERANCE_MS // _FIELD_MS), _TOLERANCE_MS // _FIELD_MS + 1)
    pairs = np.unique(np.stack([(fields[:, None] + reach).ravel(), np.repeat(at, len(reach))]), axis=1)
    middles, votes = np.unique(pairs[0], return_counts=True)
    best, as_good = middles[votes == votes.max()], middles[votes >= 0.9 * votes.max()]
    chosen = int(best[len(best) // 2])
    loose = int(np.abs(as_good - chosen).max()) * _FIELD_MS - _TOLERANCE_MS
    return _Guess(speed, chosen * _FIELD_MS, int(votes.max()), max(EVERY_MS // 2, loose))


def _line(at: _Times, other: _Times, guess: _Guess) -> tuple[float, float]:
    """Pace and offset by least squares over what lies near."""
    speed, shift = guess.speed, float(guess.offset)
    for tolerance in (2 * _TOLERANCE_MS, 2 * _TOLERANCE_MS, _TOLERANCE_MS):
        near = np.abs(at * speed + shift - other) <= tolerance
        if not near.any():
            return guess.speed, float(guess.offset)
        if np.ptp(at[near]) < _LEAST_FOR_PACE_MS:
            return guess.speed, float(np.median((other - at * guess.speed)[near]))
        speed, shift = (float(each) for each in np.polyfit(at[near], other[near], 1))
        if not min(_SPEEDS) * 0.9 <= speed <= max(_SPEEDS) * 1.1:
            return guess.speed, float(guess.offset)
    return speed, shift


def _run(moments: _Times) -> _Times:
    """The longest run of moments without a gap."""
    runs = np.split(moments, np.flatnonzero(np.diff(moments) > _GAP_MS) + 1)
    return max(runs, key=len)
