"""The fixed moments at which heads are signed."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from kniha.runs.heads import last_moment, next_moment

SECONDS = st.integers(1_577_836_800_000, 4_102_444_800_000).map(lambda thousandths: thousandths / 1000)


ZONES = st.sampled_from([UTC, ZoneInfo("Europe/Minsk"), ZoneInfo("Europe/Warsaw"), ZoneInfo("Asia/Kolkata")])


@given(SECONDS, ZONES, st.sampled_from([1, 60, 600, 3600, 86400]))
def test_fixed_moments_are_whole_multiples_wherever_the_office_is_and_the_same_every_day(
    seconds: float, zone: ZoneInfo, every: int
) -> None:
    now = datetime.fromtimestamp(seconds, UTC).astimezone(zone)
    last, following = (moment(now, every).timestamp() for moment in (last_moment, next_moment))
    assert last <= seconds < following == last + every
    assert last % every == 0
    tomorrow = datetime.fromtimestamp(seconds + 86400, zone)
    assert last_moment(tomorrow, every).timestamp() == last + 86400
