"""Which files of a compartment are the same or nearly: an index of all prints in memory, and each new file asked against it.

The index is made anew when the worker starts, out of the sealed prints. It holds prints of every compartment; what it finds is told only
where both files lie in one, and where a lawyer let both be linked.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from kniha.book.evidence.likening import linkable
from kniha.book.evidence.models import Exhibit, Likeness, NearPrint
from kniha.media.alignment import agreements, stretches
from kniha.media.near import FilmPrints, alike
from kniha.media.near_index import NearIndex, film_of, numbers_of, seconds_of
from kniha.media.pdq import Turn
from kniha.runs.printing import Printer
from kniha.vocab.errors import BrokenError, NotFoundError

LEARNT_AT_ONCE = 256
LEAST_SECONDS = 3
"""So many seconds of a film look like another before the two are laid side by side."""
MOST_OTHERS = 50


@dataclass(slots=True)
class Likening:
    """Learns prints, and asks for what is like a file."""

    printer: Printer
    _index: NearIndex = field(default_factory=NearIndex)
    _last: int = 0
    _known: set[int] = field(default_factory=set)
    _left: set[int] = field(default_factory=set)

    def learn(self) -> bool:
        """Learn the next prints; return whether there were any. What the vault does not hold as it was is left out."""
        rows = list(NearPrint.objects.filter(number__gt=self._last).select_related("exhibit").order_by("number")[:LEARNT_AT_ONCE])
        self._take(rows)
        self._last = rows[-1].number if rows else self._last
        return bool(rows)

    def agree(self) -> None:
        """Drop the prints of what was erased; learn those that have a smaller number than the last and came after it: another worker's."""
        there = NearPrint.objects.filter(number__lte=self._last)
        if there.count() == len(self._known):
            return
        numbers = set(there.values_list("number", flat=True))
        gone, missed = self._known - numbers, sorted(numbers - self._known)[:LEARNT_AT_ONCE]
        self._index = self._index.without(number for film in gone for number in numbers_of(film))
        self._known -= gone
        self._take(list(there.filter(number__in=missed).select_related("exhibit").order_by("number")))

    def uncompared(self) -> NearPrint | None:
        """The last print of a file that was not asked for yet, of those that may be linked."""
        waiting = NearPrint.objects.filter(is_last=True, is_compared=False, number__lte=self._last, exhibit__in=linkable())
        waiting = waiting.exclude(number__in=self._left)
        return waiting.select_related("exhibit").order_by("number").first()

    def compare(self, last: NearPrint) -> int:
        """Find what is like the file whose last print this is, and keep it; return how many files are. BrokenError as the vault has it."""
        mine = self.printer.read_all(last.exhibit)
        found = [one for other in self._others(last.exhibit, mine) for one in self._like(last.exhibit, mine, other)]
        with transaction.atomic():
            Likeness.objects.filter(exhibit=last.exhibit).delete()
            Likeness.objects.bulk_create(found)
            NearPrint.objects.filter(pk=last.pk).update(is_compared=True)
        return len({one.other_id for one in found})

    def leave(self, last: NearPrint) -> None:
        """Leave a file to a person, until this process ends: the vault does not hold its prints."""
        self._left.add(last.number)

    def _take(self, rows: Sequence[NearPrint]) -> None:
        prints = [each for row in rows for each in seconds_of(row.number, self._read(row))]
        if prints:
            self._index = self._index.grown(prints)
        self._known |= {row.number for row in rows}

    def _read(self, row: NearPrint) -> FilmPrints:
        try:
            return self.printer.read(row)
        except (BrokenError, NotFoundError):
            return ()

    def _others(self, exhibit: Exhibit, mine: FilmPrints) -> list[Exhibit]:
        """Files of the same compartment that are worth laying beside this one, those first that share most."""
        votes: Counter[int] = Counter()
        for _, each in mine:
            votes.update({film_of(candidate.number)[0] for candidate in self._index.candidates(each)})
        whose = dict(NearPrint.objects.filter(number__in=list(votes)).values_list("number", "exhibit_id"))
        shared: Counter[str] = Counter()
        for number, count in votes.items():
            if number in whose:
                shared[whose[number]] += count
        told = Likeness.objects.filter(other=exhibit).values("exhibit")  # by the other, which was compared first
        near = linkable().filter(pk__in=list(shared), compartment=exhibit.compartment_id).exclude(pk=exhibit.pk).exclude(pk__in=told)
        return sorted((row for row in near if _is_enough(exhibit, row, shared[row.pk])), key=lambda row: -shared[row.pk])[:MOST_OTHERS]

    def _like(self, exhibit: Exhibit, mine: FilmPrints, other: Exhibit) -> Iterator[Likeness]:
        theirs = self.printer.read_all(other)
        if _is_film(exhibit) and _is_film(other):
            for one in stretches(agreements(mine, theirs), [at for at, _ in mine]):
                yield Likeness(
                    exhibit=exhibit, other=other, way="stretch", turn=one.turn.value, start_ms=one.start, length_ms=one.length,
                    other_start_ms=one.other_start, is_copy=True,
                )  # fmt: skip
        else:
            yield from _best(exhibit, mine, other, theirs)


def _best(exhibit: Exhibit, mine: FilmPrints, other: Exhibit, theirs: FilmPrints) -> Iterator[Likeness]:
    """The moment at which a picture and a film, or two pictures, are most alike."""
    told = []
    for at, one in mine:
        for other_at, another in theirs:
            likeness = alike(one, another)
            if likeness is not None:
                marks = likeness.fit.marks if likeness.fit else 0
                told.append((not likeness.is_copy, likeness.bits if likeness.bits is not None else 256, -marks, at, other_at, likeness))
    if told:
        *_, at, other_at, best = min(told, key=lambda one: one[:5])
        yield Likeness(
            exhibit=exhibit, other=other, way=best.way.value, turn=Turn(best.turn).value, bits=best.bits,
            marks=best.fit.marks if best.fit else None, start_ms=at if _is_film(exhibit) else None,
            other_start_ms=other_at if _is_film(other) else None, is_copy=best.is_copy,
        )  # fmt: skip


def _is_enough(exhibit: Exhibit, other: Exhibit, shared: int) -> bool:
    return shared >= LEAST_SECONDS or not (_is_film(exhibit) and _is_film(other))


def _is_film(exhibit: Exhibit) -> bool:
    return exhibit.media_type.startswith("video/")
