"""What may be, in matters of evidence. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kniha.book.evidence.chain import FROM_TO
from kniha.media.masks import Plan
from kniha.vocab.errors import ConflictError, ImpossibleError, RefusedError
from kniha.vocab.within import must_be_moment, must_be_part

DECIDED_FIRST = frozenset({"leaked", "intercepted", "hacked"})
"""Ways by which files came that a lawyer decides on before anybody, or any machine, looks into them."""
OPEN_FOR = timedelta(minutes=30)
"""So long after its access was entered a file stays open to who entered it."""


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a picture, in 1/10000 of its width and height."""

    left: int
    top: int
    width: int
    height: int

    def __post_init__(self) -> None:
        must_be_part(self.left, self.top, self.width, self.height)


@dataclass(frozen=True, slots=True)
class Stretch:
    """From when to when in a film or a sound, in milliseconds from its beginning; without `end`: one moment."""

    start: int
    end: int | None = None

    def __post_init__(self) -> None:
        must_be_moment(self.start)
        must_be_moment(self.end or 0)
        if self.end is not None and self.end < self.start:
            raise ImpossibleError("a note does not end before it begins")


def must_have_purpose(why: str) -> None:
    """Custody: an access states what it is for."""
    if len(why.strip()) < 4:
        raise RefusedError("a file is opened for a purpose: say which")


def must_be_by_hand(kind: str, known: Collection[str]) -> None:
    """Some steps the register enters itself: by them a file would open, or be gone."""
    if kind not in known:
        raise RefusedError("this step the register enters itself, as it happens")


def must_be_step(kind: str, giver: str, taker: str, why: str) -> None:
    """A step that a registrar tells of has what a court asks of it."""
    if kind in FROM_TO and not (giver.strip() and taker.strip()):
        raise RefusedError("what passes from hand to hand says from whom and to whom")
    if len(why.strip()) < 4:
        raise RefusedError("a step of custody says what for")


def must_have_happened(at: datetime, *, now: datetime) -> None:
    """Custody tells of what was."""
    if at > now:
        raise ImpossibleError("a step of custody has happened")


def is_free(how_obtained: str) -> bool:
    """Whether files that came so may be used without a lawyer's decision."""
    return how_obtained not in DECIDED_FIRST


def must_tell_of_acquisition(title: str, giver: str, why: str) -> None:
    """What a court asks first of files: what they are, from whom they came, and what for they were taken."""
    if not all(len(words.strip()) >= 3 for words in (title, giver, why)):
        raise RefusedError("an acquisition has a title, says from whom the files came, and what for they were taken")


def must_be_past(day: date, *, today: date) -> None:
    """Nothing was obtained tomorrow."""
    if day > today:
        raise ImpossibleError("files were obtained today or earlier")


def must_be_new(*, is_known: bool) -> None:
    """A title names one acquisition of a compartment: who goes on with it says so."""
    if is_known:
        raise ConflictError("an acquisition of this title is there already")


def must_decide(how_obtained: str, words: str, *, is_own: bool) -> None:
    """The decision on what files may be used for: by a lawyer who did not bring them, with reasons, where one is needed at all."""
    if is_free(how_obtained):
        raise RefusedError("files that came so need no decision")
    if is_own:
        raise RefusedError("nobody decides on what they brought themselves")
    if len(words.strip()) < 10:
        raise RefusedError("a decision on files says why")


def must_be_linkable(*, may_be_linked: bool) -> None:
    """Nor are they laid beside others, or tied to anything."""
    if not may_be_linked:
        raise RefusedError("a lawyer decides first whether these files may be linked with others")


def must_be_readable(*, may_be_read: bool) -> None:
    """Leaked, intercepted or hacked files wait for the decision."""
    if not may_be_read:
        raise RefusedError("a lawyer decides first whether these files may be read")


def must_tell_of_thing(title: str) -> None:
    """A thing is called something."""
    if len(title.strip()) < 3:
        raise RefusedError("say what the thing is")


def must_lie_together(one: str, other: str) -> None:
    """A photograph and what it shows are seen by the same people, and so are two files that are laid side by side."""
    if one != other:
        raise RefusedError("what is laid side by side lies in one compartment")


def must_begin(kind: str) -> None:
    """The first step of a thing is that it came."""
    if kind != "received":
        raise RefusedError("a thing begins with the step by which it was received")


def must_be_two(one: str, other: str) -> None:
    """A file is not compared with itself."""
    if one == other:
        raise RefusedError("two files are compared, not one with itself")


def must_be_open(*, is_open: bool) -> None:
    """What is noted of a file was looked at, for a purpose."""
    if not is_open:
        raise RefusedError("a file is opened for a purpose: say which")


def must_fit_media(media_type: str, stretch: Stretch | None, region: Region | None) -> None:
    """A picture has regions, a sound moments, a film both."""
    family = media_type.partition("/")[0]
    if family not in {"image", "video", "audio"}:
        raise RefusedError("notes are tied to pictures, films and sounds")
    if family == "image" and stretch is not None:
        raise RefusedError("a picture has no moments: a note on it has no time")
    if family != "image" and stretch is None:
        raise RefusedError("a note on a film or a sound says when in it")
    if family == "audio" and region is not None:
        raise RefusedError("a sound has no regions")


def must_say(kind: str, words: str, language: str) -> None:
    """A note is in words; of what was said, in which language."""
    if not words.strip():
        raise RefusedError("a note says something in words")
    if kind in {"transcript", "translation"} and not language:
        raise RefusedError("what is said says in which language")


def must_be_original(kind: str) -> None:
    """What is translated is what was said, as it sounded."""
    if kind != "transcript":
        raise RefusedError("what is said is translated, nothing else")


def must_stand(*, is_withdrawn: bool) -> None:
    """A withdrawn note is neither translated nor withdrawn again."""
    if is_withdrawn:
        raise ConflictError("this note is withdrawn")


def must_say_why_withdrawn(reason: str) -> None:
    """Nothing is withdrawn without a word."""
    if len(reason.strip()) < 4:
        raise RefusedError("this is withdrawn with a reason")


def must_be_seen(media_type: str) -> None:
    """What has no picture has no faces."""
    if media_type.partition("/")[0] not in {"image", "video"} or media_type == "image/svg+xml":
        raise RefusedError("boxes are drawn on pictures and films")


def must_fit_picture(media_type: str, plan: Plan) -> None:
    """A picture has no moments."""
    if media_type.startswith("image/") and any(box.at_ms for mask in plan.masks for box in mask.boxes):
        raise RefusedError("a picture has no moments: a box on it has the moment 0")


def must_be_few(number: int, most: int) -> None:
    """Parts are numbered by copy and place, and there is an end to numbers."""
    if number > most:
        raise ConflictError("there are as many copies of this file as one file can have")


def must_be_made(*, is_whole: bool) -> None:
    """What is kept was looked at, so it is there, to its end."""
    if not is_whole:
        raise ConflictError("the copy is not made yet, or could not be made")


def must_wait(*, is_decided: bool) -> None:
    """On a copy is decided once."""
    if is_decided:
        raise ConflictError("this copy is kept or discarded already")
