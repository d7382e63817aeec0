"""The compiled kernel finds what SQL and what looking at every pair finds; the best are the best; what bounds a chance is above it."""

from math import inf, nan, pi
from random import Random

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.matching.plain import HOUR, offset
from tests.matching.test_finding import DST_END, MINUTE, world
from tests.matching.worlds import World, give_world, opened, plain_pairs
from tests.sizes import SOAKING

from kniha.matching import embedded, finding, kernel
from kniha.matching.compiled import at_or_after, by_guess
from kniha.matching.finding import Asked
from kniha.matching.intensity import learned
from kniha.matching.kernel_chances import (
    MARGIN,
    PLACE,
    bound_of,
    chance_in_time,
    chance_in_view,
    farther,
    flat,
    most_in_time,
    most_in_view,
    most_of,
    rule_of,
)
from kniha.matching.laws import AS_SHIPPED, RIGHT_HOURS, Prior, pessimistic
from kniha.matching.moments import chance_in_time as plain_in_time
from kniha.matching.moments import widened
from kniha.matching.sights import Opening
from kniha.matching.sights import chance_in_view as plain_in_view
from kniha.matching.sphere import arc_m, bearing_deg, vector
from kniha.matching.subjects import Recording, Spot, View, Violation
from kniha.vocab.errors import ImpossibleError

MINSK = (539_000_000, 275_667_000)
# A world that fails is told by its seed; making it smaller would take hours.
some = settings(max_examples=2000 if SOAKING else 6, phases=(Phase.explicit, Phase.generate))
LAWS = st.sampled_from((AS_SHIPPED, RIGHT_HOURS))


def filmed(seed):
    """A street with fixed cameras, whose clips follow each other, overlap or lie within each other; phones; precise and vague places."""
    chance = Random(seed)
    made = World()
    for camera in range(5):
        where = offset(*MINSK, chance.gauss(0, 150), chance.gauss(0, 150))
        view = View(*where, 4.0, chance.choice((None, chance.uniform(0, 360))), chance.choice((90.0, 200.0, 360.0)), 60.0, 0.0)
        first, sigma = DST_END - 12 * HOUR, chance.choice((0, 5_000, 300_000))
        for number in range(chance.choice((6, 8, 60))):
            length = chance.choice((5, 15, 60)) * MINUTE if camera % 2 else 15 * MINUTE
            made.recordings.append(Recording(f"c{camera}-{number:03}", first, first + length, sigma, view, (), f"c{camera}"))
            first += length if camera < 3 else chance.randint(0, 30) * MINUTE
    for number in range(60):
        first = DST_END + chance.randint(-13 * HOUR, 13 * HOUR)
        where = offset(*MINSK, chance.gauss(0, 200), chance.gauss(0, 200))
        view = View(*where, chance.uniform(3, 100), chance.choice((None, 40.0)), 65.0, 40.0, chance.choice((0.0, 100.0)))
        sigma = chance.choice((2_000, 1_500_000))
        made.recordings.append(Recording(f"p{number:03}", first, first + chance.randint(1, 200) * 1000, sigma, view))
    for number in range(40):
        first = DST_END + chance.randint(-12 * HOUR, 12 * HOUR)
        where = Spot(*offset(*MINSK, chance.gauss(0, 150), chance.gauss(0, 150)), chance.choice((10, 40, 200, 900)))
        made.violations.append(Violation(f"v{number:02}", first, first + chance.choice((0, 5, 50, 90, 600)) * MINUTE, where))
    return made


def rows_of(connection, table):
    return connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3").fetchall()


def by_both(made, **more):
    found = []
    for way in (finding.match, embedded.match):
        connection = opened()
        give_world(connection, made)
        found.append((way(connection, Asked(grounds=made.grounds, **more)), connection))
    return found


def laid(made, law):
    connection = opened()
    give_world(connection, made)
    finding.begin(connection, Asked(law=law, grounds=made.grounds))
    return kernel.laid_out(connection, law), kernel.told_of(connection, law), connection


@some
@given(st.integers(0, 10**9), LAWS, st.sampled_from((world, filmed)))
def test_the_candidates_and_their_chances_are_those_of_looking_at_every_pair(seed, law, draw):
    made = draw(seed)
    plain, borders = plain_pairs(made, law)
    laid_out, told, connection = laid(made, law)
    found = kernel.every(laid_out, told)
    names = [dict(connection.execute(f"SELECT {table}").fetchall()) for table in ("v, id FROM violation", "rec, id FROM clip")]
    rows = zip(found.violation.tolist(), found.recording.tolist(), found.chance.tolist(), strict=True)
    given_ = {(names[0][v], names[1][rec]): chance for v, rec, chance in rows}
    assert len(given_) == len(found.chance)
    assert set(given_) - borders == set(plain) - borders
    for pair, chance in given_.items():
        assert chance == pytest.approx(plain.get(pair, chance), abs=1e-8, rel=1e-6)


@some
@given(st.integers(0, 10**9), LAWS, st.sampled_from((world, filmed)))
def test_the_tables_are_those_of_the_relational_engine(seed, law, draw):
    (by_sql, one), (by_kernel, other) = by_both(draw(seed), law=law, top=1000, seen=3)
    assert by_kernel.candidates == by_sql.candidates
    assert by_kernel.expected == pytest.approx(by_sql.expected, rel=1e-5, abs=1e-9)
    sums = ("violation", "candidates"), ("violation", "recording"), ("violation", "camera", "clips")
    for table, columns in zip(("counted", "matched", "matched_cameras"), sums, strict=True):
        keys = f"SELECT {', '.join(columns)} FROM {table} ORDER BY ALL"
        assert one.execute(keys).fetchall() == other.execute(keys).fetchall()
    for ask in (
        "violation, recording, probability, cautious FROM matched",
        "violation, 0, expected_covers, at_least_one FROM counted",
        "violation, camera, probability FROM matched_cameras",
    ):
        for ours, theirs in zip(*(each.execute(f"SELECT {ask} ORDER BY 1, 2").fetchall() for each in (one, other)), strict=True):
            assert ours[2:] == pytest.approx(theirs[2:], abs=1e-7, rel=1e-5)
    assert [row[0] for row in rows_of(one, "seen")] == [row[0] for row in rows_of(other, "seen")]


@some
@given(st.integers(0, 10**9), LAWS, st.sampled_from((world, filmed)), st.sampled_from((1, 3, 20)))
def test_the_best_are_the_best_of_all_and_all_are_counted(seed, law, draw, top):
    made = draw(seed)
    laid_out, told, _ = laid(made, law)
    found, every = kernel.best(laid_out, told, top), kernel.every(laid_out, told)
    for row, number in enumerate(told.number):
        here = every.violation == number
        chances = dict(zip(every.recording[here].tolist(), every.chance[here].tolist(), strict=True))
        held = [rec for rec in found.recording[row].tolist() if rec >= 0]
        assert len(held) == len(set(held)) == min(top, len(chances))
        # Slices are added in another order: equal up to that.
        assert [chances[rec] for rec in held] == pytest.approx(sorted(chances.values(), reverse=True)[:top], abs=1e-14)
        assert found.chance[row][: len(held)] == pytest.approx([chances[rec] for rec in held], abs=1e-14)
    assert kernel.count(laid_out, told).tolist() == found.clips.tolist()
    if not len(laid_out.index.movers):
        assert found.clips.sum() == len(every.chance)


def crowd(seed, phones):
    """A corner where so many film that they are looked at in several chunks; clocks by seconds and by half an hour; some walk."""
    chance = Random(seed)
    made = World()
    for number in range(phones):
        first = DST_END + chance.randint(-7 * HOUR, 7 * HOUR)
        where = offset(*MINSK, chance.gauss(0, 30), chance.gauss(0, 30))
        view = View(*where, chance.uniform(3, 60), chance.choice((None, 40.0, 220.0)), 65.0, 40.0, 0.0)
        sigma = chance.choice((2_000, 900_000))
        made.recordings.append(Recording(f"p{number:05}", first, first + chance.randint(20, 200) * 1000, sigma, view))
    for number in range(24):
        first = DST_END + chance.randint(-5 * HOUR, 5 * HOUR)
        where = Spot(*offset(*MINSK, chance.gauss(0, 60), chance.gauss(0, 60)), chance.choice((10, 40, 120)))
        made.violations.append(Violation(f"v{number:02}", first, first + chance.choice((1, 15, 50, 90)) * MINUTE, where))
    return made


@pytest.mark.parametrize("law", [AS_SHIPPED, RIGHT_HOURS, pessimistic(AS_SHIPPED)], ids=lambda law: law.version)
@pytest.mark.parametrize("top", [1, 20, 400])
def test_of_a_crowd_all_are_counted_and_the_best_are_found(law, top):
    laid_out, told, _ = laid(crowd(7, 2500), law)
    assert (laid_out.index.groups["high"] - laid_out.index.groups["low"]).max() > 512
    assert_best_of_all(laid_out, told, top)


def test_of_a_crowd_the_best_are_found_under_a_prior_too():
    _, told, connection = laid(crowd(8, 2500), AS_SHIPPED)
    places, shown = kernel.places_of(connection, AS_SHIPPED), kernel.shown_of(connection)
    known = learned(told.spots, places, Prior())
    laid_out = kernel.laid(places, shown, AS_SHIPPED, grounds={}, known=known)
    assert laid_out.index.places["most"].max() > 2
    assert_best_of_all(laid_out, kernel.weighed(told, known, ()), 20)


def assert_best_of_all(laid_out, told, top):
    found, every = kernel.best(laid_out, told, top), kernel.every(laid_out, told)
    for row, number in enumerate(told.number):
        here = every.violation == number
        order = np.lexsort((every.recording[here], -every.chance[here]))[:top]
        assert found.clips[row] == here.sum() > 0
        assert found.recording[row][: len(order)].tolist() == every.recording[here][order].tolist()
        assert found.chance[row][: len(order)].tolist() == every.chance[here][order].tolist()
        assert (found.recording[row][len(order) :] == -1).all()


@given(st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=60), st.integers(-(10**6) - 2, 10**6 + 2), st.data())
def test_a_guess_leads_to_where_a_search_does(values, wanted, data):
    values = np.sort(np.array(values, np.int64))
    low = data.draw(st.integers(0, len(values)))
    high = data.draw(st.integers(low, len(values)))
    for instant in (wanted, int(values[len(values) // 2])):
        assert by_guess(values, low, high, instant) == at_or_after(values, low, high, instant)


def test_the_best_alone_fill_the_same_list_without_what_was_not_reckoned():
    made = filmed(3)
    connection, whole = opened(), opened()
    for each in (connection, whole):
        give_world(each, made)
    found = embedded.match_best(connection, Asked(top=5, base_rate=1e-5))
    wanted = embedded.match(whole, Asked(top=5, base_rate=1e-5))
    assert rows_of(connection, "matched") == rows_of(whole, "matched")
    assert found.candidates == wanted.candidates > 0
    assert connection.execute("SELECT count(*) FROM counted WHERE expected_covers IS NULL AND candidates > 0").fetchone()[0] > 0
    for wrong in ({}, {"base_rate": 1e-5, "seen": 2}):
        with pytest.raises(ImpossibleError):
            embedded.match_best(connection, Asked(**wrong))


def test_the_candidates_are_the_same_in_parts():
    answers = []
    for rows in (20_000_000, 300):
        connection = opened()
        give_world(connection, filmed(4))
        embedded.match(connection, Asked(rows=rows))
        answers.append(rows_of(connection, "matched"))
    assert answers[0] == answers[1]
    assert len(answers[0]) > 100


def test_nothing_in_gives_nothing_out():
    for drop in ("violations", "recordings"):
        made = filmed(5)
        getattr(made, drop).clear()
        (by_sql, one), (by_kernel, other) = by_both(made)
        assert by_sql.candidates == by_kernel.candidates == 0
        assert rows_of(one, "counted") == rows_of(other, "counted")


views = st.tuples(
    st.floats(0, 3000), st.floats(0, 360), st.floats(0.1, 2000), st.none() | st.floats(0, 360), st.floats(0.1, 360), st.floats(0.1, 3000)
)


@given(views, st.floats(0, 0.9))
def test_what_is_seen_is_what_the_plain_function_says_and_never_above_its_bound(seen, turned):
    distance, bearing, sigma, heading, fov, reach = seen
    east, north = distance * np.sin(np.radians(bearing)), distance * np.cos(np.radians(bearing))
    spot = vector(*offset(*MINSK, east, north))
    lat, lon = (np.radians(part / 1e7) for part in MINSK)
    place = np.zeros(1, PLACE)
    camera = vector(*MINSK)
    for name, value in {
        "x": camera.x, "y": camera.y, "z": camera.z, "east_x": -np.sin(lon), "east_y": np.cos(lon), "north_x": -np.sin(lat) * np.cos(lon),
        "north_y": -np.sin(lat) * np.sin(lon), "north_z": np.cos(lat), "heading": nan if heading is None else np.radians(heading),
        "fov": np.radians(fov), "range": reach, "most": 1.0, "row": -1,
    }.items():  # fmt: skip
        place[name] = value
    point = (spot.x, spot.y, spot.z)
    found = chance_in_view(place, 0, point, sigma * sigma, turned)
    plain = plain_in_view(arc_m(spot, camera), bearing_deg(*MINSK, spot), sigma, Opening(heading, fov, reach), turned=turned)
    assert found == pytest.approx(plain, abs=1e-9, rel=1e-6)
    variance = max(1.0, sigma * sigma)
    worth = MARGIN * place["fov"][0] * reach**2 / (4 * pi)
    assert found <= bound_of(worth, 1.0, variance) * farther(place[0], point, variance) * MARGIN + 1e-7
    assert found <= most_in_view(place, 0, point, variance, turned)
    assert found <= most_of(place)[0]


times = st.tuples(st.integers(0, 30 * HOUR), st.integers(0, 30 * HOUR), st.integers(-30 * HOUR, 30 * HOUR), st.integers(0, 3 * HOUR))


@given(times, st.sampled_from((0, 1000, 60_000, 3_600_000)), LAWS)
def test_when_it_ran_is_what_the_plain_function_says_and_never_above_its_bound(moments, sigma, law):
    first, length, begin, lasts = moments
    told, shown = widened((first, first + length)), widened((begin, begin + lasts))
    rule = rule_of(law)
    found = chance_in_time(told, shown, float(sigma), rule, flat(), -1)
    assert found == pytest.approx(plain_in_time(told, shown, sigma, law), abs=1e-12)
    pad = round(law.sigmas * sigma)
    padded = (shown[0] - pad, shown[1] + pad)
    # A clock without error is reckoned as one of a millisecond.
    assert found <= most_in_time(float(shown[1] - shown[0]), float(sigma), padded, told, rule) + 1e-3 * (sigma == 0) + 1e-12


def test_a_bound_that_is_not_finite_keeps_a_slice_in():
    assert not bound_of(inf, inf, 5.0) < 1.0
