"""What our worker made of an opened file, in the words of its page: one page drawn, what a machine read on it, how far the worker is."""

from dataclasses import dataclass

from kniha.book.access.models import Registrar
from kniha.book.evidence import queries
from kniha.book.evidence.models import Derivative, Exhibit, Making
from kniha.desk.exhibits.told import lasting
from kniha.runs.made_of_files import Reading
from kniha.runs.playing import MOST_MS, PLAYED, parts_of
from kniha.runs.words import reading_of


@dataclass(frozen=True, slots=True)
class Frame:
    """A key frame, and when it is shown: hours, minutes, seconds."""

    picture: Derivative
    at: str


@dataclass(frozen=True, slots=True)
class Player:
    """What a player is given. `tag`: `video`, `audio`, or empty where browsers play neither the file nor a copy; `route`: the address.

    Of a copy: how far it goes, `until`; whether the worker is still at it; whether it ends before the file does, and why, a finding.
    """

    tag: str = ""
    route: str = "exhibit_original"
    until: str = ""
    is_growing: bool = False
    is_cut: bool = False
    finding: str = ""
    is_thinned: bool = False

    @property
    def is_copy(self) -> bool:
        """Whether it is not the file itself that is played."""
        return self.route == "exhibit_played"


@dataclass(frozen=True, slots=True)
class Shown:
    """`number` of `pages` is shown, 1 of 1 of a picture; a page that could not be drawn has no blob, and a finding.

    `frames` and `wave` are a film's and a sound's; `until` is how far the wave goes. What could not be made of a film is among `failed`.
    """

    number: int
    pages: int
    page: Derivative | None
    reading: Reading | None
    making: Making | None
    frames: tuple[Frame, ...]
    wave: Derivative | None
    until: str
    failed: tuple[Derivative, ...]

    @property
    def left(self) -> int:
        """How many steps the worker still has before it."""
        return self.making.steps - self.making.done if self.making else 0


def made_of(registrar: Registrar, exhibit: Exhibit, asked: str) -> Shown:
    """What is made of `exhibit`, at the page that is asked for, or the nearest that there is."""
    rows = list(queries.derivatives_of(registrar, exhibit))
    pages = {row.number: row for row in rows if row.kind == "page"}
    last = max(pages, default=1)
    number = min(max(int(asked), 1), last) if asked.isdecimal() and len(asked) <= 6 else 1
    wave = next((row for row in rows if row.kind == "waveform" and row.blob), None)
    return Shown(
        number, last, pages.get(number), reading_of(registrar, exhibit, number), queries.making_of(registrar, exhibit),
        tuple(Frame(row, lasting((row.at_ms or 0) // 1000)) for row in rows if row.kind == "frame" and row.blob), wave,
        lasting((wave.at_ms or 0) // 1000) if wave else "",
        tuple(row for row in rows if row.kind not in {"page", "played"} and not row.blob),
    )  # fmt: skip


def player_of(registrar: Registrar, exhibit: Exhibit) -> Player:
    """The copy for playing where one is made, else the file itself where browsers may play it. The caller sees to it that it is open."""
    family = exhibit.media_type.partition("/")[0]
    if family not in {"video", "audio"}:
        return Player()
    tag = {"video": "video", "audio": "audio"}[family]
    making = queries.making_of(registrar, exhibit)
    is_growing = making is None or making.done < making.steps
    parts = parts_of(registrar, exhibit)
    if not parts:
        return Player(tag if exhibit.media_type in PLAYED else "", is_growing=is_growing)
    next_one = queries.derivatives_of(registrar, exhibit).filter(kind="played", number=len(parts) + 1).first()
    return Player(
        tag, "exhibit_played", lasting((parts[-1].at_ms or 0) // 1000), is_growing, (parts[-1].at_ms or 0) >= MOST_MS,
        next_one.finding if next_one else "", any(part.finding for part in parts),
    )  # fmt: skip
