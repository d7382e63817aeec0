"""What children make of files, beyond what files tell of themselves: taken as a stranger's word, so every value has its form and limit.

A machine's reading of letters is kept so as well, sealed, with the tool that read it and how sure it was.
"""

from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kniha.runs.file_facts import Code, Text
from kniha.vocab.errors import MalformedError

MOST_FRAMES = 64
LONGEST = 100_000
"""Characters that are kept of one page."""
_Moment = Annotated[int, Field(ge=0, lt=1 << 53)]
_Percent = Annotated[int, Field(ge=0, le=100)]
_Findings = Annotated[tuple[Annotated[str, Code("file-findings")], ...], Field(max_length=10)]


class _Kept(BaseModel):
    """Nothing unknown, nothing guessed from another type."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Frame(_Kept):
    """A picture of a film: where it stands in it, and how many of the bytes are its own."""

    at_ms: _Moment
    size: Annotated[int, Field(gt=0, lt=1 << 24)]


class Made(_Kept):
    """A child's answer. `plays`: browsers play the file as it is; `is_last`: with this part a film ends.

    `confidence` and `left_out` tell of letters, `has_own_words` of a page that needs no recogniser, `is_unread` of one that has none here;
    `tool` is the recogniser's, empty where there is none.
    """

    findings: _Findings = ()
    confidence: _Percent = 0
    left_out: Annotated[int, Field(ge=0, lt=1 << 31)] = 0
    has_own_words: bool = False
    is_unread: bool = False
    tool: Text = ""
    languages: Text = ""
    frames: Annotated[tuple[Frame, ...], Field(max_length=MOST_FRAMES)] = ()
    until_ms: _Moment = 0
    is_last: bool = False
    plays: bool = False


class Reading(_Kept):
    """The words of one page as a machine read them."""

    words: Annotated[str, Field(max_length=LONGEST)] = ""
    confidence: _Percent = Field(default=0, description="How sure the machine was on average, of 100.")
    left_out: Annotated[int, Field(ge=0, lt=1 << 31)] = Field(default=0, description="Words of which it was too unsure.")
    tool: Text = ""
    languages: Text = ""
    findings: _Findings = Field(default=(), description="Why there are none: codes of the list `file-findings`.")

    def as_json(self) -> bytes:
        """The form in which it is sealed."""
        return self.model_dump_json(exclude_defaults=True).encode()


_Form = TypeVar("_Form", Made, Reading)


def made_from_json(data: bytes) -> Made:
    """Return a child's answer; MalformedError for anything that is not of this form."""
    return _parsed(Made, data)


def reading_from_json(data: bytes) -> Reading:
    """Return what was kept of a page; MalformedError for anything that is not of this form."""
    return _parsed(Reading, data)


def _parsed(form: type[_Form], data: bytes) -> _Form:
    try:
        return form.model_validate_json(data)
    except ValidationError as error:
        raise MalformedError("this is nothing that was made of a file") from error


def printable(words: str) -> str:
    """Words without what no page shows: a captured child could turn a line about with signs that nobody sees."""
    return "".join(letter for letter in words if letter == "\n" or letter.isprintable())[:LONGEST]
