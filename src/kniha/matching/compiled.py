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
Rows: TypeAlias = NDArray[np.void]
"""Records: one array is handed on where a tuple of columns would have each of them counted at every call."""


def compiled(function: F) -> F:
    """Return the function compiled: doubles as written (no reordering), division as numpy has it, other threads may run meanwhile."""
    return cast("F", numba.njit(nogil=True, error_model="numpy")(function))


@compiled
def at_or_after(values: Longs, low: int, high: int, wanted: int) -> int:
    """Return the first place from `low` on, `high` at most, whose value is `wanted` or greater; values rise from low to high."""
    while low < high:
        middle = (low + high) // 2
        if values[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low
