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
from django.db.models import Case, F, Q, QuerySet, Value, When

from kniha.book.access.queries import in_use
from kniha.book.evidence.models import Derivative, Exhibit, FileFacts, Making, Words
from kniha.book.evidence.queries import blob_of
from kniha.media.findings import Finding
from kniha.media.recipes import MOST_PAGES, MOST_PLAYED, PLAYED_PART, PLAYED_SOUND_PART, Kind
from kniha.runs.beside import Piece, Shelf
from kniha.runs.file_facts import Facts, from_json
from kniha.runs.made_of_files import Made, Reading, printable
from kniha.runs.recipes import recipe
from kniha.runs.views import readable
from kniha.runs.watching import Seen, is_jpeg, make_of

PDF = "application/pdf"
MOST_GIVEN_UP = 3
_IMAGES = Q(media_type__startswith="image/") & ~Q(media_type="image/svg+xml")
_MADE_OF = Q(media_type=PDF) | Q(media_type__startswith="video/") | Q(media_type__startswith="audio/") | _IMAGES
_STEPS = {"video": (Kind.FRAME, Kind.WAVEFORM), "audio": (Kind.WAVEFORM,)}
"""Then come the parts of a copy for playing."""
_PART = {"video": PLAYED_PART, "audio": PLAYED_SOUND_PART}
_SOON = 4
"""Steps after which a file waits for the first steps of others: an hour of film is hundreds of steps."""


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
        if _family(exhibit) in _STEPS and number > len(_STEPS[_family(exhibit)]):
            is_unread, steps = False, self._play(exhibit, number, making.steps)
        else:
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
            return self._film_steps(exhibit) if _family(exhibit) in _STEPS else 1
        return min(self._facts(exhibit).pages or 0, MOST_PAGES)

    def _film_steps(self, exhibit: Exhibit) -> int:
        """By the length that the file tells; what it is in truth, is seen on the way."""
        family = _family(exhibit)
        parts = -(-(self._facts(exhibit).duration_ms or 0) // (1000 * _PART[family]))
        return len(_STEPS[family]) + max(1, min(parts, _most_parts(family)))

    def _facts(self, exhibit: Exhibit) -> Facts:
        return from_json(self.shelf.opened(FileFacts.objects.get(exhibit=exhibit)))

    def _play(self, exhibit: Exhibit, number: int, steps: int) -> int:
        """Make a part of the copy for playing, where browsers do not play the file; return how many steps there are, as is known now."""
        family = _family(exhibit)
        part = number - len(_STEPS[family])
        if (row := Derivative.objects.filter(exhibit=exhibit, kind=Kind.PLAYED, number=part).first()) is not None:
            return max(steps, number + 1) if row.blob else number
        seen = self._asked(exhibit, f"{Kind.PLAYED} {part}")
        if seen is not None and (seen.facts.plays or seen.facts.findings == (Finding.ENDS_BEFORE.value,)):
            return number
        self.shelf.keep(exhibit, [_part(part, seen)])
        if seen is None or not seen.picture or seen.facts.is_last or part >= _most_parts(family):
            return number
        return max(steps, number + 1)

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
        if kind is Kind.PLAYED:
            return [_part(number, seen)]
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
        later = Case(When(making__done__gte=_SOON, then=Value(1)), default=Value(0))
        return readable().filter(_MADE_OF, looked_at, under_way).exclude(pk__in=leaving_out).order_by(later, "acquired_on", "pk")

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


def _part(number: int, seen: Seen[Made] | None) -> Piece:
    """A part of a copy for playing; where it stands in the row, it is until when the part goes."""
    if seen is None or not seen.picture:
        return _piece(Kind.PLAYED, number, b"", finding=next(iter(seen.facts.findings if seen else ()), Finding.GIVEN_UP.value))
    return _piece(Kind.PLAYED, number, seen.picture, at_ms=seen.facts.until_ms, finding=next(iter(seen.facts.findings), ""))


def _most_parts(family: str) -> int:
    return MOST_PLAYED // _PART[family]


def _family(exhibit: Exhibit) -> str:
    return exhibit.media_type.partition("/")[0]


def _given_up(exhibit: Exhibit) -> QuerySet[Derivative]:
    return Derivative.objects.filter(exhibit=exhibit, finding=Finding.GIVEN_UP.value)


def _is_hopeless(exhibit: Exhibit) -> bool:
    """Whether so much was given up that the rest is not tried: a file of pages that paint without end would keep the worker for hours."""
    return _given_up(exhibit).count() >= MOST_GIVEN_UP
