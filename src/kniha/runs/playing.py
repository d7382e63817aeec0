"""The copy for playing of a film or a sound as one WebM, put together out of its sealed parts as a player asks for them.

Nothing is decoded or written anew: one head, then the clusters of all parts. For who has opened the file, as all that is made of it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain

from kniha.book.access.models import Registrar
from kniha.book.evidence import queries
from kniha.book.evidence.models import Derivative, Exhibit
from kniha.media import webm
from kniha.media.playable import CONTAINERS
from kniha.media.recipes import MOST_PLAYED
from kniha.media.webm import HEAD, Cue
from kniha.runs import keyring
from kniha.vocab.errors import BrokenError, ImpossibleError, MalformedError

PLAYED = CONTAINERS
"""Types of files that browsers may play as they are; what is in them decides."""
MOST_MS = MOST_PLAYED * 1000
"""Of one file no more is made anew."""
Opened = Callable[[Derivative, int, int], Iterator[bytes]]
"""Opens a part from one byte up to, not including, another."""


@dataclass(frozen=True, slots=True)
class Copy:
    """`head` and then, of each of `parts`, what follows HEAD bytes. `until_ms`: how far it goes."""

    head: bytes
    parts: tuple[Derivative, ...]
    has_picture: bool
    until_ms: int
    opened: Opened

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.head) + sum(part.size - HEAD for part in self.parts)

    @property
    def media_type(self) -> str:
        """As browsers are told it."""
        return "video/webm" if self.has_picture else "audio/webm"

    def pieces(self, start: int, end: int) -> Iterator[bytes]:
        """The bytes from `start` up to, not including, `end`; only the parts that hold them are opened. ImpossibleError outside."""
        if not 0 <= start <= end <= self.size:
            raise ImpossibleError(f"a range lies within the {self.size} bytes of the copy, not from {start} to {end}")
        return chain([self.head[start:end]], *(self._of(part, at, start, end) for part, at in self._places() if at < end))

    def _places(self) -> Iterator[tuple[Derivative, int]]:
        """Parts, and where in the whole each begins."""
        starts = accumulate((part.size - HEAD for part in self.parts), initial=len(self.head))
        return zip(self.parts, starts, strict=False)

    def _of(self, part: Derivative, at: int, start: int, end: int) -> Iterator[bytes]:
        first, last = max(start, at) - at + HEAD, min(end - at + HEAD, part.size)
        if first < last:
            yield from self.opened(part, first, last)


def type_of(made: Derivative) -> str:
    """What browsers are told that something made of a file is."""
    is_film = made.kind == "played" or (made.kind == "masked" and made.exhibit.media_type.startswith("video/"))
    return "video/webm" if is_film else "image/jpeg"


def parts_of(registrar: Registrar, exhibit: Exhibit) -> tuple[Derivative, ...]:
    """The parts that are made, from the first on, without a gap."""
    return queries.played_parts(registrar, exhibit)


def copy_of(registrar: Registrar, exhibit: Exhibit) -> Copy | None:
    """The copy for playing, as far as it is made; None where there is none. The caller sees to it that the file is open.

    BrokenError where the vault does not hold it as it was made.
    """
    parts = parts_of(registrar, exhibit)
    return joined(parts, _opened) if parts else None


def joined(parts: Sequence[Derivative], opened: Opened) -> Copy:
    """One film of `parts`, of which there is one at least; BrokenError where the first is no part of ours."""
    try:
        tracks, _ = webm.tracks_of(b"".join(opened(parts[0], 0, HEAD)))
    except MalformedError as error:
        raise BrokenError("a part of the copy for playing is not as it was made") from error
    until = parts[-1].at_ms or 0
    sizes = list(accumulate((part.size - HEAD for part in parts), initial=0))
    begins = (0, *(part.at_ms or 0 for part in parts[:-1]))
    cues = [Cue(at_ms, offset) for at_ms, offset in zip(begins, sizes, strict=False)]
    return Copy(webm.film_head(tracks, cues, size=sizes[-1], until_ms=until), tuple(parts), bool(tracks.width), until, opened)


def _opened(part: Derivative, start: int, end: int) -> Iterator[bytes]:
    return keyring.vault().open_range(queries.blob_of(part), keyring.held().exhibit, start, end)
