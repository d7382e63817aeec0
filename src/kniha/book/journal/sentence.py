"""What a sentence of a history is made of: pieces that name records, details, what is cited (docs/spec/journal.md §7)."""

from dataclasses import dataclass

from kniha.book.journal.moments import Ref
from kniha.book.journal.parts import KINDS


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a sentence; one that names a record this registrar may open says which."""

    text: str
    ref: Ref | None = None

    @property
    def leads(self) -> bool:
        """Whether there is a page to lead to."""
        return self.ref is not None and self.ref[0] in KINDS


@dataclass(frozen=True, slots=True)
class Detail:
    """What one field was set to, and what it was before. One without text says all by its label."""

    label: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Cited:
    """A statement on whose strength it was done, and its lines; `lines` is empty where none are marked."""

    record: Piece
    lines: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One entry, told."""

    seq: int
    action: str
    actor: str
    who: str
    role: str
    at: str
    lead: tuple[Piece, ...]
    details: tuple[Detail, ...]
    cites: tuple[Cited, ...]
    reason: str
    citing: str
    """The words that lead to what is cited."""

    def plain(self) -> str:
        """The sentence as one line of text."""
        text = "".join(piece.text for piece in self.lead)
        if self.details:
            told = (f"{detail.label}: {detail.text}" if detail.text else detail.label for detail in self.details)
            text = f"{text} – {'; '.join(told)}"
        if self.cites:
            cited = "; ".join(", ".join(filter(None, (one.record.text, one.lines))) for one in self.cites)
            text = f"{text}, {self.citing} {cited}"
        return f"{text}; {self.reason}" if self.reason else text
