"""Parts of a picture and moments of a film or sound, as they are told: in 1/10000 of width and height, in milliseconds. Pure."""

from kniha.vocab.errors import ImpossibleError

WHOLE = 10_000
"""Parts in which the width and the height of a picture are told."""
LAST_MS = 1000 * 3600 * 1000


def must_be_part(left: int, top: int, width: int, height: int) -> None:
    """Raise ImpossibleError unless this is a part of the picture, with an area."""
    within = left >= 0 and top >= 0 and left + width <= WHOLE and top + height <= WHOLE
    if not (within and width > 0 and height > 0):
        raise ImpossibleError("a region is a part of the picture: it has an area, and neither begins nor ends outside")


def must_be_moment(at_ms: int) -> None:
    """Raise ImpossibleError for a moment that no file has."""
    if not 0 <= at_ms <= LAST_MS:
        raise ImpossibleError("a moment of a file lies in its first thousand hours")
