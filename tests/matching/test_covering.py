"""One pair judged: cover, direction, clock, whole hours, tracks, messages; the likelihood ratio; why, in codes and numbers."""

import math
from dataclasses import replace
from random import Random

import pytest
from tests.matching.plain import HOUR, course, offset, plane

from kniha.matching.covering import Matcher, log10_lr
from kniha.matching.grounds import area
from kniha.matching.laws import AS_SHIPPED, Law
from kniha.matching.reasons import CODES, Reason
from kniha.matching.subjects import Communication, Fix, Named, Recording, Spot, View, Violation, slices
from kniha.vocab.errors import ImpossibleError, NotFoundError

MINSK = (539_000_000, 275_667_000)
NOON = 1_597_050_000_000
MINUTE = 60_000
BEATING = Violation("beating", NOON, NOON + 40 * MINUTE, Spot(*MINSK, 15))
MATCHER = Matcher({})


def camera(x=0, y=-14, heading=0.0, **more):
    lat, lon = offset(*MINSK, x, y)
    return View(lat, lon, **{"error_m": 3.0, "heading_deg": heading, "fov_deg": 90.0, "range_m": 50.0} | more)


def clip(view=None, first=NOON + MINUTE, last=NOON + 39 * MINUTE, sigma_ms=20_000, **more):
    return Recording("clip", first, last, sigma_ms, view or camera(), **more)


def test_a_camera_14_metres_away_that_looks_there_and_ran_38_of_40_minutes_very_likely_shows_it():
    found = MATCHER.judge(BEATING, clip())
    assert 0.7 < found.probability < 0.8
    assert found.cautious < found.probability
    assert found.reasons == (
        Reason("away", (14, 0)), Reason("told-within", (15,)), Reason("off-axis", (0,)), Reason("looking", (0,)), Reason("range", (50,)),
        Reason("covered", (38 * MINUTE, 40 * MINUTE)), Reason("clock", (20_000,)),
    )  # fmt: skip
    assert all(reason.code in CODES for reason in found.reasons)


@pytest.mark.parametrize(
    "worse",
    [
        clip(camera(heading=180.0)), clip(camera(y=-200)), clip(first=NOON + 30 * MINUTE), clip(sigma_ms=None),
        clip(first=NOON + 5 * HOUR, last=NOON + 6 * HOUR), clip(camera(error_m=400.0)),
    ],
    ids=["looks-away", "far", "shorter", "clock-unknown", "later", "camera-unsure"],
)  # fmt: skip
def test_whatever_speaks_against_it_makes_it_less(worse):
    assert MATCHER.judge(BEATING, worse).probability < MATCHER.judge(BEATING, clip()).probability


def test_the_chance_is_the_share_of_worlds_in_which_it_is_shown():
    """Worlds are thrown by the law: instant, point, clock, camera; the recording shows it or not."""
    law, chance = Law(turned=0.0), Random(11)
    violation = Violation("v", NOON, NOON + 20 * MINUTE, Spot(*MINSK, 60))
    recording = clip(
        camera(30, -40, heading=330.0, fov_deg=80.0, error_m=30.0), first=NOON + 5 * MINUTE, last=NOON + 16 * MINUTE, sigma_ms=90_000
    )
    x, y = plane(MINSK, recording.view.lat_e7, recording.view.lon_e7)
    shown, worlds = 0, 40_000
    shifts, weights = zip(*law.clock, strict=True)
    for _ in range(worlds):
        instant = NOON + chance.uniform(0, 20 * MINUTE)
        u = chance.random()
        error = chance.choices(shifts, weights)[0] + 90_000 * 3**0.5 / math.pi * math.log(u / (1 - u))
        bearing, away = course(*(chance.gauss(0, 60 / 2.4477) - at - chance.gauss(0, 30 / 2.4477) for at in (x, y)))
        seen = away <= 50 and abs((bearing - 330 + 180) % 360 - 180) <= 40
        shown += seen and recording.first_ms <= instant + error <= recording.last_ms and chance.random() > law.stray
    assert Matcher({}, law).judge(violation, recording).probability == pytest.approx(shown / worlds, abs=0.01)


def test_a_clock_an_hour_ahead_is_found_and_told():
    found = MATCHER.judge(BEATING, clip(first=NOON + HOUR, last=NOON + HOUR + 40 * MINUTE))
    assert 0.005 < found.probability < 0.012
    assert Reason("whole-hour", (HOUR,)) in found.reasons


def test_a_moving_camera_is_judged_slice_by_slice():
    near, far = camera(), camera(y=-3000)
    passing = clip(far, track=(Fix(0, far), Fix(10 * MINUTE, near), Fix(20 * MINUTE, far)), first=NOON, last=NOON + 40 * MINUTE)
    still = clip(near, first=NOON + 10 * MINUTE, last=NOON + 20 * MINUTE)
    assert MATCHER.judge(BEATING, passing).probability == pytest.approx(MATCHER.judge(BEATING, still).probability, rel=1e-6)
    assert MATCHER.is_candidate(BEATING, passing)
    assert Reason("away", (14, 0)) in MATCHER.judge(BEATING, passing).reasons


def test_slices_follow_each_other_and_end_with_the_recording():
    a, b, c = camera(), camera(1), camera(2)
    moving = clip(a, first=0, last=100, track=(Fix(10, a), Fix(50, b), Fix(200, c)))
    assert slices(moving) == ((0, 50, a), (50, 100, b))


def test_an_area_is_judged_by_its_name():
    square = area("yard", [[offset(*MINSK, x, y) for x, y in ((-100, -100), (100, -100), (100, 100), (-100, 100))]])
    matcher = Matcher({"yard": square})
    violation = replace(BEATING, where=Named("yard"))
    found = matcher.judge(violation, clip())
    assert 0.03 < found.probability < 0.06
    assert Reason("on-ground", (0,)) in found.reasons
    assert matcher.is_candidate(violation, clip())
    assert not matcher.is_candidate(violation, clip(camera(y=-300)))
    with pytest.raises(NotFoundError):
        MATCHER.judge(violation, clip())


def test_a_message_of_that_minute_in_that_cell_is_worth_more_than_one_from_anywhere():
    cell = camera(y=-300, fov_deg=120.0, range_m=800.0, error_m=100.0)
    told = Violation("v", NOON, NOON + 2 * MINUTE, Spot(*MINSK, 30))
    anywhere, here, elsewhere = (
        MATCHER.judge_said(told, Communication("m", NOON, NOON + 5000, 1000, view), within_ms=MINUTE)
        for view in (None, cell, camera(y=9000, range_m=800.0))
    )
    assert anywhere.probability > here.probability > 0.4 > elsewhere.probability
    assert Reason("covered", (65_000, 120_000)) in anywhere.reasons
    with pytest.raises(ImpossibleError):
        MATCHER.judge_said(told, Communication("m", NOON, NOON, 1000), within_ms=-1)


def test_the_likelihood_ratio_is_posterior_over_prior_odds():
    assert log10_lr(0.5, 1e-6) == pytest.approx(6, abs=1e-5)
    assert log10_lr(1e-6, 1e-6) == pytest.approx(0)
    assert log10_lr(0.0, 0.5) == pytest.approx(-12)
    assert log10_lr(1.0, 0.5) == pytest.approx(12, abs=1e-3)
    with pytest.raises(ImpossibleError):
        log10_lr(0.5, 0.0)


@pytest.mark.parametrize(
    "make",
    [
        lambda: clip(first=NOON, last=NOON - 1),
        lambda: Violation("v", 1, 0, Spot(*MINSK, 1)),
        lambda: Spot(*MINSK, -1),
        lambda: Spot(910_000_000, 0, 1),
        lambda: camera(heading=400.0),
        lambda: camera(fov_deg=0.0),
        lambda: camera(range_m=math.inf),
        lambda: camera(error_m=math.nan),
        lambda: camera(walk_m=-1.0),
        lambda: clip(sigma_ms=-1),
        lambda: clip(track=(Fix(5, camera()), Fix(5, camera()))),
        lambda: Communication("m", 1, 0, 5),
    ],
)
def test_what_cannot_be_is_not_built(make):
    with pytest.raises(ImpossibleError):
        make()


def test_a_recording_around_the_other_side_of_180_degrees_is_near():
    told = Violation("v", NOON, NOON + MINUTE, Spot(0, 1_799_999_000, 10))
    seen = clip(View(0, -1_799_999_000, 5.0, 270.0, 90.0, 50.0), first=NOON, last=NOON + MINUTE)
    assert MATCHER.judge(told, seen).reasons[0] == Reason("away", (22, 270))
    assert MATCHER.judge(told, seen).probability > 0.3


def test_the_law_is_told_by_its_version():
    assert AS_SHIPPED.version != replace(AS_SHIPPED, version="other").version
