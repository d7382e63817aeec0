"""The chance that a recording shows the place of a violation at its instant; the same for what was said; and what speaks for it.

One pair at a time, in plain Python: what the relational engine (`kniha.matching.pairs`, `scoring`) must agree with, and what a face asks
for a single pair. Errors of time and place are taken as independent (reference/matching.md §4).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log10, sqrt

from kniha.matching.grounds import Ground, chances_on, distances_m, reaches_m, views_of
from kniha.matching.laws import AS_SHIPPED, R95, Law, pessimistic
from kniha.matching.moments import chance_in_time, widened
from kniha.matching.reasons import Reason, reasons_in_space, reasons_in_time, reasons_of_view
from kniha.matching.sights import camera_variance, chance_in_view, opening, reach_m
from kniha.matching.sphere import arc_m, bearing_deg, vector
from kniha.matching.subjects import Communication, Named, Recording, Spot, View, Violation, Where, slices
from kniha.vocab.errors import ImpossibleError, NotFoundError

LEAST_CHANCE = 1e-12
"""A likelihood ratio is told between this chance and its complement: no model is surer of anything."""

Stretch = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is thought of one pair. `cautious`: the lesser of the chance and that under the pessimistic law; never shown without its
    reasons.
    """

    probability: float
    cautious: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Matcher:
    """The law in force and the grounds that violations may name."""

    grounds: Mapping[str, Ground]
    law: Law = AS_SHIPPED

    def judge(self, violation: Violation, recording: Recording) -> Judgement:
        """Judge one pair; NotFoundError where the violation names a ground that is not known.

        The reasons are those of the slice of the recording that counts most.
        """
        worse = pessimistic(self.law)
        parts = slices(recording)
        chances = [self._chance(violation, recording, part, self.law) for part in parts]
        cautious = sum(self._chance(violation, recording, part, worse) for part in parts)
        best = parts[max(range(len(parts)), key=chances.__getitem__)]
        told, shown = (violation.first_ms, violation.last_ms), best[:2]
        reasons = (*self._place_reasons(violation.where, best[2]), *reasons_in_time(told, shown, recording.sigma_ms, self.law))
        probability = min(1.0, sum(chances))
        return Judgement(probability, min(probability, cautious), reasons)

    def is_candidate(self, violation: Violation, recording: Recording) -> bool:
        """Whether the pair is looked at: some slice may see the told place, and ran in the told time by some hour of the law, within its
        sigmas.
        """
        return any(
            meet_in_time((violation.first_ms, violation.last_ms), (first, last), recording.sigma_ms, self.law)
            and self._meets_in_space(violation.where, view)
            for first, last, view in slices(recording)
        )

    def judge_said(self, violation: Violation, said: Communication, *, within_ms: int) -> Judgement:
        """Judge that this was said within `within_ms` of the instant, by somebody whose cell or place, where it is known, holds the
        violation's.

        Where no place is known the chance is that of the time alone, which is little: every message of that minute has it.
        """
        if within_ms < 0:
            raise ImpossibleError("what is said lies within no less than 0 ms")
        told, heard = (violation.first_ms, violation.last_ms), (said.first_ms - within_ms, said.last_ms + within_ms)
        by_law = [
            chance_in_time(told, heard, said.sigma_ms, law) * (self._in_space(violation.where, said.view, law) if said.view else 1.0)
            for law in (self.law, pessimistic(self.law))
        ]
        where = self._place_reasons(violation.where, said.view) if said.view else ()
        return Judgement(by_law[0], min(by_law), (*where, *reasons_in_time(told, heard, said.sigma_ms, self.law)))

    def _chance(self, violation: Violation, recording: Recording, part: tuple[int, int, View], law: Law) -> float:
        sigma = law.sigma_ms if recording.sigma_ms is None else recording.sigma_ms
        in_time = chance_in_time((violation.first_ms, violation.last_ms), part[:2], sigma, law)
        return in_time * self._in_space(violation.where, part[2], law)

    def _in_space(self, where: Where, view: View, law: Law) -> float:
        if isinstance(where, Named):
            return float(chances_on(self._ground(where), views_of(view), law)[0])
        distance, bearing = _between(where, view)
        return chance_in_view(distance, bearing, _sigma_m(where, view, law), opening(view, law), turned=law.turned)

    def _meets_in_space(self, where: Where, view: View) -> bool:
        if isinstance(where, Named):
            columns = views_of(view)
            return bool(distances_m(self._ground(where), columns)[0] <= reaches_m(columns, self.law)[0])
        return _between(where, view)[0] <= where.radius_m + reach_m(view, self.law)

    def _place_reasons(self, where: Where, view: View) -> tuple[Reason, ...]:
        looks = reasons_of_view(view, self.law)
        if isinstance(where, Named):
            return (Reason("on-ground", (round(float(distances_m(self._ground(where), views_of(view))[0])),)), *looks)
        distance, bearing = _between(where, view)
        return (*reasons_in_space(distance, bearing, R95 * _sigma_m(where, view, self.law), view.heading_deg), *looks)

    def _ground(self, where: Named) -> Ground:
        if where.name not in self.grounds:
            raise NotFoundError("there is no area or route of this name")
        return self.grounds[where.name]


def meet_in_time(told: Stretch, shown: Stretch, sigma_ms: int | None, law: Law) -> bool:
    """Whether the stretches touch by some hour of the law, the recording's made longer by the law's sigmas at each end."""
    told, shown, pad = widened(told), widened(shown), pad_ms(sigma_ms, law)
    return any(shown[0] - pad <= told[1] + shift and told[0] + shift <= shown[1] + pad for shift, _ in law.clock)


def pad_ms(sigma_ms: int | None, law: Law) -> int:
    """Return how far a clock is followed to each side, in whole milliseconds."""
    return round(law.sigmas * (law.sigma_ms if sigma_ms is None else sigma_ms))


def log10_lr(probability: float, base_rate: float) -> float:
    """Return log10 of posterior over prior odds: by how much the evidence of time and place moves a pair away from any pair at all.

    `base_rate`: the share of covering pairs among all pairs, above 0 and below 1. Propositions: "this recording shows the place of this
    violation at its instant" against "it does not" (ENFSI Guideline for Evaluative Reporting, 2015). Raises ImpossibleError for another
    base rate.
    """
    if not 0 < base_rate < 1:
        raise ImpossibleError("a base rate lies between 0 and 1")
    chance = min(1 - LEAST_CHANCE, max(LEAST_CHANCE, probability))
    return log10(chance / (1 - chance)) - log10(base_rate / (1 - base_rate))


def _between(spot: Spot, view: View) -> tuple[float, float]:
    """Metres, and degrees from the camera to the spot."""
    target = vector(spot.lat_e7, spot.lon_e7)
    return arc_m(target, vector(view.lat_e7, view.lon_e7)), bearing_deg(view.lat_e7, view.lon_e7, target)


def _sigma_m(spot: Spot, view: View, law: Law) -> float:
    return sqrt((spot.radius_m * law.error_factor / R95) ** 2 + camera_variance(view, law))
