"""The parent of a child that looks into a hostile file: hands it the pieces that it asks for, and believes it nothing.

A child may die of its file or be captured by it. Its answer is taken as a stranger's: of limited size, of the form that ours have.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import IO, BinaryIO, Generic, TypeVar

from kniha.media import print_bytes, webm
from kniha.media.findings import Finding
from kniha.media.manifests import CARRIERS, Holding
from kniha.runs import view_pipe as pipe
from kniha.runs.file_facts import Facts, Manifest, from_json
from kniha.runs.made_of_files import Made, made_from_json
from kniha.runs.view_nursery import Nursery
from kniha.vocab.errors import BrokenError, MalformedError

SECONDS = 60.0
"""What a child may take by the clock on the wall; its processor time is limited by itself."""

LONG_SECONDS = 150.0
"""The same, for a part of a film made anew: a step that a slow host must be able to do."""

_FAMILIES = ("image", "video", "audio", "text", "document")
_READ = {"text/plain": "text", "application/pdf": "document", "application/gpx+xml": "document", "application/zip": "document"}
READ_TYPES = tuple(sorted(_READ))
_NURSERY = Nursery()  # it ends when this process closes its end of their channel, as its death does


Form = TypeVar("Form")
Fit = Callable[[bytes], bool]


@dataclass(frozen=True)  # no slots: a generic class of Python 3.11 cannot have them
class Seen(Generic[Form]):
    """What children answered: facts for the desk, JPEG, and words as UTF-8; either of the last is empty where there is none."""

    facts: Form
    picture: bytes = b""
    words: bytes = b""


@dataclass(frozen=True, slots=True)
class _File:
    stream: BinaryIO
    size: int


_UNCHECKED = Facts(manifest=Manifest(holding=Holding.UNREADABLE.value), findings=(Finding.MANIFEST_UNREADABLE.value,))


@dataclass(frozen=True)  # as `Seen`
class _Expected(Generic[Form]):
    """Of which form an answer is: its facts, and its picture or prints."""

    form: Callable[[bytes], Form]
    is_fit: Fit


class _EndedError(Exception):
    """The child died, was killed, or spoke nonsense."""


def look_at(stream: BinaryIO, size: int, media_type: str, *, seconds: float = SECONDS, roots: bytes = b"") -> Seen[Facts]:
    """Return what children make of the file of `size` bytes in `stream`; one that dies has seen nothing.

    A file that may carry a signed manifest is given to a second child, which does nothing but check it; `roots` are those of signers
    that are trusted (PEM). MalformedError for a type that nobody here looks at, BrokenError where a child cannot be shut in; what
    `stream` raises comes through.
    """
    family = _READ.get(media_type) or media_type.partition("/")[0]
    if family not in _FAMILIES:
        raise MalformedError(f"a view is of {', '.join(_FAMILIES)}")
    file = _File(stream, size)
    seen = _asked(family, file, seconds) or Seen(Facts(findings=(Finding.UNREADABLE.value,)))
    if media_type not in CARRIERS:
        return replace(seen, facts=_with_manifest(seen.facts, Facts()))
    checked = _asked("manifest", file, seconds, roots)
    return replace(seen, facts=_with_manifest(seen.facts, checked.facts if checked else _UNCHECKED))


def make_of(stream: BinaryIO, size: int, task: str, *, seconds: float | None = None, given: bytes = b"") -> Seen[Made] | None:
    """Return what a child makes of the file of `size` bytes in `stream`, None where it died of it; `task` as `kniha.runs.drawing` has it.

    BrokenError where a child cannot be shut in; what `stream` raises comes through.
    """
    is_part = pipe.is_long(task)
    within = seconds if seconds is not None else LONG_SECONDS if is_part else SECONDS
    return _answered(task, _File(stream, size), within, given, form=made_from_json, is_fit=_is_part if is_part else None)


def prints_of(stream: BinaryIO, size: int, task: str, *, seconds: float = SECONDS) -> bytes | None:
    """Return the prints that a child made of the file (`print`, or `prints 3` for the third minute of a film), as `kniha.media.print_bytes`
    has them; empty where nothing can be made, None where it died. Errors as `make_of`.
    """
    seen = _answered(task, _File(stream, size), seconds, form=made_from_json, is_fit=_is_print if task == "print" else _are_prints)
    return None if seen is None else seen.picture


def recogniser_here() -> Made:
    """The recogniser of letters on this host, as a child has it; no `tool` where there is none."""
    try:
        seen = make_of(io.BytesIO(), 0, "recogniser")
    except BrokenError:  # no child can be shut in here: each file says so
        return Made()
    return seen.facts if seen else Made()


def _asked(family: str, file: _File, seconds: float, roots: bytes = b"") -> Seen[Facts] | None:
    return _answered(family, file, seconds, roots, form=from_json)


def _answered(
    task: str, file: _File, seconds: float, roots: bytes = b"", *, form: Callable[[bytes], Form], is_fit: Fit | None = None
) -> Seen[Form] | None:
    """What a child answers, None where it ends without an answer. A nursery that died meanwhile is started again, once."""
    for _ in range(2):
        with _NURSERY.child(task, seconds) as (asking, telling):
            try:
                _tell(telling, pipe.SIZE.pack(file.size, len(roots)) + roots)
                return _served(asking, telling, file, _Expected(form, is_fit or is_jpeg))
            except _EndedError:
                if _NURSERY.lives:
                    return None
    return None


def _with_manifest(facts: Facts, told: Facts) -> Facts:
    """The facts, and what the other child found: what the first says of a manifest counts for nothing."""
    findings = tuple(dict.fromkeys((*facts.findings, *told.findings)))
    return facts.model_copy(update={"manifest": told.manifest, "findings": findings})


def _served(asking: IO[bytes], telling: IO[bytes], file: _File, expected: "_Expected[Form]") -> Seen[Form]:
    while True:
        match _heard(asking, 1):
            case pipe.WANTED:
                offset, wanted = pipe.PIECE.unpack(_heard(asking, pipe.PIECE.size))
                if wanted > pipe.LARGEST_PIECE or offset + wanted > file.size:
                    raise _EndedError
                file.stream.seek(offset)
                piece = file.stream.read(wanted)
                _tell(telling, pipe.GIVEN.pack(len(piece)) + piece)
            case pipe.DONE:
                return _seen(asking, expected)
            case pipe.OPEN:
                raise BrokenError("a child for a file could not be shut in on this system; no byte was given to it")
            case _:
                raise _EndedError


def _seen(asking: IO[bytes], expected: "_Expected[Form]") -> Seen[Form]:
    """Take the child's answer as that of a stranger: of limited size, and of the form that ours have."""
    told, picture, words = pipe.ANSWER.unpack(_heard(asking, pipe.ANSWER.size))
    if told > pipe.LARGEST_FACTS or picture > pipe.LARGEST_PICTURE or words > pipe.LARGEST_TEXT:
        raise _EndedError
    try:
        facts = expected.form(_heard(asking, told))
    except MalformedError as error:
        raise _EndedError from error
    made, said = _heard(asking, picture), _heard(asking, words)
    if (made and not expected.is_fit(made)) or not _is_text(said):
        raise _EndedError
    return Seen(facts, made, said)


def _is_print(made: bytes) -> bool:
    try:
        print_bytes.read(made)
    except MalformedError:
        return False
    return True


def _are_prints(made: bytes) -> bool:
    try:
        print_bytes.film_read(made)
    except MalformedError:
        return False
    return True


def _is_part(made: bytes) -> bool:
    """A part of a film, or a picture in which something is covered."""
    try:
        webm.check_part(made)
    except MalformedError:
        return is_jpeg(made)
    return True


def is_jpeg(made: bytes) -> bool:
    """Whether a browser may be told that this is a JPEG: a decoder has to find out the rest."""
    return made.startswith(b"\xff\xd8\xff")


def _is_text(said: bytes) -> bool:
    try:
        return "\0" not in said.decode()
    except UnicodeDecodeError:
        return False


def _heard(asking: IO[bytes], size: int) -> bytes:
    data = asking.read(size)
    if len(data) < size:
        raise _EndedError
    return data


def _tell(telling: IO[bytes], data: bytes) -> None:
    try:
        telling.write(data)
        telling.flush()
    except BrokenPipeError as error:
        raise _EndedError from error
