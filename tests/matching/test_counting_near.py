"""What is counted by numbers of half the length, and by whole cells, is what the exact test says: also a hair from the border."""

import numpy as np
import pytest
from tests.matching.plain import HOUR, offset

from kniha.matching import kernel
from kniha.matching.kernel_chances import PLACE, is_near
from kniha.matching.kernel_index import Shown
from kniha.matching.kernel_spots import SPOT
from kniha.matching.laws import RIGHT_HOURS
from kniha.matching.sphere import arc_m, vector

MINSK = (539_000_000, 275_667_000)


def ringed(chance, radius, number):
    """Places around Minsk whose reach ends at the border of what was told there, a hair before it, a hair beyond it, or anywhere."""
    middle, places = vector(*MINSK), np.zeros(number, PLACE)
    for place in places:
        at = vector(*offset(*MINSK, *chance.normal(0, 80, 2)))
        place["x"], place["y"], place["z"] = at.x, at.y, at.z
        hair = chance.choice((0.0, 1e-9, -1e-9, 1e-6, -1e-6, 1e-3, -1e-3, 20.0, -20.0))
        place["reach"] = max(0.1, arc_m(at, middle) - radius + hair)
    places["range"], places["fov"], places["most"], places["row"] = 40.0, 1.0, 1.0, -1
    return middle, places


@pytest.mark.parametrize("radius", [0.0, 30.0, 250.0, 5000.0, 200_000.0])
@pytest.mark.parametrize("seed", range(3))
def test_near_clips_are_counted_as_the_exact_test_counts_them(seed, radius):
    chance = np.random.default_rng(seed)
    middle, places = ringed(chance, radius, 600)
    begins = chance.integers(-2 * HOUR, 2 * HOUR, 600)
    none = np.zeros(600)
    lasts = chance.integers(1000, HOUR, 600)
    shown = Shown(np.arange(600, dtype=np.int32), begins, begins + lasts, none, none.astype(np.int64), np.arange(1, 601, dtype=np.int32))
    spot = np.zeros(1, SPOT)
    spot["first"], spot["last"], spot["radius"], spot["mean"] = -HOUR // 2, HOUR // 2, radius, 1.0
    spot["x"], spot["y"], spot["z"], spot["variance"] = middle.x, middle.y, middle.z, (radius / 2.45) ** 2
    told = kernel.Told(np.ones(1, np.int32), np.full(1, -1, np.int32), spot)
    made = kernel.laid(places, shown, RIGHT_HOURS, grounds={})
    meets = (begins <= HOUR // 2) & (begins + lasts >= -HOUR // 2)
    near = np.array([is_near(places, p, (middle.x, middle.y, middle.z), radius) for p in range(600)])
    assert near.sum() > 0
    assert kernel.count(made, told).tolist() == [(near & meets).sum()]
