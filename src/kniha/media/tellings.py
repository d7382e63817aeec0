"""What a file tells, one place of it at a time: as written, as read, and where it stands.

A file tells the same thing in several places, and tools disagree on which to believe. Here none is chosen: all are kept, side by side.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

MOST_TELLINGS = 200
"""What is kept of one file. A photograph of a telephone has about forty."""


class About(StrEnum):
    """What a telling is about: a closed list, so that the desk can name it in three languages."""

    TAKEN = "taken"
    """The shutter, or the beginning of a recording."""
    DIGITISED = "digitised"
    CREATED = "created"
    """When the file, or a track of it, was made."""
    CHANGED = "changed"
    GPS_TIME = "gps-time"
    """What the satellites said. Always UTC."""
    PLACE = "place"
    MAKE = "make"
    MODEL = "model"
    LENS = "lens"
    SERIAL = "serial"
    SOFTWARE = "software"
    ORIENTATION = "orientation"
    SIZE = "size"
    AUTHOR = "author"
    TITLE = "title"
    DESCRIPTION = "description"
    PLACE_NAME = "place-name"
    ORIGIN = "origin"
    """How the picture came to be, by IPTC's list of digital sources: of a camera, composed, made by a model."""
    IDENTITY = "identity"
    """Numbers that programs give to a document and to the one it was made from."""
    ADDRESS = "address"
    """Of a page of the web."""
    CAPTURED = "captured"
    """When a page of the web was taken."""


class Zone(StrEnum):
    """Whether a time says which clocks it means."""

    NONE = ""
    """No time, or a time of which nobody knows the zone."""
    WRITTEN = "written"
    BY_STANDARD = "by-standard"
    """The standard of the field says UTC. Some devices write their local time all the same."""


@dataclass(frozen=True, slots=True)
class Telling:
    """One thing told: `where` names field and standard, `written` is the text of the file, `read` the same in our form.

    `read` is ISO 8601 for a time, `53.9006000 27.5590000` (degrees north and east) for a place, `4000 3000` (pixels) for a size, else the
    text itself; empty where it could not be read.
    """

    about: About
    where: str
    written: str
    read: str = ""
    zone: Zone = Zone.NONE


def kept(tellings: Iterable[Telling]) -> tuple[tuple[Telling, ...], bool]:
    """Return the first MOST_TELLINGS that say anything, each once, and whether there were more. Against metadata written to drown us."""
    found: dict[Telling, None] = {}
    for telling in tellings:
        if not telling.written or telling in found:
            continue
        if len(found) == MOST_TELLINGS:
            return tuple(found), True
        found[telling] = None
    return tuple(found), False
