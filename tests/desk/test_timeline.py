"""The timeline: bars lie where their times lie, are seen however short, and what is told loosely does not stretch the line."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kniha.book.events.comparing import Span
from kniha.desk.incidents.timeline import WIDTH, placed, stretch

BEGINNING = datetime(2020, 8, 9, tzinfo=UTC)


@st.composite
def spans(draw: st.DrawFn) -> Span:
    first = BEGINNING + timedelta(minutes=draw(st.integers(0, 60 * 24 * 40)))
    return Span(first, first + timedelta(minutes=draw(st.integers(0, 60 * 24 * 40))))


@given(st.lists(spans(), min_size=1, max_size=20))
def test_every_bar_lies_on_the_line_and_can_be_seen(told: list[Span]) -> None:
    whole = stretch(told)
    for one in told:
        start, width = placed(one, whole)
        assert 0 <= start <= start + width <= WIDTH
        assert width > 0


def test_a_month_does_not_make_an_hour_invisible() -> None:
    hour, month = Span(BEGINNING, BEGINNING + timedelta(hours=1)), Span(BEGINNING - timedelta(days=8), BEGINNING + timedelta(days=22))
    whole = stretch([hour, month])
    assert placed(hour, whole)[1] > WIDTH // 2
    assert placed(month, whole) == (0, WIDTH)


def test_where_all_is_told_loosely_the_line_holds_all_of_it() -> None:
    months = [Span(BEGINNING, BEGINNING + timedelta(days=30)), Span(BEGINNING + timedelta(days=10), BEGINNING + timedelta(days=50))]
    whole = stretch(months)
    assert whole.first < months[0].first
    assert whole.last > months[1].last
