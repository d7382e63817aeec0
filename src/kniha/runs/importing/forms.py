"""How a list's file is formed, as its mapping states it: format, encoding, delimiter, sheet. What it leaves out is found out and told."""

import codecs
from dataclasses import dataclass

from kniha.vocab.errors import MalformedError

FORMATS = ("", "kobo", "ftm", "bayanat", "whowasincommand")
"""Formats of other programs. Empty: a plain table, by the ending of the file's name."""

ENCODINGS = ("utf-8", "utf-16", "cp1251", "cp1250", "cp1252", "koi8-r", "koi8-u", "iso8859-5", "cp866")
"""What a mapping may name. No other is guessed."""

_DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True, slots=True)
class Form:
    """What the mapping says of the file; empty where it says nothing."""

    format: str = ""
    records: str = ""
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header_row: int = 1
    parts: tuple[str, ...] = ()
    """The schemas or classes that are taken; empty for a file that does not mix several."""

    def __post_init__(self) -> None:
        if self.format not in FORMATS:
            raise MalformedError(f"the mapping's format is one of {', '.join(FORMATS[1:])}, or left out")
        if self.encoding and _named(self.encoding) not in ENCODINGS:
            raise MalformedError(f"the mapping's encoding is one of {', '.join(ENCODINGS)}")
        if self.delimiter and self.delimiter not in _DELIMITERS:
            raise MalformedError("the mapping's delimiter is a comma, a semicolon, a tab or |")
        if not 1 <= self.header_row <= 100:
            raise MalformedError("the mapping's header_row is a number from 1 to 100")

    def takes(self, part: str) -> bool:
        """Whether rows of this part are read."""
        return not self.parts or part in self.parts

    @property
    def codec(self) -> str:
        """The encoding under the one name that is used here; empty where none is stated."""
        return _named(self.encoding) if self.encoding else ""


def _named(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        return encoding
