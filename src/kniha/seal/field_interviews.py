"""Reading what a field form sealed, as the courier does (docs/spec/fieldform.md §4, steps 2 to 6), from a stream, in constant memory.

An interview that cannot be is not built. Whether its words are of the register's lists and its form is one of ours is for the book.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from kniha.seal.frame_reading import FileEnded, FileEvent, FrameReader
from kniha.seal.frames import Frame
from kniha.seal.reports import parse_object, text_of
from kniha.vocab.canonical import JSON
from kniha.vocab.errors import ImpossibleError, MalformedError, NoMatchError, TooLargeError, UnknownTermError

MAGIC = b"kniha/v1/interview\n"

LARGEST_INTERVIEW = 4_194_304
"""Bytes of an INTERVIEW frame's body."""

LONGEST: Mapping[str, int] = {
    "plan": 5_000, "present": 2_000, "interpreter": 300, "place": 300, "breaks": 300, "promised": 500, "language": 8, "text": 1_000_000,
    "name": 300, "contact": 500, "giver": 20, "zone": 64,
}  # fmt: skip
"""The most characters of a text, by its key."""

_SWITCHES = (
    "is_child", "is_sexual", "is_held", "is_trained", "interpreter_vetted", "recorded", "free_recall", "read_back",
)  # fmt: skip
_NEEDED = ("plan", "language", "giver", "zone")
_DIGITS = re.compile(r"[0-9a-f]{64}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}")
_VERSION = 1


@dataclass(frozen=True, slots=True)
class FieldInterview:
    """An interview as its form sealed it. `form` is the token, `consent` answers by purpose, `sounds` how many files are its sound."""

    register: bytes
    form: str
    sounds: int
    consent: Mapping[str, str]
    giver: str
    is_child: bool
    is_sexual: bool
    is_held: bool
    plan: str
    is_trained: bool
    interpreter_vetted: bool
    recorded: bool
    free_recall: bool
    read_back: bool
    present: str
    interpreter: str
    place: str
    breaks: str
    promised: str
    language: str
    zone: str
    began: datetime
    ended: datetime
    text: str
    name: str
    contact: str

    def __post_init__(self) -> None:
        # (6) what can be                                     docs/spec/fieldform.md §4
        if self.began > self.ended:
            raise ImpossibleError("an interview ends after it began")
        if self.consent.get("keep") != "yes":
            raise MalformedError("an interview that may not be kept is not sealed")
        if self.sounds and not self.recorded:
            raise MalformedError("sound of an interview comes only where it says that sound was recorded")


@dataclass(frozen=True, slots=True)
class OpenedInterview:
    """A whole interview: the last event, after which it and the files before it may be filed."""

    interview: FieldInterview
    files: tuple[FileEnded, ...]


def read_interview(pieces: Iterable[bytes], register_id: bytes) -> Iterator[FileEvent | OpenedInterview]:
    """Yield what the container in `pieces` holds, for the register `register_id` (`R`, 32 bytes).

    MalformedError (TooLargeError and UnknownTermError among it), ImpossibleError, BrokenError, and NoMatchError for another register's,
    as docs/spec/fieldform.md §4 says which; whatever `pieces` raises comes through. On any error all that was yielded is void.
    """
    reader = FrameReader(pieces, MAGIC, {Frame.INTERVIEW: (2, LARGEST_INTERVIEW)})
    # (2) magic, then frames in order; (3) each END agrees    docs/spec/fieldform.md §4
    reader.check_magic()
    body = b""
    for event in reader.events(Frame.INTERVIEW):
        if isinstance(event, bytes):
            body = event
        else:
            yield event
    interview = parse_interview(body)
    # (4) padding
    reader.check_padding()
    # (5) for this register
    if interview.register != register_id:
        raise NoMatchError("this interview was sealed for another register")
    # (6) what can be; the rest of this step is in FieldInterview
    if interview.sounds > len(reader.files):
        raise MalformedError(f"{interview.sounds} files are said to be sound, and there are {len(reader.files)}")
    if not (interview.text.strip() or reader.files):
        raise MalformedError("an interview has words or a file")
    yield OpenedInterview(interview, tuple(reader.files))


def parse_interview(body: bytes) -> FieldInterview:
    """Return the interview of an INTERVIEW frame; the module's errors for another form."""
    values = parse_object(body, ("v", *(field.name for field in fields(FieldInterview))))
    # True is 1 to Python; the canonical bytes differ.
    if values["v"] != _VERSION or values["v"] is True:
        raise UnknownTermError(f"this interview is not of version {_VERSION}, the only one known here")
    zone = _zone(text_of(values, "zone"))
    return FieldInterview(
        register=bytes.fromhex(_digits(values, "register")),
        form=_digits(values, "form"),
        sounds=_count(values["sounds"]),
        consent=_consent(values["consent"]),
        began=_moment(values, "began", zone),
        ended=_moment(values, "ended", zone),
        **_told(values),
    )


def _digits(values: Mapping[str, JSON], name: str) -> str:
    if not _DIGITS.fullmatch(text_of(values, name)):
        raise MalformedError(f"{name} is 64 hexadecimal digits in lower case")
    return text_of(values, name)


def _count(value: JSON) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise MalformedError("sounds is a whole number, 0 or more")
    return value


def _consent(value: JSON) -> Mapping[str, str]:
    if not isinstance(value, Mapping):
        raise MalformedError("consent is an object: purpose and answer")
    return {purpose: text_of(value, purpose) for purpose in value}


def _switch(values: Mapping[str, JSON], name: str) -> bool:
    if text_of(values, name) not in {"yes", "no"}:
        raise UnknownTermError(f"{name} is yes or no")
    return values[name] == "yes"


def _told(values: Mapping[str, JSON]) -> dict[str, Any]:  # Any: keywords of two types stand side by side in the call
    return {**{name: _switch(values, name) for name in _SWITCHES}, **{name: _text(values, name) for name in LONGEST}}


def _text(values: Mapping[str, JSON], name: str) -> str:
    told = text_of(values, name)
    if len(told) > LONGEST[name]:
        raise TooLargeError(f"{name} has at most {LONGEST[name]} characters, not {len(told)}")
    if name in _NEEDED and not told.strip():
        raise MalformedError(f"{name} says something")
    return told


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise UnknownTermError("zone is an IANA time zone such as Europe/Minsk") from error


def _moment(values: Mapping[str, JSON], name: str, zone: ZoneInfo) -> datetime:
    told = text_of(values, name)
    try:
        if not _MOMENT.fullmatch(told):
            raise MalformedError(f"{name} is a moment such as 2026-11-23T10:00")
        return datetime.strptime(told, "%Y-%m-%dT%H:%M").replace(tzinfo=zone)
    except ValueError as error:
        raise MalformedError(f"{name} is no moment of the calendar") from error
