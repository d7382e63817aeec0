"""Copies in which faces and plates are covered, made by the worker from what a registrar drew, part by part, in children that may die.

What one part found of the boxes on their way is sealed beside it, and given to the child of the next. All of it is derived: from the
journalled boxes it is made again, and compared.
"""

import hashlib
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kniha.book.access.models import Registrar
from kniha.book.access.queries import in_use
from kniha.book.evidence.masking import DISCARDED, NUMBERS, masked_copies, masking_of, parts_of_copy
from kniha.book.evidence.models import Derivative, Exhibit, MaskedCopy, Masking
from kniha.book.evidence.queries import blob_of
from kniha.media.findings import Finding
from kniha.media.recipes import MOST_PLAYED, PLAYED_PART, Kind
from kniha.runs import keyring
from kniha.runs.beside import Piece, Shelf
from kniha.runs.made_of_files import Made
from kniha.runs.playing import Copy, joined
from kniha.runs.recipes import recipe
from kniha.runs.views import readable
from kniha.runs.watching import Seen, make_of


class Asks(Protocol):
    """Has a child make a part of a copy."""

    def __call__(self, stream: BinaryIO, size: int, task: str, *, given: bytes) -> Seen[Made] | None:
        """None where the child died of it."""
        ...


class _Found(BaseModel):
    """What a child says it found on the way: taken as a stranger's, and given to none but the next child."""

    model_config = ConfigDict(extra="ignore")
    lost: tuple[int, ...] = Field(default=(), max_length=64)


@dataclass(frozen=True, slots=True)
class Masker:
    """Makes copies in which something is covered."""

    shelf: Shelf
    ask: Asks = make_of

    def step(self, exhibit: Exhibit) -> None:
        """Make the next part of a copy of `exhibit`. NotFoundError and BrokenError where the vault does not hold the file as it was."""
        copy = _unmade().filter(exhibit=exhibit).order_by("number").first()
        if copy is None:
            return
        done = _done(copy)
        seen = self._asked(copy, done + 1)
        if seen is not None and seen.facts.findings == (Finding.ENDS_BEFORE.value,):
            self._note(copy, done, is_over=True)
            return
        if seen is None or not seen.picture:
            finding = next(iter(seen.facts.findings if seen else ()), Finding.GIVEN_UP.value)
            self._note(copy, done, is_over=True, finding=finding)
            return
        self.shelf.keep(exhibit, _pieces(copy, done + 1, seen))
        is_last = seen.facts.is_last or done + 1 >= MOST_PLAYED // PLAYED_PART
        self._note(copy, done + 1, is_over=is_last)

    def made_again(self, copy: MaskedCopy) -> bool:
        """Whether all parts, made once more one after another, come out the same to the bit. Errors as `step`."""
        before = b""
        for place, part in enumerate(parts_of_copy(copy), 1):
            seen = self._asked(copy, place, before)
            if seen is None or hashlib.sha256(seen.picture).hexdigest() != part.sha256:
                return False
            before = seen.words
        return True

    def waiting(self, *, leaving_out: Collection[str] = ()) -> QuerySet[Exhibit]:
        """Exhibits with a copy to be made: somebody waits for it."""
        return readable().filter(Exists(_unmade().filter(exhibit=OuterRef("pk")))).exclude(pk__in=leaving_out).order_by("pk")

    def _asked(self, copy: MaskedCopy, part: int, before: bytes | None = None) -> Seen[Made] | None:
        if before is None:
            row = Derivative.objects.filter(exhibit=copy.exhibit_id, kind=Kind.MASKING, number=copy.number * NUMBERS + part - 1)
            before = b"".join(self.shelf.opened(one) for one in row.exclude(blob=""))
        asked = {"plan": copy.plan, "followed": copy.way == "followed", "silent": copy.is_silent, "before": before.decode()}
        blob = blob_of(copy.exhibit)
        with self.shelf.vault.reader(blob, self.shelf.identities) as stream:
            return self.ask(stream, blob.size, f"{Kind.MASKED} {part}", given=json.dumps(asked).encode())

    def _note(self, copy: MaskedCopy, done: int, *, is_over: bool, finding: str = "") -> None:
        with transaction.atomic():
            in_use(copy.exhibit)
            Masking.objects.update_or_create(
                exhibit=copy.exhibit, number=copy.number, defaults={"done": done, "is_over": is_over, "finding": finding}
            )


def copy_of(copy: MaskedCopy) -> Copy | Derivative | None:
    """A film as one WebM, a picture as its JPEG, None where nothing is made. The caller sees to it that the file is open."""
    parts = parts_of_copy(copy)
    if not parts:
        return None
    return joined(parts, _opened) if copy.exhibit.media_type.startswith("video/") else parts[0]


def digest_of(copy: MaskedCopy) -> str:
    """SHA-256 of the copy as it is handed out; empty where there is none."""
    found, digest = copy_of(copy), hashlib.sha256()
    if found is None:
        return ""
    if isinstance(found, Derivative):
        return found.sha256
    for piece in found.pieces(0, found.size):
        digest.update(piece)
    return digest.hexdigest()


def lost_in(registrar: Registrar, exhibit: Exhibit, copy: MaskedCopy) -> tuple[int, ...]:
    """Moments, in milliseconds, at which a mask lost what it covers, as the machine says. The caller sees to it that the file is open."""
    if not masked_copies(registrar, exhibit).filter(pk=copy.pk).exists():
        return ()
    begin = copy.number * NUMBERS
    found: list[int] = []
    rows = Derivative.objects.filter(exhibit=exhibit, kind=Kind.MASKING, number__gt=begin, number__lt=begin + NUMBERS).exclude(blob="")
    for row in rows.order_by("number"):
        try:
            told = _Found.model_validate_json(b"".join(_opened(row, 0, row.size)))
        except ValidationError:
            continue
        found += told.lost
    return tuple(sorted(at for at in found if at >= 0))


def _unmade() -> QuerySet[MaskedCopy]:
    over = Masking.objects.filter(exhibit=OuterRef("exhibit"), number=OuterRef("number"), is_over=True)
    return MaskedCopy.objects.exclude(state=DISCARDED).exclude(plan="").exclude(Exists(over))


def _done(copy: MaskedCopy) -> int:
    row = masking_of(copy)
    return row.done if row else 0


def _pieces(copy: MaskedCopy, part: int, seen: Seen[Made]) -> list[Piece]:
    key = copy.number * NUMBERS + part
    more: dict[str, str | int | None] = {"at_ms": seen.facts.until_ms or None, "finding": next(iter(seen.facts.findings), "")}
    made = [Piece(Derivative, seen.picture, {"kind": Kind.MASKED.value, "number": key}, more | {"recipe": recipe(Kind.MASKED)})]
    if seen.words:
        told: dict[str, str | int | None] = {"recipe": recipe(Kind.MASKING)}
        made.append(Piece(Derivative, seen.words, {"kind": Kind.MASKING.value, "number": key}, told))
    return made


def _opened(part: Derivative, start: int, end: int) -> Iterator[bytes]:
    return keyring.vault().open_range(blob_of(part), keyring.held().exhibit, start, end)
