"""Two clocks compared by events that both cameras saw; a clock at another moment than it was measured."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kniha.matching.clocks import SeenByBoth, grown, offset_between, together
from kniha.vocab.errors import ImpossibleError, MalformedError

NOW = 1_597_180_000_000  # August 2020


def seen(*apart: int, sigma: int = 500) -> list[SeenByBoth]:
    return [SeenByBoth(NOW + place * 60_000 + one, NOW + place * 60_000, sigma, sigma) for place, one in enumerate(apart)]


def test_one_event_gives_its_difference_and_its_error():
    found = offset_between(seen(120_000))
    assert (found.offset_ms, found.sigma_ms, found.events) == (120_000, 707, 1)


def test_more_events_make_it_more_exact():
    found = offset_between(seen(119_800, 120_000, 120_200))
    assert found.offset_ms == 120_000
    assert found.sigma_ms == 408


def test_the_more_exact_event_counts_more():
    found = offset_between([SeenByBoth(NOW + 1000, NOW, 100, 0), SeenByBoth(NOW + 2000, NOW, 1000, 0)])
    assert 1000 < found.offset_ms < 1020


def test_events_that_scatter_widen_the_error_though_they_agree_in_all():
    assert offset_between(seen(0, 1500, sigma=500)).sigma_ms > offset_between(seen(0, 10, sigma=500)).sigma_ms


@given(st.integers(-(10**10), 10**10), st.lists(st.integers(-300, 300), min_size=1, max_size=20))
def test_the_planted_offset_is_found(offset: int, errors: list[int]):
    found = offset_between(seen(*(offset + one for one in errors), sigma=300))
    assert abs(found.offset_ms - offset - sum(errors) / len(errors)) <= 1


def test_the_planted_offset_lies_within_two_sigmas_as_often_as_it_should():
    chance, within, refused = Random(7), 0, 0
    for _ in range(1000):
        events = [SeenByBoth(NOW + round(chance.gauss(5000, 400)), NOW + round(chance.gauss(0, 300)), 400, 300) for _ in range(4)]
        try:
            found = offset_between(events)
        except ImpossibleError:
            refused += 1
        else:
            within += abs(found.offset_ms - 5000) <= 2 * found.sigma_ms
    assert 940 <= within <= 985
    assert refused <= 5  # one in a thousand, by the quantile


def test_a_clock_grows_doubtful_with_the_days():
    assert grown(1_000, 0, drift_ppm=50) == 1_000
    assert grown(1_000, 86_400_000, drift_ppm=50) == together(1_000, 4_320)
    assert grown(1_000, -86_400_000, drift_ppm=50) == grown(1_000, 86_400_000, drift_ppm=50)


def test_events_that_disagree_beyond_their_errors_are_refused():
    with pytest.raises(ImpossibleError, match="disagree"):
        offset_between(seen(120_000, 180_000))


def test_no_event_and_too_many_are_refused():
    for events in ([], seen(*range(101))):
        with pytest.raises(MalformedError):
            offset_between(events)


@pytest.mark.parametrize(("here", "there"), [(0, 0), (-1, 5), (5, -1)])
def test_an_event_without_an_error_is_refused(here: int, there: int):
    with pytest.raises(ImpossibleError):
        SeenByBoth(NOW, NOW, here, there)
