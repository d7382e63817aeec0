"""What a file tells of itself, as it is kept sealed and as the desk and the API show it. Taken from a child: every value has its limit.

The words for the codes are in lists of terms; that the engine `media` has the same codes, tests/runs/test_file_facts.py says. No part
of the engine is loaded here: the desk reads this.
"""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationError
from pydantic.json_schema import JsonSchemaValue

from kniha.vocab import terms
from kniha.vocab.errors import MalformedError

MOST_TELLINGS, MOST_DISAGREEMENTS, MOST_TRACKS, MOST_POINTS, MOST_CODES = 200, 40, 8, 1000, 20

Text = Annotated[str, Field(max_length=400)]
_Count = Annotated[int, Field(ge=0, lt=1 << 53)]


class Code:
    """Marks a text as a code of a list of terms: refused where the list does not have it, and listed in the document of the interface."""

    def __init__(self, list_name: str) -> None:
        self._list = list_name

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> Any:  # Any: pydantic's own types
        return handler.generate_schema(Annotated[source, AfterValidator(self._checked)])

    def __get_pydantic_json_schema__(self, schema: Any, handler: GetJsonSchemaHandler) -> JsonSchemaValue:  # Any: as above
        return {**handler(schema), "enum": [term.code for term in terms.terms(self._list)], "x-kniha-terms": self._list}

    def _checked(self, code: str) -> str:
        if code not in terms.codes(self._list):
            raise ValueError(f"no code of the list {self._list}")
        return code


class _Kept(BaseModel):
    """Nothing unknown, nothing guessed from another type."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Telling(_Kept):
    """One thing told, in one place of the file."""

    about: Annotated[str, Code("told-of-files")] = Field(description="A code of the list `told-of-files`.")
    where: Text = Field(description="The field, by its standard.")
    written: Text = Field(description="As the file has it, up to 200 letters.")
    read: Text = Field(
        description="ISO 8601 for a time, degrees north and east for a place, pixels for a size, else the text; empty: not readable."
    )
    zone: Annotated[str, Field(pattern="^(|written|by-standard)$")] = Field(
        description="Whose clocks a time means: as written, or UTC by the standard of the field, which some devices ignore; empty: unknown."
    )


class Disagreement(_Kept):
    """Two tellings that cannot both be right."""

    matter: Annotated[str, Code("told-apart")] = Field(description="A code of the list `told-apart`.")
    first: Telling
    second: Telling
    apart: _Count = Field(description="Seconds for a time, metres for a place, else 0.")


class Position(_Kept):
    """In 10⁻⁷ degrees north and east."""

    latitude_e7: Annotated[int, Field(ge=-900_000_000, le=900_000_000)]
    longitude_e7: Annotated[int, Field(ge=-1_800_000_000, le=1_800_000_000)]


class Point(_Kept):
    """A position, and when, where that is told."""

    position: Position
    read: Annotated[str, Field(max_length=40)] = Field(description="ISO 8601; empty: not told.")
    at_ms: _Count | None = Field(description="Milliseconds from the beginning of the film; null: not told.")


class Track(_Kept):
    """Places told one after another: how many the file has, and those of them that are kept."""

    where: Text
    told: _Count
    points: Annotated[tuple[Point, ...], Field(max_length=MOST_POINTS)]


class Manifest(_Kept):
    """What a signed manifest (C2PA) says, and what that is worth."""

    holding: Annotated[str, Code("manifest-holdings")] = Field(description="A code of the list `manifest-holdings`.")
    signer: Text = ""
    issuer: Text = ""
    signed: Text = ""
    program: Text = ""
    title: Text = ""
    origin: Text = Field(default="", description="How the picture came to be, by IPTC's list of digital sources.")
    actions: Annotated[tuple[Text, ...], Field(max_length=MOST_CODES)] = ()
    failures: Annotated[tuple[Text, ...], Field(max_length=MOST_CODES)] = Field(default=(), description="Codes of the C2PA specification.")
    address: Text = ""


class Facts(_Kept):
    """All of it. Null: not known, or such a file has none."""

    width: _Count | None = None
    height: _Count | None = None
    duration_ms: _Count | None = None
    codec: Text = ""
    frames_per_1000s: Annotated[int, Field(gt=0, le=1_000_000)] | None = Field(
        default=None, description="Frames in 1000 seconds of a film, on average: 29970 for 29.97 a second."
    )
    pages: _Count | None = None
    characters: _Count = 0
    tellings: Annotated[tuple[Telling, ...], Field(max_length=MOST_TELLINGS)] = ()
    disagreements: Annotated[tuple[Disagreement, ...], Field(max_length=MOST_DISAGREEMENTS)] = ()
    tracks: Annotated[tuple[Track, ...], Field(max_length=MOST_TRACKS)] = ()
    manifest: Manifest | None = None
    findings: Annotated[tuple[Annotated[str, Code("file-findings")], ...], Field(max_length=50)] = Field(
        default=(), description="What is odd: codes of the list `file-findings`."
    )

    def as_json(self) -> bytes:
        """The form in which it is sealed."""
        return self.model_dump_json(exclude_defaults=True).encode()


def from_json(data: bytes) -> Facts:
    """Return the facts in `data`; MalformedError for anything that is not of this form."""
    try:
        return Facts.model_validate_json(data)
    except ValidationError as error:
        raise MalformedError("these are no facts of a file") from error
