"""What makes a plain function of numbers and arrays into machine code (numba), when it is first called; docs/adr/0067.

Nothing is kept on disk: numba's cache looks at the file of a function alone and not at the files of those it calls, and would run old code.
"""

from collections.abc import Callable
from typing import Any, TypeAlias, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

F = TypeVar("F", bound=Callable[..., Any])  # Any: functions of every signature

Floats: TypeAlias = NDArray[np.float64]
Longs: TypeAlias = NDArray[np.int64]
Ints: TypeAlias = NDArray[np.int32]
Flags: TypeAlias = NDArray[np.bool_]
Shorts: TypeAlias = NDArray[np.float32]
Rows: TypeAlias = NDArray[np.void]
"""Records: one array is handed on where a tuple of columns would have each of them counted at every call."""


def compiled(function: F) -> F:
    """Return the function compiled: doubles as written (no reordering), division as numpy has it, other threads may run meanwhile."""
    return cast("F", numba.njit(nogil=True, error_model="numpy")(function))


def inner(function: F) -> F:
    """Return a function compiled that makes no array and no other array outlives: it counts no references to those that it is handed.

    Counting them took half of the time of functions that are called for a few clips.
    """
    options: dict[str, Any] = {"_nrt": False}  # Any: numba does not name this option
    return cast("F", numba.njit(nogil=True, error_model="numpy", **options)(function))


@inner
def at_or_after(values: Longs, low: int, high: int, wanted: int) -> int:
    """Return the first place from `low` on, `high` at most, whose value is `wanted` or greater; values rise from low to high."""
    while low < high:
        middle = (low + high) // 2
        if values[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low


@inner
def by_guess(values: Longs, low: int, high: int, wanted: int) -> int:
    """Return what `at_or_after` does, of values that rise nearly evenly: from where it would lie if they did, in steps twice as long."""
    if low >= high or wanted <= values[low]:
        return low
    if wanted > values[high - 1]:
        return high
    first, last = low, high - 1
    middle = first + int((last - first) * ((wanted - values[first]) / (values[last] - values[first])))
    step = 1
    if values[middle] < wanted:
        while middle + step < last and values[middle + step] < wanted:
            middle += step
            step *= 2
        return at_or_after(values, middle + 1, min(last, middle + step), wanted)
    while middle - step > first and values[middle - step] >= wanted:
        middle -= step
        step *= 2
    return at_or_after(values, max(first, middle - step) + 1, middle, wanted)
