"""No candidate is lost: the relational engine gives what looking at every pair gives, on random worlds with seams, poles and years."""

from itertools import groupby
from random import Random

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.matching.plain import HOUR, offset
from tests.matching.worlds import World, give_world, opened, plain_pairs
from tests.sizes import SOAKING

from kniha.matching.finding import Asked, match
from kniha.matching.grounds import area, route
from kniha.matching.laws import AS_SHIPPED, RIGHT_HOURS
from kniha.matching.subjects import Fix, Named, Recording, Spot, View, Violation

MINUTE, DAY = 60_000, 24 * HOUR
MIDDLES = {
    "minsk": (539_000_000, 275_667_000),
    "seam": (-170_000_000, 1_799_999_000),
    "pole": (899_995_000, 100_000_000),
    "equator": (0, 0),
}
DST_END = 1_603_587_600_000  # 2020-10-25 01:00 UTC: clocks in the EU go back


def world(seed):
    """Forty violations, sixty recordings; sizes from an instant to years, from nothing to half the Earth."""
    chance = Random(seed)
    middle = MIDDLES[chance.choice(sorted(MIDDLES))]
    spread = chance.choice((300, 5000, 300_000))
    made = World()

    def point():
        lat, lon = offset(*middle, chance.gauss(0, spread), chance.gauss(0, spread))
        if abs(lat) > 900_000_000:
            lat, lon = (1 if lat > 0 else -1) * (1_800_000_000 - abs(lat)), lon + 1_800_000_000
        return lat, (lon + 1_800_000_000) % 3_600_000_000 - 1_800_000_000

    def length(longest):
        return chance.choice((0, chance.randint(0, MINUTE), chance.randint(0, HOUR), chance.randint(0, DAY), chance.randint(0, longest)))

    def begin():
        return DST_END + chance.choice((0, chance.randint(-3 * HOUR, 3 * HOUR), chance.randint(-DAY, DAY), HOUR * chance.randint(-5, 5)))

    made.grounds = (
        (
            area("yard", [[offset(*middle, x, y) for x, y in ((-200, -200), (300, -150), (250, 200), (-250, 260))]]),
            route("way", [[offset(*middle, x, y) for x, y in ((-900, 0), (0, 50), (300, 800))]], width_m=25),
        )
        if middle != MIDDLES["pole"] and middle != MIDDLES["seam"]
        else ()
    )
    for number in range(40):
        first = begin()
        radius = chance.choice((0, chance.uniform(1, 50), chance.uniform(50, 5000), chance.uniform(0, 400_000), chance.uniform(0, 2e7)))
        named = made.grounds and chance.random() < 0.3
        where = Named(chance.choice(made.grounds).name) if named else Spot(*point(), radius)
        made.violations.append(Violation(f"v{number:02}", first, first + length(3 * 365 * DAY), where))
    cameras = [point() for _ in range(8)]
    for number in range(60):
        first, some = begin(), length(2 * 365 * DAY)
        view = view_at(chance, chance.choice(cameras) if chance.random() < 0.7 else point())
        track = ()
        if chance.random() < 0.2:
            track = tuple(Fix(some * step // 4, view_at(chance, point())) for step in range(4)) if some > 4 else ()
        sigma = chance.choice((None, 0, chance.randint(1, 5000), chance.randint(0, HOUR), chance.randint(0, 400 * DAY)))
        made.recordings.append(Recording(f"r{number:02}", first, first + some, sigma, view, track, chance.choice(("", "a", "b"))))
    return made


def view_at(chance, place):
    return View(
        *place, chance.choice((0.0, chance.uniform(0, 30), chance.uniform(0, 3000))),
        chance.choice((None, chance.uniform(0, 360))), chance.choice((None, chance.uniform(1, 360), 360.0)),
        chance.choice((None, chance.uniform(5, 120), chance.uniform(1, 3000))), chance.choice((0.0, chance.uniform(0, 400))),
    )  # fmt: skip


def answer(made, law, top=1000, rows=20_000_000):
    connection = opened()
    give_world(connection, made)
    found = match(connection, Asked(top=top, law=law, grounds=made.grounds, rows=rows))
    rows_ = connection.execute("SELECT violation, recording, probability, rank, cautious FROM matched").fetchall()
    return found, rows_, connection


# A world that fails is told by its seed; making it smaller would take hours.
@settings(max_examples=2000 if SOAKING else 4, phases=(Phase.explicit, Phase.generate))
@given(st.integers(0, 10**9), st.sampled_from((AS_SHIPPED, RIGHT_HOURS)))
def test_the_candidates_and_their_chances_are_those_of_looking_at_every_pair(seed, law):
    made = world(seed)
    plain, borders = plain_pairs(made, law)
    found, rows, connection = answer(made, law)
    given_ = {(violation, recording): probability for violation, recording, probability, *_ in rows}
    assert set(given_) - borders == set(plain) - borders
    assert len(given_) == len(rows) == found.candidates
    for pair, chance in plain.items():
        if pair in given_:
            assert given_[pair] == pytest.approx(chance, abs=1e-8, rel=1e-6)
    counts = dict(connection.execute("SELECT violation, candidates FROM counted").fetchall())
    assert len(counts) == len(made.violations)
    assert counts == {one.id: sum(pair[0] == one.id for pair in given_) for one in made.violations}
    assert (found.taken.violations, found.taken.recordings, found.taken.refused) == (40, 60, ())


def test_the_other_way_round_holds_the_same_pairs_over_all_parts():
    made = world(6)
    connection = opened()
    give_world(connection, made)
    match(connection, Asked(top=1000, grounds=made.grounds, rows=4000, seen=3))
    forth = connection.execute(
        "SELECT recording, violation, probability FROM matched ORDER BY recording, probability DESC, violation"
    ).fetchall()
    back = connection.execute("SELECT recording, violation, probability FROM seen ORDER BY recording, rank").fetchall()
    wanted = [row for _, group in groupby(forth, lambda row: row[0]) for row in list(group)[:3]]
    assert back == wanted
    assert back


def test_the_candidates_are_the_same_in_parts():
    made = world(5)
    whole, parts = (answer(made, AS_SHIPPED, rows=rows)[1] for rows in (20_000_000, 4000))
    assert [row[:2] for row in whole] == [row[:2] for row in parts]
    assert [row[2] for row in whole] == pytest.approx([row[2] for row in parts], rel=1e-9)
    assert whole
