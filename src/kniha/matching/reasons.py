"""Why a recording may show a violation, as codes with numbers: faces make sentences of them in their reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass

from kniha.matching.laws import Law
from kniha.matching.moments import likeliest_hour, overlap_ms, widened
from kniha.matching.subjects import View

CODES = (
    "away", "looking", "all-round", "any-direction", "off-axis", "range", "range-assumed", "on-ground", "covered", "clock", "clock-assumed",
    "whole-hour", "walked", "told-within",
)  # fmt: skip
"""away (metres, bearing from the camera), looking (degrees), off-axis (degrees), range and range-assumed (metres), covered (ms of ms),
clock and clock-assumed (sigma in ms), whole-hour (ms the clock would be ahead), walked (metres), told-within (metres, both errors together
at 95 %).
"""


@dataclass(frozen=True, slots=True)
class Reason:
    """One input of a probability: its code, and whole numbers in the order that CODES tells."""

    code: str
    numbers: tuple[int, ...] = ()


def reasons_of_row(row: Mapping[str, float | None]) -> tuple[Reason, ...]:
    """Return the reasons of a row of `matched` (its columns `kniha.matching.results.INPUTS` by name), in the order of the functions below.

    A range is told as taken: whether it was assumed is told by the run. Of an area or route there is no distance; `on-ground` has no number
    here.
    """
    told = {name: round(value) for name, value in row.items() if value is not None}
    found = [Reason("on-ground")]
    if "distance_m" in told:
        found = [Reason("away", (told["distance_m"], told["bearing_deg"] % 360)), Reason("told-within", (told["told_within_m"],))]
    if "heading_deg" in told:
        off = [Reason("off-axis", (_off(row["heading_deg"] or 0, row["bearing_deg"] or 0),))] if "distance_m" in told else []
        found += [*off, Reason("looking", (told["heading_deg"] % 360,))]
    else:
        found.append(Reason("any-direction" if told["fov_deg"] < 360 else "all-round"))
    found += [Reason("range", (told["range_m"],)), Reason("covered", (told["covered_ms"], told["told_ms"]))]
    found.append(Reason("clock" if told["measured"] else "clock-assumed", (told["sigma_ms"],)))
    return (*found, Reason("whole-hour", (told["hour_ms"],))) if told["hour_ms"] else tuple(found)


def reasons_in_time(told: tuple[int, int], shown: tuple[int, int], sigma_ms: int | None, law: Law) -> tuple[Reason, ...]:
    """Return how much is covered if the clock is right, or is wrong by the hour that explains it best; and how far the clock is trusted."""
    used = law.sigma_ms if sigma_ms is None else sigma_ms
    hour = likeliest_hour(told, shown, used, law)
    told, shown = widened(told), widened(shown)
    covered = overlap_ms(told, (shown[0] - hour, shown[1] - hour))
    found = [Reason("covered", (covered, told[1] - told[0])), Reason("clock-assumed" if sigma_ms is None else "clock", (used,))]
    return (*found, Reason("whole-hour", (hour,))) if hour else tuple(found)


def reasons_of_view(view: View, law: Law) -> tuple[Reason, ...]:
    """Return where a view looks, how far, and what of that was assumed."""
    if view.heading_deg is not None:
        looks = Reason("looking", (round(view.heading_deg) % 360,))
    else:
        looks = Reason("any-direction" if view.fov_deg is not None and view.fov_deg < 360 else "all-round")
    sees = Reason("range-assumed", (round(law.range_m),)) if view.range_m is None else Reason("range", (round(view.range_m),))
    return (looks, sees, Reason("walked", (round(view.walk_m),))) if view.walk_m else (looks, sees)


def reasons_in_space(distance_m: float, bearing_deg: float, sigma95_m: float, heading_deg: float | None) -> tuple[Reason, ...]:
    """Return how far and where the told point lies from the camera, and within how many metres that is known."""
    found = [Reason("away", (round(distance_m), round(bearing_deg) % 360)), Reason("told-within", (round(sigma95_m),))]
    if heading_deg is not None:
        found.append(Reason("off-axis", (_off(heading_deg, bearing_deg),)))
    return tuple(found)


def _off(heading_deg: float, bearing_deg: float) -> int:
    return round(abs((heading_deg - bearing_deg + 180) % 360 - 180))
