"""The types of which requests and answers are made: ids, terms, uncertain times and places."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Protocol

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue

from kniha.api.fitting import INSTANT, UnfitError
from kniha.book.statements.drafts import When, Where
from kniha.vocab import terms
from kniha.vocab.time import FIRST_YEAR, LAST_YEAR, Interval

RowId = Annotated[str, Field(pattern="^[0-9a-f]{32}$", description="An id: 32 hexadecimal digits.")]
Number = Annotated[str, Field(pattern="^[A-Za-z0-9-]{1,20}$", description="The number of an incident, like KN-2020-48213.")]
WholeNumber = Annotated[int, Field(strict=True)]
YesOrNo = Annotated[bool, Field(strict=True)]


@dataclass(frozen=True, slots=True)
class OneOf:
    """Marks a text as a code of a list of terms: refused where the list does not have it, and listed in the document."""

    list_name: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> Any:  # Any: pydantic's own types
        """A text, then the check."""
        return handler.generate_schema(Annotated[source, AfterValidator(self._checked)])

    def __get_pydantic_json_schema__(self, schema: Any, handler: GetJsonSchemaHandler) -> JsonSchemaValue:  # Any: as above
        """The codes, in the order of the list."""
        return {**handler(schema), "enum": [term.code for term in terms.terms(self.list_name)], "x-kniha-terms": self.list_name}

    def _checked(self, code: str) -> str:
        if code not in terms.codes(self.list_name):
            raise UnfitError("term-of", self.list_name)
        return code


def _within_reach(instant: datetime) -> datetime:
    if not FIRST_YEAR <= instant.year <= LAST_YEAR:
        raise UnfitError("instant", INSTANT)
    return instant.astimezone(UTC)


Instant = Annotated[AwareDatetime, AfterValidator(_within_reach)]
Precision = Annotated[str, OneOf("time-precisions")]


class Sent(BaseModel):
    """What a program sends. A field that is not ours is refused, not skipped."""

    model_config = ConfigDict(extra="forbid")


class Changing(Sent):
    """What sets a record anew that stood before."""

    seen: WholeNumber | None = Field(
        default=None, ge=0, le=2**53 - 2,
        description="The number of the newest entry of the record's history that was read: 409 where the record was changed since.",
    )  # fmt: skip

    def before(self) -> int | None:
        """The place in the journal from which on a change is news; None for a program that did not look before."""
        return None if self.seen is None else self.seen + 1


class Timed(Protocol):
    """A row that has an uncertain time."""

    first: datetime | None
    last: datetime | None
    zone: str
    precision: str


class Time(Sent):
    """Some time between two instants, both included: as exactly as a source said it and never more."""

    first: Instant | None = Field(
        default=None, description="The earliest instant that it may have been; with its offset, given back in UTC."
    )
    last: Instant | None = Field(default=None, description="The latest one.")
    zone: str = Field(default="", max_length=64, description="IANA name of the zone of the place, like Europe/Minsk: a day is a day there.")
    precision: Precision = Field(default="not-known", description="How exactly it is known.")
    words: str = Field(default="", max_length=500, description="As the source told it.")

    def when(self) -> When:
        """The same for the book; ImpossibleError or MalformedError for a time that cannot be."""
        if self.first is not None and self.last is not None:
            Interval(self.first, self.last, self.zone, self.precision)
        return When(self.first, self.last, self.zone, self.precision, self.words)


def time_of(row: Timed, words: str = "") -> Time:
    """The time of a row."""
    return Time.model_construct(first=row.first, last=row.last, zone=row.zone, precision=row.precision, words=words)


class Placed(Protocol):
    """A row that has an uncertain place."""

    lat_e7: int | None
    lon_e7: int | None
    radius_m: int | None


class Place(Sent):
    """A point and how far off it may be. Degrees are whole numbers of 10⁻⁷, as the book keeps them: 53.9023 is 539023000."""

    lat_e7: WholeNumber | None = Field(default=None, ge=-900_000_000, le=900_000_000, description="Latitude in 10⁻⁷ degrees (WGS 84).")
    lon_e7: WholeNumber | None = Field(default=None, ge=-1_800_000_000, le=1_800_000_000, description="Longitude in 10⁻⁷ degrees.")
    radius_m: WholeNumber | None = Field(default=None, ge=1, le=2_000_000, description="Within how many metres, at 95 %.")
    words: str = Field(default="", max_length=500, description="Where, in words.")

    def where(self) -> Where:
        """The same for the book; ImpossibleError for half a point."""
        return Where(self.lat_e7, self.lon_e7, self.radius_m, self.words)


def place_of(row: Placed, words: str) -> Place:
    """The place of a row."""
    return Place.model_construct(lat_e7=row.lat_e7, lon_e7=row.lon_e7, radius_m=row.radius_m, words=words)
