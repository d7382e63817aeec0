"""What a child does with a file, by its family: facts, a picture made anew, the words in it. The manifest has a child of its own.

Decoders of pictures and films are the part that a hostile file may capture, and a captured child may say what it likes. So none of them
touches a byte where a signature is checked: what that child says of a signer, no decoder had a hand in.
"""

from collections.abc import Callable
from dataclasses import asdict
from typing import BinaryIO

from kniha.media.documents import read_document
from kniha.media.manifest_reading import read_manifest
from kniha.media.sniffing import HEAD_SIZE, sniff
from kniha.media.texts import read_pdf, read_plain
from kniha.media.videos import read_video
from kniha.media.views import facts_and_view, first_frame
from kniha.runs.drawing import Answer, make
from kniha.vocab.errors import MalformedError


def look(family: str, stream: BinaryIO, roots: str = "") -> Answer:
    """Return what the seekable `stream` shows, or what is made of it (`kniha.runs.drawing`).

    A manifest's signers are trusted who lead to one of `roots` (PEM); of a copy it says what is to be covered.
    """
    match family:
        case "image":
            seen, picture = facts_and_view(stream)
            return Answer(asdict(seen), picture)
        case "video":
            return Answer(asdict(read_video(stream)), _made(first_frame, stream))
        case "audio":
            return Answer(asdict(read_video(stream)))
        case "text":
            facts, words = read_plain(stream)
            return Answer(asdict(facts), words=words)
        case "document":
            return _document(stream)
        case "manifest":
            return _manifest(stream, roots)
        case _:
            return make(family, stream, roots)


def _document(stream: BinaryIO) -> Answer:
    told = asdict(read_document(stream))
    stream.seek(0)
    if sniff(stream.read(HEAD_SIZE)).type != "application/pdf":
        return Answer(told)
    stream.seek(0)
    facts, words = read_pdf(stream)
    return Answer(told | asdict(facts) | {"findings": list(dict.fromkeys((*told["findings"], *facts.findings)))}, words=words)


def _manifest(stream: BinaryIO, roots: str) -> Answer:
    found, odd = read_manifest(stream, sniff(stream.read(HEAD_SIZE)).type, roots)
    return Answer({"manifest": asdict(found) if found else None, "findings": list(odd)})


def _made(make: Callable[[BinaryIO], bytes], stream: BinaryIO) -> bytes:
    stream.seek(0)
    try:
        return make(stream)
    except MalformedError:
        return b""  # why, the findings among the facts say
