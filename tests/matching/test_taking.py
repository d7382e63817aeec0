"""Bad tables: each row is taken, mended and told, or refused and told; what is large stays bounded."""

from collections import Counter

import pytest
from tests.matching.plain import HOUR, offset
from tests.matching.worlds import give, opened, recording_rows, violation_row

from kniha.matching.covering import Matcher, log10_lr
from kniha.matching.finding import Asked, match
from kniha.matching.laws import AS_SHIPPED
from kniha.matching.reasons import reasons_of_row
from kniha.matching.results import INPUTS
from kniha.matching.subjects import Recording, Spot, View, Violation
from kniha.matching.taking import NOTES, REFUSALS
from kniha.vocab.errors import ImpossibleError

MINSK = (539_000_000, 275_667_000)
NOON = 1_597_050_000_000
MINUTE, YEAR = 60_000, 365 * 24 * HOUR
TOLD = {"first_ms": NOON, "last_ms": NOON + 10 * MINUTE, "lat_e7": MINSK[0], "lon_e7": MINSK[1], "radius_m": 20.0}
SHOWN = {"slice": 0, "first_ms": NOON, "last_ms": NOON + 20 * MINUTE, "sigma_ms": 5000, "lat_e7": MINSK[0] - 1000, "lon_e7": MINSK[1],
         "error_m": 5.0, "heading_deg": 0.0, "fov_deg": 90.0, "range_m": 50.0}  # fmt: skip


def asked(violations, recordings, **more):
    connection = opened()
    give(connection, [TOLD | row for row in violations], [SHOWN | row for row in recordings])
    return match(connection, Asked(**more)), connection


def told(rows):
    return {(one.side, one.code): one.rows for one in rows}


BAD_RECORDINGS = {
    "ends-before-start": {"last_ms": NOON - 1},
    "no-position": {"lat_e7": None, "lon_e7": None},
    "half-a-position": {"lon_e7": None},
    "position": {"lat_e7": 910_000_000},
    "negative": {"error_m": -1.0},
    "too-large": {"range_m": float("inf")},
    "year": {"first_ms": -10 * 400 * YEAR},
    "no-time": {"last_ms": None},
    "no-id": {"id": ""},
    "unread": {"unread": "start"},
}
BAD_VIOLATIONS = {
    "ends-before-start": {"last_ms": NOON - 1},
    "no-position": {"lat_e7": None, "lon_e7": None},
    "unknown-area": {"lat_e7": None, "lon_e7": None, "area": "Nowhere"},
    "position": {"lon_e7": 1_800_000_001},
    "negative": {"radius_m": -0.5},
    "too-large": {"radius_m": float("nan")},
}


@pytest.mark.parametrize(
    ("side", "bad"), [("recordings", BAD_RECORDINGS), ("violations", BAD_VIOLATIONS)], ids=["recordings", "violations"]
)
def test_what_cannot_be_is_refused_by_its_reason_and_the_rest_is_matched(side, bad):
    rows = [{"id": f"{number}"} | row for number, row in enumerate(bad.values())] + [{"id": "good"}]
    found, connection = asked(*((rows, [{"id": "r"}]) if side == "violations" else ([{"id": "v"}], rows)))
    assert told(found.taken.refused) == Counter((side, reason) for reason in bad)
    assert set(bad) <= set(REFUSALS)
    assert found.candidates == 1
    refused = connection.execute("SELECT id, reason FROM refused WHERE id <> '' ORDER BY id").fetchall()
    assert refused == [(f"{number}", reason) for number, reason in enumerate(bad) if reason != "no-id"]


def test_an_id_that_stands_twice_is_refused_both_times():
    found, _ = asked([{"id": "v"}], [{"id": "r"}, {"id": "r"}, {"id": "s"}])
    assert told(found.taken.refused) == {("recordings", "id-twice"): 2}
    assert found.candidates == 1


ODD = [
    ({"heading_deg": 400.0}, "direction-turned"), ({"heading_deg": -320.0}, "direction-turned"), ({"fov_deg": 400.0}, "view-cut"),
    ({"fov_deg": 0.0}, "view-ignored"), ({"heading_deg": float("nan")}, "view-ignored"), ({"range_m": -3.0}, "range-ignored"),
    ({"range_m": None}, "range-assumed"), ({"error_m": None}, "error-assumed"), ({"sigma_ms": None}, "clock-assumed"),
    ({"last_ms": NOON}, "shorter-than-a-second"), ({"last_ms": NOON + 366 * 24 * HOUR}, "longer-than-a-day"),
    ({"first_ms": 0, "last_ms": NOON + HOUR}, "before-1990"), ({"first_ms": 1, "last_ms": NOON + HOUR}, "longer-than-a-day"),
]  # fmt: skip


def test_what_can_be_mended_is_taken_and_told():
    found, connection = asked([{"id": "v"}], [{"id": f"{number:02}"} | odd for number, (odd, _) in enumerate(ODD)])
    # Both clips from 1970 are longer than a day and from before 1990.
    assert told(found.taken.noted) == Counter(("recordings", note) for _, note in ODD) | Counter(
        {("recordings", "longer-than-a-day"): 3, ("recordings", "before-1990"): 2}
    )
    assert {note for _, note in ODD} <= set(NOTES)
    assert found.candidates == len(ODD)
    chances = dict(connection.execute("SELECT recording, probability FROM matched").fetchall())
    assert min(chances.values()) > 0.0005
    assert chances["00"] == pytest.approx(chances["01"])  # 400 and -320 degrees are 40


def test_nothing_in_gives_nothing_out_and_every_violation_is_counted():
    assert asked([], [])[0].candidates == 0
    found, connection = asked([{"id": "v"}], [])
    assert connection.execute("SELECT violation, candidates, expected_covers, at_least_one FROM counted").fetchall() == [("v", 0, 0.0, 0.0)]
    assert found.base_rate > 0


def test_a_summer_in_minsk_meets_every_camera_there_and_a_year_long_clip():
    summer = {"id": "v", "first_ms": NOON - 70 * 24 * HOUR, "last_ms": NOON + 20 * 24 * HOUR, "radius_m": 12_000.0}
    clips = [{"id": f"r{number}", "first_ms": NOON + number * HOUR, "last_ms": NOON + (number + 1) * HOUR} for number in range(-300, 300)]
    year = {"id": "year", "first_ms": NOON - YEAR, "last_ms": NOON + 10}
    found, _ = asked([summer], [*clips, year], rows=100)
    assert found.candidates == sum(clip["first_ms"] <= summer["last_ms"] + 4 * HOUR for clip in clips) + 1


def test_clips_of_one_camera_are_one_line_of_cameras_and_one_place():
    clips = [
        {"id": f"r{number:03}", "camera": "gate", "first_ms": NOON + number * MINUTE, "last_ms": NOON + (number + 1) * MINUTE}
        for number in range(10)
    ]
    found, connection = asked([{"id": "v"}], [*clips, {"id": "phone"}], top=3)
    assert connection.execute("SELECT count(*) FROM place").fetchall() == [(1,)]
    cameras = connection.execute("SELECT camera, rank, probability, clips, recording FROM matched_cameras").fetchall()
    assert [row[0] for row in cameras] == ["", "gate"] or [row[0] for row in cameras] == ["gate", ""]
    assert {row[0]: row[3] for row in cameras} == {"gate": 10, "": 1}
    assert connection.execute("SELECT count(*), max(rank) FROM matched").fetchall() == [(3, 3)]
    expected, some = connection.execute("SELECT expected_covers, at_least_one FROM counted").fetchall()[0]
    sums = {row[0]: row[2] for row in cameras}
    assert expected == pytest.approx(sum(sums.values()))
    assert some == pytest.approx(1 - (1 - sums["gate"]) * (1 - sums[""]))
    assert found.candidates == 11


def test_the_row_says_why_as_the_plain_judgement_does():
    lat, lon = offset(*MINSK, 20, -30)
    seen = View(lat, lon, 4.0, 325.0, 80.0, 60.0)
    violation, recording = (
        Violation("v", NOON, NOON + 20 * MINUTE, Spot(*MINSK, 25)),
        Recording("r", NOON + HOUR + MINUTE, NOON + HOUR + 9 * MINUTE, 20_000, seen),
    )
    connection = opened()
    give(connection, [violation_row(violation)], list(recording_rows(recording)))
    found = match(connection, Asked(base_rate=1e-5))
    row = connection.execute(f"SELECT probability, cautious, log10_lr, {', '.join(INPUTS)} FROM matched").fetchall()[0]
    plain = Matcher({}).judge(violation, recording)
    assert row[:2] == pytest.approx((plain.probability, plain.cautious), rel=1e-6)
    assert row[2] == pytest.approx(log10_lr(plain.probability, 1e-5))
    assert reasons_of_row(dict(zip(INPUTS, row[3:], strict=True))) == plain.reasons
    assert found.law == AS_SHIPPED.version


def test_what_is_asked_wrongly_is_refused():
    for wrong in ({"top": 0}, {"top": 10**6}, {"base_rate": 0.0}, {"base_rate": 1.0}):
        with pytest.raises(ImpossibleError):
            Asked(**wrong)


@pytest.mark.soak
def test_a_million_clips_of_one_camera_are_one_place(soaking):
    clips = 1_000_000 if soaking else 10_000
    connection = opened()
    give(connection, [TOLD | {"id": "v"}], [])
    first = NOON - clips // 2 * 1000
    connection.execute(f"""INSERT INTO given_recordings
        SELECT 'r' || i, 0, 'gate', {first} + i * 1000, {first} + (i + 1) * 1000, 5000,
        {MINSK[0]}, {MINSK[1]}, 5.0, NULL, 90.0, 50.0, 0.0, NULL
        FROM range({clips}) AS t(i)""")
    found = match(connection, Asked())
    assert connection.execute("SELECT count(*) FROM place").fetchall() == [(1,)]
    assert found.taken.recordings == clips
    # Ten minutes and the sigmas, once for each of the seven hours that fits: a clip a second.
    assert found.candidates <= 7 * (600 + 2 * 15 + 2) + 7
    assert connection.execute("SELECT camera, clips > 600 FROM matched_cameras").fetchall() == [("gate", True)]
