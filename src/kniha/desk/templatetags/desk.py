"""Filters of the desk's pages: terms, times, places and instants as people read them. They decide nothing."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import groupby
from typing import Protocol

from django import template
from django.conf import settings
from django.forms import BoundField, Form
from django.http import HttpRequest
from django.template.backends.utils import csrf_input_lazy
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info, gettext

from kniha.desk.exhibits.told import lasting as clock_time
from kniha.desk.language import language
from kniha.desk.names import reason
from kniha.desk.repeating import repeated
from kniha.names.scripts import Stranger, strangers
from kniha.vocab import terms
from kniha.vocab.place import Place, describe_place
from kniha.vocab.shown_span import describe_span
from kniha.vocab.shown_time import describe
from kniha.vocab.span import Span
from kniha.vocab.time import Interval

register = template.Library()


class _Timed(Protocol):
    first: datetime | None
    last: datetime | None
    zone: str
    precision: str


class _Held(Protocol):
    began: datetime | None
    ended: datetime | None


class _Lasting(Protocol):
    began_from: date | None
    began_to: date | None
    ended_from: date | None
    ended_to: date | None


class _Counted(Protocol):
    first_day: date | None
    last_day: date | None


class _Placed(Protocol):
    lat_e7: int | None
    lon_e7: int | None
    radius_m: int | None


class _Standing(Protocol):
    lat_e7: int | None
    lon_e7: int | None
    error_m: int | None


@register.filter
def abreast(form: Form) -> list[list[BoundField]]:
    """The fields of a form in their order, together where the form says that they stand beside one another (`abreast`: tuples of names)."""
    first_of = {name: names[0] for names in getattr(form, "abreast", ()) for name in names}
    return [[*some] for _first, some in groupby(form.visible_fields(), key=lambda field: first_of.get(field.name, field.name))]


@register.filter
def term(code: str, list_name: str) -> str:
    """The label of `code` in a list."""
    return terms.label(list_name, code, language()) if code else ""


@register.filter
def term_list(codes: list[str], list_name: str) -> str:
    """The labels of several codes, with commas."""
    return ", ".join(terms.label(list_name, code, language()) for code in codes)


@register.filter
def strange_letters(text: str) -> tuple[Stranger, ...]:
    """Letters of `text` that belong to another script than their word."""
    return strangers(text)


@register.filter
def when(row: _Timed) -> str:
    """The time of an account or incident, never more exact than told; empty where it is open."""
    if row.first is None or row.last is None:
        return ""
    return describe(Interval(row.first, row.last, row.zone, row.precision), language(), home=str(settings.OFFICE.zone))


@register.filter
def lasting(row: _Lasting) -> str:
    """From when to when a name, a parent or a posting held, and what is not known of it."""
    return describe_span(Span(row.began_from, row.began_to, row.ended_from, row.ended_to), language())


@register.filter
def counted_days(row: _Counted) -> str:
    """Between which days people were counted, or left, and what is not known of it."""
    first, last = (date_format(day, "j E Y") if day else "" for day in (row.first_day, row.last_day))
    if first and last:
        return first if first == last else gettext("from %(first)s to %(last)s") % {"first": first, "last": last}
    if last:
        return gettext("by %(last)s, since when is not said") % {"last": last}
    return gettext("since %(first)s, until when is not said") % {"first": first} if first else gettext("when is not said")


@register.filter
def where(row: _Placed) -> str:
    """The point and radius of an account or incident; empty where there is none."""
    if row.lat_e7 is None or row.lon_e7 is None or row.radius_m is None:
        return ""
    return describe_place(Place(row.lat_e7, row.lon_e7, row.radius_m), language())


@register.filter
def standing(row: _Standing) -> str:
    """A point with its error at 95 %; empty where there is none."""
    if row.lat_e7 is None or row.lon_e7 is None or row.error_m is None:
        return ""
    return describe_place(Place(row.lat_e7, row.lon_e7, row.error_m), language())


@register.filter
def seconds(milliseconds: int) -> str:
    """Milliseconds as seconds, with a sign where they are below nothing."""
    return f"{milliseconds / 1000:.3f}".rstrip("0").rstrip(".").replace("-", "−")


@register.filter
def covers(millionths: int) -> str:
    """How many recordings are expected to show something, with one digit more where they are few."""
    return f"{millionths / 1_000_000:.2g}" if millionths < 10_000_000 else str(round(millionths / 1_000_000))


@register.filter
def one_in(log10_odds: int) -> str:
    """Odds, as their logarithm in millionths: one in how many, with two digits that count."""
    return f"{float(f'{1 + 10 ** (-log10_odds / 1_000_000):.2g}'):,.0f}".replace(",", "\u00a0")


@register.filter
def clock(at: datetime) -> str:
    """Day and second by the office's clocks: what cameras are compared by."""
    return f"{at.astimezone(settings.OFFICE.zone):%d.%m.%Y %H:%M:%S}"


@register.filter
def clock_ms(milliseconds: int) -> str:
    """The same of milliseconds since 1970."""
    return clock(datetime.fromtimestamp(milliseconds / 1000, UTC))


@register.filter
def track_point(point: Sequence[int]) -> str:
    """A point of a track: seconds from its beginning, where, within how many metres."""
    at, lat, lon, error = point
    return f"{seconds(at)} s · {describe_place(Place(lat, lon, error), language())}"


@register.filter
def day(at: date) -> str:
    """A day as people write it."""
    return _day(at, language())


@lru_cache(4096)
def _day(at: date, _language: str) -> str:
    return date_format(at, "j E Y")


@register.filter
def instant(at: datetime) -> str:
    """Day and minute by the office's clocks, with the zone."""
    local = at.astimezone(settings.OFFICE.zone)
    return f"{date_format(local, 'j E Y, H:i')} ({settings.OFFICE.zone})"


@register.filter
def span(row: _Held) -> str:
    """From when to when something was held, by the office's clocks, with the zone; empty where it is open."""
    if row.began is None or row.ended is None:
        return ""
    return describe(Interval(row.began, row.ended, str(settings.OFFICE.zone), "exact"), language())


@register.filter
def film_clock(ms: int) -> str:
    """A moment of a film: hours, minutes, seconds from its first frame."""
    return clock_time(ms // 1000)


@register.filter
def moment(ms: int) -> str:
    """A moment of a film to the millisecond, as the form of a note takes it back."""
    return f"{ms // 3_600_000}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}.{ms % 1000:03}"


@register.filter
def language_name(code: str) -> str:
    """A language in the reader's own; its code where Django has no name for it."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


@register.filter
def office_day(at: datetime) -> date:
    """The day of an instant in the office: Django's own `date` would give the day in Greenwich."""
    return at.astimezone(settings.OFFICE.zone).date()


@register.filter
def exactly(text: str) -> SafeString:
    """The words of a source, escaped, so that the browser shows each of them and moves none.

    A browser makes one line end of carriage return and line feed, which would shift every passage behind it.
    """
    return mark_safe(escape(text).replace("\r", "&#13;"))  # noqa: S308  escaped in the same expression


@register.filter
def named(key: str, names: Mapping[str, str]) -> str:
    """The name under `key`, or the key itself."""
    return names.get(key, key)


register.filter("reason", reason)


@register.simple_tag(name="repeated")
def repeated_tag(template: str, **context: object) -> SafeString:
    """What stands on the page many times, from a template of Jinja."""
    return repeated(template, context)


@register.simple_tag(takes_context=True)
def part(context: template.Context, template_name: str, **more: object) -> SafeString:
    """A part of many pages, from a template of Jinja which knows what the page knows."""
    known = {str(name): value for name, value in context.flatten().items()} | more
    request: HttpRequest | None = context.get("request")  # none where a page is written for elsewhere: the form without network
    return repeated(template_name, known | ({"csrf_input": csrf_input_lazy(request)} if request else {}))


@register.filter
def per_cent(millionths: int) -> str:
    """A probability as people read it: never wholly sure, be it for or against."""
    if millionths < 10_000:
        return "< 1 %"
    return "> 99 %" if millionths > 990_000 else f"{round(millionths / 10_000)} %"


@register.filter
def short(text: str) -> str:
    """The beginning of a digest."""
    return f"{text[:12]}…" if len(text) > 12 else text


@register.filter
def beginning(text: str) -> str:
    """The first words of what a source said, for a list."""
    return text if len(text) <= _BEGINNING else f"{text[: _BEGINNING - 1]}…"


_BEGINNING = 60


@register.filter
def alone(row: object) -> tuple[object]:
    """A row by itself, for a part of a page that takes many."""
    return (row,)
