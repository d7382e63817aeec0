"""Tellings of times, with what was odd about them."""

from collections.abc import Callable

from kniha.media.findings import Finding
from kniha.media.moments import FROM_1904_TO_1970, Moment, from_1904
from kniha.media.tellings import About, Telling
from kniha.vocab.errors import MalformedError

Told = tuple[Telling | None, Finding | None]
"""A telling, if something was told, and a finding, if that was odd."""


def told_time(about: About, where: str, written: str, read: Callable[[], Moment]) -> Told:
    """Return what `written` tells of a time, as `read` understands it."""
    if not written:
        return None, None
    try:
        moment = read()
    except MalformedError:
        return Telling(about, where, written), Finding.TIME_MALFORMED
    return Telling(about, where, written, moment.read, moment.zone), None


def told_clock(about: About, where: str, seconds: int) -> Told:
    """Return what a field of a film tells that counts seconds from 1904. 0 says that nobody set it."""
    if seconds == 0:
        return None, Finding.TIME_NOT_SET
    telling, odd = told_time(about, where, str(seconds), lambda: from_1904(seconds))
    return telling, Finding.TIME_BEFORE_1970 if odd is None and seconds < FROM_1904_TO_1970 else odd
