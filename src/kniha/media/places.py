"""Tellings of places, with what was odd about them."""

from collections.abc import Callable

from kniha.media.findings import Finding
from kniha.media.positions import Position
from kniha.media.tellings import About, Telling
from kniha.media.times import Told
from kniha.vocab.errors import ImpossibleError, MalformedError


def told_place(where: str, written: str, read: Callable[[], Position]) -> Told:
    """Return what `written` tells of a place, as `read` understands it."""
    if not written:
        return None, None
    try:
        position = read()
    except (MalformedError, ImpossibleError):
        return Telling(About.PLACE, where, written), Finding.POSITION_MALFORMED
    return Telling(About.PLACE, where, written, position.text), Finding.POSITION_ZERO if position.is_zero else None
