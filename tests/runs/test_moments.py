"""The fixed moments at which heads are signed."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.world import MINSK

from kniha.runs.heads import last_moment, next_moment

SECONDS = st.integers(1_577_836_800_000, 4_102_444_800_000).map(lambda thousandths: thousandths / 1000)


@given(SECONDS, st.sampled_from([1, 60, 600, 3600, 86400]))
def test_fixed_moments_are_whole_multiples_and_the_same_every_day(seconds: float, every: int) -> None:
    now = datetime.fromtimestamp(seconds, UTC).astimezone(MINSK)
    last, following = last_moment(now, every), next_moment(now, every)
    assert last <= now < following == last + timedelta(seconds=every)
    assert last.timestamp() % every == 0
    assert last_moment(now + timedelta(days=1), every) == last + timedelta(days=1)
