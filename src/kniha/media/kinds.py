"""What kind of file it is, in one closed list, and which kinds a browser may be given as they are.

Loads no decoder: the book and the faces above it may use this module.
"""

from dataclasses import dataclass
from enum import StrEnum


class Family(StrEnum):
    """The families that the desk treats alike."""

    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    DOCUMENT = "document"
    ARCHIVE = "archive"
    TEXT = "text"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class MediaType:
    """An internet media type without parameters, its family, and for text the character set that we guess."""

    type: str
    family: Family
    charset: str = ""


UNKNOWN = MediaType("application/octet-stream", Family.UNKNOWN)

# A browser runs scripts in SVG and HTML, and PDF readers run worse: none of them is ever here. Nor is what browsers cannot show.
_INLINE = {
    "image/avif": Family.IMAGE,
    "image/gif": Family.IMAGE,
    "image/jpeg": Family.IMAGE,
    "image/png": Family.IMAGE,
    "image/webp": Family.IMAGE,
    "video/mp4": Family.VIDEO,
    "video/ogg": Family.VIDEO,
    "video/webm": Family.VIDEO,
    "audio/aac": Family.AUDIO,
    "audio/flac": Family.AUDIO,
    "audio/mp4": Family.AUDIO,
    "audio/mpeg": Family.AUDIO,
    "audio/ogg": Family.AUDIO,
    "audio/wav": Family.AUDIO,
}


def may_show_inline(media_type: str) -> Family | None:
    """Return IMAGE, VIDEO or AUDIO when a page may embed a file of this type, None when it may only be downloaded.

    `media_type` is what `sniff` found in the bytes, never what the sender claimed.
    """
    return _INLINE.get(media_type)
