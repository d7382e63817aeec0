"""The timeline of an incident: what sources and the register say of when, in bars as wide as that is uncertain (in thousandths)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext

from kniha.book.events.comparing import Span
from kniha.book.events.models import Detention, Incident
from kniha.desk.incidents.sources import Sources, span
from kniha.desk.language import language
from kniha.vocab import terms
from kniha.vocab.shown_time import describe
from kniha.vocab.time import Interval

WIDTH = 1000
MOST_MARKS = 6
_NARROWEST = 6
_LONGEST = timedelta(hours=48)
"""What is told less exactly than this does not stretch the line: its bar runs out at the edges."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something with a time: of which kind, called what, where on the page it stands, when, how exactly."""

    kind: str
    label: str
    anchor: str
    span: Span
    precision: str
    zone: str


@dataclass(frozen=True, slots=True)
class Bar:
    """An item with its place on the line; `before` and `after` where it runs out at an edge."""

    item: Item
    when: str
    start: str
    width: str
    before: bool
    after: bool

    @property
    def is_exact(self) -> bool:
        """Whether a source or the register gave it as exact."""
        return self.item.precision == "exact"


@dataclass(frozen=True, slots=True)
class Timeline:
    """Bars over a stretch of time, thin lines at the round instants on it as a path of SVG, how far these lie apart, and both ends."""

    bars: tuple[Bar, ...]
    marks: str
    apart: str
    first: str
    last: str


def timeline_of(incident: Incident, sources: Sources) -> Timeline | None:
    """The line of `incident`; None where fewer than two things have a time."""
    items = tuple(_items(incident, sources))
    if len(items) < 2:
        return None
    whole = stretch([item.span for item in items])
    return Timeline(tuple(_bar(item, whole) for item in items), *marked(whole))


def stretch(spans: Sequence[Span]) -> Span:
    """The stretch that the line covers: all that is told within two days; where nothing is, all of it. Some room at both ends."""
    narrow = [one for one in spans if one.last - one.first <= _LONGEST] or list(spans)
    first, last = min(one.first for one in narrow), max(one.last for one in narrow)
    room = max((last - first) / 40, timedelta(minutes=5))
    return Span(first - room, last + room)


def marked(whole: Span) -> tuple[str, str, str, str]:
    """Thin lines at the round instants of a stretch as a path of SVG, how far these lie apart, and both ends in words."""
    step = _step(whole)
    return "".join(f"M{at} 0V14" for at in _marks(whole, step)), _apart(step), _instant(whole.first), _instant(whole.last)


def placed(one: Span, whole: Span) -> tuple[int, int]:
    """Where on the line a span begins and how wide it is, in thousandths, cut at the edges and never too narrow to be seen."""
    length = whole.last - whole.first
    start, end = ((min(max(at, whole.first), whole.last) - whole.first) * WIDTH // length for at in (one.first, one.last))
    width = max(end - start, _NARROWEST)
    return min(start, WIDTH - width), width


def _items(incident: Incident, sources: Sources) -> Iterator[Item]:
    if incident.first is not None and incident.last is not None:
        concluded = Span(incident.first, incident.last)
        yield Item("concluded", gettext("as concluded"), "concluded", concluded, incident.precision, incident.zone)
    for one in sources.told:
        if (said := span(one.account)) is not None:
            label = gettext("account %(n)s") % {"n": one.number}
            yield Item("account", label, f"account-{one.number}", said, one.account.precision, one.account.zone)
    yield from _acts(sources)
    for stage in sources.detentions:
        row = stage.row
        if isinstance(row, Detention) and row.first is not None and row.last is not None:
            label = ", ".join(filter(None, (terms.label("detention-stages", row.stage, language()), stage.name)))
            yield Item("detention", label, f"detention-{row.pk}", Span(row.first, row.last), row.precision, row.zone)


def _acts(sources: Sources) -> Iterator[Item]:
    """An act has no time of its own: it happened within what the accounts that it rests on say."""
    for row in sources.acts:
        told = [one.account for one in row.rests_on if span(one.account) is not None]
        whole = _around(filter(None, (span(account) for account in told)))
        if whole is not None:
            label = terms.label("act-kinds", row.act.kind, language())
            yield Item("act", label, f"act-{row.act.pk}", whole, "about", told[0].zone)


def _around(spans: Iterable[Span]) -> Span | None:
    found = list(spans)
    return Span(min(one.first for one in found), max(one.last for one in found)) if found else None


def _bar(item: Item, whole: Span) -> Bar:
    start, width = placed(item.span, whole)
    told = Interval(item.span.first, item.span.last, item.zone or str(settings.OFFICE.zone), item.precision)
    shown = describe(told, language(), home=str(settings.OFFICE.zone))
    return Bar(item, shown, str(start), str(width), item.span.first < whole.first, item.span.last > whole.last)


def _step(whole: Span) -> timedelta:
    """How far the marks lie apart: there are six at most."""
    length = whole.last - whole.first
    round_ones = (timedelta(minutes=m) for m in (5, 10, 15, 30, 60, 120, 180, 360, 720))
    return next((one for one in round_ones if length / one <= MOST_MARKS), None) or timedelta(days=-(-length // timedelta(days=MOST_MARKS)))


def _marks(whole: Span, step: timedelta) -> Iterator[int]:
    """The places of the round instants by the office's clocks."""
    begin = whole.first.astimezone(settings.OFFICE.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    at = begin + step * -(-(whole.first - begin) // step)
    while at <= whole.last:
        yield (at - whole.first) * WIDTH // (whole.last - whole.first)
        at += step


def _apart(step: timedelta) -> str:
    minutes = step // timedelta(minutes=1)
    if minutes < 60:
        return gettext("a thin line every %(n)s min") % {"n": minutes}
    return gettext("a thin line every %(n)s h") % {"n": minutes // 60}


def _instant(at: datetime) -> str:
    return date_format(at.astimezone(settings.OFFICE.zone), "j.m.Y H:i")
