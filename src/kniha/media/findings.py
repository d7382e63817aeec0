"""What was odd about a file, in one closed list, so that the desk can say it in three languages."""

from enum import StrEnum


class Finding(StrEnum):
    """One oddity. A finding is no judgment: most come from telephones and messengers, not from forgers."""

    EMPTY = "empty"
    """The file has no bytes."""
    UNREADABLE = "unreadable"
    """No decoder of ours can make a picture or a film of it."""
    DAMAGED = "damaged"
    """It begins well, but the picture ends early or breaks."""
    TOO_LARGE = "too-large"
    """More pixels than we decode; what the header says is kept."""
    MORE_PICTURES = "more-pictures"
    """It holds several pictures; only the first is shown."""
    METADATA_UNREADABLE = "metadata-unreadable"
    """There is metadata, but it cannot be read, or not all of it."""
    TIME_MALFORMED = "time-malformed"
    """A time is written in a form that its standard does not know, or is no moment at all."""
    POSITION_MALFORMED = "position-malformed"
    """A position is written that is not on the Earth, or not in the form of its standard."""
    POSITION_ZERO = "position-zero"
    """The position is exactly 0° N 0° E: what devices write that know none."""
    ORIENTATION_UNKNOWN = "orientation-unknown"
    """The orientation is none of the eight that exist."""
    NO_PICTURE = "no-picture"
    """A film or sound file without a picture track."""
    CODEC_UNKNOWN = "codec-unknown"
    """There is a picture track, but no decoder of ours for it."""
    DURATION_UNKNOWN = "duration-unknown"
    """The file does not say how long it runs."""
