"""What a register is really given: both engines take, mend or refuse it, tell of it, and stay within bounds."""

import pytest
from tests.matching.plain import HOUR, offset
from tests.matching.test_taking import MINSK, MINUTE, NOON, SHOWN, TOLD, YEAR, told
from tests.matching.worlds import give, opened

from kniha.matching import embedded, finding
from kniha.matching.finding import Asked

ENGINES = pytest.mark.parametrize("engine", [finding, embedded], ids=["sql", "kernel"])
WARSAW = (522_297_000, 210_122_000)
HOURS_BACK = 1_603_587_600_000  # 2020-10-25 01:00 UTC: clocks in Warsaw go back from 3 to 2


def asked(engine, violations, recordings, **more):
    connection = opened()
    give(connection, [TOLD | row for row in violations], [SHOWN | row for row in recordings])
    found = engine.match(connection, Asked(**more))
    return found, connection.execute("SELECT violation, recording, probability, hour_ms FROM matched ORDER BY ALL").fetchall()


@ENGINES
def test_a_position_in_another_country_is_taken_and_shows_nothing_here(engine):
    abroad = {"lat_e7": WARSAW[0], "lon_e7": WARSAW[1]}
    found, rows = asked(engine, [{"id": "v"}, {"id": "w"} | abroad], [{"id": "far"} | abroad, {"id": "near"}])
    assert [row[:2] for row in rows] == [("v", "near"), ("w", "far")]
    assert (found.taken.violations, found.taken.recordings, found.taken.refused) == (2, 2, ())


@ENGINES
def test_a_clock_of_1970_is_told_and_meets_nothing_of_today(engine):
    found, rows = asked(engine, [{"id": "v"}], [{"id": "reset", "first_ms": 0, "last_ms": HOUR}, {"id": "r"}])
    assert [row[1] for row in rows] == ["r"]
    assert told(found.taken.noted)["recordings", "before-1990"] == 1
    assert found.taken.recordings == 2


@ENGINES
def test_the_hour_that_comes_twice_is_found_by_a_clock_that_did_not_go_back(engine):
    told_ = {"id": "v", "first_ms": HOURS_BACK + 10 * MINUTE, "last_ms": HOURS_BACK + 20 * MINUTE}
    right = {"id": "right", "first_ms": HOURS_BACK, "last_ms": HOURS_BACK + 30 * MINUTE}
    summer = {"id": "summer", "first_ms": HOURS_BACK + HOUR, "last_ms": HOURS_BACK + HOUR + 30 * MINUTE}
    _, rows = asked(engine, [told_], [right, summer])
    found = {row[1]: row[2:] for row in rows}
    assert found["right"][1] == 0
    assert found["summer"][1] == HOUR
    assert 0 < found["summer"][0] < 0.05 * found["right"][0]


@ENGINES
def test_a_clip_of_a_year_and_a_direction_of_400_degrees_are_taken_and_told(engine):
    year = {"id": "year", "first_ms": NOON - YEAR, "last_ms": NOON + MINUTE}
    found, rows = asked(engine, [{"id": "v"}], [year, {"id": "turned", "heading_deg": 400.0}, {"id": "same", "heading_deg": 40.0}])
    assert [row[1] for row in rows] == ["same", "turned", "year"]
    assert rows[0][2] == pytest.approx(rows[1][2])
    noted = told(found.taken.noted)
    assert (noted["recordings", "longer-than-a-day"], noted["recordings", "direction-turned"]) == (1, 1)


@ENGINES
def test_an_end_before_its_start_and_no_position_are_refused_and_told_whatever_else_is_there(engine):
    bad = [{"id": "ends", "last_ms": NOON - 1}, {"id": "nowhere", "lat_e7": None, "lon_e7": None}]
    found, rows = asked(engine, [{"id": "v"}, {"id": "w", "lat_e7": None, "lon_e7": None}], [*bad, {"id": "good"}])
    assert [row[:2] for row in rows] == [("v", "good")]
    assert told(found.taken.refused) == {
        ("recordings", "ends-before-start"): 1, ("recordings", "no-position"): 1, ("violations", "no-position"): 1,
    }  # fmt: skip


@ENGINES
@pytest.mark.soak
def test_a_summer_in_minsk_against_a_camera_of_many_clips_keeps_the_best_and_counts_all(engine, soaking):
    """In `make soak` a million clips of one camera."""
    clips = 1_000_000 if soaking else 5_000
    connection = opened()
    lat, lon = offset(*MINSK, 3000, 0)
    summer = {"id": "summer", "first_ms": NOON - 70 * 24 * HOUR, "last_ms": NOON + 20 * 24 * HOUR, "radius_m": 12_000.0}
    give(connection, [TOLD | summer, TOLD | {"id": "exact"}], [])
    connection.execute(f"""INSERT INTO given_recordings
        SELECT 'r' || i, 0, 'gate', {NOON} + (i - {clips // 2}) * 1000, {NOON} + (i - {clips // 2} + 1) * 1000, 5000,
        {MINSK[0]}, {MINSK[1]}, 5.0, NULL, 90.0, 50.0, 0.0, NULL FROM range({clips}) AS t(i)
        UNION ALL SELECT 'away', 0, '', {NOON}, {NOON} + 1000, 5000, {lat}, {lon}, 5.0, NULL, 90.0, 50.0, 0.0, NULL""")
    found = engine.match(connection, Asked(top=20, rows=100_000))
    counts = dict(connection.execute("SELECT violation, candidates FROM counted").fetchall())
    assert counts["summer"] == clips + 1
    assert 0 < counts["exact"] < 7 * (600 + 2 * 15 + 2) + 7
    assert found.candidates == sum(counts.values())
    assert connection.execute("SELECT violation, count(*) FROM matched GROUP BY 1 ORDER BY 1").fetchall() == [("exact", 20), ("summer", 20)]
    assert connection.execute("SELECT clips FROM matched_cameras WHERE violation = 'summer' AND camera = 'gate'").fetchone() == (clips,)
