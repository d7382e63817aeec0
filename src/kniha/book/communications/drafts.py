"""What a registrar hands over of call signs; not yet entered."""

from dataclasses import dataclass

from kniha.book.communications import rules
from kniha.book.forces.drafts import days
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
