"""What the worker makes of files, step by step, in children that may die of them: pages drawn, letters recognised, frames, waveforms.

One step is one page, so that a long document keeps nothing else waiting. A step that fails leaves a finding and is not tried again; a page
that nobody could read because this host has no recogniser is read once it has one. All of it is derived: made again at will, no evidence.
"""

import hashlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import BinaryIO

from django.db import transaction
from django.db.models import F, Q, QuerySet

from kniha.book.access.queries import in_use
from kniha.book.evidence.models import Derivative, Exhibit, FileFacts, Making, Words
from kniha.book.evidence.queries import blob_of
from kniha.media.findings import Finding
from kniha.media.recipes import MOST_PAGES, Kind
from kniha.runs.beside import Piece, Shelf
from kniha.runs.file_facts import from_json
from kniha.runs.made_of_files import Made, Reading, printable
from kniha.runs.recipes import recipe
from kniha.runs.views import readable
from kniha.runs.watching import Seen, is_jpeg, make_of

PDF = "application/pdf"
MOST_GIVEN_UP = 3
_IMAGES = Q(media_type__startswith="image/") & ~Q(media_type="image/svg+xml")
_MADE_OF = Q(media_type=PDF) | Q(media_type__startswith="video/") | Q(media_type__startswith="audio/") | _IMAGES
_STEPS = {"video": (Kind.FRAME, Kind.WAVEFORM), "audio": (Kind.WAVEFORM,)}


@dataclass(frozen=True, slots=True)
class Again:
    """A thing made once more: whether it came out the same to the bit, and by which recipe then and now."""

    is_same: bool
    then: str
    now: str


Ask = Callable[[BinaryIO, int, str], Seen[Made] | None]
"""Has a child do a task with a file of so many bytes; None where it died of it."""


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes what is made from exhibits. `here`: the recogniser of letters on this host; no `tool`: there is none."""

    shelf: Shelf
    here: Made
    ask: Ask = make_of

    def step(self, exhibit: Exhibit) -> None:
        """Do the next step of `exhibit`. NotFoundError and BrokenError where the vault does not hold the file as it was."""
        making = self._begun(exhibit)
        number = min(making.done + 1, making.steps)
        is_unread = number > 0 and self._do(exhibit, number)
        steps = number if _is_hopeless(exhibit) else making.steps
        Making.objects.filter(pk=exhibit.pk).update(steps=steps, done=number, unread=making.unread + is_unread)

    def made_again(self, made: Derivative) -> Again:
        """Make it once more, and compare. NotFoundError and BrokenError as above."""
        pieces = self._pieces(made.exhibit, Kind(made.kind), made.number)
        data = next((piece.data for piece in pieces if piece.key["number"] == made.number), b"")
        digest = hashlib.sha256(data).hexdigest() if data else ""
        return Again(digest == made.sha256, made.recipe, recipe(Kind(made.kind)))

    def _begun(self, exhibit: Exhibit) -> Making:
        """The work on `exhibit`; begun again where pages are left for a recogniser that is here now: what was made stays."""
        making = Making.objects.filter(pk=exhibit.pk).first()
        if making is not None and making.done < making.steps:
            return making
        steps = self._steps(exhibit)
        with transaction.atomic():
            in_use(exhibit)
            return Making.objects.update_or_create(exhibit=exhibit, defaults={"steps": steps, "done": 0, "unread": 0})[0]

    def _steps(self, exhibit: Exhibit) -> int:
        if exhibit.media_type != PDF:
            return len(_STEPS.get(_family(exhibit), (Kind.PAGE,)))
        facts = from_json(self.shelf.opened(FileFacts.objects.get(exhibit=exhibit)))
        return min(facts.pages or 0, MOST_PAGES)

    def _do(self, exhibit: Exhibit, number: int) -> bool:
        """Whether a page is left unread for want of a recogniser."""
        if kinds := _STEPS.get(_family(exhibit)):
            self._look(exhibit, kinds[number - 1], 1)
            return False
        if exhibit.media_type == PDF:
            self._look(exhibit, Kind.PAGE, number)
        return not _given_up(exhibit).filter(number=number).exists() and self._read(exhibit, number)

    def _look(self, exhibit: Exhibit, kind: Kind, number: int) -> None:
        if not Derivative.objects.filter(exhibit=exhibit, kind=kind, number=number).exists():
            self.shelf.keep(exhibit, self._pieces(exhibit, kind, number))

    def _pieces(self, exhibit: Exhibit, kind: Kind, number: int) -> list[Piece]:
        """What is made: of frames all, numbered from 1; where nothing can be made, one piece without a byte, whose finding says why."""
        seen = self._asked(exhibit, f"{kind} {number}")
        pictures = list(_cut(seen)) if seen else []
        if pictures:
            first = 1 if kind is Kind.FRAME else number
            return [_piece(kind, first + at, picture, at_ms=at_ms) for at, (picture, at_ms) in enumerate(pictures)]
        findings = seen.facts.findings if seen else ()
        return [_piece(kind, number, b"", finding=next(iter(findings), Finding.GIVEN_UP.value))]

    def _read(self, exhibit: Exhibit, page: int) -> bool:
        if Words.objects.filter(exhibit=exhibit, page=page).exists():
            return False
        seen = self._asked(exhibit, f"letters {page}")
        if seen is not None and (seen.facts.is_unread or seen.facts.has_own_words):
            return seen.facts.is_unread
        self.shelf.keep(exhibit, [Piece(Words, self._reading(seen).as_json(), {"page": page})])
        return False

    def _asked(self, exhibit: Exhibit, task: str) -> Seen[Made] | None:
        blob = blob_of(exhibit)
        with self.shelf.vault.reader(blob, self.shelf.identities) as stream:
            return self.ask(stream, blob.size, task)

    def waiting(self, *, leaving_out: Collection[str] = ()) -> QuerySet[Exhibit]:
        """Exhibits of which something is still to be made, the oldest first; of those that were looked at."""
        under_way = Q(making=None) | Q(making__done__lt=F("making__steps"))
        if self.here.tool:
            under_way |= Q(making__unread__gt=0)
        looked_at = Q(view__isnull=False, facts__isnull=False)
        return readable().filter(_MADE_OF, looked_at, under_way).exclude(pk__in=leaving_out).order_by("acquired_on", "pk")

    def _reading(self, seen: Seen[Made] | None) -> Reading:
        tool, languages = self.here.tool, self.here.languages
        if seen is None:
            return Reading(tool=tool, languages=languages, findings=(Finding.GIVEN_UP.value,))
        return Reading(
            words=printable(seen.words.decode()), confidence=seen.facts.confidence, left_out=seen.facts.left_out, tool=tool,
            languages=languages, findings=seen.facts.findings,
        )  # fmt: skip


def _cut(seen: Seen[Made]) -> Iterator[tuple[bytes, int | None]]:
    """Pictures, and where they stand; none where a captured child says that they are other than they are."""
    frames, picture = seen.facts.frames, seen.picture
    if not frames:
        yield from [(picture, seen.facts.until_ms or None)] if picture else []
    elif sum(frame.size for frame in frames) == len(picture):
        ends = list(accumulate(frame.size for frame in frames))
        cut = [picture[end - frame.size : end] for frame, end in zip(frames, ends, strict=True)]
        yield from zip(cut, (frame.at_ms for frame in frames), strict=True) if all(map(is_jpeg, cut)) else ()


def _piece(kind: Kind, number: int, picture: bytes, *, at_ms: int | None = None, finding: str = "") -> Piece:
    more: dict[str, str | int | None] = {"recipe": recipe(kind), "finding": finding, "at_ms": at_ms}
    return Piece(Derivative, picture, {"kind": kind.value, "number": number}, more)


def _family(exhibit: Exhibit) -> str:
    return exhibit.media_type.partition("/")[0]


def _given_up(exhibit: Exhibit) -> QuerySet[Derivative]:
    return Derivative.objects.filter(exhibit=exhibit, finding=Finding.GIVEN_UP.value)


def _is_hopeless(exhibit: Exhibit) -> bool:
    """Whether so much was given up that the rest is not tried: a file of pages that paint without end would keep the worker for hours."""
    return _given_up(exhibit).count() >= MOST_GIVEN_UP
