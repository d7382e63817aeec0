"""XML that strangers wrote, read by expat without a document type: no entities, no outside, no depth, no length without an end.

A declaration of a document type is refused as such, so that there is nothing to expand ("billion laughs") and nothing to fetch (XXE).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NoReturn, Protocol
from xml.parsers import expat

from kniha.vocab.errors import MalformedError, TooLargeError

MOST_DEPTH = 50
MOST_ELEMENTS = 2_000_000
MOST_TEXT = 4096
"""Letters of one text or attribute that are kept; the rest is left out."""
_SEPARATOR = "\x1f"  # no name of XML may hold it


class Receiver(Protocol):
    """Who is told what stands in the text. Names are (namespace, name)."""

    def begin(self, name: tuple[str, str], attributes: dict[tuple[str, str], str]) -> None:
        """An element begins."""
        ...

    def end(self, name: tuple[str, str], text: str) -> None:
        """It ends; `text` is what stood in it itself, up to MOST_TEXT letters, trimmed."""
        ...


def parse(pieces: Iterable[bytes], receiver: Receiver) -> None:
    """Tell `receiver` what the XML in `pieces` holds, in the order of the text.

    Raises MalformedError for what is no XML or declares a document type, TooLargeError beyond the limits; what was told before stays told.
    """
    reading = _Reading(receiver)
    parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.ExternalEntityRefHandler = _refuse
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = reading.begin, reading.end, reading.text
    try:
        for piece in pieces:
            parser.Parse(piece, False)  # noqa: FBT003 - expat's own form
        parser.Parse(b"", True)  # noqa: FBT003
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise MalformedError("this is no XML that can be read to its end") from error


@dataclass(slots=True)
class _Reading:
    receiver: Receiver
    texts: list[str] = field(default_factory=list)
    elements: int = 0

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        if len(self.texts) >= MOST_DEPTH or self.elements > MOST_ELEMENTS:
            raise TooLargeError(f"this XML has more than {MOST_DEPTH} levels or {MOST_ELEMENTS} elements")
        self.texts.append("")
        self.receiver.begin(_split(name), {_split(key): value[:MOST_TEXT] for key, value in attributes.items()})

    def end(self, name: str) -> None:
        self.receiver.end(_split(name), self.texts.pop().strip())

    def text(self, text: str) -> None:
        if self.texts and len(self.texts[-1]) < MOST_TEXT:
            self.texts[-1] = (self.texts[-1] + text)[:MOST_TEXT]


def _split(name: str) -> tuple[str, str]:
    space, _, local = name.rpartition(_SEPARATOR)
    return space, local


def _refuse(*_: object) -> NoReturn:
    raise MalformedError("this XML declares a document type or entities, which are not followed here")
