"""What is vague is weighed by where and when much was told exactly; what is exact stays as it was; nothing is lost, nothing above 1."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest
from tests.matching.plain import HOUR, offset
from tests.matching.test_finding import MINUTE
from tests.matching.test_kernel import filmed, rows_of
from tests.matching.worlds import World, give_world, opened

from kniha.matching import embedded, finding, kernel
from kniha.matching.finding import Asked
from kniha.matching.grounds import area, route
from kniha.matching.intensity import BIN_MS, learned, look_at, means_at, means_on
from kniha.matching.kernel_chances import mean_intensity
from kniha.matching.laws import AS_SHIPPED, Prior
from kniha.matching.subjects import Named, Recording, Spot, View, Violation
from kniha.vocab.errors import ImpossibleError

MINSK = (539_000_000, 275_667_000)
NOON = 1_597_050_000_000
PRIOR = Prior(radius_m=60.0, lasts_ms=HOUR // 2, spread_m=100.0)


def town():
    """Thirty people beaten at one corner within an hour; a vague one somewhere in the town that day; a camera there and one in a park."""
    chance, made = Random(4), World()
    square = [offset(*MINSK, x, y) for x, y in ((-3000, -3000), (3000, -3000), (3000, 3000), (-3000, 3000))]
    made.grounds = (area("town", [square]), route("way", [[offset(*MINSK, -2000, 0), offset(*MINSK, 2000, 0)]], width_m=50))
    for number in range(30):
        where = Spot(*offset(*MINSK, chance.gauss(0, 60), chance.gauss(0, 60)), 20)
        first = NOON + chance.randint(0, 60) * MINUTE
        made.violations.append(Violation(f"v{number:02}", first, first + 5 * MINUTE, where))
    for name, where in (("town", Named("town")), ("way", Named("way")), ("wide", Spot(*offset(*MINSK, 600, 0), 1500))):
        made.violations.append(Violation(name, NOON - 6 * HOUR, NOON + 6 * HOUR, where))
    for name, east, first in (("corner", 0, NOON), ("later", 0, NOON + 4 * HOUR), ("park", 1900, NOON)):
        view = View(*offset(*MINSK, east, 0), 5.0, None, None, 60.0)
        made.recordings.append(Recording(name, first, first + HOUR, 1000, view, (), name))
    return made


def chances(made, prior):
    connection = opened()
    give_world(connection, made)
    found = embedded.match(connection, Asked(grounds=made.grounds, prior=prior))
    rows = connection.execute("SELECT violation, recording, probability FROM matched").fetchall()
    return {(violation, recording): chance for violation, recording, chance in rows}, found


@pytest.mark.parametrize("vague", ["town", "way", "wide"])
def test_where_and_when_much_was_told_counts_more(vague):
    even, weighed = (chances(town(), prior)[0] for prior in (None, PRIOR))
    assert set(even) == set(weighed)
    assert even[vague, "corner"] == pytest.approx(even[vague, "later"], rel=0.02)
    assert weighed[vague, "corner"] > 4 * even[vague, "corner"]
    assert weighed[vague, "corner"] > 10 * weighed[vague, "later"]
    assert weighed[vague, "park"] < even[vague, "park"]
    assert max(weighed.values()) <= 1


def test_what_is_told_exactly_stays_nearly_as_it_was():
    even, weighed = (chances(town(), prior)[0] for prior in (None, PRIOR))
    for (violation, recording), chance in even.items():
        if violation.startswith("v") and recording == "corner" and chance > 0.01:
            assert weighed[violation, recording] == pytest.approx(chance, rel=0.35)


def test_the_mean_told_is_the_mean_of_throwing_points():
    made = town()
    connection = opened()
    give_world(connection, made)
    finding.begin(connection, Asked(grounds=made.grounds))
    told = kernel.told_of(connection, AS_SHIPPED)
    known = learned(told.spots[told.ground < 0], kernel.places_of(connection, AS_SHIPPED), PRIOR)
    assert len(known.scenes) == 30
    chance, spots = np.random.default_rng(3), told.spots[told.ground < 0][-1:]
    wide = spots[0]
    instants = chance.uniform(wide["first"], wide["last"], 4000)
    points = np.column_stack([wide[axis] + chance.normal(0, np.sqrt(wide["variance"]), 4000) for axis in "xyz"])
    # In three dimensions the points also leave the ground: they are laid back onto it, along the way up.
    up = np.array([wide[axis] for axis in "xyz"]) / np.sqrt(sum(wide[axis] ** 2 for axis in "xyz"))
    points -= ((points - np.array([wide[axis] for axis in "xyz"])) @ up)[:, None] * up
    thrown = np.ones(4000)
    for scene in known.scenes:
        square = sum((points[:, n] - scene[axis]) ** 2 for n, axis in enumerate("xyz"))
        now = (instants >= scene["first"]) & (instants < scene["last"])
        near = np.exp(-square / (2 * scene["variance"])) / (2 * np.pi * scene["variance"])
        thrown += known.weight / known.even * near * now / (scene["last"] - scene["first"])
    assert means_at(spots, known)[0] == pytest.approx(thrown.mean(), rel=0.15)
    town_ = told.spots[told.ground == 0]
    one_more = known.weight / known.even * 30 / made.grounds[0].size / (12 * HOUR)
    assert means_on(town_, made.grounds[0], known)[0] == pytest.approx(1 + one_more, rel=0.05)


def test_a_place_has_the_density_of_where_it_looks_at_every_time():
    made = town()
    connection = opened()
    give_world(connection, made)
    finding.begin(connection, Asked(grounds=made.grounds))
    told, places = kernel.told_of(connection, AS_SHIPPED), kernel.places_of(connection, AS_SHIPPED)
    known = learned(told.spots[told.ground < 0], places, PRIOR)
    looking, knots = look_at(places, known)
    corner = int(np.argmax(looking["most"]))
    row = looking["row"][corner]
    assert row >= 0
    day = mean_intensity(knots, row, NOON - 12 * HOUR, NOON + 12 * HOUR)
    parts = [mean_intensity(knots, row, NOON + step * BIN_MS, NOON + (step + 1) * BIN_MS) for step in range(-48, 48)]
    assert day == pytest.approx(np.mean(parts))
    assert max(parts) == pytest.approx(looking["most"][corner])
    assert mean_intensity(knots, row, NOON + 5 * HOUR, NOON + 6 * HOUR) == pytest.approx(1.0)


@pytest.mark.parametrize("seed", range(4))
def test_the_best_under_a_prior_are_the_best_of_all(seed):
    tables = []
    for way, more in ((embedded.match, {}), (embedded.match_best, {})):
        connection = opened()
        give_world(connection, filmed(seed))
        way(connection, Asked(top=3, base_rate=1e-5, prior=replace(PRIOR, radius_m=500.0, lasts_ms=2 * HOUR), **more))
        tables.append(rows_of(connection, "matched"))
    assert tables[0] == tables[1]


def test_without_a_precise_testimony_nothing_is_weighed():
    made = town()
    del made.violations[:30]
    assert chances(made, PRIOR)[0] == chances(made, None)[0]


def test_the_relational_engine_says_that_it_knows_no_prior():
    with pytest.raises(ImpossibleError, match="kernel"):
        finding.match(opened(), Asked(prior=PRIOR))
    with pytest.raises(ImpossibleError):
        Prior(evenly=0.0)
