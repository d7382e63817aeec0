"""The frames of a container (docs/spec/envelope.md §2, docs/spec/fieldform.md §2): types, limits, the bodies of FILE and END."""

import struct
from dataclasses import dataclass
from enum import IntEnum

from kniha.seal.reports import parse_object, text_of
from kniha.vocab.canonical import canonical
from kniha.vocab.errors import MalformedError

MAGIC = b"kniha/v1/report\n"

LARGEST_DATA = 1_048_576
"""Bytes of one DATA frame's body."""

LARGEST_JSON = 16_384
"""Bytes of the body of a FILE or KEYS frame."""

MOST_FILES = 64

LONGEST_NAME = 255
LONGEST_TYPE = 127

_HEAD = struct.Struct(">BI")
_END = struct.Struct(">32sQ")


class Frame(IntEnum):
    """The types of frames, by their first byte."""

    PADDING = 0
    FILE = 1
    DATA = 2
    END = 3
    REPORT = 4
    KEYS = 5
    SIGN = 6
    INTERVIEW = 7


HEAD_SIZE = _HEAD.size
END_SIZE = _END.size


@dataclass(frozen=True, slots=True)
class FileLabel:
    """Name and type of a file as the device gave them: shown, never used as a path, never believed."""

    name: str
    type: str

    def __post_init__(self) -> None:
        if len(self.name) > LONGEST_NAME or len(self.type) > LONGEST_TYPE:
            raise MalformedError(f"the name of a file has at most {LONGEST_NAME} characters, its type {LONGEST_TYPE}")


def frame(kind: Frame, body: bytes) -> bytes:
    """Return the frame of type `kind` around `body`."""
    return _HEAD.pack(kind, len(body)) + body


def parse_head(head: bytes) -> tuple[int, int]:
    """Return the type's byte and the body's length from the first five bytes of a frame."""
    kind, length = _HEAD.unpack(head)
    return kind, length


def format_label(label: FileLabel) -> bytes:
    """Return the body of a FILE frame."""
    return canonical({"name": label.name, "type": label.type})


def parse_label(body: bytes) -> FileLabel:
    """Return the label in the body of a FILE frame."""
    values = parse_object(body, ("name", "type"))
    return FileLabel(text_of(values, "name"), text_of(values, "type"))


def format_end(digest: bytes, size: int) -> bytes:
    """Return the body of an END frame: SHA-256 and size of the file's bytes."""
    return _END.pack(digest, size)


def parse_end(body: bytes) -> tuple[bytes, int]:
    """Return digest and size from the body of an END frame, 40 bytes."""
    digest, size = _END.unpack(body)
    return digest, size
