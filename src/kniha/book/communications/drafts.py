"""What a registrar hands over of call signs and messages; not yet entered."""

from dataclasses import dataclass

from kniha.book.communications import rules
from kniha.book.forces.drafts import days
from kniha.book.recordings.drafts import NO_VIEW, ViewDraft
from kniha.book.statements.drafts import When
from kniha.vocab.span import Span

NO_DAYS = Span()


@dataclass(frozen=True, slots=True)
class CallSignDraft:
    """A sign as heard, and from when to when it stood for what it is entered for."""

    sign: str
    span: Span = NO_DAYS

    def __post_init__(self) -> None:
        rules.must_be_sign(self.sign)

    def fields(self) -> dict[str, object]:
        """As the fields of a row."""
        return {"sign": self.sign.strip(), "folded": rules.folded(self.sign), **days(self.span)}


@dataclass(frozen=True, slots=True)
class SpeakerDraft:
    """Who spoke (`from`) or to whom (`to`), as heard, and what that is (`speaker-kinds`)."""

    side: str
    heard: str
    kind: str = "not-known"

    def __post_init__(self) -> None:
        rules.must_be_speaker(self.side, self.kind, self.heard)

    def fields(self, place: int) -> dict[str, object]:
        """As the fields of a row; `place`: which one it is."""
        return {"side": self.side, "kind": self.kind, "heard": self.heard.strip(), "folded": rules.folded(self.heard), "place": place}


NO_TIME = When()


@dataclass(frozen=True, slots=True)
class CommunicationDraft:
    """What was said (`text`, in `language`), by which medium and channel, when, by whom and to whom, and from where as far as known."""

    medium: str
    text: str = ""
    language: str = ""
    channel: str = ""
    when: When = NO_TIME
    speakers: tuple[SpeakerDraft, ...] = ()
    view: ViewDraft = NO_VIEW

    def __post_init__(self) -> None:
        rules.must_be_communication(self.medium, self.text, len(self.speakers))
        if self.view != NO_VIEW:
            self.view.must_be_placed()

    def fields(self) -> dict[str, object]:
        """As the fields of a row, without its speakers."""
        when = self.when
        return {
            "medium": self.medium, "text": self.text.strip(), "language": self.language, "channel": self.channel.strip(),
            "first": when.first, "last": when.last, "zone": when.zone, "precision": when.precision, "when_words": when.words.strip(),
            **self.view.fields(),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class TranslationDraft:
    """A translation: its language, who or what made it (`translator-kinds`), and the translator's note."""

    text: str
    language: str
    way: str = "person"
    note: str = ""

    def __post_init__(self) -> None:
        rules.must_be_translation(self.text, self.language, self.way)

    def fields(self) -> dict[str, object]:
        """As the fields of a row."""
        return {"text": self.text.strip(), "language": self.language, "way": self.way, "note": self.note.strip()}
