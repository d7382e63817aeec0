"""What a registrar hands over of cameras, clocks and recordings, each with its source; not yet entered."""

from dataclasses import dataclass, field
from datetime import date, datetime

from kniha.book.evidence.models import Exhibit
from kniha.book.forces.drafts import days
from kniha.book.recordings import rules
from kniha.book.recordings.models import Camera
from kniha.book.statements.models import Account
from kniha.vocab import terms
from kniha.vocab.span import Span

NO_DAYS = Span()


@dataclass(frozen=True, slots=True)
class Witness:
    """Where a value is known from: one account, one file, or words."""

    account: Account | None = None
    exhibit: Exhibit | None = None
    read_in: str = ""

    def __post_init__(self) -> None:
        rules.must_have_one_source(self.account, self.exhibit, self.read_in.strip())

    def fields(self) -> dict[str, object]:
        """As the fields of a row."""
        return {"account": self.account, "exhibit": self.exhibit, "read_in": self.read_in.strip()}


@dataclass(frozen=True, slots=True)
class ViewDraft:
    """A place, with its error at 95 % in metres, and what is seen from it; what is not known is None."""

    lat_e7: int | None = None
    lon_e7: int | None = None
    error_m: int | None = None
    heading_deg: int | None = None
    fov_deg: int | None = None
    range_m: int | None = None
    place_words: str = ""

    def __post_init__(self) -> None:
        rules.must_be_view(self.heading_deg, self.fov_deg, self.range_m)

    def fields(self) -> dict[str, object]:
        """As the fields of a row."""
        point = {"lat_e7": self.lat_e7, "lon_e7": self.lon_e7, "error_m": self.error_m, "place_words": self.place_words.strip()}
        return {**point, "heading_deg": self.heading_deg, "fov_deg": self.fov_deg, "range_m": self.range_m}

    def must_be_placed(self) -> None:
        """A camera stands somewhere; a recording may take its camera's place."""
        rules.must_be_placed(self.lat_e7, self.lon_e7, self.error_m, self.place_words)


NO_VIEW = ViewDraft()


@dataclass(frozen=True, slots=True)
class CameraDraft:
    """What a camera is (`camera-kinds`), whose (`owner-kinds`), and for how many days it keeps footage, where that is known."""

    label: str
    kind: str = "not-known"
    owner_kind: str = "not-known"
    owner_words: str = ""
    retention_days: int | None = None
    words: str = ""

    def __post_init__(self) -> None:
        rules.must_be_camera(self.label, self.kind, self.owner_kind, self.retention_days)

    def fields(self) -> dict[str, object]:
        """As the fields of a row."""
        told = {"label": self.label.strip(), "kind": self.kind, "owner_kind": self.owner_kind, "words": self.words.strip()}
        return {**told, "owner_words": self.owner_words.strip(), "retention_days": self.retention_days}


@dataclass(frozen=True, slots=True)
class PositionDraft:
    """Where a camera stood and looked, and when."""

    view: ViewDraft
    span: Span = NO_DAYS

    def __post_init__(self) -> None:
        self.view.must_be_placed()

    def fields(self) -> dict[str, object]:
        """As the fields of a row."""
        return {**self.view.fields(), **days(self.span)}


@dataclass(frozen=True, slots=True)
class ReadingDraft:
    """How far off a clock was at a moment: camera minus true, in milliseconds; one sigma; how that was measured (`clock-ways`)."""

    at: datetime
    offset_ms: int
    sigma_ms: int
    way: str
    words: str = ""

    def __post_init__(self) -> None:
        rules.must_be_reading(self.way, self.offset_ms, self.sigma_ms)


@dataclass(frozen=True, slots=True)
class SeenTwice:
    """One event as the clocks of two cameras show it; each time is right to within `sigma_ms`."""

    here: datetime
    there: datetime
    sigma_ms: int


@dataclass(frozen=True, slots=True)
class RecordingDraft:
    """A recording: when it began and ended by the camera's clock, or in true time; its place and view where they are its own; a track.

    `lost_on`: the day on which it will be written over, where somebody told that; else it follows from how long the camera keeps footage.
    """

    label: str
    camera: Camera | None = None
    shown: tuple[datetime, datetime] | None = None
    true: tuple[datetime, datetime] | None = None
    sigma_ms: int | None = None
    view: ViewDraft = NO_VIEW
    track: tuple[tuple[int, int, int, int], ...] = ()
    words: str = ""
    holder_kind: str = ""
    holder_words: str = ""
    lost_on: date | None = None

    def __post_init__(self) -> None:
        for told in filter(None, (self.shown, self.true)):
            rules.must_run_forward(*told)
        rules.must_be_recording(self.label, has_camera=self.camera is not None, has_place=self.is_placed, sigma_ms=self.sigma_ms)
        if self.holder_kind:
            terms.check_term("owner-kinds", self.holder_kind)
        rules.must_be_track(self.track, self.began)

    @property
    def is_placed(self) -> bool:
        """Whether it says itself where it was made."""
        if self.view.lat_e7 is None and not self.view.place_words.strip():
            return bool(self.track)
        self.view.must_be_placed()
        return True

    @property
    def began(self) -> datetime | None:
        """From where a track counts: the camera's clock, where that is told."""
        told = self.shown or self.true
        return told[0] if told else None

    @property
    def ended(self) -> datetime | None:
        """The end, by whichever clock is told."""
        told = self.true or self.shown
        return told[1] if told else None

    def fields(self) -> dict[str, object]:
        """As the fields of a row, but for the day of its loss."""
        (shown_first, shown_last), (first, last) = self.shown or (None, None), self.true or (None, None)
        return {
            "label": self.label.strip(), "camera": self.camera, "shown_first": shown_first, "shown_last": shown_last, "first": first,
            "last": last, "sigma_ms": self.sigma_ms, "track": [list(point) for point in self.track], "words": self.words.strip(),
            "holder_kind": self.holder_kind, "holder_words": self.holder_words.strip(), **self.view.fields(),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """Footage was asked for, or refused, on a day; what was said."""

    what: str
    on: date
    words: str = field(default="")
