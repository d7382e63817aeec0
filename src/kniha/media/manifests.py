"""A signed manifest (C2PA 2.x): what it says of who made the file, and what that is worth. Pure; the reading is `manifest_reading`'s.

That a file has none means nothing: messengers cut it off. "Valid" means that signature and file fit each other, and anybody can make
such a signature: a signer is known only by a list of roots that the office pins.
"""

from dataclasses import dataclass
from enum import StrEnum

CARRIERS = frozenset({
    "image/jpeg", "image/png", "image/gif", "image/webp", "image/avif", "image/heic", "image/heif", "image/tiff", "video/mp4",
    "video/quicktime", "video/x-msvideo", "audio/mp4", "audio/wav", "audio/mpeg", "audio/flac", "application/pdf",
})  # fmt: skip
"""Types of files that can hold one, and that the library reads."""


class Holding(StrEnum):
    """What the manifest is worth."""

    TRUSTED = "trusted"
    """It fits the file, and its signer leads to a root of the list."""
    VALID = "valid"
    """It fits the file, and its signer is on no list of ours."""
    BROKEN = "broken"
    """It does not fit the file, or its signature does not hold."""
    ELSEWHERE = "elsewhere"
    """The file only says where its manifest lies. It is not fetched: asking for it would tell what we look at."""
    UNREADABLE = "unreadable"
    """There seems to be one, and it cannot be read."""
    TOO_LARGE = "too-large"
    """The file is longer than what is looked through for one."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the newest manifest says, as written. `signed` is the time that an authority stamped or the signer claims; `failures` are codes
    of the specification, §15 ("Validation").
    """

    holding: Holding
    signer: str = ""
    issuer: str = ""
    signed: str = ""
    program: str = ""
    title: str = ""
    origin: str = ""
    actions: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()
    address: str = ""
